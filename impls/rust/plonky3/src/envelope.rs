//! The envelope of a proof: magic, the format's name, the options in the clear, then the library's payload.
//!
//! `zkpstark` ‖ u8 length ‖ name ‖ u32 LE: log2 trace length, blowup, queries, grinding bits, extension degree ‖ payload
use crate::cell::{Cell, LOG_BLOWUP};

/// Of every envelope.
pub const MAGIC: &[u8; 8] = b"zkpstark";
/// The wire format's name.
pub const FORMAT: &str = "plonky3";

/// The header that the cell demands; a proof with any other is not a proof of it.
#[must_use]
pub fn header(cell: &Cell) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(MAGIC.len() + 1 + FORMAT.len() + 20);
    bytes.extend_from_slice(MAGIC);
    bytes.push(FORMAT.len() as u8);
    bytes.extend_from_slice(FORMAT.as_bytes());
    let setting = cell.setting;
    for number in [cell.log_n as usize, 1 << LOG_BLOWUP, setting.queries(), setting.grinding(), cell.extension()] {
        bytes.extend_from_slice(&(number as u32).to_le_bytes());
    }
    bytes
}

/// The payload, if the header is the demanded one.
#[must_use]
pub fn payload<'a>(cell: &Cell, proof: &'a [u8]) -> Option<&'a [u8]> {
    proof.strip_prefix(header(cell).as_slice())
}
