//! Batch Merkle openings (winterfell's `BatchMerkleProof`): depth, then for each pair of leaves that is opened the nodes it lacks.
use super::{Reader, Rejection};

/// A digest of SHA3-256 or BLAKE3.
pub(crate) const DIGEST_BYTES: usize = 32;

/// An opening of `positions` (distinct) in a tree of 2^depth leaves, of exactly the shape that an honest prover gives it: the
/// number of vectors and of nodes in each follow from the positions. winterfell reads no more nodes than it needs and
/// ignores the others.
pub(crate) fn check_opening(reader: &mut Reader<'_>, positions: &[usize], depth: u32) -> Result<(), Rejection> {
    reader.expect(&[depth as u8], "the depth of a Merkle tree")?;
    let shape = shape(positions, depth);
    reader.varint(shape.len(), "an opening of other positions than the transcript draws")?;
    for nodes in shape {
        reader.varint(nodes, "an opening of other positions than the transcript draws")?;
        reader.take(nodes * DIGEST_BYTES)?;
    }
    Ok(())
}

/// How many nodes each vector has. A vector belongs to a pair of leaves at the lowest level; above it to the place in the list of the
/// nodes that are left, which grows shorter where two of them are siblings.
fn shape(positions: &[usize], depth: u32) -> Vec<usize> {
    let mut leaves = positions.to_vec();
    leaves.sort_unstable();
    let pairs: Vec<_> = leaves.chunk_by(|a, b| a >> 1 == b >> 1).collect();
    let mut counts: Vec<usize> = pairs.iter().map(|pair| 2_usize.saturating_sub(pair.len())).collect();
    let mut level: Vec<usize> = pairs.iter().filter_map(|pair| pair.first().map(|leaf| leaf >> 1)).collect();
    for _ in 1..depth {
        // `i` runs over the nodes of this level, siblings taken together: the place of the second of a pair is skipped.
        let mut above = Vec::with_capacity(level.len());
        let mut i = 0;
        while let Some(&node) = level.get(i) {
            if level.get(i + 1) == Some(&(node ^ 1)) {
                i += 1;
            } else if let Some(count) = counts.get_mut(i) {
                *count += 1;
            }
            above.push(node >> 1);
            i += 1;
        }
        level = above;
    }
    counts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use winter_crypto::{ElementHasher, MerkleTree, VectorCommitment, hashers::Sha3_256};
    use winter_utils::Serializable;

    use super::*;
    use crate::BaseElement;

    type H = Sha3_256<BaseElement>;

    proptest! {
        #[test]
        fn shape_is_that_of_winterfells_prover(depth in 1_u32..9, picks in prop::collection::vec(any::<u16>(), 1..60)) {
            let leaves: Vec<_> = (0..1_u64 << depth).map(|i| H::hash_elements(&[BaseElement::new(i)])).collect();
            let mut positions: Vec<_> = picks.iter().map(|&pick| usize::from(pick) % leaves.len()).collect();
            positions.sort_unstable();
            positions.dedup();
            positions.reverse();
            let tree = MerkleTree::<H>::new(leaves).unwrap();
            let (_, opening) = tree.open_many(&positions).unwrap();
            let lengths: Vec<_> = opening.nodes.iter().map(Vec::len).collect();
            prop_assert_eq!(shape(&positions, depth), lengths);
            let bytes = opening.to_bytes();
            let mut reader = Reader::new(&bytes);
            prop_assert_eq!(check_opening(&mut reader, &positions, depth), Ok(()));
            prop_assert_eq!(reader.end(), Ok(()));
        }
    }
}
