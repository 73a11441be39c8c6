//! Eight elements of a field below 2^255 side by side, in five limbs of 52 bits each, by AVX-512's fused multiply-adds (IFMA).
//!
//! A product is Montgomery's with 2^260: `mul(a, b)` = a·b/2^260 + a multiple of p, below a·b/2^260 + p. Outside, elements are
//! arkworks', x·2^256 in words of 64 bits; nothing here converts between the two: `super` chooses its constants so that the
//! powers of two come out even.
use std::{arch::x86_64::*, marker::PhantomData};

use ark_ff::{Fp, MontBackend, MontConfig};

type Element<C> = Fp<MontBackend<C, 4>, 4>;

/// Bits of a limb.
const BITS: u32 = 52;
const MASK: u64 = (1 << BITS) - 1;

/// Limbs of eight elements, the lowest first. Between operations all but the top one lie in 0 … 2^52 − 1, and the sign is the top one's.
pub(super) type Eight = [__m512i; 5];

/// Words of eight elements, the lowest first.
pub(super) type Words = [__m512i; 4];

/// What there is to know about p.
pub(super) struct Modulus<C>(PhantomData<C>);

impl<C: MontConfig<4>> Modulus<C> {
    const P: [u64; 5] = limbs(&C::MODULUS.0);
    /// −1/p mod 2^52.
    const MINUS_INVERSE: u64 = C::INV & MASK; // INV = −1/p mod 2^64
    /// An element is its words and nothing else, and 48p is below 2^260.
    pub const FITS: () = assert!(size_of::<Element<C>>() == 32 && C::MODULUS.0[3] <= 1 << 62);
}

const fn limbs(words: &[u64; 4]) -> [u64; 5] {
    let [a, b, c, d] = *words;
    [a & MASK, (a >> 52 | b << 12) & MASK, (b >> 40 | c << 24) & MASK, (c >> 28 | d << 36) & MASK, d >> 16]
}

#[inline]
#[target_feature(enable = "avx512f")]
fn all(x: u64) -> __m512i {
    _mm512_set1_epi64(x as i64)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn p<C: MontConfig<4>>() -> Eight {
    let [a, b, c, d, e] = Modulus::<C>::P;
    [all(a), all(b), all(c), all(d), all(e)]
}

/// The same small number in each.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn small(x: u64) -> Eight {
    [all(x), all(0), all(0), all(0), all(0)]
}

/// Carries on what limbs hold beyond 52 bits, negative or not.
#[inline]
#[target_feature(enable = "avx512f")]
fn carried(x: Eight) -> Eight {
    let [a, b, c, d, e] = x;
    let mask = all(MASK);
    let b = _mm512_add_epi64(b, _mm512_srai_epi64::<BITS>(a));
    let c = _mm512_add_epi64(c, _mm512_srai_epi64::<BITS>(b));
    let d = _mm512_add_epi64(d, _mm512_srai_epi64::<BITS>(c));
    let e = _mm512_add_epi64(e, _mm512_srai_epi64::<BITS>(d));
    let [a, b, c, d] = [a, b, c, d].map(|limb| _mm512_and_si512(limb, mask));
    [a, b, c, d, e]
}

#[inline]
#[target_feature(enable = "avx512f")]
fn each(x: &Eight, y: &Eight, of: impl Fn(__m512i, __m512i) -> __m512i) -> Eight {
    let ([a, b, c, d, e], [f, g, h, i, j]) = (*x, *y);
    [of(a, f), of(b, g), of(c, h), of(d, i), of(e, j)]
}

/// x − y + p, without a reduction.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn minus<C: MontConfig<4>>(x: &Eight, y: &Eight) -> Eight {
    let difference = each(x, y, |x, y| _mm512_sub_epi64(x, y));
    carried(each(&difference, &p::<C>(), |x, p| _mm512_add_epi64(x, p)))
}

/// x·2^N, without a reduction.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn shifted<const N: u32>(x: &Eight) -> Eight {
    carried(x.map(|limb| _mm512_slli_epi64::<N>(limb)))
}

