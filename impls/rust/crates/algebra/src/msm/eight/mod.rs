//! `affine::add_pairs` by eight: AVX-512 with IFMA multiplies eight pairs of elements in the time that plain code takes for two.
//!
//! Each lane has its own product of denominators; the eight products share one inversion. Elements are x·2^256, a product of two
//! of them here xy·2^252 (`field`). With B_i = Π D/2^(260i) over the denominators D before the i-th and I_i = 2^518/B_i,
//!
//! ```text
//! mul(I_{i+1}, B_i) = 2^518/D_i      λ' = mul(y₂ − y₁, 2^518/D_i) = λ·2^258      mul(λ', λ') = λ²·2^256
//! mul(λ', 4(x₁ − x₃)) = λ(x₁ − x₃)·2^256      mul(x, 48x) = 3x²·2^256
//! ```
#![allow(unsafe_code)] // the processor's instructions, which pay: an addition takes a third of the time. Tests compare.
mod field;

use std::{
    arch::x86_64::*,
    mem::offset_of,
    sync::atomic::{AtomicU8, Ordering},
};

use ark_ff::{Fp, MontBackend, MontConfig};

use self::field::{
    Eight, Modulus, Words, blend, from_words, inverses, minus, minus_both, mul, shifted, small, times_48, to_words,
    transposed,
};
use super::{
    affine::{Pair, Point},
    inverse::inverse,
};
use crate::simd::{Level, level};

type Element<C> = Fp<MontBackend<C, 4>, 4>;

const LANES: usize = 8;

/// Has this machine the instructions, and may they be used? 0: not asked yet, 1: yes, 2: no.
static AVAILABLE: AtomicU8 = AtomicU8::new(0);

#[cold]
fn detect() -> bool {
    let found = level() == Level::Avx512 && is_x86_feature_detected!("avx512ifma");
    AVAILABLE.store(if found { 1 } else { 2 }, Ordering::Relaxed);
    found
}

/// See [`AVAILABLE`].
pub(in super::super) fn available() -> bool {
    match AVAILABLE.load(Ordering::Relaxed) {
        1 => true,
        0 => detect(),
        _ => false,
    }
}

/// What the second pass takes from the first one, for eight additions.
#[derive(Clone, Copy)]
pub(in super::super) struct Waiting {
    denominator: Eight,
    before: Eight,
}

/// Does all additions if this machine has the instructions for it; `waiting` is memory to work in.
pub(in super::super) fn add_pairs<C: MontConfig<4>>(
    points: &[Point<Element<C>>],
    pairs: &[Pair],
    sums: &mut [Point<Element<C>>],
    waiting: &mut Vec<Waiting>,
) -> bool {
    let () = Modulus::<C>::FITS;
    if !available() {
        return false;
    }
    // SAFETY: the instructions are there.
    unsafe { add(points, pairs, sums, waiting) };
    true
}

/// Eight points in words.
struct Points {
    x: Words,
    y: Words,
}

/// The points of eight pairs, infinity in lanes beyond their end.
#[inline]
#[target_feature(enable = "avx512f")]
fn load<C: MontConfig<4>>(points: &[Point<Element<C>>], pairs: &[Pair], index: impl Fn(&Pair) -> u32) -> Points {
    const { assert!(size_of::<Point<Element<C>>>() == 64) };
    const { assert!(offset_of!(Point<Element<C>>, x) == 0 && offset_of!(Point<Element<C>>, y) == 32) };
    let mut rows = [_mm512_setzero_si512(); LANES];
    for (row, pair) in rows.iter_mut().zip(pairs) {
        if let Some(point) = points.get(index(pair) as usize) {
            // SAFETY: a point is 64 bytes, the words of x and those of y: an element of 32 bytes holds four words and nothing else.
            *row = unsafe { _mm512_loadu_si512(std::ptr::from_ref(point).cast()) };
        }
    }
    let [x0, x1, x2, x3, y0, y1, y2, y3] = transposed(&rows);
    Points { x: [x0, x1, x2, x3], y: [y0, y1, y2, y3] }
}

/// Which lanes have a chord, and which a tangent; the others' sums need no λ.
struct Kinds {
    chord: __mmask8,
    tangent: __mmask8,
}

