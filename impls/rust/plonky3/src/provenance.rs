//! What this library is: the level it was compiled for, the sources and versions it was made of.
use std::fmt::Write;

/// The SIMD level that the compiler was allowed: what plonky3's packed fields are made of.
pub const LEVEL: &str = if cfg!(target_feature = "avx512f") {
    "avx512"
} else if cfg!(target_feature = "avx2") {
    "avx2"
} else {
    "scalar"
};

/// `key=value` lines: level, source_sha256, crates, rustc, profile, opt_level, target, target_features.
#[must_use]
pub fn describe() -> String {
    let facts = [
        ("level", LEVEL),
        ("source_sha256", env!("ZKPAIR_SOURCE_SHA256")),
        ("crates", env!("ZKPAIR_CRATES")),
        ("rustc", env!("ZKPAIR_RUSTC")),
        ("profile", env!("ZKPAIR_PROFILE")),
        ("opt_level", env!("ZKPAIR_OPT_LEVEL")),
        ("target", env!("ZKPAIR_TARGET")),
        ("target_features", env!("ZKPAIR_TARGET_FEATURES")),
    ];
    facts.iter().fold(String::new(), |mut text, (key, value)| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{key}={value}");
        text
    })
}
