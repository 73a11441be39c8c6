//! A pairing against arkworks', by turns: nanoseconds of this process' CPU time on one thread, the least of many runs.
//!
//! ```text
//! RAYON_NUM_THREADS=1 cargo run --release --example pairings
//! ```
use std::{hint::black_box, time::Instant};

use ark_bn254::{Bn254, Fr, G1Affine, G2Affine};
use ark_ec::{AffineRepr, CurveGroup, pairing::Pairing};
use zkpair_algebra::{
    pairing::{FixedG2, Pairs, pairing, product},
    points::Point,
};

fn main() {
    for count in [1_u64, 2, 4, 16] {
        let g1: Vec<G1Affine> = (1..=count).map(|k| (G1Affine::generator() * Fr::from(k)).into_affine()).collect();
        let g2: Vec<G2Affine> = (1..=count).map(|k| (G2Affine::generator() * Fr::from(k + 7)).into_affine()).collect();
        let limbs = |list: Vec<Vec<_>>| list.concat();
        let pairs = Pairs::parse(
            &limbs(g1.iter().map(Point::to_limbs).collect()),
            &limbs(g2.iter().map(Point::to_limbs).collect()),
        );
        let Ok(pairs) = pairs else { return };
        let fixed: Vec<FixedG2> = g2.iter().map(FixedG2::from).collect();
        let prepared: Vec<_> = g1.iter().copied().zip(&fixed).collect();
        let mut least = [u128::MAX; 3];
        for _ in 0..600 / count {
            let mut turn = |arm: usize, work: &dyn Fn()| {
                let start = Instant::now();
                work();
                if let Some(best) = least.get_mut(arm) {
                    *best = (*best).min(start.elapsed().as_nanos());
                }
            };
            turn(0, &|| {
                let _ = black_box(Bn254::multi_pairing(&g1, &g2));
            });
            turn(1, &|| {
                black_box(pairing(&pairs));
            });
            turn(2, &|| {
                black_box(product(&[], &prepared));
            });
        }
        let [theirs, ours, ours_fixed] = least;
        println!(
            "{count:>2} pairs: arkworks {theirs:>9} ns, ours {ours:>9} ns ({:.2}x), G2 fixed {ours_fixed:>9} ns",
            theirs as f64 / ours as f64
        );
    }
}
