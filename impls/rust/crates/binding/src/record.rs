//! `binding/struct_round_trip`: a record of four kinds of fields.

/// A serial number beyond 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("serial is 2^64 - 1: there is none after it")]
pub struct SerialOverflow;

/// An integer, a float, text, and a truth value.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Counts up.
    pub serial: u64,
    /// Changes its sign.
    pub value: f64,
    /// Is reversed, character by character.
    pub label: String,
    /// Is negated.
    pub active: bool,
}

impl Record {
    /// The record with every field changed.
    pub fn changed(self) -> Result<Self, SerialOverflow> {
        Ok(Self {
            serial: self.serial.checked_add(1).ok_or(SerialOverflow)?,
            value: -self.value,
            label: self.label.chars().rev().collect(),
            active: !self.active,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_changes() {
        let record = Record { serial: 41, value: 0.0, label: "abc é".into(), active: false };
        let changed = record.clone().changed();
        assert_eq!(changed, Ok(Record { serial: 42, value: -0.0, label: "é cba".into(), active: true }));
        assert!(changed.is_ok_and(|changed| changed.value.is_sign_negative()));
        assert_eq!(Record { serial: u64::MAX, ..record }.changed(), Err(SerialOverflow));
    }
}
