//! What can be wrong with a file, a witness, a trapdoor or a proof. Every error names the place and what to do about it.

use std::fmt;

/// Where in a file: its name, the section's id and name, the element's index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file's name, as the caller gave it.
    pub file: Box<str>,
    /// The section's id and name; `None` for the container around the sections.
    pub section: Option<(u32, &'static str)>,
    /// Index of the element within its section, from 0.
    pub index: Option<u64>,
}

impl Place {
    /// The file as a whole.
    #[must_use]
    pub fn file(file: &str) -> Self {
        Self { file: file.into(), section: None, index: None }
    }

    /// A section of the file.
    #[must_use]
    pub fn section(file: &str, id: u32, name: &'static str) -> Self {
        Self { file: file.into(), section: Some((id, name)), index: None }
    }

    /// The same place with an element's index.
    #[must_use]
    pub fn at(mut self, index: u64) -> Self {
        self.index = Some(index);
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some((id, name)) = self.section {
            write!(f, ", section {id} ({name})")?;
        }
        if let Some(index) = self.index {
            write!(f, ", element {index}")?;
        }
        Ok(())
    }
}

/// Everything that this crate refuses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The file is of another kind.
    #[error("{place}: begins with {found:02x?}, not with \"{expected}\"; give a .{expected} file")]
    Magic {
        /// The file.
        place: Place,
        /// The magic word that the format has.
        expected: &'static str,
        /// The first four bytes found.
        found: [u8; 4],
    },
    /// A version that is not understood.
    #[error(
        "{place}: format version {found}, understood is {expected}; write the file again with a current circom or snarkjs"
    )]
    Version {
        /// The file.
        place: Place,
        /// The version understood.
        expected: u32,
        /// The version found.
        found: u32,
    },
    /// The bytes end before the data do.
    #[error("{place}: truncated: {needed} bytes needed, {available} left; copy or write the file again")]
    Truncated {
        /// Where the data end.
        place: Place,
        /// Bytes needed from here.
        needed: u64,
        /// Bytes that are there.
        available: u64,
    },
    /// Bytes after the end of the data.
    #[error("{place}: {bytes} bytes too many after the end of the data; copy or write the file again")]
    TrailingBytes {
        /// Where they begin.
        place: Place,
        /// How many they are.
        bytes: u64,
    },
    /// A section that has to be there is not.
    #[error("{place}: the section is missing; write the file again")]
    SectionMissing {
        /// The section.
        place: Place,
    },
    /// A section occurs twice.
    #[error("{place}: the section occurs twice; write the file again")]
    SectionTwice {
        /// The section.
        place: Place,
    },
    /// A section that the format does not have.
    #[error("{place}: unexpected section {id}; {advice}")]
    SectionUnknown {
        /// The file.
        place: Place,
        /// The section's id.
        id: u32,
        /// What to do.
        advice: &'static str,
    },
    /// A section has another length than the header's counts say.
    #[error("{place}: {found} bytes long, {expected} by the header's counts; write the file again")]
    SectionSize {
        /// The section.
        place: Place,
        /// Bytes by the header.
        expected: u64,
        /// Bytes found.
        found: u64,
    },
    /// A header field has a value that cannot be used.
    #[error("{place}: {field} is {found}, but {rule}")]
    Header {
        /// The section.
        place: Place,
        /// The field's name.
        field: &'static str,
        /// Its value.
        found: Box<str>,
        /// What it has to be and what to do.
        rule: Box<str>,
    },
    /// A field element is not below its modulus.
    #[error("{place}: {what} is not canonical (at or above the modulus); write it reduced")]
    NonCanonical {
        /// The element.
        place: Place,
        /// What it stands for.
        what: &'static str,
    },
    /// A point does not lie on its curve.
    #[error("{place}: {what} is not on the curve; the data are corrupt or of another curve than BN254")]
    OffCurve {
        /// The point.
        place: Place,
        /// What it stands for.
        what: &'static str,
    },
    /// A point of the curve outside the subgroup of order r.
    #[error(
        "{place}: {what} is on the curve but outside the subgroup of order r; do not use this data, it may be an attack"
    )]
    WrongSubgroup {
        /// The point.
        place: Place,
        /// What it stands for.
        what: &'static str,
    },
    /// The point at infinity where it must not stand.
    #[error("{place}: {what} is the point at infinity; a key like that proves nothing, make another")]
    Infinity {
        /// The point.
        place: Place,
        /// What it stands for.
        what: &'static str,
    },
    /// A compressed point whose flags contradict its bytes.
    #[error("{place}: {what} has flags that contradict its bytes; give arkworks' compressed encoding")]
    Flags {
        /// The point.
        place: Place,
        /// What it stands for.
        what: &'static str,
    },
    /// Two parts of the data contradict each other.
    #[error("{place}: {what}")]
    Inconsistent {
        /// The part found to contradict.
        place: Place,
        /// What contradicts, and what to do.
        what: Box<str>,
    },
    /// Two inputs do not belong together.
    #[error("{place}: {what}")]
    Mismatch {
        /// The input found not to belong.
        place: Place,
        /// What differs, and what to do.
        what: Box<str>,
    },
    /// The witness does not satisfy the circuit.
    #[error(
        "constraint {constraint} of {num_constraints} is not satisfied: (A·z)(B·z) ≠ C·z; compute the witness again for this circuit and its inputs"
    )]
    Unsatisfied {
        /// Index of the first violated constraint.
        constraint: u64,
        /// Number of constraints.
        num_constraints: u64,
    },
    /// Setup with a trapdoor that gives no sound key.
    #[error("the trapdoor's {element} {problem}; draw another one")]
    Trapdoor {
        /// tau, alpha, beta, gamma or delta.
        element: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The proof made from a key alone does not verify under that key.
    #[error(
        "the proof made from this witness does not verify under its own key: the witness does not satisfy the circuit, or the key is corrupt; give the .r1cs to learn which constraint fails"
    )]
    SelfCheck,
}

