//! The fixed columns and the permutation's, as halo2 made them.
//!
//! halo2 shows a proving key by its `{:?}` alone: 0x and 64 digits an element, columns in several forms. The text is read as it
//! is written, and never as a whole in memory; it is broken off after the last wanted column.
use std::fmt::{self, Write};

use halo2_proofs::plonk::ProvingKey;
use pasta_curves::{EqAffine, Fp};

use super::debug_text::{element, unexpected};
use crate::halo2::Error;

/// The fields of a proving key that are wanted, in the key's order: the fixed columns' values, and σ's.
const WANTED: [&str; 2] = ["fixed_values", "permutations"];

/// Columns by their values on the rows.
pub type Columns = Vec<Vec<Fp>>;

/// (fixed, σ) on the rows.
pub fn columns(key: &ProvingKey<EqAffine>) -> Result<[Columns; 2], Error> {
    let mut reader = Reader::default();
    let written = write!(reader, "{key:?}"); // an error once all that is wanted was read
    let [fixed, sigmas] = reader.found;
    if written.is_err() && reader.list == WANTED.len() && !reader.refused {
        Ok([fixed, sigmas])
    } else {
        Err(unexpected("a proving key without its columns"))
    }
}

/// Takes a text apart into words.
#[derive(Default)]
struct Reader {
    found: [Columns; WANTED.len()],
    /// Which list comes next, or is being read.
    list: usize,
    is_inside: bool,
    depth: usize,
    word: String,
    refused: bool,
}

impl Reader {
    /// After a word.
    fn take(&mut self) {
        if !self.is_inside {
            self.is_inside = WANTED.get(self.list).is_some_and(|wanted| *wanted == self.word);
        } else if let Some(columns) = self.found.get_mut(self.list) {
            if self.word == "values" {
                columns.push(Vec::new());
            } else if self.word.starts_with("0x") {
                match (columns.last_mut(), element(&self.word)) {
                    (Some(column), Some(element)) => column.push(element),
                    _ => self.refused = true,
                }
            }
        }
        self.word.clear();
    }
}

impl Write for Reader {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for c in text.chars() {
            if c.is_ascii_alphanumeric() || c == '_' {
                self.word.push(c);
                continue;
            }
            if !self.word.is_empty() {
                self.take();
            }
            match c {
                '[' if self.is_inside => self.depth += 1,
                ']' if self.is_inside => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        (self.is_inside, self.list) = (false, self.list + 1);
                    }
                }
                _ => {}
            }
        }
        if self.list == WANTED.len() { Err(fmt::Error) } else { Ok(()) }
    }
}
