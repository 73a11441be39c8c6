//! Plain loops, compiled once for each level of instructions.
#![cfg_attr(target_arch = "x86_64", allow(unsafe_code))] // calls of functions that need a processor's feature
use super::Level;

impl Level {
    /// Runs `work`, whose loops the compiler may vectorise with this level's instructions as far as they are inlined.
    #[inline]
    pub(super) fn with<R>(self, work: impl FnOnce() -> R) -> R {
        match self {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the processor has it, as is asked right here (a cached answer, a load and a test).
            Self::Avx512Vnni if self.is_there() => unsafe { avx512(work) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the same.
            Self::Avx2 if self.is_there() => unsafe { avx2(work) },
            _ => work(),
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
fn avx512<R>(work: impl FnOnce() -> R) -> R {
    work()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn avx2<R>(work: impl FnOnce() -> R) -> R {
    work()
}
