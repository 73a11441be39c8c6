//! Truth from outside: files that circom and snarkjs made.

#![allow(clippy::unwrap_used)] // a test may fail

mod common;

use std::sync::LazyLock;

use ark_bn254::{Fq, G1Affine};
use ark_ff::PrimeField;
use common::{Stream, data, decimals, snarkjs_proof, snarkjs_public, words};
use zkpair_snark::r1cs::R1cs;
use zkpair_snark::{PreparedVerifyingKey, Proof, ProvingKey, Rejection, Witness, chain, prove, witness, zkey};

/// Parsed once: the subgroup checks of 4,091 points take a while in a test build.
static KEY: LazyLock<ProvingKey> =
    LazyLock::new(|| zkey::parse_proving(&data("chain12.zkey"), "chain12.zkey").unwrap());

#[test]
fn snarkjs_proof_verifies_and_survives_our_encoding() {
    let vk =
        zkey::parse_verifying(&zkey::cut_to_verifying(&data("chain12.zkey"), "chain12.zkey").unwrap(), "vk").unwrap();
    let prepared = PreparedVerifyingKey::from(&vk);
    let bytes = snarkjs_proof().to_bytes();
    assert_eq!(Proof::parse(&bytes, "proof").unwrap(), snarkjs_proof());
    let mut public = common::public_bytes(&snarkjs_public());
    prepared.verify_bytes(&bytes, &public).unwrap();
    public[32] ^= 1;
    assert_eq!(prepared.verify_bytes(&bytes, &public), Err(Rejection::Equation));
}

#[test]
fn the_header_of_the_key_is_the_verification_key_that_snarkjs_exported() {
    let vk = &KEY.vk;
    let n = decimals("vkey12.json");
    let fq = |text: &String| text.parse::<Fq>().ok().unwrap();
    assert_eq!(vk.alpha_g1, G1Affine::new(fq(&n[0]), fq(&n[1])));
    assert_eq!((vk.beta_g2.x.c0, vk.beta_g2.y.c1), (fq(&n[3]), fq(&n[6])));
    assert_eq!((vk.gamma_g2.x.c0, vk.gamma_g2.y.c1), (fq(&n[9]), fq(&n[12])));
    assert_eq!((vk.delta_g2.x.c0, vk.delta_g2.y.c1), (fq(&n[15]), fq(&n[18])));
    let tail: Vec<Fq> = n[n.len() - 9..].iter().map(fq).collect();
    for (point, expected) in vk.ic.iter().zip(tail.chunks(3)) {
        assert_eq!(*point, G1Affine::new(expected[0], expected[1]));
    }
    assert_eq!((vk.ic.len(), vk.num_signals, vk.domain_size), (3, 4091, 4096));
}

#[test]
fn our_proof_from_snarkjs_key_and_witness_verifies() {
    let key = &*KEY;
    let z = witness::parse(&data("chain12.wtns"), "chain12.wtns").unwrap();
    let mut stream = Stream(7);
    let witness = Witness::from_words(&z, "chain12.wtns").unwrap();
    let proof = prove(key, &witness, stream.fr(), stream.fr()).unwrap();
    let prepared = PreparedVerifyingKey::from(&key.vk);
    prepared.verify(&proof, &z[1..3]).unwrap();
    assert_eq!(z[1..3], snarkjs_public());
}

#[test]
fn our_chain_is_circoms_term_by_term_and_its_witness_byte_by_byte() {
    let theirs = R1cs::parse(&data("chain12.r1cs"), "chain12.r1cs").unwrap();
    let ours = chain::circuit(4088);
    for (ours, theirs) in [(&ours.a, &theirs.a), (&ours.b, &theirs.b), (&ours.c, &theirs.c)] {
        assert_eq!((ours.num_rows(), ours.num_terms()), (theirs.num_rows(), theirs.num_terms()));
        for (row, (ours, theirs)) in ours.rows().zip(theirs.rows()).enumerate() {
            // circom orders a row's terms by the little-endian bytes of the signal, we by the signal.
            let mut theirs = theirs.to_vec();
            theirs.sort_by_key(|term| term.signal);
            assert_eq!(ours, theirs, "row {row}");
        }
    }
    let z = witness::parse(&data("chain12.wtns"), "chain12.wtns").unwrap();
    let field: Vec<_> = z.iter().map(|word| ark_bn254::Fr::from_bigint(ark_ff::BigInt(*word)).unwrap()).collect();
    theirs.check(&field, "chain12.wtns").unwrap();
    assert_eq!(chain::witness(4088, field[2], field[3]), field);
    assert_eq!(witness::write(&field), data("chain12.wtns"));
    assert_eq!(words(&field), z);
}

#[test]
fn files_survive_reading_and_writing() {
    let theirs = data("chain12.r1cs");
    let parsed = R1cs::parse(&theirs, "chain12.r1cs").unwrap();
    assert_eq!(R1cs::parse(&parsed.write(), "again").unwrap(), parsed);
    assert_eq!(parsed.write().len(), theirs.len()); // circom's order of sections is 2, 1, 3
    let theirs = data("chain12.zkey");
    let ours = zkey::write_proving(&KEY);
    // All but the ceremony's record in section 10 is the same, bytes and order of coefficients included.
    let until = theirs.len() - 463 - 12;
    assert_eq!(ours[12..until], theirs[12..until]);
    assert!(ours[until..] == [[10, 0, 0, 0, 68, 0, 0, 0, 0, 0, 0, 0].as_slice(), &[0; 68]].concat());
    parsed.check_key(&KEY, "chain12.zkey").unwrap();
}
