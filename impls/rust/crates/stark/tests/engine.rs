//! Our prover's bytes are winterfell's own prover's, for every statement, hash and setting, with one thread, with two and with three.
#![allow(clippy::unwrap_used)] // a test may fail
use zkpair_stark::{Air, Cell, FriCell, Hash, Setting, sample::statement};

const AIRS: [Air; 4] = [Air::Fibonacci, Air::HashChain, Air::Permutation, Air::Chain];
const HASHES: [Hash; 2] = [Hash::Sha3_256, Hash::Blake3];

fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
}

fn same(air: Air, hash: Hash, setting: Setting, log: u32) {
    let cell = Cell::new(air, hash, setting, 1 << log).unwrap();
    let (trace, public) = statement(air, 1 << log, u64::from(log));
    let expected = pool(1).install(|| cell.prove_by_winterfell(&trace, &public)).unwrap();
    for threads in [1, 2, 3] {
        let proof = pool(threads).install(|| cell.prove(&trace, &public)).unwrap();
        assert!(proof == expected, "{air:?} {hash:?} {setting:?} 2^{log}, {threads} threads: other bytes");
    }
    cell.verify(&expected, &public).unwrap();
}

#[test]
fn small_traces() {
    for air in AIRS {
        for hash in HASHES {
            (6..=10).for_each(|log| same(air, hash, Setting::Default, log));
        }
    }
}

#[test]
fn large_traces() {
    for air in AIRS {
        for hash in HASHES {
            same(air, hash, Setting::Default, 11);
        }
    }
}

#[test]
#[ignore = "slow"]
fn larger_traces() {
    for air in AIRS {
        for hash in HASHES {
            [12, 14].into_iter().for_each(|log| same(air, hash, Setting::Default, log));
        }
    }
}

#[test]
fn proof_of_work() {
    for hash in HASHES {
        [6, 9].into_iter().for_each(|log| same(Air::Fibonacci, hash, Setting::Queries28, log));
    }
}

/// A trace that breaks the AIR gives the proof that winterfell gives, which no verifier accepts.
#[test]
fn broken_traces() {
    for air in AIRS {
        let cell = Cell::new(air, Hash::Sha3_256, Setting::Default, 64).unwrap();
        let (mut trace, public) = statement(air, 64, 1);
        if let Some(byte) = trace.get_mut(8 * 20) {
            *byte ^= 1;
        }
        let proof = cell.prove(&trace, &public).unwrap();
        assert!(proof == cell.prove_by_winterfell(&trace, &public).unwrap(), "{air:?}");
        cell.verify(&proof, &public).unwrap_err();
    }
}

/// FRI alone, on any values: no verifier accepts these.
#[test]
fn low_degree_tests() {
    for hash in HASHES {
        for log in [10, 11, 13, 16] {
            let cell = FriCell::new(hash, 1 << log).unwrap();
            let word = |i: u64| (i + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 1;
            let values: Vec<u8> = (0..2_u64 << log).flat_map(|i| word(i).to_le_bytes()).collect();
            let expected = pool(1).install(|| cell.prove_by_winterfell(&values)).unwrap();
            for threads in [1, 2, 3] {
                let proof = pool(threads).install(|| cell.prove(&values)).unwrap();
                assert!(proof == expected, "{hash:?} 2^{log}, {threads} threads: other bytes");
            }
        }
    }
}
