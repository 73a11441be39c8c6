//! A chain of multiplications: "I know x_0 and b such that n − 1 steps of x -> x·(x + b) end at y".
//!
//! x' = x·(x + b), b' = b; x[n−1] = y.
use winter_air::{Air, AirContext, Assertion, EvaluationFrame, ProofOptions, TraceInfo, TransitionConstraintDegree};
use winter_math::FieldElement;

use super::{
    Public, Statement,
    frame::{results, row},
};
use crate::BaseElement;

/// The AIR `chain`; public input y.
pub struct Chain {
    context: AirContext<BaseElement>,
    public: Public<1>,
}

impl Statement for Chain {
    const NAME: &'static str = "chain";
    const COLUMNS: usize = 2;
    const COMPOSITION_COLUMNS: usize = 1;
    const CONSTRAINTS: usize = 2 + 1;
    const TRANSITIONS: &'static [&'static str] = &["x' - x*(x + b)", "b' - b"];
}

impl Air for Chain {
    type BaseField = BaseElement;
    type PublicInputs = Public<1>;

    fn new(trace_info: TraceInfo, public: Public<1>, options: ProofOptions) -> Self {
        let degrees = [2, 1].map(TransitionConstraintDegree::new).to_vec();
        Self { context: AirContext::new(trace_info, degrees, 1, options), public }
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
        let ([x, b], [x_next, b_next]) = (*row(frame.current()), *row(frame.next()));
        *results(result) = [x_next - x * (x + b), b_next - b];
    }

    fn get_assertions(&self) -> Vec<Assertion<BaseElement>> {
        let (Public([y]), last) = (self.public, self.context.trace_len() - 1);
        vec![Assertion::single(0, last, y)]
    }
}
