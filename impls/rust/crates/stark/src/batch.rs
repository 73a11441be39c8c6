//! Many traces of one cell in one call.
use rayon::prelude::*;

use crate::{Cell, Error, trace::length_error};

impl Cell {
    /// The proofs for `count` traces and public inputs, concatenated: what [`Cell::prove`] gives for each. With more than one thread
    /// each takes whole traces, which small traces keep busy better than the parts of one.
    ///
    /// # Errors
    /// Those of [`Cell::prove`], for the first trace that is refused; places count in the whole.
    pub fn prove_batch(&self, traces: &[u8], publics: &[u8], count: usize) -> Result<Vec<Vec<u8>>, Error> {
        let (columns, inputs) = self.elements();
        let (trace_bytes, public_bytes) = (columns * crate::ELEMENT_BYTES, inputs * crate::ELEMENT_BYTES);
        let fits = |bytes: &[u8], each: usize| count.checked_mul(each) == Some(bytes.len());
        for (name, bytes, each) in [("traces", traces, columns), ("publics", publics, inputs)] {
            if count == 0 || !fits(bytes, each * crate::ELEMENT_BYTES) {
                return Err(length_error(name, bytes.len(), count.saturating_mul(each), crate::ELEMENT_BYTES));
            }
        }
        let each = |i: usize| {
            let trace = traces.get(i * trace_bytes..(i + 1) * trace_bytes).unwrap_or_default();
            let public = publics.get(i * public_bytes..(i + 1) * public_bytes).unwrap_or_default();
            self.prove(trace, public).map_err(|error| error.shifted(i * columns, i * inputs))
        };
        if rayon::current_num_threads() == 1 {
            return (0..count).map(each).collect();
        }
        let proofs: Vec<_> = (0..count).into_par_iter().map(each).collect();
        proofs.into_iter().collect()
    }
}
