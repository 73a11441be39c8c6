//! Inner products over F_p with a single reduction: Σ aⱼ·bⱼ·2^−256 mod p.
//!
//! Longa, Efficient algorithms for large prime characteristic fields and their application to bilinear pairings
//! (<https://eprint.iacr.org/2022/367>), algorithm 2: the products of all terms with one word of the aⱼ are summed
//! up, then one word of the sum is reduced (Montgomery), four times.
//!
//! ```text
//! t = 0;  for i in 0..4:   t += Σⱼ aⱼ[i]·bⱼ;   t = (t + (−t/p mod 2^64)·p)/2^64
//! ```
//!
//! Bounds, with every aⱼ and bⱼ below p < 0.1891·2^256. After a word was reduced t < (N + 1.1)·p; before that, with
//! m·p added, t < (N + 1)·2^64·p + (N + 1.1)·p: within five words for N ≤ 4 (0.95·2^320), within five words and a bit
//! for N ≤ 6 (1.33·2^320). At the end t < p + N·p²/2^256 < (1 + 0.1891·N)·p: below 2p for N ≤ 5, below 3p for N = 6,
//! which is why there are one or two subtractions of p.
use super::fp::{Fp, P, below_p, multiply_add};

/// −1/p mod 2^64.
pub(super) const MINUS_INVERSE: u64 = {
    let (mut inverse, mut doublings) = (1_u64, 0);
    while doublings < 6 {
        // Newton: correct in the lowest bit at first, each step doubles the number of correct bits
        inverse = inverse.wrapping_mul(2_u64.wrapping_sub(P[0].wrapping_mul(inverse)));
        doublings += 1;
    }
    inverse.wrapping_neg()
};

/// Σ aⱼ·bⱼ for 1 ≤ N ≤ 6 canonical pairs, canonical.
#[inline(always)]
pub(super) fn sum_of_products<const N: usize>(a: [&Fp; N], b: [&Fp; N]) -> Fp {
    const { assert!(N >= 1 && N <= 6, "the bounds above hold up to six terms") };
    debug_assert!(a.iter().chain(&b).all(|x| x.0.iter().rev().lt(P.iter().rev())), "an operand is not canonical");
    #[cfg(target_arch = "x86_64")]
    if let Some(sum) = super::x86::sum_of_products(&a, &b) {
        return sum;
    }
    portable(a, b)
}

/// t + word·b, t of six words.
#[inline(always)]
fn row(t: [u64; 6], word: u64, b: &[u64; 4]) -> [u64; 6] {
    let (t0, carry) = multiply_add(word, b[0], t[0], 0);
    let (t1, carry) = multiply_add(word, b[1], t[1], carry);
    let (t2, carry) = multiply_add(word, b[2], t[2], carry);
    let (t3, carry) = multiply_add(word, b[3], t[3], carry);
    let (t4, carry) = t[4].overflowing_add(carry);
    [t0, t1, t2, t3, t4, t[5] + u64::from(carry)]
}

/// The same on any machine.
#[inline(never)]
pub(super) fn portable<const N: usize>(a: [&Fp; N], b: [&Fp; N]) -> Fp {
    let step = |t: [u64; 6], words: [u64; N]| {
        let t = words.into_iter().zip(b).fold(t, |t, (word, factor)| row(t, word, &factor.0));
        let t = row(t, t[0].wrapping_mul(MINUS_INVERSE), &P);
        [t[1], t[2], t[3], t[4], t[5], 0]
    };
    let t = step([0; 6], a.map(|x| x.0[0]));
    let t = step(t, a.map(|x| x.0[1]));
    let t = step(t, a.map(|x| x.0[2]));
    let t = step(t, a.map(|x| x.0[3]));
    debug_assert_eq!((t[4], t[5]), (0, 0), "beyond the bound");
    let once = below_p([t[0], t[1], t[2], t[3]]);
    Fp(if N > 4 { below_p(once) } else { once })
}
