//! CPU ms to prove and to verify: `cargo run --release -p zkpair-stark --example steps -- fibonacci sha3_256 10 20`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // an example may end
use std::time::Instant;
use zkpair_stark::{Air, Cell, Hash, Setting, sample};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let log: u32 = arguments[2].parse().unwrap();
    let (air, hash) = (Air::named(&arguments[0]).unwrap(), Hash::named(&arguments[1]).unwrap());
    let repeats: usize = arguments[3].parse().unwrap();
    let cell = Cell::new(air, hash, Setting::Default, 1 << log).unwrap();
    let (trace, public) = sample::statement(air, 1 << log, 0);
    let proof = cell.prove(&trace, &public).unwrap();
    let best = |work: &dyn Fn()| {
        (0..repeats)
            .map(|_| {
                let start = Instant::now();
                work();
                start.elapsed()
            })
            .min()
            .unwrap()
    };
    println!("prove {:?}", best(&|| drop(cell.prove(&trace, &public).unwrap())));
    println!("verify {:?}", best(&|| cell.verify(&proof, &public).unwrap()));
}
