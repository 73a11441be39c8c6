//! Where a window comes to stand: o = ⌊(i + before + after − d·(k − 1) − 1)/s⌋ + 1.
use super::{
    Window,
    error::{Result, mismatch},
};

impl Window {
    /// From the first to the last element that the window covers along an axis (0: height, 1: width), both counted.
    pub fn reach(&self, axis: usize) -> usize {
        let pick = |pair: &[usize; 2]| pair.get(axis).copied().unwrap_or(1);
        pick(&self.dilations).saturating_mul(pick(&self.kernel).saturating_sub(1)).saturating_add(1)
    }

    /// Height and width of the result for an input of that height and width; 0 where no window fits.
    pub fn output(&self, sizes: [usize; 2]) -> [usize; 2] {
        let [top, left, bottom, right] = self.pads;
        let along = |axis: usize, size: usize, before: usize, after: usize, stride: usize| {
            let padded = size.saturating_add(before).saturating_add(after);
            padded.checked_sub(self.reach(axis)).map_or(0, |free| free / stride.max(1) + 1)
        };
        let ([height, width], [down, across]) = (sizes, self.strides);
        [along(0, height, top, bottom, down), along(1, width, left, right, across)]
    }

    /// Of a pool: no window may lie in the padding alone.
    pub(super) fn check_pool(&self, node: &str, sizes: [usize; 2]) -> Result<()> {
        let [top, left, bottom, right] = self.pads;
        if top.max(bottom) >= self.reach(0) || left.max(right) >= self.reach(1) {
            return Err(mismatch(node, "a window could lie in the padding alone: pads are below the kernel"));
        }
        let steps_over = self.dilations.iter().zip(sizes).any(|(&dilation, size)| dilation > size);
        if self.pads != [0; 4] && steps_over {
            return Err(mismatch(
                node,
                "a window could step over the input: with pads, dilations are at most its sides",
            ));
        }
        Ok(())
    }
}
