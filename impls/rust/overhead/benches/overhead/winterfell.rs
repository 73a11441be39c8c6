//! Fibonacci on winterfell.
#[path = "../../../crates/stark/tests/plain/mod.rs"]
mod plain;

use std::hint::black_box;

use criterion::Criterion;
use winter_air::proof::Proof;
use winter_crypto::{
    DefaultRandomCoin, MerkleTree,
    hashers::{Blake3_256, Sha3_256},
};
use winter_prover::{Prover as _, TraceTable};
use winter_verifier::{AcceptableOptions, verify};
use zkpair_stark::{
    Air, BaseElement, Cell, Hash, Setting,
    air::{Fibonacci, Public},
    sample,
};

use crate::beside::pair;

const SETTING: Setting = Setting::Default;

fn elements(bytes: &[u8]) -> Vec<BaseElement> {
    bytes.as_chunks::<8>().0.iter().map(|word| BaseElement::new(u64::from_le_bytes(*word))).collect()
}

/// `bare` is `Prover::prove` and `Proof::to_bytes` on a trace that lies there in winterfell's form, or `Proof::from_bytes` and
/// `verify`; `ours` takes canonical bytes.
pub fn pairs(criterion: &mut Criterion) {
    for (hash, log) in [(Hash::Sha3_256, 6), (Hash::Sha3_256, 10), (Hash::Blake3, 10), (Hash::Blake3, 14)] {
        let name = if hash == Hash::Sha3_256 { "sha3_256" } else { "blake3" };
        let rows = 1 << log;
        let cell = Cell::new(Air::Fibonacci, hash, SETTING, rows).unwrap();
        let (trace, public) = sample::statement(Air::Fibonacci, rows, 0);
        let columns: Vec<_> = trace.chunks(8 * rows).map(elements).collect();
        let claim = Public(<[BaseElement; 3]>::try_from(elements(&public)).unwrap());
        let proof = cell.prove(&trace, &public).unwrap();
        let options = SETTING.options();
        let ours = || drop(black_box(cell.prove(&trace, &public).unwrap()));
        let bare = || {
            let table = TraceTable::init(columns.clone());
            let proof = match hash {
                Hash::Sha3_256 => plain::PlainSha3(options.clone()).prove(table),
                Hash::Blake3 => plain::Plain(options.clone()).prove(table),
            };
            black_box(proof.unwrap().to_bytes());
        };
        pair(criterion, &format!("winterfell prove fibonacci {name}"), log, &bare, &ours);

        let verify_ours = || cell.verify(&proof, &public).unwrap();
        let verify_bare = || {
            let acceptable = AcceptableOptions::OptionSet(vec![options.clone()]);
            let parsed = Proof::from_bytes(&proof).unwrap();
            type S = Sha3_256<BaseElement>;
            type B = Blake3_256<BaseElement>;
            let verdict = match hash {
                Hash::Sha3_256 => {
                    verify::<Fibonacci, S, DefaultRandomCoin<S>, MerkleTree<S>>(parsed, claim, &acceptable)
                }
                Hash::Blake3 => verify::<Fibonacci, B, DefaultRandomCoin<B>, MerkleTree<B>>(parsed, claim, &acceptable),
            };
            verdict.unwrap();
        };
        pair(criterion, &format!("winterfell verify fibonacci {name}"), log, &verify_bare, &verify_ours);
    }
}
