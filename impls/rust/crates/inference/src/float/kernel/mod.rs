//! Rows of inputs times a panel of weights, the one loop in which a network's time is spent.
//!
//! ```text
//! y[r][j] = min(max(b[j] + Σ_s Σ_k x[r·stride + segment_s + k]·w[s][k][j], lo), hi)        j in the panel's lanes
//! ```
//!
//! Linear has one segment, all of its inputs; a convolution over [H, W, C] one for each row of its kernel, or for each of
//! its elements where the channels that it takes do not lie side by side. A tile of rows by the panel's lanes stays in
//! registers while the segments pass, so that every weight that is loaded is used by all its rows. The panel is packed
//! when the plan is made. Sums are formed in the order of s and k (few rows: four partial sums), whatever the level, but
//! with or without fused multiply-add.
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod plain;

use super::level::Level;

/// Weights of up to 32 outputs, packed: [segments · length][width], zeros in the lanes that have no output.
#[derive(Debug, Clone)]
pub(super) struct Panel {
    /// The first output.
    pub(super) first: usize,
    /// How many lanes have an output.
    pub(super) outputs: usize,
    /// Lanes: 8, 16 or 32.
    pub(super) width: usize,
    weights: Vec<f32>,
    bias: Vec<f32>,
}

impl Panel {
    /// Its weights, to multiply by.
    pub(super) fn packed(&self) -> Packed<'_> {
        Packed { width: self.width, weights: &self.weights, bias: &self.bias }
    }
}

/// A panel's weights, wherever they lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packed<'a> {
    /// Lanes: 8, 16 or 32.
    pub(super) width: usize,
    /// [segments · length][width].
    pub(super) weights: &'a [f32],
    /// [width].
    pub(super) bias: &'a [f32],
}

/// Where the rows lie, and what happens to the sums.
#[derive(Debug, Clone)]
pub(super) struct Rows<'a> {
    /// The inputs, from the first row on.
    pub(super) x: &'a [f32],
    /// From one row to the next.
    pub(super) x_stride: usize,
    /// Where each segment begins, from the row's beginning.
    pub(super) segments: &'a [usize],
    /// Numbers of a segment.
    pub(super) length: usize,
    /// From one row of results to the next.
    pub(super) y_stride: usize,
    /// The lowest result (−∞: none).
    pub(super) lo: f32,
    /// The highest result (∞: none).
    pub(super) hi: f32,
}

/// What a tile's kernel is given. Everything was checked by [`multiply`].
#[derive(Clone, Copy)]
struct Tile<'a> {
    x: &'a [f32],
    x_stride: usize,
    segments: &'a [usize],
    length: usize,
    weights: &'a [f32],
    bias: &'a [f32],
    y_stride: usize,
    /// Lanes that are stored.
    stored: usize,
    lo: f32,
    hi: f32,
}

/// The panels for `outputs` outputs from `w(output, k)`; the widths are those that the level has vectors for.
pub(super) fn pack(
    level: Level,
    outputs: usize,
    length: usize,
    w: impl Fn(usize, usize) -> f32,
    bias: &[f32],
) -> Vec<Panel> {
    let mut panels = Vec::new();
    let mut first = 0;
    while first < outputs {
        let width = width(level, outputs - first);
        let count = width.min(outputs - first);
        let mut weights = vec![0.0; length * width];
        for (k, row) in weights.chunks_exact_mut(width).enumerate() {
            for (lane, weight) in row.iter_mut().take(count).enumerate() {
                *weight = w(first + lane, k);
            }
        }
        let bias = (first..first + width).map(|i| if i < outputs { bias.get(i).copied().unwrap_or(0.0) } else { 0.0 });
        panels.push(Panel { first, outputs: count, width, weights, bias: bias.collect() });
        first += width;
    }
    panels
}

/// The widest panel that wastes less than 8 lanes.
pub(super) fn width(level: Level, left: usize) -> usize {
    let widths: &[usize] = if level == Level::Avx512 { &[32, 16] } else { &[16] };
    widths.iter().copied().find(|&width| left + 7 >= width).unwrap_or(8)
}

/// y[r·y_stride + j], for `rows` rows and `stored` lanes of the panel.
///
/// Does nothing where the slices are too short for that, which no plan asks for.
pub(super) fn multiply(level: Level, rows: usize, at: &Rows<'_>, panel: Packed<'_>, stored: usize, y: &mut [f32]) {
    let last_segment = at.segments.iter().copied().max().unwrap_or(0);
    let fits = rows > 0
        && (rows - 1) * at.x_stride + last_segment + at.length <= at.x.len()
        && at.segments.len() * at.length * panel.width <= panel.weights.len()
        && stored <= panel.width
        && panel.bias.len() == panel.width
        && (rows - 1) * at.y_stride + stored <= y.len();
    debug_assert!(fits || rows == 0, "a plan with slices that are too short");
    if !fits {
        return;
    }
    let most = tallest(level, panel.width);
    let tiles = rows.div_ceil(most);
    let mut first = 0;
    for tile in 0..tiles {
        // Balanced: 29 rows are 10, 10 and 9, not 14, 14 and 1.
        let count = (rows - first).div_ceil(tiles - tile);
        let (Some(x), Some(y)) = (at.x.get(first * at.x_stride..), y.get_mut(first * at.y_stride..)) else { return };
        let tile = Tile {
            x,
            x_stride: at.x_stride,
            segments: at.segments,
            length: at.length,
            weights: panel.weights,
            bias: panel.bias,
            y_stride: at.y_stride,
            stored,
            lo: at.lo,
            hi: at.hi,
        };
        dispatch(level, count, panel.width, tile, y);
        first += count;
    }
}