/// 48·x, without a reduction.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn times_48(x: &Eight) -> Eight {
    carried(x.map(|limb| _mm512_add_epi64(_mm512_slli_epi64::<5>(limb), _mm512_slli_epi64::<4>(limb))))
}

/// x, or y in the lanes of the mask.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn blend(mask: __mmask8, x: &Eight, y: &Eight) -> Eight {
    each(x, y, |x, y| _mm512_mask_blend_epi64(mask, x, y))
}

/// x mod p for −2p < x < 2p.
#[inline]
#[target_feature(enable = "avx512f")]
fn canonical<C: MontConfig<4>>(x: &Eight) -> Eight {
    let p = p::<C>();
    let negative = |x: &Eight| _mm512_cmplt_epi64_mask(x[4], _mm512_setzero_si512());
    let below = negative(x);
    // Between −p and p.
    let near = carried(each(x, &p, |x, p| _mm512_mask_add_epi64(_mm512_sub_epi64(x, p), below, x, p)));
    let below = negative(&near);
    carried(each(&near, &p, |x, p| _mm512_mask_add_epi64(x, below, x, p)))
}

/// x − y − z mod p for x < 2p and canonical y, z.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn minus_both<C: MontConfig<4>>(x: &Eight, y: &Eight, z: &Eight) -> Eight {
    let difference = each(x, y, |x, y| _mm512_sub_epi64(x, y));
    canonical::<C>(&carried(each(&difference, z, |x, z| _mm512_sub_epi64(x, z))))
}

/// a·b/2^260 mod p, below a·b/2^260 + p, for a, b < 2^260.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn mul<C: MontConfig<4>>(a: &Eight, b: &Eight) -> Eight {
    let zero = _mm512_setzero_si512();
    let (p, minus_inverse) = (p::<C>(), all(Modulus::<C>::MINUS_INVERSE));
    let low = |sum, x, y| _mm512_madd52lo_epu64(sum, x, y);
    let high = |sum, x, y| _mm512_madd52hi_epu64(sum, x, y);
    let ([b0, b1, b2, b3, b4], [p0, p1, p2, p3, p4]) = (*b, p);
    let [mut t0, mut t1, mut t2, mut t3, mut t4] = [zero; 5];
    for a in a {
        // t + a·b in limbs of less than 2^57, made a multiple of 2^52 by a multiple of p, and shifted by a limb.
        let first = low(t0, *a, b0);
        let m = low(zero, first, minus_inverse);
        let carry = _mm512_srli_epi64::<BITS>(low(first, m, p0));
        let next = |t, below: (__m512i, __m512i), at: (__m512i, __m512i)| {
            let of_a = high(low(t, *a, at.0), *a, below.0);
            let of_p = high(low(zero, m, at.1), m, below.1);
            _mm512_add_epi64(of_a, of_p)
        };
        t0 = _mm512_add_epi64(next(t1, (b0, p0), (b1, p1)), carry);
        t1 = next(t2, (b1, p1), (b2, p2));
        t2 = next(t3, (b2, p2), (b3, p3));
        t3 = next(t4, (b3, p3), (b4, p4));
        t4 = _mm512_add_epi64(high(zero, *a, b4), high(zero, m, p4));
    }
    carried([t0, t1, t2, t3, t4])
}

/// From words.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn from_words(words: &Words) -> Eight {
    let ([a, b, c, d], mask) = (*words, all(MASK));
    let or = |x, y| _mm512_and_si512(_mm512_or_si512(x, y), mask);
    [
        _mm512_and_si512(a, mask),
        or(_mm512_srli_epi64::<52>(a), _mm512_slli_epi64::<12>(b)),
        or(_mm512_srli_epi64::<40>(b), _mm512_slli_epi64::<24>(c)),
        or(_mm512_srli_epi64::<28>(c), _mm512_slli_epi64::<36>(d)),
        _mm512_srli_epi64::<16>(d),
    ]
}

