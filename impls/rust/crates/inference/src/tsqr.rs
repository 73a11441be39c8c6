//! The triangular factor of a tall matrix, block of rows by block of rows (TSQR).
//!
//! Demmel, Grigori, Hoemmen, Langou, Communication-optimal parallel and sequential QR and LU factorizations (2012),
//! sequential form: if R is the factor of the rows so far, the factor of [R; next rows] is the factor of all of them.
//! With the right-hand side as a last column, the last column of the result is Qᵀy: Q itself is never needed. The
//! block stays in the first-level cache, and orthogonal transformations keep the full precision that the normal
//! equations would halve.

/// Rows folded in at a time: 256 rows of 11 columns are 22 KiB.
pub const BLOCK_ROWS: usize = 256;

/// A square upper triangular matrix that stands for all rows folded in so far, stored by columns.
#[derive(Debug, Clone)]
pub struct Triangle {
    columns: usize,
    /// `columns` columns of `height` entries: the triangle on top, room for a block below.
    work: Vec<f64>,
    height: usize,
}

impl Triangle {
    /// No rows yet.
    pub fn new(columns: usize) -> Self {
        let height = columns + BLOCK_ROWS;
        Self { columns, work: vec![0.0; columns * height], height }
    }

    /// Folds in at most [`BLOCK_ROWS`] rows. `fill(column, entries)` writes that column's `rows` entries.
    pub fn fold_in(&mut self, rows: usize, mut fill: impl FnMut(usize, &mut [f64])) {
        let (rows, top) = (rows.min(BLOCK_ROWS), self.columns);
        for (column, entries) in self.work.chunks_exact_mut(self.height).enumerate() {
            if let Some(block) = entries.get_mut(top..top + rows) {
                fill(column, block);
            }
        }
        let mut rest = self.work.as_mut_slice();
        for diagonal in 0..self.columns {
            let (pivot, others) = rest.split_at_mut(self.height.min(rest.len()));
            reflect(pivot, others.chunks_exact_mut(self.height), diagonal, top, rows);
            rest = others;
        }
    }

    /// The entry in `row` and `column`; zero below the diagonal.
    pub fn get(&self, row: usize, column: usize) -> f64 {
        if row > column { 0.0 } else { self.work.get(column * self.height + row).copied().unwrap_or(0.0) }
    }
}

/// The Householder reflection H = I − τ·v·vᵀ, v = (1, block of the pivot), that brings (diagonal entry, block) of the
/// pivot column to (ρ, 0), applied to the other columns. Rows of the triangle between are zero in the pivot and stay as
/// they are. (Golub, Van Loan, Matrix Computations, section 5.1)
fn reflect<'a>(
    pivot: &mut [f64],
    others: impl Iterator<Item = &'a mut [f64]>,
    diagonal: usize,
    top: usize,
    rows: usize,
) {
    let (triangle, block) = pivot.split_at_mut(top);
    let (Some(alpha), Some(v)) = (triangle.get_mut(diagonal), block.get_mut(..rows)) else { return };
    let tail = norm(v);
    if tail == 0.0 {
        return;
    }
    let rho = -alpha.hypot(tail).copysign(*alpha);
    let scale = *alpha - rho; // no cancellation: the signs differ
    let tau = -scale / rho;
    v.iter_mut().for_each(|x| *x /= scale);
    *alpha = rho;
    for column in others {
        let (triangle, block) = column.split_at_mut(top);
        if let (Some(head), Some(body)) = (triangle.get_mut(diagonal), block.get_mut(..rows)) {
            let projection = tau * (*head + dot(v, body));
            *head -= projection;
            body.iter_mut().zip(&*v).for_each(|(x, v)| *x -= projection * v);
        }
    }
}

/// √Σx², scaled when the squares would leave the range of a double.
fn norm(x: &[f64]) -> f64 {
    let squares = dot(x, x);
    if (1e-280..1e280).contains(&squares) {
        return squares.sqrt();
    }
    let largest = x.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
    if largest == 0.0 {
        return 0.0;
    }
    largest * x.iter().map(|x| (x / largest) * (x / largest)).sum::<f64>().sqrt()
}

/// Σ xᵢ·yᵢ in eight interleaved sums: independent chains, which the compiler turns into vector instructions.
pub(crate) fn dot(x: &[f64], y: &[f64]) -> f64 {
    let ((x_parts, x_rest), (y_parts, y_rest)) = (x.as_chunks::<8>(), y.as_chunks::<8>());
    let mut sums = [0.0; 8];
    for (x, y) in x_parts.iter().zip(y_parts) {
        for ((sum, x), y) in sums.iter_mut().zip(x).zip(y) {
            *sum += x * y;
        }
    }
    sums.iter().sum::<f64>() + x_rest.iter().zip(y_rest).map(|(x, y)| x * y).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// RᵀR = AᵀA for every number of rows, also across blocks.
    fn check(rows: &[[f64; 3]]) {
        let mut triangle = Triangle::new(3);
        for block in rows.chunks(BLOCK_ROWS) {
            triangle.fold_in(block.len(), |column, out| {
                out.iter_mut().zip(block).for_each(|(to, row)| *to = row[column]);
            });
        }
        let scale: f64 = rows.iter().flatten().map(|x| x * x).sum::<f64>() + 1.0;
        for i in 0..3 {
            for j in 0..3 {
                let gram: f64 = rows.iter().map(|row| row[i] * row[j]).sum();
                let ours: f64 = (0..3).map(|k| triangle.get(k, i) * triangle.get(k, j)).sum();
                assert!((gram - ours).abs() <= 1e-12 * scale, "{i} {j}: {gram} {ours}");
            }
        }
    }

    proptest! {
        #[test]
        fn keeps_the_gram_matrix(rows in prop::collection::vec(prop::array::uniform3(-1e3..1e3_f64), 0..600)) {
            check(&rows);
        }
    }

    #[test]
    fn keeps_the_gram_matrix_at_the_edges_of_blocks() {
        for n in [0, 1, 2, 3, 255, 256, 257, 511, 512, 513] {
            let rows: Vec<[f64; 3]> = (0..n).map(|i| [i as f64, (i * i % 7) as f64, 1.0]).collect();
            check(&rows);
        }
    }

    #[test]
    fn norms_neither_overflow_nor_vanish() {
        assert!((norm(&[3e200, 4e200]) / 5e200 - 1.0).abs() < 1e-15);
        assert!((norm(&[3e-200, 4e-200]) / 5e-200 - 1.0).abs() < 1e-15);
        assert_eq!(norm(&[0.0, 0.0]), 0.0);
    }
}
