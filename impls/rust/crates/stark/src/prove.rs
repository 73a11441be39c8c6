//! winterfell's prover for our statements.
use std::marker::PhantomData;

use winter_air::{AuxRandElements, PartitionOptions, ProofOptions, TraceInfo};
use winter_crypto::{ElementHasher, MerkleTree};
use winter_math::FieldElement;
use winter_prover::{
    CompositionPoly, CompositionPolyTrace, ConstraintCompositionCoefficients, DefaultConstraintEvaluator, Prover,
    StarkDomain, TracePolyTable, matrix::ColMatrix,
};

use crate::{
    BaseElement, Error, Extension,
    air::Statement,
    coin::Grinding,
    engine::{self, ManyHasher},
    lde,
    options::Setting,
    trace::{Columns, public_inputs},
};

/// Hashers that the prover and the verifier can be built over.
pub(crate) trait StarkHasher: ElementHasher<BaseField = BaseElement, Digest: Send + Sync> + Send + Sync {}
impl<H: ElementHasher<BaseField = BaseElement, Digest: Send + Sync> + Send + Sync> StarkHasher for H {}

/// One proof's prover.
struct StarkProver<S: Statement, H> {
    public: S::PublicInputs,
    options: ProofOptions,
    hasher: PhantomData<H>,
}

impl<S: Statement, H: StarkHasher> Prover for StarkProver<S, H> {
    type BaseField = BaseElement;
    type Air = S;
    type Trace = Columns;
    type HashFn = H;
    type VC = MerkleTree<H>;
    type RandomCoin = Grinding<H>;
    type TraceLde<E: FieldElement<BaseField = BaseElement>> = lde::Trace<E, H>;
    type ConstraintEvaluator<'a, E: FieldElement<BaseField = BaseElement>> = DefaultConstraintEvaluator<'a, S, E>;
    type ConstraintCommitment<E: FieldElement<BaseField = BaseElement>> = lde::Composition<E, H>;

    fn get_pub_inputs(&self, _trace: &Columns) -> S::PublicInputs {
        self.public.clone()
    }

    fn options(&self) -> &ProofOptions {
        &self.options
    }

    fn new_trace_lde<E: FieldElement<BaseField = BaseElement>>(
        &self,
        info: &TraceInfo,
        main: &ColMatrix<BaseElement>,
        domain: &StarkDomain<BaseElement>,
        partitions: PartitionOptions,
    ) -> (Self::TraceLde<E>, TracePolyTable<E>) {
        lde::Trace::new(info, main, domain, partitions)
    }

    fn new_evaluator<'a, E: FieldElement<BaseField = BaseElement>>(
        &self,
        air: &'a S,
        random: Option<AuxRandElements<E>>,
        coefficients: ConstraintCompositionCoefficients<E>,
    ) -> Self::ConstraintEvaluator<'a, E> {
        DefaultConstraintEvaluator::new(air, random, coefficients)
    }

    fn build_constraint_commitment<E: FieldElement<BaseField = BaseElement>>(
        &self,
        trace: CompositionPolyTrace<E>,
        columns: usize,
        domain: &StarkDomain<BaseElement>,
        partitions: PartitionOptions,
    ) -> (Self::ConstraintCommitment<E>, CompositionPoly<E>) {
        lde::Composition::new(trace, columns, domain, partitions)
    }

    fn build_aux_trace<E: FieldElement<BaseField = BaseElement>>(
        &self,
        main: &Columns,
        random: &AuxRandElements<E>,
    ) -> ColMatrix<E> {
        main.build_aux::<S, E>(random)
    }
}

/// The proof of `trace` (columns one after the other), which need not satisfy the AIR: then no verifier accepts the proof.
pub(crate) fn prove<S: Statement, H: ManyHasher>(
    n: usize,
    setting: Setting,
    trace: &[u8],
    public: &[u8],
) -> Result<Vec<u8>, Error> {
    let public = public_inputs::<S>(public)?;
    let trace = Columns::parse::<S>(trace, n)?;
    trace.check_degree()?;
    Ok(engine::prove::<S, H>(&public, setting, trace)?.to_bytes())
}

/// The same by winterfell's own prover.
pub(crate) fn prove_by_winterfell<S: Statement, H: StarkHasher>(
    n: usize,
    setting: Setting,
    trace: &[u8],
    public: &[u8],
) -> Result<Vec<u8>, Error> {
    let public = public_inputs::<S>(public)?;
    let trace = Columns::parse::<S>(trace, n)?;
    trace.check_degree()?;
    let prover = StarkProver::<S, H> { public, options: setting.options(), hasher: PhantomData };
    // `prove` chooses among three extensions at run time: compiling the two that no cell has would take three times as long.
    let proof = prover.generate_proof::<Extension>(trace).map_err(|error| Error::Prover(error.to_string()))?;
    Ok(proof.to_bytes())
}
