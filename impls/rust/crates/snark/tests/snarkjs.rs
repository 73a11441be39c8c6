//! Truth from outside: files that circom and snarkjs made.

mod common;

use ark_bn254::{Fq, G1Affine};
use ark_ff::PrimeField;
use common::{Stream, data, decimals, snarkjs_proof, snarkjs_public, words};
use zkpair_snark::r1cs::R1cs;
use zkpair_snark::{PreparedVerifyingKey, Proof, chain, prove, witness, zkey};

#[test]
fn snarkjs_proof_verifies_and_survives_our_encoding() {
    let vk =
        zkey::parse_verifying(&zkey::cut_to_verifying(&data("chain12.zkey"), "chain12.zkey").unwrap(), "vk").unwrap();
    let prepared = PreparedVerifyingKey::from(&vk);
    let bytes = snarkjs_proof().to_bytes();
    assert_eq!(Proof::parse(&bytes, "proof").unwrap(), snarkjs_proof());
    prepared.verify_bytes(&bytes, &snarkjs_public(), "proof").unwrap();
    let mut public = snarkjs_public();
    public[1][0] ^= 1;
    assert!(prepared.verify_bytes(&bytes, &public, "proof").is_err());
}

#[test]
fn the_header_of_the_key_is_the_verification_key_that_snarkjs_exported() {
    let vk = zkey::parse_proving(&data("chain12.zkey"), "chain12.zkey").unwrap().vk;
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
    let key = zkey::parse_proving(&data("chain12.zkey"), "chain12.zkey").unwrap();
    let z = witness::parse(&data("chain12.wtns"), "chain12.wtns").unwrap();
    let mut stream = Stream(7);
    let proof = prove(&key, &z, stream.fr(), stream.fr(), "chain12.wtns").unwrap();
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
    let parsed = zkey::parse_proving(&theirs, "chain12.zkey").unwrap();
    let ours = zkey::write_proving(&parsed);
    // All but the ceremony's record in section 10 is the same, bytes and order of coefficients included.
    let until = theirs.len() - 463 - 12;
    assert_eq!(ours[12..until], theirs[12..until]);
    assert_eq!(zkey::parse_proving(&ours, "ours").unwrap(), parsed);
}
