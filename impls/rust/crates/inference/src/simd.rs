//! Which vector instructions code on floats uses: the best that are there, or no more than `ZKPAIR_SIMD` says.
use std::sync::OnceLock;

/// Levels that kernels are written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// What the compiler makes of plain code.
    Scalar,
    /// 256 bits, with fused multiply-add.
    Avx2,
    /// 512 bits.
    Avx512,
}

impl Level {
    /// All, from the lowest.
    pub const ALL: [Self; 3] = [Self::Scalar, Self::Avx2, Self::Avx512];

    /// As records and `ZKPAIR_SIMD` spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scalar => "scalar",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
        }
    }

    /// Does this processor have it?
    pub fn is_there(self) -> bool {
        match self {
            Self::Scalar => true,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => {
                Self::Avx2.is_there()
                    && is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512bw")
            }
            #[cfg(not(target_arch = "x86_64"))]
            _ => false,
        }
    }

    /// The level in use, settled once.
    pub fn best() -> Self {
        static LEVEL: OnceLock<Level> = OnceLock::new();
        *LEVEL.get_or_init(|| {
            let wanted = std::env::var("ZKPAIR_SIMD").ok();
            let most =
                Self::ALL.into_iter().find(|level| wanted.as_deref() == Some(level.name())).unwrap_or(Self::Avx512);
            Self::ALL.into_iter().rev().find(|&level| level <= most && level.is_there()).unwrap_or(Self::Scalar)
        })
    }
}
