//! `binding/error_translation`: an operation that refuses its input in three ways.

/// Why a value is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Below the low limit.
    #[error("value {value} at place {place} is below {bound}")]
    Below {
        /// Which value.
        place: u64,
        /// The value.
        value: i64,
        /// The limit.
        bound: i64,
    },
    /// Above the high limit.
    #[error("value {value} at place {place} is above {bound}")]
    Above {
        /// Which value.
        place: u64,
        /// The value.
        value: i64,
        /// The limit.
        bound: i64,
    },
    /// Not even.
    #[error("value {value} at place {place} is odd")]
    Odd {
        /// Which value.
        place: u64,
        /// The value.
        value: i64,
    },
}

/// The even numbers from `low` to `high`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The smallest number that is taken.
    pub low: i64,
    /// The largest.
    pub high: i64,
}

impl Limits {
    /// The value, if it is one of them.
    pub fn take(&self, place: u64, value: i64) -> Result<i64, Refused> {
        if value < self.low {
            Err(Refused::Below { place, value, bound: self.low })
        } else if value > self.high {
            Err(Refused::Above { place, value, bound: self.high })
        } else if value & 1 == 1 {
            Err(Refused::Odd { place, value })
        } else {
            Ok(value)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { low: -4, high: 4 };

    #[test]
    fn each_refusal_has_its_fields_and_its_words() {
        let below = Refused::Below { place: 7, value: -5, bound: -4 };
        assert_eq!(LIMITS.take(7, -5), Err(below));
        assert_eq!(below.to_string(), "value -5 at place 7 is below -4");
        let above = Refused::Above { place: 0, value: i64::MAX, bound: 4 };
        assert_eq!(LIMITS.take(0, i64::MAX), Err(above));
        assert_eq!(above.to_string(), "value 9223372036854775807 at place 0 is above 4");
        let odd = Refused::Odd { place: 2, value: -3 };
        assert_eq!(LIMITS.take(2, -3), Err(odd));
        assert_eq!(odd.to_string(), "value -3 at place 2 is odd");
        assert_eq!([-4, 0, 4].map(|value| LIMITS.take(1, value)), [Ok(-4), Ok(0), Ok(4)]);
    }

    #[test]
    fn all_of_64_bits() {
        let everything = Limits { low: i64::MIN, high: i64::MAX };
        assert_eq!(everything.take(0, i64::MIN), Ok(i64::MIN));
        assert_eq!(everything.take(0, i64::MAX), Err(Refused::Odd { place: 0, value: i64::MAX }));
    }
}
