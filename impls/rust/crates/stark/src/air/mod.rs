//! The statements: one AIR a file. The order of constraints, periodic columns and assertions decides the proof's bytes.
use winter_air::{Air, AuxRandElements, ProofOptions, TraceInfo};
use winter_math::{FieldElement, ToElements};
use winter_prover::matrix::ColMatrix;

use crate::{BaseElement, Error};

mod chain;
mod fibonacci;
mod frame;
mod hash_chain;
mod permutation;
mod poseidon2;

pub use chain::Chain;
pub use fibonacci::Fibonacci;
pub use hash_chain::HashChain;
pub(crate) use hash_chain::run as run_hash_chain;
pub use permutation::Permutation;

/// Public inputs: K elements, in the order of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Public<const K: usize>(pub [BaseElement; K]);

impl<const K: usize> ToElements<BaseElement> for Public<K> {
    fn to_elements(&self) -> Vec<BaseElement> {
        self.0.to_vec()
    }
}

/// Public inputs of a fixed number of elements.
pub trait PublicInputs: ToElements<BaseElement> + Clone + Send + Sync {
    /// How many.
    const COUNT: usize;

    /// From exactly [`Self::COUNT`] elements.
    fn from_elements(elements: &[BaseElement]) -> Option<Self>;
}

impl<const K: usize> PublicInputs for Public<K> {
    const COUNT: usize = K;

    fn from_elements(elements: &[BaseElement]) -> Option<Self> {
        elements.try_into().ok().map(Self)
    }
}

/// What we ask of an AIR beyond winterfell: its dimensions as constants (from them every length in a proof follows) and words for
/// its constraints.
pub trait Statement: Air<BaseField = BaseElement, PublicInputs: PublicInputs> + Sized + 'static {
    /// The parameter `air`.
    const NAME: &'static str;
    /// Columns of the main segment.
    const COLUMNS: usize;
    /// Columns of the auxiliary segment, over the extension.
    const AUX_COLUMNS: usize = 0;
    /// Random elements that the auxiliary segment is built with.
    const AUX_RANDOM: usize = 0;
    /// Columns of the constraint composition polynomial.
    const COMPOSITION_COLUMNS: usize;
    /// Transition constraints and assertions, auxiliary ones included.
    const CONSTRAINTS: usize;
    /// What the main transition constraints say must be zero, in order.
    const TRANSITIONS: &'static [&'static str];

    /// The dimensions of a trace of n rows; n is a power of two and at least 8.
    fn dimensions(n: usize) -> TraceInfo {
        TraceInfo::new_multi_segment(Self::COLUMNS, Self::AUX_COLUMNS, Self::AUX_RANDOM, n, Vec::new())
    }

    /// The AIR for n rows.
    fn instance(n: usize, public: Self::PublicInputs, options: ProofOptions) -> Self {
        Self::new(Self::dimensions(n), public, options)
    }

    /// The auxiliary segment.
    fn build_aux<E: FieldElement<BaseField = BaseElement>>(
        main: &ColMatrix<BaseElement>,
        random: &AuxRandElements<E>,
    ) -> ColMatrix<E> {
        let _ = random;
        ColMatrix::new(vec![vec![E::ZERO; main.num_rows()]; Self::AUX_COLUMNS.max(1)])
    }

    /// What the auxiliary segment proves of the main one, checked without randomness.
    ///
    /// # Errors
    /// Says what does not hold.
    fn check_aux(main: &ColMatrix<BaseElement>) -> Result<(), Error> {
        let _ = main;
        Ok(())
    }
}
