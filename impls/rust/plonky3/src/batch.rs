//! A trace with a lookup argument: p3-batch-stark with a single instance.
use p3_air::symbolic::SymbolicExpressionExt;
use p3_air::{Air, DebugConstraintBuilder};
use p3_batch_stark::folder::{ProverConstraintFolderWithLookups, VerifierConstraintFolderWithLookups};
use p3_batch_stark::{BatchProof, Domain, PcsError, ProverData, StarkInstance, prove_batch, verify_batch};
use p3_challenger::GrindingChallenger;
use p3_commit::Pcs;
use p3_field::{Algebra, BasedVectorSpace, PrimeField64};
use p3_lookup::InteractionSymbolicBuilder;
use p3_matrix::dense::RowMajorMatrix;
use p3_uni_stark::{PcsProverError, StarkGenericConfig, Val};

use crate::error::Error;
use crate::stark::{decoded, encoded};

/// The proof's payload.
pub fn prove_payload<C, A>(
    config: &C,
    air: &A,
    trace: &RowMajorMatrix<Val<C>>,
    public: &[Val<C>],
) -> Result<Vec<u8>, Error>
where
    C: StarkGenericConfig,
    C::Challenger: GrindingChallenger<Witness = Val<C>>,
    C::Challenge: BasedVectorSpace<Val<C>>,
    Val<C>: PrimeField64,
    Domain<C>: Send + Sync,
    C::Pcs: Sync,
    PcsProverError<C>: Send + core::fmt::Debug,
    <C::Pcs as Pcs<C::Challenge, C::Challenger>>::ProverData: Sync,
    <C::Pcs as Pcs<C::Challenge, C::Challenger>>::Commitment: Sync,
    SymbolicExpressionExt<Val<C>, C::Challenge>: Algebra<C::Challenge>,
    A: Air<InteractionSymbolicBuilder<Val<C>, C::Challenge>>
        + for<'a> Air<ProverConstraintFolderWithLookups<'a, C>>
        + for<'a> Air<DebugConstraintBuilder<'a, Val<C>, C::Challenge>>
        + Clone,
{
    let refused = |error: String| Error::Library(error);
    let instances = [StarkInstance { air, trace, public_values: public.to_vec() }];
    let data = ProverData::from_instances(config, &instances).map_err(|error| refused(format!("{error:?}")))?;
    let proof = prove_batch(config, &instances, &data).map_err(|error| refused(format!("{error:?}")))?;
    encoded(&proof)
}

/// Whether the payload proves the statement about a trace of 2^log_n rows.
pub fn accepts<C, A>(config: &C, air: &A, payload: &[u8], log_n: u32, public: &[Val<C>]) -> bool
where
    C: StarkGenericConfig,
    C::Challenger: GrindingChallenger<Witness = Val<C>>,
    C::Challenge: BasedVectorSpace<Val<C>>,
    Val<C>: PrimeField64,
    PcsError<C>: core::fmt::Debug,
    SymbolicExpressionExt<Val<C>, C::Challenge>: Algebra<C::Challenge>,
    A: Air<InteractionSymbolicBuilder<Val<C>, C::Challenge>>
        + for<'a> Air<VerifierConstraintFolderWithLookups<'a, C>>
        + Clone,
{
    let Some(proof) = decoded::<BatchProof<C>>(payload) else { return false };
    let log_n = log_n as usize;
    if proof.degree_bits != [log_n] {
        return false;
    }
    // The lookups follow from the AIR; with no preprocessed columns nothing is committed here.
    let airs = core::slice::from_ref(air);
    let Ok(data) = ProverData::from_airs_and_degrees(config, airs, &[log_n]) else { return false };
    verify_batch(config, airs, &proof, &[public.to_vec()], &data.common).is_ok()
}
