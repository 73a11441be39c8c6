//! Sparse matrices over F_r, row by row: what the `.r1cs` has for A, B and C and the `.zkey` for A and B.

use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, Field};
use zkpair_algebra::spread::spread;

/// One entry of a row: `value` in the column of `signal`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Column: the signal's index, 0 is the constant one.
    pub signal: u32,
    /// The coefficient.
    pub value: Fr,
}

/// A sparse matrix in compressed rows; the order of terms within a row is the file's.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// Row k owns `terms[ends[k − 1]..ends[k]]`, with `ends[−1] = 0`.
    ends: Vec<usize>,
    terms: Vec<Term>,
}

/// Equal entries in equal order; empty rows at the end do not count, for the `.zkey` cannot tell of them.
impl PartialEq for Matrix {
    fn eq(&self, other: &Self) -> bool {
        self.ends_until_last_term() == other.ends_until_last_term() && self.terms == other.terms
    }
}

impl Eq for Matrix {}

impl Matrix {
    /// An empty matrix with space reserved for `rows` rows.
    #[must_use]
    pub fn with_capacity(rows: usize) -> Self {
        Self { ends: Vec::with_capacity(rows), terms: Vec::with_capacity(rows) }
    }

    /// Appends a term to the row that is being built.
    pub fn push(&mut self, signal: u32, value: Fr) {
        self.terms.push(Term { signal, value });
    }

    /// Ends the row that is being built.
    pub fn end_row(&mut self) {
        self.ends.push(self.terms.len());
    }

    /// A row is being built and has terms.
    #[must_use]
    pub fn has_open_row(&self) -> bool {
        self.ends.last().copied().unwrap_or(0) < self.terms.len()
    }

    fn ends_until_last_term(&self) -> &[usize] {
        let full = self.ends.partition_point(|end| *end < self.terms.len());
        self.ends.get(..full).unwrap_or_default()
    }

    /// Number of rows.
    #[must_use]
    pub fn num_rows(&self) -> usize {
        self.ends.len()
    }

    /// Number of terms in all rows.
    #[must_use]
    pub fn num_terms(&self) -> usize {
        self.terms.len()
    }

    /// The terms of each row, in order.
    pub fn rows(&self) -> impl Iterator<Item = &[Term]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| self.terms.get(start..*end).unwrap_or_default())
    }

    /// M·z, one entry per row, in parallel. A signal beyond z counts as 0: parsers refuse such terms.
    #[must_use]
    pub fn apply(&self, z: &[Fr]) -> Vec<Fr> {
        let mut products = vec![Fr::ZERO; self.ends.len()];
        spread(&mut products, |first, part| {
            let mut start = first.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
            for (product, end) in part.iter_mut().zip(self.ends.iter().skip(first)) {
                *product = dot(self.terms.get(start..*end).unwrap_or_default(), z);
                start = *end;
            }
        });
        products
    }
}

/// Σ value·z[signal] over the terms of a row.
#[must_use]
pub fn dot(row: &[Term], z: &[Fr]) -> Fr {
    let mut sum = Fr::ZERO;
    for term in row {
        let signal = z.get(term.signal as usize).copied().unwrap_or(Fr::ZERO);
        sum += if term.value == Fr::ONE { signal } else { term.value * signal };
    }
    sum
}
