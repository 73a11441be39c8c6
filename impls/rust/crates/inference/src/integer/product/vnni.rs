//! A tile in vectors of 512 bits: sixteen outputs each, four inputs at once by `vpdpbusd`.
//!
//! The instruction multiplies unsigned by signed bytes: inputs are read as x + 128 (a flipped sign bit), and the
//! accumulators start 128·Σw lower. It does not saturate, so sums wrap and come back.
#![allow(clippy::indexing_slicing, clippy::needless_range_loop)] // arrays of P and R entries, by the same P and R
#![allow(unsafe_code)] // loads by address and the processor's instructions: seven times plain code. Tests compare.
use std::arch::x86_64::*;

use super::{
    packed::{GROUP, Line},
    tiles::Tile,
};

const LANES: usize = 16;

/// # Safety
/// The processor has AVX-512 F, BW, DQ, VL and VNNI; every row's steps lie in `a`, every output in `out`.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
pub(super) unsafe fn tile(tile: Tile<'_>, lines: &[Line<i8, 64>]) {
    macro_rules! by_rows {
        ($panels:literal, $pooled:literal: $($rows:literal)*) => {
            match tile.rows.len() {
                $($rows => rows::<$rows, $panels, $pooled>(tile, lines),)*
                _ => {}
            }
        };
    }
    let panels = tile.packed.panels(tile.group);
    // SAFETY: as asked of the caller.
    unsafe {
        match (tile.groups, panels, tile.pooled) {
            (4, ..) if tile.pooled == 1 => by_rows!(8, 1: 1 2 3),
            (2, ..) if tile.pooled == 1 => by_rows!(4, 1: 1 2 3 4 5 6),
            (1, 2, 1) => by_rows!(2, 1: 1 2 3 4 5 6 7 8 9 10 11 12),
            (1, 1, 1) => by_rows!(1, 1: 1 2 3 4 5 6 7 8 9 10 11 12),
            (1, 2, 4) => by_rows!(2, 4: 4 8 12),
            (1, 1, 4) => by_rows!(1, 4: 4 8 12),
            _ => {}
        }
    }
}

/// R rows by P panels, two of a group; of Q rows that follow one another the largest accumulators are kept.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
unsafe fn rows<const R: usize, const P: usize, const Q: usize>(tile: Tile<'_>, lines: &[Line<i8, 64>]) {
    let Tile { packed, a, rows, group, out, stride, .. } = tile;
    let in_group = P.min(2);
    let group_lines = packed.steps.len() * in_group;
    let first = packed.first_line(group);
    // SAFETY: `start` and `shift` have GROUP entries for each group, `lines` `in_group` lines for each step of each of
    // these groups; the four bytes of each step lie in `a`, the outputs in `out`.
    unsafe {
        let entry = |p: usize| group * GROUP + p * LANES;
        let start = packed.start.as_ptr();
        let bias: [__m512i; P] = std::array::from_fn(|p| _mm512_loadu_si512(start.add(entry(p)).cast()));
        let mut sums = [bias; R];
        let rows: [usize; R] = std::array::from_fn(|r| *rows.get_unchecked(r));
        let mut line = lines.as_ptr().add(first).cast::<__m512i>();
        let flip = _mm512_set1_epi32(0x8080_8080_u32.cast_signed());
        for &offset in &packed.steps {
            let x = a.as_ptr().add(offset as usize);
            let mut weights = [_mm512_setzero_si512(); P];
            for p in 0..P {
                weights[p] = _mm512_load_si512(line.add(p / 2 * group_lines + p % 2));
            }
            for r in 0..R {
                let four = _mm512_set1_epi32(x.add(rows[r]).cast::<i32>().read_unaligned());
                let unsigned = _mm512_xor_si512(four, flip);
                for p in 0..P {
                    sums[r][p] = _mm512_dpbusd_epi32(sums[r][p], unsigned, weights[p]);
                }
            }
            line = line.add(in_group);
        }
        let shift = packed.shift.as_ptr();
        let shift: [__m512i; P] = std::array::from_fn(|p| _mm512_loadu_si512(shift.add(entry(p)).cast()));
        let (lo, hi) = (_mm256_set1_epi8(packed.clamp.lo), _mm256_set1_epi8(packed.clamp.hi));
        let mut to = out.as_mut_ptr();
        for r in (0..R).step_by(Q) {
            for p in (0..P).step_by(2) {
                let largest = |p: usize| {
                    let mut largest = sums[r][p];
                    for q in 1..Q {
                        largest = _mm512_max_epi32(largest, sums[r + q][p]);
                    }
                    _mm512_srav_epi32(largest, shift[p])
                };
                let to = to.add(p * LANES);
                if P > 1 {
                    let words = _mm512_packs_epi32(largest(p), largest(p + 1)); // saturated, as is the next: clamps
                    let bytes = _mm512_cvtsepi16_epi8(words);
                    let ordered = _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 2, 4, 6, 1, 3, 5, 7));
                    let clamped = _mm256_min_epi8(_mm256_max_epi8(ordered, lo), hi);
                    let width = packed.outputs - entry(p);
                    if width >= GROUP {
                        _mm256_storeu_si256(to.cast(), clamped);
                    } else {
                        _mm256_mask_storeu_epi8(to, (1 << width) - 1, clamped);
                    }
                } else {
                    let bytes = _mm512_cvtsepi32_epi8(largest(p));
                    let clamped =
                        _mm_min_epi8(_mm_max_epi8(bytes, _mm256_castsi256_si128(lo)), _mm256_castsi256_si128(hi));
                    let width = packed.outputs - entry(p);
                    if width >= LANES {
                        _mm_storeu_si128(to.cast(), clamped);
                    } else {
                        _mm_mask_storeu_epi8(to, (1 << width) - 1, clamped);
                    }
                }
            }
            to = to.wrapping_add(stride);
        }
    }
}
