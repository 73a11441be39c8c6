//! A product by several threads: rows in parts, or outputs where there is one row.
use std::ops::Range;

use super::{
    plan::Product,
    product::{GROUP, Packed, multiply, multiply_groups},
};

/// Multiplications that pay for another thread that is awake: some 2 µs.
const WORK_A_PART: usize = 1 << 18;

/// All groups of channels of a Linear or a Conv for some of the outputs' rows, by at most `threads` threads of rayon's current
/// pool. False where something does not fit.
pub(super) fn multiply_all(product: &Product, x: &[i8], range: Range<usize>, out: &mut [i8], threads: usize) -> bool {
    let work: usize = product.parts.iter().map(|part| part.packed.work()).sum();
    let pays = work.saturating_mul(range.len() * product.pooled) / WORK_A_PART;
    let parts = threads.min(pays).max(1);
    match (product.parts.as_slice(), parts, range.len()) {
        ([only], 2.., 1) => columns(product, &only.packed, x, range.start, 0..only.packed.groups(), out, parts),
        _ => rows(product, x, range, out, parts),
    }
}

/// Halves of the rows, and of them again.
fn rows(product: &Product, x: &[i8], range: Range<usize>, out: &mut [i8], parts: usize) -> bool {
    if parts <= 1 || range.len() < 2 {
        return product.parts.iter().all(|part| {
            let (x, out) = (x.get(part.first_input..), out.get_mut(part.first_output..));
            let (Some(x), Some(out)) = (x, out) else { return false };
            multiply(&part.packed, x, &product.rows, product.pooled, range.clone(), out, product.stride)
        });
    }
    let few = parts / 2;
    let first = (range.len() * few / parts).max(1);
    let middle = range.start + first;
    let Some((out, others)) = out.split_at_mut_checked(first * product.stride) else { return false };
    let (a, b) = rayon::join(
        || rows(product, x, range.start..middle, out, few),
        || rows(product, x, middle..range.end, others, parts - few),
    );
    a && b
}

/// Halves of the groups of outputs of one row, and of them again.
fn columns(
    product: &Product,
    packed: &Packed,
    x: &[i8],
    row: usize,
    groups: Range<usize>,
    out: &mut [i8],
    parts: usize,
) -> bool {
    if parts <= 1 || groups.len() < 2 {
        return multiply_groups(packed, x, &product.rows, product.pooled, row..row + 1, groups, out, product.stride);
    }
    let few = parts / 2;
    let first = (groups.len() * few / parts).max(1);
    let middle = groups.start + first;
    let Some((out, others)) = out.split_at_mut_checked(first * GROUP) else { return false };
    let (a, b) = rayon::join(
        || columns(product, packed, x, row, groups.start..middle, out, few),
        || columns(product, packed, x, row, middle..groups.end, others, parts - few),
    );
    a && b
}
