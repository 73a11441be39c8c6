//! Kernel time: the computation itself, without what it takes to bring numbers in and out.
use std::time::Instant;

/// A value and the monotonic nanoseconds that its computation took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timed<T> {
    /// The result.
    pub value: T,
    /// Wall-clock nanoseconds of the kernel.
    pub kernel_ns: u64,
}

impl<T> Timed<T> {
    /// Runs `kernel` and keeps its time.
    pub fn measure(kernel: impl FnOnce() -> T) -> Self {
        let start = Instant::now();
        let value = kernel();
        // 2^64 ns are 584 years.
        Self { value, kernel_ns: start.elapsed().as_nanos() as u64 }
    }

    /// Changes the value, keeps the time.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Timed<U> {
        Timed { value: f(self.value), kernel_ns: self.kernel_ns }
    }
}
