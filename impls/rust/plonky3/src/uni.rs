//! One trace without random challenges in its columns: p3-uni-stark.
use p3_air::symbolic::SymbolicAirBuilder;
use p3_air::{Air, DebugConstraintBuilder};
use p3_challenger::GrindingChallenger;
use p3_matrix::dense::RowMajorMatrix;
use p3_uni_stark::{Proof, ProverConstraintFolder, StarkGenericConfig, Val, VerifierConstraintFolder, prove, verify};

use crate::error::Error;
use crate::stark::{decoded, encoded};

/// The proof's payload.
pub fn prove_payload<C, A>(
    config: &C,
    air: &A,
    trace: RowMajorMatrix<Val<C>>,
    public: &[Val<C>],
) -> Result<Vec<u8>, Error>
where
    C: StarkGenericConfig,
    C::Challenger: GrindingChallenger<Witness = Val<C>>,
    A: Air<SymbolicAirBuilder<Val<C>>>
        + for<'a> Air<ProverConstraintFolder<'a, C>>
        + for<'a> Air<DebugConstraintBuilder<'a, Val<C>>>,
{
    let proof = prove(config, air, trace, public).map_err(|error| Error::Library(format!("{error:?}")))?;
    encoded(&proof)
}

/// Whether the payload proves the statement about a trace of 2^log_n rows.
pub fn accepts<C, A>(config: &C, air: &A, payload: &[u8], log_n: u32, public: &[Val<C>]) -> bool
where
    C: StarkGenericConfig,
    C::Challenger: GrindingChallenger<Witness = Val<C>>,
    A: Air<SymbolicAirBuilder<Val<C>>> + for<'a> Air<VerifierConstraintFolder<'a, C>>,
{
    let Some(proof) = decoded::<Proof<C>>(payload) else { return false };
    proof.degree_bits == log_n as usize && verify(config, air, &proof, public).is_ok()
}
