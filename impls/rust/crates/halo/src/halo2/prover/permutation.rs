//! The permutation products on the rows, blinded (Gabizon, Williamson, Ciobotaru, PLONK, 2019, section 5, in sets of columns).
//!
//! ```text
//! z_i(ω^{j+1}) = z_i(ω^j)·Π (p(ω^j) + β·δ^c·ω^j + γ)/(p(ω^j) + β·σ_c(ω^j) + γ)        over the set's columns c
//! ```
//!
//! z_0 starts at 1 and every other one where the one before it ends, in the row *last*. The b rows after it are random.
use ff::{Field, PrimeField};
use pasta_curves::{Fp, arithmetic::VartimeBatchInvert};
use zkpair_algebra::spread::each;

use super::{Blinded, Challenges, Opening, columns::Columns, domain::powers, key::Key, program::Table};
use crate::Stream;

/// Π … of one set, row by row: numerators over denominators.
fn ratios(key: &Key, rows: &Table<'_>, set: usize, challenges: &Challenges) -> Vec<Fp> {
    let (size, Challenges { beta, gamma, .. }) = (key.cs.columns_a_set(), challenges);
    let columns = || key.cs.permutation.iter().zip(&key.sigmas.rows).skip(set * size).take(size);
    let mut below = vec![Fp::ONE; key.domain.rows()];
    for (column, sigma) in columns() {
        for ((below, value), sigma) in below.iter_mut().zip(rows.column(*column)).zip(sigma) {
            *below *= *beta * sigma + gamma + value;
        }
    }
    below.iter_mut().batch_invert_vartime();
    let mut ratios = below;
    let mut name = *beta * Fp::DELTA.pow_vartime([(set * size) as u64]);
    for (column, _) in columns() {
        let values = rows.column(*column).iter().zip(powers(key.domain.omega));
        for (ratio, (value, power)) in ratios.iter_mut().zip(values) {
            *ratio *= name * power + gamma + value;
        }
        name *= Fp::DELTA;
    }
    ratios
}

/// Each set's z and its blind. Draws for each, in order: its b blinding rows, its blind.
pub fn products(key: &Key, rows: &Table<'_>, challenges: &Challenges, stream: &mut Stream) -> (Columns, Vec<Fp>) {
    let (n, blinding, last) = (key.domain.rows(), key.cs.blinding_rows(), key.cs.usable_rows());
    let sets: Vec<usize> = (0..key.cs.permutation.len().div_ceil(key.cs.columns_a_set())).collect();
    let mut start = Fp::ONE;
    let product = |ratios: Vec<Fp>| {
        let mut z = Vec::with_capacity(n);
        z.push(start);
        z.extend(ratios.iter().take(last).scan(start, |product, ratio| {
            *product *= ratio;
            Some(*product)
        }));
        start = z.last().copied().unwrap_or(start);
        z.extend((0..blinding).map(|_| stream.scalar()));
        (z, stream.scalar())
    };
    each(&sets, |set| ratios(key, rows, *set, challenges)).into_iter().map(product).unzip()
}

/// The products' polynomials and what is opened of each: at x and ωx; then, from the last but one back to the first, where the
/// next one takes over.
pub fn openings(products: &[Blinded], last: i32) -> Vec<Opening<'_>> {
    let now = products.iter().flat_map(|z| [(z, 0), (z, 1)]);
    now.chain(products.iter().rev().skip(1).map(|z| (z, last))).collect()
}

/// The same in the order in which values are written.
pub fn evaluations(products: &[Blinded], last: i32) -> Vec<Opening<'_>> {
    let count = products.len();
    let of = |(i, z)| [(z, 0), (z, 1)].into_iter().chain((i + 1 < count).then_some((z, last)));
    products.iter().enumerate().flat_map(of).collect()
}
