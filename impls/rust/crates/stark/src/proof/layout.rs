//! `Proof::to_bytes()`: what follows from the cell, and the parts of a proof for it.
use std::{marker::PhantomData, ops::Range};

use winter_air::{ProofOptions, proof::Context};
use winter_crypto::{DefaultRandomCoin, Digest, ElementHasher, Hasher, RandomCoin};
use winter_math::ToElements;
use winter_utils::Serializable;

use super::{FriLayout, FriParts, Reader, Rejection, check_opening, fri::opening_bound, opening::DIGEST_BYTES};
use crate::{
    BaseElement,
    air::Statement,
    field::{ELEMENT_BYTES, EXTENSION_BYTES},
    options::{BLOWUP, Setting},
};

/// What a proof of statement S for n rows under a setting looks like.
pub(crate) struct Layout<S> {
    n: usize,
    setting: Setting,
    statement: PhantomData<S>,
}

/// A proof's parts, as places in the whole.
pub(crate) struct Parts {
    unique_queries: usize,
    commitments: Range<usize>,
    /// Main segment, auxiliary segment if there is one, constraint composition.
    openings: Vec<Range<usize>>,
    trace_frame: Range<usize>,
    composition_frame: Range<usize>,
    fri: FriParts,
    nonce: u64,
}

/// The number of rows in an out-of-domain frame: at z and at z·g.
const FRAME_ROWS: usize = 2;

impl<S: Statement> Layout<S> {
    pub(crate) fn new(n: usize, setting: Setting) -> Self {
        Self { n, setting, statement: PhantomData }
    }

    fn domain_size(&self) -> usize {
        self.n * BLOWUP
    }

    fn fri(&self) -> FriLayout {
        FriLayout::new(self.domain_size())
    }

    fn options(&self) -> ProofOptions {
        self.setting.options()
    }

    /// What the proof's first bytes must say and the transcript begins with.
    pub(crate) fn context(&self) -> Context {
        Context::new::<BaseElement>(S::dimensions(self.n), self.options(), S::CONSTRAINTS)
    }

    /// Bytes of a row of each segment.
    fn row_bytes() -> impl Iterator<Item = usize> {
        let auxiliary = (S::AUX_COLUMNS > 0).then_some(S::AUX_COLUMNS * EXTENSION_BYTES);
        std::iter::once(S::COLUMNS * ELEMENT_BYTES).chain(auxiliary).chain([S::COMPOSITION_COLUMNS * EXTENSION_BYTES])
    }

    /// The whole proof, up to the insides of the openings: every length, every element canonical, nothing after the end.
    pub(crate) fn split(&self, proof: &[u8]) -> Result<Parts, Rejection> {
        let reader = &mut Reader::new(proof);
        reader.expect(&self.context().to_bytes(), "another trace, field, option or number of constraints")?;
        let unique_queries = usize::from(reader.u8()?);
        if unique_queries == 0 || unique_queries > self.setting.queries() {
            return Err(reader.malformed("the number of unique queries"));
        }
        let commitments = self.commitments(reader)?;
        let mut openings = Vec::with_capacity(3);
        for row_bytes in Self::row_bytes() {
            let bytes = unique_queries * row_bytes;
            reader.varint(bytes, "the length of queried rows")?;
            reader.elements(bytes / ELEMENT_BYTES)?;
            let max = opening_bound(unique_queries, self.domain_size().ilog2());
            let length = reader.varint_up_to(max, "the length of an opening")?;
            let begin = reader.position();
            reader.take(length)?;
            openings.push(begin..reader.position());
        }
        let trace_frame = frame(reader, S::COLUMNS + S::AUX_COLUMNS)?;
        let composition_frame = frame(reader, S::COMPOSITION_COLUMNS)?;
        let fri = self.fri().split(reader, unique_queries)?;
        let nonce = reader.u64()?;
        reader.end()?;
        Ok(Parts { unique_queries, commitments, openings, trace_frame, composition_frame, fri, nonce })
    }

