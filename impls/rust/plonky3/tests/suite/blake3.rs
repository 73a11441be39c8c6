//! BLAKE3 in lanes against p3-blake3's one message at a time and the specification's vector.
use p3_blake3::Blake3;
use p3_symmetric::CryptographicHasher;
use zkpair_plonky3::blake3::ManyBlake3;

#[test]
fn many_messages_have_the_digests_of_each() {
    // Within and at the ends of blocks, of the chunk, past it; below, at and above the numbers of lanes.
    for length in [1, 3, 8, 16, 40, 63, 64, 65, 100, 128, 1000, 1023, 1024, 1025, 2000_usize] {
        for count in [1, 2, 3, 7, 8, 9, 15, 16, 17, 35_usize] {
            let messages: Vec<u8> =
                (0..(length * count) as u64).map(|i| (i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as u8).collect();
            let mut digests = vec![[0; 32]; count];
            ManyBlake3.hash_many(&messages, &mut digests);
            for (index, (message, digest)) in messages.chunks_exact(length).zip(&digests).enumerate() {
                let expected: [u8; 32] = Blake3.hash_iter(message.iter().copied());
                assert_eq!(*digest, expected, "message {index} of {count} with {length} bytes");
                assert_eq!(ManyBlake3.hash_iter(message.iter().copied()), expected);
                assert_eq!(ManyBlake3.hash_slice(message), expected);
            }
        }
    }
}

#[test]
fn the_messages_of_one_zero_byte_have_the_digest_of_the_official_vectors() {
    let mut digests = [[0; 32]; 16];
    ManyBlake3.hash_many(&[0; 16], &mut digests);
    for digest in digests {
        assert_eq!(digest[..8], [0x2d, 0x3a, 0xde, 0xdf, 0xf1, 0x1b, 0x61, 0xf1]);
    }
}

#[test]
fn empty_messages_and_none_are_hashed_too() {
    let mut digests = [[0; 32]; 5];
    ManyBlake3.hash_many(&[], &mut digests);
    assert_eq!(digests, [Blake3.hash_iter([]); 5]);
    ManyBlake3.hash_many(&[], &mut []);
}

#[test]
#[should_panic(expected = "must be a whole multiple")]
fn messages_of_different_lengths_are_a_callers_fault() {
    ManyBlake3.hash_many(&[0; 16], &mut [[0; 32]; 5]);
}
