//! Pools over images with their channels innermost: a window's pixels are vectors of channels.
use super::{
    error::Result,
    image::Image,
    level::{Level, by_level},
    operator::{Operator, Scratch, operand, part, part_mut},
};
use crate::graph::Window;

/// What is made of a window's elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pooling {
    /// Their maximum; padding is −∞.
    Max,
    /// Their sum over the window's area.
    Average,
    /// Their sum over the number of elements that are no padding.
    AverageOfPresent,
}

/// A pool.
#[derive(Debug)]
pub(super) struct Pool {
    pub(super) level: Level,
    pub(super) images: usize,
    pub(super) x: Image,
    pub(super) y: Image,
    pub(super) window: Window,
    pub(super) pooling: Pooling,
}

impl Pool {
    fn image(&self, x: &[f32], y: &mut [f32]) {
        let lanes = self.x.lanes();
        let [down, across] = self.window.strides;
        let [top, left, ..] = self.window.pads;
        let ([kh, kw], [dh, dw]) = (self.window.kernel, self.window.dilations);
        // The first and one beyond the last element of the window that is no padding.
        let present = |first: usize, before: usize, k: usize, dilation: usize, size: usize| {
            let start = before.saturating_sub(first).div_ceil(dilation);
            let end = (size + before).saturating_sub(first).div_ceil(dilation).min(k);
            start..end
        };
        for (p, y) in y.chunks_exact_mut((self.y.width * lanes).max(1)).enumerate() {
            let rows = present(p * down, top, kh, dh, self.x.height);
            for (q, y) in y.chunks_exact_mut(lanes).enumerate() {
                let columns = present(q * across, left, kw, dw, self.x.width);
                let first_row = p * down + rows.start * dh - top.min(p * down + rows.start * dh);
                let first_column = q * across + columns.start * dw - left.min(q * across + columns.start * dw);
                let x = x.get((first_row * self.x.width + first_column) * lanes..).unwrap_or_default();
                let steps = (dh * self.x.width * lanes, dw * lanes);
                let size = (rows.len(), columns.len());
                if self.pooling == Pooling::Max {
                    maximum(self.level, x, size, steps, y);
                } else {
                    let count = if self.pooling == Pooling::Average { kh * kw } else { rows.len() * columns.len() };
                    average(self.level, x, size, steps, y, count as f32);
                }
            }
        }
    }
}

impl Operator for Pool {
    fn run(&self, n: usize, operands: &[&[f32]], y: &mut [f32], _: &mut Scratch) -> Result<()> {
        let (x, x_size, y_size) = (operand(operands, 0), self.x.innermost(), self.y.innermost());
        for i in 0..n * self.images {
            let (x, y) = (part(x, i * x_size, x_size), part_mut(y, i * y_size, y_size));
            if self.pooling == Pooling::Max && self.window.pads == [0; 4] && self.x.lanes().is_multiple_of(8) {
                let ([kh, kw], [dh, dw]) = (self.window.kernel, self.window.dilations);
                let ([down, across], lanes) = (self.window.strides, self.x.lanes());
                let width = self.x.width * lanes;
                for (p, y) in y.chunks_exact_mut((self.y.width * lanes).max(1)).enumerate() {
                    let x = x.get(p * down * width..).unwrap_or_default();
                    row_of_maxima(self.level, x, (kh, kw), (dh * width, dw * lanes), across * lanes, lanes, y);
                }
            } else {
                self.image(x, y);
            }
        }
        Ok(())
    }
}

by_level! {
    /// y[q, c] = max over r, s of x[q·across + r·steps.0 + s·steps.1 + c], for a row of pixels without padding.
    fn row_of_maxima(
        x: &[f32], kernel: (usize, usize), steps: (usize, usize), across: usize, lanes: usize, y: &mut [f32],
    ) {
        const V: usize = 8;
        for (q, y) in y.chunks_exact_mut(lanes).enumerate() {
            for (block, y) in y.as_chunks_mut::<V>().0.iter_mut().enumerate() {
                let mut most = [f32::NEG_INFINITY; V];
                for r in 0..kernel.0 {
                    for s in 0..kernel.1 {
                        let at = q * across + block * V + r * steps.0 + s * steps.1;
                        if let Some(x) = x.get(at..).and_then(<[f32]>::first_chunk::<V>) {
                            for (most, &x) in most.iter_mut().zip(x) {
                                // NaN is taken and stays.
                                *most = if x > *most || x.is_nan() { x } else { *most };
                            }
                        }
                    }
                }
                *y = most;
            }
        }
    }
}

by_level! {
    fn maximum(x: &[f32], size: (usize, usize), steps: (usize, usize), y: &mut [f32]) {
        y.fill(f32::NEG_INFINITY);
        for r in 0..size.0 {
            for c in 0..size.1 {
                let x = x.get(r * steps.0 + c * steps.1..).unwrap_or_default();
                for (y, &x) in y.iter_mut().zip(x) {
                    *y = if x > *y || x.is_nan() { x } else { *y };
                }
            }
        }
    }
}

by_level! {
    fn average(x: &[f32], size: (usize, usize), steps: (usize, usize), y: &mut [f32], count: f32) {
        y.fill(0.0);
        for r in 0..size.0 {
            for c in 0..size.1 {
                let x = x.get(r * steps.0 + c * steps.1..).unwrap_or_default();
                for (y, &x) in y.iter_mut().zip(x) {
                    *y += x;
                }
            }
        }
        for y in y {
            *y /= count;
        }
    }
}
