//! Operators that look at one number at a time.
use super::{
    error::Result,
    level::Level,
    math,
    operator::{Operator, Scratch, operand},
};

/// Which function.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Function {
    /// min(max(x, lo), hi).
    Clamp { lo: f32, hi: f32 },
    /// x, or alpha·x where x < 0.
    LeakyRelu { alpha: f32 },
    /// 1/(1 + e^−x).
    Sigmoid,
    /// tanh x.
    Tanh,
    /// x·Φ(x).
    Gelu,
    /// Its approximation by tanh.
    GeluByTanh,
}

/// A function of every number.
#[derive(Debug)]
pub(super) struct Single {
    pub(super) level: Level,
    pub(super) function: Function,
}

impl Operator for Single {
    fn run(&self, _: usize, operands: &[&[f32]], y: &mut [f32], _: &mut Scratch) -> Result<()> {
        let (level, x) = (self.level, operand(operands, 0));
        match self.function {
            Function::Clamp { lo, hi } => math::all_clamped(level, x, y, lo, hi),
            Function::LeakyRelu { alpha } => math::all_leaky(level, x, y, alpha),
            Function::Sigmoid => math::all_sigmoid(level, x, y),
            Function::Tanh => math::all_tanh(level, x, y),
            Function::Gelu => math::all_gelu(level, x, y),
            Function::GeluByTanh => math::all_gelu_by_tanh(level, x, y),
        }
        Ok(())
    }
}
