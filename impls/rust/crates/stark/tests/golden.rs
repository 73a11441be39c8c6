//! Truth from outside: digests of proofs that plain winterfell 0.13.1 made (tests/python_stark/winterfell), without our prover.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // a test may fail
use std::path::PathBuf;

use sha2::{Digest, Sha256};
use zkpair_stark::{Air, Cell, FriCell, Hash, Setting, sample};

fn golden() -> serde_json::Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../tests/python_stark/golden/digests.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn proofs_are_winterfells_byte_for_byte() {
    let mut seen = 0;
    for (name, expected) in golden().as_object().unwrap() {
        let parts: Vec<_> = name.split('-').collect();
        let proof = match parts[..] {
            ["fri", hash, log] => {
                let n = 1 << log.parse::<u32>().unwrap();
                let cell = FriCell::new(Hash::named(hash).unwrap(), n).unwrap();
                let evaluations = sample::evaluations(n, 0);
                cell.check(&evaluations).unwrap();
                let proof = cell.prove(&evaluations).unwrap();
                assert_eq!(cell.verify(&proof), Ok(()), "{name}");
                proof
            }
            [air, hash, setting, log] => {
                let (air, n) = (Air::named(air).unwrap(), 1 << log.parse::<u32>().unwrap());
                let cell = Cell::new(air, Hash::named(hash).unwrap(), Setting::named(setting).unwrap(), n).unwrap();
                let (trace, public) = sample::statement(air, n, 0);
                cell.check(&trace, &public).unwrap();
                let elements = expected["public"].as_array().unwrap().iter();
                let encoded: Vec<u8> = elements.flat_map(|x| x.as_u64().unwrap().to_le_bytes()).collect();
                assert_eq!(public, encoded, "{name}");
                let security = cell.winterfell_security();
                let bits = [security.unique_decoding, security.list_decoding, security.conjectured];
                let expected = ["unique", "list", "conjectured"].map(|kind| &expected["winterfell_bits"][kind]);
                assert_eq!(bits.map(u64::from), expected.map(|bits| bits.as_u64().unwrap()), "{name}");
                let proof = cell.prove(&trace, &public).unwrap();
                assert_eq!(cell.verify(&proof, &public), Ok(()), "{name}");
                proof
            }
            _ => panic!("{name}"),
        };
        assert_eq!(proof.len(), expected["bytes"].as_u64().unwrap() as usize, "{name}");
        assert_eq!(hex(&proof), expected["sha256"].as_str().unwrap(), "{name}");
        seen += 1;
    }
    assert!(seen > 40, "{seen} golden proofs");
}
