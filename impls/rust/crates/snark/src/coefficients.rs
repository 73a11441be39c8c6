//! Section 4 of the `.zkey`: A and B as a list of (u32 matrix, u32 row, u32 signal, value·2^512 mod r), 0 = A, 1 = B.
//! Order as snarkjs writes it: for each constraint the terms of A, then those of B, each as the `.r1cs` has them; then the
//! extra rows (0, m + j, j, 1) of the public signals.

use ark_bn254::Fr;

use crate::bytes::Reader;
use crate::error::Error;
use crate::field::{fr_from_double_montgomery, fr_to_double_montgomery};
use crate::matrix::{Matrix, Term};

const ENTRY_BYTES: u64 = 44;

/// `a` holds the extra rows already and therefore has more rows than `b`.
pub(crate) fn write(a: &Matrix, b: &Matrix) -> Vec<u8> {
    let count = a.num_terms() + b.num_terms();
    let mut out = Vec::with_capacity(4 + ENTRY_BYTES as usize * count);
    out.extend_from_slice(&(count as u32).to_le_bytes());
    let b_rows = b.rows().chain(std::iter::repeat(&[] as &[Term]));
    for ((row, a_terms), b_terms) in (0u32..).zip(a.rows()).zip(b_rows) {
        for (matrix, terms) in [(0u32, a_terms), (1u32, b_terms)] {
            for term in terms {
                out.extend_from_slice(&matrix.to_le_bytes());
                out.extend_from_slice(&row.to_le_bytes());
                out.extend_from_slice(&term.signal.to_le_bytes());
                out.extend_from_slice(&fr_to_double_montgomery(&term.value));
            }
        }
    }
    out
}

/// One entry of the list.
struct Entry {
    matrix: u32,
    row: u32,
    term: Term,
}

/// Reads A and B; any order of entries is understood, the order within a row is kept. Each has as many rows as it uses.
pub(crate) fn read(mut reader: Reader<'_>, num_rows: u32, num_signals: u32) -> Result<(Matrix, Matrix), Error> {
    let count = u64::from(reader.u32()?);
    let (expected, found) = (4 + ENTRY_BYTES * count, 4 + reader.remaining());
    if found != expected {
        return Err(Error::SectionSize { place: reader.place(), expected, found });
    }
    let bytes = reader.take(ENTRY_BYTES * count)?.as_chunks::<44>().0;
    let mut entries = Vec::with_capacity(bytes.len());
    for (index, entry) in bytes.iter().enumerate() {
        entries.push(read_entry(entry, num_rows, num_signals).map_err(|fault| fault(&reader, index as u64))?);
    }
    if !entries.is_sorted_by_key(|entry| entry.row) {
        entries.sort_by_key(|entry| entry.row); // stable: the order within a row stays
    }
    Ok((gather(&entries, 0), gather(&entries, 1)))
}

type Fault = fn(&Reader<'_>, u64) -> Error;

fn read_entry(entry: &[u8; 44], num_rows: u32, num_signals: u32) -> Result<Entry, Fault> {
    let mut words = entry.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word));
    let [matrix, row, signal] = [words.next(), words.next(), words.next()].map(Option::unwrap_or_default);
    if matrix > 1 {
        return Err(|reader, index| inconsistent(reader, index, "the matrix is neither 0 (A) nor 1 (B)"));
    }
    if row >= num_rows {
        return Err(|reader, index| inconsistent(reader, index, "the row is beyond the domain size"));
    }
    if signal >= num_signals {
        return Err(|reader, index| inconsistent(reader, index, "the signal is beyond nVars"));
    }
    let value = entry.last_chunk::<32>().and_then(fr_from_double_montgomery);
    let value: Fr = value.ok_or(
        (|reader, index| Error::NonCanonical { place: reader.place().at(index), what: "a coefficient" }) as Fault,
    )?;
    Ok(Entry { matrix, row, term: Term { signal, value } })
}

fn inconsistent(reader: &Reader<'_>, index: u64, what: &str) -> Error {
    Error::Inconsistent {
        place: reader.place().at(index),
        what: format!("{what}; the key is corrupt, fetch it again").into(),
    }
}

/// The rows of one matrix from entries sorted by row.
fn gather(entries: &[Entry], matrix: u32) -> Matrix {
    let mut out = Matrix::with_capacity(entries.last().map_or(0, |entry| entry.row as usize + 1));
    for entry in entries.iter().filter(|entry| entry.matrix == matrix) {
        while out.num_rows() < entry.row as usize {
            out.end_row();
        }
        out.push(entry.term.signal, entry.term.value);
    }
    if out.has_open_row() {
        out.end_row();
    }
    out
}
