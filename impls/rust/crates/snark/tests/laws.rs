//! Laws over random circuits: what is true is proven, what is false is not, and (r, s) alone decides the bytes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may fail

mod common;

use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, Field};
use common::{Stream, trapdoor, words};
use proptest::prelude::*;
use zkpair_snark::r1cs::R1cs;
use zkpair_snark::{Error, Matrix, PreparedVerifyingKey, Proof, Trapdoor, Witness, chain, prove, setup, zkey};

/// A random circuit with a witness that satisfies it: A and B are random rows, C is the one term that makes it true.
/// Rows may be empty, name a signal twice, or have a coefficient of zero.
fn random_circuit(seed: u64, constraints: usize, outputs: u32, inputs: u32, private: u32) -> (R1cs, Vec<Fr>) {
    let mut stream = Stream(seed);
    let signals = 1 + outputs + inputs + private;
    let mut z: Vec<Fr> = (0..signals).map(|_| stream.fr()).collect();
    z[0] = Fr::ONE;
    let [mut a, mut b, mut c] = [(); 3].map(|()| Matrix::with_capacity(constraints));
    for _ in 0..constraints {
        let mut products = [Fr::ZERO; 2];
        for (matrix, product) in [&mut a, &mut b].into_iter().zip(&mut products) {
            for _ in 0..stream.below(4) {
                let signal = stream.below(signals as usize);
                let value = if stream.below(8) == 0 { Fr::ZERO } else { stream.fr() };
                *product += value * z[signal];
                matrix.push(signal as u32, value);
            }
            matrix.end_row();
        }
        let signal = stream.below(signals as usize);
        c.push(signal as u32, products[0] * products[1] * z[signal].inverse().unwrap());
        c.end_row();
    }
    let labels = (0..u64::from(signals)).collect();
    let r1cs = R1cs {
        num_signals: signals,
        num_outputs: outputs,
        num_public_inputs: inputs,
        num_private_inputs: 0,
        num_labels: u64::from(signals),
        labels,
        a,
        b,
        c,
    };
    (r1cs, z)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_true_statement_is_proven_and_files_survive(
        seed in any::<u64>(), constraints in 0usize..20, outputs in 0u32..3, inputs in 0u32..3, private in 0u32..6,
    ) {
        let (r1cs, z) = random_circuit(seed, constraints, outputs, inputs, private);
        prop_assert_eq!(&R1cs::parse(&r1cs.write(), "r1cs").unwrap(), &r1cs);
        r1cs.check(&z, "witness").unwrap();
        let key = setup(&r1cs, &trapdoor(seed), "r1cs").unwrap();
        let bytes = zkey::write_proving(&key);
        let read = zkey::parse_proving(&bytes, "zkey").unwrap();
        prop_assert!(read == key);
        r1cs.check_key(&read, "zkey").unwrap();
        prop_assert_eq!(zkey::cut_to_verifying(&bytes, "zkey").unwrap(), zkey::write_verifying(&key.vk));

        let witness = Witness::from_words(&words(&z), "witness").unwrap();
        let mut stream = Stream(seed ^ 1);
        let [r, s] = [stream.fr(), stream.fr()];
        let proof = prove(&read, &witness, r, s).unwrap();
        prop_assert_eq!(Proof::parse(&proof.to_bytes(), "proof").unwrap(), proof);
        prop_assert_eq!(prove(&key, &witness, r, s).unwrap(), proof);
        let public = words(&z[1..1 + (outputs + inputs) as usize]);
        let prepared = PreparedVerifyingKey::from(&key.vk);
        prepared.verify(&proof, &public).unwrap();
        // Zero randomness is legal; the bytes depend on (r, s).
        let plain = prove(&read, &witness, Fr::ZERO, Fr::ZERO).unwrap();
        prepared.verify(&plain, &public).unwrap();
        prop_assert_ne!(plain, proof);
        for index in 0..public.len() {
            let mut other = public.clone();
            other[index][0] ^= 1;
            prop_assert!(prepared.verify(&proof, &other).is_err());
        }
    }

    #[test]
    fn a_false_witness_is_named_and_its_proof_does_not_verify(seed in any::<u64>(), steps in 1u32..30) {
        let mut stream = Stream(seed);
        let mut z = chain::witness(steps, stream.fr(), stream.fr());
        let r1cs = chain::circuit(steps);
        r1cs.check(&z, "witness").unwrap();
        let index = 1 + stream.below(z.len() - 1);
        z[index] += Fr::ONE;
        let first = match index {
            1 => steps - 1,                // x_n is the last step's output
            2 | 3 => 0,                    // x_0 and b enter the first step
            _ => index as u32 - 4,         // x_k is the output of step k − 1
        };
        prop_assert_eq!(
            r1cs.check(&z, "witness"),
            Err(Error::Unsatisfied { constraint: u64::from(first), num_constraints: u64::from(steps) })
        );
        let key = setup(&r1cs, &trapdoor(seed), "r1cs").unwrap();
        let proof = prove(&key, &Witness::from_words(&words(&z), "w").unwrap(), stream.fr(), stream.fr()).unwrap();
        prop_assert!(PreparedVerifyingKey::from(&key.vk).verify(&proof, &words(&z[1..3])).is_err());
    }
}