/// Canonical elements to words.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn to_words(x: &Eight) -> Words {
    let [a, b, c, d, e] = *x;
    let or = |x, y| _mm512_or_si512(x, y);
    [
        or(a, _mm512_slli_epi64::<52>(b)),
        or(_mm512_srli_epi64::<12>(b), _mm512_slli_epi64::<40>(c)),
        or(_mm512_srli_epi64::<24>(c), _mm512_slli_epi64::<28>(d)),
        or(_mm512_srli_epi64::<36>(d), _mm512_slli_epi64::<16>(e)),
    ]
}

/// i·c/x_j for each x_j, with c = Π x_j/2^(260·7) and i = `invert`(c): one inversion for all eight.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn inverses<C: MontConfig<4>>(x: &Eight, invert: impl Fn(Element<C>) -> Element<C>) -> Eight {
    // Products of what stands four, two and one lanes apart.
    let fours = |x: &Eight| x.map(|limb| _mm512_shuffle_i64x2::<0b01_00_11_10>(limb, limb));
    let twos = |x: &Eight| x.map(|limb| _mm512_shuffle_i64x2::<0b10_11_00_01>(limb, limb));
    let ones = |x: &Eight| x.map(|limb| _mm512_permutex_epi64::<0b10_11_00_01>(limb));
    let pairs = mul::<C>(x, &fours(x));
    let quads = mul::<C>(&pairs, &twos(&pairs));
    let product = canonical::<C>(&mul::<C>(&quads, &ones(&quads)));
    let first = to_words(&product).map(|words| _mm_cvtsi128_si64(_mm512_castsi512_si128(words)) as u64);
    let inverse = invert(Element::<C>::new_unchecked(ark_ff::BigInt(first)));
    let inverse = limbs(&inverse.0.0).map(|limb| all(limb));
    let inverse = mul::<C>(&inverse, &ones(&quads));
    let inverse = mul::<C>(&inverse, &twos(&pairs));
    mul::<C>(&inverse, &fours(x))
}

