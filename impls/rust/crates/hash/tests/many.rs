//! SHA3-256 and BLAKE3 of many messages: against published examples and the crates `sha3` and `blake3`, at each level.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may fail
use proptest::prelude::*;
use sha3::{Digest as _, Sha3_256};
use zkpair_hash::{
    Level,
    blake::{blake3_columns_at, blake3_many_at},
    keccak::{sha3_256_columns_at, sha3_256_many_at},
};

fn levels() -> impl Iterator<Item = Level> {
    Level::ALL.into_iter().filter(|level| level.is_there())
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap()).collect()
}

/// NIST's example values for SHA3-256 (0 and 1600 bits), and FIPS 180's "abc".
#[test]
fn examples() {
    let cases = [
        (vec![], "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a"),
        (b"abc".to_vec(), "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"),
        (vec![0xa3; 200], "79f38adec5c20307a98ef76e8324afbfd46cfd81b22e3973c65fa1bd9de31787"),
    ];
    for level in levels() {
        for (message, expected) in &cases {
            for count in [1, 2, 5, 8, 11] {
                let mut digests = vec![[0; 32]; count];
                sha3_256_many_at(level, &message.repeat(count), message.len(), &mut digests);
                for digest in digests {
                    assert_eq!(digest.to_vec(), hex(expected), "{level:?}, {count} of {} bytes", message.len());
                }
            }
        }
    }
}

/// Every length around the ends of words and of the first two blocks.
#[test]
fn lengths() {
    let bytes: Vec<u8> = (0..9 * 300_u32).map(|i| (i * i / 7 % 251) as u8).collect();
    for level in levels() {
        for length in 1..=300 {
            let messages = &bytes[..9 * length];
            let mut digests = [[0; 32]; 9];
            sha3_256_many_at(level, messages, length, &mut digests);
            for (message, digest) in messages.chunks(length).zip(digests) {
                assert_eq!(digest, <[u8; 32]>::from(Sha3_256::digest(message)), "{level:?}, {length} bytes");
            }
            blake3_many_at(level, messages, length, &mut digests);
            for (message, digest) in messages.chunks(length).zip(digests) {
                assert_eq!(digest, *blake3::hash(message).as_bytes(), "{level:?}, {length} bytes");
            }
        }
    }
}

/// Rows that are kept by columns, and messages of 64 bytes, in numbers on both sides of all lanes.
fn columns<const W: usize>() {
    for count in [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 33] {
        let column = |j: u64| (0..count).map(|i: u64| (i * 8 + j + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
        let columns: [Vec<u64>; W] = std::array::from_fn(|j| column(j as u64));
        let row = |i: usize| columns.iter().flat_map(|c| c[i].to_le_bytes()).collect::<Vec<u8>>();
        let rows: Vec<Vec<u8>> = (0..count as usize).map(row).collect();
        let slices: [&[u64]; W] = std::array::from_fn(|j| columns[j].as_slice());
        for level in levels() {
            let mut digests = vec![[0; 32]; count as usize];
            let sha3: Vec<[u8; 32]> = rows.iter().map(|row| Sha3_256::digest(row).into()).collect();
            sha3_256_columns_at(level, slices, &mut digests);
            assert_eq!(digests, sha3, "{level:?}, {count} rows of {W}");
            sha3_256_many_at(level, &rows.concat(), 8 * W, &mut digests);
            assert_eq!(digests, sha3, "{level:?}, {count} messages of {W} words");
            let blake3: Vec<[u8; 32]> = rows.iter().map(|row| *blake3::hash(row).as_bytes()).collect();
            blake3_columns_at(level, slices, &mut digests);
            assert_eq!(digests, blake3, "{level:?}, {count} rows of {W}");
            blake3_many_at(level, &rows.concat(), 8 * W, &mut digests);
            assert_eq!(digests, blake3, "{level:?}, {count} messages of {W} words");
        }
    }
}

#[test]
fn rows_by_columns() {
    columns::<1>();
    columns::<2>();
    columns::<5>();
    columns::<8>();
}

/// The first test vectors of BLAKE3's own: the bytes 0, 1, 2, … of some lengths.
#[test]
fn blake3_examples() {
    let cases = [
        (0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"),
        (1, "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213"),
        (64, "4eed7141ea4a5cd4b788606bd23f46e212af9cacebacdc7d1f4c6dc7f2511b98"),
        (1024, "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7"),
        (1025, "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444"),
    ];
    for level in levels() {
        for (length, expected) in cases {
            let message: Vec<u8> = (0..length).map(|i: u32| (i % 251) as u8).collect();
            for count in [1, 3, 8, 16, 21] {
                let mut digests = vec![[0; 32]; count];
                blake3_many_at(level, &message.repeat(count), message.len(), &mut digests);
                for digest in digests {
                    assert_eq!(digest.to_vec(), hex(expected), "{level:?}, {count} of {length} bytes");
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn blake3_as_one_by_one(length in 1_usize..1100, count in 0_usize..40, seed in any::<[u8; 32]>()) {
        let messages: Vec<u8> = (0..length * count).map(|i| seed[i % 32] ^ (i / 32) as u8).collect();
        let expected: Vec<[u8; 32]> = messages.chunks(length).map(|message| blake3::hash(message).into()).collect();
        for level in levels() {
            let mut digests = vec![[0; 32]; count];
            blake3_many_at(level, &messages, length, &mut digests);
            prop_assert_eq!(&digests, &expected);
        }
    }

    #[test]
    fn as_one_by_one(length in 1_usize..420, count in 0_usize..40, seed in any::<[u8; 32]>()) {
        let messages: Vec<u8> = (0..length * count).map(|i| seed[i % 32] ^ (i / 32) as u8).collect();
        let expected: Vec<[u8; 32]> = messages.chunks(length).map(|message| Sha3_256::digest(message).into()).collect();
        for level in levels() {
            let mut digests = vec![[0; 32]; count];
            sha3_256_many_at(level, &messages, length, &mut digests);
            prop_assert_eq!(&digests, &expected);
        }
    }
}
