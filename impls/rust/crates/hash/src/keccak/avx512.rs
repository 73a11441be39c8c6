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

/// The 4 × 4 parts of 128 bits transposed.
#[inline(always)]
unsafe fn transposed([a, b, c, d]: [__m512i; 4]) -> [__m512i; 4] {
    unsafe {
        let (low, high) = (_mm512_shuffle_i64x2::<0x44>(a, b), _mm512_shuffle_i64x2::<0xEE>(a, b));
        let (lower, higher) = (_mm512_shuffle_i64x2::<0x44>(c, d), _mm512_shuffle_i64x2::<0xEE>(c, d));
        [
            _mm512_shuffle_i64x2::<0x88>(low, lower),
            _mm512_shuffle_i64x2::<0xDD>(low, lower),
            _mm512_shuffle_i64x2::<0x88>(high, higher),
            _mm512_shuffle_i64x2::<0xDD>(high, higher),
        ]
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
    fn load(words: &[u64]) -> Self {
        // A full column is loaded where it lies, what is left of one from a copy.
        let mut eight = [0; 8];
        let words = words.first_chunk::<8>().unwrap_or_else(|| {
            eight.iter_mut().zip(words).for_each(|(to, from)| *to = *from);
            &eight
        });
        Self(unsafe { _mm512_loadu_si512(words.as_ptr().cast()) })
    }

    /// Messages loaded whole, and the 8 × 8 words transposed.
    #[inline(always)]
    fn eight(messages: &[u8]) -> [Self; 8] {
        let mut rows = [unsafe { _mm512_setzero_si512() }; 8];
        for (row, message) in rows.iter_mut().zip(messages.as_chunks::<64>().0) {
            *row = unsafe { _mm512_loadu_si512(message.as_ptr().cast()) };
        }
        let [a, b, c, d, e, f, g, h] = rows;
        unsafe {
            let even = [_mm512_unpacklo_epi64(a, b), _mm512_unpacklo_epi64(c, d)];
            let even = transposed([even[0], even[1], _mm512_unpacklo_epi64(e, f), _mm512_unpacklo_epi64(g, h)]);
            let odd = [_mm512_unpackhi_epi64(a, b), _mm512_unpackhi_epi64(c, d)];
            let odd = transposed([odd[0], odd[1], _mm512_unpackhi_epi64(e, f), _mm512_unpackhi_epi64(g, h)]);
            [even[0], odd[0], even[1], odd[1], even[2], odd[2], even[3], odd[3]].map(Self)
        }
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
