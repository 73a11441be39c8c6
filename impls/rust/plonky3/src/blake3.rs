//! BLAKE3 of many messages at a time, those that end within a block included.
//!
//! p3-blake3 gives whole blocks of 64 bytes to the vector code of the crate `blake3`, but what is left of a message to one
//! compression after the other: that is every leaf of a matrix of fewer than eight columns. Such messages go to the lanes of
//! `zkpair-hash` here, in 16 or 8 at a time; they are chosen when they run, as those of the crate `blake3` are, whatever the level.
//! The sources are read in place: the crate itself would bring the curves along.
use p3_blake3::Blake3;
use p3_symmetric::CryptographicHasher;

#[cfg(target_arch = "x86_64")]
#[path = "../../crates/hash/src/blake/avx2.rs"]
#[allow(dead_code)] // the crate takes more of it
mod avx2;
#[cfg(target_arch = "x86_64")]
#[path = "../../crates/hash/src/blake/avx512.rs"]
#[allow(dead_code)] // the crate takes more of it
mod avx512;
#[cfg(target_arch = "x86_64")]
#[path = "../../crates/hash/src/blake/chunk.rs"]
#[allow(dead_code)] // the crate takes more of it
mod chunk;
#[cfg(target_arch = "x86_64")]
#[path = "../../crates/hash/src/blake/compression.rs"]
mod compression;

const BLOCK_BYTES: usize = 64;

/// BLAKE3 with 256 bits over bytes.
#[derive(Clone, Copy, Debug)]
pub struct ManyBlake3;

impl CryptographicHasher<u8, [u8; 32]> for ManyBlake3 {
    const LANES: usize = 16;

    fn hash_iter<I: IntoIterator<Item = u8>>(&self, input: I) -> [u8; 32] {
        Blake3.hash_iter(input)
    }

    fn hash_iter_slices<'a, I: IntoIterator<Item = &'a [u8]>>(&self, input: I) -> [u8; 32] {
        Blake3.hash_iter_slices(input)
    }

    fn hash_many(&self, input: &[u8], out: &mut [[u8; 32]]) {
        if !in_lanes(input, out) {
            Blake3.hash_many(input, out);
        }
    }
}

/// Hashes messages of one chunk that end within a block, where the processor has the vectors; else says no.
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)] // calls into code compiled for an extension that is there
fn in_lanes(input: &[u8], out: &mut [[u8; 32]]) -> bool {
    let length = input.len().checked_div(out.len()).unwrap_or_default();
    let is_exact = length * out.len() == input.len();
    if !is_exact || length.is_multiple_of(BLOCK_BYTES) || length > chunk::CHUNK_BYTES || out.len() < 3 {
        return false;
    }
    if is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vl")
    {
        // SAFETY: the processor has what the function is compiled for.
        unsafe { in_sixteens(input, length, out) };
        return true;
    }
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has what the function is compiled for.
        unsafe { in_eights(input, length, out) };
        return true;
    }
    false
}

/// Other processors leave all to the crate `blake3`.
#[cfg(not(target_arch = "x86_64"))]
fn in_lanes(_: &[u8], _: &mut [[u8; 32]]) -> bool {
    false
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl")]
fn in_sixteens(messages: &[u8], length: usize, digests: &mut [[u8; 32]]) {
    in_groups::<avx512::Sixteen>(messages, length, digests);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn in_eights(messages: &[u8], length: usize, digests: &mut [[u8; 32]]) {
    in_groups::<avx2::Eight>(messages, length, digests);
}

/// Groups of as many as there are lanes, a last one of fewer included.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn in_groups<L: chunk::Lanes>(messages: &[u8], length: usize, digests: &mut [[u8; 32]]) {
    for (messages, digests) in messages.chunks(L::COUNT * length).zip(digests.chunks_mut(L::COUNT)) {
        chunk::digest::<L>(messages, length, digests);
    }
}
