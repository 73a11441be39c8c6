//! F_p¹² = F_p⁶[w]/(w² − v), which is F_p²[w]/(w⁶ − ξ) and F_p⁴[w]/(w³ − s), s = w³, as well.
//!
//! Over F_p² the element is f0 + f1·w + … + f5·w⁵ with (f0, f2, f4) = c0 and (f1, f3, f5) = c1.
use std::ops::Mul;
use std::sync::LazyLock;

use ark_bn254::{Fq6, Fq12};
use ark_ff::{AdditiveGroup, Field};

use super::fp2::Fp2;
use super::fp4;
use super::fp6::Fp6;

/// c0 + c1·w.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub(crate) struct Fp12 {
    pub(crate) c0: Fp6,
    pub(crate) c1: Fp6,
}

/// ξ^(i·(p^k − 1)/6) for k = 1, 2, 3 and i = 1…5: what w^i takes with it when it is raised to the power p^k.
static FROBENIUS: LazyLock<[[Fp2; 5]; 3]> = LazyLock::new(|| {
    [1, 2, 3].map(|k| {
        let w = Fq12::new(Fq6::ZERO, Fq6::ONE);
        let first = Fp2::from(w.frobenius_map(k).c1.c0);
        let second = &first * &first;
        let third = &first * &second;
        [first, second, third, &second * &second, &second * &third]
    })
});

impl Fp12 {
    pub(super) const ZERO: Self = Self { c0: Fp6::ZERO, c1: Fp6::ZERO };

    /// The six coefficients over F_p², by powers of w.
    #[inline(always)]
    pub(super) fn by_powers_of_w(&self) -> [&Fp2; 6] {
        [&self.c0.c0, &self.c1.c0, &self.c0.c1, &self.c1.c1, &self.c0.c2, &self.c1.c2]
    }

    /// 1.
    pub(super) fn one() -> Self {
        Fq12::ONE.into()
    }

    /// c0 − c1·w, which is the p⁶-th power, and the inverse of what has norm 1 over F_p⁶.
    #[inline]
    pub(super) fn conjugate(&self) -> Self {
        Self { c0: self.c0, c1: -&self.c1 }
    }

    /// a², over F_p⁴ with a = A0 + A1·w + A2·w² (Chung and Hasan, Asymmetric squaring formulae, 2007, SQR2):
    ///
    /// ```text
    /// a² = A0² + s·2A1A2  +  (2A0A1 + s·A2²)·w  +  (2A0A1 + 2A1A2 + (A0 − A1 + A2)² − A0² − A2²)·w²
    /// ```
    #[inline(never)]
    pub(super) fn square(&self) -> Self {
        let [f0, f1, f2, f3, f4, f5] = self.by_powers_of_w();
        let twice = [&f1.double(), &f4.double()];
        let s0 = fp4::square(f0, f3);
        let s1 = fp4::multiply([f0, f3], twice);
        let s2 = fp4::square(&(&(f0 - f1) + f2), &(&(f3 - f4) + f5));
        let s3 = fp4::multiply([f2, f5], twice);
        let s4 = fp4::square(f2, f5);
        let last = |s0: &Fp2, s1: &Fp2, s2: &Fp2, s3: &Fp2, s4: &Fp2| &(&(s1 + s2) + &(s3 - s0)) - s4;
        Self {
            c0: Fp6 { c0: &s0.0 + &s3.1.times_xi(), c1: last(&s0.0, &s1.0, &s2.0, &s3.0, &s4.0), c2: &s1.1 + &s4.0 },
            c1: Fp6 { c0: &s1.0 + &s4.1.times_xi(), c1: &s0.1 + &s3.0, c2: last(&s0.1, &s1.1, &s2.1, &s3.1, &s4.1) },
        }
    }

    /// 1/a = (c0 − c1·w)/(c0² − v·c1²), or `None` for zero.
    pub(super) fn inverse(&self) -> Option<Self> {
        let norm = &(&self.c0 * &self.c0) - &(&self.c1 * &self.c1).times_v();
        norm.inverse().map(|inverse| Self { c0: &self.c0 * &inverse, c1: -&(&self.c1 * &inverse) })
    }

    /// a^p: fᵢ becomes its conjugate times ξ^(i(p−1)/6).
    pub(super) fn frobenius(&self) -> Self {
        let [factors, _, _] = &*FROBENIUS;
        self.with_conjugates(factors)
    }

    /// a^(p²): the factors lie in F_p.
    pub(super) fn frobenius_2(&self) -> Self {
        let [_, [g1, g2, g3, g4, g5], _] = &*FROBENIUS;
        let [f0, f1, f2, f3, f4, f5] = self.by_powers_of_w();
        Self {
            c0: Fp6 { c0: *f0, c1: f2.scale(&g2.c0), c2: f4.scale(&g4.c0) },
            c1: Fp6 { c0: f1.scale(&g1.c0), c1: f3.scale(&g3.c0), c2: f5.scale(&g5.c0) },
        }
    }

    /// a^(p³).
    pub(super) fn frobenius_3(&self) -> Self {
        let [_, _, factors] = &*FROBENIUS;
        self.with_conjugates(factors)
    }

    fn with_conjugates(&self, [g1, g2, g3, g4, g5]: &[Fp2; 5]) -> Self {
        let [f0, f1, f2, f3, f4, f5] = self.by_powers_of_w().map(Fp2::conjugate);
        Self { c0: Fp6 { c0: f0, c1: &f2 * g2, c2: &f4 * g4 }, c1: Fp6 { c0: &f1 * g1, c1: &f3 * g3, c2: &f5 * g5 } }
    }
}

impl From<Fq12> for Fp12 {
    fn from(value: Fq12) -> Self {
        Self { c0: value.c0.into(), c1: value.c1.into() }
    }
}

impl From<Fp12> for Fq12 {
    fn from(value: Fp12) -> Self {
        Self::new(value.c0.into(), value.c1.into())
    }
}

impl Mul for &Fp12 {
    type Output = Fp12;

    /// Karatsuba: a0·b0 + v·a1·b1 + ((a0 + a1)(b0 + b1) − a0·b0 − a1·b1)·w.
    #[inline(never)]
    fn mul(self, other: &Fp12) -> Fp12 {
        let low = &self.c0 * &other.c0;
        let high = &self.c1 * &other.c1;
        let both = &(&self.c0 + &self.c1) * &(&other.c0 + &other.c1);
        Fp12 { c0: &low + &high.times_v(), c1: &(&both - &low) - &high }
    }
}
