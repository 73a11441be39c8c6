//! F_p⁶ = F_p²[v]/(v³ − ξ), ξ = 9 + u.
use std::ops::{Add, Mul, Neg, Sub};

use ark_bn254::Fq6;

use super::fp2::{Fp2, dot_3};

/// c0 + c1·v + c2·v².
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub(crate) struct Fp6 {
    pub(crate) c0: Fp2,
    pub(crate) c1: Fp2,
    pub(crate) c2: Fp2,
}

impl Fp6 {
    pub(super) const ZERO: Self = Self { c0: Fp2::ZERO, c1: Fp2::ZERO, c2: Fp2::ZERO };

    /// v·a = ξ·c2 + c0·v + c1·v².
    #[inline(always)]
    pub(super) fn times_v(&self) -> Self {
        Self { c0: self.c2.times_xi(), c1: self.c0, c2: self.c1 }
    }

    /// 1/a, or `None` for zero.
    ///
    /// With t0 = c0² − ξ·c1·c2, t1 = ξ·c2² − c0·c1, t2 = c1² − c0·c2:
    /// 1/a = (t0 + t1·v + t2·v²)/(c0·t0 + ξ·(c2·t1 + c1·t2)).
    pub(super) fn inverse(&self) -> Option<Self> {
        let Self { c0, c1, c2 } = self;
        let t0 = &c0.square() - &(c1 * c2).times_xi();
        let t1 = &c2.square().times_xi() - &(c0 * c1);
        let t2 = &c1.square() - &(c0 * c2);
        let norm = &(c0 * &t0) + &(&(c2 * &t1) + &(c1 * &t2)).times_xi();
        norm.inverse().map(|inverse| Self { c0: &t0 * &inverse, c1: &t1 * &inverse, c2: &t2 * &inverse })
    }
}

impl From<Fq6> for Fp6 {
    fn from(value: Fq6) -> Self {
        Self { c0: value.c0.into(), c1: value.c1.into(), c2: value.c2.into() }
    }
}

impl From<Fp6> for Fq6 {
    fn from(value: Fp6) -> Self {
        Self::new(value.c0.into(), value.c1.into(), value.c2.into())
    }
}

impl Add for &Fp6 {
    type Output = Fp6;

    #[inline(always)]
    fn add(self, other: &Fp6) -> Fp6 {
        Fp6 { c0: &self.c0 + &other.c0, c1: &self.c1 + &other.c1, c2: &self.c2 + &other.c2 }
    }
}

impl Sub for &Fp6 {
    type Output = Fp6;

    #[inline(always)]
    fn sub(self, other: &Fp6) -> Fp6 {
        Fp6 { c0: &self.c0 - &other.c0, c1: &self.c1 - &other.c1, c2: &self.c2 - &other.c2 }
    }
}

impl Neg for &Fp6 {
    type Output = Fp6;

    #[inline(always)]
    fn neg(self) -> Fp6 {
        Fp6 { c0: -&self.c0, c1: -&self.c1, c2: -&self.c2 }
    }
}

impl Mul for &Fp6 {
    type Output = Fp6;

    /// Schoolbook, each coefficient an inner product of three F_p² terms:
    ///
    /// ```text
    /// c0 = a0·b0 + a1·ξb2 + a2·ξb1      c1 = a0·b1 + a1·b0 + a2·ξb2      c2 = a0·b2 + a1·b1 + a2·b0
    /// ```
    #[inline(never)]
    fn mul(self, other: &Fp6) -> Fp6 {
        let a = [&self.c0, &self.c1, &self.c2];
        let (xi_b1, xi_b2) = (other.c1.times_xi(), other.c2.times_xi());
        let (b0, b1, b2) = (other.c0.factor(), other.c1.factor(), other.c2.factor());
        let (xi_b1, xi_b2) = (xi_b1.factor(), xi_b2.factor());
        Fp6 { c0: dot_3(a, [&b0, &xi_b2, &xi_b1]), c1: dot_3(a, [&b1, &b0, &xi_b2]), c2: dot_3(a, [&b2, &b1, &b0]) }
    }
}
