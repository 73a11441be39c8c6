//! The chain of multiplications on halo2.
use std::{convert::Infallible, hint::black_box};

use criterion::Criterion;
use ff::PrimeField;
use halo2_proofs::{
    plonk::{SingleVerifier, create_proof, verify_proof},
    transcript::{Blake2bRead, Blake2bWrite, Challenge255},
};
use pasta_curves::Fp;
use rand_core::{TryRng, utils::fill_bytes_via_next_word};
use zkpair_halo::{
    SEED_BYTES, Stream,
    halo2::{Cell, Laid as _, Statement, Version, Witness, chain},
};

use crate::beside::pair;

const SEED: [u8; SEED_BYTES] = [5; SEED_BYTES];

/// SplitMix64: random numbers that cost the bare prover next to nothing.
struct SplitMix(u64);

impl SplitMix {
    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let word = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }
}

impl TryRng for SplitMix {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.word() as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.word())
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        fill_bytes_via_next_word(out, || self.try_next_u64())
    }
}

fn bytes(elements: &[Fp]) -> Vec<u8> {
    elements.iter().flat_map(Fp::to_repr).collect()
}

/// `bare` is `create_proof` on a circuit that knows its witness, and `verify_proof` with halo2's `SingleVerifier`, with the same keys
/// and parameters; `ours` takes witness, public element and proof in bytes and checks them, proves by this crate's own prover and
/// verifies with its own sum.
pub fn pairs(criterion: &mut Criterion) {
    for k in [9, 11] {
        let cell = Cell::new(Statement::Chain, Version::Plain, 1 << k).unwrap();
        let keys = cell.keys().unwrap();
        let (params, proving, verifying) = (keys.params(), keys.proving().unwrap(), keys.verifying());
        let elements = [Fp::from(3), Fp::from(5)];
        let public = Statement::Chain.evaluate(k, &elements).unwrap();
        let (witness, claim) = (bytes(&elements), bytes(&[public]));
        let prove = || {
            let checked = cell.check(&witness, &claim).unwrap();
            cell.prove(&checked, Stream::new(&SEED)).unwrap()
        };
        let proof = prove();
        let bare = || {
            let mut transcript = Blake2bWrite::<_, _, Challenge255<_>>::init(Vec::new());
            let circuit = [chain::Plain::of(k, Witness::known(&elements))];
            create_proof(params, proving, &circuit, &[&[&[public]]], SplitMix(5), &mut transcript).unwrap();
            black_box(transcript.finalize());
        };
        pair(criterion, "halo2 prove chain", k, &bare, &|| drop(black_box(prove())));

        let verify_bare = || {
            let mut transcript = Blake2bRead::<_, _, Challenge255<_>>::init(proof.as_slice());
            verify_proof(params, verifying, SingleVerifier::new(params), &[&[&[public]]], &mut transcript).unwrap();
        };
        pair(criterion, "halo2 verify chain", k, &verify_bare, &|| cell.verify(&proof, &claim).unwrap());
    }
}
