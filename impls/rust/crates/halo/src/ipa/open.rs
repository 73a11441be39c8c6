//! The prover. With p' = p + ξ·s − p'(x), b = (1, x, x², …) and G' = g, each round j halves all three:
//!
//! ```text
//! L = ⟨p'_hi, G'_lo⟩ + z·⟨p'_hi, b_lo⟩·u + l·w      R = ⟨p'_lo, G'_hi⟩ + z·⟨p'_lo, b_hi⟩·u + r·w
//! p' = p'_lo + u_j⁻¹·p'_hi      b = b_lo + u_j·b_hi      G' = G'_lo + u_j·G'_hi      f = f + l·u_j⁻¹ + r·u_j
//! ```
//!
//! G' itself is made every second round only, by one sum of four points where two rounds would take two of two (`folded`).
use ark_ff::BigInt;
use ff::{Field, PrimeField};
use group::GroupEncoding;
use halo2_proofs::transcript::{Blake2bWrite, Challenge255, Transcript, TranscriptWrite};
use pasta_curves::{EqAffine, Fp};
use zkpair_algebra::spread::{convert, join, spread};

use super::{Generators, Statement, folded::Folded};
use crate::{
    Error, SEED_BYTES, Stream,
    encoding::{array, scalar, scalars},
    point::{from_sum, integer},
};

pub(crate) type Writer = Blake2bWrite<Vec<u8>, EqAffine, Challenge255<EqAffine>>;

/// What a prover is given, parsed.
#[derive(Debug, Clone)]
pub struct Opening {
    polynomial: Vec<Fp>,
    blind: Fp,
    point: Fp,
    seed: [u8; SEED_BYTES],
}

impl Opening {
    /// n coefficients, the commitment's blind, the point to open at, the seed.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::NotCanonical`].
    pub fn parse(n: usize, polynomial: &[u8], blind: &[u8], point: &[u8], seed: &[u8]) -> Result<Self, Error> {
        Ok(Self {
            polynomial: scalars("polynomial", polynomial, n)?,
            blind: scalar("blind", blind)?,
            point: scalar("point", point)?,
            seed: array("seed", seed)?,
        })
    }
}

/// The compressed commitment to a polynomial.
///
/// # Errors
/// [`Error::Length`], [`Error::NotCanonical`].
pub fn commit(generators: &Generators, polynomial: &[u8], blind: &[u8]) -> Result<Vec<u8>, Error> {
    let polynomial = scalars("polynomial", polynomial, generators.size())?;
    let blind = scalar("blind", blind)?;
    Ok(generators.commit(&integers(&polynomial), &blind).to_bytes().to_vec())
}

/// Commitment ‖ value ‖ proof.
///
/// # Errors
/// [`Error::Prover`] when a message is infinity, which no transcript can absorb.
pub fn open(generators: &Generators, opening: &Opening) -> Result<Vec<u8>, Error> {
    let Opening { polynomial, blind, point, seed } = opening;
    let value = evaluate(polynomial, point);
    let commitment = generators.commit(&integers(polynomial), blind);
    let mut transcript = Writer::init(Vec::new());
    let statement = Statement { commitment, point: *point, value };
    let made = statement.absorb(&mut transcript).and_then(|()| {
        let stream = Stream::new(seed);
        create_proof(generators, &mut transcript, polynomial.clone(), *blind, *point, stream).map(drop)
    });
    made.map_err(|error| Error::Prover(error.to_string()))?;
    Ok([commitment.to_bytes().as_slice(), &value.to_repr(), &transcript.finalize()].concat())
}

/// p(x) by Horner's rule.
pub(crate) fn evaluate(polynomial: &[Fp], x: &Fp) -> Fp {
    polynomial.iter().rev().fold(Fp::ZERO, |sum, coefficient| sum * x + coefficient)
}

fn integers(scalars: &[Fp]) -> Vec<BigInt<4>> {
    convert(scalars, integer)
}

fn inner_product(a: &[Fp], b: &[Fp]) -> Fp {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// low + factor·high, element by element.
fn fold(vector: &mut Vec<Fp>, factor: &Fp) {
    let half = vector.len() / 2;
    let (low, high) = vector.split_at_mut(half);
    spread(low, |first, part| {
        part.iter_mut().zip(high.iter().skip(first)).for_each(|(low, high)| *low += *high * factor);
    });
    vector.truncate(half);
}

/// Appends the messages to the transcript. Randomness: s, its blind, then l and r of each round.
pub(crate) fn create_proof<'a>(
    generators: &'a Generators,
    transcript: &mut Writer,
    polynomial: Vec<Fp>,
    blind: Fp,
    x: Fp,
    mut stream: Stream,
) -> std::io::Result<Folded<'a>> {
    let n = generators.size();
    // s(X): random with the root x.
    let mut s = vec![Fp::ZERO; n];
    spread(&mut s, |first, part| {
        part.iter_mut().zip(first as u64..).for_each(|(to, ahead)| *to = stream.peek(ahead));
    });
    stream.skip(n as u64);
    let at_x = evaluate(&s, &x);
    s.iter_mut().take(1).for_each(|constant| *constant -= at_x);
    let s_blind = stream.scalar();
    transcript.write_point(generators.commit(&integers(&s), &s_blind))?;
    let xi = *transcript.squeeze_challenge_scalar::<()>();
    let z = *transcript.squeeze_challenge_scalar::<()>();

    let mut p = polynomial;
    p.iter_mut().zip(&s).for_each(|(p, s)| *p += *s * xi);
    let value = evaluate(&p, &x);
    p.iter_mut().take(1).for_each(|constant| *constant -= value);
    let mut f = s_blind * xi + blind;
    let mut b: Vec<Fp> = std::iter::successors(Some(Fp::ONE), |power| Some(power * x)).take(n).collect();
    let mut g = Folded::new(&generators.g);

    for _ in 0..generators.k {
        let half = p.len() / 2;
        let ((p_low, p_high), (b_low, b_high)) = (p.split_at(half), b.split_at(half));
        let (l_random, r_random) = (stream.scalar(), stream.scalar());
        let message = |p: &[Fp], b: &[Fp], first: usize, random: &Fp| {
            let rest = [(generators.u, inner_product(p, b) * z), (generators.w, *random)];
            from_sum(&g.sum(first, p, &rest))
        };
        let (l, r) = join(|| message(p_high, b_low, 0, &l_random), || message(p_low, b_high, half, &r_random));
        transcript.write_point(l)?;
        transcript.write_point(r)?;
        let u = *transcript.squeeze_challenge_scalar::<()>();
        let Some(u_inverse) = Option::<Fp>::from(u.invert()) else {
            return Err(std::io::Error::other("a challenge is zero"));
        };
        fold(&mut p, &u_inverse);
        fold(&mut b, &u);
        g.fold(u);
        f += l_random * u_inverse + r_random * u;
    }
    transcript.write_scalar(p.first().copied().unwrap_or(Fp::ZERO))?;
    transcript.write_scalar(f)?;
    Ok(g)
}
