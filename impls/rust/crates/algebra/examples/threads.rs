//! What a second thread gives: the least wall-clock times with one and with two threads, taken in turns.
//!
//! ```text
//! cargo run --release --example threads
//! ```
use std::{hint::black_box, time::Instant};

use ark_bn254::{Fr, G1Projective, g1::G1Affine};
use ark_ec::{CurveGroup, PrimeGroup};
use ark_ff::{BigInt, Field, PrimeField};
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};
use zkpair_algebra::{Limbs, msm::msm_g1_bigint, ntt::ntt};

fn report(name: &str, pools: &[ThreadPool; 2], runs: usize, work: impl Fn() + Sync) {
    let mut least = [f64::INFINITY; 2];
    for _ in 0..runs {
        for (least, pool) in least.iter_mut().zip(pools) {
            let start = Instant::now();
            pool.install(&work);
            *least = least.min(start.elapsed().as_secs_f64() * 1e3);
        }
    }
    let [one, two] = least;
    println!("{name:<24} {one:>9.3} ms, two threads {two:>9.3} ms, {:.2} times", one / two);
}

fn main() -> Result<(), ThreadPoolBuildError> {
    let pool = |threads| ThreadPoolBuilder::new().num_threads(threads).build();
    let pools = [pool(1)?, pool(2)?];
    let scalars: Vec<BigInt<4>> =
        (0..1_u64 << 16).map(|i| Fr::from(i + 2).inverse().unwrap_or_default().into_bigint()).collect();
    let limbs: Vec<Limbs> = scalars.iter().map(|scalar| scalar.0).collect();
    for k in [12, 14, 16] {
        let part = limbs.get(..1 << k).unwrap_or_default();
        report(&format!("NTT 2^{k}"), &pools, 300, || {
            let _ = black_box(ntt(part));
        });
    }
    let bases: Vec<G1Affine> =
        (1..=1_u64 << 14).map(|k| (G1Projective::generator() * Fr::from(k)).into_affine()).collect();
    for k in [10, 12, 14] {
        let n = 1 << k;
        let (bases, scalars) = (bases.get(..n).unwrap_or_default(), scalars.get(..n).unwrap_or_default());
        report(&format!("MSM in G1 2^{k}"), &pools, (1 << 17) / n, || {
            let _ = black_box(msm_g1_bigint(bases, scalars));
        });
    }
    Ok(())
}
