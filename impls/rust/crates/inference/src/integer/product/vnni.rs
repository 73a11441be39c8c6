//! A tile in vectors of 512 bits: sixteen outputs each, four inputs at once by `vpdpbusd`.
//!
//! The instruction multiplies unsigned by signed bytes: inputs are read as x + 128 (a flipped sign bit), and the
//! accumulators start 128·Σw lower. It does not saturate, so sums wrap and come back.
#![allow(clippy::indexing_slicing, clippy::needless_range_loop)] // arrays of P and R entries, by the same P and R
#![allow(unsafe_code)] // loads by address and the processor's instructions: seven times plain code. Tests compare.
use std::arch::{asm, x86_64::*};

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
            (1, 2, 2) => by_rows!(2, 2: 2 4 6 8 10 12),
            (1, 1, 1) => by_rows!(1, 1: 1 2 3 4 5 6 7 8 9 10 11 12),
            (1, 2, 4) => by_rows!(2, 4: 4 8 12),
            (1, 1, 4) => by_rows!(1, 4: 4 8 12),
            _ => {}
        }
    }
}

/// sums[p] += (x_0 … x_3 + 128)·weights[p], for all lanes.
///
/// In assembly, since the compiler flips the four bytes of all rows first, broadcasts them by shuffles where the exclusive or
/// could do it from memory, and runs out of registers on the way: 230 in place of 130 GMAC/s for eleven rows.
#[target_feature(enable = "avx512f,avx512vnni")]
#[inline]
unsafe fn row<const P: usize>(x: *const i8, flip: __m512i, weights: &[__m512i; P], sums: &mut [__m512i; P]) {
    // SAFETY: four bytes are read at x, as the caller promises; nothing else but the operands is touched.
    unsafe {
        if let ([w0, w1], [sum0, sum1]) = (weights.as_slice(), sums.as_mut_slice()) {
            let _four: __m512i;
            asm!(
                "vpxord {four}, {flip}, dword ptr [{x}]{{1to16}}",
                "vpdpbusd {sum0}, {four}, {w0}",
                "vpdpbusd {sum1}, {four}, {w1}",
                x = in(reg) x, flip = in(zmm_reg) flip, four = out(zmm_reg) _four, w0 = in(zmm_reg) *w0, w1 = in(zmm_reg) *w1,
                sum0 = inout(zmm_reg) *sum0, sum1 = inout(zmm_reg) *sum1,
                options(pure, readonly, nostack, preserves_flags),
            );
        } else {
            let four: __m512i;
            asm!(
                "vpxord {four}, {flip}, dword ptr [{x}]{{1to16}}",
                x = in(reg) x, flip = in(zmm_reg) flip, four = lateout(zmm_reg) four,
                options(pure, readonly, nostack, preserves_flags),
            );
            for (sum, weights) in sums.iter_mut().zip(weights) {
                *sum = _mm512_dpbusd_epi32(*sum, four, *weights);
            }
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
                row(x.add(rows[r]), flip, &weights, &mut sums[r]);
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
                if Q == 2 {
                    // The halves are pooled too: the two panels.
                    let pooled = _mm512_cvtsepi32_epi8(_mm512_max_epi32(largest(p), largest(p + 1)));
                    let (lo, hi) = (_mm256_castsi256_si128(lo), _mm256_castsi256_si128(hi));
                    let clamped = _mm_min_epi8(_mm_max_epi8(pooled, lo), hi);
                    _mm_mask_storeu_epi8(to, ((1_u32 << packed.written) - 1) as u16, clamped);
                } else if P > 1 {
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
