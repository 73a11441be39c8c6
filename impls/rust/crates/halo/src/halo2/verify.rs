//! Verdicts: halo2's, after what halo2 leaves unchecked, with the sum over the generators made here ([`Linear`]).
use blake2b_simd::Params as Blake2b;
use ff::Field;
use group::CurveAffine as _;
use halo2_proofs::{
    plonk::{self, VerificationStrategy, verify_proof},
    poly::commitment::{Guard, MSM},
    transcript::{Blake2bRead, Challenge255, EncodedChallenge},
};
use pasta_curves::{EqAffine, Fp};
use rayon::prelude::*;

use super::{Error, keys::Keys, linear::Linear};
use crate::{
    SEED_BYTES, Stream,
    encoding::{SCALAR_BYTES, exactly, scalar, scalars},
    ipa::coefficients,
};

/// Why a proof is rejected.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Rejection {
    /// Lengths, encodings, or a key that cannot be made.
    #[error(transparent)]
    Malformed(#[from] Error),
    /// What halo2 answers.
    #[error("the proof does not hold: {0}")]
    False(String),
    /// A batch with a proof that does not hold.
    #[error("a proof of the batch does not hold")]
    FalseBatch,
}

impl From<crate::Error> for Rejection {
    fn from(error: crate::Error) -> Self {
        Self::Malformed(error.into())
    }
}

impl From<plonk::Error> for Rejection {
    fn from(error: plonk::Error) -> Self {
        Self::False(error.to_string())
    }
}

/// Runs the verifier up to its equation.
struct Reduce<'a>(&'a Linear);

/// The equation's terms but c·G', and the challenges that s follows from.
struct Reduced<'a> {
    short: MSM<'a, EqAffine>,
    challenges: Vec<Fp>,
    c: Fp,
}

impl<'a> VerificationStrategy<'a, EqAffine> for Reduce<'a> {
    type Output = (MSM<'a, EqAffine>, Vec<Fp>);

    fn process<E: EncodedChallenge<EqAffine>>(
        self,
        f: impl FnOnce(MSM<'a, EqAffine>) -> Result<Guard<'a, EqAffine, E>, plonk::Error>,
    ) -> Result<Self::Output, plonk::Error> {
        // Infinity for G': its term is left out, and added by whoever has the sum.
        let (short, accumulator) = f(MSM::new(self.0.short()))?.use_g(EqAffine::identity());
        Ok((short, accumulator.u_packed.iter().map(EncodedChallenge::get_scalar).collect()))
    }
}

/// halo2 itself refuses coordinates and scalars that are not canonical, points off the curve and at infinity.
fn reduce<'a>(keys: &'a Keys, linear: &'a Linear, proof: &[u8], public: Fp) -> Result<Reduced<'a>, Rejection> {
    exactly("proof", proof, keys.proof_bytes())?;
    let mut transcript = Blake2bRead::<_, _, Challenge255<_>>::init(proof);
    let (short, challenges) =
        verify_proof(keys.params(), keys.verifying(), Reduce(linear), &[&[&[public]]], &mut transcript)?;
    // The last messages of a proof are c and f.
    let c = proof.rchunks_exact(SCALAR_BYTES).nth(1).unwrap_or_default();
    Ok(Reduced { short, challenges, c: scalar("proof", c)? })
}

/// One proof.
pub fn one(keys: &Keys, proof: &[u8], public: &[u8]) -> Result<(), Rejection> {
    let linear = keys.linear();
    let Reduced { mut short, challenges, c } = reduce(keys, linear, proof, scalar("public", public)?)?;
    short.append_term(Fp::ONE, linear.sum(&coefficients(&challenges, -c)));
    if short.eval() { Ok(()) } else { Err(plonk::Error::ConstraintSystemFailure.into()) }
}

/// The sum of proofs' equations, each times its factor.
struct Combined<'a> {
    short: MSM<'a, EqAffine>,
    s: Vec<Fp>,
}

impl<'a> Combined<'a> {
    fn none(linear: &'a Linear) -> Self {
        Self { short: MSM::new(linear.short()), s: Vec::new() }
    }

    fn of(Reduced { mut short, challenges, c }: Reduced<'a>, factor: Fp) -> Self {
        short.scale(factor);
        Self { short, s: coefficients(&challenges, -(factor * c)) }
    }

    fn and(mut self, other: Self) -> Self {
        self.short.add_msm(&other.short);
        if self.s.is_empty() {
            self.s = other.s;
        } else {
            self.s.iter_mut().zip(&other.s).for_each(|(sum, s)| *sum += s);
        }
        self
    }

    fn holds(mut self, linear: &Linear) -> bool {
        self.short.append_term(Fp::ONE, linear.sum(&self.s));
        self.short.eval()
    }
}

/// The factors of a batch. No proof can be chosen for its factor, which depends on all of them.
fn factors(keys: &Keys, proofs: &[u8], publics: &[u8]) -> Stream {
    let mut state = Blake2b::new().hash_length(SEED_BYTES).personal(b"zkpair-batch").to_state();
    let text = keys.text().as_bytes();
    state.update(&(text.len() as u64).to_le_bytes()).update(text).update(publics).update(proofs);
    let mut seed = [0; SEED_BYTES];
    seed.iter_mut().zip(state.finalize().as_bytes()).for_each(|(to, byte)| *to = *byte);
    Stream::new(&seed)
}

/// Many proofs, one sum over the generators: the equations combined by factors that follow from all proofs.
pub fn batch(keys: &Keys, proofs: &[u8], publics: &[u8], count: usize) -> Result<(), Rejection> {
    let elements = scalars("publics", publics, count)?;
    exactly("proofs", proofs, count.saturating_mul(keys.proof_bytes()))?;
    let (linear, factors) = (keys.linear(), factors(keys, proofs, publics));
    let combined = proofs
        .par_chunks_exact(keys.proof_bytes())
        .zip(&elements)
        .enumerate()
        .map(|(i, (proof, public))| {
            reduce(keys, linear, proof, *public).map(|reduced| Combined::of(reduced, factors.peek(i as u64)))
        })
        .try_reduce(|| Combined::none(linear), |sum, next| Ok(sum.and(next)))
        .map_err(|_| Rejection::FalseBatch)?;
    if combined.holds(linear) { Ok(()) } else { Err(Rejection::FalseBatch) }
}
