//! Honest Fibonacci proofs.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may fail
use zkpair_stark::{Air, BaseElement, Cell, Hash, Setting};

fn fibonacci(n: usize, a: u64, b: u64) -> (Vec<u8>, Vec<u8>) {
    let (mut s0, mut s1) = (BaseElement::new(a), BaseElement::new(b));
    let (mut c0, mut c1) = (vec![], vec![]);
    for _ in 0..n {
        c0.extend(s0.as_int().to_le_bytes());
        c1.extend(s1.as_int().to_le_bytes());
        s0 += s1;
        s1 += s0;
    }
    let public = [&a.to_le_bytes()[..], &b.to_le_bytes(), &c1[8 * (n - 1)..]].concat();
    ([c0, c1].concat(), public)
}

#[test]
fn honest() {
    for (hash, setting) in
        [(Hash::Sha3_256, Setting::Default), (Hash::Blake3, Setting::Default), (Hash::Sha3_256, Setting::Queries28)]
    {
        for log in [6, 7, 8, 10] {
            let (trace, public) = fibonacci(1 << log, 3, 5);
            let cell = Cell::new(Air::Fibonacci, hash, setting, 1 << log).unwrap();
            cell.check(&trace, &public).unwrap();
            let start = std::time::Instant::now();
            let proof = cell.prove(&trace, &public).unwrap();
            let proved = start.elapsed();
            let start = std::time::Instant::now();
            cell.verify(&proof, &public).unwrap();
            println!(
                "{hash:?} {setting:?} 2^{log}: prove {proved:?} verify {:?} {} bytes",
                start.elapsed(),
                proof.len()
            );
        }
    }
}
