//! The low-degree test alone: winter-fri's prover and verifier under the default coin with an empty seed, nonce 0.
//!
//! A proof: u8 number of commitments; the layers' commitments and the remainder's, 32 bytes each; u16 number of unique positions;
//! the evaluations there in ascending order, 16 bytes each; winter-fri's `FriProof`.
use winter_crypto::{DefaultRandomCoin, Digest, MerkleTree, RandomCoin};
use winter_fri::{DefaultProverChannel, DefaultVerifierChannel, FriOptions, FriProof, FriProver, FriVerifier};
use winter_math::{StarkField, fft, polynom};
use winter_utils::{Deserializable, Serializable};

use crate::{
    BaseElement, Error, Extension, Hash, Rejection,
    engine::{ManyHasher, prove_low_degree},
    field::{ELEMENT_BYTES, EXTENSION_BYTES, all_canonical, elements},
    hash::{Blake3, Sha3},
    options::{BLOWUP, FOLDING, REMAINDER_MAX_DEGREE, Setting},
    proof::{DIGEST_BYTES, FriLayout, Reader, digest},
    prove::StarkHasher,
    trace::length_error,
};

/// log2 of the smallest domain.
pub const MIN_LOG2_DOMAIN: u32 = 10;
/// log2 of the largest domain.
pub const MAX_LOG2_DOMAIN: u32 = 24;

const QUERIES: usize = Setting::Default.queries();
const NONCE: u64 = 0;

/// The test that n evaluations on the coset 7·⟨ω_n⟩ belong to a polynomial of degree below n/8, with winterfell's root of unity: of
/// order 2^32 it is 7277203076849721926, which is not 7^(2^32 − 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FriCell {
    hash: Hash,
    domain_size: usize,
}

macro_rules! dispatch {
    ($cell:expr, $function:ident($($argument:expr),*)) => {
        match $cell.hash {
            Hash::Sha3_256 => $function::<Sha3>($($argument),*),
            Hash::Blake3 => $function::<Blake3>($($argument),*),
        }
    };
}

impl FriCell {
    /// The test for a domain of `domain_size` points.
    ///
    /// # Errors
    /// [`Error::Size`] unless it is a power of two in range.
    pub fn new(hash: Hash, domain_size: usize) -> Result<Self, Error> {
        let (min_log2, max_log2) = (MIN_LOG2_DOMAIN, MAX_LOG2_DOMAIN);
        if !domain_size.is_power_of_two() || !(min_log2..=max_log2).contains(&domain_size.ilog2()) {
            return Err(Error::Size { name: "the domain's size", got: domain_size, min_log2, max_log2 });
        }
        Ok(Self { hash, domain_size })
    }

    /// Whether the evaluations are those of a polynomial of degree below n/8: all of them, by interpolation.
    ///
    /// # Errors
    /// [`Error::Degree`]; wrong length, elements that are not canonical.
    pub fn check(&self, evaluations: &[u8]) -> Result<(), Error> {
        let mut polynomial = decode(self.domain_size, evaluations)?;
        let twiddles = fft::get_inv_twiddles::<BaseElement>(self.domain_size);
        fft::interpolate_poly_with_offset(&mut polynomial, &twiddles, BaseElement::GENERATOR);
        let (degree, bound) = (polynom::degree_of(&polynomial), self.domain_size / BLOWUP);
        if degree < bound { Ok(()) } else { Err(Error::Degree { degree, bound }) }
    }

    /// The proof for `evaluations`, in natural order. The degree is not checked: no verifier accepts the proof for too high a one.
    ///
    /// # Errors
    /// Wrong length, elements that are not canonical.
    pub fn prove(&self, evaluations: &[u8]) -> Result<Vec<u8>, Error> {
        dispatch!(self, prove(self.domain_size, evaluations))
    }

    /// The same by winterfell's own prover.
    ///
    /// # Errors
    /// As [`FriCell::prove`].
    pub fn prove_by_winterfell(&self, evaluations: &[u8]) -> Result<Vec<u8>, Error> {
        dispatch!(self, prove_by_winterfell(self.domain_size, evaluations))
    }

    /// Whether the proof is one for exactly this cell. Never panics and reserves no more than the proof has.
    ///
    /// # Errors
    /// The reason why it is not.
    pub fn verify(&self, proof: &[u8]) -> Result<(), Rejection> {
        dispatch!(self, verify(self.domain_size, proof))
    }
}

fn check_length(domain_size: usize, evaluations: &[u8]) -> Result<(), Error> {
    if evaluations.len() == domain_size * EXTENSION_BYTES {
        return Ok(());
    }
    Err(length_error("evaluations", evaluations.len(), domain_size, EXTENSION_BYTES))
}

/// c0 and c1 of all elements, canonical words.
fn columns(domain_size: usize, evaluations: &[u8]) -> Result<[Vec<u64>; 2], Error> {
    check_length(domain_size, evaluations)?;
    if !all_canonical(evaluations) {
        return Err(elements("evaluations", evaluations, 0).err().unwrap_or(Error::Degenerate));
    }
    let (words, _) = evaluations.as_chunks::<ELEMENT_BYTES>();
    Ok([0, 1].map(|i| words.iter().skip(i).step_by(2).map(|word| u64::from_le_bytes(*word)).collect()))
}

