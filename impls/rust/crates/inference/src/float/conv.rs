//! Convolution without columns: the window's rows are segments of the image itself, its channels innermost.
//!
//! ```text
//! y[p, q, o] = b_o + Σ_{r, c, i} w[o, i, r, c]·x[p·s + r·d − top, q·s' + c·d' − left, i]
//! ```
//!
//! For one row p and neighbouring q the inputs lie s'·C' apart; for one r all c and i lie side by side where d' is 1 and
//! no lane is empty, so that a segment is a row of the window, else an element of it. Padding is written around a copy of
//! the image first: 28·28·32 numbers against the 9·32·32 products of each pixel.
use super::{
    error::Result,
    image::Image,
    kernel::{Panel, Rows, multiply, pack},
    level::{Level, by_level},
    operator::{Operator, Scratch, operand, part, part_mut},
};
use crate::graph::{Conv as Attributes, Window};

/// A convolution, perhaps with a clamp after it.
#[derive(Debug)]
pub(super) struct Conv {
    level: Level,
    images: usize,
    x: Image,
    y: Image,
    window: Window,
    /// Does the input come as the graph has it?
    plain: bool,
    segments: Vec<usize>,
    length: usize,
    weights: Weights,
    lo: f32,
    hi: f32,
}

#[derive(Debug)]
enum Weights {
    /// Panels of each group; x and y channels of a group.
    Panels { groups: Vec<Vec<Panel>>, inputs: usize, outputs: usize },
    /// One channel each: [kh·kw][C'] and [C'].
    Depthwise { weights: Vec<f32>, bias: Vec<f32> },
}

impl Conv {
    /// For `images` images a sample. `plain`: the input is in the graph's order.
    pub(super) fn new(
        level: Level,
        images: usize,
        (x, y): (Image, Image),
        attributes: Attributes,
        (w, b): (&[f32], &[f32]),
        plain: bool,
    ) -> Self {
        let Attributes { window, groups } = attributes;
        let [kh, kw] = window.kernel;
        let [down, across] = window.dilations;
        let (inputs, outputs) = (x.channels / groups.max(1), y.channels / groups.max(1));
        let (lanes, padded_width) = (x.lanes(), padded(&window, x).width);
        let at = |o: usize, i: usize, r: usize, c: usize| {
            w.get(((o * inputs + i) * kh + r) * kw + c).copied().unwrap_or(0.0)
        };
        let whole_rows = groups == 1 && lanes == x.channels && (across == 1 || kw == 1);
        let (segments, length) = if whole_rows {
            ((0..kh).map(|r| r * down * padded_width * lanes).collect(), kw * inputs)
        } else {
            let places = (0..kh).flat_map(|r| (0..kw).map(move |c| (r, c)));
            (places.map(|(r, c)| (r * down * padded_width + c * across) * lanes).collect(), inputs)
        };
        let weights = if inputs == 1 && outputs == 1 && groups > 1 {
            let place = |i: usize| (i / lanes, i % lanes);
            let weights =
                (0..kh * kw * lanes).map(place).map(|(k, c)| if c < groups { at(c, 0, k / kw, k % kw) } else { 0.0 });
            let bias = (0..lanes).map(|c| b.get(c).copied().unwrap_or(0.0)).collect();
            Weights::Depthwise { weights: weights.collect(), bias }
        } else {
            let panels = |g: usize| {
                let weight = |o: usize, k: usize| at(g * outputs + o, k % inputs, k / inputs / kw, k / inputs % kw);
                pack(level, outputs, kh * kw * inputs, weight, part(b, g * outputs, outputs))
            };
            Weights::Panels { groups: (0..groups).map(panels).collect(), inputs, outputs }
        };
        let (lo, hi) = (f32::NEG_INFINITY, f32::INFINITY);
        Self { level, images, x, y, window, plain, segments, length, weights, lo, hi }
    }

