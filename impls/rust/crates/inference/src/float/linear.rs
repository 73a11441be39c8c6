//! y_o = Σ_i x_i·w_oi + b_o over the last axis.
use super::{
    error::Result,
    kernel::{Panel, Rows, multiply, pack},
    level::Level,
    operator::{Operator, Scratch, operand},
};

/// A Linear layer, perhaps with a clamp after it.
#[derive(Debug)]
pub(super) struct Linear {
    level: Level,
    rows: usize,
    inputs: usize,
    outputs: usize,
    panels: Vec<Panel>,
    lo: f32,
    hi: f32,
}

impl Linear {
    /// `rows` for one sample; `w` is [outputs, inputs].
    pub(super) fn new(level: Level, rows: usize, inputs: usize, w: &[f32], b: &[f32]) -> Self {
        let weight = |o: usize, k: usize| w.get(o * inputs + k).copied().unwrap_or(0.0);
        let panels = pack(level, b.len(), inputs, weight, b);
        Self { level, rows, inputs, outputs: b.len(), panels, lo: f32::NEG_INFINITY, hi: f32::INFINITY }
    }
}

impl Operator for Linear {
    fn run(&self, n: usize, operands: &[&[f32]], y: &mut [f32], _: &mut Scratch) -> Result<()> {
        let at = Rows {
            x: operand(operands, 0),
            x_stride: self.inputs,
            segments: &[0],
            length: self.inputs,
            y_stride: self.outputs,
            lo: self.lo,
            hi: self.hi,
        };
        // A panel stays in the cache while all rows pass it.
        for panel in &self.panels {
            multiply(
                self.level,
                n * self.rows,
                &at,
                panel.packed(),
                panel.outputs,
                y.get_mut(panel.first..).unwrap_or_default(),
            );
        }
        Ok(())
    }

    fn work(&self) -> usize {
        self.rows.saturating_mul(self.inputs).saturating_mul(self.outputs)
    }

    fn clamp(&mut self, lo: f32, hi: f32) -> bool {
        (self.lo, self.hi) = (lo, hi);
        true
    }
}
