//! Attributes as they stand in the manifest: every one is taken by its operator, or the graph is refused.
use super::{
    Clamp,
    error::{Result, malformed},
};

/// A value of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Attribute {
    /// An integer.
    Integer(i64),
    /// A list of integers.
    Integers(Vec<i64>),
    /// A finite number.
    Real(f64),
}

/// The attributes of one node.
pub(super) struct Attributes {
    left: Vec<(String, Attribute)>,
    /// The node, for messages.
    pub(super) label: String,
}

/// Shifts to either side.
const LARGEST_SHIFT: i64 = 30;

impl Attributes {
    pub(super) fn new(left: Vec<(String, Attribute)>) -> Self {
        Self { left, label: String::new() }
    }

    fn refuse(&self, name: &str, expected: &str) -> super::GraphError {
        malformed(format!("{}: attribute {name}: expected {expected}", self.label))
    }

    fn take(&mut self, name: &str) -> Option<Attribute> {
        let place = self.left.iter().position(|(other, _)| other == name)?;
        Some(self.left.remove(place).1)
    }

    pub(super) fn integer(&mut self, name: &str, range: std::ops::RangeInclusive<i64>) -> Result<i64> {
        match self.take(name) {
            Some(Attribute::Integer(value)) if range.contains(&value) => Ok(value),
            _ => Err(self.refuse(name, &format!("an integer in {} … {}", range.start(), range.end()))),
        }
    }

    pub(super) fn integers(&mut self, name: &str) -> Result<Vec<i64>> {
        match self.take(name) {
            Some(Attribute::Integers(values)) => Ok(values),
            _ => Err(self.refuse(name, "a list of integers")),
        }
    }

    pub(super) fn real(&mut self, name: &str) -> Result<f64> {
        self.optional_real(name)?.ok_or_else(|| self.refuse(name, "a finite number in a string"))
    }

    pub(super) fn optional_real(&mut self, name: &str) -> Result<Option<f64>> {
        match self.take(name) {
            Some(Attribute::Real(value)) => Ok(Some(value)),
            None => Ok(None),
            Some(_) => Err(self.refuse(name, "a finite number in a string")),
        }
    }

    pub(super) fn flag(&mut self, name: &str) -> Result<bool> {
        Ok(self.integer(name, 0..=1)? == 1)
    }

    /// A place among axes, or a count; whether it exists is for the shapes to say.
    pub(super) fn index(&mut self, name: &str) -> Result<usize> {
        Ok(unsigned(self.integer(name, 0..=super::limits::LONGEST_SIDE)?))
    }

    /// A list of numbers from `lowest` on that are below 2^31.
    pub(super) fn sizes(&mut self, name: &str, lowest: i64) -> Result<Vec<usize>> {
        let values = self.integers(name)?;
        let fits = values.iter().all(|value| (lowest..=super::limits::LONGEST_SIDE).contains(value));
        if fits {
            Ok(values.into_iter().map(unsigned).collect())
        } else {
            Err(self.refuse(name, &format!("integers from {lowest} to 2^31 - 1")))
        }
    }

    /// The same, so many of them.
    pub(super) fn fixed<const N: usize>(&mut self, name: &str, lowest: i64) -> Result<[usize; N]> {
        self.sizes(name, lowest)?.try_into().map_err(|_| self.refuse(name, &format!("{N} integers")))
    }

    pub(super) fn shift(&mut self, name: &str) -> Result<u8> {
        Ok(self.integer(name, 0..=LARGEST_SHIFT)? as u8)
    }

    pub(super) fn shifts(&mut self, name: &str) -> Result<Vec<u8>> {
        let values = self.integers(name)?;
        let fits = values.iter().all(|value| (0..=LARGEST_SHIFT).contains(value));
        if fits {
            Ok(values.into_iter().map(|value| value as u8).collect())
        } else {
            Err(self.refuse(name, "shifts in 0 … 30"))
        }
    }

    pub(super) fn clamp(&mut self) -> Result<Clamp> {
        let (lo, hi) = (self.integer("lo", -128..=127)?, self.integer("hi", -128..=127)?);
        if lo > hi {
            Err(malformed(format!("{}: lo {lo} is above hi {hi}", self.label)))
        } else {
            Ok(Clamp { lo: lo as i8, hi: hi as i8 })
        }
    }

    /// Nothing may be left.
    pub(super) fn finish(self) -> Result<()> {
        match self.left.first() {
            None => Ok(()),
            Some((name, _)) => Err(malformed(format!("{}: has no attribute {name:?}", self.label))),
        }
    }
}

/// Of a number that was just seen to lie in 0 … 2^31 − 1.
fn unsigned(value: i64) -> usize {
    value as usize
}
