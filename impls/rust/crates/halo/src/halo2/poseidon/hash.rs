//! The permutation and the hash of two elements, as the circuits' witnesses need them.
//!
//! ```text
//! full round:     s ← M·(s + c_r)^5                         rounds 0 … 3 and 60 … 63
//! partial round:  s ← M·((s_0 + c_0)^5, s_1 + c_1, s_2 + c_2)
//! H(a, b) = the first element after permuting (a, b, 2^65)
//! ```
use pasta_curves::Fp;

use super::parameters::{HALF_FULL_ROUNDS, PARTIAL_ROUNDS, ROUNDS, State, fifth, parameters, sum};

/// Is every element put through an S-box in this round?
pub fn is_full(round: usize) -> bool {
    !(HALF_FULL_ROUNDS..HALF_FULL_ROUNDS + PARTIAL_ROUNDS).contains(&round)
}

/// The sponge's state before two elements are hashed: the capacity says that there are two, 2·2^64.
pub fn initial([a, b]: [Fp; 2]) -> State {
    [a, b, Fp::from(1 << 32).square().double()]
}

/// S-boxes and matrix of a round whose constants are added already.
pub fn after_constants(round: usize, [a, b, c]: State) -> State {
    parameters().multiply(if is_full(round) { [a, b, c].map(fifth) } else { [fifth(a), b, c] })
}

/// The states between all rounds: what goes into round 0 … 63, and what comes out.
pub fn states(start: State) -> [State; ROUNDS + 1] {
    let mut state = start;
    std::array::from_fn(|round| {
        if round > 0 {
            state = after_constants(round - 1, sum(state, parameters().round(round - 1)));
        }
        state
    })
}

/// The permutation.
pub fn permute(state: State) -> State {
    states(state).last().copied().unwrap_or_default()
}

/// H(a, b).
pub fn hash(elements: [Fp; 2]) -> Fp {
    let [digest, ..] = permute(initial(elements));
    digest
}
