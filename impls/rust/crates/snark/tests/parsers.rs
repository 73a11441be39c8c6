//! Files altered byte by byte: a parser answers with a value or an error, never with a panic, and takes only what it would write.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may fail

mod common;

use ark_bn254::Fr;
use common::{Stream, example};
use zkpair_snark::r1cs::R1cs;
use zkpair_snark::{Error, Proof, chain, witness, zkey};

const FLIPS: usize = 2_000;

/// Truncations, extensions and `FLIPS` seeded changes of one to four bytes.
fn mutations(honest: &[u8], seed: u64) -> impl Iterator<Item = Vec<u8>> + '_ {
    let mut stream = Stream(seed);
    let flips = (0..FLIPS).map(move |_| {
        let mut bytes = honest.to_vec();
        for _ in 0..1 + stream.below(4) {
            // A third of the changes go to the container and the headers, where lengths and counts stand.
            let bound = if stream.below(3) == 0 { bytes.len().min(160) } else { bytes.len() };
            let index = stream.below(bound);
            bytes[index] = match stream.below(4) {
                0 => 0,
                1 => 0xff,
                2 => bytes[index] ^ (1 << stream.below(8)),
                _ => stream.word() as u8,
            };
        }
        bytes
    });
    let step = (honest.len() / 500).max(1);
    let truncations = (0..honest.len()).step_by(step).map(|length| honest[..length].to_vec());
    let extensions = [1, 12, 32, 4096].into_iter().map(move |extra| [honest, &vec![0; extra]].concat());
    flips.chain(truncations).chain(extensions)
}

#[test]
fn an_altered_r1cs_is_refused_or_means_what_it_says() {
    let honest = chain::circuit(9).write();
    let mut accepted = 0;
    for bytes in mutations(&honest, 1) {
        if let Ok(parsed) = R1cs::parse(&bytes, "r1cs") {
            accepted += 1;
            assert!(parsed.write() == bytes);
        }
    }
    assert!(accepted > 10, "changes of coefficients and labels leave a legal file: {accepted}");
}

#[test]
fn an_altered_witness_is_refused_or_means_what_it_says() {
    let honest = witness::write(&chain::witness(9, Fr::from(3u64), Fr::from(4u64)));
    for bytes in mutations(&honest, 2) {
        if let Ok(parsed) = witness::parse(&bytes, "wtns") {
            let words: Vec<u8> = parsed.iter().flatten().flat_map(|word| word.to_le_bytes()).collect();
            assert!(bytes.ends_with(&words) && parsed.len() == 12);
        }
    }
}

#[test]
fn an_altered_key_is_refused_outside_its_coefficients_and_hash() {
    let honest = zkey::write_proving(&example(9, 1).key);
    let parsed = zkey::parse_proving(&honest, "zkey").unwrap();
    let coefficients = 4 + 44 * (parsed.a.num_terms() + parsed.b.num_terms());
    let start = 12 + (12 + 4) + (12 + 660) + (12 + 64 * 3) + 12;
    let (free, hash) = (start..start + coefficients, honest.len() - 68..honest.len() - 4);
    let mut accepted = 0;
    for bytes in mutations(&honest, 3) {
        if zkey::parse_proving(&bytes, "zkey").is_ok() {
            accepted += 1;
            assert_eq!(bytes.len(), honest.len());
            let changed = (0..honest.len()).filter(|index| bytes[*index] != honest[*index]);
            for index in changed {
                assert!(free.contains(&index) || hash.contains(&index), "byte {index}");
            }
        }
    }
    assert!(accepted > 10, "{accepted}");
}

#[test]
fn an_altered_verifying_key_or_proof_never_panics() {
    let example = example(4, 1);
    for bytes in mutations(&zkey::write_verifying(&example.key.vk), 4) {
        if let Ok(vk) = zkey::parse_verifying(&bytes, "vk") {
            assert!(zkey::write_verifying(&vk) == bytes);
        }
    }
    for bytes in mutations(&example.proof.to_bytes(), 5) {
        if let Ok(proof) = Proof::parse(&bytes, "proof") {
            assert!(proof.to_bytes().as_slice() == bytes, "one encoding for each proof");
        }
    }
}

#[test]
fn announced_sizes_are_checked_before_memory_is_taken() {
    let mut bytes = chain::circuit(4).write();
    let constraints = 12 + 12 + 4 + 32 + 16 + 8;
    bytes[constraints..constraints + 4].fill(0xff);
    assert!(matches!(R1cs::parse(&bytes, "r1cs"), Err(Error::Truncated { .. })));

    let mut bytes = witness::write(&chain::witness(4, Fr::from(3u64), Fr::from(4u64)));
    bytes[12 + 12 + 36..12 + 12 + 40].fill(0xff);
    assert!(matches!(witness::parse(&bytes, "wtns"), Err(Error::SectionSize { .. })));

    let honest = zkey::write_proving(&example(4, 1).key);
    let num_vars = 12 + 16 + 12 + 72;
    let mut bytes = honest.clone();
    bytes[num_vars..num_vars + 4].fill(0xff);
    assert!(matches!(zkey::parse_proving(&bytes, "zkey"), Err(Error::SectionSize { .. })));
    let mut bytes = honest;
    bytes[num_vars + 8..num_vars + 12].copy_from_slice(&(1u32 << 27).to_le_bytes());
    assert!(matches!(zkey::parse_proving(&bytes, "zkey"), Err(Error::SectionSize { .. })));
}

#[test]
fn errors_name_the_file_the_section_and_the_element() {
    let mut bytes = zkey::write_proving(&example(4, 1).key);
    let last_of_h = bytes.len() - 68 - 12 - 64;
    bytes[last_of_h] ^= 1;
    let error = zkey::parse_proving(&bytes, "keys/a.zkey").unwrap_err();
    assert_eq!(
        error.to_string(),
        "keys/a.zkey, section 9 (H), element 7: H is not on the curve; the data are corrupt or of another curve than BN254"
    );
    assert_eq!(error.index(), Some(7));
    let error = R1cs::parse(&bytes, "keys/a.zkey").unwrap_err().to_string();
    assert!(error.starts_with("keys/a.zkey: begins with") && error.ends_with("give a .r1cs file"), "{error}");
    let mut bytes = chain::circuit(4).write();
    bytes[8] = 4;
    bytes.extend([4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let error = R1cs::parse(&bytes, "a.r1cs").unwrap_err().to_string();
    assert!(error.contains("custom gates"), "{error}");
}
