//! Convolution by 3x3 with 16 products where 36 would be: F(2x2, 3x3) of Lavin and Gray ("Fast algorithms for convolutional
//! neural networks", CVPR 2016), over images with their channels innermost.
//!
//! ```text
//! Y = Aᵀ·[Σ_c (G·g_c·Gᵀ) ∘ (Bᵀ·d_c·B)]·A        d: 4x4 inputs of a tile, g: the kernel, Y: its 2x2 outputs
//! ```
//!
//! For each of the 16 places the sum over channels is a product of matrices, tiles by channels times channels by outputs.
//! Some rows of tiles go together, few enough for the second-level cache. Sums of inputs are rounded before they are
//! multiplied: errors are two to three times those of the direct sum.
#![allow(clippy::indexing_slicing)] // lanes and places of arrays whose lengths the compiler knows
use super::{
    error::Result,
    image::Image,
    kernel::{Panel, Rows, multiply, pack},
    level::{Level, by_level},
    math::clamped,
    operator::{Operator, Scratch, operand, part, part_mut},
};
use crate::graph::Conv as Attributes;

/// Places of a transformed tile.
const PLACES: usize = 16;
/// Channels that are transformed at a time.
const V: usize = 16;
/// Tiles that go together, about.
const TOGETHER: usize = 28;

/// A convolution by 3x3 in steps of one.
#[derive(Debug)]
pub(super) struct Winograd {
    level: Level,
    images: usize,
    x: Image,
    y: Image,
    /// Padding above and to the left.
    before: [usize; 2],
    plain: bool,
    /// The transformed weights of each place.
    places: Vec<Vec<Panel>>,
    bias: Vec<f32>,
    lo: f32,
    hi: f32,
}

/// Is it for this convolution, and does it pay?
pub(super) fn fits(x: Image, y: Image, attributes: &Attributes) -> bool {
    let window = &attributes.window;
    let ordinary = attributes.groups == 1 && window.strides == [1, 1] && window.dilations == [1, 1];
    // An odd last tile is computed for half its outputs: below 4 that is most of them.
    let large = y.height.min(y.width) >= 4;
    ordinary && large && window.kernel == [3, 3] && x.channels.is_multiple_of(V) && y.channels.is_multiple_of(V)
}

/// G·g·Gᵀ for the nine weights of a kernel, row by row, at one place.
fn weight(g: &[f32], place: usize) -> f32 {
    const G: [[f32; 3]; 4] = [[1.0, 0.0, 0.0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0.0, 0.0, 1.0]];
    let row = |i: usize| G.get(i).copied().unwrap_or_default();
    let (left, right) = (row(place / 4), row(place % 4));
    let along = |g: &[f32]| g.iter().zip(right).map(|(g, r)| g * r).sum::<f32>();
    left.iter().zip(g.chunks_exact(3)).map(|(l, g)| l * along(g)).sum()
}

impl Winograd {
    /// As [`super::conv::Conv::new`].
    pub(super) fn new(
        level: Level,
        images: usize,
        (x, y): (Image, Image),
        attributes: Attributes,
        (w, b): (&[f32], &[f32]),
        plain: bool,
    ) -> Self {
        let [top, left, ..] = attributes.window.pads;
        let of = |place: usize| move |o: usize, c: usize| weight(part(w, (o * x.channels + c) * 9, 9), place);
        let places = (0..PLACES).map(|place| pack(level, y.channels, x.channels, of(place), &[])).collect();
        let (lo, hi) = (f32::NEG_INFINITY, f32::INFINITY);
        Self { level, images, x, y, before: [top, left], plain, places, bias: b.to_vec(), lo, hi }
    }

    fn tiles(&self) -> [usize; 2] {
        [self.y.height.div_ceil(2), self.y.width.div_ceil(2)]
    }

    /// The image with its padding, and with what the last tiles reach beyond it.
    fn bordered(&self) -> Image {
        let [high, wide] = self.tiles();
        let [top, left] = self.before;
        let (height, width) = ((2 * high + 2).max(self.x.height + top), (2 * wide + 2).max(self.x.width + left));
        Image { channels: self.x.channels, height, width }
    }

