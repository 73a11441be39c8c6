//! Which vector instructions the float engine uses: the best that are there, or no more than `ZKPAIR_SIMD` says.
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

/// A function in which plain code is compiled for each level: `by_level!(fn name(args) body)`; the compiler vectorises.
macro_rules! by_level {
    ($(#[$doc:meta])* $visibility:vis fn $name:ident($($argument:ident: $type:ty),* $(,)?) $body:block) => {
        $(#[$doc])*
        #[cfg_attr(target_arch = "x86_64", allow(unsafe_code))] // calls that need a processor's feature
        $visibility fn $name(level: $crate::float::level::Level, $($argument: $type),*) {
            #[inline(always)]
            fn body($($argument: $type),*) $body
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2,fma")]
                fn avx2($($argument: $type),*) { body($($argument),*) }
                #[target_feature(enable = "avx2,fma,avx512f,avx512vl,avx512dq,avx512bw")]
                fn avx512($($argument: $type),*) { body($($argument),*) }
                match level {
                    // SAFETY: the processor has what the level names, as `is_there` found.
                    $crate::float::level::Level::Avx512 => return unsafe { avx512($($argument),*) },
                    // SAFETY: the same.
                    $crate::float::level::Level::Avx2 => return unsafe { avx2($($argument),*) },
                    $crate::float::level::Level::Scalar => {}
                }
            }
            let _ = level;
            body($($argument),*);
        }
    };
}
pub(super) use by_level;