impl Error {
    /// Index of the offending element within its section, or of the violated constraint.
    #[must_use]
    pub fn index(&self) -> Option<u64> {
        match self {
            Self::Magic { place, .. }
            | Self::Version { place, .. }
            | Self::Truncated { place, .. }
            | Self::TrailingBytes { place, .. }
            | Self::SectionMissing { place }
            | Self::SectionTwice { place }
            | Self::SectionUnknown { place, .. }
            | Self::SectionSize { place, .. }
            | Self::Header { place, .. }
            | Self::NonCanonical { place, .. }
            | Self::OffCurve { place, .. }
            | Self::WrongSubgroup { place, .. }
            | Self::Infinity { place, .. }
            | Self::Flags { place, .. }
            | Self::Inconsistent { place, .. }
            | Self::Mismatch { place, .. } => place.index,
            Self::Unsatisfied { constraint, .. } => Some(*constraint),
            Self::Trapdoor { .. } | Self::SelfCheck => None,
        }
    }
}

/// Why a verifier rejects a proof.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// The bytes are not a proof.
    #[error("malformed proof: {0}")]
    Malformed(Error),
    /// The public inputs are no whole number of elements.
    #[error("the public inputs have {bytes} bytes, which is no multiple of 32; give 32 bytes for each")]
    PublicLength {
        /// Bytes given.
        bytes: usize,
    },
    /// More or fewer public inputs than the key has.
    #[error(
        "{found} public inputs given, the verifying key has {expected}; give exactly those, without the leading one"
    )]
    PublicCount {
        /// The key's number.
        expected: usize,
        /// The number given.
        found: usize,
    },
    /// A public input at or above r.
    #[error("public input {index} is not canonical (at or above r); write it reduced")]
    PublicNonCanonical {
        /// Index of the public input, from 0.
        index: usize,
    },
    /// Everything is well formed, but the statement is not proven.
    #[error("the pairing equation does not hold: this proof does not prove this statement under this key")]
    Equation,
}
