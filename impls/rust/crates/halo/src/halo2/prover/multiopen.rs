//! Many polynomials at many points as one polynomial at x_3 (the halo2 book, "Multipoint opening argument").
//!
//! ```text
//! q_i = Σ x_1^{m−1−j}·(the set's j-th)        of polynomials that are opened at the same set of points
//! f = Σ_i x_2^{s−1−i}·(q_i − r_i)/Π (X − point)
//! p = x_4^s·f + Σ x_4^{s−1−i}·q_i
//! ```
//!
//! Blinds fold alike. Dividing by X − point drops the remainder, and the remainders are r_i. Points are numbered as they first
//! occur, sets as their first polynomial does.
use std::{collections::BTreeSet, ptr};

use ff::Field;
use halo2_proofs::transcript::{Transcript, TranscriptWrite};
use pasta_curves::Fp;
use zkpair_algebra::spread::{each, spread};

use super::{
    Blinded,
    commit::{Bases, Basis},
};
use crate::{
    Stream,
    ipa::{Writer, create_proof, evaluate},
};

/// Polynomials that are opened at the same points.
struct Set<'a> {
    points: Vec<Fp>,
    opened: Vec<&'a Blinded>,
}

/// halo2's `construct_intermediate_sets`.
fn point_sets<'a>(openings: &[(&'a Blinded, Fp)]) -> Vec<Set<'a>> {
    let mut points = Vec::new();
    let mut opened: Vec<(&Blinded, BTreeSet<usize>)> = Vec::new();
    for (blinded, point) in openings {
        let number = points.iter().position(|known| known == point).unwrap_or_else(|| {
            points.push(*point);
            points.len() - 1
        });
        match opened.iter_mut().find(|(known, _)| ptr::eq(*known, *blinded)) {
            Some((_, at)) => {
                at.insert(number);
            }
            None => opened.push((blinded, BTreeSet::from([number]))),
        }
    }
    let mut sets: Vec<(BTreeSet<usize>, Vec<&Blinded>)> = Vec::new();
    for (blinded, at) in opened {
        match sets.iter_mut().find(|(known, _)| *known == at) {
            Some((_, set)) => set.push(blinded),
            None => sets.push((at, vec![blinded])),
        }
    }
    let named = |at: BTreeSet<usize>| at.iter().filter_map(|number| points.get(*number).copied()).collect();
    sets.into_iter().map(|(at, opened)| Set { points: named(at), opened }).collect()
}

/// left = left·factor + right.
fn fold(left: &mut Blinded, factor: &Fp, right: &Blinded) {
    spread(&mut left.polynomial, |first, part| {
        let right = right.polynomial.iter().skip(first);
        part.iter_mut().zip(right).for_each(|(left, right)| *left = *left * factor + right);
    });
    left.blind = left.blind * factor + right.blind;
}

/// Horner's rule over polynomials, the first with the highest power.
pub fn folded<'a>(mut all: impl Iterator<Item = &'a Blinded>, factor: &Fp) -> Blinded {
    let mut total = all.next().cloned().unwrap_or_default();
    all.for_each(|next| fold(&mut total, factor, next));
    total
}

/// (p(X) − p(point))/(X − point), in as many coefficients as p has.
fn divided(mut polynomial: Vec<Fp>, point: &Fp) -> Vec<Fp> {
    let mut carry = Fp::ZERO;
    for coefficient in polynomial.iter_mut().rev() {
        let quotient = carry;
        carry = carry * point + *coefficient;
        *coefficient = quotient;
    }
    polynomial
}

/// Appends f, the q_i(x_3) and the inner-product argument. Draws f's blind, then that argument's.
pub fn open_all(
    bases: &Bases,
    transcript: &mut Writer,
    openings: &[(&Blinded, Fp)],
    mut stream: Stream,
) -> std::io::Result<()> {
    let x_1 = *transcript.squeeze_challenge_scalar::<()>();
    let x_2 = *transcript.squeeze_challenge_scalar::<()>();
    let sets = each(&point_sets(openings), |Set { points, opened }| {
        let q = folded(opened.iter().copied(), &x_1);
        let polynomial = points.iter().fold(q.polynomial.clone(), divided);
        (q, Blinded { polynomial, blind: Fp::ZERO })
    });
    let mut f = folded(sets.iter().map(|(_, part)| part), &x_2);
    f.blind = stream.scalar();
    for commitment in bases.commit(Basis::Coefficients, &[(&f.polynomial, f.blind)]) {
        transcript.write_point(commitment)?;
    }
    let x_3 = *transcript.squeeze_challenge_scalar::<()>();
    for value in each(&sets, |(q, _)| evaluate(&q.polynomial, &x_3)) {
        transcript.write_scalar(value)?;
    }
    let x_4 = *transcript.squeeze_challenge_scalar::<()>();
    let Blinded { polynomial, blind } = folded([&f].into_iter().chain(sets.iter().map(|(q, _)| q)), &x_4);
    create_proof(&bases.generators, transcript, polynomial, blind, x_3, stream).map(drop)
}
