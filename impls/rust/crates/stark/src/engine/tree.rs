//! winterfell's Merkle tree, by subtrees: what a task hashes stays in its core's second cache, and tasks wait for each other once a
//! tree instead of once a level. In a subtree the nodes of a level do not depend on each other.
use winter_crypto::{Digest, MerkleTree};

use super::{
    pool,
    rows::{ManyHasher, TOGETHER, hash_rows},
};
use crate::Error;

/// Leaves of a subtree.
const LEAVES: usize = 1 << 10;

/// The tree over the rows of a matrix of 2 or more, a power of two.
pub(super) fn commit<H: ManyHasher>(columns: &[&[u64]]) -> Result<MerkleTree<H>, Error> {
    let n = columns.first().map_or(0, |column| column.len());
    let (mut leaves, mut nodes) = (vec![H::Digest::default(); n], vec![H::Digest::default(); n]);
    let subtrees = (n / LEAVES).max(1);

    // Node i's children are nodes 2i and 2i + 1, the root is node 1; the leaves would be nodes n to 2n − 1, and node 0 is none.
    let mut parts: Vec<_> = leaves.chunks_mut(LEAVES).map(|leaves| (leaves, Vec::new())).collect();
    let (mut below, mut width) = (nodes.split_at_mut(subtrees).1, subtrees);
    while !below.is_empty() {
        let (level, rest) = below.split_at_mut(width);
        level.chunks_mut(width / subtrees).zip(&mut parts).for_each(|(level, (_, levels))| levels.push(level));
        (below, width) = (rest, 2 * width);
    }
    pool::each(parts.into_iter().enumerate(), |(index, (leaves, levels))| {
        hash_rows::<H>(columns, index * LEAVES, leaves);
        let mut children = leaves;
        for parents in levels.into_iter().rev() {
            level::<H>(children, parents);
            children = parents;
        }
    });

    width = subtrees;
    while width > 1 {
        let (above, below) = nodes.split_at_mut(width);
        let children = below.get(..width).unwrap_or_default();
        width /= 2;
        level::<H>(children, above.split_at_mut(width).1);
    }
    MerkleTree::from_raw_parts(nodes, leaves).map_err(|error| Error::Prover(error.to_string()))
}

fn level<H: ManyHasher>(children: &[H::Digest], parents: &mut [H::Digest]) {
    let mut messages = [[0; 32]; 2 * TOGETHER];
    let mut hashes = [[0; 32]; TOGETHER];
    for (children, parents) in children.chunks(2 * TOGETHER).zip(parents.chunks_mut(TOGETHER)) {
        messages.iter_mut().zip(children).for_each(|(to, child)| *to = child.as_bytes());
        let count = parents.len();
        let (Some(messages), Some(hashes)) = (messages.get(..2 * count), hashes.get_mut(..count)) else { return };
        H::many(messages.as_flattened(), 64, hashes);
        parents.iter_mut().zip(hashes).for_each(|(parent, hash)| *parent = H::digest(*hash));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may fail
    use super::*;
    use crate::{
        BaseElement,
        hash::{Blake3, Sha3},
    };

    fn same_as_winterfell<H: ManyHasher>() {
        for (rows, width) in [(2, 1), (4, 3), (64, 2), (2048, 8), (8192, 2), (4096, 25)] {
            let column =
                |j: u64| (0..rows).map(|i: u64| (i * 31 + j).wrapping_mul(0x1234_5678_9abc_def1) >> 1).collect();
            let columns: Vec<Vec<u64>> = (0..width).map(column).collect();
            let row = |i: usize| columns.iter().map(|c| BaseElement::new(c[i])).collect::<Vec<_>>();
            let leaves = (0..rows as usize).map(|i| H::hash_elements(&row(i))).collect();
            let expected = MerkleTree::<H>::new(leaves).unwrap();
            let got = commit::<H>(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
            assert_eq!(got.leaves(), expected.leaves());
            assert_eq!(got.root(), expected.root());
            let all: Vec<usize> = (0..rows as usize).step_by(3).collect();
            assert_eq!(got.prove_batch(&all).unwrap().1.nodes, expected.prove_batch(&all).unwrap().1.nodes);
        }
    }

    #[test]
    fn same_trees() {
        same_as_winterfell::<Sha3>();
        same_as_winterfell::<Blake3>();
    }
}
