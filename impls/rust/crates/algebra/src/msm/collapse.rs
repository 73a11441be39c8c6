//! lowᵢ + k·highᵢ for many points and one k: the digits are the same everywhere, so each step is one batch of affine additions.
//!
//! k = k₁ + k₂λ in the digits of Straus' method (`straus`), tables of odd multiples of each point; a doubling costs 7
//! multiplications and an addition 6, inversions included, where projective coordinates take 7 and 11.
use ark_ec::short_weierstrass::Affine;
use ark_ff::BigInt;

use super::{
    affine::{BATCH, Pair, Point, Waiting, add_pairs},
    coordinate::Coordinate,
    glv::{Glv, HALF_BITS},
    straus::{MULTIPLES, digits},
};
use crate::spread::spread;

/// What is added after the doubling at a position: the row of the table, of P or of φ(P), and the sign.
#[derive(Debug, Clone, Copy)]
struct Step {
    row: usize,
    image: bool,
    negative: bool,
}

/// The steps of each position, the lowest first.
fn steps<C: Glv>(k: &BigInt<4>) -> Vec<Vec<Step>> {
    let mut steps = vec![Vec::new(); HALF_BITS + 1];
    for (half, image) in C::split(k).into_iter().zip([false, true]) {
        for digit in digits(half) {
            if let Some(steps) = steps.get_mut(digit.position as usize) {
                steps.push(Step { row: digit.row as usize, image, negative: digit.negative });
            }
        }
    }
    steps
}

/// low[i] += k·high[i], over the shorter of both.
pub(super) fn collapse<C: Glv>(low: &mut [Affine<C>], high: &[Affine<C>], k: &BigInt<4>) {
    let steps = steps::<C>(k);
    let rows = steps.iter().flatten().map(|step| step.row + 1).max().unwrap_or(0);
    let length = low.len().min(high.len());
    let (low, _) = low.split_at_mut(length);
    spread(low, |first, part| {
        let mut batch = Batch::<C::BaseField>::default();
        for (index, low) in part.chunks_mut(BATCH).enumerate() {
            let high = high.get(first + index * BATCH..).unwrap_or_default();
            let points: Vec<_> = high.iter().take(low.len()).map(Point::from_affine).collect();
            batch.multiply::<C>(&points, &steps, rows);
            let low_points: Vec<_> = low.iter().map(Point::from_affine).collect();
            batch.add(&low_points, false);
            for (to, sum) in low.iter_mut().zip(&batch.sums) {
                *to = sum.to_affine();
            }
        }
    });
}

/// Sums of as many points as share an inversion, and the memory to work in.
struct Batch<F> {
    sums: Vec<Point<F>>,
    operands: Vec<Point<F>>,
    pairs: Vec<Pair>,
    waiting: Vec<Waiting<F>>,
}

impl<F> Default for Batch<F> {
    fn default() -> Self {
        Self { sums: Vec::new(), operands: Vec::new(), pairs: Vec::new(), waiting: Vec::new() }
    }
}

impl<F: Coordinate> Batch<F> {
    /// sums[i] = k·points[i].
    fn multiply<C: Glv<BaseField = F>>(&mut self, points: &[Point<F>], steps: &[Vec<Step>], rows: usize) {
        let tables = self.tables(points, rows);
        self.sums.clear();
        self.sums.resize(points.len(), Point::ZERO);
        let mut started = false;
        for steps in steps.iter().rev() {
            if started {
                let sums = self.sums.clone();
                self.add(&sums, false);
            }
            for step in steps {
                let row = tables.get(step.row).map(Vec::as_slice).unwrap_or_default();
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
    fn tables(&mut self, points: &[Point<F>], rows: usize) -> Vec<Vec<Point<F>>> {
        self.sums = points.to_vec();
        self.add(points, false);
        let doubles = std::mem::replace(&mut self.sums, points.to_vec());
        let mut tables = vec![points.to_vec()];
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
        add_pairs(&self.operands, &self.pairs, &mut self.sums, &mut self.waiting);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pasta::{Fp, VestaAffine, VestaConfig};
    use ark_ec::{AffineRepr, CurveGroup};
    use ark_ff::PrimeField;
    use proptest::prelude::*;

    fn check(k: Fp, length: usize) {
        let point = |i: usize| (VestaAffine::generator() * Fp::from(i as u64)).into_affine();
        let high: Vec<VestaAffine> = (0..length).map(|i| point(i * i + i % 3)).collect(); // infinity among them
        let low: Vec<VestaAffine> = (0..length).map(|i| if i % 5 == 4 { -high[i] } else { point(7 * i) }).collect();
        let mut found = low.clone();
        collapse::<VestaConfig>(&mut found, &high, &k.into_bigint());
        for ((found, low), high) in found.iter().zip(&low).zip(&high) {
            assert_eq!(*found, (*high * k + low).into_affine(), "{k}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn is_a_sum_and_a_product(bytes in any::<[u8; 32]>(), length in 0_usize..40) {
            check(Fp::from_le_bytes_mod_order(&bytes), length);
        }
    }

    #[test]
    fn of_the_corners_and_of_many() {
        for k in 0..20_u64 {
            check(Fp::from(k), 11);
            check(-Fp::from(k), 11);
        }
        check(Fp::from(u128::MAX) * Fp::from(3_u64), 2500);
    }
}
