//! What our path to plonky3 costs: proving from a caller's bytes into an envelope, beside plonky3's own call on its own
//! matrix. Interleaved, the median of the ratios of paired runs, by CPU time: `bare LOG_N PAIRS`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "../tests/suite/common.rs"]
mod common;

use common::{cell, honest};
use p3_goldilocks::Goldilocks;
use p3_koala_bear::KoalaBear;
use p3_uni_stark::prove;
use zkpair_plonky3::air::fibonacci::Fibonacci;
use zkpair_plonky3::cell::{Air, Cell, Field, Hash, Setting};
use zkpair_plonky3::{config, input, provenance, stark};

/// CPU nanoseconds of this thread and of the pool's, by the kernel's accounts of each.
fn cpu_ns() -> u64 {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let one = |path: std::path::PathBuf| {
        let stat = std::fs::read_to_string(path.join("schedstat")).unwrap_or_default();
        stat.split(' ').next().and_then(|text| text.parse::<u64>().ok()).unwrap_or(0)
    };
    tasks.map(|task| one(task.path())).sum()
}

fn timed(work: impl FnOnce()) -> f64 {
    let start = cpu_ns();
    work();
    (cpu_ns() - start) as f64
}

fn compare(name: &str, cell: &Cell, pairs: usize, bare: impl Fn()) {
    let statement = honest(cell);
    let ours = || drop(stark::prove(cell, &statement.trace, &statement.public).unwrap());
    ours();
    bare();
    let mut ratios: Vec<f64> = (0..pairs)
        .map(|pair| {
            // A palindrome, so that a drift of the machine meets both alike.
            let (first, second) = if pair % 2 == 0 {
                let first = timed(ours);
                let middle = timed(&bare) + timed(&bare);
                (first + timed(ours), middle)
            } else {
                let first = timed(&bare);
                let middle = timed(ours) + timed(ours);
                (middle, first + timed(&bare))
            };
            first / second
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    let (low, middle, high) = (ratios[pairs / 4], ratios[pairs / 2], ratios[3 * pairs / 4]);
    println!("{} {name} 2^{}: {middle:.4} of bare (quartiles {low:.4} to {high:.4})", provenance::LEVEL, cell.log_n);
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let (log_n, pairs): (u32, usize) = (arguments[1].parse().unwrap(), arguments[2].parse().unwrap());
    let rows = 1_usize << log_n;
    for hash in [Hash::Sha3, Hash::Blake3] {
        let cell = cell(Air::Fibonacci, Field::Goldilocks, hash, Setting::Default, log_n);
        let statement = honest(&cell);
        let matrix = input::trace::<Goldilocks>(&statement.trace, rows, 2, 0).unwrap();
        let public = input::elements::<Goldilocks>("public", &statement.public, 3).unwrap();
        compare(&format!("goldilocks {hash:?}"), &cell, pairs, || match hash {
            Hash::Sha3 => drop(prove(&config::goldilocks_sha3(&cell), &Fibonacci, matrix.clone(), &public).unwrap()),
            _ => drop(prove(&config::goldilocks_blake3(&cell), &Fibonacci, matrix.clone(), &public).unwrap()),
        });
    }
    let cell = cell(Air::Fibonacci, Field::KoalaBear, Hash::Poseidon2, Setting::Default, log_n);
    let statement = honest(&cell);
    let matrix = input::trace::<KoalaBear>(&statement.trace, rows, 2, 0).unwrap();
    let public = input::elements::<KoalaBear>("public", &statement.public, 3).unwrap();
    compare("koalabear Poseidon2", &cell, pairs, || {
        drop(prove(&config::koala_poseidon2(&cell), &Fibonacci, matrix.clone(), &public).unwrap());
    });
}
