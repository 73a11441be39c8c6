//! F_p, p the 254-bit base field of BN254: canonical (below p) in Montgomery form, the very limbs of arkworks' `Fq`.
//!
//! Two bits of a 256-bit word are free (p < 0.19·2^256), so a sum of two or three elements fits four limbs. Every
//! function here takes and gives canonical elements and has no branch that depends on them: a mispredicted one costs
//! what a multiplication does.
use std::{
    hint::select_unpredictable,
    ops::{Add, Mul, Neg, Sub},
};

use ark_bn254::Fq;
use ark_ff::{BigInt, Field, PrimeField};

use super::products::sum_of_products;
use crate::Limbs;

/// p.
pub(crate) const P: Limbs = Fq::MODULUS.0;

/// 2^40 over p's bits from 2^232 on, plus one: what [`Fp::nine_times_plus`] estimates a quotient by.
pub(super) const RECIPROCAL: u64 = (1 << 40) / ((P[3] >> 40) + 1);

/// x·2^256 mod p.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub(crate) struct Fp(pub(crate) Limbs);

/// a + b, which must fit four limbs.
#[inline(always)]
fn add(a: Limbs, b: Limbs) -> Limbs {
    let (s0, carry) = a[0].overflowing_add(b[0]);
    let (s1, carry) = a[1].carrying_add(b[1], carry);
    let (s2, carry) = a[2].carrying_add(b[2], carry);
    let (s3, carry) = a[3].carrying_add(b[3], carry);
    debug_assert!(!carry, "a sum beyond four limbs");
    [s0, s1, s2, s3]
}

/// a − b mod 2^256, and whether that borrowed.
#[inline(always)]
fn sub(a: Limbs, b: Limbs) -> (Limbs, bool) {
    let (d0, borrow) = a[0].overflowing_sub(b[0]);
    let (d1, borrow) = a[1].borrowing_sub(b[1], borrow);
    let (d2, borrow) = a[2].borrowing_sub(b[2], borrow);
    let (d3, borrow) = a[3].borrowing_sub(b[3], borrow);
    ([d0, d1, d2, d3], borrow)
}

/// a if a < p, else a − p: canonical for a < 2p.
#[inline(always)]
pub(super) fn below_p(a: Limbs) -> Limbs {
    let (d, less) = sub(a, P);
    [
        select_unpredictable(less, a[0], d[0]),
        select_unpredictable(less, a[1], d[1]),
        select_unpredictable(less, a[2], d[2]),
        select_unpredictable(less, a[3], d[3]),
    ]
}

/// 64×64 + 64 + 64 bits: the low word and the high one. It never overflows.
#[inline(always)]
pub(super) fn multiply_add(a: u64, b: u64, c: u64, carry: u64) -> (u64, u64) {
    let wide = u128::from(a) * u128::from(b) + u128::from(c) + u128::from(carry);
    (wide as u64, (wide >> 64) as u64)
}

/// factor·a + plus, and the word above.
#[inline(always)]
pub(super) fn times(a: Limbs, factor: u64, plus: Limbs) -> (Limbs, u64) {
    let (t0, carry) = multiply_add(a[0], factor, plus[0], 0);
    let (t1, carry) = multiply_add(a[1], factor, plus[1], carry);
    let (t2, carry) = multiply_add(a[2], factor, plus[2], carry);
    let (t3, carry) = multiply_add(a[3], factor, plus[3], carry);
    ([t0, t1, t2, t3], carry)
}

impl Fp {
    pub(super) const ZERO: Self = Self([0; 4]);

    /// 2a.
    #[inline(always)]
    pub(super) fn double(&self) -> Self {
        self + self
    }

    /// a/2: an odd a is halved as a + p.
    #[inline(always)]
    pub(super) fn halve(&self) -> Self {
        let odd = (self.0[0] & 1).wrapping_neg();
        let [s0, s1, s2, s3] = add(self.0, P.map(|limb| limb & odd));
        Self([s0 >> 1 | s1 << 63, s1 >> 1 | s2 << 63, s2 >> 1 | s3 << 63, s3 >> 1])
    }

    /// 9a + b.
    ///
    /// t = 9a + b < 10p has 258 bits. Its quotient by p is estimated from below, by t's bits from 2^232 on over the
    /// same bits of p plus one: at most one too small, so that one subtraction is left.
    #[inline(always)]
    pub(super) fn nine_times_plus(&self, b: &Self) -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(sum) = super::x86::nine_times_plus(self, b) {
            return sum;
        }
        self.portable_nine_times_plus(b)
    }

    /// The same on any machine.
    pub(super) fn portable_nine_times_plus(&self, b: &Self) -> Self {
        let (t, top) = times(self.0, 9, b.0);
        let quotient = ((top << 24 | t[3] >> 40) * RECIPROCAL) >> 40;
        let (multiple, above) = times(P, quotient, [0; 4]);
        let (rest, borrow) = sub(t, multiple);
        debug_assert_eq!(top, above + u64::from(borrow), "the quotient is too large or far too small");
        Self(below_p(rest))
    }

    /// 1/a, or `None` for zero.
    pub(super) fn inverse(&self) -> Option<Self> {
        Fq::from(*self).inverse().map(Self::from)
    }
}

impl From<Fq> for Fp {
    #[inline(always)]
    fn from(value: Fq) -> Self {
        Self(value.0.0)
    }
}

impl From<Fp> for Fq {
    #[inline(always)]
    fn from(value: Fp) -> Self {
        Self::new_unchecked(BigInt(value.0))
    }
}

/// a + b on any machine.
#[cfg(any(test, not(target_arch = "x86_64")))]
pub(super) fn portable_add(a: &Fp, b: &Fp) -> Fp {
    Fp(below_p(add(a.0, b.0)))
}

/// a − b on any machine.
#[cfg(any(test, not(target_arch = "x86_64")))]
pub(super) fn portable_sub(a: &Fp, b: &Fp) -> Fp {
    let (difference, borrow) = sub(a.0, b.0);
    let mask = u64::from(borrow).wrapping_neg();
    let (d, p) = (difference, P.map(|limb| limb & mask));
    // The carry out of the top limb takes the borrow back.
    let (s0, carry) = d[0].overflowing_add(p[0]);
    let (s1, carry) = d[1].carrying_add(p[1], carry);
    let (s2, carry) = d[2].carrying_add(p[2], carry);
    let (s3, _) = d[3].carrying_add(p[3], carry);
    Fp([s0, s1, s2, s3])
}

#[cfg(not(target_arch = "x86_64"))]
use self::{portable_add as field_add, portable_sub as field_sub};
#[cfg(target_arch = "x86_64")]
use super::x86::{add as field_add, sub as field_sub};

impl Add for &Fp {
    type Output = Fp;

    #[inline(always)]
    fn add(self, other: &Fp) -> Fp {
        field_add(self, other)
    }
}

impl Sub for &Fp {
    type Output = Fp;

    #[inline(always)]
    fn sub(self, other: &Fp) -> Fp {
        field_sub(self, other)
    }
}

impl Neg for &Fp {
    type Output = Fp;

    #[inline(always)]
    fn neg(self) -> Fp {
        &Fp::ZERO - self
    }
}

impl Mul for &Fp {
    type Output = Fp;

    #[inline(always)]
    fn mul(self, other: &Fp) -> Fp {
        sum_of_products([self], [other])
    }
}
