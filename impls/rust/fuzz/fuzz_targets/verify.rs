//! Bytes as proof and public inputs of a fixed key: never accepted, never a panic; a proof that parses has one encoding.
#![no_main]
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use zkpair_snark::{PROOF_BYTES, PreparedVerifyingKey, Proof, Trapdoor, chain, setup};

static KEY: LazyLock<PreparedVerifyingKey> = LazyLock::new(|| {
    let words: Vec<[u64; 4]> = (2..7).map(|k| [k, k, k, k]).collect();
    let trapdoor = Trapdoor::from_words(&words).expect("small words are canonical");
    let key = setup(&chain::circuit(5), &trapdoor, "chain").expect("the trapdoor is sound");
    PreparedVerifyingKey::from(&key.vk)
});

fuzz_target!(|data: &[u8]| {
    let (proof, public) = data.split_at(data.len().min(PROOF_BYTES));
    if let Ok(parsed) = Proof::parse(proof, "fuzz") {
        assert_eq!(parsed.to_bytes().as_slice(), proof);
    }
    assert!(KEY.verify_bytes(proof, public).is_err());
});
