//! What the kernels are made of: nanoseconds of CPU time on one thread, the least of several runs.
//!
//! ```text
//! RAYON_NUM_THREADS=1 cargo run --release --example costs
//! ```
use std::{hint::black_box, time::Instant};

use ark_bn254::{Fq, Fr, G1Projective, G2Projective, g1::G1Affine, g2::G2Affine};
use ark_ec::{CurveGroup, PrimeGroup, VariableBaseMSM};
use ark_ff::{AdditiveGroup, BigInt, Field, PrimeField};
use zkpair_algebra::msm::{msm_g1_bigint, msm_g2_bigint};

/// Prints the least time of `work` in `unit`s.
fn report(name: &str, units: usize, runs: usize, mut work: impl FnMut()) {
    let least = (0..runs)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .min()
        .unwrap_or_default();
    println!("{name:<44} {:>12.1} ns", least.as_nanos() as f64 / units as f64);
}

/// Prints the least times of two that take turns, so that a neighbour's load meets both.
fn report_both(name: &str, units: usize, runs: usize, mut ours: impl FnMut(), mut arkworks: impl FnMut()) {
    let mut least = [f64::INFINITY; 2];
    for _ in 0..runs {
        for (least, work) in least.iter_mut().zip([&mut ours as &mut dyn FnMut(), &mut arkworks]) {
            let start = Instant::now();
            work();
            *least = least.min(start.elapsed().as_nanos() as f64 / units as f64);
        }
    }
    let [ours, arkworks] = least;
    println!("{name:<44} {ours:>12.1} ns, arkworks {arkworks:>10.1} ns, {:.2} times", arkworks / ours);
}

fn main() {
    let (a, b) = (Fq::from(3_u64).inverse().unwrap_or_default(), Fq::from(7_u64).inverse().unwrap_or_default());
    report("F_p multiplication, each needs the last", 10_000, 50, || {
        let mut x = a;
        (0..10_000).for_each(|_| x *= b);
        black_box(x);
    });
    let mut many = vec![a; 1000];
    report("F_p multiplication, independent", 1000, 200, || {
        many.iter_mut().for_each(|x| *x *= b);
        black_box(&many);
    });
    report("F_p squaring, independent", 1000, 200, || {
        many.iter_mut().for_each(|x| *x = x.square());
        black_box(&many);
    });
    report("F_p subtraction, independent", 1000, 200, || {
        many.iter_mut().for_each(|x| *x -= b);
        black_box(&many);
    });
    report("F_p inversion", 100, 50, || {
        let mut x = a;
        (0..100).for_each(|_| x = x.inverse().unwrap_or_default() + b);
        black_box(x);
    });

    let bases: Vec<G1Affine> =
        (1..=1_u64 << 16).map(|k| (G1Projective::generator() * Fr::from(k)).into_affine()).collect();
    let mut bucket = <G1Projective as VariableBaseMSM>::ZERO_BUCKET;
    report("bucket += point", bases.len(), 20, || {
        bases.iter().for_each(|p| bucket += p);
        let _ = black_box(bucket);
    });
    let other = bucket;
    report("bucket += bucket", 1000, 20, || {
        (0..1000).for_each(|_| bucket += &other);
        let _ = black_box(bucket);
    });
    let scalars: Vec<BigInt<4>> =
        (0..bases.len() as u64).map(|i| Fr::from(i + 2).inverse().unwrap_or_default().into_bigint()).collect();
    for k in [3, 4, 6, 8, 9, 10, 12, 14, 16] {
        let n = 1 << k;
        let (bases, scalars) = (bases.get(..n).unwrap_or_default(), scalars.get(..n).unwrap_or_default());
        let runs = ((1 << 14) / n).clamp(5, 200);
        let (mut ours, mut arkworks) = (G1Projective::ZERO, G1Projective::ZERO);
        report_both(
            &format!("MSM in G1, 2^{k}, a term"),
            n,
            runs,
            || ours = msm_g1_bigint(bases, scalars),
            || arkworks = G1Projective::msm_bigint(bases, scalars),
        );
        assert_eq!(ours, arkworks);
    }

    let bases: Vec<G2Affine> =
        (1..=1_u64 << 12).map(|k| (G2Projective::generator() * Fr::from(k)).into_affine()).collect();
    for k in [3, 4, 6, 8, 9, 10, 12] {
        let n = 1 << k;
        let (bases, scalars) = (bases.get(..n).unwrap_or_default(), scalars.get(..n).unwrap_or_default());
        let runs = ((1 << 12) / n).clamp(5, 200);
        let (mut ours, mut arkworks) = (G2Projective::ZERO, G2Projective::ZERO);
        report_both(
            &format!("MSM in G2, 2^{k}, a term"),
            n,
            runs,
            || ours = msm_g2_bigint(bases, scalars),
            || arkworks = G2Projective::msm_bigint(bases, scalars),
        );
        assert_eq!(ours, arkworks);
    }
}
