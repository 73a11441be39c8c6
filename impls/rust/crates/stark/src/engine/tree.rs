//! winterfell's Merkle tree, by subtrees: what a task hashes stays in its core's second cache, and tasks wait for each other once a
//! tree instead of once a level. In a subtree the nodes of a level do not depend on each other.
//!
//! The leaves' digests are half of a tree and are not kept: those that an opening needs are hashed again from their rows.
use winter_crypto::BatchMerkleProof;

use super::{
    pool,
    rows::{ManyHasher, TOGETHER, hash_rows, hash_some},
};

/// A digest's bytes.
type Bytes = [u8; 32];

/// Leaves of a subtree.
const LEAVES: usize = 1 << 10;

/// The nodes above the leaves: node 1 is the root, node i's children are nodes 2i and 2i + 1. The leaves would be nodes n to
/// 2n − 1, and node 0 is none.
pub(super) struct Tree {
    nodes: Vec<Bytes>,
}

impl Tree {
    /// The tree over the rows of a matrix of 2 or more, a power of two.
    pub(super) fn over<H: ManyHasher>(columns: &[&[u64]]) -> Self {
        let n = columns.first().map_or(0, |column| column.len());
        let mut nodes = vec![Bytes::default(); n];
        let subtrees = (n / LEAVES).max(1);

        let mut parts: Vec<_> = (0..subtrees).map(|_| Vec::new()).collect();
        let (mut below, mut width) = (nodes.split_at_mut(subtrees).1, subtrees);
        while !below.is_empty() {
            let (level, rest) = below.split_at_mut(width);
            level.chunks_mut(width / subtrees).zip(&mut parts).for_each(|(level, levels)| levels.push(level));
            (below, width) = (rest, 2 * width);
        }
        pool::each(parts.into_iter().enumerate(), |(index, mut levels)| {
            let Some(mut children) = levels.pop() else { return };
            for (group, parents) in children.chunks_mut(TOGETHER / 2).enumerate() {
                let mut leaves = [Bytes::default(); TOGETHER];
                let Some(leaves) = leaves.get_mut(..2 * parents.len()) else { return };
                hash_rows::<H>(columns, index * LEAVES + group * TOGETHER, leaves);
                H::many(leaves.as_flattened(), 64, parents);
            }
            for parents in levels.into_iter().rev() {
                H::many(children.as_flattened(), 64, parents);
                children = parents;
            }
        });

        width = subtrees;
        while width > 1 {
            let (above, below) = nodes.split_at_mut(width);
            let children = below.get(..width).unwrap_or_default();
            width /= 2;
            H::many(children.as_flattened(), 64, above.split_at_mut(width).1);
        }
        Self { nodes }
    }

    fn node(&self, index: usize) -> Bytes {
        self.nodes.get(index).copied().unwrap_or_default()
    }

    /// The root.
    pub(super) fn root<H: ManyHasher>(&self) -> H::Digest {
        H::digest(self.node(1))
    }

    /// The opening of the leaves at distinct `positions` that winterfell's tree makes, over the `columns` that this tree is over.
    ///
    /// First the leaves that are siblings of an opened one and not opened themselves, a list for each opened pair in ascending
    /// order. Then, level by level, the siblings of the nodes on the way that are not on the way themselves; the one of the k-th
    /// node of a level goes to the k-th list.
    pub(super) fn open<H: ManyHasher>(&self, columns: &[&[u64]], positions: &[usize]) -> BatchMerkleProof<H> {
        let mut opened = positions.to_vec();
        opened.sort_unstable();
        let mut way: Vec<usize> = opened.iter().map(|position| position / 2).collect();
        way.dedup();
        let pairs = way.iter().flat_map(|pair| [2 * pair, 2 * pair + 1]);
        let missing: Vec<usize> = pairs.filter(|leaf| opened.binary_search(leaf).is_err()).collect();
        let mut siblings = missing.iter().zip(hash_some::<H>(columns, &missing)).peekable();

        let depth = self.nodes.len().ilog2();
        let list = |pair: &usize| {
            let mut list = Vec::with_capacity(depth as usize);
            if let Some((_, digest)) = siblings.next_if(|(leaf, _)| *leaf / 2 == *pair) {
                list.push(H::digest(digest));
            }
            list
        };
        let mut lists: Vec<Vec<H::Digest>> = way.iter().map(list).collect();
        way.iter_mut().for_each(|pair| *pair += self.nodes.len() / 2); // the node above
        for _ in 1..depth {
            let mut above = Vec::with_capacity(way.len());
            let mut place = 0;
            while let Some(node) = way.get(place) {
                let sibling = node ^ 1;
                if way.get(place + 1) == Some(&sibling) {
                    place += 1;
                } else if let Some(list) = lists.get_mut(place) {
                    list.push(H::digest(self.node(sibling)));
                }
                above.push(node / 2);
                place += 1;
            }
            way = above;
        }
        BatchMerkleProof { nodes: lists, depth: depth as u8 }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may fail
    use winter_crypto::MerkleTree;

    use super::*;
    use crate::{
        BaseElement,
        hash::{Blake3, Sha3},
    };

    fn same_as_winterfell<H: ManyHasher>() {
        for (rows, width) in [(2, 1), (4, 3), (64, 2), (128, 8), (2048, 8), (8192, 2), (4096, 25)] {
            let column =
                |j: u64| (0..rows).map(|i: u64| (i * 31 + j).wrapping_mul(0x1234_5678_9abc_def1) >> 1).collect();
            let columns: Vec<Vec<u64>> = (0..width).map(column).collect();
            let columns: Vec<&[u64]> = columns.iter().map(Vec::as_slice).collect();
            let row = |i: usize| columns.iter().map(|c| BaseElement::new(c[i])).collect::<Vec<_>>();
            let leaves = (0..rows as usize).map(|i| H::hash_elements(&row(i))).collect();
            let expected = MerkleTree::<H>::new(leaves).unwrap();
            let got = Tree::over::<H>(&columns);
            assert_eq!(got.root::<H>(), *expected.root());
            let any = |i: usize| (i * i * 7 + 3 * i + 1) % rows as usize;
            let mut some: Vec<usize> = (0..100).map(any).collect();
            some.sort_unstable();
            some.dedup();
            let mut turned = some.clone();
            turned.reverse();
            for positions in [(0..rows as usize).step_by(3).collect(), (0..rows as usize).collect(), some, turned] {
                same_opening(&got, &expected, &columns, &positions);
            }
            for position in [0, 1, rows as usize - 1] {
                same_opening(&got, &expected, &columns, &[position]);
            }
        }
    }

    fn same_opening<H: ManyHasher>(got: &Tree, expected: &MerkleTree<H>, columns: &[&[u64]], positions: &[usize]) {
        let (_, expected) = expected.prove_batch(positions).unwrap();
        let got = got.open::<H>(columns, positions);
        assert_eq!(
            (got.nodes, got.depth),
            (expected.nodes, expected.depth),
            "{} of {}",
            positions.len(),
            columns.len()
        );
    }

    #[test]
    fn same_trees() {
        same_as_winterfell::<Sha3>();
        same_as_winterfell::<Blake3>();
    }
}
