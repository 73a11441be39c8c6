//! Lines through points of the twist, and their products into F_p¹².
//!
//! The twist is y² = x³ + 3/ξ over F_p², (x, y) stands for the point (w²·x, w³·y) of y² = x³ + 3 over F_p¹². Points T
//! are homogeneous, (X/Z, Y/Z). Costello, Lange and Naehrig, Faster pairing computations on curves with high-degree
//! twists (2010), section 5, in the arrangement of Aranha, Karabina, Longa, Gebotys and López (2011,
//! <https://eprint.iacr.org/2010/526>), section 4. A line is known up to a factor in F_p², which the final
//! exponentiation removes.
use ark_bn254::{Config, G2Affine};
use ark_ec::{bn::BnConfig, short_weierstrass::SWCurveConfig};

use super::fp::Fp;
use super::fp2::{Factor, Fp2, dot_2, dot_3};
use super::fp6::Fp6;
use super::fp12::Fp12;

/// The twist's constant 3/ξ.
const B: Fp2 = {
    let b = <ark_bn254::g2::Config as SWCurveConfig>::COEFF_B;
    Fp2 { c0: Fp(b.c0.0.0), c1: Fp(b.c1.0.0) }
};

/// l0·y + l1·x·w + l3·w³, as a function of the point (x, y) of G1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) l0: Fp2,
    pub(super) l1: Fp2,
    pub(super) l3: Fp2,
}

/// The affine coordinates of a point of G2.
#[derive(Clone, Copy, Debug)]
pub(super) struct TwistPoint {
    x: Fp2,
    y: Fp2,
}

/// T of the Miller loop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Walk {
    x: Fp2,
    y: Fp2,
    z: Fp2,
}

impl TwistPoint {
    pub(super) fn new(point: &G2Affine) -> Self {
        Self { x: point.x.into(), y: point.y.into() }
    }

    pub(super) fn negative(&self) -> Self {
        Self { x: self.x, y: -&self.y }
    }

    /// The p-power Frobenius, seen on the twist: (x̄·ξ^((p−1)/3), ȳ·ξ^((p−1)/2)).
    pub(super) fn frobenius(&self) -> Self {
        let (x, y) = (Fp2::from(Config::TWIST_MUL_BY_Q_X), Fp2::from(Config::TWIST_MUL_BY_Q_Y));
        Self { x: &self.x.conjugate() * &x, y: &self.y.conjugate() * &y }
    }
}

impl Walk {
    pub(super) fn start(at: TwistPoint, one: Fp2) -> Self {
        Self { x: at.x, y: at.y, z: one }
    }

    /// T becomes 2T; the tangent at the old T.
    #[inline(never)]
    pub(super) fn double(&mut self) -> Line {
        let Self { x, y, z } = &*self;
        let a = (x * y).halve();
        let (b, c) = (y.square(), z.square());
        let e = &B * &c.triple();
        let f = e.triple();
        let g = (&b + &f).halve();
        let h = &(y + z).square() - &(&b + &c);
        let line = Line { l0: -&h, l1: x.square().triple(), l3: &e - &b };
        *self = Self { x: &a * &(&b - &f), y: &g.square() - &e.square().triple(), z: &b * &h };
        line
    }

    /// T becomes T + Q; the line through both.
    #[inline(never)]
    pub(super) fn add(&mut self, q: &TwistPoint) -> Line {
        let Self { x, y, z } = &*self;
        let theta = y - &(&q.y * z);
        let lambda = x - &(&q.x * z);
        let (c, d) = (theta.square(), lambda.square());
        let e = &lambda * &d;
        let g = x * &d;
        let h = &(&e + &(z * &c)) - &g.double();
        let minus_theta = -&theta;
        let (q_x, lambda_factor, e_factor) = (q.x.factor(), lambda.factor(), e.factor());
        // θ·x_Q − λ·y_Q and θ·(g − h) − e·Y
        let minus =
            |a: &Fp2, a_factor: &Factor<'_>, b: &Fp2, b_factor: &Factor<'_>| dot_2([a, &-b], [a_factor, b_factor]);
        let line = Line { l0: lambda, l1: minus_theta, l3: minus(&theta, &q_x, &q.y, &lambda_factor) };
        *self = Self { x: &lambda * &h, y: minus(&theta, &(&g - &h).factor(), y, &e_factor), z: z * &e };
        line
    }
}

/// f·(l0·y + l1·x·w + l3·w³).
///
/// Coefficient k of the product is fₖ·l0·y + fₖ₋₁·l1·x + fₖ₋₃·l3, times ξ where the index wraps round: an inner
/// product of three terms.
#[inline(never)]
pub(super) fn multiply(f: &Fp12, line: &Line, (x, y): &(Fp, Fp)) -> Fp12 {
    let (l0, l1, l3) = (line.l0.scale(y), line.l1.scale(x), &line.l3);
    let (xi_l1, xi_l3) = (l1.times_xi(), l3.times_xi());
    let (l0, l1, l3, xi_l1, xi_l3) = (l0.factor(), l1.factor(), l3.factor(), xi_l1.factor(), xi_l3.factor());
    let [f0, f1, f2, f3, f4, f5] = f.by_powers_of_w();
    Fp12 {
        c0: Fp6 {
            c0: dot_3([f0, f5, f3], [&l0, &xi_l1, &xi_l3]),
            c1: dot_3([f2, f1, f5], [&l0, &l1, &xi_l3]),
            c2: dot_3([f4, f3, f1], [&l0, &l1, &l3]),
        },
        c1: Fp6 {
            c0: dot_3([f1, f0, f4], [&l0, &l1, &xi_l3]),
            c1: dot_3([f3, f2, f0], [&l0, &l1, &l3]),
            c2: dot_3([f5, f4, f2], [&l0, &l1, &l3]),
        },
    }
}

/// A line divided by l0·y: 1 + m1·(x/y)·w + m3·(1/y)·w³.
#[derive(Clone, Copy, Debug)]
pub(super) struct UnitLine {
    pub(super) m1: Fp2,
    pub(super) m3: Fp2,
}

/// f·(1 + m1·(x/y)·w + m3·(1/y)·w³), the point given as (x/y, 1/y).
#[inline(never)]
pub(super) fn multiply_unit(f: &Fp12, line: &UnitLine, (x_over_y, one_over_y): &(Fp, Fp)) -> Fp12 {
    let (m1, m3) = (line.m1.scale(x_over_y), line.m3.scale(one_over_y));
    let (xi_m1, xi_m3) = (m1.times_xi(), m3.times_xi());
    let (m1, m3, xi_m1, xi_m3) = (m1.factor(), m3.factor(), xi_m1.factor(), xi_m3.factor());
    let [f0, f1, f2, f3, f4, f5] = f.by_powers_of_w();
    Fp12 {
        c0: Fp6 {
            c0: f0 + &dot_2([f5, f3], [&xi_m1, &xi_m3]),
            c1: f2 + &dot_2([f1, f5], [&m1, &xi_m3]),
            c2: f4 + &dot_2([f3, f1], [&m1, &m3]),
        },
        c1: Fp6 {
            c0: f1 + &dot_2([f0, f4], [&m1, &xi_m3]),
            c1: f3 + &dot_2([f2, f0], [&m1, &m3]),
            c2: f5 + &dot_2([f4, f2], [&m1, &m3]),
        },
    }
}
