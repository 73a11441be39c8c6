//! What the circuits cost, plain beside optimised, interleaved: rows, columns, lookups, degree, bytes of a proof, CPU milliseconds to
//! make a key, to prove (by this crate, by halo2) and to verify; and of a proof in a batch of 64 beside one by one.
//! `cargo run --release -p zkpair-halo --example halo2_costs [k ...]`, threads by RAYON_NUM_THREADS.
#![allow(clippy::unwrap_used)] // an example may fail
use cpu_time::ProcessTime;
use ff::PrimeField;
use pasta_curves::Fp;
use zkpair_halo::{
    Stream,
    halo2::{Cell, Statement, Version, Witnessed},
};

const BATCH: usize = 64;

fn witness(cell: Cell, first: u64) -> Vec<Fp> {
    let count = cell.statement().witness_elements(cell.k()) as u64;
    (0..count).map(|i| Fp::from(64 + (first + i) % 64)).collect()
}

fn bytes(elements: &[Fp]) -> Vec<u8> {
    elements.iter().flat_map(Fp::to_repr).collect()
}

/// CPU milliseconds.
fn spent<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = ProcessTime::now();
    let value = work();
    (value, start.elapsed().as_secs_f64() * 1e3)
}

/// A proof and its public element's bytes, and the milliseconds that proving took.
fn proven(cell: Cell, first: u64) -> (Vec<u8>, Vec<u8>, f64) {
    let (checked, public) = checked(cell, first);
    let (proof, prove) = spent(|| cell.prove(&checked, stream(first)).unwrap());
    (proof, public, prove)
}

/// The milliseconds that halo2 takes for the same proof.
fn by_halo2(cell: Cell, first: u64, proof: &[u8]) -> f64 {
    let (checked, _) = checked(cell, first);
    let (same, prove) = spent(|| cell.prove_by_halo2(&checked, stream(first)).unwrap());
    assert_eq!(same, proof);
    prove
}

fn stream(first: u64) -> Stream {
    Stream::new(&[first as u8; 32])
}

fn checked(cell: Cell, first: u64) -> (Witnessed, Vec<u8>) {
    let witness = witness(cell, first);
    let public = bytes(&[cell.statement().evaluate(cell.k(), &witness).unwrap()]);
    (cell.check(&bytes(&witness), &public).unwrap(), public)
}

/// How the circuit is laid out, from its key.
fn layout(cell: Cell) -> String {
    let keys = cell.keys().unwrap();
    let number = |name: &str| -> usize {
        let (_, rest) = keys.text().split_once(name).unwrap();
        rest.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap()
    };
    let (fixed, advice) = (number("num_fixed_columns: "), number("num_advice_columns: "));
    let lookups = keys.text().matches("input_expressions").count();
    let degree = keys.verifying().get_domain().get_quotient_poly_degree() + 1;
    format!("circuit 2^{}, columns {advice} + {fixed} fixed, lookups {lookups}, degree {degree}", cell.log_rows())
}

fn main() {
    let named: Vec<u32> = std::env::args().skip(1).filter_map(|k| k.parse().ok()).collect();
    for k in if named.is_empty() { vec![9, 11] } else { named } {
        for statement in Statement::ALL {
            let cells: Vec<Cell> =
                Version::ALL.iter().filter_map(|version| Cell::new(statement, *version, 1 << k).ok()).collect();
            for cell in &cells {
                let keys = cell.keys().unwrap();
                keys.prepare_verifier();
                keys.prepare_prover().unwrap();
                let _ = keys.proving().unwrap();
            }
            let rounds = ((1 << 13) >> k).clamp(3, 20);
            let mut costs = vec![[f64::INFINITY; 4]; cells.len()];
            for round in 0..rounds {
                for (cell, [keygen, prove, halo2s, verify]) in cells.iter().zip(&mut costs) {
                    let params = cell.params().unwrap();
                    *keygen = keygen.min(spent(|| cell.keygen(&params).unwrap()).1);
                    let (proof, public, proving) = proven(*cell, round);
                    (*prove, *halo2s) = (prove.min(proving), halo2s.min(by_halo2(*cell, round, &proof)));
                    *verify = verify.min(spent(|| cell.verify(&proof, &public).unwrap()).1);
                }
            }
            for (cell, [keygen, prove, halo2s, verify]) in cells.iter().zip(costs) {
                let shape = cell.shape().unwrap();
                println!(
                    "{cell}: m = {}, {}, proof {}, key {}, keygen {keygen:.2}, prove {prove:.2} (halo2 {halo2s:.2}), verify {verify:.2}",
                    statement.count(k),
                    layout(*cell),
                    shape.proof_bytes,
                    shape.key_bytes,
                );
            }
            if let Some(cell) = cells.first().filter(|cell| cell.statement() == Statement::Chain) {
                let all: Vec<_> = (0..BATCH as u64).map(|i| proven(*cell, i)).collect();
                let proofs: Vec<u8> = all.iter().flat_map(|(proof, ..)| proof).copied().collect();
                let publics: Vec<u8> = all.iter().flat_map(|(_, public, _)| public).copied().collect();
                let (mut batch, mut single) = (f64::INFINITY, f64::INFINITY);
                for _ in 0..3 {
                    batch = batch.min(spent(|| cell.verify_batch(&proofs, &publics, BATCH).unwrap()).1);
                    single = single
                        .min(spent(|| all.iter().for_each(|(proof, public, _)| cell.verify(proof, public).unwrap())).1);
                }
                let each = BATCH as f64;
                println!("{cell}: a proof of {BATCH} in a batch {:.3}, one by one {:.3}", batch / each, single / each);
            }
        }
    }
}
