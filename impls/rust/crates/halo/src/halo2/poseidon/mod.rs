//! A chain of Poseidon hashes over F_p: P128Pow5T3, zcash's parameters.
//!
//! ```text
//! h_{i+1} = H(h_i, 0),  i = 0 … m − 1        witness h_0        public h_m
//! ```
//!
//! Sources: Grassi, Khovratovich, Rechberger, Roy, Schofnegger, "Poseidon", ePrint 2019/458; the Zcash protocol specification,
//! section 5.4.1.10 (PoseidonHash).
mod grain;
mod hash;
mod optimised;
mod parameters;
mod plain;
mod sequence;

use std::iter::successors;

use pasta_curves::Fp;

pub use hash::{hash, permute};
pub use optimised::Optimised;
pub use plain::Plain;

/// The smallest k: 64 rounds do not fit into 2^6 rows.
pub const MIN_K: u32 = 7;

/// m: as many hashes as fill the plain version.
pub fn hashes(k: u32) -> usize {
    plain::most_hashes(k)
}

/// h_0 … h_m.
fn chain(start: Fp, count: usize) -> impl Iterator<Item = Fp> {
    successors(Some(start), |h| Some(hash([*h, Fp::zero()]))).take(count + 1)
}

/// h_m of the witness h_0.
pub fn evaluate(k: u32, start: Fp) -> Fp {
    chain(start, hashes(k)).last().unwrap_or_default()
}

#[cfg(test)]
mod tests;