#[inline]
#[target_feature(enable = "avx512f")]
fn kinds(p: &Points, q: &Points) -> Kinds {
    let is_zero = |[a, b, c, d]: Words| {
        let any = _mm512_or_si512(_mm512_or_si512(a, b), _mm512_or_si512(c, d));
        _mm512_testn_epi64_mask(any, any)
    };
    let equal = |[a, b, c, d]: Words, [e, f, g, h]: Words| {
        let differ = |x, y| _mm512_xor_si512(x, y);
        is_zero([differ(a, e), differ(b, f), differ(c, g), differ(d, h)])
    };
    let (infinite, same_x) = (is_zero(p.y) | is_zero(q.y), equal(p.x, q.x));
    let chord = !(infinite | same_x);
    let tangent = if same_x == 0 { 0 } else { same_x & equal(p.y, q.y) & !infinite };
    Kinds { chord, tangent }
}

#[target_feature(enable = "avx512f,avx512ifma")]
fn add<C: MontConfig<4>>(
    points: &[Point<Element<C>>],
    pairs: &[Pair],
    sums: &mut [Point<Element<C>>],
    waiting: &mut Vec<Waiting>,
) {
    waiting.clear();
    let mut product = small(1);
    for pairs in pairs.chunks(LANES) {
        let (p, q) = (load(points, pairs, |pair| pair.first), load(points, pairs, |pair| pair.second));
        let Kinds { chord, tangent } = kinds(&p, &q);
        let mut denominator = minus::<C>(&from_words(&q.x), &from_words(&p.x));
        if chord != u8::MAX {
            denominator = blend(chord, &small(1), &denominator);
            if tangent != 0 {
                denominator = blend(tangent, &denominator, &shifted::<1>(&from_words(&p.y)));
            }
        }
        waiting.push(Waiting { denominator, before: product });
        product = mul::<C>(&product, &denominator);
    }
    let sixty_four = Element::<C>::from(64_u64);
    let mut rest = inverses::<C>(&product, |product| inverse(&product) * sixty_four);
    for (pairs, Waiting { denominator, before }) in pairs.chunks(LANES).zip(&*waiting).rev() {
        let (p, q) = (load(points, pairs, |pair| pair.first), load(points, pairs, |pair| pair.second));
        let Kinds { chord, tangent } = kinds(&p, &q);
        let by = mul::<C>(&rest, before);
        rest = mul::<C>(&rest, denominator);
        let (x1, y1, x2) = (from_words(&p.x), from_words(&p.y), from_words(&q.x));
        let mut rise = minus::<C>(&from_words(&q.y), &y1);
        if tangent != 0 {
            rise = blend(tangent, &rise, &mul::<C>(&x1, &times_48(&x1)));
        }
        let lambda = mul::<C>(&rise, &by);
        let x3 = minus_both::<C>(&mul::<C>(&lambda, &lambda), &x1, &x2);
        let run = shifted::<2>(&minus::<C>(&x1, &x3));
        let y3 = minus_both::<C>(&mul::<C>(&lambda, &run), &y1, &small(0));
        let ([x0, x1, x2, x3], [y0, y1, y2, y3]) = (to_words(&x3), to_words(&y3));
        let rows = transposed(&[x0, x1, x2, x3, y0, y1, y2, y3]);
        for (lane, (pair, row)) in pairs.iter().zip(rows).enumerate() {
            let Some(sum) = sums.get_mut(pair.to as usize) else { continue };
            if (chord | tangent) >> lane & 1 == 1 {
                // SAFETY: as in `load`; what is stored are canonical words.
                unsafe { _mm512_storeu_si512(std::ptr::from_mut(sum).cast(), row) };
            } else {
                *sum = without_lambda(points, pair);
            }
        }
    }
}

/// The sum of a point and infinity, or of opposite points.
#[cold]
fn without_lambda<C: MontConfig<4>>(points: &[Point<Element<C>>], pair: &Pair) -> Point<Element<C>> {
    let at = |index: u32| points.get(index as usize).copied().unwrap_or(Point::ZERO);
    let (p, q) = (at(pair.first), at(pair.second));
    match (p.is_zero(), q.is_zero()) {
        (_, true) => p,
        (true, false) => q,
        (false, false) => Point::ZERO,
    }
}
