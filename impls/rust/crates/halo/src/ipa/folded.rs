//! G' of the prover's rounds, folded late.
//!
//! With challenges u, v, … not yet multiplied in, G'_i = Σ_m s_m·g_{i + m·length}, s = (1, u) ⊗ (1, v) ⊗ …: the sums that a round
//! wants are sums over g with the scalars p·s_m. Two rounds of folding at once share their doublings, a third of the work; four
//! rounds' worth of short lists are not folded at all.
use std::borrow::Cow;

use ark_ff::BigInt;
use ff::Field;
use pasta_curves::Fp;
use zkpair_algebra::{
    msm::{collapse_vesta, msm_vesta_parts},
    pasta::VestaAffine,
    spread::convert,
};

use crate::point::integer;

/// So many factors s are multiplied in at once.
const FACTORS: usize = 4;
/// Lists of so many points stay as they are: each of the 180 steps of folding waits for an inversion.
const SHORT: usize = 16;

/// G', as far as it is folded.
pub(crate) struct Folded<'a> {
    points: Cow<'a, [VestaAffine]>,
    /// s.
    factors: Vec<Fp>,
}

impl<'a> Folded<'a> {
    pub fn new(points: &'a [VestaAffine]) -> Self {
        Self { points: points.into(), factors: vec![Fp::ONE] }
    }

    /// How many G'_i there are.
    fn length(&self) -> usize {
        self.points.len() / self.factors.len()
    }

    /// Σ scalars_i·G'_{first + i} and the rest.
    pub fn sum(&self, first: usize, scalars: &[Fp], rest: &[(VestaAffine, Fp)]) -> VestaAffine {
        let scaled: Vec<Vec<BigInt<4>>> =
            self.factors.iter().map(|factor| convert(scalars, |scalar| integer(&(scalar * factor)))).collect();
        let (points, scalars): (Vec<_>, Vec<_>) = rest.iter().map(|(point, scalar)| (*point, integer(scalar))).unzip();
        let lists = self.points.chunks_exact(self.length()).map(|list| list.get(first..).unwrap_or_default());
        let mut parts: Vec<_> = lists.zip(&scaled).map(|(list, scalars)| (list, scalars.as_slice())).collect();
        parts.push((&points, &scalars));
        msm_vesta_parts(&parts).into()
    }

    /// G' = G'_lo + u·G'_hi.
    pub fn fold(&mut self, u: Fp) {
        self.factors = self.factors.iter().flat_map(|factor| [*factor, factor * u]).collect();
        if self.factors.len() >= FACTORS && self.points.len() > SHORT {
            let length = self.length();
            let (low, high) = self.points.split_at(length);
            let lists = high.chunks_exact(length).zip(self.factors.iter().skip(1));
            let highs: Vec<_> = lists.map(|(list, factor)| (list, integer(factor))).collect();
            let mut folded = low.to_vec();
            collapse_vesta(&mut folded, &highs);
            *self = Self { points: folded.into(), factors: vec![Fp::ONE] };
        }
    }

    /// G'_0.
    pub fn first(&self) -> VestaAffine {
        self.sum(0, &[Fp::ONE], &[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::point::{from_sum, to_sum};
    use group::{Curve, Group};
    use pasta_curves::Eq;

    #[test]
    fn is_folded_as_by_definition() {
        for k in 0..=7_u32 {
            let point = |i: u64| Eq::generator() * Fp::from(i * i + 3);
            let mut expected: Vec<Eq> = (0..1 << k).map(point).collect();
            let points: Vec<VestaAffine> = expected.iter().map(|point| to_sum(&point.to_affine())).collect();
            let mut folded = Folded::new(&points);
            for round in 0..=k {
                assert_eq!(folded.length(), expected.len());
                for first in 0..expected.len() {
                    let scalars: Vec<Fp> = (first..expected.len()).map(|i| Fp::from(i as u64 + 5)).collect();
                    let rest = [(points[0], Fp::from(11))];
                    let sum: Eq = expected.iter().skip(first).zip(&scalars).map(|(point, scalar)| point * scalar).sum();
                    let sum = sum + point(0) * Fp::from(11);
                    assert_eq!(from_sum(&folded.sum(first, &scalars, &rest)), sum.to_affine());
                }
                assert_eq!(from_sum(&folded.first()), expected[0].to_affine());
                if round < k {
                    let u = Fp::from(0xdead_beef_1234 + u64::from(round)).square().square().square();
                    let (low, high) = expected.split_at(expected.len() / 2);
                    expected = low.iter().zip(high).map(|(low, high)| low + high * u).collect();
                    folded.fold(u);
                }
            }
        }
    }
}
