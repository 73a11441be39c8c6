//! Pointer chasing in a secret read-only memory (Cairo, ePrint 2021/1063, section 9.7): "from `start`, n − 1 reads, each value the
//! next address, end at `end`".
//!
//! Columns a, v: address and value of each access; a', v': the accesses sorted by address. With d the difference of a':
//! a_next = v; d·(d − 1) = 0 (addresses are continuous); (v'_next − v')·(d − 1) = 0 (an address has one value).
//! That (a', v') is a reordering of (a, v) shows in the running product over the extension, for random z and α:
//! p_next·(z − a' − α·v') = p·(z − a − α·v), from 1 to 1.
use std::collections::BTreeMap;

use winter_air::{
    Air, AirContext, Assertion, AuxRandElements, EvaluationFrame, ProofOptions, TraceInfo, TransitionConstraintDegree,
};
use winter_math::{ExtensionOf, FieldElement, batch_inversion};
use winter_prover::matrix::ColMatrix;

use super::{
    Public, Statement,
    frame::{results, row},
};
use crate::{BaseElement, Error};

/// The AIR `permutation`; public inputs start, end.
pub struct Permutation {
    context: AirContext<BaseElement>,
    public: Public<2>,
}

impl Statement for Permutation {
    const NAME: &'static str = "permutation";
    const COLUMNS: usize = 4;
    const AUX_COLUMNS: usize = 1;
    const AUX_RANDOM: usize = 2;
    const COMPOSITION_COLUMNS: usize = 1;
    const CONSTRAINTS: usize = (3 + 1) + (3 + 2);
    const TRANSITIONS: &'static [&'static str] =
        &["a_next - v", "d*(d - 1) with d = a'_next - a'", "(v'_next - v')*(d - 1) with d = a'_next - a'"];

    fn build_aux<E: FieldElement<BaseField = BaseElement>>(
        main: &ColMatrix<BaseElement>,
        random: &AuxRandElements<E>,
    ) -> ColMatrix<E> {
        let [z, alpha] = *row(random.rand_elements());
        let factors = |j| {
            let columns = main.get_column(j).iter().zip(main.get_column(j + 1));
            columns.map(|(&a, &v)| z - E::from(a) - alpha.mul_base(v)).collect::<Vec<E>>()
        };
        let inverses = batch_inversion(&factors(2));
        let ratios = factors(0).into_iter().zip(inverses).map(|(factor, inverse)| factor * inverse);
        let products = ratios.scan(E::ONE, |product, ratio| {
            let before = *product;
            *product *= ratio;
            Some(before)
        });
        ColMatrix::new(vec![products.collect()])
    }

    /// The accesses of rows 0 … n − 2 in a, v and in a', v' are the same.
    fn check_aux(main: &ColMatrix<BaseElement>) -> Result<(), Error> {
        let mut counts = BTreeMap::<(u64, u64), (usize, usize)>::new();
        for access in 0..main.num_rows() - 1 {
            let pair = |j| (main.get(j, access).as_int(), main.get(j + 1, access).as_int());
            counts.entry(pair(0)).or_default().0 += 1;
            counts.entry(pair(2)).or_default().1 += 1;
        }
        match counts.into_iter().find(|(_, (accesses, sorted))| accesses != sorted) {
            None => Ok(()),
            Some(((address, value), (accesses, sorted))) => {
                Err(Error::NotAPermutation { address, value, accesses, sorted })
            }
        }
    }
}

impl Air for Permutation {
    type BaseField = BaseElement;
    type PublicInputs = Public<2>;

    fn new(trace_info: TraceInfo, public: Public<2>, options: ProofOptions) -> Self {
        let main = [1, 2, 2].map(TransitionConstraintDegree::new).to_vec();
        let aux = vec![TransitionConstraintDegree::new(2)];
        Self { context: AirContext::new_multi_segment(trace_info, main, aux, 3, 2, options), public }
    }

    fn context(&self) -> &AirContext<BaseElement> {
        &self.context
    }

    fn evaluate_transition<E: FieldElement<BaseField = BaseElement>>(
        &self,
        frame: &EvaluationFrame<E>,
        _periodic: &[E],
        result: &mut [E],
    ) {
        let ([_, v, sorted_a, sorted_v], [a_next, _, sorted_a_next, sorted_v_next]) =
            (*row(frame.current()), *row(frame.next()));
        let d = sorted_a_next - sorted_a;
        *results(result) = [a_next - v, d * (d - E::ONE), (sorted_v_next - sorted_v) * (d - E::ONE)];
    }

    fn get_assertions(&self) -> Vec<Assertion<BaseElement>> {
        let (Public([start, end]), last) = (self.public, self.context.trace_len() - 1);
        vec![
            Assertion::single(0, 0, start),
            Assertion::single(2, 0, BaseElement::ZERO),
            Assertion::single(0, last, end),
        ]
    }

    fn evaluate_aux_transition<F, E>(
        &self,
        main: &EvaluationFrame<F>,
        aux: &EvaluationFrame<E>,
        _periodic: &[F],
        random: &AuxRandElements<E>,
        result: &mut [E],
    ) where
        F: FieldElement<BaseField = BaseElement>,
        E: FieldElement<BaseField = BaseElement> + ExtensionOf<F>,
    {
        let ([z, alpha], [a, v, sorted_a, sorted_v]) = (*row(random.rand_elements()), *row(main.current()));
        let ([p], [p_next]) = (*row(aux.current()), *row(aux.next()));
        let factor = |a: F, v: F| z - E::from(a) - ExtensionOf::mul_base(alpha, v);
        *results(result) = [p_next * factor(sorted_a, sorted_v) - p * factor(a, v)];
    }

    fn get_aux_assertions<E: FieldElement<BaseField = BaseElement>>(
        &self,
        _random: &AuxRandElements<E>,
    ) -> Vec<Assertion<E>> {
        vec![Assertion::single(0, 0, E::ONE), Assertion::single(0, self.context.trace_len() - 1, E::ONE)]
    }
}
