//! Poseidon's parameters for a width of three, x^5, eight full and 56 partial rounds.
use std::{array, sync::LazyLock};

use ff::Field;
use pasta_curves::Fp;

use super::grain::Grain;

/// t: elements of the state.
pub const WIDTH: usize = 3;
/// R_F/2: full rounds before the partial ones, and after them.
pub const HALF_FULL_ROUNDS: usize = 4;
/// R_P.
pub const PARTIAL_ROUNDS: usize = 56;
/// All rounds.
pub const ROUNDS: usize = 2 * HALF_FULL_ROUNDS + PARTIAL_ROUNDS;

/// The state between rounds.
pub type State = [Fp; WIDTH];

/// Round constants and matrix.
#[derive(Debug)]
pub struct Parameters {
    /// Added before the S-boxes of each round.
    pub constants: [State; ROUNDS],
    /// Cauchy's matrix, M_ij = 1/(x_i + y_j).
    pub matrix: [State; WIDTH],
}

/// The parameters, made once.
pub fn parameters() -> &'static Parameters {
    static PARAMETERS: LazyLock<Parameters> = LazyLock::new(Parameters::generate);
    &PARAMETERS
}

impl Parameters {
    fn generate() -> Self {
        let mut grain = Grain::new(WIDTH as u16, 2 * HALF_FULL_ROUNDS as u16, PARTIAL_ROUNDS as u16);
        let constants = array::from_fn(|_| array::from_fn(|_| grain.element()));
        let (x, y): (State, State) = (array::from_fn(|_| grain.reduced()), array::from_fn(|_| grain.reduced()));
        let matrix = x.map(|x| y.map(|y| (x + y).invert().unwrap_or(Fp::ZERO)));
        Self { constants, matrix }
    }

    /// The constants of a round; none after the last.
    pub fn round(&self, round: usize) -> State {
        self.constants.get(round).copied().unwrap_or_default()
    }

    /// M·v.
    pub fn multiply(&self, v: State) -> State {
        self.matrix.map(|row| row.iter().zip(v).map(|(m, v)| v * m).sum())
    }
}

/// x^5.
pub fn fifth(x: Fp) -> Fp {
    x.square().square() * x
}

/// a + b.
pub fn sum(a: State, b: State) -> State {
    array::from_fn(|i| a.iter().zip(b).map(|(a, b)| b + a).nth(i).unwrap_or_default())
}
