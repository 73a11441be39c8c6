//! SHA3-256 and BLAKE3-256 for winterfell: the digests of its own hashers, from words instead of writes of eight bytes.
//!
//! winterfell feeds a hasher element by element. Rows have a few elements, so the hasher's buffering costs as much as a
//! BLAKE3 compression: here the canonical words of a row go to the permutation, or in one piece to the one-shot function.
use winter_crypto::{Digest, ElementHasher, Hasher, hashers::Sha3_256};
use winter_math::{FieldElement, StarkField};

use crate::{BaseElement, field::ELEMENT_BYTES};

/// SHA3-256 (FIPS 202).
pub struct Sha3;

/// BLAKE3 with its output of 256 bits.
pub struct Blake3;

/// winterfell's digest of 32 bytes, which has no public name of its own.
type Digest256 = <Sha3_256<BaseElement> as Hasher>::Digest;

/// Words of SHA3-256's rate, 136 bytes.
const RATE: usize = 17;

impl Sha3 {
    /// The digest of whole words that fit into one block with the padding: 01 after the message, 1 ended by a 1 at the block's end.
    #[inline]
    fn words(words: impl Iterator<Item = u64>) -> Digest256 {
        let mut state = [0_u64; 25];
        let mut length = 0;
        for (lane, word) in state.iter_mut().zip(words) {
            *lane = word;
            length += 1;
        }
        if let Some(lane) = state.get_mut(length) {
            *lane = 0x06;
        }
        if let Some(lane) = state.get_mut(RATE - 1) {
            *lane ^= 1 << 63;
        }
        keccak::f1600(&mut state);
        let mut digest = [0; 32];
        digest.as_chunks_mut::<8>().0.iter_mut().zip(state).for_each(|(to, lane)| *to = lane.to_le_bytes());
        Digest256::new(digest)
    }
}

#[inline]
fn words_of(digest: &Digest256) -> impl Iterator<Item = u64> {
    let bytes = digest.as_bytes();
    (0..4).map(move |i| u64::from_le_bytes(bytes.as_chunks::<8>().0.get(i).copied().unwrap_or_default()))
}

impl Hasher for Sha3 {
    type Digest = Digest256;

    const COLLISION_RESISTANCE: u32 = 128;

    fn hash(bytes: &[u8]) -> Digest256 {
        use sha3::Digest;
        Digest256::new(sha3::Sha3_256::digest(bytes).into())
    }

    #[inline]
    fn merge([left, right]: &[Digest256; 2]) -> Digest256 {
        Self::words(words_of(left).chain(words_of(right)))
    }

    fn merge_many(digests: &[Digest256]) -> Digest256 {
        Self::hash(Digest256::digests_as_bytes(digests))
    }

    fn merge_with_int(seed: Digest256, value: u64) -> Digest256 {
        Self::words(words_of(&seed).chain([value]))
    }
}

impl ElementHasher for Sha3 {
    type BaseField = BaseElement;

    #[inline]
    fn hash_elements<E: FieldElement<BaseField = BaseElement>>(elements: &[E]) -> Digest256 {
        let elements = E::slice_as_base_elements(elements);
        if elements.len() < RATE {
            return Self::words(elements.iter().map(StarkField::as_int));
        }
        Self::hash(&encode(elements))
    }
}

impl Hasher for Blake3 {
    type Digest = Digest256;

    const COLLISION_RESISTANCE: u32 = 128;

    #[inline]
    fn hash(bytes: &[u8]) -> Digest256 {
        Digest256::new(blake3::hash(bytes).into())
    }

    #[inline]
    fn merge(digests: &[Digest256; 2]) -> Digest256 {
        Self::hash(Digest256::digests_as_bytes(digests))
    }

    fn merge_many(digests: &[Digest256]) -> Digest256 {
        Self::hash(Digest256::digests_as_bytes(digests))
    }

    fn merge_with_int(seed: Digest256, value: u64) -> Digest256 {
        let mut bytes = [0; 40];
        let words = words_of(&seed).chain([value]);
        bytes.as_chunks_mut::<8>().0.iter_mut().zip(words).for_each(|(to, word)| *to = word.to_le_bytes());
        Self::hash(&bytes)
    }
}

/// Elements of a row that is put together on the stack.
const SHORT: usize = 16;

impl ElementHasher for Blake3 {
    type BaseField = BaseElement;

    #[inline]
    fn hash_elements<E: FieldElement<BaseField = BaseElement>>(elements: &[E]) -> Digest256 {
        let elements = E::slice_as_base_elements(elements);
        let mut bytes = [0; SHORT * ELEMENT_BYTES];
        match bytes.get_mut(..elements.len() * ELEMENT_BYTES) {
            Some(bytes) => {
                let words = elements.iter().map(|element| element.as_int().to_le_bytes());
                bytes.as_chunks_mut().0.iter_mut().zip(words).for_each(|(to, word)| *to = word);
                Self::hash(bytes)
            }
            None => Self::hash(&encode(elements)),
        }
    }
}

fn encode(elements: &[BaseElement]) -> Vec<u8> {
    elements.iter().flat_map(|element| element.as_int().to_le_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use winter_crypto::hashers::Blake3_256;

    use super::*;
    use crate::Extension;

    fn same<Ours, Theirs>(words: &[u64], digests: [[u8; 32]; 2], nonce: u64)
    where
        Ours: ElementHasher<BaseField = BaseElement, Digest = Digest256>,
        Theirs: ElementHasher<BaseField = BaseElement, Digest = Digest256>,
    {
        let elements: Vec<_> = words.iter().map(|&word| BaseElement::new(word % BaseElement::MODULUS)).collect();
        let pairs: Vec<_> = elements.chunks_exact(2).map(|pair| Extension::new(pair[0], pair[1])).collect();
        assert_eq!(Ours::hash_elements(&elements), Theirs::hash_elements(&elements));
        assert_eq!(Ours::hash_elements(&pairs), Theirs::hash_elements(&pairs));
        assert_eq!(Ours::hash(&encode(&elements)), Theirs::hash(&encode(&elements)));
        let digests = digests.map(Digest256::new);
        assert_eq!(Ours::merge(&digests), Theirs::merge(&digests));
        assert_eq!(Ours::merge_many(&digests), Theirs::merge_many(&digests));
        assert_eq!(Ours::merge_with_int(digests[0], nonce), Theirs::merge_with_int(digests[0], nonce));
        assert_eq!(Ours::COLLISION_RESISTANCE, Theirs::COLLISION_RESISTANCE);
    }

    proptest! {
        #[test]
        fn digests_are_those_of_winterfells_hashers(
            words in prop::collection::vec(any::<u64>(), 0..40),
            digests in any::<[[u8; 32]; 2]>(),
            nonce in any::<u64>(),
        ) {
            same::<Sha3, Sha3_256<BaseElement>>(&words, digests, nonce);
            same::<Blake3, Blake3_256<BaseElement>>(&words, digests, nonce);
        }
    }
}