    /// From a bordered image.
    fn image(&self, x: &[f32], columns: &mut Vec<f32>, y: &mut [f32]) {
        let ([high, wide], inputs, outputs) = (self.tiles(), self.x.channels, self.y.channels);
        let row = self.bordered().width * inputs;
        let step = (TOGETHER / wide.max(1)).clamp(1, high.max(1));
        let tiles = step * wide;
        let (from, to) =
            Scratch::of(columns, PLACES * tiles * (inputs + outputs)).split_at_mut(PLACES * tiles * inputs);
        for first in (0..high).step_by(step) {
            let rows = step.min(high - first);
            for r in 0..rows {
                let x = x.get(2 * (first + r) * row..).unwrap_or_default();
                let from = from.get_mut(r * wide * inputs..).unwrap_or_default();
                transform(self.level, x, row, inputs, wide, from, tiles * inputs);
            }
            for (place, panels) in self.places.iter().enumerate() {
                let at = Rows {
                    x: part(from, place * tiles * inputs, tiles * inputs),
                    x_stride: inputs,
                    segments: &[0],
                    length: inputs,
                    y_stride: outputs,
                    lo: f32::NEG_INFINITY,
                    hi: f32::INFINITY,
                };
                for panel in panels {
                    let to = to.get_mut(place * tiles * outputs + panel.first..).unwrap_or_default();
                    multiply(self.level, rows * wide, &at, panel.packed(), panel.outputs, to);
                }
            }
            for r in 0..rows {
                let to = to.get(r * wide * outputs..).unwrap_or_default();
                let line = self.y.width * outputs;
                let y = y.get_mut(2 * (first + r) * line..).unwrap_or_default();
                let (above, below) = y.split_at_mut(line.min(y.len()));
                let below = part_mut(below, 0, line); // empty below an odd height
                transform_back(self.level, to, tiles * outputs, &self.bias, (self.lo, self.hi), above, below);
            }
        }
    }
}

impl Operator for Winograd {
    fn run(&self, n: usize, operands: &[&[f32]], y: &mut [f32], scratch: &mut Scratch) -> Result<()> {
        let x = operand(operands, 0);
        let (x_size, y_size) = (if self.plain { self.x.plain() } else { self.x.innermost() }, self.y.innermost());
        let (bordered, lanes) = (self.bordered(), self.x.lanes());
        let [top, left] = self.before;
        let Scratch { padded, columns } = scratch;
        let copy = Scratch::of(padded, bordered.innermost());
        copy.fill(0.0);
        for i in 0..n * self.images {
            let x = part(x, i * x_size, x_size);
            let inner = copy.get_mut((top * bordered.width + left) * lanes..).unwrap_or_default();
            if self.plain {
                self.x.turn(x, inner, bordered.width);
            } else {
                let row = (self.x.width * lanes).max(1);
                for (x, inner) in x.chunks_exact(row).zip(inner.chunks_mut(bordered.width * lanes)) {
                    part_mut(inner, 0, row).copy_from_slice(x);
                }
            }
            self.image(copy, columns, part_mut(y, i * y_size, y_size));
        }
        Ok(())
    }

    fn work(&self) -> usize {
        let [high, wide] = self.tiles();
        let products = (PLACES * high * wide).saturating_mul(self.x.channels * self.y.channels);
        self.images.saturating_mul(products)
    }

    fn clamp(&mut self, lo: f32, hi: f32) -> bool {
        (self.lo, self.hi) = (lo, hi);
        true
    }
}

type Lanes = [f32; V];

#[inline(always)]
fn plus(mut a: Lanes, b: Lanes) -> Lanes {
    for k in 0..V {
        a[k] += b[k];
    }
    a
}

#[inline(always)]
fn minus(mut a: Lanes, b: Lanes) -> Lanes {
    for k in 0..V {
        a[k] -= b[k];
    }
    a
}

/// Bᵀ times a column of four.
#[inline(always)]
fn inputs_of(a: Lanes, b: Lanes, c: Lanes, d: Lanes) -> [Lanes; 4] {
    [minus(a, c), plus(b, c), minus(c, b), minus(b, d)]
}

