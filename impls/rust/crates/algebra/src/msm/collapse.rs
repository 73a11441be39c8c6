//! lowᵢ + Σ_j k_j·high_{j,i} for many points and few k: the digits are the same everywhere, so each step is one batch of affine
//! additions, and all k share the doublings.
//!
//! k = k₁ + k₂λ in the digits of Straus' method (`straus`), tables of odd multiples of each point; a doubling costs 7
//! multiplications and an addition 6, inversions included, where projective coordinates take 7 and 11.
use ark_ec::short_weierstrass::Affine;
use ark_ff::BigInt;

use super::{
    affine::{BATCH, Memory, Pair, Point, add_pairs},
    coordinate::Coordinate,
    glv::{Glv, HALF_BITS},
    straus::{MULTIPLES, digits},
};
use crate::spread::spread;

/// What is added after the doubling at a position: of which k, the row of the table, of P or of φ(P), and the sign.
#[derive(Debug, Clone, Copy)]
struct Step {
    list: usize,
    row: usize,
    image: bool,
    negative: bool,
}

/// The steps of each position, the lowest first.
fn steps<'a, C: Glv>(factors: impl Iterator<Item = &'a BigInt<4>>) -> Vec<Vec<Step>> {
    let mut steps = vec![Vec::new(); HALF_BITS + 1];
    for (list, k) in factors.enumerate() {
        for (half, image) in C::split(k).into_iter().zip([false, true]) {
            for digit in digits(half) {
                if let Some(steps) = steps.get_mut(digit.position as usize) {
                    steps.push(Step { list, row: digit.row as usize, image, negative: digit.negative });
                }
            }
        }
    }
    steps
}

/// low[i] += Σ k_j·high_j[i], over the shortest of all lists.
pub(super) fn collapse<C: Glv>(low: &mut [Affine<C>], highs: &[(&[Affine<C>], BigInt<4>)]) {
    let steps = steps::<C>(highs.iter().map(|(_, k)| k));
    let rows = steps.iter().flatten().map(|step| step.row + 1).max().unwrap_or(0);
    let length = highs.iter().map(|(high, _)| high.len()).fold(low.len(), usize::min);
    let (low, _) = low.split_at_mut(length);
    spread(low, |first, part| {
        let mut batch = Batch::<C::BaseField>::default();
        for (index, low) in part.chunks_mut(BATCH).enumerate() {
            let chunk = |list: &[Affine<C>]| -> Vec<_> {
                let list = list.get(first + index * BATCH..).unwrap_or_default();
                list.iter().take(low.len()).map(Point::from_affine).collect()
            };
            let tables: Vec<_> = highs.iter().map(|(high, _)| batch.tables(chunk(high), rows)).collect();
            batch.multiply::<C>(low.len(), &tables, &steps);
            let low_points: Vec<_> = low.iter().map(Point::from_affine).collect();
            batch.add(&low_points, false);
            for (to, sum) in low.iter_mut().zip(&batch.sums) {
                *to = sum.to_affine();
            }
        }
    });
}

/// Sums of as many points as share an inversion, and the memory to work in.
struct Batch<F: Coordinate> {
    sums: Vec<Point<F>>,
    operands: Vec<Point<F>>,
    pairs: Vec<Pair>,
    memory: Memory<F>,
}

impl<F: Coordinate> Default for Batch<F> {
    fn default() -> Self {
        Self { sums: Vec::new(), operands: Vec::new(), pairs: Vec::new(), memory: Memory::default() }
    }
}

impl<F: Coordinate> Batch<F> {
    /// sums[i] = Σ k_j·points_j[i] by the tables of all lists.
    fn multiply<C: Glv<BaseField = F>>(&mut self, count: usize, tables: &[Vec<Vec<Point<F>>>], steps: &[Vec<Step>]) {
        self.sums.clear();
        self.sums.resize(count, Point::ZERO);
        let mut started = false;
        for steps in steps.iter().rev() {
            if started {
                let sums = self.sums.clone();
                self.add(&sums, false);
            }
            for step in steps {
                let row = tables.get(step.list).and_then(|table| table.get(step.row));
                let row = row.map(Vec::as_slice).unwrap_or_default();
                if step.image {
                    let images: Vec<_> = row.iter().map(Point::endomorphism::<C>).collect();
                    self.add(&images, step.negative);
                } else {
                    self.add(row, step.negative);
                }
                started = true;
            }
        }
    }

    /// P, 3P, 5P, … of each point, a row each.
    fn tables(&mut self, points: Vec<Point<F>>, rows: usize) -> Vec<Vec<Point<F>>> {
        self.sums = points.clone();
        self.add(&points, false);
        let doubles = std::mem::replace(&mut self.sums, points.clone());
        let mut tables = vec![points];
        for _ in 1..rows.min(MULTIPLES) {
            self.add(&doubles, false);
            tables.push(self.sums.clone());
        }
        tables
    }

    /// sums[i] ± points[i], with one inversion.
    fn add(&mut self, points: &[Point<F>], negative: bool) {
        let count = self.sums.len();
        self.operands.clear();
        self.operands.extend_from_slice(&self.sums);
        self.operands.extend(
            points.iter().map(|point| if negative { Point { x: point.x, y: F::ZERO.minus(&point.y) } } else { *point }),
        );
        if self.pairs.len() != count {
            let index = |i: usize| i as u32;
            self.pairs = (0..count).map(|i| Pair { first: index(i), second: index(count + i), to: index(i) }).collect();
        }
        add_pairs(&self.operands, &self.pairs, &mut self.sums, &mut self.memory);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pasta::{Fp, VestaAffine, VestaConfig};
    use ark_ec::{AffineRepr, CurveGroup};
    use ark_ff::PrimeField;
    use proptest::prelude::*;

    fn check(factors: &[Fp], length: usize) {
        let point = |i: usize| (VestaAffine::generator() * Fp::from(i as u64)).into_affine();
        let high = |j: usize| (0..length).map(|i| point(i * i + i % 3 + j)).collect(); // infinity among them
        let highs: Vec<Vec<VestaAffine>> = (0..factors.len()).map(high).collect();
        let low: Vec<VestaAffine> = (0..length).map(|i| if i % 5 == 4 { -highs[0][i] } else { point(7 * i) }).collect();
        let mut found = low.clone();
        let terms: Vec<_> = highs.iter().zip(factors).map(|(high, k)| (high.as_slice(), k.into_bigint())).collect();
        collapse::<VestaConfig>(&mut found, &terms);
        for (i, (found, low)) in found.iter().zip(&low).enumerate() {
            let sum = highs.iter().zip(factors).fold(low.into_group(), |sum, (high, k)| sum + high[i] * k);
            assert_eq!(*found, sum.into_affine(), "{i}, {factors:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn is_a_sum_and_a_product(bytes in proptest::collection::vec(any::<[u8; 32]>(), 1..4), length in 0_usize..40) {
            let factors: Vec<Fp> = bytes.iter().map(|bytes| Fp::from_le_bytes_mod_order(bytes)).collect();
            check(&factors, length);
        }
    }

    #[test]
    fn of_the_corners_and_of_many() {
        for k in 0..20_u64 {
            check(&[Fp::from(k)], 11);
            check(&[-Fp::from(k)], 11);
            check(&[Fp::from(k), -Fp::from(k), Fp::from(7 * k)], 11);
        }
        let k = Fp::from(u128::MAX) * Fp::from(3_u64);
        check(&[k], 2500);
        check(&[k, k], 600);
    }
}
