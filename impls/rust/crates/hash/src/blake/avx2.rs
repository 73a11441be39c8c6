//! Eight states in vectors of 256 bits.
#![allow(unsafe_code)] // the processor's instructions. Tests compare.
use std::arch::x86_64::*;

use super::{chunk::Lanes, compression::Word};
use crate::Digest;

/// A word of eight states.
#[derive(Clone, Copy)]
pub(super) struct Eight(__m256i);

// SAFETY of all blocks below: whoever uses this type does so in a function compiled for AVX2, reached only where the processor
// has it; a digest has the 32 bytes that are written to it.
impl Word for Eight {
    #[inline(always)]
    fn splat(word: u32) -> Self {
        Self(unsafe { _mm256_set1_epi32(word as i32) })
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(unsafe { _mm256_add_epi32(self.0, other.0) })
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        Self(unsafe { _mm256_xor_si256(self.0, other.0) })
    }

    #[inline(always)]
    fn rotate(self, bits: u32) -> Self {
        unsafe {
            let (right, left) = (_mm_cvtsi32_si128(bits as i32), _mm_cvtsi32_si128(32 - bits as i32));
            Self(_mm256_or_si256(_mm256_srl_epi32(self.0, right), _mm256_sll_epi32(self.0, left)))
        }
    }
}

/// The 4 × 4 words in each 128 bits transposed.
#[inline(always)]
unsafe fn transposed([a, b, c, d]: [__m256i; 4]) -> [__m256i; 4] {
    unsafe {
        let (ab, cd) = (_mm256_unpacklo_epi32(a, b), _mm256_unpacklo_epi32(c, d));
        let (ef, gh) = (_mm256_unpackhi_epi32(a, b), _mm256_unpackhi_epi32(c, d));
        [
            _mm256_unpacklo_epi64(ab, cd),
            _mm256_unpackhi_epi64(ab, cd),
            _mm256_unpacklo_epi64(ef, gh),
            _mm256_unpackhi_epi64(ef, gh),
        ]
    }
}

/// Each 128 bits.
#[inline(always)]
unsafe fn parts(x: __m256i) -> [__m128i; 2] {
    unsafe { [_mm256_castsi256_si128(x), _mm256_extracti128_si256::<1>(x)] }
}

impl Lanes for Eight {
    const COUNT: usize = 8;

    #[inline(always)]
    fn gather(messages: &[u8], place: usize, stride: usize) -> Self {
        let w = |message: usize| {
            let bytes = messages.get(place + message * stride..).and_then(|rest| rest.first_chunk::<4>());
            bytes.map_or(0, |bytes| i32::from_le_bytes(*bytes))
        };
        Self(unsafe { _mm256_set_epi32(w(7), w(6), w(5), w(4), w(3), w(2), w(1), w(0)) })
    }

    #[inline(always)]
    fn load(words: &[u64]) -> [Self; 2] {
        let (mut low, mut high) = ([0; 8], [0; 8]);
        for ((low, high), word) in low.iter_mut().zip(&mut high).zip(words) {
            (*low, *high) = (*word as u32, (*word >> 32) as u32);
        }
        [low, high].map(|half: [u32; 8]| Self(unsafe { _mm256_loadu_si256(half.as_ptr().cast()) }))
    }

    /// 128 bits number l of the m-th transposed vector are four words of message 4·l + m.
    #[inline(always)]
    fn scatter(words: [Self; 8], digests: &mut [Digest]) {
        unsafe {
            let [a, b, c, d, e, f, g, h] = words.map(|word| word.0);
            for (m, (low, high)) in transposed([a, b, c, d]).into_iter().zip(transposed([e, f, g, h])).enumerate() {
                let lanes = parts(low).into_iter().zip(parts(high));
                for ((low, high), digest) in lanes.zip(digests.iter_mut().skip(m).step_by(4)) {
                    let to = digest.as_mut_ptr();
                    _mm_storeu_si128(to.cast(), low);
                    _mm_storeu_si128(to.add(16).cast(), high);
                }
            }
        }
    }
}
