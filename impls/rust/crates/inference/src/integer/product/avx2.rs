//! A tile in vectors of 256 bits: eight outputs each, four inputs by two `vpmaddwd` (`vpmaddubsw` would saturate).
#![allow(clippy::indexing_slicing, clippy::needless_range_loop)] // arrays of P and R entries, by the same P and R
#![allow(unsafe_code)] // loads by address and the processor's instructions: three times plain code. Tests compare.
use std::arch::x86_64::*;

use super::{
    packed::{GROUP, Line},
    tiles::Tile,
};

/// # Safety
/// The processor has AVX2; every row's steps lie in `a`, every output in `out`.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn tile(tile: Tile<'_>, lines: &[Line<i16, 32>]) {
    // SAFETY: as asked of the caller.
    unsafe {
        match tile.packed.panels(tile.group) {
            1 => rows::<1>(tile, lines),
            2 => rows::<2>(tile, lines),
            3 => rows::<3>(tile, lines),
            _ => rows::<4>(tile, lines),
        }
    }
}

#[target_feature(enable = "avx2")]
unsafe fn rows<const P: usize>(tile: Tile<'_>, lines: &[Line<i16, 32>]) {
    let Tile { packed, rows, pooled, group, out, stride, .. } = &tile;
    let width = packed.width(*group);
    // SAFETY: `start` and `shift` have GROUP entries for each group.
    let shift: [__m256i; P] =
        std::array::from_fn(|p| unsafe { _mm256_loadu_si256(packed.shift.as_ptr().add(group * GROUP + 8 * p).cast()) });
    let mut out = out.as_ptr().cast_mut();
    let mut largest = [_mm256_set1_epi32(i32::MIN); P];
    let mut left = *pooled;
    let mut keep = |sums: [__m256i; P]| {
        for p in 0..P {
            largest[p] = _mm256_max_epi32(largest[p], sums[p]);
        }
        left -= 1;
        if left == 0 {
            // SAFETY: `width` bytes of a row, as the caller promises.
            unsafe {
                store(&largest, &shift, tile.packed.clamp, out, width);
                out = out.wrapping_add(*stride);
            }
            largest = [_mm256_set1_epi32(i32::MIN); P];
            left = *pooled;
        }
    };
    let mut rest = *rows;
    // SAFETY: as asked of the caller.
    unsafe {
        while let [a, b, c, others @ ..] = rest {
            sums::<P, 3>(&tile, [*a, *b, *c], lines).into_iter().for_each(&mut keep);
            rest = others;
        }
        for row in rest {
            sums::<P, 1>(&tile, [*row], lines).into_iter().for_each(&mut keep);
        }
    }
}

/// The accumulators of R rows.
#[target_feature(enable = "avx2")]
#[inline]
unsafe fn sums<const P: usize, const R: usize>(
    tile: &Tile<'_>,
    rows: [usize; R],
    lines: &[Line<i16, 32>],
) -> [[__m256i; P]; R] {
    let Tile { packed, a, group, .. } = tile;
    // SAFETY: `start` has GROUP entries for each group, `lines` P lines for each step from the group's first on; the four
    // bytes of each step lie in `a`.
    unsafe {
        let start = packed.start.as_ptr().add(group * GROUP);
        let first: [__m256i; P] = std::array::from_fn(|p| _mm256_loadu_si256(start.add(8 * p).cast()));
        let mut sums = [first; R];
        let from = rows.map(|row| a.as_ptr().add(row));
        let mut line = lines.as_ptr().add(packed.first_line(*group)).cast::<__m256i>();
        for &offset in &packed.steps {
            for r in 0..R {
                let four = _mm256_set1_epi32(from[r].add(offset as usize).cast::<i32>().read_unaligned());
                let even = _mm256_srai_epi16::<8>(_mm256_slli_epi16::<8>(four));
                let odd = _mm256_srai_epi16::<8>(four);
                for p in 0..P {
                    let products = _mm256_add_epi32(
                        _mm256_madd_epi16(even, _mm256_load_si256(line.add(2 * p))),
                        _mm256_madd_epi16(odd, _mm256_load_si256(line.add(2 * p + 1))),
                    );
                    sums[r][p] = _mm256_add_epi32(sums[r][p], products);
                }
            }
            line = line.add(2 * P);
        }
        sums
    }
}

/// Shifted, clamped and narrowed; `width` bytes are written.
#[target_feature(enable = "avx2")]
#[inline]
unsafe fn store<const P: usize>(
    sums: &[__m256i; P],
    shift: &[__m256i; P],
    clamp: super::Clamp,
    out: *mut i8,
    width: usize,
) {
    let mut shifted = [_mm256_setzero_si256(); 4];
    for p in 0..P {
        shifted[p] = _mm256_srav_epi32(sums[p], shift[p]);
    }
    let [a, b, c, d] = shifted;
    let bytes = _mm256_packs_epi16(_mm256_packs_epi32(a, b), _mm256_packs_epi32(c, d)); // saturated: a clamp to a byte
    let ordered = _mm256_permutevar8x32_epi32(bytes, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
    let clamped = _mm256_min_epi8(_mm256_max_epi8(ordered, _mm256_set1_epi8(clamp.lo)), _mm256_set1_epi8(clamp.hi));
    // SAFETY: the caller has `width` bytes there, at most 32.
    unsafe {
        if width == GROUP {
            _mm256_storeu_si256(out.cast(), clamped);
        } else {
            let mut whole = [0_i8; GROUP];
            _mm256_storeu_si256(whole.as_mut_ptr().cast(), clamped);
            std::ptr::copy_nonoverlapping(whole.as_ptr(), out, width);
        }
    }
}