    fn commitments(&self, reader: &mut Reader<'_>) -> Result<Range<usize>, Rejection> {
        let bytes = (Self::row_bytes().count() + self.fri().commitments()) * DIGEST_BYTES;
        reader.expect(&(bytes as u16).to_le_bytes(), "the length of the commitments")?;
        let begin = reader.position();
        reader.take(bytes)?;
        Ok(begin..reader.position())
    }

    /// What depends on the transcript: the remainder is the one committed to, the work is done, and the openings are those of
    /// exactly the positions drawn.
    pub(crate) fn check<H>(&self, proof: &[u8], parts: &Parts, public: &S::PublicInputs) -> Result<(), Rejection>
    where
        H: ElementHasher<BaseField = BaseElement>,
    {
        let part = |range: &Range<usize>| proof.get(range.clone()).unwrap_or_default();
        let commitments = part(&parts.commitments).chunks_exact(DIGEST_BYTES);
        let remainder = H::hash(part(&parts.fri.remainder));
        if commitments.clone().next_back() != Some(&remainder.as_bytes()) {
            return Err(Rejection::Remainder);
        }

        // Drawing elements leaves the seed as it is, so the positions follow from what the coin was reseeded with.
        let mut seed = self.context().to_elements();
        seed.extend(public.to_elements());
        let mut coin = DefaultRandomCoin::<H>::new(&seed);
        let frames = interleaved(part(&parts.trace_frame), part(&parts.composition_frame));
        for (i, commitment) in commitments.enumerate() {
            if i == parts.openings.len() {
                coin.reseed(H::hash(&frames));
            }
            coin.reseed(digest::<H>(commitment, parts.commitments.start)?);
        }
        if coin.check_leading_zeros(parts.nonce) < self.setting.grinding_bits() {
            return Err(Rejection::ProofOfWork);
        }
        let drawn = coin.draw_integers(self.setting.queries(), self.domain_size(), parts.nonce);
        let mut positions = drawn.map_err(|error| Rejection::Winterfell(error.to_string()))?;
        positions.sort_unstable();
        positions.dedup();
        if positions.len() != parts.unique_queries {
            return Err(Rejection::Malformed {
                at: parts.commitments.start.saturating_sub(3), // before the commitments and their length
                what: "another number of positions than the transcript draws (other public inputs, or an altered proof)",
            });
        }
        for opening in &parts.openings {
            let mut reader = Reader::part(proof, opening.clone());
            check_opening(&mut reader, &positions, self.domain_size().ilog2())?;
            reader.end()?;
        }
        parts.fri.check(proof, self.fri(), &positions)
    }
}

/// An out-of-domain frame: its length, the number of rows, and the rows.
fn frame(reader: &mut Reader<'_>, columns: usize) -> Result<Range<usize>, Rejection> {
    let bytes = FRAME_ROWS * columns * EXTENSION_BYTES;
    reader.expect(&(1 + bytes as u16).to_le_bytes(), "the length of an out-of-domain frame")?;
    reader.expect(&[FRAME_ROWS as u8], "the number of rows of an out-of-domain frame")?;
    let begin = reader.position();
    reader.elements(bytes / ELEMENT_BYTES)?;
    Ok(begin..reader.position())
}

/// The transcript takes trace and composition at z, then both at z·g.
fn interleaved(trace: &[u8], composition: &[u8]) -> Vec<u8> {
    let ((t0, t1), (c0, c1)) =
        (trace.split_at(trace.len() / FRAME_ROWS), composition.split_at(composition.len() / FRAME_ROWS));
    [t0, c0, t1, c1].concat()
}

/// A digest that was read from the proof.
pub(crate) fn digest<H: Hasher>(bytes: &[u8], at: usize) -> Result<H::Digest, Rejection> {
    use winter_utils::Deserializable;
    H::Digest::read_from_bytes(bytes).map_err(|_| Rejection::Malformed { at, what: "a commitment" })
}
