//! Embeds where the binary comes from: a digest of the sources, the locked versions, the compiler, the profile.
use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use sha2::{Digest, Sha256};

fn main() -> io::Result<()> {
    let crate_folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let workspace = crate_folder.join("../..").canonicalize()?;
    for source in sources(&workspace)? {
        println!("cargo::rerun-if-changed={}", workspace.join(source).display());
    }
    for family in fs::read_dir(workspace.join("crates"))? {
        // The folder's own time tells of new files.
        println!("cargo::rerun-if-changed={}", family?.path().join("src").display());
    }

    let lock = fs::read_to_string(workspace.join("Cargo.lock"))?;
    let versions: Vec<String> =
        WATCHED.iter().filter_map(|name| Some(format!("{name}={}", version(&lock, name)?))).collect();
    embed("SOURCE_SHA256", &source_digest(&workspace)?);
    embed("CRATES", &versions.join(","));
    embed("RUSTC", &rustc_version());
    embed("PROFILE", &profile());
    embed("OPT_LEVEL", &env::var("OPT_LEVEL").unwrap_or_default());
    embed("TARGET", &env::var("TARGET").unwrap_or_default());
    embed("TARGET_FEATURES", &env::var("CARGO_CFG_TARGET_FEATURE").unwrap_or_default());
    Ok(())
}

/// The crates that explain a figure.
const WATCHED: [&str; 14] = [
    "ark-bn254",
    "ark-ec",
    "ark-ff",
    "ark-poly",
    "ark-serialize",
    "blake3",
    "keccak",
    "pyo3",
    "rayon",
    "sha3",
    "winter-fri",
    "winter-math",
    "winter-prover",
    "winter-verifier",
];

fn embed(name: &str, value: &str) {
    println!("cargo::rustc-env=ZKPAIR_{name}={value}");
}

/// SHA-256 over `path NUL length NUL content` of every source in the order of the paths (bytewise, with `/`).
/// `zkpair_rust.provenance.source_digest` computes the same from a source tree.
fn source_digest(workspace: &Path) -> io::Result<String> {
    let mut digest = Sha256::new();
    for file in sources(workspace)? {
        let content = fs::read(workspace.join(&file))?;
        digest.update(format!("{file}\0{}\0", content.len()));
        digest.update(content);
    }
    Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What the binary is made of, relative to the workspace and sorted.
fn sources(workspace: &Path) -> io::Result<Vec<String>> {
    let mut files = vec![String::from("Cargo.lock"), String::from("Cargo.toml")];
    collect(workspace, Path::new("crates"), &mut files)?;
    files.sort();
    Ok(files)
}

/// Folders whose content does not reach the binary.
const APART: [&str; 4] = ["benches", "examples", "target", "tests"];

/// Every `*.rs` and `Cargo.toml` below `folder`, but for hidden folders and those apart.
fn collect(workspace: &Path, folder: &Path, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(workspace.join(folder))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = folder.join(&name);
        if entry.file_type()?.is_dir() {
            if !name.starts_with('.') && !APART.contains(&name.as_str()) {
                collect(workspace, &path, files)?;
            }
        } else if name.ends_with(".rs") || name == "Cargo.toml" {
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

/// The profile's name is the folder above `build/` in OUT_DIR: cargo's PROFILE only knows debug and release.
fn profile() -> String {
    let out = PathBuf::from(env::var("OUT_DIR").unwrap_or_default());
    let folders: Vec<_> = out.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let before_build = folders.iter().rposition(|part| part == "build").and_then(|at| at.checked_sub(1));
    before_build.and_then(|at| folders.get(at).cloned()).unwrap_or_else(|| env::var("PROFILE").unwrap_or_default())
}
