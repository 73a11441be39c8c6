//! Canonical little-endian elements, read in place: no copy of the caller's buffer is made before the field's own form.
use p3_field::{Field, PrimeField64};
use p3_goldilocks::Goldilocks;
use p3_koala_bear::KoalaBear;
use p3_matrix::dense::RowMajorMatrix;

use crate::error::Error;

/// A field with its canonical bytes.
pub trait Element: Field + PrimeField64 {
    /// Bytes of an element.
    const BYTES: usize;

    /// The element, or None if the integer is not below the modulus or the slice is not as long as an element.
    fn read(bytes: &[u8]) -> Option<Self>;

    /// Appends the canonical bytes.
    fn write(self, to: &mut [u8]);
}

impl Element for Goldilocks {
    const BYTES: usize = 8;

    #[inline]
    fn read(bytes: &[u8]) -> Option<Self> {
        let value = u64::from_le_bytes(bytes.try_into().ok()?);
        (value < Self::ORDER_U64).then(|| Self::new(value))
    }

    #[inline]
    fn write(self, to: &mut [u8]) {
        to.copy_from_slice(&self.as_canonical_u64().to_le_bytes());
    }
}

impl Element for KoalaBear {
    const BYTES: usize = 4;

    #[inline]
    fn read(bytes: &[u8]) -> Option<Self> {
        let value = u32::from_le_bytes(bytes.try_into().ok()?);
        (u64::from(value) < Self::ORDER_U64).then(|| Self::new(value))
    }

    #[inline]
    fn write(self, to: &mut [u8]) {
        to.copy_from_slice(&(self.as_canonical_u64() as u32).to_le_bytes());
    }
}

/// Refuses a buffer of another length than `count` elements.
pub fn check_length<F: Element>(name: &'static str, bytes: &[u8], count: usize) -> Result<(), Error> {
    let wanted = count * F::BYTES;
    if bytes.len() == wanted { Ok(()) } else { Err(Error::WrongLength { name, found: bytes.len(), wanted }) }
}

/// `count` elements.
pub fn elements<F: Element>(name: &'static str, bytes: &[u8], count: usize) -> Result<Vec<F>, Error> {
    check_length::<F>(name, bytes, count)?;
    let read = |(place, part)| F::read(part).ok_or(Error::NonCanonical { name, place });
    bytes.chunks_exact(F::BYTES).enumerate().map(read).collect()
}

/// A trace given column after column as the row-major matrix that plonky3 wants, with `extra` zero columns at the end.
///
/// Written row by row: each of the few columns is read forwards, so the transposition is as fast as memory.
pub fn trace<F: Element>(bytes: &[u8], rows: usize, columns: usize, extra: usize) -> Result<RowMajorMatrix<F>, Error> {
    check_length::<F>("trace", bytes, rows * columns)?;
    let parts: Vec<&[u8]> = bytes.chunks_exact(rows * F::BYTES).collect();
    let mut values = Vec::with_capacity(rows * (columns + extra));
    for row in 0..rows {
        for (column, part) in parts.iter().enumerate() {
            let at = row * F::BYTES;
            let element = part.get(at..at + F::BYTES).and_then(F::read);
            values.push(element.ok_or(Error::NonCanonical { name: "trace", place: column * rows + row })?);
        }
        values.extend((0..extra).map(|_| F::ZERO));
    }
    Ok(RowMajorMatrix::new(values, columns + extra))
}
