//! Header fields that several formats share.

use crate::bytes::{Reader, le_bytes, limbs};
use crate::error::Error;

/// Reads u32 32 and the modulus; refuses any other field.
pub(crate) fn expect_modulus(reader: &mut Reader<'_>, field: &'static str, modulus: &[u64; 4]) -> Result<(), Error> {
    let size = reader.u32()?;
    if size != 32 {
        return Err(Error::Header {
            place: reader.place(),
            field,
            found: format!("{size} bytes long").into(),
            rule: "BN254's elements have 32 bytes; compile the circuit for bn128 (circom -p bn128)".into(),
        });
    }
    let found = reader.array::<32>()?;
    if limbs(found) != *modulus {
        return Err(Error::Header {
            place: reader.place(),
            field,
            found: hex(found).into(),
            rule: format!("BN254's is {}; compile the circuit for bn128 (circom -p bn128)", hex(&le_bytes(modulus)))
                .into(),
        });
    }
    Ok(())
}

/// Big-endian hexadecimal of little-endian bytes.
fn hex(bytes: &[u8; 32]) -> String {
    bytes.iter().rev().fold(String::from("0x"), |text, byte| text + &format!("{byte:02x}"))
}

/// Appends u32 32 and the modulus.
pub(crate) fn push_modulus(out: &mut Vec<u8>, modulus: &[u64; 4]) {
    out.extend_from_slice(&32u32.to_le_bytes());
    out.extend_from_slice(&le_bytes(modulus));
}
