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
use ark_ff::{AdditiveGroup, BigInt, Field, PrimeField};
use zkpair_algebra::{
    msm::{msm_g1_parts, msm_g2_parts},
    ntt::{to_odd_points, turn_round},
    spread::{convert, join, spread},
};

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

    let vk = &key.vk;
    let [one, r_words, s_words, minus_rs] = [Fr::ONE, r, s, -(r * s)].map(Fr::into_bigint);
    // The longest first: with two threads it is under way before the others are shared out.
    let (b, ((a, b_g1), h)) = join(
        || msm_g2_parts(&[(&key.b_g2_query, scalars), (&[vk.beta_g2, vk.delta_g2], &[one, s_words])]),
        || {
            let a = || msm_g1_parts(&[(&key.a_query, scalars), (&[vk.alpha_g1, vk.delta_g1], &[one, r_words])]);
            let b_g1 = || msm_g1_parts(&[(&key.b_g1_query, scalars), (&[vk.beta_g1, vk.delta_g1], &[one, s_words])]);
            join(|| join(a, b_g1), || quotient(key, z))
        },
    );
    let (a, b_g1) = (a.into_affine(), b_g1.into_affine());
    let c = msm_g1_parts(&[
        (&key.c_query, private),
        (&key.h_query, &h?),
        (&[a, b_g1, vk.delta_g1], &[s_words, r_words, minus_rs]),
    ]);
    Ok(Proof { a, b: b.into_affine(), c: c.into_affine() })
}

/// a·b − c on the odd points of the 2N domain, N canonical values, with c = a∘b on the domain itself.
fn quotient(key: &ProvingKey, z: &[Fr]) -> Result<Vec<BigInt<4>>, Error> {
    let size = key.vk.domain_size as usize;
    let (mut a, mut b) = join(|| key.a.apply(z), || key.b.apply(z));
    a.resize(size, Fr::ZERO);
    b.resize(size, Fr::ZERO);
    let mut c = a.clone();
    multiply(&mut c, &b);
    let transformed = join(|| to_odd_points(&mut a), || join(|| to_odd_points(&mut b), || to_odd_points(&mut c)));
    let scale = Fr::from(size as u64).inverse();
    let ((Ok(()), (Ok(()), Ok(()))), Some(scale)) = (transformed, scale) else {
        return Err(Error::Header {
            place: Place::file("the key"),
            field: "the domain size",
            found: size.to_string().into(),
            rule: "F_r has no such roots of unity; make the key again".into(),
        });
    };
    // All three come N-fold: a·b − c = ((N·a)·(N·b)/N − N·c)/N.
    multiply(&mut a, &b);
    spread(&mut a, |first, part| {
        for (ab, c) in part.iter_mut().zip(c.iter().skip(first)) {
            *ab = (*ab * scale - c) * scale;
        }
    });
    let mut h = convert(&a, |value| value.into_bigint());
    turn_round(&mut h);
    Ok(h)
}

/// xᵢ becomes xᵢ·yᵢ.
fn multiply(x: &mut [Fr], y: &[Fr]) {
    spread(x, |first, part| part.iter_mut().zip(y.iter().skip(first)).for_each(|(x, y)| *x *= y));
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
