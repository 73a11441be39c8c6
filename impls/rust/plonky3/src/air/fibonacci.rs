//! Fibonacci, two terms a row. Public: a, b, result.
//!
//! s0' = s0 + s1, s1' = s1 + s0'; s0 = a and s1 = b in row 0, s1 = result in the last row.
use p3_air::{Air, AirBuilder, BaseAir, WindowAccess};

use super::{Checked, differ};
use crate::input::Element;

/// The AIR.
#[derive(Clone, Copy, Debug)]
pub struct Fibonacci;

impl<F> BaseAir<F> for Fibonacci {
    fn width(&self) -> usize {
        2
    }

    fn num_public_values(&self) -> usize {
        3
    }
}

impl<AB: AirBuilder> Air<AB> for Fibonacci {
    #[allow(clippy::indexing_slicing, reason = "the builder's rows and public values have the lengths declared above")]
    fn eval(&self, builder: &mut AB) {
        let main = builder.main();
        let (local, next) = (main.current_slice(), main.next_slice());
        let (s0, s1, s0_next, s1_next) = (local[0], local[1], next[0], next[1]);
        let public = builder.public_values();
        let (a, b, result) = (public[0], public[1], public[2]);

        let mut transition = builder.when_transition();
        transition.assert_eq(s0_next, s0 + s1);
        transition.assert_eq(s1_next, s1 + s0_next);
        let mut first = builder.when_first_row();
        first.assert_eq(s0, a);
        first.assert_eq(s1, b);
        builder.when_last_row().assert_eq(s1, result);
    }
}

impl<F: Element> Checked<F> for Fibonacci {
    const NAME: &'static str = "fibonacci";

    fn broken(&self, row: usize, local: &[F], next: Option<&[F]>, public: &[F]) -> Option<String> {
        let (&[s0, s1], &[a, b, result]) = (local, public) else { return Some("wrong shape".into()) };
        let start =
            || differ(s0, a, || "assertion s0 = a".into()).or_else(|| differ(s1, b, || "assertion s1 = b".into()));
        let step = || match next {
            Some(&[s0_next, s1_next]) => differ(s0_next, s0 + s1, || "transition 0: s0' = s0 + s1".into())
                .or_else(|| differ(s1_next, s1 + s0_next, || "transition 1: s1' = s1 + s0'".into())),
            _ => differ(s1, result, || "assertion s1 = result".into()),
        };
        (row == 0).then(start).flatten().or_else(step)
    }
}
