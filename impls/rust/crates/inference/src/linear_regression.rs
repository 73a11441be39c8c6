//! Ordinary least squares with an intercept, as scikit-learn's `LinearRegression` defines it.
//!
//! Fit: with x̄ and ȳ the means, the coefficients w minimise ‖(X − x̄)·w − (y − ȳ)‖ (of smallest norm where several do),
//! and the intercept is ȳ − x̄·w. Predict: X·w + intercept.
use rayon::prelude::*;

use crate::{
    InputError, Timed,
    error::check_finite,
    jacobi::least_norm,
    rows_of_ten,
    tsqr::{BLOCK_ROWS, Triangle, dot},
};

/// Rows from which a second thread pays for predictions.
const PARALLEL_FROM_ROWS: usize = 1 << 14;

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearRegression {
    /// One weight a column.
    pub coefficients: Vec<f64>,
    /// The prediction for a row of zeros.
    pub intercept: f64,
}

/// Fits rows `x` (row-major, `columns` numbers a row) to the targets `y`.
///
/// # Errors
/// [`InputError::Empty`], [`InputError::WrongLength`], [`InputError::NotFinite`].
pub fn fit(x: &[f64], columns: usize, y: &[f64]) -> Result<Timed<LinearRegression>, InputError> {
    if columns == 0 || y.is_empty() {
        return Err(InputError::Empty { name: if columns == 0 { "x" } else { "y" } });
    }
    let expected = y.len().saturating_mul(columns);
    if x.len() != expected {
        return Err(InputError::WrongLength { name: "x", expected, got: x.len() });
    }
    check_finite("x", x)?;
    check_finite("y", y)?;
    Ok(Timed::measure(|| fit_checked(x, columns, y)))
}

fn fit_checked(x: &[f64], columns: usize, y: &[f64]) -> LinearRegression {
    let rows = y.len();
    let mut means = vec![0.0; columns];
    for row in x.chunks_exact(columns) {
        means.iter_mut().zip(row).for_each(|(mean, x)| *mean += x);
    }
    means.iter_mut().for_each(|mean| *mean /= rows as f64);
    let y_mean = y.iter().sum::<f64>() / rows as f64;

    // The centred rows with the centred target as last column, folded into one triangle.
    let mut triangle = Triangle::new(columns + 1);
    for (x, y) in x.chunks(BLOCK_ROWS * columns).zip(y.chunks(BLOCK_ROWS)) {
        triangle.fold_in(y.len(), |column, out| match means.get(column) {
            Some(mean) => {
                out.iter_mut().zip(x.iter().skip(column).step_by(columns)).for_each(|(to, x)| *to = x - mean);
            }
            None => out.iter_mut().zip(y).for_each(|(to, y)| *to = y - y_mean),
        });
    }
    let column = |j: usize| -> Vec<f64> { (0..columns).map(|i| triangle.get(i, j)).collect() };
    let cutoff = f64::EPSILON * rows.max(columns) as f64;
    let coefficients = least_norm((0..columns).map(column).collect(), &column(columns), cutoff);
    let intercept = y_mean - dot(&means, &coefficients);
    LinearRegression { coefficients, intercept }
}

/// X·coefficients + intercept, one number a row.
///
/// # Errors
/// [`InputError::Empty`], [`InputError::WrongLength`]. NaN and infinities pass through, as IEEE 754 has it.
pub fn predict(x: &[f64], coefficients: &[f64], intercept: f64) -> Result<Timed<Vec<f64>>, InputError> {
    let columns = coefficients.len();
    if columns == 0 {
        return Err(InputError::Empty { name: "coefficients" });
    }
    let rows = x.len() / columns;
    if x.len() != rows * columns {
        return Err(InputError::WrongLength { name: "x", expected: rows * columns, got: x.len() });
    }
    let mut out = vec![0.0; rows];
    let timed = Timed::measure(|| {
        if rows < PARALLEL_FROM_ROWS {
            predict_rows(x, coefficients, intercept, &mut out);
        } else {
            let part = PARALLEL_FROM_ROWS / 4;
            out.par_chunks_mut(part)
                .zip(x.par_chunks(part * columns))
                .for_each(|(out, x)| predict_rows(x, coefficients, intercept, out));
        }
    });
    Ok(timed.map(|()| out))
}

fn predict_rows(x: &[f64], coefficients: &[f64], intercept: f64, out: &mut [f64]) {
    // A length that the compiler knows unrolls the row; 10 columns is the data set of the task.
    if let Ok(ten) = <&[f64; rows_of_ten::COLUMNS]>::try_from(coefficients) {
        rows_of_ten::predict(rows_of_ten::level(), x.as_chunks().0, ten, intercept, out);
    } else {
        for (out, row) in out.iter_mut().zip(x.chunks_exact(coefficients.len())) {
            *out = intercept + dot(row, coefficients);
        }
    }
}
