//! What Poseidon2 costs at each level on one thread: `cargo run --release --example hash_costs`, the least of some rounds.
use std::time::Instant;

use zkpair_algebra::simd::Level;
use zkpair_hash::poseidon2::{Role, hash};

fn main() {
    let rows: Vec<[u64; 8]> = (0..1 << 12).map(|i| [i, 1, 2, 3, 4, 5, 6, i * i]).collect();
    let mut digests = vec![[0; 4]; rows.len()];
    let mut best = [f64::INFINITY; 3];
    for _ in 0..20 {
        for (least, level) in best.iter_mut().zip(Level::ALL) {
            let start = Instant::now();
            hash(level, Role::Node, &rows, &mut digests);
            std::hint::black_box(&digests);
            *least = least.min(start.elapsed().as_nanos() as f64 / rows.len() as f64);
        }
    }
    for (ns, level) in best.iter().zip(Level::ALL) {
        println!("{:7} {ns:8.0} ns a permutation", level.name());
    }
}
