//! Vectors of 256 bits: four elements of Goldilocks, eight of KoalaBear.
#![allow(unsafe_code)] // the processor's instructions; measured: twice to four times the portable vectors. Tests compare.
use std::arch::x86_64::*;

use super::{
    field::{EPSILON, Goldilocks, KoalaBear, NarrowField},
    lanes::Lanes,
};

/// Four elements of Goldilocks.
#[derive(Clone, Copy, Debug)]
pub struct Goldilocks4(__m256i);

/// Eight elements of KoalaBear.
#[derive(Clone, Copy, Debug)]
pub struct KoalaBear8(__m256i);

// SAFETY of all blocks below: whoever uses these types does so in a function compiled for AVX2, reached only where the
// processor has it.

/// All ones in each lane where x < y. AVX2 compares signed numbers only: both are moved by 2^63.
#[inline(always)]
unsafe fn is_less(x: __m256i, y: __m256i) -> __m256i {
    unsafe {
        let shift = _mm256_set1_epi64x(i64::MIN);
        _mm256_cmpgt_epi64(_mm256_xor_si256(y, shift), _mm256_xor_si256(x, shift))
    }
}

/// ε in each lane of a mask, which is its low half.
#[inline(always)]
unsafe fn epsilon_where(mask: __m256i) -> __m256i {
    unsafe { _mm256_srli_epi64::<32>(mask) }
}

impl Lanes<Goldilocks> for Goldilocks4 {
    const WIDTH: usize = 4;

    #[inline(always)]
    unsafe fn load(from: *const u64) -> Self {
        // SAFETY: as asked of the caller.
        Self(unsafe { _mm256_loadu_si256(from.cast()) })
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut u64) {
        // SAFETY: as asked of the caller.
        unsafe { _mm256_storeu_si256(to.cast(), self.0) }
    }

    #[inline(always)]
    fn splat(word: u64) -> Self {
        Self(unsafe { _mm256_set1_epi64x(word as i64) })
    }

    /// Four products of halves, then lo − hi + ε·mid as [`Goldilocks`] says.
    #[inline(always)]
    fn mul(self, factor: Self) -> Self {
        unsafe {
            let (x, y) = (self.0, factor.0);
            let epsilon = _mm256_set1_epi64x(EPSILON as i64);
            let (x_high, y_high) = (_mm256_srli_epi64::<32>(x), _mm256_srli_epi64::<32>(y));
            let low_low = _mm256_mul_epu32(x, y);
            let low_high = _mm256_mul_epu32(x, y_high);
            let high_low = _mm256_mul_epu32(x_high, y);
            let high_high = _mm256_mul_epu32(x_high, y_high);
            // None of these sums overflows: (2^32 − 1)² + 2·(2^32 − 1) = 2^64 − 1.
            let middle = _mm256_add_epi64(high_low, _mm256_srli_epi64::<32>(low_low));
            let rest = _mm256_add_epi64(low_high, _mm256_and_si256(middle, epsilon));
            let carried = _mm256_add_epi64(_mm256_srli_epi64::<32>(middle), _mm256_srli_epi64::<32>(rest));
            let high = _mm256_add_epi64(high_high, carried);
            let low = _mm256_blend_epi32::<0xAA>(low_low, _mm256_slli_epi64::<32>(rest));

            let top = _mm256_srli_epi64::<32>(high);
            let difference = _mm256_sub_epi64(low, top);
            let difference = _mm256_sub_epi64(difference, epsilon_where(is_less(low, top)));
            let product = _mm256_mul_epu32(high, epsilon);
            let sum = _mm256_add_epi64(difference, product);
            Self(_mm256_add_epi64(sum, epsilon_where(is_less(sum, product))))
        }
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        unsafe {
            let sum = _mm256_add_epi64(self.0, other.0);
            Self(_mm256_add_epi64(sum, epsilon_where(is_less(sum, other.0))))
        }
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        unsafe {
            let difference = _mm256_sub_epi64(self.0, other.0);
            Self(_mm256_sub_epi64(difference, epsilon_where(is_less(self.0, other.0))))
        }
    }

    #[inline(always)]
    fn canonical(self) -> Self {
        unsafe {
            let p = _mm256_set1_epi64x(Goldilocks::MODULUS as i64);
            Self(_mm256_sub_epi64(self.0, _mm256_andnot_si256(is_less(self.0, p), p)))
        }
    }
}

impl Lanes<KoalaBear> for KoalaBear8 {
    const WIDTH: usize = 8;

    #[inline(always)]
    unsafe fn load(from: *const u32) -> Self {
        // SAFETY: as asked of the caller.
        Self(unsafe { _mm256_loadu_si256(from.cast()) })
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut u32) {
        // SAFETY: as asked of the caller.
        unsafe { _mm256_storeu_si256(to.cast(), self.0) }
    }

    #[inline(always)]
    fn splat(word: u32) -> Self {
        Self(unsafe { _mm256_set1_epi32(word as i32) })
    }

    /// Montgomery's products of the even and of the odd lanes; their high halves side by side.
    #[inline(always)]
    fn mul(self, factor: Self) -> Self {
        unsafe {
            let (x, y) = (self.0, factor.0);
            let (p, inverse) = (_mm256_set1_epi32(KoalaBear::P as i32), _mm256_set1_epi32(KoalaBear::INVERSE as i32));
            let even = _mm256_mul_epu32(x, y);
            let odd = _mm256_mul_epu32(_mm256_srli_epi64::<32>(x), _mm256_srli_epi64::<32>(y));
            let even_multiple = _mm256_mul_epu32(_mm256_mul_epu32(even, inverse), p);
            let odd_multiple = _mm256_mul_epu32(_mm256_mul_epu32(odd, inverse), p);
            let products = _mm256_blend_epi32::<0xAA>(_mm256_srli_epi64::<32>(even), odd);
            let multiples = _mm256_blend_epi32::<0xAA>(_mm256_srli_epi64::<32>(even_multiple), odd_multiple);
            let difference = _mm256_sub_epi32(products, multiples);
            Self(_mm256_min_epu32(difference, _mm256_add_epi32(difference, p)))
        }
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        unsafe {
            let sum = _mm256_add_epi32(self.0, other.0);
            Self(_mm256_min_epu32(sum, _mm256_sub_epi32(sum, _mm256_set1_epi32(KoalaBear::P as i32))))
        }
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        unsafe {
            let difference = _mm256_sub_epi32(self.0, other.0);
            Self(_mm256_min_epu32(difference, _mm256_add_epi32(difference, _mm256_set1_epi32(KoalaBear::P as i32))))
        }
    }

    #[inline(always)]
    fn canonical(self) -> Self {
        self
    }
}
