//! Four states in vectors of 256 bits.
#![allow(unsafe_code)] // the processor's instructions. Tests compare.
use std::arch::x86_64::*;

use super::{permutation::Lane, sponge::Lanes};
use crate::Digest;

/// A lane of four states.
#[derive(Clone, Copy)]
pub(super) struct Four(__m256i);

// SAFETY of all blocks below: whoever uses this type does so in a function compiled for AVX2, reached only where the processor
// has it.
impl Lane for Four {
    #[inline(always)]
    fn splat(word: u64) -> Self {
        Self(unsafe { _mm256_set1_epi64x(word as i64) })
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        Self(unsafe { _mm256_xor_si256(self.0, other.0) })
    }

    #[inline(always)]
    fn chi(self, y: Self, z: Self) -> Self {
        Self(unsafe { _mm256_xor_si256(self.0, _mm256_andnot_si256(y.0, z.0)) })
    }

    #[inline(always)]
    fn rotate(self, bits: u32) -> Self {
        unsafe {
            let (left, right) = (_mm_cvtsi32_si128(bits as i32), _mm_cvtsi32_si128(64 - bits as i32));
            Self(_mm256_or_si256(_mm256_sll_epi64(self.0, left), _mm256_srl_epi64(self.0, right)))
        }
    }
}

impl Lanes for Four {
    const COUNT: usize = 4;

    #[inline(always)]
    fn gather(messages: &[u8], place: usize, stride: usize) -> Self {
        let word = |message: usize| {
            let bytes = messages.get(place + message * stride..).and_then(|rest| rest.first_chunk::<8>());
            bytes.map_or(0, |bytes| i64::from_le_bytes(*bytes))
        };
        Self(unsafe { _mm256_set_epi64x(word(3), word(2), word(1), word(0)) })
    }

    #[inline(always)]
    fn load(words: &[u64]) -> Self {
        let mut four = [0; 4];
        four.iter_mut().zip(words).for_each(|(to, from)| *to = *from);
        Self(unsafe { _mm256_loadu_si256(four.as_ptr().cast()) })
    }

    #[inline(always)]
    fn scatter(words: [Self; 4], digests: &mut [Digest]) {
        unsafe {
            let [a, b, c, d] = words.map(|word| word.0);
            let (ab, cd) = (_mm256_unpacklo_epi64(a, b), _mm256_unpacklo_epi64(c, d)); // messages 0 and 2
            let (ef, gh) = (_mm256_unpackhi_epi64(a, b), _mm256_unpackhi_epi64(c, d)); // messages 1 and 3
            let rows = [
                _mm256_permute2x128_si256::<0x20>(ab, cd),
                _mm256_permute2x128_si256::<0x20>(ef, gh),
                _mm256_permute2x128_si256::<0x31>(ab, cd),
                _mm256_permute2x128_si256::<0x31>(ef, gh),
            ];
            for (row, digest) in rows.into_iter().zip(digests) {
                _mm256_storeu_si256(digest.as_mut_ptr().cast(), row);
            }
        }
    }
}
