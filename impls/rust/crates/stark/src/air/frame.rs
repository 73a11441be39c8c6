//! Rows as arrays.

/// The first N values of a row. winterfell makes frames as wide as the trace info says, which is as wide as the AIR.
#[inline(always)]
#[expect(
    clippy::expect_used,
    reason = "widths are constants of the AIR; the compiler removes the check after inlining"
)]
pub(super) fn row<const N: usize, T>(values: &[T]) -> &[T; N] {
    values.first_chunk().expect("a row as wide as the AIR")
}

/// The same for the constraints' results.
#[inline(always)]
#[expect(clippy::expect_used, reason = "as above")]
pub(super) fn results<const N: usize, T>(values: &mut [T]) -> &mut [T; N] {
    values.first_chunk_mut().expect("as many results as the AIR has constraints")
}
