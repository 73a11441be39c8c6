//! Vectors of 512 bits: eight elements of Goldilocks, sixteen of KoalaBear.
#![allow(unsafe_code)] // the processor's instructions; measured: four to eight times the portable vectors. Tests compare.
use std::arch::x86_64::*;

use super::{
    field::{EPSILON, Goldilocks, KoalaBear, NarrowField},
    lanes::Lanes,
};

/// Eight elements of Goldilocks.
#[derive(Clone, Copy, Debug)]
pub struct Goldilocks8(__m512i);

/// Sixteen elements of KoalaBear.
#[derive(Clone, Copy, Debug)]
pub struct KoalaBear16(__m512i);

// SAFETY of all blocks below: whoever uses these types does so in a function compiled for AVX-512 F, DQ, BW and VL, reached
// only where the processor has them.
impl Lanes<Goldilocks> for Goldilocks8 {
    const WIDTH: usize = 8;

    #[inline(always)]
    unsafe fn load(from: *const u64) -> Self {
        // SAFETY: as asked of the caller.
        Self(unsafe { _mm512_loadu_si512(from.cast()) })
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut u64) {
        // SAFETY: as asked of the caller.
        unsafe { _mm512_storeu_si512(to.cast(), self.0) }
    }

    #[inline(always)]
    fn splat(word: u64) -> Self {
        Self(unsafe { _mm512_set1_epi64(word as i64) })
    }

    /// Four products of halves, then lo − hi + ε·mid as [`Goldilocks`] says.
    #[inline(always)]
    fn mul(self, factor: Self) -> Self {
        unsafe {
            let (x, y) = (self.0, factor.0);
            let epsilon = _mm512_set1_epi64(EPSILON as i64);
            let (x_high, y_high) = (_mm512_srli_epi64::<32>(x), _mm512_srli_epi64::<32>(y));
            let low_low = _mm512_mul_epu32(x, y);
            let low_high = _mm512_mul_epu32(x, y_high);
            let high_low = _mm512_mul_epu32(x_high, y);
            let high_high = _mm512_mul_epu32(x_high, y_high);
            // None of these sums overflows: (2^32 − 1)² + 2·(2^32 − 1) = 2^64 − 1.
            let middle = _mm512_add_epi64(high_low, _mm512_srli_epi64::<32>(low_low));
            let rest = _mm512_add_epi64(low_high, _mm512_and_si512(middle, epsilon));
            let carried = _mm512_add_epi64(_mm512_srli_epi64::<32>(middle), _mm512_srli_epi64::<32>(rest));
            let high = _mm512_add_epi64(high_high, carried);
            let low = _mm512_mask_blend_epi32(0xAAAA, low_low, _mm512_slli_epi64::<32>(rest));

            let top = _mm512_srli_epi64::<32>(high);
            let borrow = _mm512_cmplt_epu64_mask(low, top);
            let difference = _mm512_sub_epi64(low, top);
            let difference = _mm512_mask_sub_epi64(difference, borrow, difference, epsilon);
            let product = _mm512_mul_epu32(high, epsilon);
            let sum = _mm512_add_epi64(difference, product);
            let carry = _mm512_cmplt_epu64_mask(sum, product);
            Self(_mm512_mask_add_epi64(sum, carry, sum, epsilon))
        }
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        unsafe {
            let sum = _mm512_add_epi64(self.0, other.0);
            let carry = _mm512_cmplt_epu64_mask(sum, other.0);
            Self(_mm512_mask_add_epi64(sum, carry, sum, _mm512_set1_epi64(EPSILON as i64)))
        }
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        unsafe {
            let difference = _mm512_sub_epi64(self.0, other.0);
            let borrow = _mm512_cmplt_epu64_mask(self.0, other.0);
            Self(_mm512_mask_sub_epi64(difference, borrow, difference, _mm512_set1_epi64(EPSILON as i64)))
        }
    }

    #[inline(always)]
    fn canonical(self) -> Self {
        unsafe {
            let lower = _mm512_sub_epi64(self.0, _mm512_set1_epi64(Goldilocks::MODULUS as i64));
            Self(_mm512_min_epu64(self.0, lower))
        }
    }
}

impl Lanes<KoalaBear> for KoalaBear16 {
    const WIDTH: usize = 16;

    #[inline(always)]
    unsafe fn load(from: *const u32) -> Self {
        // SAFETY: as asked of the caller.
        Self(unsafe { _mm512_loadu_si512(from.cast()) })
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut u32) {
        // SAFETY: as asked of the caller.
        unsafe { _mm512_storeu_si512(to.cast(), self.0) }
    }

    #[inline(always)]
    fn splat(word: u32) -> Self {
        Self(unsafe { _mm512_set1_epi32(word as i32) })
    }

    /// Montgomery's products of the even and of the odd lanes; their high halves side by side.
    #[inline(always)]
    fn mul(self, factor: Self) -> Self {
        unsafe {
            let (x, y) = (self.0, factor.0);
            let (p, inverse) = (_mm512_set1_epi32(KoalaBear::P as i32), _mm512_set1_epi32(KoalaBear::INVERSE as i32));
            let even = _mm512_mul_epu32(x, y);
            let odd = _mm512_mul_epu32(_mm512_srli_epi64::<32>(x), _mm512_srli_epi64::<32>(y));
            let even_multiple = _mm512_mul_epu32(_mm512_mul_epu32(even, inverse), p);
            let odd_multiple = _mm512_mul_epu32(_mm512_mul_epu32(odd, inverse), p);
            let products = _mm512_mask_blend_epi32(0xAAAA, _mm512_srli_epi64::<32>(even), odd);
            let multiples = _mm512_mask_blend_epi32(0xAAAA, _mm512_srli_epi64::<32>(even_multiple), odd_multiple);
            let difference = _mm512_sub_epi32(products, multiples);
            Self(_mm512_min_epu32(difference, _mm512_add_epi32(difference, p)))
        }
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        unsafe {
            let sum = _mm512_add_epi32(self.0, other.0);
            Self(_mm512_min_epu32(sum, _mm512_sub_epi32(sum, _mm512_set1_epi32(KoalaBear::P as i32))))
        }
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        unsafe {
            let difference = _mm512_sub_epi32(self.0, other.0);
            Self(_mm512_min_epu32(difference, _mm512_add_epi32(difference, _mm512_set1_epi32(KoalaBear::P as i32))))
        }
    }

    #[inline(always)]
    fn canonical(self) -> Self {
        self
    }
}
