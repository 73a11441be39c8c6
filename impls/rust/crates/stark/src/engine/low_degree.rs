//! FRI alone, under winter-fri's default coin with an empty seed: the order of its `DefaultProverChannel`.
use winter_crypto::{DefaultRandomCoin, RandomCoin};
use winter_fri::FriProof;

use super::{
    fri::Fri,
    memory, pool,
    rows::ManyHasher,
    transcript::{Channel, drawn},
    transform::Column,
};
use crate::{Error, Extension};

struct Alone<H: ManyHasher> {
    coin: DefaultRandomCoin<H>,
    commitments: Vec<H::Digest>,
}

impl<H: ManyHasher> Channel<H> for Alone<H> {
    fn commit(&mut self, root: H::Digest) {
        self.commitments.push(root);
        self.coin.reseed(root);
    }

    fn draw(&mut self) -> Result<Extension, Error> {
        drawn(self.coin.draw())
    }
}

/// The commitments of the layers and the remainder, the unique positions in ascending order, and what is opened there.
pub(crate) type LowDegree<H> = (Vec<<H as winter_crypto::Hasher>::Digest>, Vec<usize>, FriProof);

/// For values (c0, c1) in natural order, `queries` positions drawn with `nonce`.
pub(crate) fn prove_low_degree<H: ManyHasher>(
    values: [Column; 2],
    queries: usize,
    nonce: u64,
) -> Result<LowDegree<H>, Error> {
    pool::inside(|| {
        let size = values[0].len();
        memory::keep(32 * size);
        let mut channel = Alone { coin: DefaultRandomCoin::new(&[]), commitments: Vec::new() };
        let fri = Fri::build::<H>(values, &mut channel)?;
        let mut positions = drawn(channel.coin.draw_integers(queries, size, nonce))?;
        positions.sort_unstable();
        positions.dedup();
        let proof = fri.open::<H>(&positions)?;
        Ok((channel.commitments, positions, proof))
    })
}
