//! Accumulation: m openings folded into one, checked by one linear sum for all.
//!
//! An opening comes with G, its claimed last generator, which is a commitment to g(X) = Π (1 + u_j·X^(2^(k−j))). With that claim
//! its check costs O(k). The claims are folded: α and z from a transcript over all G and challenges,
//!
//! ```text
//! Q = Σ α^i·G_i      q(X) = Σ α^i·g_i(X)      v = q(z)
//! ```
//!
//! and a proof that Q opens at z to v. What is left is one claim, the G' of that proof. Bünz, Chiesa, Mishra, Spooner,
//! Recursive proof composition from accumulation schemes (2020), section 3.
use ff::Field;
use group::GroupEncoding;
use halo2_proofs::transcript::{Challenge255, Transcript};
use pasta_curves::{EqAffine, Fp};
use zkpair_algebra::{msm::msm_vesta_parts, pasta::VestaAffine, spread::convert};

use super::{
    Generators, STATEMENT_BYTES,
    open::{Writer, create_proof, evaluate},
    proof_bytes,
    verify::{self, Reader, Reduced, coefficients, is_zero, product_at, read, reduce},
};
use crate::{
    Error, Stream,
    encoding::{COMPRESSED_BYTES, array, compressed, exactly},
    point::{from_sum, integer, to_sum},
};

/// Why an accumulation, or one of its openings, is rejected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Rejection {
    /// Wrong lengths.
    #[error("{0}")]
    Malformed(#[from] Error),
    /// An opening.
    #[error("opening {index}: {reason}")]
    Opening {
        /// Which.
        index: usize,
        /// Why.
        reason: verify::Rejection,
    },
    /// The fold's own opening.
    #[error("the fold: {0}")]
    Fold(verify::Rejection),
    /// G' is not the commitment that it is claimed to be.
    #[error("the claimed generator is not the sum of all generators")]
    Claim,
}

/// An opening that holds if its claim does.
struct Checked {
    claim: EqAffine,
    reduced: Reduced,
}

/// Bytes of an opening: statement, proof, claim.
fn opening_bytes(k: u32) -> usize {
    STATEMENT_BYTES + proof_bytes(k) + COMPRESSED_BYTES
}

/// The openings, each checked in O(k).
fn check_all(generators: &Generators, openings: &[u8], count: usize) -> Result<Vec<Checked>, Rejection> {
    let size = opening_bytes(generators.k);
    exactly("openings", openings, count.saturating_mul(size))?;
    let check = |(index, opening): (usize, &[u8])| {
        check_one(generators, opening).map_err(|reason| Rejection::Opening { index, reason })
    };
    openings.chunks_exact(size).enumerate().map(check).collect()
}

fn check_one(generators: &Generators, opening: &[u8]) -> Result<Checked, verify::Rejection> {
    let (statement, rest) = opening.split_at(STATEMENT_BYTES);
    let (proof, claim) = rest.split_at(proof_bytes(generators.k));
    let claim = compressed("claim", claim, 0)?;
    let reduced = read(generators, statement, proof)?;
    if reduced.holds_for(generators, &to_sum(&claim)) {
        Ok(Checked { claim, reduced })
    } else {
        Err(verify::Rejection::False)
    }
}

/// α and z from all claims and challenges.
fn challenges(
    transcript: &mut impl Transcript<EqAffine, Challenge255<EqAffine>>,
    openings: &[Checked],
) -> std::io::Result<(Fp, Fp)> {
    for Checked { claim, reduced } in openings {
        transcript.common_point(*claim)?;
        for u in &reduced.challenges {
            transcript.common_scalar(*u)?;
        }
    }
    let alpha = *transcript.squeeze_challenge_scalar::<()>();
    Ok((alpha, *transcript.squeeze_challenge_scalar::<()>()))
}

/// 1, α, α², …
fn powers(alpha: Fp) -> impl Iterator<Item = Fp> {
    std::iter::successors(Some(Fp::ONE), move |power| Some(power * alpha))
}

/// Q.
fn folded_claim(openings: &[Checked], alpha: Fp) -> EqAffine {
    let (claims, scalars): (Vec<_>, Vec<_>) =
        openings.iter().zip(powers(alpha)).map(|(opening, power)| (to_sum(&opening.claim), integer(&power))).unzip();
    from_sum(&msm_vesta_parts(&[(&claims, &scalars)]).into())
}