/// Rows to columns of eight by eight words.
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn transposed(rows: &[__m512i; 8]) -> [__m512i; 8] {
    let [a, b, c, d, e, f, g, h] = *rows;
    // Of even and of odd words: two rows', four rows', eight rows'.
    let even = [
        _mm512_unpacklo_epi64(a, b),
        _mm512_unpacklo_epi64(c, d),
        _mm512_unpacklo_epi64(e, f),
        _mm512_unpacklo_epi64(g, h),
    ];
    let odd = [
        _mm512_unpackhi_epi64(a, b),
        _mm512_unpackhi_epi64(c, d),
        _mm512_unpackhi_epi64(e, f),
        _mm512_unpackhi_epi64(g, h),
    ];
    let four = |pairs: [__m512i; 4]| {
        let [ab, cd, ef, gh] = pairs;
        let (low, high) = (_mm512_shuffle_i64x2::<0x88>(ab, cd), _mm512_shuffle_i64x2::<0x88>(ef, gh));
        let (low_2, high_2) = (_mm512_shuffle_i64x2::<0xdd>(ab, cd), _mm512_shuffle_i64x2::<0xdd>(ef, gh));
        [
            _mm512_shuffle_i64x2::<0x88>(low, high),
            _mm512_shuffle_i64x2::<0x88>(low_2, high_2),
            _mm512_shuffle_i64x2::<0xdd>(low, high),
            _mm512_shuffle_i64x2::<0xdd>(low_2, high_2),
        ]
    };
    let ([w0, w2, w4, w6], [w1, w3, w5, w7]) = (four(even), four(odd));
    [w0, w1, w2, w3, w4, w5, w6, w7]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pasta::{ModP, ModQ};
    use ark_bn254::FqConfig;
    use ark_ff::{AdditiveGroup, BigInt, Field};

    #[target_feature(enable = "avx512f")]
    fn load<C: MontConfig<4>>(x: &[Element<C>; 8]) -> Eight {
        let word = |i: usize| {
            let [a, b, c, d, e, f, g, h] = x.map(|x| x.0.0[i] as i64);
            _mm512_setr_epi64(a, b, c, d, e, f, g, h)
        };
        from_words(&[word(0), word(1), word(2), word(3)])
    }

    #[target_feature(enable = "avx512f")]
    fn store<C: MontConfig<4>>(x: &Eight) -> [Element<C>; 8] {
        let words = to_words(&canonical::<C>(x)).map(|word| {
            let mut lanes = [0_u64; 8];
            // SAFETY: eight words.
            unsafe { _mm512_storeu_si512(lanes.as_mut_ptr().cast(), word) };
            lanes
        });
        std::array::from_fn(|lane| Element::new_unchecked(BigInt(words.map(|lanes| lanes[lane]))))
    }

    /// Words near 0, near p, and at the limbs' borders; as many again that are anything.
    fn elements<C: MontConfig<4>>() -> Vec<Element<C>> {
        let raw = |words| Element::<C>::new_unchecked(BigInt(words));
        let mut all: Vec<_> = (0..5).flat_map(|k| [raw([k, 0, 0, 0]), -raw([k, 0, 0, 0])]).collect();
        for bit in [51, 52, 63, 64, 103, 104, 105, 155, 156, 207, 208, 252, 253] {
            let mut words = [0; 4];
            words[bit / 64] = 1 << (bit % 64);
            all.extend([raw(words), -raw(words), raw(words) - raw([1, 0, 0, 0])]);
        }
        let mut x = Element::<C>::from(3_u64);
        for _ in 0..all.len() {
            x = x.square() + Element::<C>::ONE;
            all.push(x);
        }
        all
    }

    #[target_feature(enable = "avx512f,avx512ifma")]
    fn check<C: MontConfig<4>>() {
        let (elements, sixteenth) = (elements::<C>(), Element::<C>::from(16_u64).inverse().unwrap_or_default());
        for (i, x) in elements.iter().enumerate() {
            for ys in elements.chunks_exact(8) {
                let ys: [Element<C>; 8] = std::array::from_fn(|lane| ys[lane]);
                let zs: [Element<C>; 8] = std::array::from_fn(|lane| elements[(i + 7 * lane) % elements.len()]);
                let (a, b, c) = (load(&[*x; 8]), load(&ys), load(&zs));
                assert_eq!(store::<C>(&b), ys);
                assert_eq!(store::<C>(&mul::<C>(&a, &b)), ys.map(|y| *x * y * sixteenth));
                assert_eq!(store::<C>(&minus::<C>(&a, &b)), ys.map(|y| *x - y));
                let both: [Element<C>; 8] = std::array::from_fn(|lane| *x - ys[lane] - zs[lane]);
                assert_eq!(store::<C>(&minus_both::<C>(&a, &b, &c)), both);
                // The largest factors that additions have: 48x, and 4(x − y + p) with a product.
                assert_eq!(store::<C>(&mul::<C>(&b, &times_48(&b))), ys.map(|y| (y.double() + y) * y));
                let (product, run) = (mul::<C>(&a, &b), shifted::<2>(&minus::<C>(&a, &b)));
                let expected = ys.map(|y| *x * y * sixteenth * (*x - y).double().double() * sixteenth);
                assert_eq!(store::<C>(&mul::<C>(&product, &run)), expected);
                if ys.iter().all(|y| *y != Element::<C>::ZERO) {
                    // invert(c) = 1/c: x·(1/x) is 2^260 then, 16 in arkworks' form.
                    let inverses = inverses::<C>(&b, |product| product.inverse().unwrap_or_default());
                    let one = store::<C>(&mul::<C>(&inverses, &b));
                    assert!(one.iter().all(|x| *x == one[0] && *x != Element::<C>::ZERO));
                }
            }
        }
    }

    #[test]
    fn operations_are_arkworks_own() {
        if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512ifma") {
            // SAFETY: the instructions are there.
            unsafe {
                check::<FqConfig>();
                check::<ModP>();
                check::<ModQ>();
            }
        }
    }
}
