//! What several tests share: snarkjs's files and JSON, a small circuit with its key, statement and proof.
#![allow(dead_code, missing_docs)] // each test file uses its own part
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test may fail

pub mod alterations;

use std::path::PathBuf;

use ark_bn254::{Fq, Fq2, Fr, G1Affine, G2Affine};
use ark_ff::{Field, PrimeField};
use zkpair_snark::{Proof, ProvingKey, Trapdoor, Witness, chain, prove, setup};

pub fn data(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../tests/data/snarkjs").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The decimal numbers of a JSON text in their order: enough for proof.json and public.json, whose shapes are fixed.
pub fn decimals(name: &str) -> Vec<String> {
    let text = String::from_utf8(data(name)).unwrap();
    text.split('"')
        .filter(|word| !word.is_empty() && word.bytes().all(|c| c.is_ascii_digit()))
        .map(str::to_owned)
        .collect()
}

fn fq(text: &str) -> Fq {
    text.parse().ok().unwrap()
}

/// snarkjs's proof of chain12.
pub fn snarkjs_proof() -> Proof {
    let n = decimals("proof12.json");
    assert_eq!(n.len(), 12);
    let fq2 = |i: usize| Fq2::new(fq(&n[i]), fq(&n[i + 1]));
    Proof {
        a: G1Affine::new(fq(&n[0]), fq(&n[1])),
        b: G2Affine::new(fq2(3), fq2(5)),
        c: G1Affine::new(fq(&n[9]), fq(&n[10])),
    }
}

/// The public inputs of chain12.
pub fn snarkjs_public() -> Vec<[u64; 4]> {
    decimals("public12.json").iter().map(|text| text.parse::<Fr>().ok().unwrap().into_bigint().0).collect()
}

/// A stream of field elements that looks random and is the same each time (splitmix64).
pub struct Stream(pub u64);

impl Stream {
    pub fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.word() % bound as u64) as usize
    }

    pub fn fr(&mut self) -> Fr {
        let base = Fr::from(u64::MAX) + Fr::ONE;
        (0..4).fold(Fr::from(0u64), |sum, _| sum * base + Fr::from(self.word()))
    }
}

pub fn trapdoor(seed: u64) -> Trapdoor {
    let mut stream = Stream(seed);
    let [tau, alpha, beta, gamma, delta] = std::array::from_fn(|_| stream.fr());
    Trapdoor { tau, alpha, beta, gamma, delta }
}

pub fn words(z: &[Fr]) -> Vec<[u64; 4]> {
    z.iter().map(|value| value.into_bigint().0).collect()
}

/// Public inputs as the contract's blob: 32 little-endian bytes each.
pub fn public_bytes(public: &[[u64; 4]]) -> Vec<u8> {
    public.iter().flatten().flat_map(|word| word.to_le_bytes()).collect()
}

/// A key, a witness, the public inputs and a proof of the chain with `num_steps` steps.
pub struct Example {
    pub key: ProvingKey,
    pub witness: Vec<[u64; 4]>,
    pub public: Vec<[u64; 4]>,
    pub proof: Proof,
}

pub fn example(num_steps: u32, seed: u64) -> Example {
    let mut stream = Stream(seed);
    let key = setup(&chain::circuit(num_steps), &trapdoor(seed), "chain").unwrap();
    let witness = words(&chain::witness(num_steps, stream.fr(), stream.fr()));
    let proof = prove(&key, &Witness::from_words(&witness, "witness").unwrap(), stream.fr(), stream.fr()).unwrap();
    let public = witness[1..3].to_vec();
    Example { key, witness, public, proof }
}
