//! What the inner-product argument costs: the least CPU milliseconds of several runs, for each k.
//! `RAYON_NUM_THREADS=1 cargo run --release -p zkpair-halo --example ipa_costs [k ...]`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // an example may fail
use cpu_time::ProcessTime;
use ff::PrimeField;
use zkpair_halo::{
    SEED_BYTES, Stream,
    ipa::{Generators, Opening, commit, open, verify},
};

const SEED: [u8; SEED_BYTES] = [9; SEED_BYTES];

/// The least CPU milliseconds.
fn least<T>(runs: usize, mut work: impl FnMut() -> T) -> f64 {
    let spent = |_| {
        let start = ProcessTime::now();
        std::hint::black_box(work());
        start.elapsed().as_secs_f64() * 1e3
    };
    (0..runs).map(spent).fold(f64::INFINITY, f64::min)
}

fn main() {
    let wanted: Vec<u32> = std::env::args().skip(1).map(|k| k.parse().unwrap()).collect();
    for k in if wanted.is_empty() { vec![4, 6, 8, 10] } else { wanted } {
        let n = 1 << k;
        let generators = Generators::parse(&Generators::bytes(k).unwrap(), n).unwrap();
        let mut stream = Stream::new(&SEED);
        let polynomial: Vec<u8> = (0..n).flat_map(|_| stream.scalar().to_repr()).collect();
        let (blind, point) = (stream.scalar().to_repr(), stream.scalar().to_repr());
        let opening = Opening::parse(n, &polynomial, &blind, &point, &SEED).unwrap();
        let output = open(&generators, &opening).unwrap();
        let statement = [&output[..32], &point, &output[32..64]].concat();
        verify(&generators, &statement, &output[64..]).unwrap();
        let runs = (1 << 12 >> k).clamp(5, 60);
        println!(
            "k = {k}: commit {:.3}, open {:.3}, verify {:.3} ms",
            least(runs, || commit(&generators, &polynomial, &blind)),
            least(runs, || open(&generators, &opening)),
            least(runs, || verify(&generators, &statement, &output[64..])),
        );
    }
}
