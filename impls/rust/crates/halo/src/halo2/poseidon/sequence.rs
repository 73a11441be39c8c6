//! The partial rounds as a sequence of one element a round.
//!
//! A partial round has one S-box, so the two other elements u_i of the state follow linearly from what the S-boxes did before:
//!
//! ```text
//! x_i the S-box's input of partial round i, y_i = x_i^5
//! (x_{i+1}, u_{i+1}) = M·(y_i, u_i) + c_{i+1}
//! ```
//!
//! The two equations for x_{i+1} and x_{i+2} are linear in u_i and determine it; put into the one for x_{i+3} they leave
//! x_{i+3} as a linear combination of x_{i+1}, x_{i+2}, y_i, y_{i+1}, y_{i+2} and a constant: one cell a round, three rounds a row
//! of three columns. The same way lead from the last full round before into x_0, x_1, x_2, and out of x_54, x_55, x_56 (the first
//! element before the S-boxes of round 60) into the full rounds after.
use std::{array, sync::LazyLock};

use ff::Field;
use halo2_proofs::plonk::Expression;
use pasta_curves::Fp;

use super::{
    hash::initial,
    parameters::{HALF_FULL_ROUNDS, PARTIAL_ROUNDS, State, fifth, parameters, sum},
};

/// Σ coefficients·inputs + constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Affine<const N: usize> {
    /// One for each input.
    pub coefficients: [Fp; N],
    /// What is added.
    pub constant: Fp,
}

impl<const N: usize> Affine<N> {
    /// Of a function that is affine.
    fn of(f: impl Fn([Fp; N]) -> Fp) -> Self {
        let constant = f([Fp::ZERO; N]);
        let unit = |j| array::from_fn(|i| Fp::from(u64::from(i == j)));
        Self { coefficients: array::from_fn(|j| f(unit(j)) - constant), constant }
    }

    /// Without the constant, which a fixed column supplies.
    pub fn linear(&self, inputs: &[Expression<Fp>; N]) -> Expression<Fp> {
        combination(&self.coefficients, inputs)
    }

    /// With the constant.
    pub fn whole(&self, inputs: &[Expression<Fp>; N]) -> Expression<Fp> {
        self.linear(inputs) + Expression::Constant(self.constant)
    }
}

/// Σ coefficients·inputs.
pub fn combination<const N: usize>(coefficients: &[Fp; N], inputs: &[Expression<Fp>; N]) -> Expression<Fp> {
    let terms = coefficients.iter().zip(inputs).map(|(coefficient, input)| input.clone() * *coefficient);
    terms.reduce(|sum, term| sum + term).unwrap_or(Expression::Constant(Fp::ZERO))
}

/// x^5.
pub fn fifth_power(x: &Expression<Fp>) -> Expression<Fp> {
    x.clone().square().square() * x.clone()
}

/// c_i, with c_56 that of the full round after the last partial one.
fn constants(i: usize) -> State {
    parameters().round(HALF_FULL_ROUNDS + i)
}

/// (x_{i+1}, u_{i+1}) from y_i and u_i.
fn step(i: usize, y: Fp, [u, v]: [Fp; 2]) -> (Fp, [Fp; 2]) {
    let [x, u, v] = sum(parameters().multiply([y, u, v]), constants(i + 1));
    (x, [u, v])
}

/// u_i from x_{i+1}, x_{i+2}, y_i, y_{i+1}.
fn hidden(i: usize, [x1, x2, y0, y1]: [Fp; 4]) -> [Fp; 2] {
    let [[_, m1, m2], [_, a11, a12], [_, a21, a22]] = parameters().matrix;
    let (n1, n2) = (m1 * a11 + m2 * a21, m1 * a12 + m2 * a22);
    // x_{i+1} = (its value for u_i = 0) + m·u_i, x_{i+2} = (the same) + m·A·u_i
    let (without, others) = step(i, y0, [Fp::ZERO; 2]);
    let (r1, r2) = (x1 - without, x2 - step(i + 1, y1, others).0);
    let over = (m1 * n2 - m2 * n1).invert().unwrap_or(Fp::ZERO);
    [(r1 * n2 - m2 * r2) * over, (m1 * r2 - r1 * n1) * over]
}

/// x_{i+3} from x_{i+1}, x_{i+2}, y_i, y_{i+1}, y_{i+2}.
pub fn successor(i: usize) -> Affine<5> {
    Affine::of(|[x1, x2, y0, y1, y2]| {
        let (_, u1) = step(i, y0, hidden(i, [x1, x2, y0, y1]));
        let (_, u2) = step(i + 1, y1, u1);
        step(i + 2, y2, u2).0
    })
}

/// The constant of `successor(i)`, worked out once.
pub fn successor_constant(i: usize) -> Fp {
    static CONSTANTS: LazyLock<Vec<Fp>> =
        LazyLock::new(|| (0..=PARTIAL_ROUNDS - 3).map(|i| successor(i).constant).collect());
    CONSTANTS.get(i).copied().unwrap_or_default()
}

/// x_0, x_1, x_2 from a^5, b^5, c^5 of the full round before, y_0, y_1.
pub fn entry() -> [Affine<5>; 3] {
    let xs = |[a, b, c, y0, y1]: [Fp; 5]| {
        let [x0, u, v] = sum(parameters().multiply([a, b, c]), constants(0));
        let (x1, u1) = step(0, y0, [u, v]);
        [x0, x1, step(1, y1, u1).0]
    };
    [Affine::of(|inputs| xs(inputs)[0]), Affine::of(|inputs| xs(inputs)[1]), Affine::of(|inputs| xs(inputs)[2])]
}

/// The second and third element before the S-boxes of the full round after, from x_55, x_56, y_54, y_55.
pub fn exit() -> [Affine<4>; 2] {
    let others = |inputs: [Fp; 4]| {
        let [_, _, y0, y1] = inputs;
        let i = PARTIAL_ROUNDS - 2;
        let (_, u) = step(i, y0, hidden(i, inputs));
        step(i + 1, y1, u).1
    };
    [Affine::of(|inputs| others(inputs)[0]), Affine::of(|inputs| others(inputs)[1])]
}

/// h + c for the S-box's input of round 0, and what comes out of that round from its fifth power: the other two elements of a
/// hash's initial state are constants.
pub fn first_round() -> (Fp, [Affine<1>; 3]) {
    let [c, b, a] = sum(initial([Fp::ZERO; 2]), parameters().round(0));
    let after = |[y]: [Fp; 1]| sum(parameters().multiply([y, fifth(b), fifth(a)]), parameters().round(1));
    (c, [Affine::of(|y| after(y)[0]), Affine::of(|y| after(y)[1]), Affine::of(|y| after(y)[2])])
}
