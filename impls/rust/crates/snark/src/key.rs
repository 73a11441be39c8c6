//! The keys of Groth16 (<https://eprint.iacr.org/2016/260>, section 3.2) in snarkjs's form.

use ark_bn254::{Bn254, Fr, G1Affine, G2Affine};
use ark_ec::{
    AffineRepr,
    pairing::{Pairing, PairingOutput},
};

use crate::error::{Error, Place};
use crate::matrix::Matrix;

/// What the verifier needs, and the four points beside it that snarkjs keeps in the same section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyingKey {
    /// Signals of the circuit, the constant one included.
    pub num_signals: u32,
    /// N, a power of two.
    pub domain_size: u32,
    /// α in G1.
    pub alpha_g1: G1Affine,
    /// β in G1; the prover's.
    pub beta_g1: G1Affine,
    /// β in G2.
    pub beta_g2: G2Affine,
    /// γ in G2.
    pub gamma_g2: G2Affine,
    /// δ in G1; the prover's.
    pub delta_g1: G1Affine,
    /// δ in G2.
    pub delta_g2: G2Affine,
    /// IC_0 … IC_l in G1.
    pub ic: Vec<G1Affine>,
}

impl VerifyingKey {
    /// l: public signals without the constant one.
    #[must_use]
    pub fn num_public(&self) -> usize {
        self.ic.len().saturating_sub(1)
    }

    /// α, β, γ, δ are no infinity; β₁ and β₂, δ₁ and δ₂ have the same logarithm over the standard generators:
    /// e(β₁, G₂) = e(G₁, β₂). With `may_lack_g1` a key made from a `verification_key.json` passes without β₁ and δ₁.
    pub(crate) fn check_pairs(&self, place: &Place, may_lack_g1: bool) -> Result<(), Error> {
        let lacks_g1 = may_lack_g1 && self.is_from_json();
        let finite = [
            (self.alpha_g1.is_zero(), "α in G1"),
            (self.beta_g2.is_zero(), "β in G2"),
            (self.gamma_g2.is_zero(), "γ in G2"),
            (self.delta_g2.is_zero(), "δ in G2"),
            (self.beta_g1.is_zero() && !lacks_g1, "β in G1"),
            (self.delta_g1.is_zero() && !lacks_g1, "δ in G1"),
        ];
        if let Some((_, what)) = finite.into_iter().find(|(is_infinity, _)| *is_infinity) {
            return Err(Error::Infinity { place: place.clone(), what });
        }
        if lacks_g1 {
            return Ok(());
        }
        let (g1, g2) = (G1Affine::generator(), G2Affine::generator());
        for (in_g1, in_g2, name) in [(self.beta_g1, self.beta_g2, "β"), (self.delta_g1, self.delta_g2, "δ")] {
            if Bn254::multi_pairing([in_g1, -g1], [g2, in_g2]) != PairingOutput::default() {
                let what =
                    format!("{name} in G1 and {name} in G2 are different elements; the key is corrupt, fetch it again");
                return Err(Error::Inconsistent { place: place.clone(), what: what.into() });
            }
        }
        Ok(())
    }

    /// β₁ and δ₁ are infinity, nVars = l + 1, N the smallest power of two that holds these: what JSON can tell.
    fn is_from_json(&self) -> bool {
        self.beta_g1.is_zero()
            && self.delta_g1.is_zero()
            && self.num_signals as usize == self.ic.len()
            && Some(self.domain_size as usize) == domain_size(0, self.num_public())
    }
}

/// Everything the prover needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvingKey {
    /// The verifying key, with β₁ and δ₁.
    pub vk: VerifyingKey,
    /// A with the extra rows for the public signals; row k is constraint k.
    pub a: Matrix,
    /// B.
    pub b: Matrix,
    /// u_i(τ) in G1, for each signal.
    pub a_query: Vec<G1Affine>,
    /// v_i(τ) in G1, for each signal.
    pub b_g1_query: Vec<G1Affine>,
    /// v_i(τ) in G2, for each signal.
    pub b_g2_query: Vec<G2Affine>,
    /// (β·u_i(τ) + α·v_i(τ) + w_i(τ))/δ in G1, for each private signal.
    pub c_query: Vec<G1Affine>,
    /// ℓ_{2j+1}(τ)/δ in G1, ℓ the Lagrange basis of the 2N domain.
    pub h_query: Vec<G1Affine>,
}

/// N: the smallest power of two that holds the constraints and the extra row of each public signal and the one.
/// `None` above 2^27: the 2N domain has to exist in F_r.
#[must_use]
pub fn domain_size(num_constraints: usize, num_public: usize) -> Option<usize> {
    let rows = num_constraints.checked_add(num_public)?.checked_add(1)?;
    rows.checked_next_power_of_two().filter(|size| *size <= MAX_DOMAIN_SIZE)
}

/// F_r has 2^28-th roots of unity and no higher ones of a power of two.
pub(crate) const MAX_DOMAIN_SIZE: usize = 1 << 27;

/// The extra row of public signal j is (0, m + j, j, 1): without it a public signal that no constraint uses would not be bound.
pub(crate) fn with_public_rows(constraints: &Matrix, num_public: usize) -> Matrix {
    let mut matrix = constraints.clone();
    for signal in 0..=num_public {
        matrix.push(signal as u32, Fr::from(1u64));
        matrix.end_row();
    }
    matrix
}