/// How many rows a tile has at most: its sums, a row of weights and an input fill the registers.
fn tallest(level: Level, width: usize) -> usize {
    match (level, width) {
        (Level::Avx512, 16 | 32) => 14,
        (_, 8) => 12,
        _ => 6,
    }
}

#[cfg_attr(target_arch = "x86_64", allow(unsafe_code))] // calls that need a processor's feature
fn dispatch(level: Level, rows: usize, width: usize, tile: Tile<'_>, y: &mut [f32]) {
    match level {
        // SAFETY: a level is only made where the processor has its features; `multiply` has seen that the slices hold
        // what `rows` rows take.
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 if width > 8 => unsafe { avx512::tile(rows, width, tile, y) },
        // SAFETY: the same; what has AVX-512 has AVX2.
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 | Level::Avx2 => unsafe { avx2::tile(rows, width, tile, y) },
        _ => plain::tile(rows, width, tile, y),
    }
}

/// `tile::<R, V, U>` for the `rows` at hand: R rows, V vectors, U partial sums where there are too few to hide the latency.
macro_rules! by_rows {
    ($rows:expr, $function:ident, $vectors:literal, [$($count:literal: $unroll:literal),*], $t:expr, $y:expr) => {
        match $rows {
            $($count => $function::<$count, $vectors, $unroll>($t, $y),)*
            _ => {}
        }
    };
}
use by_rows;

#[cfg(test)]
mod tests {
    use super::*;

    /// Every level, every number of rows, every width, with one segment and with several: the sums of small integers are
    /// exact in any order.
    #[test]
    fn every_level_gives_the_same_sums() {
        for level in Level::ALL.into_iter().filter(|level| level.is_there()) {
            for outputs in [1, 7, 8, 9, 16, 17, 25, 31, 32, 33, 48, 70] {
                for (segments, length) in [(vec![0], 1), (vec![0], 13), (vec![0, 40, 21], 5), (vec![3, 0], 8)] {
                    let k = segments.len() * length;
                    let w = |o: usize, k: usize| ((o * 7 + k * 3) % 11) as f32 - 5.0;
                    let bias: Vec<f32> = (0..outputs).map(|o| o as f32).collect();
                    let panels = pack(level, outputs, k, w, &bias);
                    assert!(panels.iter().map(|panel| panel.outputs).sum::<usize>() == outputs);
                    for rows in (1..=30).chain([61]) {
                        let (x_stride, y_stride) = (3, outputs + 2);
                        let x: Vec<f32> = (0..rows * x_stride + 80).map(|i| ((i * i) % 13) as f32 - 6.0).collect();
                        let mut y = vec![f32::NAN; rows * y_stride];
                        let at = Rows { x: &x, x_stride, segments: &segments, length, y_stride, lo: -40.0, hi: 60.0 };
                        for panel in &panels {
                            multiply(level, rows, &at, panel.packed(), panel.outputs, &mut y[panel.first..]);
                        }
                        for r in 0..rows {
                            for o in 0..y_stride {
                                let found = y[r * y_stride + o];
                                if o >= outputs {
                                    assert!(found.is_nan(), "{level:?}: written beyond the lanes");
                                    continue;
                                }
                                let mut sum = o as f32;
                                for (s, start) in segments.iter().enumerate() {
                                    for k in 0..length {
                                        sum += x[r * x_stride + start + k] * w(o, s * length + k);
                                    }
                                }
                                assert_eq!(
                                    found,
                                    sum.clamp(-40.0, 60.0),
                                    "{level:?} {outputs} {segments:?} {rows}: {r} {o}"
                                );
                            }
                        }
                    }
                }
            }
        }
    }

    /// NaN and infinities of a row stay in it, and NaN passes the clamp.
    #[test]
    fn what_is_not_finite_stays_in_its_row() {
        for level in Level::ALL.into_iter().filter(|level| level.is_there()) {
            for width in [8, 16, 32] {
                let panels = pack(level, width, 3, |_, _| 1.0, &vec![0.0; width]);
                for rows in [1, 2, 5, 14] {
                    let mut x = vec![1.0; rows * 3];
                    x[0] = f32::NAN;
                    let mut y = vec![0.0; rows * width];
                    let at = Rows {
                        x: &x,
                        x_stride: 3,
                        segments: &[0],
                        length: 3,
                        y_stride: width,
                        lo: 0.0,
                        hi: f32::INFINITY,
                    };
                    for panel in &panels {
                        multiply(level, rows, &at, panel.packed(), panel.width, &mut y[panel.first..]);
                    }
                    assert!(y[..width].iter().all(|y| y.is_nan()), "{level:?}");
                    assert!(y[width..].iter().all(|&y| y == 3.0), "{level:?}");
                }
            }
        }
    }
}
