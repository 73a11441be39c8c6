//! Groth16's verifier: e(A, B) = e(α, β)·e(Σ x_i·IC_i, γ)·e(C, δ) (<https://eprint.iacr.org/2016/260>, section 3.2).

use ark_bn254::{Fr, G1Affine, G2Affine};
use ark_ec::CurveGroup;
use ark_ff::{BigInt, PrimeField};
use zkpair_algebra::{
    msm::msm_g1_bigint,
    pairing::{FixedG2, Product, product},
};

use crate::bytes::limbs;
use crate::error::Rejection;
use crate::key::VerifyingKey;
use crate::proof::Proof;

/// A verifying key with its lines of γ and δ and its e(α, β) computed once.
#[derive(Clone, Debug)]
pub struct PreparedVerifyingKey {
    ic: Vec<G1Affine>,
    alpha_beta: Product,
    minus_gamma: FixedG2,
    minus_delta: FixedG2,
}

impl From<&VerifyingKey> for PreparedVerifyingKey {
    fn from(vk: &VerifyingKey) -> Self {
        let minus = |point: &G2Affine| FixedG2::from(&-*point);
        Self {
            ic: vk.ic.clone(),
            alpha_beta: product(&[(vk.alpha_g1, vk.beta_g2)], &[]),
            minus_gamma: minus(&vk.gamma_g2),
            minus_delta: minus(&vk.delta_g2),
        }
    }
}

impl PreparedVerifyingKey {
    /// l: how many public inputs a statement has.
    #[must_use]
    pub fn num_public(&self) -> usize {
        self.ic.len().saturating_sub(1)
    }

    /// Verifies 128 bytes against public inputs of 32 canonical little-endian bytes each.
    ///
    /// # Errors
    /// Why the proof is rejected.
    pub fn verify_bytes(&self, proof: &[u8], public: &[u8]) -> Result<(), Rejection> {
        let (elements, []) = public.as_chunks::<32>() else {
            return Err(Rejection::PublicLength { bytes: public.len() });
        };
        let elements: Vec<[u64; 4]> = elements.iter().map(limbs).collect();
        let proof = Proof::parse(proof, "proof").map_err(Rejection::Malformed)?;
        self.verify(&proof, &elements)
    }

    /// Verifies a proof whose points are in their groups.
    ///
    /// # Errors
    /// Why the proof is rejected.
    pub fn verify(&self, proof: &Proof, public: &[[u64; 4]]) -> Result<(), Rejection> {
        if public.len() != self.num_public() {
            return Err(Rejection::PublicCount { expected: self.num_public(), found: public.len() });
        }
        if let Some(index) = public.iter().position(|word| BigInt(*word) >= Fr::MODULUS) {
            return Err(Rejection::PublicNonCanonical { index });
        }
        let scalars: Vec<BigInt<4>> = public.iter().map(|word| BigInt(*word)).collect();
        let (one, rest) = self.ic.split_first().ok_or(Rejection::Equation)?;
        let inputs = (msm_g1_bigint(rest, &scalars) + one).into_affine();
        // e(A, B)·e(inputs, −γ)·e(C, −δ) = e(α, β), with one final exponentiation
        let fixed = [(inputs, &self.minus_gamma), (proof.c, &self.minus_delta)];
        if product(&[(proof.a, proof.b)], &fixed) == self.alpha_beta { Ok(()) } else { Err(Rejection::Equation) }
    }
}

/// (−A, −B, C) and (A, B, C) verify alike: e(−A, −B) = e(A, B). Known malleability, not an error of this verifier.
#[must_use]
pub fn negate_a_and_b(proof: &Proof) -> Proof {
    Proof { a: -proof.a, b: -proof.b, c: proof.c }
}
