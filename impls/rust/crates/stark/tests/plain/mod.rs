//! Fibonacci on winterfell as its examples have it: the default coin, extension, commitment and BLAKE3 (or SHA3), no line of ours
//! but the AIR.
use winter_air::{AuxRandElements, PartitionOptions, ProofOptions, TraceInfo};
use winter_crypto::{DefaultRandomCoin, MerkleTree, hashers::Blake3_256};
use winter_math::FieldElement;
use winter_prover::{
    CompositionPoly, CompositionPolyTrace, ConstraintCompositionCoefficients, DefaultConstraintCommitment,
    DefaultConstraintEvaluator, DefaultTraceLde, Prover, StarkDomain, Trace as _, TracePolyTable, TraceTable,
    matrix::ColMatrix,
};
use zkpair_stark::{
    BaseElement,
    air::{Fibonacci, Public},
};

/// One prover a hasher.
macro_rules! plain_prover {
    ($name:ident, $hasher:ty) => {
        #[doc = "winterfell's prover with this hasher."]
        pub struct $name(pub ProofOptions);

        impl Prover for $name {
            type BaseField = BaseElement;
            type Air = Fibonacci;
            type Trace = TraceTable<BaseElement>;
            type HashFn = $hasher;
            type VC = MerkleTree<$hasher>;
            type RandomCoin = DefaultRandomCoin<$hasher>;
            type TraceLde<E: FieldElement<BaseField = BaseElement>> = DefaultTraceLde<E, $hasher, MerkleTree<$hasher>>;
            type ConstraintEvaluator<'a, E: FieldElement<BaseField = BaseElement>> =
                DefaultConstraintEvaluator<'a, Fibonacci, E>;
            type ConstraintCommitment<E: FieldElement<BaseField = BaseElement>> =
                DefaultConstraintCommitment<E, $hasher, MerkleTree<$hasher>>;

            fn get_pub_inputs(&self, trace: &Self::Trace) -> Public<3> {
                Public([trace.get(0, 0), trace.get(1, 0), trace.get(1, trace.length() - 1)])
            }

            fn options(&self) -> &ProofOptions {
                &self.0
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
                air: &'a Fibonacci,
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
        }
    };
}

plain_prover!(Plain, Blake3_256<BaseElement>);
plain_prover!(PlainSha3, winter_crypto::hashers::Sha3_256<BaseElement>);