#[test]
fn a_trapdoor_without_sound_key_is_refused() {
    let r1cs = chain::circuit(5); // N = 8
    let honest = trapdoor(1);
    for spoil in [
        |t: &mut Trapdoor| t.tau = Fr::ZERO,
        |t: &mut Trapdoor| t.alpha = Fr::ZERO,
        |t: &mut Trapdoor| t.beta = Fr::ZERO,
        |t: &mut Trapdoor| t.gamma = Fr::ZERO,
        |t: &mut Trapdoor| t.delta = Fr::ZERO,
        |t: &mut Trapdoor| t.tau = Fr::ONE,
        |t: &mut Trapdoor| t.tau = ark_ff::FftField::get_root_of_unity(8).unwrap(),
        |t: &mut Trapdoor| t.tau = ark_ff::FftField::get_root_of_unity(16).unwrap(),
    ] {
        let mut spoiled = honest;
        spoil(&mut spoiled);
        assert!(matches!(setup(&r1cs, &spoiled, "r1cs"), Err(Error::Trapdoor { .. })), "{spoiled:?}");
        assert!(spoiled.check_for(&r1cs, "r1cs").is_err());
    }
    let mut outside = honest;
    outside.tau = ark_ff::FftField::get_root_of_unity(32).unwrap();
    setup(&r1cs, &outside, "r1cs").unwrap();
}

#[test]
fn files_of_different_circuits_are_told_apart() {
    let key = setup(&chain::circuit(5), &trapdoor(1), "r1cs").unwrap();
    assert!(chain::circuit(5).check_key(&key, "zkey").is_ok());
    for steps in [1, 4, 6, 13] {
        assert!(matches!(chain::circuit(steps).check_key(&key, "zkey"), Err(Error::Mismatch { .. })), "{steps}");
        let z = chain::witness(steps, Fr::from(2u64), Fr::from(3u64));
        let witness = Witness::from_words(&words(&z), "w").unwrap();
        assert!(matches!(prove(&key, &witness, Fr::ONE, Fr::ONE), Err(Error::Mismatch { .. })), "{steps}");
        assert!(matches!(chain::circuit(5).check(&z, "w"), Err(Error::Mismatch { .. })), "{steps}");
    }
    let mut other = chain::circuit(5);
    other.b = other.a.clone();
    assert!(matches!(other.check_key(&key, "zkey"), Err(Error::Mismatch { .. })));
}

#[test]
fn a_witness_begins_with_one_and_is_canonical() {
    let good = words(&chain::witness(5, Fr::from(2u64), Fr::from(3u64)));
    assert!(Witness::from_words(&good, "w").is_ok());
    let mut two = good.clone();
    two[0][0] = 2;
    assert!(matches!(Witness::from_words(&two, "w"), Err(Error::Inconsistent { .. })));
    assert!(matches!(Witness::from_words(&[], "w"), Err(Error::Inconsistent { .. })));
    let mut large = good;
    large[3] = [u64::MAX; 4];
    assert_eq!(Witness::from_words(&large, "w").unwrap_err().index(), Some(3));
}

#[test]
fn a_key_made_from_json_lacks_beta_and_delta_in_g1_and_verifies() {
    let example = common::example(5, 1);
    let mut vk = example.key.vk.clone();
    vk.beta_g1 = ark_bn254::G1Affine::default();
    vk.delta_g1 = ark_bn254::G1Affine::default();
    let refused = zkey::parse_verifying(&zkey::write_verifying(&vk), "vk").unwrap_err();
    assert!(matches!(refused, Error::Infinity { .. }), "the counts are those of a whole key: {refused}");
    (vk.num_signals, vk.domain_size) = (3, 4);
    let read = zkey::parse_verifying(&zkey::write_verifying(&vk), "vk").unwrap();
    PreparedVerifyingKey::from(&read).verify(&example.proof, &example.public).unwrap();
    let whole = zkpair_snark::ProvingKey { vk, ..example.key };
    assert!(zkey::parse_proving(&zkey::write_proving(&whole), "zkey").is_err());
}