/// Folds `count` openings: the proof for Q and its last generator, compressed.
///
/// # Errors
/// [`Error::Opening`] with the first opening that fails, [`Error::Length`], [`Error::Prover`].
pub fn accumulate(generators: &Generators, openings: &[u8], count: usize, seed: &[u8]) -> Result<Vec<u8>, Error> {
    let stream = Stream::new(&array("seed", seed)?);
    let openings = check_all(generators, openings, count).map_err(|rejection| match rejection {
        Rejection::Opening { index, reason } => Error::Opening { index, reason: reason.to_string() },
        Rejection::Malformed(error) => error,
        other => Error::Prover(other.to_string()),
    })?;
    let mut transcript = Writer::init(Vec::new());
    let failed = |error: std::io::Error| Error::Prover(error.to_string());
    let (alpha, z) = challenges(&mut transcript, &openings).map_err(failed)?;
    let mut q = vec![Fp::ZERO; generators.size()];
    for (opening, power) in openings.iter().zip(powers(alpha)) {
        let g = coefficients(&opening.reduced.challenges, power);
        q.iter_mut().zip(&g).for_each(|(q, g)| *q += g);
    }
    transcript.common_scalar(evaluate(&q, &z)).map_err(failed)?;
    let last = create_proof(generators, &mut transcript, q, Fp::ZERO, z, stream).map_err(failed)?.first();
    Ok([transcript.finalize().as_slice(), &from_sum(&last).to_bytes()].concat())
}

/// Do all openings hold? One sum over all generators, whatever their number.
///
/// # Errors
/// Why not.
pub fn decide(generators: &Generators, openings: &[u8], count: usize, accumulation: &[u8]) -> Result<(), Rejection> {
    let accumulation = read_accumulation(generators, accumulation)?;
    fold_holds(generators, &check_all(generators, openings, count)?, accumulation)
}

/// The fold's proof and the generator that it claims.
fn read_accumulation<'a>(generators: &Generators, accumulation: &'a [u8]) -> Result<(&'a [u8], VestaAffine), Error> {
    let length = proof_bytes(generators.k);
    exactly("accumulation", accumulation, length + COMPRESSED_BYTES)?;
    let (proof, last) = accumulation.split_at(length);
    Ok((proof, to_sum(&compressed("accumulation", last, 0)?)))
}

/// Is what the openings leave open true?
fn fold_holds(
    generators: &Generators,
    openings: &[Checked],
    (proof, last): (&[u8], VestaAffine),
) -> Result<(), Rejection> {
    let mut transcript = Reader::init(proof);
    let failed = |error: std::io::Error| Rejection::Fold(verify::Rejection::Unreadable(error.to_string()));
    let (alpha, z) = challenges(&mut transcript, openings).map_err(failed)?;
    let value: Fp =
        openings.iter().zip(powers(alpha)).map(|(o, power)| power * product_at(&o.reduced.challenges, &z)).sum();
    transcript.common_scalar(value).map_err(failed)?;
    let folded = folded_claim(openings, alpha);
    let reduced = reduce(generators, &mut transcript, &folded, &z, &value).map_err(Rejection::Fold)?;
    if !reduced.holds_for(generators, &last) {
        return Err(Rejection::Fold(verify::Rejection::False));
    }
    let s = coefficients(&reduced.challenges, Fp::ONE);
    let (point, minus_one) = ([last], [integer(&-Fp::ONE)]);
    if is_zero(&[(&generators.g, &convert(&s, integer)), (&point, &minus_one)]) {
        Ok(())
    } else {
        Err(Rejection::Claim)
    }
}

/// The same answer by a sum over all generators for each opening as well: what accumulation saves.
///
/// # Errors
/// Why not.
pub fn decide_one_by_one(
    generators: &Generators,
    openings: &[u8],
    count: usize,
    accumulation: &[u8],
) -> Result<(), Rejection> {
    let openings = check_all(generators, openings, count)?;
    for (index, opening) in openings.iter().enumerate() {
        if !opening.reduced.holds(generators) {
            return Err(Rejection::Opening { index, reason: verify::Rejection::False });
        }
    }
    fold_holds(generators, &openings, read_accumulation(generators, accumulation)?)
}
