//! The Miller loop of the optimal ate pairing: f_{6z+2, Q}(P) and the two lines of Vercauteren's pairing, for several
//! pairs at once.
//!
//! ```text
//! T = Q, f = 1;  for each digit d of 6z + 2 below the highest:
//!     f = f²·l_{T,T}(P), T = 2T;   if d ≠ 0:  f = f·l_{T,dQ}(P), T = T + dQ
//! f = f·l_{T,πQ}(P), T = T + πQ;   f = f·l_{T,−π²Q}(P)                        π the p-power Frobenius
//! ```
use std::iter::once;

use ark_bn254::{Config, Fq2, G1Affine, G2Affine};
use ark_ec::{AffineRepr, bn::BnConfig};
use ark_ff::Field;

use super::fixed::{FixedG2, NotOfOrderR};
use super::fp::Fp;
use super::fp2::Fp2;
use super::fp12::Fp12;
use super::line::{Line, TwistPoint, Walk, multiply, multiply_unit};

/// What the loop does next to each T.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// f is squared, T doubled.
    Double,
    /// Q is added.
    AddQ,
    /// −Q is added.
    SubtractQ,
    /// πQ is added.
    AddFrobenius,
    /// −π²Q is added.
    SubtractFrobenius2,
}

/// All steps in order: the digits of 6z + 2, signed and without neighbours, then Vercauteren's two.
pub(super) fn steps() -> impl Iterator<Item = Step> {
    let digits = Config::ATE_LOOP_COUNT.iter().rev().skip(1);
    let of_digit = |digit: &i8| {
        let addition = match digit.signum() {
            0 => None,
            1 => Some(Step::AddQ),
            _ => Some(Step::SubtractQ),
        };
        once(Step::Double).chain(addition)
    };
    digits.flat_map(of_digit).chain([Step::AddFrobenius, Step::SubtractFrobenius2])
}

/// T and the points that may be added to it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Path {
    t: Walk,
    q: TwistPoint,
}

impl Path {
    /// The path of a point that is not infinity.
    pub(super) fn new(point: &G2Affine) -> Self {
        let q = TwistPoint::new(point);
        Self { t: Walk::start(q, Fp2::from(Fq2::ONE)), q }
    }

    /// Goes one step; the line that belongs to it.
    pub(super) fn step(&mut self, step: Step) -> Line {
        match step {
            Step::Double => self.t.double(),
            Step::AddQ => self.t.add(&self.q),
            Step::SubtractQ => self.t.add(&self.q.negative()),
            Step::AddFrobenius => self.t.add(&self.q.frobenius()),
            Step::SubtractFrobenius2 => self.t.add(&self.q.frobenius().frobenius().negative()),
        }
    }
}

/// Π over both kinds of pairs, all of which share the squarings. A pair with a point at infinity contributes 1;
/// a point found not to be of order r makes the product zero.
pub(super) fn miller_loop<'a>(
    pairs: impl IntoIterator<Item = (&'a G1Affine, &'a G2Affine)>,
    fixed: impl IntoIterator<Item = (&'a G1Affine, &'a FixedG2)>,
) -> Fp12 {
    let mut pairs: Vec<_> = pairs
        .into_iter()
        .filter(|(p, q)| !p.is_zero() && !q.is_zero())
        .map(|(p, q)| ((Fp::from(p.x), Fp::from(p.y)), Path::new(q)))
        .collect();
    let fixed: Result<Vec<_>, NotOfOrderR> = fixed
        .into_iter()
        .filter(|(p, _)| !p.is_zero())
        .filter_map(|(p, q)| Some((p, q.lines()?)))
        .map(|(p, lines)| {
            let inverse = p.y.inverse().ok_or(NotOfOrderR)?; // y = 0 is of order 2
            Ok(((Fp::from(p.x * inverse), Fp::from(inverse)), lines?))
        })
        .collect();
    let Ok(mut fixed) = fixed else { return Fp12::ZERO };
    let mut f = Fp12::one();
    for (index, step) in steps().enumerate() {
        if step == Step::Double && index > 0 {
            f = f.square();
        }
        for (p, path) in &mut pairs {
            f = multiply(&f, &path.step(step), p);
        }
        for (p, lines) in &mut fixed {
            if let Some(line) = lines.next() {
                f = multiply_unit(&f, line, p);
            }
        }
    }
    f
}
