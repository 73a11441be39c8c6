//! The walk over groups of outputs and tiles of rows; the levels differ in the tile alone.
#![cfg_attr(target_arch = "x86_64", allow(unsafe_code))] // calls of functions that need a processor's feature
use std::ops::Range;

use super::{
    Packed, Rows,
    packed::{GROUP, Weights},
    plain,
};

/// Rows of a tile at most.
pub(super) const MOST_ROWS: usize = 12;

/// How many rows' accumulators may be pooled: 4 are a window of 2 × 2, and so are 2 of which halves are pooled as well.
pub const WINDOWS: [usize; 3] = [1, 2, 4];

/// Some rows by some outputs. All is in bounds: [`multiply`] has seen to it.
pub(super) struct Tile<'a> {
    pub packed: &'a Packed,
    pub a: &'a [i8],
    /// The first bytes of its rows.
    pub rows: &'a [usize],
    /// Rows of which only the largest accumulator is kept: 1, or the window of a pooling.
    pub pooled: usize,
    /// The first group of outputs, and how many full groups are taken at once.
    pub group: usize,
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))] // plain code takes one
    pub groups: usize,
    /// Where the outputs of the first row go, those of the next `stride` further on.
    pub out: &'a mut [i8],
    pub stride: usize,
}

/// Writes the outputs of the rows `range` (each the largest of `pooled` rows of `rows`) to `out`, `stride` bytes from row to
/// row; `out` begins at the first output of the first row and ends behind the last of the last.
///
/// Nothing happens where `a` or `out` is too short, or `pooled` is none of [`WINDOWS`]: false. 2 goes with
/// [`Packed::with_pooled_halves`], and with no other.
pub fn multiply(
    packed: &Packed,
    a: &[i8],
    rows: &Rows,
    pooled: usize,
    range: Range<usize>,
    out: &mut [i8],
    stride: usize,
) -> bool {
    multiply_groups(packed, a, rows, pooled, range, 0..packed.groups(), out, stride)
}

/// The same for some of the groups of [`GROUP`] outputs; `out` begins at the first output of the first of them.
#[expect(clippy::too_many_arguments, reason = "what, from where, which part, to where")]
pub fn multiply_groups(
    packed: &Packed,
    a: &[i8],
    rows: &Rows,
    pooled: usize,
    range: Range<usize>,
    groups: Range<usize>,
    out: &mut [i8],
    stride: usize,
) -> bool {
    let count = range.len();
    if count == 0 || groups.is_empty() {
        return true;
    }
    let width = packed.written.min(groups.end * GROUP).saturating_sub(groups.start * GROUP);
    let written = (count - 1).checked_mul(stride).and_then(|to_last| to_last.checked_add(width));
    let fits = rows.end(range.end * pooled, packed.reach()) <= a.len()
        && groups.end <= packed.groups()
        && written.is_some_and(|end| end <= out.len())
        && (count == 1 || stride >= width)
        && WINDOWS.contains(&pooled)
        && packed.pools_halves() == (pooled == 2);
    if !fits {
        return false;
    }
    // As many tiles as it takes, all about equally high: a tile of one row would wait for its own additions.
    let tiles = (count * pooled).div_ceil(MOST_ROWS / pooled * pooled);
    let at_once = count.div_ceil(tiles) * pooled;
    let mut group = groups.start;
    while group < groups.end {
        let together = if pooled == 1 { groups_at_once(packed, group..groups.end, count) } else { 1 };
        let mut from = rows.from(range.start * pooled);
        let mut offsets = [0; MOST_ROWS];
        for first in (0..count * pooled).step_by(at_once) {
            let rows = (count * pooled - first).min(at_once);
            let offsets = offsets.get_mut(..rows).unwrap_or_default();
            from.fill(offsets);
            let start = first / pooled * stride + (group - groups.start) * GROUP;
            let out = out.get_mut(start..).unwrap_or_default();
            tile(Tile { packed, a, rows: offsets, pooled, group, groups: together, out, stride });
        }
        group += together;
    }
    true
}

/// With few rows several groups at once keep enough sums under way to hide the latency of an addition.
fn groups_at_once(packed: &Packed, groups: Range<usize>, rows: usize) -> usize {
    let full = groups.end.min(packed.outputs / GROUP);
    match (&packed.weights, rows) {
        (Weights::Bytes(_), 1..=3) if groups.start + 4 <= full => 4,
        (Weights::Bytes(_), 1..=6) if groups.start + 2 <= full => 2,
        _ => 1,
    }
}

#[inline(always)]
fn tile(tile: Tile<'_>) {
    match &tile.packed.weights {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: weights are packed as bytes only where the processor has VNNI; `multiply` has checked the bounds.
        Weights::Bytes(lines) => unsafe { super::vnni::tile(tile, lines) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: packed for AVX2 only where the processor has it; the bounds as above.
        Weights::Words(lines) if tile.packed.level == crate::integer::Level::Avx2 => unsafe {
            super::avx2::tile(tile, lines);
        },
        #[cfg(not(target_arch = "x86_64"))]
        Weights::Bytes(_) => {}
        Weights::Words(lines) => plain::tile(tile, lines),
    }
}
