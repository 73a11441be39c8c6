//! What a digest costs at each level on one thread, in nanoseconds, the least of many short interleaved rounds:
//! `cargo run --release -p zkpair-hash --example many_costs`.
use std::time::Instant;

use zkpair_hash::{Level, blake::blake3_many_at, keccak::sha3_256_many_at};

/// Rounds in which the levels take turns.
const ROUNDS: usize = 200;
/// Messages in a call.
const MESSAGES: usize = 512;

/// The digests of messages of a length, at a level.
type Many = fn(Level, &[u8], usize, &mut [[u8; 32]]);

fn main() {
    for (name, many) in [("sha3-256", sha3_256_many_at as Many), ("blake3", blake3_many_at)] {
        for length in [16, 32, 64, 128, 200] {
            let messages = vec![7; MESSAGES * length];
            let mut digests = vec![[0; 32]; MESSAGES];
            let mut best = [f64::INFINITY; 3];
            for _ in 0..ROUNDS {
                for (least, level) in best.iter_mut().zip(Level::ALL) {
                    if level.is_there() {
                        let start = Instant::now();
                        many(level, std::hint::black_box(&messages), length, &mut digests);
                        *least = least.min(start.elapsed().as_nanos() as f64 / MESSAGES as f64);
                    }
                }
            }
            let [scalar, avx2, avx512] = best;
            println!(
                "{name:8} {length:3} bytes: ns a digest: scalar {scalar:7.1}  avx2 {avx2:7.1}  avx512 {avx512:7.1}"
            );
        }
    }
}
