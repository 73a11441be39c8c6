//! Straus' method for short sums: one chain of doublings for all terms, a table of odd multiples for each.
//!
//! With each half-length scalar in non-adjacent form of width w = 5, k = Σ_i d_i·2^i, d_i = 0 or odd, |d_i| ≤ 15, one in w + 1
//! digits not 0:
//!
//! ```text
//! Σ_j k_j·P_j = Σ_i 2^i · S_i        S_i = Σ_j d_i,j·P_j
//! ```
//!
//! (Straus 1964; Möller, Algorithms for multi-exponentiation, 2001.) The multiples and the S_i are affine sums, all those that
//! are independent with one inversion, so that Horner's rule is all that is left in projective coordinates.
use ark_ec::short_weierstrass::{Affine, Projective};
use ark_ff::AdditiveGroup;

use super::{
    Terms,
    affine::{BATCH, Memory, Pair, Point, add_pairs},
    buckets::{Summer, Term},
    glv::{Glv, HALF_BITS, Half},
};

pub(super) const WIDTH: u32 = 5;
/// The odd multiples 1, 3, …, 15.
pub(super) const MULTIPLES: usize = 1 << (WIDTH - 2);
/// Digits of a half-length scalar; a carry may make one more.
const POSITIONS: usize = HALF_BITS + 1;

/// A digit that is not zero: where it stands, and which entry of the table it takes.
pub(super) struct Digit {
    pub position: u32,
    pub row: u32,
    pub negative: bool,
}

/// The digits of a half that are not zero, lowest first.
pub(super) fn digits(half: Half) -> impl Iterator<Item = Digit> {
    let (mut rest, mut position) = (half.magnitude, 0);
    std::iter::from_fn(move || {
        if rest == 0 {
            return None;
        }
        let zeros = rest.trailing_zeros();
        rest >>= zeros;
        position += zeros;
        let low = rest as u32 & ((1 << WIDTH) - 1);
        let negative = low >> (WIDTH - 1) == 1;
        let magnitude = if negative { (1 << WIDTH) - low } else { low };
        rest = if negative { rest + u128::from(magnitude) } else { rest - u128::from(magnitude) };
        Some(Digit { position, row: magnitude >> 1, negative: negative != half.negative })
    })
}

/// Σ kᵢ·Pᵢ over all parts, on one thread.
pub(super) fn msm<C: Glv>(parts: &[Terms<'_, Affine<C>>]) -> Projective<C> {
    let (mut points, mut halves) = (Vec::new(), Vec::new());
    for (base, scalar) in parts.iter().flat_map(|(bases, scalars)| bases.iter().zip(*scalars)) {
        let base = Point::from_affine(base);
        if !base.is_zero() && scalar.0 != [0; 4] {
            points.push(base);
            halves.push(C::split(scalar));
        }
    }
    let n = points.len();
    // (2·row + 1)·P_i stands at row·n + i, φ of it as far behind all of these.
    let images = MULTIPLES * n;
    let mut lengths = vec![0_u32; POSITIONS];
    let mut last_rows = vec![0_u32; n];
    let mut found = Vec::with_capacity(2 * n * POSITIONS / WIDTH as usize);
    for ((index, halves), last_row) in halves.iter().enumerate().zip(&mut last_rows) {
        for (half, start) in halves.iter().zip([0, images]) {
            for digit in digits(*half) {
                *last_row = digit.row.max(*last_row);
                found.push((digit.position, Term::new(start + digit.row as usize * n + index, digit.negative)));
                if let Some(length) = lengths.get_mut(digit.position as usize) {
                    *length += 1;
                }
            }
        }
    }
    let terms = by_position(&found, &lengths);
    let table = table::<C>(points, &last_rows);
    let sums = Summer::new().sums(&table, &terms, &mut lengths);
    sums.iter().rev().skip_while(|sum| sum.is_zero()).fold(Projective::ZERO, |mut total, sum| {
        total.double_in_place();
        if sum.is_zero() { total } else { total + sum.to_affine() }
    })
}

/// The terms in the order of their positions (counting sort).
fn by_position(found: &[(u32, Term)], lengths: &[u32]) -> Vec<Term> {
    let mut end = 0;
    let mut next: Vec<u32> = lengths
        .iter()
        .map(|length| {
            end += length;
            end - length
        })
        .collect();
    let mut terms = vec![Term::default(); found.len()];
    for (position, term) in found {
        if let Some(place) = next.get_mut(*position as usize) {
            if let Some(slot) = terms.get_mut(*place as usize) {
                *slot = *term;
            }
            *place += 1;
        }
    }
    terms
}

/// P, 3P, 5P, … of each point as far as its last row, infinity beyond; then φ of all these.
fn table<C: Glv>(points: Vec<Point<C::BaseField>>, last_rows: &[u32]) -> Vec<Point<C::BaseField>> {
    let n = points.len();
    let mut memory = Memory::default();
    let mut next = vec![Point::ZERO; n];
    let mut add_to_next = |points: &[Point<C::BaseField>], row: u32, first: usize, second: usize| {
        next.fill(Point::ZERO);
        let wanted = last_rows.iter().zip(0_u32..).filter(|(last, _)| **last >= row);
        let pairs: Vec<Pair> =
            wanted.map(|(_, to)| Pair { first: first as u32 + to, second: second as u32 + to, to }).collect();
        pairs.chunks(BATCH).for_each(|pairs| add_pairs(points, pairs, &mut next, &mut memory));
        next.clone()
    };
    // 2P in front for as long as the rows are made: 2·row + 1 = 2 + (2·row − 1).
    let mut table = Vec::with_capacity((2 * MULTIPLES + 1) * n);
    table.extend(add_to_next(&points, 1, 0, 0));
    table.extend(points);
    for row in 1..MULTIPLES {
        let added = add_to_next(&table, row as u32, 0, row * n);
        table.extend(added);
    }
    table.drain(..n);
    table.extend_from_within(..);
    for image in table.iter_mut().skip(MULTIPLES * n) {
        *image = image.endomorphism::<C>();
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(magnitude: u128) {
        for negative in [false, true] {
            let (mut value, mut free_from) = (0_i128, 0);
            for digit in digits(Half { magnitude, negative }) {
                assert!(digit.position >= free_from && (digit.row as usize) < MULTIPLES);
                free_from = digit.position + WIDTH;
                assert!((digit.position as usize) < POSITIONS);
                let odd = i128::from(2 * digit.row + 1) * if digit.negative { -1 } else { 1 };
                value = value.wrapping_add(odd.wrapping_shl(digit.position));
            }
            assert_eq!(value, if negative { -(magnitude as i128) } else { magnitude as i128 });
        }
    }

    proptest! {
        #[test]
        fn digits_give_the_scalar_back(magnitude in 0..1_u128 << HALF_BITS) {
            check(magnitude);
        }
    }

    #[test]
    fn digits_of_the_corners() {
        for bit in 0..HALF_BITS {
            for below in 0..40.min(1 << bit) {
                check((1 << bit) + below);
                check((2 << bit) - 1 - below);
            }
        }
        check(0);
    }
}
