//! The operators that are no sums of products: on the values of one sample, or of several one after another.
pub mod elementwise;
pub mod layer_norm;
pub mod lookup;
pub mod moving;
pub mod pool;
pub mod softmax;

/// ⌊v⌋ for 0 ≤ v < 2^31, by additions alone: a cast saturates and asks for NaN, which the compiler does not vectorise.
#[inline(always)]
pub(super) fn floor(v: f64) -> i32 {
    const ONES: f64 = 4_503_599_627_370_496.0; // 2^52: from here on a float64's last bit is 1
    let nearest = (v + ONES) - ONES;
    let below = if nearest > v { nearest - 1.0 } else { nearest };
    (below + ONES).to_bits() as i32
}

/// R(acc, s) = (acc + 2^(s−1)) >> s, clamped: what ends every integer operator with a scale of its own.
#[derive(Debug, Clone, Copy)]
pub struct Rescale {
    /// s.
    pub shift: u8,
    /// [lo, hi].
    pub clamp: super::product::Clamp,
}

impl Rescale {
    /// 2^(s−1), 0 for s = 0.
    #[inline(always)]
    pub(super) fn half(self) -> i32 {
        if self.shift == 0 { 0 } else { 1 << (self.shift - 1) }
    }

    /// R(acc, s), clamped. |acc| + 2^(s−1) is below 2^30, as the graph's reader has seen.
    #[inline(always)]
    pub(super) fn of(self, accumulator: i32) -> i8 {
        self.clamp.of((accumulator + self.half()) >> self.shift)
    }
}

#[cfg(test)]
mod tests {
    use super::floor;

    #[test]
    fn floors_are_exact_around_integers_and_halves() {
        for whole in [0, 1, 2, 127, 16_383, 16_384, 1 << 20, (1 << 30) - 1, i32::MAX] {
            let v = f64::from(whole);
            let last = v.to_bits();
            assert_eq!(floor(v), whole);
            for v in [v + 0.25, v + 0.5, v + 0.75, f64::from_bits((v + 1.0).to_bits() - 1)] {
                assert_eq!(floor(v), whole, "{v}");
            }
            if whole > 0 {
                assert_eq!(floor(f64::from_bits(last - 1)), whole - 1);
            }
        }
    }
}
