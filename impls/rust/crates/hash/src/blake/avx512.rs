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

/// The 4 × 4 parts of 128 bits transposed.
#[inline(always)]
unsafe fn gathered([a, b, c, d]: [__m512i; 4]) -> [__m512i; 4] {
    unsafe {
        let (low, high) = (_mm512_shuffle_i32x4::<0x44>(a, b), _mm512_shuffle_i32x4::<0xEE>(a, b));
        let (lower, higher) = (_mm512_shuffle_i32x4::<0x44>(c, d), _mm512_shuffle_i32x4::<0xEE>(c, d));
        [
            _mm512_shuffle_i32x4::<0x88>(low, lower),
            _mm512_shuffle_i32x4::<0xDD>(low, lower),
            _mm512_shuffle_i32x4::<0x88>(high, higher),
            _mm512_shuffle_i32x4::<0xDD>(high, higher),
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

    #[inline(always)]
    fn load(words: &[u64]) -> [Self; 2] {
        // A full column is loaded where it lies, what is left of one from a copy.
        let mut sixteen = [0; 16];
        let words = words.first_chunk::<16>().unwrap_or_else(|| {
            sixteen.iter_mut().zip(words).for_each(|(to, from)| *to = *from);
            &sixteen
        });
        unsafe {
            let [first, second] = [0, 8].map(|i| _mm512_loadu_si512(words.as_ptr().add(i).cast()));
            let even = _mm512_set_epi32(30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0);
            let odd = _mm512_set_epi32(31, 29, 27, 25, 23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3, 1);
            [even, odd].map(|which| Self(_mm512_permutex2var_epi32(first, which, second)))
        }
    }

    /// Messages loaded whole, and the 16 × 16 words transposed.
    #[inline(always)]
    fn sixteen(messages: &[u8]) -> [Self; 16] {
        let mut rows = [unsafe { _mm512_setzero_si512() }; 16];
        for (row, message) in rows.iter_mut().zip(messages.as_chunks::<64>().0) {
            *row = unsafe { _mm512_loadu_si512(message.as_ptr().cast()) };
        }
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = rows;
        unsafe {
            // 128 bits number l of the m-th vector of each group are the words 4·l + m of its four messages.
            let (a, b) = (transposed([a, b, c, d]), transposed([e, f, g, h]));
            let (c, d) = (transposed([i, j, k, l]), transposed([m, n, o, p]));
            let [a0, a1, a2, a3] = gathered([a[0], b[0], c[0], d[0]]);
            let [b0, b1, b2, b3] = gathered([a[1], b[1], c[1], d[1]]);
            let [c0, c1, c2, c3] = gathered([a[2], b[2], c[2], d[2]]);
            let [d0, d1, d2, d3] = gathered([a[3], b[3], c[3], d[3]]);
            [a0, b0, c0, d0, a1, b1, c1, d1, a2, b2, c2, d2, a3, b3, c3, d3].map(Self)
        }
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
