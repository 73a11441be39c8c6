//! Eight states in vectors of 512 bits.
#![allow(unsafe_code)] // the processor's instructions: rotation and any function of three bits in one each. Tests compare.
use std::arch::x86_64::*;

use super::{permutation::Lane, sponge::Lanes};
use crate::Digest;

/// A lane of eight states.
#[derive(Clone, Copy)]
pub(super) struct Eight(__m512i);

// SAFETY of all blocks below: whoever uses this type does so in a function compiled for AVX-512 F, DQ, BW and VL, reached only
// where the processor has them.
impl Lane for Eight {
    #[inline(always)]
    fn splat(word: u64) -> Self {
        Self(unsafe { _mm512_set1_epi64(word as i64) })
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        Self(unsafe { _mm512_xor_si512(self.0, other.0) })
    }

    #[inline(always)]
    fn chi(self, y: Self, z: Self) -> Self {
        Self(unsafe { _mm512_ternarylogic_epi64::<0xD2>(self.0, y.0, z.0) })
    }

    #[inline(always)]
    fn rotate(self, bits: u32) -> Self {
        Self(unsafe { _mm512_rolv_epi64(self.0, _mm512_set1_epi64(i64::from(bits))) })
    }

    #[inline(always)]
    fn xor3(self, y: Self, z: Self) -> Self {
        Self(unsafe { _mm512_ternarylogic_epi64::<0x96>(self.0, y.0, z.0) })
    }
}

impl Lanes for Eight {
    const COUNT: usize = 8;

    #[inline(always)]
    fn gather(messages: &[u8], place: usize, stride: usize) -> Self {
        let word = |message: usize| {
            let bytes = messages.get(place + message * stride..).and_then(|rest| rest.first_chunk::<8>());
            bytes.map_or(0, |bytes| i64::from_le_bytes(*bytes))
        };
        Self(unsafe { _mm512_set_epi64(word(7), word(6), word(5), word(4), word(3), word(2), word(1), word(0)) })
    }

    #[inline(always)]
    fn scatter(words: [Self; 4], digests: &mut [Digest]) {
        unsafe {
            let [a, b, c, d] = words.map(|word| word.0);
            let (ab, cd) = (_mm512_unpacklo_epi64(a, b), _mm512_unpacklo_epi64(c, d)); // messages 0, 2, 4, 6
            let (ef, gh) = (_mm512_unpackhi_epi64(a, b), _mm512_unpackhi_epi64(c, d)); // messages 1, 3, 5, 7
            let low = _mm512_set_epi64(11, 10, 3, 2, 9, 8, 1, 0);
            let high = _mm512_set_epi64(15, 14, 7, 6, 13, 12, 5, 4);
            let even = [_mm512_permutex2var_epi64(ab, low, cd), _mm512_permutex2var_epi64(ab, high, cd)];
            let odd = [_mm512_permutex2var_epi64(ef, low, gh), _mm512_permutex2var_epi64(ef, high, gh)];
            let pairs = [(even[0], odd[0]), (even[1], odd[1])];
            for ((even, odd), digests) in pairs.into_iter().zip(digests.chunks_mut(4)) {
                let rows = [
                    _mm512_castsi512_si256(even),
                    _mm512_castsi512_si256(odd),
                    _mm512_extracti64x4_epi64::<1>(even),
                    _mm512_extracti64x4_epi64::<1>(odd),
                ];
                for (row, digest) in rows.into_iter().zip(digests) {
                    _mm256_storeu_si256(digest.as_mut_ptr().cast(), row);
                }
            }
        }
    }
}