    fn image(&self, x: &[f32], width: usize, y: &mut [f32]) {
        let ([down, across], lanes) = (self.window.strides, self.x.lanes());
        let row = down * width * lanes;
        match &self.weights {
            Weights::Depthwise { weights, bias } => {
                let width = self.y.width;
                for (p, y) in y.chunks_exact_mut((width * lanes).max(1)).enumerate() {
                    let x = x.get(p * row..).unwrap_or_default();
                    depthwise(self.level, x, across * lanes, &self.segments, (weights, bias), y, (self.lo, self.hi));
                }
            }
            Weights::Panels { groups, inputs, outputs } => {
                let y_lanes = self.y.lanes();
                for (g, panels) in groups.iter().enumerate() {
                    for panel in panels {
                        let first = g * outputs + panel.first;
                        // Lanes without an output are written where they lie at the end of a pixel.
                        let stored =
                            if groups.len() == 1 { panel.width.min(y_lanes - panel.first) } else { panel.outputs };
                        for p in 0..self.y.height {
                            let at = Rows {
                                x: x.get(p * row + g * inputs..).unwrap_or_default(),
                                x_stride: across * lanes,
                                segments: &self.segments,
                                length: self.length,
                                y_stride: y_lanes,
                                lo: self.lo,
                                hi: self.hi,
                            };
                            let y = y.get_mut(p * self.y.width * y_lanes + first..).unwrap_or_default();
                            multiply(self.level, self.y.width, &at, panel.packed(), stored, y);
                        }
                    }
                }
            }
        }
    }
}

impl Operator for Conv {
    fn run(&self, n: usize, operands: &[&[f32]], y: &mut [f32], scratch: &mut Scratch) -> Result<()> {
        let x = operand(operands, 0);
        let (x_size, y_size) = (if self.plain { self.x.plain() } else { self.x.innermost() }, self.y.innermost());
        let bordered = padded(&self.window, self.x);
        let copied = self.window.pads != [0; 4] || (self.plain && !self.x.is_both());
        let [top, left, ..] = self.window.pads;
        let lanes = self.x.lanes();
        let first = (top * bordered.width + left) * lanes;
        let copy = Scratch::of(&mut scratch.padded, if copied { bordered.innermost() } else { 0 });
        copy.fill(0.0);
        for i in 0..n * self.images {
            let (x, y) = (part(x, i * x_size, x_size), part_mut(y, i * y_size, y_size));
            if !copied {
                self.image(x, self.x.width, y);
                continue;
            }
            let inner = copy.get_mut(first..).unwrap_or_default();
            if self.plain && !self.x.is_both() {
                self.x.turn(x, inner, bordered.width);
            } else {
                let row = (self.x.width * lanes).max(1);
                for (x, inner) in x.chunks_exact(row).zip(inner.chunks_mut(bordered.width * lanes)) {
                    part_mut(inner, 0, row).copy_from_slice(x);
                }
            }
            self.image(copy, bordered.width, y);
        }
        Ok(())
    }

    fn work(&self) -> usize {
        let pixels = self.images.saturating_mul(self.y.height * self.y.width);
        pixels.saturating_mul(self.segments.len() * self.length).saturating_mul(match &self.weights {
            Weights::Panels { groups, outputs, .. } => groups.len() * outputs,
            Weights::Depthwise { .. } => self.y.lanes(),
        })
    }

    fn clamp(&mut self, lo: f32, hi: f32) -> bool {
        (self.lo, self.hi) = (lo, hi);
        true
    }
}

/// The image with its padding.
fn padded(window: &Window, x: Image) -> Image {
    let [top, left, bottom, right] = window.pads;
    Image { channels: x.channels, height: x.height + top + bottom, width: x.width + left + right }
}

by_level! {
    /// A row of pixels: y[q, c] = b_c + Σ_k x[q·stride + segment_k + c]·w[k, c].
    fn depthwise(
        x: &[f32], stride: usize, segments: &[usize], layer: (&[f32], &[f32]), y: &mut [f32], clamp: (f32, f32),
    ) {
        const V: usize = 8;
        let ((weights, bias), (lo, hi)) = (layer, clamp);
        let lanes = bias.len().max(V);
        for (q, y) in y.chunks_exact_mut(lanes).enumerate() {
            for ((block, y), bias) in y.as_chunks_mut::<V>().0.iter_mut().enumerate().zip(bias.as_chunks::<V>().0) {
                let mut sums = *bias;
                for (&segment, weights) in segments.iter().zip(weights.chunks_exact(lanes)) {
                    let x = x.get(q * stride + segment + block * V..).and_then(<[f32]>::first_chunk::<V>);
                    let w = weights.get(block * V..).and_then(<[f32]>::first_chunk::<V>);
                    if let (Some(x), Some(w)) = (x, w) {
                        for ((sum, x), w) in sums.iter_mut().zip(x).zip(w) {
                            *sum += x * w;
                        }
                    }
                }
                for (y, sum) in y.iter_mut().zip(sums) {
                    let sum = if sum < lo { lo } else { sum };
                    *y = if sum > hi { hi } else { sum };
                }
            }
        }
    }
}
