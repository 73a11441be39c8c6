//! Which vector instructions the integer engine uses: the best that this processor has, or what `ZKPAIR_SIMD` allows.
use std::sync::OnceLock;

/// Levels of x86-64 that code here is written for, in their order. The results are the same bits on each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// What the compiler makes of plain code; the only one outside x86-64.
    Scalar,
    /// 256 bits.
    Avx2,
    /// 512 bits, with the sums of four products of bytes (VNNI).
    Avx512Vnni,
}

impl Level {
    /// All, the lowest first.
    pub const ALL: [Self; 3] = [Self::Scalar, Self::Avx2, Self::Avx512Vnni];

    /// As records spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scalar => "scalar",
            Self::Avx2 => "avx2",
            Self::Avx512Vnni => "avx512vnni",
        }
    }

    /// Does this processor have it?
    pub fn is_there(self) -> bool {
        match self {
            Self::Scalar => true,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => is_x86_feature_detected!("avx2"),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512Vnni => {
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512vnni")
                    && Self::Avx2.is_there()
            }
            #[cfg(not(target_arch = "x86_64"))]
            _ => false,
        }
    }

    /// The highest level that is there and not above `limit`.
    pub fn highest_up_to(limit: Self) -> Self {
        Self::ALL.into_iter().rev().find(|level| *level <= limit && level.is_there()).unwrap_or(Self::Scalar)
    }
}

/// The level in use, settled once: the highest that is there, and no higher than `ZKPAIR_SIMD` (`scalar`, `avx2`) says.
pub fn level() -> Level {
    static LEVEL: OnceLock<Level> = OnceLock::new();
    *LEVEL.get_or_init(|| {
        let wanted = std::env::var_os("ZKPAIR_SIMD");
        let named = Level::ALL.into_iter().find(|level| wanted.as_ref().is_some_and(|name| name == level.name()));
        Level::highest_up_to(named.unwrap_or(Level::Avx512Vnni))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_is_always_there_and_a_limit_holds() {
        assert_eq!(Level::highest_up_to(Level::Scalar), Level::Scalar);
        for limit in Level::ALL {
            assert!(Level::highest_up_to(limit) <= limit && Level::highest_up_to(limit).is_there());
        }
        assert!(level().is_there());
    }
}
