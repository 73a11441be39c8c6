//! The verifier. A proof is reduced to one equation, of which the sum over all generators is the only part that grows with n:
//!
//! ```text
//! P − v·g₀ + ξ·S + Σ u_j⁻¹·L_j + Σ u_j·R_j − c·b·z·u − f·w = c·G'      b = Π (1 + u_j·x^(2^(k−j)))      G' = Σ s_i·g_i
//! ```
//!
//! s_i are the coefficients of Π (1 + u_j·X^(2^(k−j))).
use ark_ec::AffineRepr;
use ark_ff::BigInt;
use ff::Field;
use halo2_proofs::transcript::{Blake2bRead, Challenge255, Transcript, TranscriptRead};
use pasta_curves::{EqAffine, Fp};
use zkpair_algebra::{
    msm::msm_vesta_parts,
    pasta::VestaAffine,
    spread::{convert, spread},
};

use super::{Generators, Statement, proof_bytes};
use crate::{
    Error,
    encoding::exactly,
    point::{integer, to_sum},
};

/// Why a proof is rejected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Rejection {
    /// Wrong lengths, integers that are not canonical, points off the curve or at infinity in the statement.
    #[error("{0}")]
    Malformed(#[from] Error),
    /// The same in the proof's messages.
    #[error("the proof cannot be read: {0}")]
    Unreadable(String),
    /// The equation does not hold.
    #[error("the opening's equation does not hold")]
    False,
}

pub(super) type Reader<'a> = Blake2bRead<&'a [u8], EqAffine, Challenge255<EqAffine>>;

/// The equation's left side without g₀'s and G's terms.
pub(super) struct Reduced {
    points: Vec<VestaAffine>,
    scalars: Vec<BigInt<4>>,
    value: Fp,
    c: Fp,
    pub challenges: Vec<Fp>,
}

/// Reads a proof of exact length from the transcript, which has absorbed the statement.
pub(super) fn reduce(
    generators: &Generators,
    transcript: &mut Reader<'_>,
    commitment: &EqAffine,
    x: &Fp,
    value: &Fp,
) -> Result<Reduced, Rejection> {
    let unreadable = |error: std::io::Error| Rejection::Unreadable(error.to_string());
    let mut points = vec![to_sum(commitment)];
    points.push(to_sum(&transcript.read_point().map_err(unreadable)?));
    let xi = *transcript.squeeze_challenge_scalar::<()>();
    let z = *transcript.squeeze_challenge_scalar::<()>();
    let mut challenges = Vec::new();
    for _ in 0..generators.k {
        points.push(to_sum(&transcript.read_point().map_err(unreadable)?));
        points.push(to_sum(&transcript.read_point().map_err(unreadable)?));
        challenges.push(*transcript.squeeze_challenge_scalar::<()>());
    }
    let c = transcript.read_scalar().map_err(unreadable)?;
    let f = transcript.read_scalar().map_err(unreadable)?;
    let mut scalars = vec![Fp::ONE, xi];
    for (u, inverse) in challenges.iter().zip(inverses(&challenges).ok_or(Rejection::False)?) {
        scalars.extend([inverse, *u]);
    }
    points.extend([generators.u, generators.w]);
    scalars.extend([-(c * product_at(&challenges, x) * z), -f]);
    Ok(Reduced { points, scalars: scalars.iter().map(integer).collect(), value: *value, c, challenges })
}

impl Reduced {
    /// The equation with G' as it is claimed: O(k) point operations.
    pub fn holds_for(&self, generators: &Generators, claimed: &VestaAffine) -> bool {
        let Some(first) = generators.g.first() else { return false };
        let (points, scalars) = ([*first, *claimed], [integer(&-self.value), integer(&-self.c)]);
        is_zero(&[(&self.points, &self.scalars), (&points, &scalars)])
    }

