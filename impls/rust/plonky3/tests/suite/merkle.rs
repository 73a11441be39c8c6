//! Trees and paths against the hashes' own crates.
use p3_field::PrimeField64;
use p3_goldilocks::{Goldilocks, default_goldilocks_poseidon2_8};
use p3_symmetric::Permutation;
use sha3::{Digest, Sha3_256};
use zkpair_plonky3::cell::Hash;
use zkpair_plonky3::error::Error;
use zkpair_plonky3::merkle::{PATHS, ROW, output_bytes, tree};

/// The leaf whose path is the j-th, as the task says.
fn leaf(root: &[u8; 32], j: u64, n: usize) -> usize {
    let digest = Sha3_256::digest([b"zkpair/merkle".as_slice(), root, &j.to_le_bytes()].concat());
    (u64::from_le_bytes(digest[..8].try_into().unwrap()) % n as u64) as usize
}

/// H of bytes, by the hash's own crate.
fn direct(hash: Hash, message: &[u8]) -> [u8; 32] {
    match hash {
        Hash::Sha3 => Sha3_256::digest(message).into(),
        _ => p3_symmetric::CryptographicHasher::hash_iter(&p3_blake3::Blake3, message.iter().copied()),
    }
}

#[test]
fn every_path_leads_from_its_row_to_the_root() {
    for hash in [Hash::Sha3, Hash::Blake3] {
        for log_n in [1_u32, 3, 8] {
            let n = 1_usize << log_n;
            let rows: Vec<u8> = (0..n * ROW).flat_map(|i| (i as u64 * 0x0123_4567_89ab).to_le_bytes()).collect();
            let mut output = vec![0; output_bytes(log_n)];
            tree(hash, &rows, &mut output).unwrap();
            let root: [u8; 32] = output[..32].try_into().unwrap();
            for j in 0..PATHS {
                let place = leaf(&root, j as u64, n);
                let mut node = direct(hash, &rows[place * 64..][..64]);
                for level in 0..log_n as usize {
                    let sibling = &output[32 * (1 + j * log_n as usize + level)..][..32];
                    let pair = if place >> level & 1 == 0 { [&node, sibling] } else { [sibling, &node] };
                    node = direct(hash, &pair.concat());
                }
                assert_eq!(node, root);
            }
        }
    }
}

#[test]
fn poseidon2_hashes_in_chunks_of_four() {
    let permutation = default_goldilocks_poseidon2_8();
    let rows: Vec<u64> = (0..2 * ROW as u64).map(|i| i * i + 1).collect();
    let hashed = |row: &[u64]| {
        let mut state = [Goldilocks::new(0); 8];
        for chunk in row.chunks(4) {
            for (slot, word) in state.iter_mut().zip(chunk) {
                *slot = Goldilocks::new(*word);
            }
            state = permutation.permute(state);
        }
        state
    };
    let (left, right) = (hashed(&rows[..8]), hashed(&rows[8..]));
    let node = permutation.permute(core::array::from_fn(|i| if i < 4 { left[i] } else { right[i - 4] }));
    let bytes: Vec<u8> = rows.iter().flat_map(|word| word.to_le_bytes()).collect();
    let mut output = vec![0; output_bytes(1)];
    tree(Hash::Poseidon2, &bytes, &mut output).unwrap();
    let root: Vec<u8> = node[..4].iter().flat_map(|element| element.as_canonical_u64().to_le_bytes()).collect();
    assert_eq!(output[..32], root);
}

#[test]
fn malformed_input_is_refused() {
    let rows = vec![0; 3 * 64];
    assert!(matches!(tree(Hash::Sha3, &rows, &mut []), Err(Error::BadSize(..))));
    let mut rows = vec![0; 4 * 64];
    let mut output = vec![0; output_bytes(2)];
    assert!(matches!(tree(Hash::Sha3, &rows, &mut output[1..]), Err(Error::WrongLength { .. })));
    rows[72..80].fill(0xff);
    let refused = Err(Error::NonCanonical { name: "rows", place: 9 });
    assert_eq!(tree(Hash::Poseidon2, &rows, &mut output), refused);
}
