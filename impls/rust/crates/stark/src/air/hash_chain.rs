//! Hash chain: "I know x with H^k(x) = y", H(x) = Poseidon2(x ‖ 0^4)[0..4], k = n/32.
//!
//! One application of H takes 32 rows; the transition of row t of the cycle is
//! t = 0: M_E·s; 1..4: full rounds 0..3; 5..26: partial rounds 0..21; 27..30: full rounds 4..7; 31: link, (s_0, …, s_3, 0, …, 0).
//! A full round is M_E·(s + rc)^7, a partial one M_I·((s_0 + rc_0)^7, s_1, …, s_7). As M_E is linear, one constraint says all:
//!
//! s' = M_E·(init·s + full·(s + rc)^7) + partial·M_I·((s_0 + rc_0)^7, s_1, …, s_7) + link·(s_0, …, s_3, 0, …, 0).
use winter_air::{Air, AirContext, Assertion, EvaluationFrame, ProofOptions, TraceInfo, TransitionConstraintDegree};
use winter_math::FieldElement;

use super::{
    Public, Statement,
    frame::{results, row},
    poseidon2::{FULL, PARTIAL, WIDTH, external, internal, sbox},
};
use crate::BaseElement;

/// Rows of one application of H.
const CYCLE: usize = 32;
/// Elements of the value that is hashed.
const RATE: usize = 4;
/// Flags init, full, partial, link; then rc_0 … rc_7.
const PERIODIC: usize = 4 + WIDTH;

/// The AIR `hash_chain`; public inputs y_0 … y_3.
pub struct HashChain {
    context: AirContext<BaseElement>,
    public: Public<RATE>,
}

impl Statement for HashChain {
    const NAME: &'static str = "hash_chain";
    const COLUMNS: usize = WIDTH;
    const COMPOSITION_COLUMNS: usize = 7;
    const CONSTRAINTS: usize = WIDTH + WIDTH;
    const TRANSITIONS: &'static [&'static str] = &[
        "s_0' - step(s)_0",
        "s_1' - step(s)_1",
        "s_2' - step(s)_2",
        "s_3' - step(s)_3",
        "s_4' - step(s)_4",
        "s_5' - step(s)_5",
        "s_6' - step(s)_6",
        "s_7' - step(s)_7",
    ];
}

/// The state x ‖ 0^4 and the n − 1 states after it, row by row.
pub(crate) fn run(x: [BaseElement; RATE], n: usize) -> Vec<[BaseElement; WIDTH]> {
    let columns = periodic();
    let value = |column: &Vec<BaseElement>, t: usize| column.get(t % CYCLE).copied().unwrap_or_default();
    let cycle: Vec<[BaseElement; PERIODIC]> = (0..CYCLE)
        .map(|t| std::array::from_fn(|j| columns.get(j).map_or(BaseElement::ZERO, |c| value(c, t))))
        .collect();
    let [a, b, c, d] = x;
    let first = [a, b, c, d, BaseElement::ZERO, BaseElement::ZERO, BaseElement::ZERO, BaseElement::ZERO];
    let states = std::iter::successors(Some((first, 0)), |(state, t)| {
        cycle.get(t % CYCLE).map(|periodic| (step(state, periodic), t + 1))
    });
    states.take(n).map(|(state, _)| state).collect()
}

/// The periodic columns.
fn periodic() -> Vec<Vec<BaseElement>> {
    let rounds = (0..CYCLE).map(|t| {
        let (mut flags, mut constants) = ([0; 4], [0; WIDTH]);
        let [init, full, partial, link] = &mut flags;
        match t {
            0 => *init = 1,
            5..=26 => {
                *partial = 1;
                let [first, ..] = &mut constants;
                *first = PARTIAL.get(t - 5).copied().unwrap_or_default();
            }
            31 => *link = 1,
            _ => {
                *full = 1;
                let round = if t < 5 { t - 1 } else { t - 23 };
                constants = FULL.get(round).copied().unwrap_or_default();
            }
        }
        [&flags[..], &constants].concat()
    });
    let rows: Vec<Vec<u64>> = rounds.collect();
    let value = |t: &Vec<u64>, j| BaseElement::new(t.get(j).copied().unwrap_or_default());
    (0..PERIODIC).map(|j| rows.iter().map(|t| value(t, j)).collect()).collect()
}

/// What follows the state s in a row with these periodic values.
#[inline(always)]
fn step<E: FieldElement<BaseField = BaseElement>>(s: &[E; WIDTH], periodic: &[E; PERIODIC]) -> [E; WIDTH] {
    let [init, full, partial, link, constants @ ..] = *periodic;
    let mut boxed = *s;
    boxed.iter_mut().zip(constants).for_each(|(x, constant)| *x = sbox(*x + constant));
    let mut mixed = boxed;
    mixed.iter_mut().zip(s).for_each(|(x, &s)| *x = full * *x + init * s);
    let [first, ..] = boxed;
    let [_, s1, s2, s3, s4, s5, s6, s7] = *s;
    let mut next = external(mixed);
    let inner = internal([first, s1, s2, s3, s4, s5, s6, s7]);
    next.iter_mut().zip(inner).for_each(|(x, inner)| *x += partial * inner);
    next.iter_mut().zip(s).take(RATE).for_each(|(x, &s)| *x += link * s);
    next
}

impl Air for HashChain {
    type BaseField = BaseElement;
    type PublicInputs = Public<RATE>;

    fn new(trace_info: TraceInfo, public: Public<RATE>, options: ProofOptions) -> Self {
        let degrees = vec![TransitionConstraintDegree::with_cycles(7, vec![CYCLE]); WIDTH];
        Self { context: AirContext::new(trace_info, degrees, WIDTH, options), public }
    }

    fn context(&self) -> &AirContext<BaseElement> {
        &self.context
    }

    fn evaluate_transition<E: FieldElement<BaseField = BaseElement>>(
        &self,
        frame: &EvaluationFrame<E>,
        periodic: &[E],
        result: &mut [E],
    ) {
        let expected = step(row(frame.current()), row(periodic));
        let result: &mut [E; WIDTH] = results(result);
        for ((result, &next), expected) in result.iter_mut().zip(frame.next()).zip(expected) {
            *result = next - expected;
        }
    }

    fn get_periodic_column_values(&self) -> Vec<Vec<BaseElement>> {
        periodic()
    }

    fn get_assertions(&self) -> Vec<Assertion<BaseElement>> {
        let last = self.context.trace_len() - 1;
        let capacity = (RATE..WIDTH).map(|j| Assertion::single(j, 0, BaseElement::ZERO));
        let output = self.public.0.into_iter().enumerate().map(|(j, y)| Assertion::single(j, last, y));
        capacity.chain(output).collect()
    }
}
