//! Pointer chasing in a secret read-only memory (Cairo's continuous read-only memory), with plonky3's LogUp.
//!
//! Columns a, v, a', v': from `start`, n−1 reads (a, v), each value the next address, ending at `end`; (a', v') the same
//! accesses sorted by address. Row n−1 holds a = end, v = 0 and repeats a', v'. Public: start, end.
//! With d = a'_next − a': a_next = v; d(d−1) = 0; (v'_next − v')(d−1) = 0; a = start and a' = 0 in row 0, a = end in the last.
//!
//! That both pairs of columns hold the same accesses is shown by LogUp, Σ f/(z − a − α·v) = Σ f/(z − a' − α·v'), which is
//! what plonky3 has (p3-lookup); its multiplicity f is a fifth column that we add: 1 in all rows but the last, where it is 0.
use p3_air::{Air, AirBuilder, BaseAir, WindowAccess};
use p3_field::{Dup, PrimeCharacteristicRing};
use p3_lookup::{Count, InteractionBuilder};
use p3_matrix::dense::RowMajorMatrix;

use super::{Checked, differ};
use crate::input::Element;

/// Columns of ours beside the given four: f.
pub const EXTRA: usize = 1;
const WIDTH: usize = 4 + EXTRA;

/// The AIR.
#[derive(Clone, Copy, Debug)]
pub struct Permutation;

impl<F> BaseAir<F> for Permutation {
    fn width(&self) -> usize {
        WIDTH
    }

    fn num_public_values(&self) -> usize {
        2
    }
}

impl<AB: InteractionBuilder> Air<AB> for Permutation {
    #[allow(clippy::indexing_slicing, reason = "the builder's rows and public values have the lengths declared above")]
    fn eval(&self, builder: &mut AB) {
        let main = builder.main();
        let (local, next) = (main.current_slice(), main.next_slice());
        let [a, v, sorted_a, sorted_v, f] = [local[0], local[1], local[2], local[3], local[4]];
        let [a_next, sorted_a_next, sorted_v_next] = [next[0], next[2], next[3]];
        let public = builder.public_values();
        let (start, end) = (public[0], public[1]);

        let d: AB::Expr = sorted_a_next - sorted_a;
        let d_less_one = d.dup() - AB::Expr::ONE;
        let mut transition = builder.when_transition();
        transition.assert_eq(a_next, v);
        transition.assert_zero(d * d_less_one.dup());
        transition.assert_zero((sorted_v_next - sorted_v) * d_less_one);
        transition.assert_one(f);
        let mut first = builder.when_first_row();
        first.assert_eq(a, start);
        first.assert_zero(sorted_a);
        let mut last = builder.when_last_row();
        last.assert_eq(a, end);
        last.assert_zero(f);

        let (read, sorted) = (vec![a.into(), v.into()], vec![sorted_a.into(), sorted_v.into()]);
        let (once, back): (AB::Expr, AB::Expr) = (f.into(), f.into());
        builder.push_local_interaction([(read, Count::bounded(once, 1)), (sorted, Count::bounded(-back, 1))]);
    }
}

/// Fills f, the column that the given trace does not have.
pub fn fill<F: Element>(trace: &mut RowMajorMatrix<F>) {
    let rows = trace.values.len() / WIDTH;
    for (row, columns) in trace.values.chunks_exact_mut(WIDTH).enumerate() {
        if let [.., f] = columns {
            *f = F::from_bool(row + 1 < rows);
        }
    }
}

impl<F: Element> Checked<F> for Permutation {
    const NAME: &'static str = "permutation";

    fn broken(&self, row: usize, local: &[F], next: Option<&[F]>, public: &[F]) -> Option<String> {
        let (&[a, v, sorted_a, sorted_v, _], &[start, end]) = (local, public) else {
            return Some("wrong shape".into());
        };
        let start = || {
            differ(a, start, || "assertion a = start".into())
                .or_else(|| differ(sorted_a, F::ZERO, || "assertion a' = 0".into()))
        };
        let step = || match next {
            Some(&[a_next, _, sorted_a_next, sorted_v_next, _]) => {
                let d = sorted_a_next - sorted_a;
                let zero = F::ZERO;
                differ(a_next, v, || "transition 0: a_next = v".into())
                    .or_else(|| differ(d * (d - F::ONE), zero, || "transition 1: d(d − 1) = 0".into()))
                    .or_else(|| {
                        let product = (sorted_v_next - sorted_v) * (d - F::ONE);
                        differ(product, zero, || "transition 2: (v'_next − v')(d − 1) = 0".into())
                    })
            }
            _ => differ(a, end, || "assertion a = end".into()),
        };
        (row == 0).then(start).flatten().or_else(step)
    }

    fn broken_as_a_whole(&self, trace: &RowMajorMatrix<F>) -> Option<(usize, String)> {
        let (mut reads, mut sorted) = (Vec::new(), Vec::new());
        for row in trace.values.chunks_exact(WIDTH) {
            let &[a, v, sorted_a, sorted_v, f] = row else { continue };
            if f == F::ONE {
                reads.push((a.as_canonical_u64(), v.as_canonical_u64()));
                sorted.push((sorted_a.as_canonical_u64(), sorted_v.as_canonical_u64()));
            }
        }
        reads.sort_unstable();
        let place = reads.iter().zip(&sorted).position(|(read, sorted)| read != sorted)?;
        Some((place, "the columns a', v' are not the accesses (a, v) sorted by address".into()))
    }
}
