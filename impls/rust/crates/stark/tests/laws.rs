//! Over random statements: what is true is proven, what is false is not, and the threads do not show in the bytes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may fail
use proptest::prelude::*;
use zkpair_stark::{Air, Cell, Error, FriCell, Hash, Setting, sample};

const AIRS: [Air; 4] = [Air::Fibonacci, Air::HashChain, Air::Permutation, Air::Chain];

fn any_cell() -> impl Strategy<Value = (Air, Cell, u64)> {
    let hash = prop_oneof![Just(Hash::Sha3_256), Just(Hash::Blake3)];
    let setting = prop_oneof![Just(Setting::Default), Just(Setting::Queries28)];
    (prop::sample::select(&AIRS), hash, setting, 6..9_u32, any::<u64>())
        .prop_map(|(air, hash, setting, log, seed)| (air, Cell::new(air, hash, setting, 1 << log).unwrap(), seed >> 1))
}

fn threads<T: Send>(count: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap().install(work)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn true_statements_are_proven((air, cell, seed) in any_cell()) {
        let (columns, _) = cell.elements();
        let rows = columns / match air { Air::Fibonacci | Air::Chain => 2, Air::HashChain => 8, Air::Permutation => 4 };
        let (trace, public) = sample::statement(air, rows, seed);
        prop_assert_eq!(cell.check(&trace, &public), Ok(()));
        let proof = cell.prove(&trace, &public).unwrap();
        prop_assert_eq!(cell.verify(&proof, &public), Ok(()));
        prop_assert_eq!(cell.prove(&trace, &public).unwrap(), proof);
    }

    /// One altered cell of the trace: the check names a row beside it, and no proof of it is accepted.
    #[test]
    fn altered_traces_are_not((air, cell, seed) in any_cell(), place in any::<prop::sample::Index>(), by in 1..u64::MAX) {
        let (columns, _) = cell.elements();
        let width = match air { Air::Fibonacci | Air::Chain => 2, Air::HashChain => 8, Air::Permutation => 4 };
        let rows = columns / width;
        let (mut trace, public) = sample::statement(air, rows, seed);
        let index = place.index(columns);
        let row = index % rows;
        prop_assume!(air != Air::Permutation || row != rows - 1 || index / rows == 0); // its last row is free otherwise
        let at = 8 * index..8 * index + 8;
        let value = u64::from_le_bytes(trace[at.clone()].try_into().unwrap());
        trace[at].copy_from_slice(&((value ^ by) % 0xffff_ffff_0000_0001).to_le_bytes());
        let refused = cell.check(&trace, &public).unwrap_err();
        let is_named = match refused {
            Error::Transition { row: named, .. } => named == row || named + 1 == row,
            Error::Boundary { row: named, .. } => named == row,
            Error::NotAPermutation { .. } => air == Air::Permutation,
            _ => false,
        };
        prop_assert!(is_named, "row {}: {}", row, refused);
        let proof = cell.prove(&trace, &public).unwrap();
        prop_assert!(cell.verify(&proof, &public).is_err());
    }
}

#[test]
fn threads_do_not_show_in_the_bytes() {
    let settings = [(Setting::Default, 11), (Setting::Queries28, 6), (Setting::Queries28, 7), (Setting::Queries28, 11)];
    for (air, (setting, log)) in AIRS.into_iter().flat_map(|air| settings.map(|setting| (air, setting))) {
        for hash in [Hash::Sha3_256, Hash::Blake3] {
            let cell = Cell::new(air, hash, setting, 1 << log).unwrap();
            let (trace, public) = sample::statement(air, 1 << log, 7);
            let one = threads(1, || cell.prove(&trace, &public).unwrap());
            for count in [2, 3, 4] {
                assert_eq!(threads(count, || cell.prove(&trace, &public).unwrap()), one, "{air:?} {setting:?} {count}");
            }
            assert_eq!(cell.verify(&one, &public), Ok(()));
        }
    }
    let cell = FriCell::new(Hash::Sha3_256, 1 << 13).unwrap();
    let evaluations = sample::evaluations(1 << 13, 7);
    let [one, two] = [1, 2].map(|count| threads(count, || cell.prove(&evaluations).unwrap()));
    assert!(one == two);
}

#[test]
fn a_batch_is_the_proofs_one_by_one() {
    let cell = Cell::new(Air::Fibonacci, Hash::Sha3_256, Setting::Default, 256).unwrap();
    let statements: Vec<_> = (0..5).map(|seed| sample::statement(Air::Fibonacci, 256, seed)).collect();
    let expected: Vec<_> = statements.iter().map(|(trace, public)| cell.prove(trace, public).unwrap()).collect();
    let (traces, publics): (Vec<_>, Vec<_>) = statements.into_iter().unzip();
    let (mut traces, publics) = (traces.concat(), publics.concat());
    for count in [1, 2] {
        assert_eq!(threads(count, || cell.prove_batch(&traces, &publics, 5)), Ok(expected.clone()));
    }
    assert!(matches!(cell.prove_batch(&traces, &publics, 4), Err(Error::Length { name: "traces", .. })));
    assert!(matches!(cell.prove_batch(&traces, &publics, usize::MAX), Err(Error::Length { .. })));
    assert!(matches!(cell.prove_batch(&[], &[], 0), Err(Error::Length { .. })));
    let at = 8 * (2 * 512 + 3);
    traces[at..at + 8].fill(0xff);
    for count in [1, 2] {
        let refused = threads(count, || cell.prove_batch(&traces, &publics, 5));
        assert_eq!(refused, Err(Error::NotCanonical { name: "traces", index: 2 * 512 + 3 }));
    }
}

/// winterfell's prover ends the process on these; we refuse them.
#[test]
fn degenerate_traces_are_refused() {
    for air in AIRS {
        let cell = Cell::new(air, Hash::Blake3, Setting::Default, 64).unwrap();
        let (columns, inputs) = cell.elements();
        assert_eq!(cell.prove(&vec![0; 8 * columns], &vec![0; 8 * inputs]), Err(Error::Degenerate), "{air:?}");
        let ones = 1_u64.to_le_bytes();
        assert_eq!(cell.prove(&ones.repeat(columns), &ones.repeat(inputs)), Err(Error::Degenerate), "{air:?}");
    }
}

#[test]
fn too_high_a_degree_is_told_and_not_accepted() {
    let n = 1024;
    let cell = FriCell::new(Hash::Blake3, n).unwrap();
    let mut evaluations = sample::evaluations(n, 0);
    evaluations[16 * 5] ^= 1; // one point beside the polynomial: degree n − 1
    assert_eq!(cell.check(&evaluations), Err(Error::Degree { degree: n - 1, bound: n / 8 }));
    let ramp: Vec<u8> = (0..2 * n as u64).flat_map(u64::to_le_bytes).collect();
    assert!(matches!(cell.check(&ramp), Err(Error::Degree { .. })));
    assert!(cell.verify(&cell.prove(&ramp).unwrap()).is_err());
    assert!(matches!(cell.check(&ramp[1..]), Err(Error::Length { .. })));
    evaluations[16 * 9 + 8..16 * 10].fill(0xff);
    assert_eq!(cell.check(&evaluations), Err(Error::NotCanonical { name: "evaluations", index: 19 }));
    // Constants are polynomials too.
    let zeros = vec![0; 16 * n];
    assert_eq!(cell.check(&zeros), Ok(()));
    assert_eq!(cell.verify(&cell.prove(&zeros).unwrap()), Ok(()));
}
