//! Our own parser of winterfell's proofs. It runs before winterfell sees a byte and leaves exactly one encoding for a proof.
//!
//! winterfell's deserialiser panics on altered options, reserves what an altered length asks for, and ignores bytes at the
//! end; its verifier ignores what an opening holds beyond what it needs (docs/winterfell-faults.md). Here every length follows
//! from the AIR and the cell, or from the positions that the transcript draws, and is compared with what the proof says.
mod fri;
mod layout;
mod opening;
mod reader;

pub(crate) use fri::{FriLayout, FriParts};
pub(crate) use layout::{Layout, digest};
pub(crate) use opening::{DIGEST_BYTES, check_opening};
pub(crate) use reader::Reader;

/// Why a proof is not accepted. Each is a verdict, not a failure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Rejection {
    /// The bytes are not an encoding of a proof for this cell.
    #[error("byte {at}: {what}")]
    Malformed {
        /// Where, counted from 0.
        at: usize,
        /// What is wrong.
        what: &'static str,
    },
    /// Public inputs of the wrong length or not canonical.
    #[error("the public inputs are malformed: {0}")]
    Public(crate::Error),
    /// The remainder is not the one that was committed to before the queries were drawn.
    #[error("the remainder's hash is not the last commitment")]
    Remainder,
    /// Too few zeros in the hash of the proof of work.
    #[error("the proof of work is not done")]
    ProofOfWork,
    /// winterfell's verifier does not accept.
    #[error("winterfell: {0}")]
    Winterfell(String),
}
