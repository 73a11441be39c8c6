//! The lookups' permuted columns and products on the rows, blinded (the halo2 book, "Lookup argument").
//!
//! a = Σ θ^{m−1−i}·input_i, s the same of the table. a' is a sorted, so that equal values stand together. Where a value of a' comes
//! first, s' has it too; the table's other values fill the rest of s', the smallest into the last row that is left. Then
//!
//! ```text
//! z(ω^0) = 1,    z(ω^{j+1}) = z(ω^j)·(a + β)(s + γ)/((a' + β)(s' + γ))(ω^j)
//! ```
//!
//! up to the row *last*; a' and s' fill the rows above it. What follows is random.
use ark_ff::BigInt;
use ff::Field;
use halo2_proofs::plonk::Error;
use pasta_curves::{Fp, arithmetic::VartimeBatchInvert};
use zkpair_algebra::spread::spread;

use super::{
    Blinded, Challenges, Opening,
    key::Key,
    program::{BLOCK, Block, Table, folded},
};
use crate::{Stream, point::integer};

/// One lookup's columns on the rows.
#[derive(Debug)]
pub struct Permuted {
    inputs: Vec<Fp>,
    table: Vec<Fp>,
    /// a' and s', blinded.
    pub permuted: [Vec<Fp>; 2],
    /// Of their commitments.
    pub blinds: [Fp; 2],
}

/// A value beside the integer that it stands for: values are ordered as integers.
type Ordered = (BigInt<4>, Fp);

fn sorted(values: &[Fp]) -> Vec<Ordered> {
    let mut sorted: Vec<Ordered> = values.iter().map(|value| (integer(value), *value)).collect();
    sorted.sort_unstable_by_key(|(key, _)| *key);
    sorted
}

/// (a', s').
fn permute(inputs: &[Fp], table: &[Fp]) -> Result<[Vec<Fp>; 2], Error> {
    let (inputs, table) = (sorted(inputs), sorted(table));
    let mut permuted_table = vec![Fp::ZERO; inputs.len()];
    let (mut left, mut repeated) = (Vec::new(), Vec::new());
    let mut rest = table.iter().peekable();
    let mut before = None;
    for ((key, value), to) in inputs.iter().zip(&mut permuted_table) {
        if before == Some(key) {
            repeated.push(to);
            continue;
        }
        before = Some(key);
        while let Some((_, smaller)) = rest.next_if(|(other, _)| other < key) {
            left.push(*smaller);
        }
        rest.next_if(|(other, _)| other == key).ok_or(Error::ConstraintSystemFailure)?;
        *to = *value;
    }
    left.extend(rest.map(|(_, value)| *value));
    repeated.into_iter().rev().zip(left).for_each(|(to, value)| *to = value);
    Ok([inputs.into_iter().map(|(_, value)| value).collect(), permuted_table])
}

/// All lookups'. Draws for each, in order: the b + 1 last rows of a', those of s', the blinds of both.
pub fn permuted(key: &Key, rows: &Table<'_>, theta: &Fp, stream: &mut Stream) -> Result<Vec<Permuted>, Error> {
    let (n, usable) = (key.domain.rows(), key.cs.usable_rows());
    let mut draw = |count| (0..count).map(|_| stream.scalar()).collect::<Vec<_>>();
    let one = |(inputs, table): &(Vec<usize>, Vec<usize>)| {
        let compressed = |places: &[usize]| {
            let mut values = vec![Fp::ZERO; n];
            spread(&mut values, |first, part| {
                let mut registers = key.lookup_program.registers();
                for (index, to) in part.chunks_mut(BLOCK).enumerate() {
                    key.lookup_program.run(rows, first + index * BLOCK, &mut registers);
                    let block: Block = folded(&registers, places, theta);
                    to.iter_mut().zip(block).for_each(|(to, value)| *to = value);
                }
            });
            values
        };
        let (inputs, table) = (compressed(inputs), compressed(table));
        let used = |values: &[Fp]| values.iter().take(usable).copied().collect::<Vec<_>>();
        let [mut permuted_inputs, mut permuted_table] = permute(&used(&inputs), &used(&table))?;
        permuted_inputs.extend(draw(n - usable));
        permuted_table.extend(draw(n - usable));
        let blinds = [(); 2].map(|()| draw(1).into_iter().sum());
        Ok(Permuted { inputs, table, permuted: [permuted_inputs, permuted_table], blinds })
    };
    key.lookup_rows.iter().map(one).collect()
}

impl Permuted {
    /// z and its blind. Draws its b blinding rows, then the blind.
    pub fn product(&self, key: &Key, challenges: &Challenges, stream: &mut Stream) -> (Vec<Fp>, Fp) {
        let (usable, Challenges { beta, gamma, .. }) = (key.cs.usable_rows(), challenges);
        let both = |a: &[Fp], s: &[Fp]| -> Vec<Fp> {
            a.iter().zip(s).take(usable).map(|(a, s)| (a + beta) * (s + gamma)).collect()
        };
        let [permuted_inputs, permuted_table] = &self.permuted;
        let mut below = both(permuted_inputs, permuted_table);
        below.iter_mut().batch_invert_vartime();
        let above = both(&self.inputs, &self.table);
        let mut z = Vec::with_capacity(key.domain.rows());
        z.push(Fp::ONE);
        z.extend(above.iter().zip(&below).scan(Fp::ONE, |product, (above, below)| {
            *product *= above * below;
            Some(*product)
        }));
        z.extend((0..key.cs.blinding_rows()).map(|_| stream.scalar()));
        (z, stream.scalar())
    }
}

/// One lookup's polynomials.
#[derive(Debug)]
pub struct Committed {
    /// a' and s'.
    pub inputs: Blinded,
    pub table: Blinded,
    pub product: Blinded,
}

impl Committed {
    /// What is opened, in the order in which values are written.
    pub fn evaluations(&self) -> [Opening<'_>; 5] {
        let Self { inputs, table, product } = self;
        [(product, 0), (product, 1), (inputs, 0), (inputs, -1), (table, 0)]
    }

    /// The same in the order of openings.
    pub fn openings(&self) -> [Opening<'_>; 5] {
        let Self { inputs, table, product } = self;
        [(product, 0), (inputs, 0), (table, 0), (inputs, -1), (product, 1)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(values: &[u64]) -> Vec<Fp> {
        values.iter().map(|value| Fp::from(*value)).collect()
    }

    #[test]
    fn the_smallest_left_over_goes_to_the_last_row() {
        let found = permute(&elements(&[5, 2, 5, 2, 9, 5]), &elements(&[9, 5, 3, 2, 5, 1]));
        let [inputs, table] = found.unwrap();
        assert_eq!(inputs, elements(&[2, 2, 5, 5, 5, 9]));
        assert_eq!(table, elements(&[2, 5, 5, 3, 1, 9]));
        for outside in [[4, 9], [0, 9], [9, 10]] {
            let found = permute(&elements(&outside), &elements(&[3, 9]));
            assert!(matches!(found, Err(Error::ConstraintSystemFailure)), "{outside:?}");
        }
    }
}
