//! SHA3-256 in lanes against the sha3 crate and the standard.
use p3_keccak::VECTOR_LEN;
use p3_symmetric::CryptographicHasher;
use sha3::{Digest, Sha3_256};
use zkpair_plonky3::sha3::{Sha3Bytes, Sha3Words};

fn bytes(words: &[u64]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

#[test]
fn words_are_sha3_256_of_their_bytes_in_every_lane() {
    for length in 0..60_usize {
        let lanes: Vec<[u64; VECTOR_LEN]> = (0..length as u64)
            .map(|i| core::array::from_fn(|lane| (i + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(lane as u32)))
            .collect();
        let vector: [[u64; VECTOR_LEN]; 4] = Sha3Words.hash_iter(lanes.iter().copied());
        for lane in 0..VECTOR_LEN {
            let words: Vec<u64> = lanes.iter().map(|word| word[lane]).collect();
            let expected: [u8; 32] = Sha3_256::digest(bytes(&words)).into();
            let one: [u64; 4] = Sha3Words.hash_iter(words.iter().copied());
            assert_eq!(bytes(&one), expected, "length {length}");
            assert_eq!(bytes(&vector.map(|word| word[lane])), expected, "length {length}, lane {lane}");
            assert_eq!(Sha3Bytes.hash_iter(bytes(&words)), expected);
        }
    }
}

#[test]
fn the_empty_message_is_the_standards() {
    // FIPS 202's example: SHA3-256 of the empty string.
    let digest = Sha3Bytes.hash_iter([]);
    assert_eq!(digest[..4], [0xa7, 0xff, 0xc6, 0xf8]);
}
