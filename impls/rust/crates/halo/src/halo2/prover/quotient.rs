//! The quotient h of all constraints by X^n − 1: at each point of the coset the constraints' values, folded by y and divided.
//!
//! ```text
//! gates                 as the circuit states them
//! permutation           l_0·(1 − z_0)                                         the first product starts at 1
//!                       l_last·(z_l² − z_l)                                   the last one ends at 1
//!                       l_0·(z_i − z_{i−1}(ω^last X))                         each other one starts where one ends
//!                       active·( z_i(ωX)·Π (p_c + β·σ_c + γ) − z_i·Π (p_c + β·δ^c·X + γ) )      for each set i
//! lookups, each         l_0·(1 − z)
//!                       l_last·(z² − z)
//!                       active·( z(ωX)·(a' + β)·(s' + γ) − z·(a + β)·(s + γ) )
//!                       l_0·(a' − s')
//!                       active·(a' − s')·(a' − a'(ω^{−1}X))
//! ```
//!
//! active = 1 − l_last − l_blind: the rows that the circuit fills.
use ff::{Field, PrimeField};
use pasta_curves::Fp;
use zkpair_algebra::spread::spread;

use super::{
    Challenges,
    columns::Columns,
    key::Key,
    program::{BLOCK, Block, Table, folded, load, map2},
};

/// What is committed to of the circuit, on the coset.
#[derive(Debug)]
pub struct OnCoset {
    pub advice: Columns,
    pub instance: Columns,
    pub products: Columns,
    /// a', s', z.
    pub lookups: Vec<[Vec<Fp>; 3]>,
}

/// h_0 … h_{d−2}, each n coefficients.
pub fn pieces(key: &Key, of: &OnCoset, challenges: &Challenges) -> Columns {
    let table = Table { fixed: &key.fixed.coset, advice: &of.advice, instance: &of.instance, step: key.domain.step() };
    let mut values = vec![Fp::ZERO; key.domain.coset_size()];
    spread(&mut values, |first, part| {
        let mut registers = key.program.registers();
        for (index, to) in part.chunks_mut(BLOCK).enumerate() {
            let first = first + index * BLOCK;
            let point = Points { key, of, table, challenges, first };
            key.program.run(&table, first, &mut registers);
            let mut total = Total { value: folded(&registers, &key.gates, &challenges.y), y: challenges.y };
            point.permutation(&mut total);
            point.lookups(&registers, &mut total);
            let inverses = key.vanishing_inverses.iter().cycle().skip(first % key.domain.step());
            to.iter_mut().zip(&total.value).zip(inverses).for_each(|((to, value), inverse)| *to = value * inverse);
        }
    });
    let quotient = key.domain.coefficients_from_coset(&values);
    quotient.chunks_exact(key.domain.rows()).take(key.cs.quotient_pieces()).map(<[Fp]>::to_vec).collect()
}

/// The constraints so far, folded.
struct Total {
    value: Block,
    y: Fp,
}

impl Total {
    /// Folds factor·value.
    fn add(&mut self, factor: &Block, value: &Block) {
        let y = self.y;
        let product = map2(factor, value, |a, b| a * b);
        self.value = map2(&self.value, &product, |total, value| total * y + value);
    }
}

/// A block of points.
struct Points<'a> {
    key: &'a Key,
    of: &'a OnCoset,
    table: Table<'a>,
    challenges: &'a Challenges,
    first: usize,
}

impl Points<'_> {
    fn at(&self, column: &[Fp], rotation: isize) -> Block {
        load(column, self.first, rotation * self.table.step as isize)
    }

    fn permutation(&self, total: &mut Total) {
        let (key, products) = (self.key, &self.of.products);
        let Challenges { beta, gamma, .. } = self.challenges;
        let (Some(first), Some(last)) = (products.first(), products.last()) else { return };
        let l_first = self.at(&key.rows.first, 0);
        total.add(&l_first, &self.at(first, 0).map(|z| Fp::ONE - z));
        total.add(&self.at(&key.rows.last, 0), &self.at(last, 0).map(|z| z.square() - z));
        let last_row = key.last_rotation() as isize;
        for (before, z) in products.iter().zip(products.iter().skip(1)) {
            total.add(&l_first, &map2(&self.at(z, 0), &self.at(before, last_row), |z, before| z - before));
        }
        let (active, points) = (self.at(&key.rows.active, 0), self.at(&key.points, 0));
        let size = key.cs.columns_a_set();
        let mut name = *beta;
        let sets = key.cs.permutation.chunks(size).zip(key.sigmas.coset.chunks(size));
        for (z, (columns, sigmas)) in products.iter().zip(sets) {
            let (mut left, mut right) = (self.at(z, 1), self.at(z, 0));
            for (column, sigma) in columns.iter().zip(sigmas) {
                let value = self.at(self.table.column(*column), 0).map(|value| value + gamma);
                let permuted = map2(&value, &self.at(sigma, 0), |value, sigma| value + beta * sigma);
                let own = map2(&value, &points, |value, point| value + name * point);
                left = map2(&left, &permuted, |a, b| a * b);
                right = map2(&right, &own, |a, b| a * b);
                name *= Fp::DELTA;
            }
            total.add(&active, &map2(&left, &right, |left, right| left - right));
        }
    }

    fn lookups(&self, registers: &[Block], total: &mut Total) {
        let Challenges { theta, beta, gamma, .. } = self.challenges;
        let of_rows = &self.key.rows;
        let [l_first, l_last, active] = [&of_rows.first, &of_rows.last, &of_rows.active].map(|l| self.at(l, 0));
        let both = |a: &Block, s: &Block| map2(a, s, |a, s| (a + beta) * (s + gamma));
        for ([inputs, table, z], (of_inputs, of_table)) in self.of.lookups.iter().zip(&self.key.lookups) {
            let (a, s, now) = (self.at(inputs, 0), self.at(table, 0), self.at(z, 0));
            let left = map2(&self.at(z, 1), &both(&a, &s), |a, b| a * b);
            let compressed = both(&folded(registers, of_inputs, theta), &folded(registers, of_table, theta));
            let right = map2(&now, &compressed, |a, b| a * b);
            let apart = map2(&a, &s, |a, s| a - s);
            let new = map2(&a, &self.at(inputs, -1), |a, before| a - before);
            total.add(&l_first, &now.map(|z| Fp::ONE - z));
            total.add(&l_last, &now.map(|z| z.square() - z));
            total.add(&active, &map2(&left, &right, |left, right| left - right));
            total.add(&l_first, &apart);
            total.add(&active, &map2(&apart, &new, |a, b| a * b));
        }
    }
}
