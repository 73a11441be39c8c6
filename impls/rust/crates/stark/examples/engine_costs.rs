//! winterfell's prover beside ours, interleaved: milliseconds of CPU time a proof, of all threads and of the busiest one, and the
//! least wall time.
//! `cargo run --release -p zkpair-stark --example engine_costs [log₂ rows ...]`, threads by RAYON_NUM_THREADS. Linux only.
#![allow(clippy::unwrap_used)] // an example may fail
use std::time::Instant;

use zkpair_stark::{Air, Cell, Hash, Setting, sample::statement};

/// Nanoseconds that each thread of this process has run.
fn cpu_ns() -> Vec<f64> {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let told = tasks.map(|task| std::fs::read_to_string(task.unwrap().path().join("schedstat")).unwrap());
    told.map(|told| told.split(' ').next().unwrap().parse::<f64>().unwrap()).collect()
}

fn main() {
    let named: Vec<u32> = std::env::args().skip(1).filter_map(|log| log.parse().ok()).collect();
    for log in if named.is_empty() { vec![10, 14] } else { named } {
        for air in [Air::Fibonacci, Air::HashChain, Air::Permutation, Air::Chain] {
            for hash in [Hash::Sha3_256, Hash::Blake3] {
                let cell = Cell::new(air, hash, Setting::Default, 1 << log).unwrap();
                let (trace, public) = statement(air, 1 << log, 0);
                let sides = [Cell::prove_by_winterfell, Cell::prove];
                let (mut cpu, mut busiest, mut wall) = ([0.0; 2], [0.0; 2], [f64::INFINITY; 2]);
                let rounds = ((1 << 17) >> log).max(3);
                for _ in 0..rounds {
                    for (((side, cpu), busiest), wall) in sides.iter().zip(&mut cpu).zip(&mut busiest).zip(&mut wall) {
                        let (start, clock) = (cpu_ns(), Instant::now());
                        std::hint::black_box(side(&cell, &trace, &public)).unwrap();
                        *wall = wall.min(clock.elapsed().as_secs_f64() * 1e3);
                        let spent =
                            cpu_ns().into_iter().zip(start).map(|(end, start)| (end - start) / 1e6 / f64::from(rounds));
                        let spent: Vec<f64> = spent.collect();
                        *cpu += spent.iter().sum::<f64>();
                        *busiest += spent.iter().copied().fold(0.0, f64::max);
                    }
                }
                let proof = cell.prove(&trace, &public).unwrap();
                let mut verify = f64::INFINITY;
                for _ in 0..10 {
                    let start = Instant::now();
                    cell.verify(&proof, &public).unwrap();
                    verify = verify.min(start.elapsed().as_secs_f64() * 1e3);
                }
                println!(
                    "{air:?} {hash:?} 2^{log}: winterfell {:.2} CPU, busiest {:.2}, wall {:.2}; ours {:.2} CPU, busiest {:.2}, wall {:.2}; verify {verify:.2}",
                    cpu[0], busiest[0], wall[0], cpu[1], busiest[1], wall[1]
                );
            }
        }
    }
}
