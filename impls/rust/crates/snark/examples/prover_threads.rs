//! What a second thread gives the prover: the least wall-clock times with one and with two threads, taken in turns.
//!
//! ```text
//! cargo run --release -p zkpair-snark --example prover_threads
//! ```
use std::time::Instant;

use ark_bn254::Fr;
use ark_ff::{Field, PrimeField};
use rayon::ThreadPoolBuilder;
use zkpair_snark::{Trapdoor, Witness, chain, prove, setup};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pool = |threads| ThreadPoolBuilder::new().num_threads(threads).build();
    let pools = [pool(1)?, pool(2)?];
    let [tau, alpha, beta, gamma, delta] = [3_u64, 5, 7, 11, 13].map(|k| Fr::from(k).pow([1 << 40 | k]));
    for (k, runs) in [(8, 40), (12, 12), (14, 6)] {
        let steps = (1 << k) - 3; // with the public rows 2^k
        let r1cs = chain::circuit(steps);
        let key = setup(&r1cs, &Trapdoor { tau, alpha, beta, gamma, delta }, "circuit")?;
        let words: Vec<_> = chain::witness(steps, tau, beta).iter().map(|z| z.into_bigint().0).collect();
        let witness = Witness::from_words(&words, "witness")?;
        let mut least = [f64::INFINITY; 2];
        for _ in 0..runs {
            for (least, pool) in least.iter_mut().zip(&pools) {
                let start = Instant::now();
                pool.install(|| prove(&key, &witness, alpha, gamma))?;
                *least = least.min(start.elapsed().as_secs_f64() * 1e3);
            }
        }
        let [one, two] = least;
        println!("prove 2^{k:<4} {one:>9.2} ms, two threads {two:>9.2} ms, {:.2} times", one / two);
    }
    Ok(())
}
