//! The four AIRs of the STARK family, each with the constraints and an exact check of a trace against them.
pub mod chain;
pub mod fibonacci;
pub mod hash_chain;
pub mod permutation;

use p3_matrix::Matrix;
use p3_matrix::dense::RowMajorMatrix;

use crate::error::Error;
use crate::input::Element;

/// An AIR whose traces can be checked row by row, untimed, before anything is proved.
pub trait Checked<F: Element> {
    /// The AIR's name.
    const NAME: &'static str;

    /// The first constraint that `row` with its successor breaks; the successor is None in the last row.
    fn broken(&self, row: usize, local: &[F], next: Option<&[F]>, public: &[F]) -> Option<String>;

    /// What a row by row check can't see.
    fn broken_as_a_whole(&self, _trace: &RowMajorMatrix<F>) -> Option<(usize, String)> {
        None
    }
}

/// Refuses a trace that breaks the AIR, with the first row and the constraint.
pub fn check<F: Element, A: Checked<F>>(air: &A, trace: &RowMajorMatrix<F>, public: &[F]) -> Result<(), Error> {
    let broken = |row, what| Error::BrokenTrace { air: A::NAME, row, what };
    let width = trace.width();
    let mut rows = trace.values.chunks_exact(width).enumerate().peekable();
    while let Some((row, local)) = rows.next() {
        let next = rows.peek().map(|(_, next)| *next);
        if let Some(what) = air.broken(row, local, next, public) {
            return Err(broken(row, what));
        }
    }
    air.broken_as_a_whole(trace).map_or(Ok(()), |(row, what)| Err(broken(row, what)))
}

/// `what` if the two differ.
fn differ<F: Element>(found: F, wanted: F, what: impl FnOnce() -> String) -> Option<String> {
    (found != wanted).then(what)
}