/// Aᵀ times a column of four.
#[inline(always)]
fn outputs_of(a: Lanes, b: Lanes, c: Lanes, d: Lanes) -> [Lanes; 2] {
    [plus(plus(a, b), c), minus(minus(b, c), d)]
}

#[inline(always)]
fn lanes_at(x: &[f32], at: usize) -> Lanes {
    match x.get(at..).and_then(<[f32]>::first_chunk::<V>) {
        Some(lanes) => *lanes,
        None => [0.0; V],
    }
}

#[inline(always)]
fn store(lanes: Lanes, to: &mut [f32], at: usize) {
    if let Some(to) = to.get_mut(at..).and_then(<[f32]>::first_chunk_mut::<V>) {
        *to = lanes;
    }
}

by_level! {
    /// Bᵀ·d·B for a row of tiles: place k of tile t lies at `to[k·stride + t·channels]`.
    fn transform(x: &[f32], row: usize, channels: usize, tiles: usize, to: &mut [f32], stride: usize) {
        for tile in 0..tiles {
            for c in (0..channels).step_by(V) {
                let d = |i: usize, j: usize| lanes_at(x, i * row + (2 * tile + j) * channels + c);
                let [a0, a1, a2, a3] = inputs_of(d(0, 0), d(1, 0), d(2, 0), d(3, 0));
                let [b0, b1, b2, b3] = inputs_of(d(0, 1), d(1, 1), d(2, 1), d(3, 1));
                let [c0, c1, c2, c3] = inputs_of(d(0, 2), d(1, 2), d(2, 2), d(3, 2));
                let [d0, d1, d2, d3] = inputs_of(d(0, 3), d(1, 3), d(2, 3), d(3, 3));
                let mut line = |i: usize, [p, q, r, s]: [Lanes; 4]| {
                    let at = 4 * i * stride + tile * channels + c;
                    store(p, to, at);
                    store(q, to, at + stride);
                    store(r, to, at + 2 * stride);
                    store(s, to, at + 3 * stride);
                };
                line(0, inputs_of(a0, b0, c0, d0));
                line(1, inputs_of(a1, b1, c1, d1));
                line(2, inputs_of(a2, b2, c2, d2));
                line(3, inputs_of(a3, b3, c3, d3));
            }
        }
    }
}

by_level! {
    /// Aᵀ·m·A, bias and clamp for a row of tiles: two lines of outputs; the second may be empty.
    fn transform_back(
        from: &[f32], stride: usize, bias: &[f32], clamp: (f32, f32), above: &mut [f32], below: &mut [f32],
    ) {
        let channels = bias.len().max(V);
        let (lo, hi) = clamp;
        let tiles = (above.len() / channels).div_ceil(2);
        for tile in 0..tiles {
            for c in (0..channels).step_by(V) {
                let bias = lanes_at(bias, c);
                let m = |i: usize, j: usize| lanes_at(from, (4 * i + j) * stride + tile * channels + c);
                let [a0, a1] = outputs_of(m(0, 0), m(1, 0), m(2, 0), m(3, 0));
                let [b0, b1] = outputs_of(m(0, 1), m(1, 1), m(2, 1), m(3, 1));
                let [c0, c1] = outputs_of(m(0, 2), m(1, 2), m(2, 2), m(3, 2));
                let [d0, d1] = outputs_of(m(0, 3), m(1, 3), m(2, 3), m(3, 3));
                // Beyond an odd width or height there is nothing to write to.
                let at = 2 * tile * channels + c;
                let [p, q] = outputs_of(a0, b0, c0, d0);
                store(finished(p, bias, lo, hi), above, at);
                store(finished(q, bias, lo, hi), above, at + channels);
                let [p, q] = outputs_of(a1, b1, c1, d1);
                store(finished(p, bias, lo, hi), below, at);
                store(finished(q, bias, lo, hi), below, at + channels);
            }
        }
    }
}

/// With its bias, between lo and hi.
#[inline(always)]
fn finished(mut sums: Lanes, bias: Lanes, lo: f32, hi: f32) -> Lanes {
    for k in 0..V {
        sums[k] = clamped(sums[k] + bias[k], lo, hi);
    }
    sums
}
