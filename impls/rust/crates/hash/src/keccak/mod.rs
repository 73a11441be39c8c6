//! SHA3-256 of many messages of one length.
//!
//! | level | states side by side |
//! |---|---|
//! | scalar | 1, of the crate `sha3` |
//! | AVX2 | 4 |
//! | AVX-512 | 8 |
//!
//! What a level brings on this machine: `cargo run --release -p zkpair-hash --example many_costs`.
mod permutation;
mod sponge;

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;

use sha3::{Digest as _, Sha3_256};
use zkpair_algebra::simd::{self, Level};

use self::sponge::Lanes;
use crate::Digest;

/// The SHA3-256 digests of messages of `length` bytes that stand one after the other, at the level in use.
pub fn sha3_256_many(messages: &[u8], length: usize, digests: &mut [Digest]) {
    sha3_256_many_at(simd::level(), messages, length, digests);
}

/// [`sha3_256_many`] at a level of the caller's choice; one that the processor lacks is computed one message at a time.
///
/// # Panics
/// Unless `messages` has exactly `length` bytes for each digest.
#[allow(unsafe_code)] // calls into code compiled for an extension: `simd::Level` says that it is there
pub fn sha3_256_many_at(level: Level, messages: &[u8], length: usize, digests: &mut [Digest]) {
    assert_eq!(messages.len(), length * digests.len(), "one message for each digest");
    #[cfg(target_arch = "x86_64")]
    {
        // SAFETY: the processor has what the function is compiled for.
        match level {
            Level::Avx512 if level.is_there() => return unsafe { in_eights(messages, length, digests) },
            Level::Avx2 if level.is_there() => return unsafe { in_fours(messages, length, digests) },
            _ => {}
        }
    }
    one_by_one(messages, length, digests);
}

/// The SHA3-256 digests of the rows of a matrix of W columns, 15 at most: a row is its words, little-endian.
pub fn sha3_256_columns<const W: usize>(columns: [&[u64]; W], digests: &mut [Digest]) {
    sha3_256_columns_at(simd::level(), columns, digests);
}

/// [`sha3_256_columns`] at a level of the caller's choice.
///
/// # Panics
/// Unless each column has a word for each digest.
#[allow(unsafe_code)] // as above
pub fn sha3_256_columns_at<const W: usize>(level: Level, columns: [&[u64]; W], digests: &mut [Digest]) {
    assert!(columns.iter().all(|column| column.len() == digests.len()), "one row for each digest");
    #[cfg(target_arch = "x86_64")]
    {
        // SAFETY: the processor has what the function is compiled for.
        match level {
            Level::Avx512 if level.is_there() => return unsafe { columns_in_eights(columns, digests) },
            Level::Avx2 if level.is_there() => return unsafe { columns_in_fours(columns, digests) },
            _ => {}
        }
    }
    for (index, digest) in digests.iter_mut().enumerate() {
        let words = columns.map(|column| column.get(index).copied().unwrap_or_default().to_le_bytes());
        *digest = Sha3_256::digest(words.as_flattened()).into();
    }
}

fn one_by_one(messages: &[u8], length: usize, digests: &mut [Digest]) {
    for (index, digest) in digests.iter_mut().enumerate() {
        let message = messages.get(index * length..(index + 1) * length).unwrap_or_default();
        *digest = Sha3_256::digest(message).into();
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl")]
fn in_eights(messages: &[u8], length: usize, digests: &mut [Digest]) {
    in_groups::<avx512::Eight>(messages, length, digests);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn in_fours(messages: &[u8], length: usize, digests: &mut [Digest]) {
    in_groups::<avx2::Four>(messages, length, digests);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl")]
fn columns_in_eights<const W: usize>(columns: [&[u64]; W], digests: &mut [Digest]) {
    columns_in_groups::<avx512::Eight, W>(columns, digests);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn columns_in_fours<const W: usize>(columns: [&[u64]; W], digests: &mut [Digest]) {
    columns_in_groups::<avx2::Four, W>(columns, digests);
}

#[inline(always)]
fn columns_in_groups<L: Lanes, const W: usize>(columns: [&[u64]; W], digests: &mut [Digest]) {
    for (index, digests) in digests.chunks_mut(L::COUNT).enumerate() {
        let mut words = [L::splat(0); W];
        for (word, column) in words.iter_mut().zip(columns) {
            *word = L::load(column.get(L::COUNT * index..).unwrap_or_default());
        }
        sponge::digest_words(words, digests);
    }
}

/// Groups of as many as there are lanes, a last one of fewer included; a single message is no group.
#[inline(always)]
fn in_groups<L: Lanes>(messages: &[u8], length: usize, digests: &mut [Digest]) {
    for (index, digests) in digests.chunks_mut(L::COUNT).enumerate() {
        let start = L::COUNT * index * length;
        let messages = messages.get(start..start + length * digests.len()).unwrap_or_default();
        match digests.len() {
            1 => one_by_one(messages, length, digests),
            _ if length == 64 => sponge::digest_words(L::eight(messages), digests),
            _ => sponge::digest::<L>(messages, length, digests),
        }
    }
}
