//! winter-fri's proof: the layers' openings and the remainder.
use std::ops::Range;

use super::{Reader, Rejection, check_opening, opening::DIGEST_BYTES};
use crate::{
    field::{ELEMENT_BYTES, EXTENSION_BYTES},
    options::{BLOWUP, FOLDING, REMAINDER_MAX_DEGREE},
};

/// What follows from the size of the domain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FriLayout {
    domain_size: usize,
}

/// A FRI proof's parts, as places in the whole. Nothing inside of the layers has been looked at.
pub(crate) struct FriParts {
    layers: Vec<Layer>,
    /// The remainder's coefficients, highest first.
    pub(crate) remainder: Range<usize>,
}

struct Layer {
    values: Range<usize>,
    opening: Range<usize>,
}

impl FriLayout {
    pub(crate) fn new(domain_size: usize) -> Self {
        Self { domain_size }
    }

    /// Sizes of the domains that are folded.
    fn domains(self) -> impl Iterator<Item = usize> {
        let foldable = |&size: &usize| size > (REMAINDER_MAX_DEGREE + 1) * BLOWUP;
        std::iter::successors(Some(self.domain_size), |size| Some(size / FOLDING)).take_while(foldable)
    }

    pub(crate) fn layers(self) -> usize {
        self.domains().count()
    }

    /// Commitments: one a layer, and the remainder's.
    pub(crate) fn commitments(self) -> usize {
        self.layers() + 1
    }

    fn remainder_bytes(self) -> usize {
        self.domain_size / FOLDING.pow(self.layers() as u32) / BLOWUP * EXTENSION_BYTES
    }

    /// The proof's frame: every length that does not depend on the queries.
    pub(crate) fn split(self, reader: &mut Reader<'_>, max_queries: usize) -> Result<FriParts, Rejection> {
        reader.expect(&[self.layers() as u8], "the number of FRI layers")?;
        let mut layers = Vec::with_capacity(self.layers());
        for domain in self.domains() {
            let max_values = max_queries * FOLDING * EXTENSION_BYTES;
            let values = sized(reader, max_values, "the length of a FRI layer's values")?;
            let max_opening = opening_bound(max_queries, (domain / FOLDING).ilog2());
            let opening = sized(reader, max_opening, "the length of a FRI layer's opening")?;
            layers.push(Layer { values, opening });
        }
        let bytes = self.remainder_bytes();
        reader.expect(&(bytes as u16).to_le_bytes(), "the length of FRI's remainder")?;
        let begin = reader.position();
        reader.elements(bytes / ELEMENT_BYTES)?;
        let remainder = begin..reader.position();
        reader.expect(&[0], "FRI's partitions")?;
        Ok(FriParts { layers, remainder })
    }
}

impl FriParts {
    /// Each layer holds the values and the opening of exactly the positions that are left there.
    pub(crate) fn check(&self, whole: &[u8], layout: FriLayout, positions: &[usize]) -> Result<(), Rejection> {
        let mut positions = positions.to_vec();
        for (layer, domain) in self.layers.iter().zip(layout.domains()) {
            let rows = domain / FOLDING;
            positions = fold(&positions, rows); // as winter-fri folds them
            let mut values = Reader::part(whole, layer.values.clone());
            values.elements(positions.len() * FOLDING * EXTENSION_BYTES / ELEMENT_BYTES)?;
            values.end()?;
            let mut opening = Reader::part(whole, layer.opening.clone());
            check_opening(&mut opening, &positions, rows.ilog2())?;
            opening.end()?;
        }
        Ok(())
    }
}

/// The rows of the next layer's matrix that hold these positions, each once, in the order of their first occurrence.
fn fold(positions: &[usize], rows: usize) -> Vec<usize> {
    let mut folded = Vec::with_capacity(positions.len());
    for row in positions.iter().map(|position| position % rows) {
        if !folded.contains(&row) {
            folded.push(row);
        }
    }
    folded
}

/// A part after its length as u32.
fn sized(reader: &mut Reader<'_>, max: usize, what: &'static str) -> Result<Range<usize>, Rejection> {
    let begin = reader.position();
    let length = reader.u32()? as usize;
    if length > max {
        return Err(Rejection::Malformed { at: begin, what });
    }
    let begin = reader.position();
    reader.take(length)?;
    Ok(begin..reader.position())
}

/// No opening of so many leaves is longer: depth, number of vectors, and for each leaf its length and `depth` nodes.
pub(crate) fn opening_bound(leaves: usize, depth: u32) -> usize {
    let varint = 2; // of a number below 2^14
    1 + varint + leaves * (varint + depth as usize * DIGEST_BYTES)
}
