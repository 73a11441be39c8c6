//! `binding/array` and `binding/int_list`.

/// A sum that does not fit 64 bits, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sum of the numbers up to {place} does not fit 64 bits")]
pub struct Overflow {
    /// The index of the number that was added last.
    pub place: usize,
}

/// 2·x_i + 1. The product is exact, so fusing it with the sum would change nothing.
pub fn affine(x: &[f64]) -> Vec<f64> {
    x.iter().map(|x| 2.0 * x + 1.0).collect()
}

/// s_i = x_0 + … + x_i, in place.
pub fn prefix_sums(numbers: &mut [i64]) -> Result<(), Overflow> {
    let mut sum = 0_i64;
    for (place, number) in numbers.iter_mut().enumerate() {
        sum = sum.checked_add(*number).ok_or(Overflow { place })?;
        *number = sum;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn affine_of_corners() {
        let y = affine(&[0.0, -0.0, -0.5, 9_007_199_254_740_994.0, -1.0]);
        assert_eq!(y, [1.0, 1.0, 0.0, 18_014_398_509_481_988.0, -1.0]);
    }

    #[test]
    fn sums_and_where_they_overflow() {
        let mut x = [1, -2, 3, 1 << 40];
        assert_eq!(prefix_sums(&mut x), Ok(()));
        assert_eq!(x, [1, -1, 2, (1 << 40) + 2]);
        assert_eq!(prefix_sums(&mut [5, i64::MAX, 1]), Err(Overflow { place: 1 }));
        assert_eq!(prefix_sums(&mut [i64::MIN, -1]), Err(Overflow { place: 1 }));
        assert_eq!(prefix_sums(&mut []), Ok(()));
    }
}
