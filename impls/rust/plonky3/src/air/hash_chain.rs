//! "I know x with H^k(x) = y", H(x) = Poseidon2(x ‖ 0^4)[0..4] over Goldilocks, width 8, one permutation each 32 rows.
//!
//! Row 32k holds the input state. With t = row mod 32 the transition is: t = 0 the initial external layer M_E; 1..=4 full
//! rounds; 5..=26 partial rounds; 27..=30 full rounds; 31 the link, which keeps the first four elements and zeroes the rest.
//! Periodic columns (cycle 32): init, full, partial, link (flags), rc_0 … rc_7. Constraint j:
//! s_j' = init·M_E(s)_j + full·M_E((s + rc)^7)_j + partial·M_I((s_0 + rc_0)^7, s_1 … s_7)_j + link·[j < 4]·s_j.
//! Assertions: s_4 … s_7 = 0 in row 0; s_0 … s_3 = y in the last row. Public: y.
use std::borrow::Cow;
use std::sync::LazyLock;

use p3_air::{Air, AirBuilder, BaseAir, WindowAccess};
use p3_field::{Dup, PrimeCharacteristicRing};
use p3_goldilocks::{
    GOLDILOCKS_POSEIDON2_RC_8_EXTERNAL_FINAL, GOLDILOCKS_POSEIDON2_RC_8_EXTERNAL_INITIAL,
    GOLDILOCKS_POSEIDON2_RC_8_INTERNAL, Goldilocks,
};
use p3_poseidon2::{MDSMat4, mds_light_permutation};

use super::{Checked, differ};

/// Rows of one hash.
pub const CYCLE: usize = 32;
const WIDTH: usize = 8;
const FLAGS: usize = 4;

/// The AIR.
#[derive(Clone, Copy, Debug)]
pub struct HashChain;

/// What happens in the transition out of the row t of a cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Init,
    Full,
    Partial,
    Link,
}

/// The kind of each of the cycle's rows, with its round constants (zeros where there are none).
static SCHEDULE: LazyLock<Vec<(Step, [Goldilocks; WIDTH])>> = LazyLock::new(|| {
    let full = |constants: &[[Goldilocks; WIDTH]]| constants.iter().map(|row| (Step::Full, *row)).collect::<Vec<_>>();
    let zeros = [Goldilocks::ZERO; WIDTH];
    let partial = GOLDILOCKS_POSEIDON2_RC_8_INTERNAL.iter().map(|&constant| {
        let mut row = zeros;
        if let Some(first) = row.first_mut() {
            *first = constant;
        }
        (Step::Partial, row)
    });
    let mut steps = vec![(Step::Init, zeros)];
    steps.extend(full(&GOLDILOCKS_POSEIDON2_RC_8_EXTERNAL_INITIAL));
    steps.extend(partial);
    steps.extend(full(&GOLDILOCKS_POSEIDON2_RC_8_EXTERNAL_FINAL));
    steps.push((Step::Link, zeros));
    steps
});

/// init, full, partial, link, rc_0 … rc_7, each over one cycle.
static PERIODIC: LazyLock<Vec<Vec<Goldilocks>>> = LazyLock::new(|| {
    let flag = |step| SCHEDULE.iter().map(|(kind, _)| Goldilocks::from_bool(*kind == step)).collect();
    let constants = (0..WIDTH).map(|j| SCHEDULE.iter().filter_map(|(_, row)| row.get(j).copied()).collect());
    [Step::Init, Step::Full, Step::Partial, Step::Link].map(flag).into_iter().chain(constants).collect()
});

/// M_E, the external layer of width 8.
fn external<R: PrimeCharacteristicRing>(mut state: [R; WIDTH]) -> [R; WIDTH] {
    mds_light_permutation(&mut state, &MDSMat4);
    state
}

/// M_I = 1 + diag(−2, 1, 2, 1/2, 3, −1/2, −3, −4).
fn internal<R: PrimeCharacteristicRing>(state: [R; WIDTH]) -> [R; WIDTH] {
    let sum: R = state.iter().map(|element| element.dup()).sum();
    let [s0, s1, s2, s3, s4, s5, s6, s7] = state;
    let triple = |element: R| element.double() + element;
    [
        sum.dup() - s0.double(),
        sum.dup() + s1,
        sum.dup() + s2.double(),
        sum.dup() + s3.halve(),
        sum.dup() + triple(s4),
        sum.dup() - s5.halve(),
        sum.dup() - triple(s6),
        sum - s7.double().double(),
    ]
}

