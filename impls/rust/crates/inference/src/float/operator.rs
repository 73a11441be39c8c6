//! What every operator of a plan is: a function of n samples, without state.
use super::error::Result;

/// Numbers that one worker needs besides its values; they keep their memory between runs.
#[derive(Debug, Default, Clone)]
pub(super) struct Scratch {
    pub(super) padded: Vec<f32>,
    pub(super) columns: Vec<f32>,
}

impl Scratch {
    /// So many numbers of a buffer, whatever they hold.
    pub(super) fn of(buffer: &mut Vec<f32>, length: usize) -> &mut [f32] {
        if buffer.len() < length {
            buffer.resize(length, 0.0);
        }
        buffer.get_mut(..length).unwrap_or_default()
    }
}

/// An operator with its weights packed.
pub(super) trait Operator: Send + Sync + std::fmt::Debug {
    /// From the operands of n samples (a constant: the whole) to the result of n samples.
    fn run(&self, n: usize, operands: &[&[f32]], y: &mut [f32], scratch: &mut Scratch) -> Result<()>;

    /// Multiplications of one sample, about; 0 where there are few.
    fn work(&self) -> usize {
        0
    }

    /// What a clamp after it would be: taken into the operator where it can, `false` where it cannot.
    fn clamp(&mut self, _lo: f32, _hi: f32) -> bool {
        false
    }
}

/// Part of a slice; empty where it is not there.
pub(super) fn part(x: &[f32], start: usize, length: usize) -> &[f32] {
    x.get(start..).and_then(|x| x.get(..length)).unwrap_or_default()
}

/// The same, to write.
pub(super) fn part_mut(x: &mut [f32], start: usize, length: usize) -> &mut [f32] {
    x.get_mut(start..).and_then(|x| x.get_mut(..length)).unwrap_or_default()
}

/// The operand at a place; empty where there is none.
pub(super) fn operand<'a>(operands: &[&'a [f32]], place: usize) -> &'a [f32] {
    operands.get(place).copied().unwrap_or_default()
}
