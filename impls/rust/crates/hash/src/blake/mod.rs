//! BLAKE3-256 of many messages of one length.
//!
//! | level | states side by side |
//! |---|---|
//! | scalar | 1, of the crate `blake3` |
//! | AVX2 | 8 |
//! | AVX-512 | 16 |
//!
//! What a level brings on this machine: `cargo run --release -p zkpair-hash --example many_costs`.
mod chunk;
mod compression;

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;

use zkpair_algebra::simd::{self, Level};

use self::chunk::{BLOCK_BYTES, CHUNK_BYTES, Lanes};
use crate::Digest;

/// The BLAKE3 digests of messages of `length` bytes that stand one after the other, at the level in use.
pub fn blake3_many(messages: &[u8], length: usize, digests: &mut [Digest]) {
    blake3_many_at(simd::level(), messages, length, digests);
}

/// [`blake3_many`] at a level of the caller's choice. One that the processor lacks, and messages of more than a chunk, are
/// computed one message at a time.
///
/// # Panics
/// Unless `messages` has exactly `length` bytes for each digest.
#[allow(unsafe_code)] // calls into code compiled for an extension: `simd::Level` says that it is there
pub fn blake3_many_at(level: Level, messages: &[u8], length: usize, digests: &mut [Digest]) {
    assert_eq!(messages.len(), length * digests.len(), "one message for each digest");
    #[cfg(target_arch = "x86_64")]
    if (1..=CHUNK_BYTES).contains(&length) {
        // SAFETY: the processor has what the function is compiled for.
        match level {
            Level::Avx512 if level.is_there() => return unsafe { in_sixteens(messages, length, digests) },
            Level::Avx2 if level.is_there() => return unsafe { in_eights(messages, length, digests) },
            _ => {}
        }
    }
    one_by_one(messages, length, digests);
}

/// The BLAKE3 digests of the rows of a matrix of W columns, 8 at most: a row is its words, little-endian.
pub fn blake3_columns<const W: usize>(columns: [&[u64]; W], digests: &mut [Digest]) {
    blake3_columns_at(simd::level(), columns, digests);
}

/// [`blake3_columns`] at a level of the caller's choice.
///
/// # Panics
/// Unless each column has a word for each digest.
#[allow(unsafe_code)] // as above
pub fn blake3_columns_at<const W: usize>(level: Level, columns: [&[u64]; W], digests: &mut [Digest]) {
    const { assert!(1 <= W && 8 * W <= BLOCK_BYTES, "a row is a block") };
    assert!(columns.iter().all(|column| column.len() == digests.len()), "one row for each digest");
    #[cfg(target_arch = "x86_64")]
    {
        // SAFETY: the processor has what the function is compiled for.
        match level {
            Level::Avx512 if level.is_there() => return unsafe { columns_in_sixteens(columns, digests) },
            Level::Avx2 if level.is_there() => return unsafe { columns_in_eights(columns, digests) },
            _ => {}
        }
    }
    for (index, digest) in digests.iter_mut().enumerate() {
        let words = columns.map(|column| column.get(index).copied().unwrap_or_default().to_le_bytes());
        *digest = blake3::hash(words.as_flattened()).into();
    }
}

fn one_by_one(messages: &[u8], length: usize, digests: &mut [Digest]) {
    for (index, digest) in digests.iter_mut().enumerate() {
        let message = messages.get(index * length..(index + 1) * length).unwrap_or_default();
        *digest = blake3::hash(message).into();
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl")]
fn in_sixteens(messages: &[u8], length: usize, digests: &mut [Digest]) {
    in_groups::<avx512::Sixteen>(messages, length, digests);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn in_eights(messages: &[u8], length: usize, digests: &mut [Digest]) {
    in_groups::<avx2::Eight>(messages, length, digests);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl")]
fn columns_in_sixteens<const W: usize>(columns: [&[u64]; W], digests: &mut [Digest]) {
    columns_in_groups::<avx512::Sixteen, W>(columns, digests);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn columns_in_eights<const W: usize>(columns: [&[u64]; W], digests: &mut [Digest]) {
    columns_in_groups::<avx2::Eight, W>(columns, digests);
}

#[inline(always)]
fn columns_in_groups<L: Lanes, const W: usize>(columns: [&[u64]; W], digests: &mut [Digest]) {
    for (index, digests) in digests.chunks_mut(L::COUNT).enumerate() {
        let mut block = [L::splat(0); 16];
        for ([low, high], column) in block.as_chunks_mut::<2>().0.iter_mut().zip(columns) {
            [*low, *high] = L::load(column.get(L::COUNT * index..).unwrap_or_default());
        }
        chunk::digest_block(block, 8 * W, digests);
    }
}

/// Groups of as many as there are lanes, a last one of fewer included; one or two messages are no group.
#[inline(always)]
fn in_groups<L: Lanes>(messages: &[u8], length: usize, digests: &mut [Digest]) {
    for (index, digests) in digests.chunks_mut(L::COUNT).enumerate() {
        let start = L::COUNT * index * length;
        let messages = messages.get(start..start + length * digests.len()).unwrap_or_default();
        match digests.len() {
            1 | 2 => one_by_one(messages, length, digests),
            _ if length == BLOCK_BYTES => chunk::digest_block(L::sixteen(messages), length, digests),
            _ => chunk::digest::<L>(messages, length, digests),
        }
    }
}
