//! Vectors from outside, the levels against each other, paths that lead to the root, malformed input.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
use proptest::prelude::*;
use sha3::{Digest as _, Sha3_256};
use zkpair_algebra::{
    InputError,
    narrow::{Goldilocks, NarrowField},
    simd::Level,
};
use zkpair_hash::{
    Hash,
    poseidon2::{Role, hash},
    tree,
};

/// p3-goldilocks 0.8.0, `test_default_goldilocks_poseidon2_width_8`: the permutation of 0, …, 7.
const KNOWN_ANSWER: [u64; 4] =
    [0x020c_f04a_1b21_4d14, 0x84e1_4aaa_eaca_ed25, 0x1ae0_f640_e81c_7457, 0xa4d2_04cb_aeb0_d8a5];

fn digests(level: Level, role: Role, rows: &[[u64; 8]]) -> Vec<[u64; 4]> {
    let mut found = vec![[0; 4]; rows.len()];
    hash(level, role, rows, &mut found);
    found
}

#[test]
fn permutation_of_p3() {
    for level in Level::ALL {
        for count in [1, 3, 8, 13] {
            assert_eq!(digests(level, Role::Node, &vec![[0, 1, 2, 3, 4, 5, 6, 7]; count]), vec![KNOWN_ANSWER; count]);
        }
    }
}

fn element() -> impl Strategy<Value = u64> {
    let p = Goldilocks::MODULUS;
    prop_oneof![0..p, prop::sample::select(vec![0, 1, 0xFFFF_FFFF, 1 << 32, p - 1])]
}

proptest! {
    #[test]
    fn levels_agree(rows in prop::collection::vec(prop::array::uniform8(element()), 1..20)) {
        for role in [Role::Leaf, Role::Node] {
            let expected = digests(Level::Scalar, role, &rows);
            prop_assert!(expected.as_flattened().iter().all(|word| *word < Goldilocks::MODULUS));
            for level in Level::ALL {
                prop_assert_eq!(&digests(level, role, &rows), &expected);
            }
        }
    }

    /// The root follows from any leaf and its path, by the hash functions alone.
    #[test]
    fn paths_lead_to_the_root(k in 0_usize..10, seed in any::<u64>()) {
        let n = 1 << k;
        let rows: Vec<u64> = (0..8 * n as u64).map(|i| (i ^ seed).wrapping_mul(0x9E37_79B9_7F4A_7C15) % Goldilocks::MODULUS).collect();
        for kind in [Hash::Sha3, Hash::Blake3, Hash::Poseidon2] {
            let opened = tree(kind, Level::Avx512, &rows).unwrap().value.to_bytes();
            for level in Level::ALL {
                prop_assert_eq!(&tree(kind, level, &rows).unwrap().value.to_bytes(), &opened);
            }
            prop_assert_eq!(opened.len(), 32 * (1 + 16 * k));
            let (root, paths) = opened.split_at(32);
            for j in 0..16_u64 {
                let chosen = Sha3_256::digest([b"zkpair/merkle", root, &j.to_le_bytes()].concat());
                let mut place = u64::from_le_bytes(chosen[..8].try_into().unwrap()) as usize % n;
                let row: [u64; 8] = rows[8 * place..8 * place + 8].try_into().unwrap();
                let mut value = digest(kind, Role::Leaf, &row);
                for sibling in paths[j as usize * 32 * k..][..32 * k].chunks(32) {
                    let pair = if place & 1 == 0 { [&value[..], sibling].concat() } else { [sibling, &value[..]].concat() };
                    let words: Vec<u64> = pair.chunks(8).map(|word| u64::from_le_bytes(word.try_into().unwrap())).collect();
                    value = digest(kind, Role::Node, &words.try_into().unwrap());
                    place /= 2;
                }
                prop_assert_eq!(&value[..], root);
            }
        }
    }
}

fn digest(kind: Hash, role: Role, row: &[u64; 8]) -> Vec<u8> {
    let bytes: Vec<u8> = row.iter().flat_map(|word| word.to_le_bytes()).collect();
    match kind {
        Hash::Sha3 => Sha3_256::digest(&bytes).to_vec(),
        Hash::Blake3 => blake3::hash(&bytes).as_bytes().to_vec(),
        Hash::Poseidon2 => {
            digests(Level::Scalar, role, &[*row])[0].iter().flat_map(|word| word.to_le_bytes()).collect()
        }
    }
}

#[test]
fn what_is_no_tree_is_refused() {
    let p = Goldilocks::MODULUS;
    let refused = |rows: &[u64]| tree(Hash::Sha3, Level::Scalar, rows).unwrap_err();
    assert!(matches!(refused(&[]), InputError::NotAPowerOfTwo { got: 0, .. }));
    assert!(matches!(refused(&[1; 24]), InputError::NotAPowerOfTwo { got: 3, .. }));
    assert!(matches!(refused(&[1; 15]), InputError::WrongLength { expected: 16, got: 15, .. }));
    let mut rows = [1; 16];
    rows[9] = p;
    assert_eq!(refused(&rows).index(), Some(9));
}

#[test]
fn threads_do_not_matter() {
    let rows: Vec<u64> = (0..8 << 11).collect();
    for kind in [Hash::Sha3, Hash::Blake3, Hash::Poseidon2] {
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| tree(kind, Level::Avx512, &rows).unwrap().value)
        };
        assert_eq!(with(1), with(3));
    }
}
