//! What a transform costs at each level on one thread, in nanoseconds of its CPU time, the least of some interleaved rounds:
//! `cargo run --release --example narrow_costs [log₂ n ...]`. Linux only.
use zkpair_algebra::{
    narrow::{Goldilocks, Kernels, KoalaBear, ntt_at},
    simd::Level,
};

/// Nanoseconds that this thread has run.
fn cpu_ns() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split(' ').next().and_then(|ns| ns.parse().ok()).unwrap_or(f64::NAN)
}

/// Rounds in which the levels take turns.
const ROUNDS: usize = 7;

fn table<F: Kernels>(log_n: u32) {
    let n = 1usize << log_n;
    let values: Vec<F::Word> =
        (0..n as u64).map(|i| F::word(i.wrapping_mul(0x9E37_79B9_7F4A_7C15) % F::MODULUS)).collect();
    let repeats = (1_usize << 21 >> log_n).max(1);
    let mut best = [f64::INFINITY; 3];
    for _ in 0..ROUNDS {
        for (least, level) in best.iter_mut().zip(Level::ALL) {
            if !level.is_there() {
                continue;
            }
            let start = cpu_ns();
            for _ in 0..repeats {
                let _ = std::hint::black_box(ntt_at::<F>(level, &values));
            }
            *least = least.min((cpu_ns() - start) / repeats as f64);
        }
    }
    let [scalar, avx2, avx512] = best.map(|ns| ns / n as f64);
    println!("{:10} 2^{log_n:<2} ns an element: scalar {scalar:7.2}  avx2 {avx2:7.2}  avx512 {avx512:7.2}", F::NAME);
}

fn main() {
    // One thread: what the pool would do is done by the caller.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global();
    let named: Vec<u32> = std::env::args().skip(1).filter_map(|log_n| log_n.parse().ok()).collect();
    for log_n in if named.is_empty() { vec![8, 10, 12, 16, 20, 22] } else { named } {
        table::<Goldilocks>(log_n);
        table::<KoalaBear>(log_n);
    }
}
