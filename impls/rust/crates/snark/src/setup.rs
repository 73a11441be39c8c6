//! Groth16's setup (<https://eprint.iacr.org/2016/260>, section 3.2) from a known trapdoor: for tests and benchmarks, for whoever
//! knows the trapdoor can forge proofs. The key is a function of the constraints and the trapdoor, over the standard generators.
//!
//! With rows k and the Lagrange basis L_k of the domain: u_i(τ) = Σ_k A[k][i]·L_k(τ), v_i from B and w_i from C likewise;
//! IC_i = (β·u_i + α·v_i + w_i)/γ for i ≤ l, C_i the same over δ for i > l, h_j = ℓ_{2j+1}(τ)/δ.

use ark_bn254::{Fr, G1Affine};
use ark_ff::{AdditiveGroup, Field};
use ark_poly::{EvaluationDomain, Radix2EvaluationDomain};
use rayon::prelude::*;

use crate::error::{Error, Place};
use crate::field::fr_from_words;
use crate::fixed_base::{g1_multiples, g2_multiples};
use crate::key::{ProvingKey, VerifyingKey, domain_size, with_public_rows};
use crate::matrix::Matrix;
use crate::r1cs::R1cs;

/// The five secrets of a setup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trapdoor {
    /// Where the polynomials are evaluated.
    pub tau: Fr,
    /// α.
    pub alpha: Fr,
    /// β.
    pub beta: Fr,
    /// γ.
    pub gamma: Fr,
    /// δ.
    pub delta: Fr,
}

const NAMES: [&str; 5] = ["τ", "α", "β", "γ", "δ"];

impl Trapdoor {
    /// τ, α, β, γ, δ as canonical words.
    ///
    /// # Errors
    /// Another number than five; an element at or above r.
    pub fn from_words(words: &[[u64; 4]]) -> Result<Self, Error> {
        let [tau, alpha, beta, gamma, delta] = fr_from_words(words, "the trapdoor")?;
        Ok(Self { tau, alpha, beta, gamma, delta })
    }

    /// Whether this trapdoor gives a sound key for a circuit.
    ///
    /// # Errors
    /// A zero, or τ in the domain of 2N points; a circuit beyond 2^27 rows.
    pub fn check_for(&self, r1cs: &R1cs, file: &str) -> Result<(), Error> {
        self.check(size_of_domain(r1cs, file)?)
    }

    /// None is zero, and τ lies outside the domain of 2N points, where the polynomials would say nothing.
    fn check(&self, domain_size: usize) -> Result<(), Error> {
        let elements = [self.tau, self.alpha, self.beta, self.gamma, self.delta];
        for (element, name) in elements.iter().zip(NAMES) {
            if *element == Fr::ZERO {
                return Err(Error::Trapdoor { element: name, problem: "is zero" });
            }
        }
        if self.tau.pow([2 * domain_size as u64]) == Fr::ONE {
            return Err(Error::Trapdoor { element: "τ", problem: "is a root of unity of the domain of 2N points" });
        }
        Ok(())
    }
}

/// The proving key of a circuit; `file` is the circuit's name that errors show.
///
/// # Errors
/// A circuit beyond 2^27 rows; a trapdoor with a zero, or with τ in the domain of 2N points.
pub fn setup(r1cs: &R1cs, trapdoor: &Trapdoor, file: &str) -> Result<ProvingKey, Error> {
    let num_public = r1cs.num_public() as usize;
    let size = size_of_domain(r1cs, file)?;
    trapdoor.check(size)?;
    let Trapdoor { tau, alpha, beta, gamma, delta } = *trapdoor;

    let lagrange = lagrange_at(size, tau).ok_or_else(|| too_large(r1cs, file))?;
    let a = with_public_rows(&r1cs.a, num_public);
    let signals = r1cs.num_signals as usize;
    let (u, (v, w)) = rayon::join(
        || columns_at(&a, &lagrange, signals),
        || rayon::join(|| columns_at(&r1cs.b, &lagrange, signals), || columns_at(&r1cs.c, &lagrange, signals)),
    );
    let [by_gamma, by_delta] = [inverse(gamma, "γ")?, inverse(delta, "δ")?];
    let combined: Vec<Fr> = u.par_iter().zip(&v).zip(&w).map(|((u, v), w)| beta * u + alpha * v + w).collect();
    let (public, private) = combined.split_at(num_public + 1);
    let public: Vec<Fr> = public.iter().map(|sum| *sum * by_gamma).collect();
    let private: Vec<Fr> = private.iter().map(|sum| *sum * by_delta).collect();
    let basis = lagrange_at(2 * size, tau).ok_or_else(|| too_large(r1cs, file))?;
    let h: Vec<Fr> = basis.into_iter().skip(1).step_by(2).map(|odd| odd * by_delta).collect();

    // One list for each group, so that one table serves all.
    let lists = [&[alpha, beta, delta], public.as_slice(), &u, &v, &private, &h];
    let (in_g1, in_g2) =
        rayon::join(|| g1_multiples(&lists.concat()), || g2_multiples(&[&[beta, gamma, delta], v.as_slice()].concat()));
    let (mut in_g1, mut in_g2) = (in_g1.into_iter(), in_g2.into_iter());
    // As many points as scalars: the fallback is never taken.
    let [alpha_g1, beta_g1, delta_g1] = [(); 3].map(|()| in_g1.next().unwrap_or_default());
    let [beta_g2, gamma_g2, delta_g2] = [(); 3].map(|()| in_g2.next().unwrap_or_default());
    let mut take = |count: usize| -> Vec<G1Affine> { in_g1.by_ref().take(count).collect() };
    let ic = take(public.len());
    Ok(ProvingKey {
        vk: VerifyingKey {
            num_signals: r1cs.num_signals,
            domain_size: size as u32,
            alpha_g1,
            beta_g1,
            beta_g2,
            gamma_g2,
            delta_g1,
            delta_g2,
            ic,
        },
        a,
        b: r1cs.b.clone(),
        a_query: take(signals),
        b_g1_query: take(signals),
        b_g2_query: in_g2.collect(),
        c_query: take(private.len()),
        h_query: take(size),
    })
}

fn size_of_domain(r1cs: &R1cs, file: &str) -> Result<usize, Error> {
    domain_size(r1cs.num_constraints(), r1cs.num_public() as usize).ok_or_else(|| too_large(r1cs, file))
}

fn too_large(r1cs: &R1cs, file: &str) -> Error {
    Error::Header {
        place: Place::file(file),
        field: "the number of constraints",
        found: r1cs.num_constraints().to_string().into(),
        rule: "with the public signals it has to stay within 2^27; split the circuit".into(),
    }
}

/// The Lagrange basis of the domain of `size` points, at τ.
fn lagrange_at(size: usize, tau: Fr) -> Option<Vec<Fr>> {
    Some(Radix2EvaluationDomain::new(size)?.evaluate_all_lagrange_coefficients(tau))
}

/// Σ_k M[k][i]·L_k(τ) for each signal i.
fn columns_at(matrix: &Matrix, lagrange: &[Fr], num_signals: usize) -> Vec<Fr> {
    let mut columns = vec![Fr::ZERO; num_signals];
    for (row, weight) in matrix.rows().zip(lagrange) {
        for term in row {
            if let Some(column) = columns.get_mut(term.signal as usize) {
                *column += term.value * weight;
            }
        }
    }
    columns
}

fn inverse(element: Fr, name: &'static str) -> Result<Fr, Error> {
    element.inverse().ok_or(Error::Trapdoor { element: name, problem: "is zero" })
}
