//! Sixteen states in vectors of 512 bits.
#![allow(unsafe_code)] // the processor's instructions: a rotation in one. Tests compare.
use std::arch::x86_64::*;

use super::{chunk::Lanes, compression::Word};
use crate::Digest;

/// A word of sixteen states.
#[derive(Clone, Copy)]
pub(super) struct Sixteen(__m512i);

// SAFETY of all blocks below: whoever uses this type does so in a function compiled for AVX-512 F, DQ, BW and VL, reached only
// where the processor has them; a digest has the 32 bytes that are written to it.
impl Word for Sixteen {
    #[inline(always)]
    fn splat(word: u32) -> Self {
        Self(unsafe { _mm512_set1_epi32(word as i32) })
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(unsafe { _mm512_add_epi32(self.0, other.0) })
    }

    #[inline(always)]
    fn xor(self, other: Self) -> Self {
        Self(unsafe { _mm512_xor_si512(self.0, other.0) })
    }

    #[inline(always)]
    fn rotate(self, bits: u32) -> Self {
        Self(unsafe { _mm512_rorv_epi32(self.0, _mm512_set1_epi32(bits as i32)) })
    }
}

/// The 4 × 4 words in each 128 bits transposed.
#[inline(always)]
unsafe fn transposed([a, b, c, d]: [__m512i; 4]) -> [__m512i; 4] {
    unsafe {
        let (ab, cd) = (_mm512_unpacklo_epi32(a, b), _mm512_unpacklo_epi32(c, d));
        let (ef, gh) = (_mm512_unpackhi_epi32(a, b), _mm512_unpackhi_epi32(c, d));
        [
            _mm512_unpacklo_epi64(ab, cd),
            _mm512_unpackhi_epi64(ab, cd),
            _mm512_unpacklo_epi64(ef, gh),
            _mm512_unpackhi_epi64(ef, gh),
        ]
    }
}

/// Each 128 bits.
#[inline(always)]
unsafe fn parts(x: __m512i) -> [__m128i; 4] {
    unsafe {
        [
            _mm512_castsi512_si128(x),
            _mm512_extracti32x4_epi32::<1>(x),
            _mm512_extracti32x4_epi32::<2>(x),
            _mm512_extracti32x4_epi32::<3>(x),
        ]
    }
}

impl Lanes for Sixteen {
    const COUNT: usize = 16;

    #[inline(always)]
    fn gather(messages: &[u8], place: usize, stride: usize) -> Self {
        let w = |message: usize| {
            let bytes = messages.get(place + message * stride..).and_then(|rest| rest.first_chunk::<4>());
            bytes.map_or(0, |bytes| i32::from_le_bytes(*bytes))
        };
        #[rustfmt::skip]
        let words = unsafe {
            _mm512_set_epi32(
                w(15), w(14), w(13), w(12), w(11), w(10), w(9), w(8), w(7), w(6), w(5), w(4), w(3), w(2), w(1), w(0),
            )
        };
        Self(words)
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
