//! halo2's parameters for circuits of 2^k rows, kept on disk: making them takes 0.75 ms a generator.
//!
//! A file is what halo2's `Params::write` gives, k as u32 and 2·2^k + 2 compressed points. Its BLAKE2b-256 digest is pinned here
//! for each k, so a file that is damaged, cut, of another version or put there by somebody else is made again and never read.
mod pinned;

use std::{
    env, fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

use halo2_proofs::poly::commitment::Params;
use pasta_curves::EqAffine;

use crate::{Error, encoding::COMPRESSED_BYTES};
pub use pinned::{MAX_K, MIN_K};

/// Grows when the content of a file changes, so that versions can share a directory.
const VERSION: u32 = 1;
const DIGEST_BYTES: usize = 32;

/// `$ZKPAIR_CACHE`, else `.cache/zkpair` where the process runs; and in it `halo2`.
pub fn default_directory() -> PathBuf {
    env::var_os("ZKPAIR_CACHE").map_or_else(|| ".cache/zkpair".into(), PathBuf::from).join("halo2")
}

/// The parameters for k, read from `directory` or made and kept there. Several processes may do so at once.
///
/// # Errors
/// [`Error::Size`] for another k than 4 to 14, [`Error::Cache`] when the directory cannot be written.
pub fn cached(directory: &Path, k: u32) -> Result<Params<EqAffine>, Error> {
    let pinned = pinned::digest(k).ok_or_else(|| unsupported(k))?;
    let path = directory.join(format!("params-v{VERSION}-k{k:02}.bin"));
    match fs::read(&path) {
        Ok(bytes) => {
            if let Some(params) = parse(&bytes, k, pinned) {
                return Ok(params);
            }
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(refused(&path, &error)),
    }
    let params = Params::<EqAffine>::new(k);
    let mut bytes = Vec::with_capacity(file_bytes(k));
    params.write(&mut bytes).map_err(|error| refused(&path, &error))?;
    if digest(&bytes) != pinned {
        return Err(Error::WrongParameters { name: "the generators made", k });
    }
    replace(&path, &bytes).map_err(|error| refused(&path, &error))?;
    Ok(params)
}

fn unsupported(k: u32) -> Error {
    let got = 1_usize.checked_shl(k).unwrap_or(usize::MAX);
    Error::Size { name: "the number of rows", got, min_log2: MIN_K, max_log2: MAX_K }
}

fn refused(path: &Path, error: &std::io::Error) -> Error {
    Error::Cache { path: path.display().to_string(), reason: error.to_string() }
}

fn file_bytes(k: u32) -> usize {
    size_of::<u32>() + (2 * (1 << k) + 2) * COMPRESSED_BYTES
}

fn digest(bytes: &[u8]) -> [u8; DIGEST_BYTES] {
    let mut digest = [0; DIGEST_BYTES];
    let hash = blake2b_simd::Params::new().hash_length(DIGEST_BYTES).hash(bytes);
    digest.iter_mut().zip(hash.as_bytes()).for_each(|(to, byte)| *to = *byte);
    digest
}

/// The content of a file; `None` for any but the pinned one. `Params::read` alone would take any points, and allocate for any k.
fn parse(bytes: &[u8], k: u32, pinned: [u8; DIGEST_BYTES]) -> Option<Params<EqAffine>> {
    let mut rest = bytes;
    let is_right = bytes.len() == file_bytes(k) && digest(bytes) == pinned;
    is_right.then(|| Params::read(&mut rest).ok()).flatten()
}

/// Writes a file of another name and renames it: whoever reads finds the old content or the whole new one.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    let part = path.with_extension(format!("{}-{}.part", process::id(), COUNTER.fetch_add(1, Ordering::Relaxed)));
    let written = fs::File::create_new(&part)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        let _ = fs::remove_file(&part); // what is wrong with it is told already
    }
    written
}

#[cfg(test)]
mod tests;
