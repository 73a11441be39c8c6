//! Times one operation in this level: `speed OPERATION LOG_N REPEATS` prints the best CPU and wall ns.
//!
//! Operations: ntt-goldilocks, ntt-koalabear, merkle-{sha3,blake3,poseidon2}, {prove,verify}-{fibonacci,hash_chain,
//! permutation,chain}-{sha3,blake3} and {prove,verify}-koalabear-{blake3,poseidon2}.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

#[path = "../tests/suite/common.rs"]
mod common;

use std::time::Instant;

use common::{cell, honest};
use zkpair_plonky3::cell::{Air, Field, Hash, Setting};
use zkpair_plonky3::{merkle, ntt, provenance, stark};

fn cpu_ns() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// CPU time of all threads, from the kernel's per-thread accounts.
fn process_cpu_ns() -> u64 {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let one = |path: std::path::PathBuf| {
        let stat = std::fs::read_to_string(path.join("schedstat")).unwrap_or_default();
        stat.split(' ').next().and_then(|text| text.parse::<u64>().ok()).unwrap_or(0)
    };
    tasks.map(|task| one(task.path())).sum::<u64>().max(cpu_ns())
}

fn hash(name: &str) -> Hash {
    match name {
        "sha3" => Hash::Sha3,
        "blake3" => Hash::Blake3,
        "poseidon2" => Hash::Poseidon2,
        other => panic!("no hash {other}"),
    }
}

fn work(operation: &str, log_n: u32) -> Box<dyn Fn()> {
    let n = 1_usize << log_n;
    let parts: Vec<&str> = operation.split('-').collect();
    match parts[..] {
        ["ntt", name] => {
            let (field, bytes) = if name == "goldilocks" { (Field::Goldilocks, 8) } else { (Field::KoalaBear, 4) };
            let input: Vec<u8> =
                (0..n).flat_map(|i| ((i * i) as u64 % 1_000_003).to_le_bytes()[..bytes].to_vec()).collect();
            Box::new(move || _ = ntt::ntt(field, &input, &mut vec![0; input.len()]).unwrap())
        }
        ["merkle", name] => {
            let rows: Vec<u8> = (0..n * 8).flat_map(|i| (i as u64).to_le_bytes()).collect();
            let hash = hash(name);
            Box::new(move || _ = merkle::tree(hash, &rows, &mut vec![0; merkle::output_bytes(log_n)]).unwrap())
        }
        [task, what, name] => {
            let (air, field) = match what {
                "koalabear" => (Air::Fibonacci, Field::KoalaBear),
                "hash_chain" => (Air::HashChain, Field::Goldilocks),
                "permutation" => (Air::Permutation, Field::Goldilocks),
                "chain" => (Air::Chain, Field::Goldilocks),
                _ => (Air::Fibonacci, Field::Goldilocks),
            };
            let setting = if std::env::var_os("QUERIES28").is_some() { Setting::Queries28 } else { Setting::Default };
            let cell = cell(air, field, hash(name), setting, log_n);
            let statement = honest(&cell);
            let proof = stark::prove(&cell, &statement.trace, &statement.public).unwrap();
            if task == "prove" {
                eprintln!("{} bytes", proof.len());
                Box::new(move || drop(stark::prove(&cell, &statement.trace, &statement.public).unwrap()))
            } else {
                Box::new(move || assert!(stark::verify(&cell, &proof, &statement.public)))
            }
        }
        _ => panic!("no operation {operation}"),
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let (log_n, repeats): (u32, u32) = (arguments[2].parse().unwrap(), arguments[3].parse().unwrap());
    let work = work(&arguments[1], log_n);
    work();
    let (mut cpu, mut wall) = (u64::MAX, u64::MAX);
    for _ in 0..repeats {
        let (cpu_before, start) = (process_cpu_ns(), Instant::now());
        work();
        wall = wall.min(start.elapsed().as_nanos() as u64);
        cpu = cpu.min(process_cpu_ns() - cpu_before);
    }
    println!("{} {} 2^{log_n} cpu_ns {cpu} wall_ns {wall}", provenance::LEVEL, arguments[1]);
}
