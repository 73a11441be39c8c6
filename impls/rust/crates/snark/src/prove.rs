//! Groth16's prover (<https://eprint.iacr.org/2016/260>, section 3.2) for keys in snarkjs's form.
//!
//! ```text
//! A = α + Σ z_i·u_i(τ) + r·δ                      in G1
//! B = β + Σ z_i·v_i(τ) + s·δ                      in G2 (and B₁ in G1)
//! C = Σ_{i>l} z_i·C_i + H + s·A + r·B₁ − r·s·δ    in G1
//! ```
//!
//! H = h(τ)·t(τ)/δ with h·t = a·b − c: that polynomial of degree below 2N vanishes on the domain, so it is known by its values on
//! the odd points ω_2N^(2j+1) alone, and H = Σ (a_j·b_j − c_j)·h_j.

use ark_bn254::{Fr, G1Projective, G2Projective};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{BigInt, FftField, PrimeField};
use ark_poly::{EvaluationDomain, Radix2EvaluationDomain};
use rayon::prelude::*;
use zkpair_algebra::msm::{msm_g1_bigint, msm_g2_bigint};

use crate::error::{Error, Place};
use crate::key::ProvingKey;
use crate::proof::Proof;
use crate::witness::Witness;

/// Proves the statement of a witness with the randomness (r, s).
///
/// The proof is a function of the key, the witness and (r, s); it verifies only when the witness satisfies the circuit,
/// which a key alone cannot tell: check the witness against the `.r1cs`, or the proof against the key.
///
/// # Errors
/// A witness of another length than the key's number of signals.
pub fn prove(key: &ProvingKey, witness: &Witness, r: Fr, s: Fr) -> Result<Proof, Error> {
    let Witness { z, scalars } = witness;
    let num_signals = key.vk.num_signals as usize;
    if z.len() != num_signals {
        return Err(Error::Mismatch {
            place: Place::file("the witness"),
            what: format!("{} values, but the key has {num_signals} signals; give the witness of its circuit", z.len())
                .into(),
        });
    }
    let private = scalars.get(key.vk.num_public() + 1..).unwrap_or_default();

    let (sum_b2, (sum_a, (sum_b1, (sum_c, sum_h)))) = rayon::join(
        || msm_g2_bigint(&key.b_g2_query, scalars),
        || {
            rayon::join(
                || msm_g1_bigint(&key.a_query, scalars),
                || {
                    rayon::join(
                        || msm_g1_bigint(&key.b_g1_query, scalars),
                        || {
                            rayon::join(
                                || msm_g1_bigint(&key.c_query, private),
                                || quotient(key, z).map(|h| msm_g1_bigint(&key.h_query, &h)),
                            )
                        },
                    )
                },
            )
        },
    );
    let vk = &key.vk;
    let a = sum_a + vk.alpha_g1 + vk.delta_g1 * r;
    let b = sum_b2 + vk.beta_g2 + vk.delta_g2 * s;
    let b_g1 = sum_b1 + vk.beta_g1 + vk.delta_g1 * s;
    let c = sum_c + sum_h? + a * s + b_g1 * r - vk.delta_g1 * (r * s);
    Ok(Proof { a: a.into_affine(), b: b.into_affine(), c: c.into_affine() })
}

/// a·b − c on the odd points of the 2N domain, N canonical values, with c = a∘b on the domain itself.
fn quotient(key: &ProvingKey, z: &[Fr]) -> Result<Vec<BigInt<4>>, Error> {
    let size = key.vk.domain_size as usize;
    let (domain, odd) = domains(size).ok_or_else(|| Error::Header {
        place: Place::file("the key"),
        field: "the domain size",
        found: size.to_string().into(),
        rule: "F_r has no such roots of unity; make the key again".into(),
    })?;
    let (mut a, mut b) = rayon::join(|| key.a.apply(z), || key.b.apply(z));
    a.resize(size, Fr::default());
    b.resize(size, Fr::default());
    let mut c: Vec<Fr> = a.par_iter().zip(&b).map(|(a, b)| *a * b).collect();
    let to_odd_points = |values: &mut Vec<Fr>| {
        domain.ifft_in_place(values);
        odd.fft_in_place(values);
    };
    rayon::join(|| to_odd_points(&mut a), || rayon::join(|| to_odd_points(&mut b), || to_odd_points(&mut c)));
    Ok(a.par_iter().zip(&b).zip(&c).map(|((a, b), c)| (*a * b - c).into_bigint()).collect())
}

/// The domain ω_N^j and its coset ω_2N·ω_N^j = ω_2N^(2j+1).
fn domains(size: usize) -> Option<(Radix2EvaluationDomain<Fr>, Radix2EvaluationDomain<Fr>)> {
    let domain = Radix2EvaluationDomain::new(size)?;
    let odd = domain.get_coset(Fr::get_root_of_unity(2 * size as u64)?)?;
    Some((domain, odd))
}

/// Adds the randomness of another (r', s') to a proof that verifies: (A·t⁻¹, t·B + t·r·δ₂, C + r·A). Anyone can do it with the
/// verifying key alone, so a Groth16 proof is no unique token (<https://eprint.iacr.org/2016/260>, section 1.1 and
/// Baghery, Kohlweiss, Siim, Volkhov, <https://eprint.iacr.org/2020/811>, section 3).
#[must_use]
pub fn rerandomise(proof: &Proof, delta_g2: &ark_bn254::G2Affine, t: Fr, r: Fr) -> Option<Proof> {
    let inverse = ark_ff::Field::inverse(&t)?;
    let b: G2Projective = proof.b.into_group() * t + *delta_g2 * (t * r);
    let c: G1Projective = proof.a * r + proof.c;
    Some(Proof { a: (proof.a * inverse).into_affine(), b: b.into_affine(), c: c.into_affine() })
}
