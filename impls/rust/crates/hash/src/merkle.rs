//! A Merkle tree over rows of eight Goldilocks elements, its root, and the paths of sixteen leaves that the root chooses.
//!
//! ```text
//! leaf = H(64 bytes of the row)      node = H(left ‖ right)
//! p_j = first 8 bytes, little-endian, of SHA3-256("zkpair/merkle" ‖ root ‖ j as u64 LE), mod n      j = 0 … 15
//! ```
use rayon::prelude::*;
use sha3::{Digest as _, Sha3_256};
use zkpair_algebra::{
    InputError, Timed,
    narrow::{Goldilocks, check_canonical},
    simd::Level,
};

use crate::{
    blake::blake3_many_at,
    keccak::sha3_256_many_at,
    poseidon2::{self, Role, Row},
};

/// Bytes of a digest.
pub const DIGEST_BYTES: usize = 32;
/// Words of a row.
pub const ROW_WORDS: usize = 8;
/// Bytes of a row, and of two digests.
const ROW_BYTES: usize = 8 * ROW_WORDS;
/// How many leaves are opened.
pub const OPENINGS: u64 = 16;

/// Rows that one task of the pool hashes: enough to hide the hand-over.
const PART: usize = 256;

/// A digest's bytes as four little-endian words: Poseidon2's elements, and the same width for the others.
type Digest = [u64; 4];

/// H.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    /// See [`keccak`](crate::keccak).
    Sha3,
    /// See [`blake`](crate::blake).
    Blake3,
    /// Our own, see [`poseidon2`].
    Poseidon2,
}

impl Hash {
    /// The hash of a name: `sha3_256`, `blake3`, `poseidon2`.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "sha3_256" => Some(Self::Sha3),
            "blake3" => Some(Self::Blake3),
            "poseidon2" => Some(Self::Poseidon2),
            _ => None,
        }
    }

    /// The digest of each row.
    fn rows(self, level: Level, role: Role, rows: &[Row], digests: &mut [Digest]) {
        match self {
            Self::Sha3 => many(rows, digests, |messages, hashes| sha3_256_many_at(level, messages, ROW_BYTES, hashes)),
            Self::Blake3 => many(rows, digests, |messages, hashes| blake3_many_at(level, messages, ROW_BYTES, hashes)),
            Self::Poseidon2 => poseidon2::hash(level, role, rows, digests),
        }
    }
}

/// Rows as bytes and digests as words, some at a time.
fn many(rows: &[Row], digests: &mut [Digest], hash: impl Fn(&[u8], &mut [crate::Digest])) {
    const TOGETHER: usize = 64;
    let (mut messages, mut hashes) = ([[0; ROW_BYTES]; TOGETHER], [[0; DIGEST_BYTES]; TOGETHER]);
    for (rows, digests) in rows.chunks(TOGETHER).zip(digests.chunks_mut(TOGETHER)) {
        messages.iter_mut().zip(rows).for_each(|(message, row)| *message = bytes_of(row));
        if let (Some(messages), Some(hashes)) = (messages.get(..rows.len()), hashes.get_mut(..rows.len())) {
            hash(messages.as_flattened(), hashes);
        }
        digests.iter_mut().zip(&hashes).for_each(|(digest, hash)| *digest = words(hash));
    }
}

fn bytes_of(row: &Row) -> [u8; ROW_BYTES] {
    let mut bytes = [0; ROW_BYTES];
    for (place, word) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(row) {
        *place = word.to_le_bytes();
    }
    bytes
}

fn words(digest: &[u8; DIGEST_BYTES]) -> Digest {
    let mut words = [0; 4];
    for (word, bytes) in words.iter_mut().zip(digest.as_chunks::<8>().0) {
        *word = u64::from_le_bytes(*bytes);
    }
    words
}

/// The root, and for each j the path of leaf p_j: siblings from the leaf upwards. 32 bytes a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening(Vec<Digest>);

impl Opening {
    /// Root ‖ path of p_0 ‖ … ‖ path of p_15.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.as_flattened().iter().flat_map(|word| word.to_le_bytes()).collect()
    }
}

/// The tree over n = 2^k rows of eight canonical words (`rows` is flat), at a level of vector instructions.
///
/// # Errors
/// [`InputError::WrongLength`] unless there are whole rows, [`InputError::NotAPowerOfTwo`] unless their number is one,
/// [`InputError::NotCanonical`].
pub fn tree(hash: Hash, level: Level, rows: &[u64]) -> Result<Timed<Opening>, InputError> {
    let (rows, rest) = rows.as_chunks::<ROW_WORDS>();
    if !rest.is_empty() {
        let (expected, got) = ((rows.len() + 1) * ROW_WORDS, rows.len() * ROW_WORDS + rest.len());
        return Err(InputError::WrongLength { name: "rows".into(), expected, got });
    }
    if !rows.len().is_power_of_two() {
        return Err(InputError::NotAPowerOfTwo { name: "rows".into(), got: rows.len() });
    }
    check_canonical::<Goldilocks>("rows", rows.as_flattened())?;
    Ok(Timed::measure(|| open(&levels(hash, level, rows))))
}

/// The leaves' digests, then those of each level above, the root last.
fn levels(hash: Hash, level: Level, rows: &[Row]) -> Vec<Vec<Digest>> {
    let mut tree = vec![layer(hash, level, Role::Leaf, rows)];
    while let Some(below) = tree.last().filter(|below| below.len() > 1) {
        // Two digests side by side are a row of a node.
        let above = layer(hash, level, Role::Node, below.as_flattened().as_chunks::<ROW_WORDS>().0);
        tree.push(above);
    }
    tree
}

fn layer(hash: Hash, level: Level, role: Role, rows: &[Row]) -> Vec<Digest> {
    let mut digests = vec![Digest::default(); rows.len()];
    if rows.len() <= PART || rayon::current_num_threads() == 1 {
        hash.rows(level, role, rows, &mut digests);
    } else {
        let parts = digests.par_chunks_mut(PART).zip(rows.par_chunks(PART));
        parts.for_each(|(digests, rows)| hash.rows(level, role, rows, digests));
    }
    digests
}

fn open(tree: &[Vec<Digest>]) -> Opening {
    let mut found: Vec<Digest> = tree.last().and_then(|top| top.first()).copied().into_iter().collect();
    let (root, n) = (Opening(found.clone()).to_bytes(), tree.first().map_or(1, Vec::len));
    for j in 0..OPENINGS {
        let mut place = position(&root, j, n);
        for digests in tree {
            found.extend(digests.get(place ^ 1)); // the root has no sibling
            place /= 2;
        }
    }
    Opening(found)
}

/// p_j.
fn position(root: &[u8], j: u64, n: usize) -> usize {
    let digest =
        Sha3_256::new().chain_update(b"zkpair/merkle").chain_update(root).chain_update(j.to_le_bytes()).finalize();
    let first = digest.first_chunk::<8>().copied().map_or(0, u64::from_le_bytes);
    (first % n as u64) as usize
}