impl BaseAir<Goldilocks> for HashChain {
    fn width(&self) -> usize {
        WIDTH
    }

    fn num_public_values(&self) -> usize {
        4
    }

    fn num_periodic_columns(&self) -> usize {
        FLAGS + WIDTH
    }

    fn periodic_columns(&self) -> Cow<'_, [Vec<Goldilocks>]> {
        Cow::Borrowed(&PERIODIC)
    }
}

impl<AB: AirBuilder<F = Goldilocks>> Air<AB> for HashChain {
    #[allow(clippy::indexing_slicing, reason = "the builder's rows and public values have the lengths declared above")]
    fn eval(&self, builder: &mut AB) {
        let main = builder.main();
        let state: [AB::Expr; WIDTH] = core::array::from_fn(|j| main.current_slice()[j].into());
        let next: [AB::Expr; WIDTH] = core::array::from_fn(|j| main.next_slice()[j].into());
        let periodic: Vec<AB::Expr> = builder.periodic_values().iter().map(|&value| value.into()).collect();
        let result: [AB::Expr; 4] = core::array::from_fn(|j| builder.public_values()[j].into());

        // rc_1 … rc_7 are zero in partial rounds, and (s_0 + rc_0)^7 is the same in both kinds of round.
        let sbox: [AB::Expr; WIDTH] =
            core::array::from_fn(|j| (state[j].dup() + periodic[FLAGS + j].dup()).exp_const_u64::<7>());
        let mut mixed = state.clone();
        mixed[0] = sbox[0].dup();
        let (init, full, partial) = (external(state.clone()), external(sbox), internal(mixed));
        let steps = init.into_iter().zip(full).zip(partial).zip(state.iter().zip(next)).enumerate();
        let mut transition = builder.when_transition();
        for (j, (((init, full), partial), (s, next))) in steps {
            let mut wanted = periodic[0].dup() * init + periodic[1].dup() * full + periodic[2].dup() * partial;
            if j < 4 {
                wanted += periodic[3].dup() * s.dup();
            }
            transition.assert_eq(next, wanted);
        }
        let mut first = builder.when_first_row();
        for s in &state[4..] {
            first.assert_zero(s.dup());
        }
        let mut last = builder.when_last_row();
        for (s, y) in state.iter().zip(result) {
            last.assert_eq(s.dup(), y);
        }
    }
}

/// The state after the step out of row t of a cycle.
fn advanced(t: usize, state: [Goldilocks; WIDTH]) -> [Goldilocks; WIDTH] {
    let Some((step, constants)) = SCHEDULE.get(t) else { return state };
    let [r0, ..] = *constants;
    match step {
        Step::Init => external(state),
        Step::Full => {
            let mut sbox = state;
            for (s, constant) in sbox.iter_mut().zip(constants) {
                *s = (*s + *constant).exp_const_u64::<7>();
            }
            external(sbox)
        }
        Step::Partial => {
            let [s0, rest @ ..] = state;
            let [a, b, c, d, e, f, g] = rest;
            internal([(s0 + r0).exp_const_u64::<7>(), a, b, c, d, e, f, g])
        }
        Step::Link => {
            let [s0, s1, s2, s3, ..] = state;
            let zero = Goldilocks::ZERO;
            [s0, s1, s2, s3, zero, zero, zero, zero]
        }
    }
}

impl Checked<Goldilocks> for HashChain {
    const NAME: &'static str = "hash_chain";

    fn broken(
        &self,
        row: usize,
        local: &[Goldilocks],
        next: Option<&[Goldilocks]>,
        public: &[Goldilocks],
    ) -> Option<String> {
        let Ok(state) = <[Goldilocks; WIDTH]>::try_from(local) else { return Some("wrong shape".into()) };
        let start = || {
            (4..WIDTH)
                .zip(state.iter().skip(4))
                .find_map(|(j, &s)| differ(s, Goldilocks::ZERO, || format!("assertion s_{j} = 0")))
        };
        let step = || match next {
            Some(next) => {
                next.iter().zip(advanced(row % CYCLE, state)).enumerate().find_map(|(j, (&found, wanted))| {
                    differ(found, wanted, || format!("transition {j} at t = {}", row % CYCLE))
                })
            }
            None => state
                .iter()
                .zip(public)
                .enumerate()
                .find_map(|(j, (&s, &y))| differ(s, y, || format!("assertion s_{j} = y_{j}"))),
        };
        (row == 0).then(start).flatten().or_else(step)
    }
}
