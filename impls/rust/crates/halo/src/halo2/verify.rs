//! Verdicts: halo2's, after what halo2 leaves unchecked.
use halo2_proofs::{
    plonk::{BatchVerifier, SingleVerifier, verify_proof},
    transcript::{Blake2bRead, Challenge255},
};
use pasta_curves::Fp;

use super::{Error, keys::Keys};
use crate::encoding::{SCALAR_BYTES, exactly, scalar, scalars};

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

fn halo2(keys: &Keys, proof: &[u8], public: Fp) -> Result<(), Rejection> {
    let mut transcript = Blake2bRead::<_, _, Challenge255<_>>::init(proof);
    let strategy = SingleVerifier::new(keys.params());
    verify_proof(keys.params(), keys.verifying(), strategy, &[&[&[public]]], &mut transcript)
        .map_err(|error| Rejection::False(error.to_string()))
}

/// One proof. halo2 itself refuses coordinates and scalars that are not canonical, points off the curve and at infinity.
pub fn one(keys: &Keys, proof: &[u8], public: &[u8]) -> Result<(), Rejection> {
    let public = scalar("public", public)?;
    exactly("proof", proof, keys.proof_bytes())?;
    halo2(keys, proof, public)
}

/// Many proofs, one multi-scalar multiplication over the generators: a random combination, its factors from the system.
pub fn batch(keys: &Keys, proofs: &[u8], publics: &[u8], count: usize) -> Result<(), Rejection> {
    exactly("publics", publics, count.saturating_mul(SCALAR_BYTES))?;
    exactly("proofs", proofs, count.saturating_mul(keys.proof_bytes()))?;
    let mut batch = BatchVerifier::new();
    for (proof, public) in proofs.chunks_exact(keys.proof_bytes()).zip(scalars("publics", publics, count)?) {
        batch.add_proof(vec![vec![vec![public]]], proof.to_vec());
    }
    if batch.finalize(keys.params(), keys.verifying()) { Ok(()) } else { Err(Rejection::FalseBatch) }
}
