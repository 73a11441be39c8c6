//! y[m][o] = clamp((Σ_k x[row m][k]·w[o][k] + b_o + 2^(s_o − 1)) >> s_o): what Linear, Conv and MatMul have in common.
//!
//! The inputs of a row are read in steps of four bytes, each at its own offset from the row's first byte: a table of offsets
//! makes a convolution over [H, W, C] the same product as a dense layer, without a copy of its windows (an indirection
//! buffer, as in Dukhan, The Indirect Convolution Algorithm, 2019). Weights lie in panels of 32 outputs, four inputs of each
//! output together.
#[cfg(target_arch = "x86_64")]
mod avx2;
mod packed;
mod plain;
mod rows;
mod tiles;
#[cfg(target_arch = "x86_64")]
mod vnni;

pub use packed::{Clamp, GROUP, HALF, Packed};
pub use rows::Rows;
pub use tiles::{multiply, multiply_groups};

/// Inputs of one step.
pub const STEP: usize = 4;
/// Bytes that may be read behind the last input of a row: its weights are zero there.
pub const SLACK: usize = STEP - 1;

#[cfg(test)]
mod tests;
