//! F_p² = F_p[u]/(u² + 1).
use std::ops::{Add, Mul, Neg, Sub};

use ark_bn254::{Fq, Fq2};

use super::fp::Fp;
use super::products::sum_of_products;

/// c0 + c1·u.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub(crate) struct Fp2 {
    pub(crate) c0: Fp,
    pub(crate) c1: Fp,
}

impl Fp2 {
    pub(super) const ZERO: Self = Self { c0: Fp::ZERO, c1: Fp::ZERO };

    /// c0 − c1·u, which is the p-th power.
    #[inline(always)]
    pub(super) fn conjugate(&self) -> Self {
        Self { c0: self.c0, c1: -&self.c1 }
    }

    /// 2a.
    #[inline(always)]
    pub(super) fn double(&self) -> Self {
        self + self
    }

    /// 3a.
    #[inline(always)]
    pub(super) fn triple(&self) -> Self {
        &self.double() + self
    }

    /// a/2.
    #[inline(always)]
    pub(super) fn halve(&self) -> Self {
        Self { c0: self.c0.halve(), c1: self.c1.halve() }
    }

    /// a² = (c0 + c1)(c0 − c1) + 2·c0·c1·u.
    #[inline(always)]
    pub(super) fn square(&self) -> Self {
        Self { c0: &(&self.c0 + &self.c1) * &(&self.c0 - &self.c1), c1: &self.c0.double() * &self.c1 }
    }

    /// a·b for b in F_p.
    #[inline(always)]
    pub(super) fn scale(&self, by: &Fp) -> Self {
        Self { c0: &self.c0 * by, c1: &self.c1 * by }
    }

    /// ξ·a = (9 + u)·a = 9·c0 − c1 + (9·c1 + c0)·u.
    #[inline(always)]
    pub(super) fn times_xi(&self) -> Self {
        Self { c0: self.c0.nine_times_plus(&-&self.c1), c1: self.c1.nine_times_plus(&self.c0) }
    }

    /// 1/a = (c0 − c1·u)/(c0² + c1²), or `None` for zero.
    pub(super) fn inverse(&self) -> Option<Self> {
        let norm = sum_of_products([&self.c0, &self.c1], [&self.c0, &self.c1]);
        norm.inverse().map(|inverse| self.conjugate().scale(&inverse))
    }
}

/// An F_p² element as the right-hand side of inner products, with what they need of it:
///
/// ```text
/// Re(a·b) = a0·b0 + a1·(−b1)      Im(a·b) = a0·b1 + a1·b0
/// ```
pub(super) struct Factor<'a> {
    b: &'a Fp2,
    minus_b1: Fp,
}

impl Fp2 {
    /// This element as the right-hand side of inner products.
    #[inline(always)]
    pub(super) fn factor(&self) -> Factor<'_> {
        Factor { b: self, minus_b1: -&self.c1 }
    }
}

impl Factor<'_> {
    #[inline(always)]
    fn real(&self) -> [&Fp; 2] {
        [&self.b.c0, &self.minus_b1]
    }

    #[inline(always)]
    fn imaginary(&self) -> [&Fp; 2] {
        [&self.b.c1, &self.b.c0]
    }
}

/// a·b.
#[inline(always)]
pub(super) fn dot_1(a: &Fp2, b: &Factor<'_>) -> Fp2 {
    let a = [&a.c0, &a.c1];
    Fp2 { c0: sum_of_products(a, b.real()), c1: sum_of_products(a, b.imaginary()) }
}

/// a·b + c·d: four F_p terms a coefficient, reduced once.
#[inline(always)]
pub(super) fn dot_2(left: [&Fp2; 2], right: [&Factor<'_>; 2]) -> Fp2 {
    let [a, c] = left;
    let a = [&a.c0, &a.c1, &c.c0, &c.c1];
    let four = |[[w, x], [y, z]]: [[&Fp; 2]; 2]| sum_of_products(a, [w, x, y, z]);
    let [b, d] = right;
    Fp2 { c0: four([b.real(), d.real()]), c1: four([b.imaginary(), d.imaginary()]) }
}

/// a·b + c·d + e·f: six F_p terms a coefficient, reduced once.
#[inline(always)]
pub(super) fn dot_3(left: [&Fp2; 3], right: [&Factor<'_>; 3]) -> Fp2 {
    let [a, c, e] = left;
    let a = [&a.c0, &a.c1, &c.c0, &c.c1, &e.c0, &e.c1];
    let six = |[[u, v], [w, x], [y, z]]: [[&Fp; 2]; 3]| sum_of_products(a, [u, v, w, x, y, z]);
    let [b, d, f] = right;
    Fp2 { c0: six([b.real(), d.real(), f.real()]), c1: six([b.imaginary(), d.imaginary(), f.imaginary()]) }
}

impl From<Fq2> for Fp2 {
    #[inline(always)]
    fn from(value: Fq2) -> Self {
        Self { c0: value.c0.into(), c1: value.c1.into() }
    }
}

impl From<Fp2> for Fq2 {
    #[inline(always)]
    fn from(value: Fp2) -> Self {
        Self::new(Fq::from(value.c0), Fq::from(value.c1))
    }
}

impl Add for &Fp2 {
    type Output = Fp2;

    #[inline(always)]
    fn add(self, other: &Fp2) -> Fp2 {
        Fp2 { c0: &self.c0 + &other.c0, c1: &self.c1 + &other.c1 }
    }
}

impl Sub for &Fp2 {
    type Output = Fp2;

    #[inline(always)]
    fn sub(self, other: &Fp2) -> Fp2 {
        Fp2 { c0: &self.c0 - &other.c0, c1: &self.c1 - &other.c1 }
    }
}

impl Neg for &Fp2 {
    type Output = Fp2;

    #[inline(always)]
    fn neg(self) -> Fp2 {
        Fp2 { c0: -&self.c0, c1: -&self.c1 }
    }
}

impl Mul for &Fp2 {
    type Output = Fp2;

    #[inline(always)]
    fn mul(self, other: &Fp2) -> Fp2 {
        dot_1(self, &other.factor())
    }
}
