//! `hash/merkle_tree` with plonky3's Merkle trees: the root, then sixteen authentication paths.
//!
//! Leaf = H(row of 8 Goldilocks elements), node = H(left ‖ right). The paths are those of the leaves
//! p_j = (first 8 bytes, little-endian, of SHA3-256("zkpair/merkle" ‖ root ‖ j as u64 LE)) mod n, j = 0 … 15.
use std::sync::OnceLock;
use std::time::Instant;

use p3_commit::Mmcs;
use p3_field::PrimeField64;
use p3_goldilocks::Goldilocks;
use p3_matrix::dense::RowMajorMatrix;
use sha3::{Digest, Sha3_256};

use crate::cell::Hash;
use crate::config::{self, Blake3Mmcs, GoldilocksPoseidon2Mmcs, Sha3Mmcs};
use crate::error::Error;
use crate::input;

/// Elements of a row.
pub const ROW: usize = 8;
/// Bytes of a digest.
pub const DIGEST_BYTES: usize = 32;
/// Paths that are opened.
pub const PATHS: usize = 16;
/// Numbers of leaves, as powers of two.
pub const LOG_N: (u32, u32) = (1, 24);

/// A digest as 32 bytes.
pub trait Bytes {
    /// The 32 bytes.
    fn bytes(&self) -> [u8; DIGEST_BYTES];
}

impl Bytes for [u8; 32] {
    fn bytes(&self) -> [u8; DIGEST_BYTES] {
        *self
    }
}

fn joined(words: [u64; 4]) -> [u8; DIGEST_BYTES] {
    let mut bytes = [0; DIGEST_BYTES];
    for (part, word) in bytes.chunks_exact_mut(8).zip(words) {
        part.copy_from_slice(&word.to_le_bytes());
    }
    bytes
}

impl Bytes for [u64; 4] {
    fn bytes(&self) -> [u8; DIGEST_BYTES] {
        joined(*self)
    }
}

impl Bytes for [Goldilocks; 4] {
    fn bytes(&self) -> [u8; DIGEST_BYTES] {
        joined(self.map(|element| element.as_canonical_u64()))
    }
}

/// The leaf whose path is the j-th.
fn leaf(root: &[u8; DIGEST_BYTES], j: u64, n: usize) -> usize {
    let digest =
        Sha3_256::new().chain_update(b"zkpair/merkle").chain_update(root).chain_update(j.to_le_bytes()).finalize();
    let first = digest.iter().take(8).rev().fold(0_u64, |word, byte| word << 8 | u64::from(*byte));
    (first % n as u64) as usize
}

/// Bytes of the output for n = 2^log_n leaves.
#[must_use]
pub const fn output_bytes(log_n: u32) -> usize {
    DIGEST_BYTES * (1 + PATHS * log_n as usize)
}

/// Writes root and paths; the nanoseconds of hashing and opening, without the reading of the rows.
pub fn tree(hash: Hash, rows: &[u8], output: &mut [u8]) -> Result<u64, Error> {
    static SHA3: OnceLock<Sha3Mmcs<Goldilocks>> = OnceLock::new();
    static BLAKE3: OnceLock<Blake3Mmcs<Goldilocks>> = OnceLock::new();
    static POSEIDON2: OnceLock<GoldilocksPoseidon2Mmcs> = OnceLock::new();
    match hash {
        Hash::Sha3 => through(SHA3.get_or_init(config::sha3_mmcs), rows, output),
        Hash::Blake3 => through(BLAKE3.get_or_init(config::blake3_mmcs), rows, output),
        Hash::Poseidon2 => through(POSEIDON2.get_or_init(config::goldilocks_poseidon2_mmcs), rows, output),
    }
}

fn through<M, D>(mmcs: &M, rows: &[u8], output: &mut [u8]) -> Result<u64, Error>
where
    D: Bytes,
    M: Mmcs<Goldilocks, Commitment = p3_symmetric::MerkleCap<Goldilocks, D>, Proof = Vec<D>>,
{
    let n = rows.len() / (ROW * 8);
    let log_n = n.trailing_zeros();
    if !n.is_power_of_two() || log_n < LOG_N.0 || log_n > LOG_N.1 {
        return Err(Error::BadSize(n as u64, LOG_N.0, LOG_N.1));
    }
    let wanted = output_bytes(log_n);
    if output.len() != wanted {
        return Err(Error::WrongLength { name: "output", found: output.len(), wanted });
    }
    let matrix = RowMajorMatrix::new(input::elements::<Goldilocks>("rows", rows, n * ROW)?, ROW);

    let start = Instant::now();
    let (commitment, tree) = mmcs.commit_matrix(matrix);
    let Some(root) = commitment.roots().first().map(Bytes::bytes) else {
        return Err(Error::Library("a tree without a root".into()));
    };
    let mut digests = output.chunks_exact_mut(DIGEST_BYTES);
    let mut put = |bytes: [u8; DIGEST_BYTES]| {
        if let Some(place) = digests.next() {
            place.copy_from_slice(&bytes);
        }
    };
    put(root);
    for j in 0..PATHS as u64 {
        let opening = mmcs.open_batch(leaf(&root, j, n), &tree);
        opening.opening_proof.iter().for_each(|digest| put(digest.bytes()));
    }
    Ok(start.elapsed().as_nanos() as u64)
}
