//! Fibonacci: "the sequence that begins with a, b has the value `result` at its end", two values a row.
//!
//! s0' = s0 + s1, s1' = s1 + s0'; s0[0] = a, s1[0] = b, s1[n−1] = result.
use winter_air::{Air, AirContext, Assertion, EvaluationFrame, ProofOptions, TraceInfo, TransitionConstraintDegree};
use winter_math::FieldElement;

use super::{
    Public, Statement,
    frame::{results, row},
};
use crate::BaseElement;

/// The AIR `fibonacci`; public inputs a, b, result.
pub struct Fibonacci {
    context: AirContext<BaseElement>,
    public: Public<3>,
}

impl Statement for Fibonacci {
    const NAME: &'static str = "fibonacci";
    const COLUMNS: usize = 2;
    const COMPOSITION_COLUMNS: usize = 1;
    const CONSTRAINTS: usize = 2 + 3;
    const TRANSITIONS: &'static [&'static str] = &["s0' - (s0 + s1)", "s1' - (s1 + s0')"];
}

impl Air for Fibonacci {
    type BaseField = BaseElement;
    type PublicInputs = Public<3>;

    fn new(trace_info: TraceInfo, public: Public<3>, options: ProofOptions) -> Self {
        let degrees = vec![TransitionConstraintDegree::new(1); 2];
        Self { context: AirContext::new(trace_info, degrees, 3, options), public }
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
        let ([s0, s1], [t0, t1]) = (*row(frame.current()), *row(frame.next()));
        *results(result) = [t0 - (s0 + s1), t1 - (s1 + t0)];
    }

    fn get_assertions(&self) -> Vec<Assertion<BaseElement>> {
        let (Public([a, b, result]), last) = (self.public, self.context.trace_len() - 1);
        vec![Assertion::single(0, 0, a), Assertion::single(1, 0, b), Assertion::single(1, last, result)]
    }
}
