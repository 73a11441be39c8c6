//! What proving asks of the allocator, a cell of the trace: `cargo run --profile profiling -p zkpair-stark --example allocations`.
#![allow(clippy::print_stdout)]
#[path = "../tests/counting/mod.rs"]
mod counting;

use counting::{Counting, counted};
use zkpair_stark::{Air, Cell, Hash, Setting, sample};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("RAYON_NUM_THREADS decides the threads; bytes a cell of the trace in brackets\n");
    println!("| air | hash | rows | allocations | bytes | peak | largest | proof |\n|---|---|---|---|---|---|---|---|");
    for (name, hash, log) in [
        ("fibonacci", "sha3_256", 6),
        ("fibonacci", "sha3_256", 10),
        ("fibonacci", "sha3_256", 14),
        ("fibonacci", "blake3", 14),
        ("hash_chain", "sha3_256", 10),
        ("permutation", "sha3_256", 10),
        ("chain", "sha3_256", 10),
    ] {
        let (air, rows) = (Air::named(name)?, 1 << log);
        let cell = Cell::new(air, Hash::named(hash)?, Setting::Default, rows)?;
        let (trace, public) = sample::statement(air, rows, 0);
        cell.prove(&trace, &public)?; // tables that are made once
        let (proof, a) = counted(|| cell.prove(&trace, &public));
        let (proof, cells) = (proof?, trace.len() / 8);
        let each = |bytes: usize| format!("{bytes} ({:.0})", bytes as f64 / cells as f64);
        let (bytes, peak, largest) = (each(a.bytes), each(a.peak_bytes), each(a.largest_bytes));
        println!("| {name} | {hash} | 2^{log} | {} | {bytes} | {peak} | {largest} | {} |", a.count, proof.len());
    }
    Ok(())
}
