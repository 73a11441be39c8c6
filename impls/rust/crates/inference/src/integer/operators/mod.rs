//! The operators that are no sums of products: on the values of one sample, or of several one after another.
pub mod elementwise;
pub mod layer_norm;
pub mod lookup;
pub mod moving;
pub mod pool;
pub mod softmax;

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
