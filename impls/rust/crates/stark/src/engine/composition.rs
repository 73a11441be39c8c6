//! The columns of the constraint composition polynomial.
use super::{
    lde::{Segment, coordinates},
    pool,
    rows::ManyHasher,
    transform::{Column, interpolate_coset},
};
use crate::{Error, Extension};

/// From the composition polynomial's values on the constraint evaluation domain: its coefficients, n in each of `count` columns
/// (H(x) = Σ_i x^(in)·H_i(x)), extended and committed to. Column i of the extension are columns 2i and 2i + 1 of the base field.
pub(super) fn commit<H: ManyHasher>(values: &[Extension], n: usize, count: usize) -> Result<Segment, Error> {
    let [c0, c1] = coordinates(values);
    let (c0, c1) = pool::join(|| interpolate_coset(c0), || interpolate_coset(c1));
    let (c0, c1) = (c0?, c1?);
    let columns = c0.chunks(n).zip(c1.chunks(n)).take(count);
    let polynomials: Vec<Column> = columns.flat_map(|(c0, c1)| [c0.to_vec(), c1.to_vec()]).collect();
    Segment::of_polynomials::<H>(polynomials)
}
