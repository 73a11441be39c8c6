//! Embeds where the library comes from: a digest of the sources, the locked versions, the compiler, the profile.
use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use sha2::{Digest, Sha256};

/// The crates that explain a figure.
const WATCHED: [&str; 8] = [
    "p3-batch-stark",
    "p3-dft",
    "p3-fri",
    "p3-goldilocks",
    "p3-koala-bear",
    "p3-merkle-tree",
    "p3-uni-stark",
    "blake3",
];

/// What `src/blake3.rs` reads from beside this workspace.
const SHARED: [&str; 4] = [
    "../crates/hash/src/blake/avx2.rs",
    "../crates/hash/src/blake/avx512.rs",
    "../crates/hash/src/blake/chunk.rs",
    "../crates/hash/src/blake/compression.rs",
];

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=Cargo.toml");
    println!("cargo::rerun-if-changed=Cargo.lock");
    SHARED.iter().for_each(|file| println!("cargo::rerun-if-changed={file}"));
    let lock = fs::read_to_string(folder.join("Cargo.lock"))?;
    let versions: Vec<String> =
        WATCHED.iter().filter_map(|name| Some(format!("{name}={}", version(&lock, name)?))).collect();
    embed("SOURCE_SHA256", &source_digest(&folder)?);
    embed("CRATES", &versions.join(","));
    embed("RUSTC", &rustc_version());
    embed("PROFILE", &env::var("PROFILE").unwrap_or_default());
    embed("OPT_LEVEL", &env::var("OPT_LEVEL").unwrap_or_default());
    embed("TARGET", &env::var("TARGET").unwrap_or_default());
    embed("TARGET_FEATURES", &env::var("CARGO_CFG_TARGET_FEATURE").unwrap_or_default());
    Ok(())
}

fn embed(name: &str, value: &str) {
    println!("cargo::rustc-env=ZKPAIR_{name}={value}");
}

/// SHA-256 over `path NUL length NUL content` of every source in the order of the paths (bytewise, with `/`).
/// `zkpair_rust.plonky3.simd.source_digest` computes the same from a source tree.
fn source_digest(folder: &Path) -> io::Result<String> {
    let mut files = vec![String::from("Cargo.lock"), String::from("Cargo.toml"), String::from("build.rs")];
    files.extend(SHARED.map(String::from));
    collect(folder, Path::new("src"), &mut files)?;
    files.sort();
    let mut digest = Sha256::new();
    for file in files {
        let content = fs::read(folder.join(&file))?;
        digest.update(format!("{file}\0{}\0", content.len()));
        digest.update(content);
    }
    Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn collect(folder: &Path, below: &Path, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder.join(below))? {
        let entry = entry?;
        let path = below.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            collect(folder, &path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}

/// The version of `name` in Cargo.lock.
fn version<'a>(lock: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = lock.split_once(&format!("name = \"{name}\"\nversion = \""))?;
    after.split('"').next()
}

fn rustc_version() -> String {
    let rustc = env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    let output = Command::new(rustc).arg("--version").output();
    output.ok().and_then(|o| String::from_utf8(o.stdout).ok()).map_or_else(|| "unknown".into(), |v| v.trim().into())
}