/// Whole extension elements from pairs of base elements.
fn decode(domain_size: usize, evaluations: &[u8]) -> Result<Vec<Extension>, Error> {
    check_length(domain_size, evaluations)?;
    extensions(evaluations).ok_or_else(|| elements("evaluations", evaluations, 0).err().unwrap_or(Error::Degenerate))
}

fn extensions(bytes: &[u8]) -> Option<Vec<Extension>> {
    let base = |bytes: &[u8; ELEMENT_BYTES]| BaseElement::try_from(*bytes).ok();
    let (pairs, _) = bytes.as_chunks::<EXTENSION_BYTES>();
    let element = |pair: &[u8; EXTENSION_BYTES]| {
        let [c0, c1] = pair.as_chunks::<ELEMENT_BYTES>().0 else { return None };
        Some(Extension::new(base(c0)?, base(c1)?))
    };
    pairs.iter().map(element).collect()
}

fn options() -> FriOptions {
    FriOptions::new(BLOWUP, FOLDING, REMAINDER_MAX_DEGREE)
}

fn prove<H: ManyHasher>(domain_size: usize, encoded: &[u8]) -> Result<Vec<u8>, Error> {
    let values = columns(domain_size, encoded)?;
    let (commitments, positions, proof) = prove_low_degree::<H>(values, QUERIES, NONCE)?;
    Ok(encode::<H>(encoded, &commitments, &positions, &proof.to_bytes()))
}

fn prove_by_winterfell<H: StarkHasher>(domain_size: usize, encoded: &[u8]) -> Result<Vec<u8>, Error> {
    let evaluations = decode(domain_size, encoded)?;
    let mut channel = DefaultProverChannel::<Extension, H, DefaultRandomCoin<H>>::new(domain_size, QUERIES);
    let mut prover = FriProver::<Extension, _, H, MerkleTree<H>>::new(options());
    prover.build_layers(&mut channel, evaluations);
    let mut positions = channel.draw_query_positions(NONCE);
    positions.sort_unstable();
    positions.dedup();
    let proof = prover.build_proof(&positions).to_bytes();
    Ok(encode::<H>(encoded, channel.layer_commitments(), &positions, &proof))
}

/// The proof's bytes.
fn encode<H: StarkHasher>(encoded: &[u8], commitments: &[H::Digest], positions: &[usize], proof: &[u8]) -> Vec<u8> {
    let mut bytes =
        Vec::with_capacity(3 + commitments.len() * DIGEST_BYTES + positions.len() * EXTENSION_BYTES + proof.len());
    bytes.push(commitments.len() as u8);
    commitments.iter().for_each(|commitment| bytes.extend(commitment.as_bytes()));
    bytes.extend((positions.len() as u16).to_le_bytes());
    let (evaluations, _) = encoded.as_chunks::<EXTENSION_BYTES>();
    positions.iter().filter_map(|&position| evaluations.get(position)).for_each(|value| bytes.extend(value));
    bytes.extend(proof);
    bytes
}

fn verify<H: StarkHasher>(domain_size: usize, proof: &[u8]) -> Result<(), Rejection> {
    let layout = FriLayout::new(domain_size);
    let reader = &mut Reader::new(proof);
    reader.expect(&[layout.commitments() as u8], "the number of commitments")?;
    let begin = reader.position();
    let commitments = reader.take(layout.commitments() * DIGEST_BYTES)?;
    let count_at = reader.position();
    let unique = usize::from(reader.u16()?);
    let other_positions =
        Rejection::Malformed { at: count_at, what: "another number of positions than the transcript draws" };
    if unique == 0 || unique > QUERIES {
        return Err(other_positions);
    }
    let values = reader.elements(unique * EXTENSION_BYTES / ELEMENT_BYTES)?;
    let fri_begin = reader.position();
    let parts = layout.split(reader, unique)?;
    reader.end()?;

    let digests = commitments.chunks_exact(DIGEST_BYTES).map(|bytes| digest::<H>(bytes, begin));
    let digests = digests.collect::<Result<Vec<_>, _>>()?;
    let remainder = H::hash(proof.get(parts.remainder.clone()).unwrap_or_default());
    if digests.last() != Some(&remainder) {
        return Err(Rejection::Remainder);
    }
    let mut coin = DefaultRandomCoin::<H>::new(&[]);
    digests.iter().for_each(|digest| coin.reseed(*digest));
    let refused = |error: &dyn std::fmt::Display| Rejection::Winterfell(error.to_string());
    let mut positions = coin.draw_integers(QUERIES, domain_size, NONCE).map_err(|error| refused(&error))?;
    positions.sort_unstable();
    positions.dedup();
    if positions.len() != unique {
        return Err(other_positions);
    }
    parts.check(proof, layout, &positions)?;

    let evaluations = extensions(values).unwrap_or_default(); // canonical, as the reader has seen
    let fri = FriProof::read_from_bytes(proof.get(fri_begin..).unwrap_or_default());
    let fri = fri.map_err(|error| refused(&error))?;
    let channel = DefaultVerifierChannel::<Extension, H, MerkleTree<H>>::new(fri, digests, domain_size, FOLDING);
    let mut channel = channel.map_err(|error| refused(&error))?;
    let mut coin = DefaultRandomCoin::<H>::new(&[]);
    let verifier = FriVerifier::new(&mut channel, &mut coin, options(), domain_size / BLOWUP - 1);
    let verifier = verifier.map_err(|error| refused(&error))?;
    verifier.verify(&mut channel, &evaluations, &positions).map_err(|error| refused(&error))
}