    /// The equation with G' as it is: one sum over all generators.
    pub fn holds(&self, generators: &Generators) -> bool {
        let mut s = coefficients(&self.challenges, -self.c);
        s.iter_mut().take(1).for_each(|first| *first -= self.value);
        is_zero(&[(&generators.g, &convert(&s, integer)), (&self.points, &self.scalars)])
    }
}

pub(super) fn is_zero(parts: &[(&[VestaAffine], &[BigInt<4>])]) -> bool {
    VestaAffine::from(msm_vesta_parts(parts)).is_zero()
}

/// 1/u_j by one inversion; `None` when one is zero.
fn inverses(challenges: &[Fp]) -> Option<Vec<Fp>> {
    let mut before = Vec::with_capacity(challenges.len());
    let product = challenges.iter().fold(Fp::ONE, |product, u| {
        before.push(product);
        product * u
    });
    let mut rest = Option::<Fp>::from(product.invert())?;
    let mut inverses: Vec<Fp> = before
        .iter()
        .zip(challenges)
        .rev()
        .map(|(before, u)| {
            let inverse = rest * before;
            rest *= u;
            inverse
        })
        .collect();
    inverses.reverse();
    Some(inverses)
}

/// Π (1 + u_j·x^(2^(k−j))).
pub(super) fn product_at(challenges: &[Fp], x: &Fp) -> Fp {
    let mut power = *x;
    challenges.iter().rev().fold(Fp::ONE, |product, u| {
        let next = product * (Fp::ONE + *u * power);
        power = power.square();
        next
    })
}

/// factor times the coefficients of Π (1 + u_j·X^(2^(k−j))), the constant first.
pub(crate) fn coefficients(challenges: &[Fp], factor: Fp) -> Vec<Fp> {
    let mut s = vec![Fp::ZERO; 1 << challenges.len()];
    s.iter_mut().take(1).for_each(|first| *first = factor);
    for (i, u) in challenges.iter().rev().enumerate() {
        let (known, rest) = s.split_at_mut(1 << i);
        let next = rest.get_mut(..1 << i).unwrap_or_default();
        spread(next, |first, part| {
            part.iter_mut().zip(known.iter().skip(first)).for_each(|(to, known)| *to = *known * u);
        });
    }
    s
}

/// Does the proof hold for the statement, both in bytes?
///
/// # Errors
/// Why not.
pub fn verify(generators: &Generators, statement: &[u8], proof: &[u8]) -> Result<(), Rejection> {
    let reduced = read(generators, statement, proof)?;
    if reduced.holds(generators) { Ok(()) } else { Err(Rejection::False) }
}

/// Parses and reduces.
pub(super) fn read(generators: &Generators, statement: &[u8], proof: &[u8]) -> Result<Reduced, Rejection> {
    let Statement { commitment, point, value } = Statement::parse(statement)?;
    exactly("proof", proof, proof_bytes(generators.k))?;
    let mut transcript = Reader::init(proof);
    let absorbed = Statement { commitment, point, value }.absorb(&mut transcript);
    absorbed.map_err(|error| Rejection::Unreadable(error.to_string()))?;
    reduce(generators, &mut transcript, &commitment, &point, &value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn coefficients_are_those_of_the_product(words in proptest::collection::vec(any::<u64>(), 1..8), x in any::<u64>()) {
            let challenges: Vec<Fp> = words.iter().map(|u| Fp::from(*u)).collect();
            let (x, factor) = (Fp::from(x), Fp::from(77));
            let value = super::super::open::evaluate(&coefficients(&challenges, factor), &x);
            prop_assert_eq!(value, factor * product_at(&challenges, &x));
        }
    }

    #[test]
    fn a_zero_challenge_has_no_inverse() {
        assert_eq!(inverses(&[Fp::ONE, Fp::ZERO]), None);
        assert_eq!(inverses(&[]), Some(Vec::new()));
        let found = inverses(&[Fp::from(2), Fp::from(3)]).unwrap_or_default();
        assert_eq!(found.iter().zip([2, 3]).map(|(a, b)| a * Fp::from(b)).collect::<Vec<_>>(), [Fp::ONE; 2]);
    }
}
