//! The least-squares solution of smallest norm for a small square system, by one-sided Jacobi rotations.
//!
//! Hestenes (1958); Demmel, Veselić, Jacobi's method is more accurate than QR (1992). Rotations from the right make the
//! columns of R orthogonal: R·V = U·Σ. Then x = V·Σ⁺·Uᵀ·b, where singular values below the cut-off count as zero: a
//! matrix without full rank gets the solution of smallest norm, as LAPACK's gelsd gives it.

/// More than any matrix needs: convergence is quadratic, ten columns take about six sweeps.
const MOST_SWEEPS: usize = 60;

/// min ‖x‖ among all x that minimise ‖R·x − b‖; `columns` are R's columns, each as long as `b`. Singular values below
/// `cutoff` times the largest count as zero.
pub fn least_norm(mut columns: Vec<Vec<f64>>, b: &[f64], cutoff: f64) -> Vec<f64> {
    let n = columns.len();
    let mut v: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| if i == j { 1.0 } else { 0.0 }).collect()).collect();
    for _ in 0..MOST_SWEEPS {
        if !sweep(&mut columns, &mut v) {
            break;
        }
    }
    let sigmas: Vec<f64> = columns.iter().map(|c| dot(c, c).sqrt()).collect();
    let largest = sigmas.iter().fold(0.0_f64, |m, s| m.max(*s));
    let mut x = vec![0.0; n];
    for ((u_sigma, v_column), sigma) in columns.iter().zip(&v).zip(&sigmas) {
        if *sigma > cutoff * largest {
            // u·b/σ with u = (column of R·V)/σ
            let weight = dot(u_sigma, b) / sigma / sigma;
            x.iter_mut().zip(v_column).for_each(|(x, v)| *x += weight * v);
        }
    }
    x
}

/// One rotation for each pair of columns; false when all pairs were orthogonal already.
fn sweep(columns: &mut [Vec<f64>], v: &mut [Vec<f64>]) -> bool {
    let mut rotated = false;
    for q in 1..columns.len() {
        for p in 0..q {
            let Some(angle) = pair(columns, p, q).and_then(|(a, b)| rotation(a, b)) else { continue };
            for matrix in [&mut *columns, &mut *v] {
                if let Some((a, b)) = pair(matrix, p, q) {
                    rotate(a, b, angle);
                }
            }
            rotated = true;
        }
    }
    rotated
}

/// Columns p < q, both mutable.
fn pair(columns: &mut [Vec<f64>], p: usize, q: usize) -> Option<(&mut Vec<f64>, &mut Vec<f64>)> {
    let (low, high) = columns.split_at_mut_checked(q)?;
    Some((low.get_mut(p)?, high.first_mut()?))
}

/// (cos, sin) of the rotation that makes a and b orthogonal, `None` when they are.
fn rotation(a: &[f64], b: &[f64]) -> Option<(f64, f64)> {
    let (aa, bb, ab) = (dot(a, a), dot(b, b), dot(a, b));
    if ab.abs() <= f64::EPSILON * (aa * bb).sqrt() || ab == 0.0 {
        return None;
    }
    let zeta = (bb - aa) / (2.0 * ab);
    let t = zeta.signum() / (zeta.abs() + 1.0_f64.hypot(zeta)); // the smaller root: angles of at most 45 degrees
    let c = 1.0 / 1.0_f64.hypot(t);
    Some((c, c * t))
}

fn rotate(a: &mut [f64], b: &mut [f64], (c, s): (f64, f64)) {
    for (x, y) in a.iter_mut().zip(b) {
        (*x, *y) = (c * *x - s * *y, s * *x + c * *y);
    }
}

fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn times(columns: &[Vec<f64>], x: &[f64]) -> Vec<f64> {
        (0..columns[0].len()).map(|i| columns.iter().zip(x).map(|(c, x)| c[i] * x).sum()).collect()
    }

    proptest! {
        #[test]
        fn solves_regular_systems(
            mut columns in prop::collection::vec(prop::collection::vec(-1.0..1.0_f64, 4), 4),
            x in prop::collection::vec(-10.0..10.0_f64, 4),
        ) {
            for (i, column) in columns.iter_mut().enumerate() {
                column[i] += 5.0; // diagonally dominant
            }
            let b = times(&columns, &x);
            let found = least_norm(columns, &b, f64::EPSILON);
            for (found, x) in found.iter().zip(&x) {
                prop_assert!((found - x).abs() < 1e-11);
            }
        }
    }

    #[test]
    fn takes_the_smallest_solution_where_there_are_many() {
        // x + y = 2 twice: the smallest solution is (1, 1)
        let found = least_norm(vec![vec![1.0, 1.0], vec![1.0, 1.0]], &[2.0, 2.0], 1e-12);
        assert!(found.iter().all(|x| (x - 1.0).abs() < 1e-14), "{found:?}");
        assert_eq!(least_norm(vec![vec![0.0, 0.0], vec![0.0, 0.0]], &[2.0, 2.0], 1e-12), [0.0, 0.0]);
    }
}
