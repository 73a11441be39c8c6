//! What a tree costs at each level on one thread: `cargo run --release -p zkpair-hash --example tree_costs`, the least of some
//! interleaved rounds.
use std::time::Instant;

use zkpair_hash::{Hash, Level, tree};

fn main() {
    let _ = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global();
    for hash in [Hash::Sha3, Hash::Blake3, Hash::Poseidon2] {
        for log in [8, 12, 16] {
            let rows: Vec<u64> = (0..8_u64 << log).map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 1).collect();
            let mut best = [f64::INFINITY; 3];
            for _ in 0..((1 << 16) >> log).clamp(5, 50) {
                for (least, level) in best.iter_mut().zip(Level::ALL) {
                    let start = Instant::now();
                    let _ = std::hint::black_box(tree(hash, level, &rows));
                    *least = least.min(start.elapsed().as_secs_f64() * 1e3);
                }
            }
            let [scalar, avx2, avx512] = best;
            println!("{hash:?} 2^{log}: ms: scalar {scalar:8.3}  avx2 {avx2:8.3}  avx512 {avx512:8.3}");
        }
    }
}
