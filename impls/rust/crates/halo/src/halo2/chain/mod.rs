//! The chain of multiplications, the sibling of Groth16's circuit.
//!
//! ```text
//! x_{i+1} = x_i·(x_i + b),  i = 0 … m − 1        witness x_0, b        public x_m
//! ```
mod optimised;
mod plain;

use std::iter::successors;

use pasta_curves::Fp;

pub use optimised::Optimised;
pub use plain::Plain;

/// Steps that one row of the optimised version proves; m is a multiple of it.
const STEPS_A_ROW: usize = 6;

/// m: as many steps, in sixes, as fill the plain version.
pub fn steps(k: u32) -> usize {
    STEPS_A_ROW * (plain::most_steps(k) / STEPS_A_ROW)
}

/// x_0 … x_m.
fn states(start: Fp, addend: Fp, steps: usize) -> impl Iterator<Item = Fp> {
    successors(Some(start), move |x| Some(x * (x + addend))).take(steps + 1)
}

/// x_m of the witness (x_0, b).
pub fn evaluate(k: u32, start: Fp, addend: Fp) -> Fp {
    states(start, addend, steps(k)).last().unwrap_or_default()
}
