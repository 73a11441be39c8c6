//! winterfell's prover for our statements.
use std::marker::PhantomData;

use winter_air::{AuxRandElements, PartitionOptions, ProofOptions, TraceInfo, proof::Proof};
use winter_crypto::{ElementHasher, MerkleTree};
use winter_math::FieldElement;
use winter_prover::{
    CompositionPoly, CompositionPolyTrace, ConstraintCompositionCoefficients, DefaultConstraintCommitment,
    DefaultConstraintEvaluator, DefaultTraceLde, Prover, StarkDomain, TracePolyTable, matrix::ColMatrix,
};

use crate::{
    BaseElement, Error,
    air::Statement,
    coin::Grinding,
    options::Setting,
    trace::{Columns, public_inputs},
};

/// Hashers that the prover and the verifier can be built over.
pub(crate) trait StarkHasher: ElementHasher<BaseField = BaseElement, Digest: Send + Sync> + Send + Sync {}
impl<H: ElementHasher<BaseField = BaseElement, Digest: Send + Sync> + Send + Sync> StarkHasher for H {}

/// One proof's prover.
struct StarkProver<S: Statement, H, const BITS: u32> {
    public: S::PublicInputs,
    options: ProofOptions,
    hasher: PhantomData<H>,
}

impl<S: Statement, H: StarkHasher, const BITS: u32> Prover for StarkProver<S, H, BITS> {
    type BaseField = BaseElement;
    type Air = S;
    type Trace = Columns;
    type HashFn = H;
    type VC = MerkleTree<H>;
    type RandomCoin = Grinding<H, BITS>;
    type TraceLde<E: FieldElement<BaseField = BaseElement>> = DefaultTraceLde<E, H, MerkleTree<H>>;
    type ConstraintEvaluator<'a, E: FieldElement<BaseField = BaseElement>> = DefaultConstraintEvaluator<'a, S, E>;
    type ConstraintCommitment<E: FieldElement<BaseField = BaseElement>> =
        DefaultConstraintCommitment<E, H, MerkleTree<H>>;

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
        DefaultTraceLde::new(info, main, domain, partitions)
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
        DefaultConstraintCommitment::new(trace, columns, domain, partitions)
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
pub(crate) fn prove<S: Statement, H: StarkHasher>(
    n: usize,
    setting: Setting,
    trace: &[u8],
    public: &[u8],
) -> Result<Vec<u8>, Error> {
    let public = public_inputs::<S>(public)?;
    let trace = Columns::parse::<S>(trace, n)?;
    trace.check_degree()?;
    let proof = match setting {
        Setting::Default => run::<S, H, 0>(public, setting, trace),
        Setting::Queries28 => run::<S, H, 16>(public, setting, trace),
    };
    Ok(proof?.to_bytes())
}

fn run<S: Statement, H: StarkHasher, const BITS: u32>(
    public: S::PublicInputs,
    setting: Setting,
    trace: Columns,
) -> Result<Proof, Error> {
    debug_assert_eq!(BITS, setting.grinding_bits());
    let prover = StarkProver::<S, H, BITS> { public, options: setting.options(), hasher: PhantomData };
    prover.prove(trace).map_err(|error| Error::Prover(error.to_string()))
}
