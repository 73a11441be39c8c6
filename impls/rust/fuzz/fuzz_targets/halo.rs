//! Bytes as openings, claims, accumulations and proofs of halo2's circuits: never a panic, and nothing accepted but the honest bytes.
#![no_main]
use std::sync::LazyLock;

use ff::PrimeField;
use group::GroupEncoding;
use halo2_proofs::{
    poly::commitment::{Params, verify_proof},
    transcript::{Blake2bRead, Challenge255, Transcript},
};
use libfuzzer_sys::fuzz_target;
use pasta_curves::{EqAffine, Fp};
use zkpair_halo::{
    SEED_BYTES, Stream,
    halo2::{Cell, Statement, Version},
    ipa::{Generators, Opening, STATEMENT_BYTES, accumulate, decide, decide_one_by_one, open, verify},
};

const K: u32 = 4;
const SEED: [u8; SEED_BYTES] = [5; SEED_BYTES];

struct Honest {
    generators: Generators,
    /// Statement ‖ proof.
    opening: Vec<u8>,
    /// The same ‖ claim, twice.
    openings: Vec<u8>,
    accumulation: Vec<u8>,
}

static IPA: LazyLock<Honest> = LazyLock::new(|| {
    let params = Generators::bytes(K).expect("a size in range");
    let generators = Generators::parse(&params, 1 << K).expect("halo2's generators");
    let scalars = |first: u64, count: u64| -> Vec<u8> {
        (first..first + count).flat_map(|i| Fp::from(i * i + 1).to_repr()).collect()
    };
    let (blind, point) = (scalars(3, 1), scalars(77, 1));
    let opening = Opening::parse(1 << K, &scalars(9, 1 << K), &blind, &point, &SEED).expect("small scalars");
    let output = open(&generators, &opening).expect("no message is infinity");
    let opening = [&output[..32], &point, &output[32..]].concat();
    let one = [opening.as_slice(), &claim(&opening)].concat();
    let openings = one.repeat(2);
    let accumulation = accumulate(&generators, &openings, 2, &SEED).expect("honest openings");
    Honest { generators, opening, openings, accumulation }
});

/// G of an opening, by halo2's own verifier.
fn claim(opening: &[u8]) -> [u8; 32] {
    let (statement, proof) = opening.split_at(STATEMENT_BYTES);
    let part = |i: usize| -> [u8; 32] { statement[32 * i..32 * (i + 1)].try_into().expect("32 bytes") };
    let commitment = EqAffine::from_bytes(&part(0)).expect("a point");
    let (point, value) = (Fp::from_repr(part(1)).expect("canonical"), Fp::from_repr(part(2)).expect("canonical"));
    let mut transcript = Blake2bRead::<&[u8], EqAffine, Challenge255<EqAffine>>::init(proof);
    transcript.common_point(commitment).expect("no infinity");
    transcript.common_scalar(point).expect("a scalar");
    transcript.common_scalar(value).expect("a scalar");
    let params = Params::<EqAffine>::new(K);
    let mut msm = params.empty_msm();
    msm.append_term(Fp::from(1), commitment);
    let guard = verify_proof(&params, msm, &mut transcript, point, value).expect("an honest proof");
    guard.compute_g().to_bytes()
}

struct Circuit {
    cell: Cell,
    proof: Vec<u8>,
    public: Vec<u8>,
}

static CIRCUITS: LazyLock<Vec<Circuit>> = LazyLock::new(|| {
    let smallest = |statement: Statement, version| {
        let cell = Cell::new(statement, version, 1 << statement.sizes().start()).expect("the smallest size");
        let count = statement.witness_elements(cell.k()) as u64;
        let witness: Vec<Fp> = (0..count).map(|i| Fp::from(64 + i % 64)).collect();
        let public = statement.evaluate(cell.k(), &witness).expect("small values").to_repr().to_vec();
        let witness: Vec<u8> = witness.iter().flat_map(Fp::to_repr).collect();
        let checked = cell.check(&witness, &public).expect("a true witness");
        let proof = cell.prove(&checked, Stream::new(&SEED)).expect("an honest prover");
        Circuit { cell, proof, public }
    };
    [(Statement::Chain, Version::Plain), (Statement::RangeLookup, Version::Optimised)]
        .map(|(statement, version)| smallest(statement, version))
        .into()
});

/// `honest` with the data after its first two bytes added bit by bit from the place on that those name: what random bytes never come near.
fn altered(honest: &[u8], data: &[u8]) -> Vec<u8> {
    let (place, change) = data.split_at(data.len().min(2));
    let place = place.iter().fold(0, |place, byte| place << 8 | usize::from(*byte)) % honest.len();
    let mut altered = honest.to_vec();
    altered.iter_mut().skip(place).zip(change).for_each(|(to, change)| *to ^= change);
    altered
}

fuzz_target!(|data: &[u8]| {
    let Honest { generators, opening, openings, accumulation } = &*IPA;
    for data in [data, &altered(opening, data)] {
        let (statement, proof) = data.split_at(data.len().min(STATEMENT_BYTES));
        assert_eq!(verify(generators, statement, proof).is_ok(), data == opening);
    }
    for decide in [decide, decide_one_by_one] {
        for data in [data, &altered(openings, data)] {
            assert_eq!(decide(generators, data, 2, accumulation).is_ok(), data == openings);
        }
        for data in [data, &altered(accumulation, data)] {
            assert_eq!(decide(generators, openings, 2, data).is_ok(), data == accumulation);
        }
    }
    // What is accumulated may be any claim that fits its opening; it is decided on later.
    let _ = accumulate(generators, &altered(openings, data), 2, &SEED);
    for Circuit { cell, proof, public } in CIRCUITS.iter() {
        for data in [data, &altered(proof, data)] {
            assert_eq!(cell.verify(data, public).is_ok(), data == proof);
        }
        assert_eq!(cell.verify(proof, data).is_ok(), data == public);
    }
});
