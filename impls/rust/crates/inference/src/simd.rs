//! Which vector instructions are used: the best that this processor has and that pays, or what `ZKPAIR_SIMD` allows.
use std::sync::OnceLock;

/// Levels of x86-64 that code here is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// What the compiler makes of plain code.
    Scalar,
    /// 256 bits, with fused multiply-add.
    Avx2,
}

impl Level {
    /// As records spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scalar => "scalar",
            Self::Avx2 => "avx2",
        }
    }

    /// Does this processor have it?
    pub fn is_there(self) -> bool {
        match self {
            Self::Scalar => true,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
            #[cfg(not(target_arch = "x86_64"))]
            Self::Avx2 => false,
        }
    }
}

/// The level in use, settled once: the highest that is there, or plain code where `ZKPAIR_SIMD` says `scalar`.
pub fn level() -> Level {
    static LEVEL: OnceLock<Level> = OnceLock::new();
    *LEVEL.get_or_init(|| {
        let plain = std::env::var_os("ZKPAIR_SIMD").is_some_and(|wanted| wanted == "scalar");
        if !plain && Level::Avx2.is_there() { Level::Avx2 } else { Level::Scalar }
    })
}
