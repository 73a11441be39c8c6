//! Images with their channels innermost: [H, W, C'], where C' is C rounded up to 8 (1 stays 1).
//!
//! The lanes beyond C hold anything; nothing reads them. Values of the graph are [C, H, W]: convolutions and pools take
//! and give this form, and it is turned back only where another operator asks for the graph's own order.
use super::{
    error::Result,
    operator::{Operator, Scratch, operand, part, part_mut},
};

/// An image of one sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Image {
    pub(super) channels: usize,
    pub(super) height: usize,
    pub(super) width: usize,
}

impl Image {
    /// C'.
    pub(super) fn lanes(self) -> usize {
        if self.channels == 1 { 1 } else { self.channels.next_multiple_of(8) }
    }

    /// Numbers of the image with its channels innermost.
    pub(super) fn innermost(self) -> usize {
        self.lanes() * self.pixels()
    }

    /// Numbers of the image as the graph has it.
    pub(super) fn plain(self) -> usize {
        self.channels * self.pixels()
    }

    pub(super) fn pixels(self) -> usize {
        self.height * self.width
    }

    /// Do both forms have the same bytes?
    pub(super) fn is_both(self) -> bool {
        self.channels == 1 || (self.pixels() == 1 && self.lanes() == self.channels)
    }

    /// Channels innermost, from the graph's order: rows of `y` are `stride` apart (in pixels), the first at its beginning.
    pub(super) fn turn(self, x: &[f32], y: &mut [f32], stride: usize) {
        let lanes = self.lanes();
        for (c, plane) in x.chunks_exact(self.pixels().max(1)).take(self.channels).enumerate() {
            for (row, x) in plane.chunks_exact(self.width.max(1)).enumerate() {
                let y = y.get_mut(row * stride * lanes..).unwrap_or_default();
                for (x, y) in x.iter().zip(y.chunks_exact_mut(lanes)) {
                    if let Some(y) = y.get_mut(c) {
                        *y = *x;
                    }
                }
            }
        }
    }

    /// The graph's order, from channels innermost.
    pub(super) fn turn_back(self, x: &[f32], y: &mut [f32]) {
        let (lanes, pixels) = (self.lanes(), self.pixels().max(1));
        for (c, plane) in y.chunks_exact_mut(pixels).take(self.channels).enumerate() {
            for (y, x) in plane.iter_mut().zip(x.chunks_exact(lanes)) {
                *y = x.get(c).copied().unwrap_or(0.0);
            }
        }
    }
}

/// From one form to the other.
#[derive(Debug)]
pub(super) struct Turn {
    pub(super) image: Image,
    /// Images of one sample.
    pub(super) images: usize,
    /// To channels innermost, or back?
    pub(super) inwards: bool,
}

impl Operator for Turn {
    fn run(&self, n: usize, operands: &[&[f32]], y: &mut [f32], _: &mut Scratch) -> Result<()> {
        let x = operand(operands, 0);
        let (plain, innermost) = (self.image.plain(), self.image.innermost());
        for i in 0..n * self.images {
            if self.inwards {
                self.image.turn(part(x, i * plain, plain), part_mut(y, i * innermost, innermost), self.image.width);
            } else {
                self.image.turn_back(part(x, i * innermost, innermost), part_mut(y, i * plain, plain));
            }
        }
        Ok(())
    }
}
