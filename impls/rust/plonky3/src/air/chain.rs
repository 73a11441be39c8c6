//! A chain of multiplications. Public: y.
//!
//! x' = x·(x + b), b' = b; x = y in the last row.
use p3_air::{Air, AirBuilder, BaseAir, WindowAccess};

use super::{Checked, differ};
use crate::input::Element;

/// The AIR.
#[derive(Clone, Copy, Debug)]
pub struct Chain;

impl<F> BaseAir<F> for Chain {
    fn width(&self) -> usize {
        2
    }

    fn num_public_values(&self) -> usize {
        1
    }
}

impl<AB: AirBuilder> Air<AB> for Chain {
    #[allow(clippy::indexing_slicing, reason = "the builder's rows and public values have the lengths declared above")]
    fn eval(&self, builder: &mut AB) {
        let main = builder.main();
        let (local, next) = (main.current_slice(), main.next_slice());
        let (x, b, x_next, b_next) = (local[0], local[1], next[0], next[1]);
        let y = builder.public_values()[0];

        let mut transition = builder.when_transition();
        transition.assert_eq(x_next, x * (x + b));
        transition.assert_eq(b_next, b);
        builder.when_last_row().assert_eq(x, y);
    }
}

impl<F: Element> Checked<F> for Chain {
    const NAME: &'static str = "chain";

    fn broken(&self, _row: usize, local: &[F], next: Option<&[F]>, public: &[F]) -> Option<String> {
        let (&[x, b], &[y]) = (local, public) else { return Some("wrong shape".into()) };
        match next {
            Some(&[x_next, b_next]) => differ(x_next, x * (x + b), || "transition 0: x' = x·(x + b)".into())
                .or_else(|| differ(b_next, b, || "transition 1: b' = b".into())),
            _ => differ(x, y, || "assertion x = y".into()),
        }
    }
}
