//! Openings against halo2's own `create_proof` and `verify_proof`; alterations; accumulation.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test may fail
use ff::{Field, PrimeField};
use group::{Curve, GroupEncoding};
use halo2_proofs::{
    poly::{
        EvaluationDomain,
        commitment::{Blind, Params, create_proof, verify_proof},
    },
    transcript::{Blake2bRead, Blake2bWrite, Challenge255, Transcript},
};
use pasta_curves::{Eq, EqAffine, Fp, arithmetic::CurveExt};
use zkpair_halo::{
    Error, SEED_BYTES, Stream,
    ipa::{
        FoldRejection, Generators, Opening, Rejection, accumulate, commit, decide, decide_one_by_one, open,
        proof_bytes, verify,
    },
};

const SEED: [u8; SEED_BYTES] = [9; SEED_BYTES];
type Challenge = Challenge255<EqAffine>;

struct Case {
    k: u32,
    generators: Generators,
    polynomial: Vec<Fp>,
    blind: Fp,
    point: Fp,
}

fn absorb(transcript: &mut impl Transcript<EqAffine, Challenge>, commitment: EqAffine, point: Fp, value: Fp) {
    transcript.common_point(commitment).unwrap();
    transcript.common_scalar(point).unwrap();
    transcript.common_scalar(value).unwrap();
}

impl Case {
    fn new(k: u32, salt: u8) -> Self {
        let mut stream = Stream::new(&[salt; SEED_BYTES]);
        let generators = Generators::parse(&Generators::bytes(k).unwrap(), 1 << k).unwrap();
        let polynomial = (0..1 << k).map(|_| stream.scalar()).collect();
        Self { k, generators, polynomial, blind: stream.scalar(), point: stream.scalar() }
    }

    fn bytes(&self) -> Vec<u8> {
        self.polynomial.iter().flat_map(|c| c.to_repr()).collect()
    }

    fn open(&self) -> Vec<u8> {
        let (blind, point) = (self.blind.to_repr(), self.point.to_repr());
        let opening = Opening::parse(1 << self.k, &self.bytes(), &blind, &point, &SEED).unwrap();
        open(&self.generators, &opening).unwrap()
    }

    /// (statement, proof).
    fn proof(&self) -> (Vec<u8>, Vec<u8>) {
        let output = self.open();
        ([&output[..32], &self.point.to_repr(), &output[32..64]].concat(), output[64..].to_vec())
    }

    /// The same by halo2 alone, and the claim that its verifier makes of it.
    fn halo2(&self) -> (Vec<u8>, EqAffine) {
        let params = Params::<EqAffine>::new(self.k);
        let mut polynomial = EvaluationDomain::new(1, self.k).empty_coeff();
        polynomial.iter_mut().zip(&self.polynomial).for_each(|(to, c)| *to = *c);
        let commitment = params.commit(&polynomial, Blind(self.blind)).to_affine();
        let value = self.polynomial.iter().rev().fold(Fp::ZERO, |sum, c| sum * self.point + c);
        let mut writer = Blake2bWrite::<Vec<u8>, EqAffine, Challenge>::init(Vec::new());
        absorb(&mut writer, commitment, self.point, value);
        create_proof(&params, Stream::new(&SEED), &mut writer, &polynomial, Blind(self.blind), self.point).unwrap();
        let proof = writer.finalize();
        let mut reader = Blake2bRead::<&[u8], EqAffine, Challenge>::init(&proof);
        absorb(&mut reader, commitment, self.point, value);
        let mut msm = params.empty_msm();
        msm.append_term(Fp::ONE, commitment);
        let guard = verify_proof(&params, msm, &mut reader, self.point, value).unwrap();
        let claim = guard.compute_g();
        assert!(guard.use_challenges().eval());
        ([commitment.to_bytes().as_slice(), &value.to_repr(), &proof].concat(), claim)
    }

    fn with_claim(&self) -> Vec<u8> {
        let (statement, proof) = self.proof();
        [statement.as_slice(), &proof, &self.halo2().1.to_bytes()].concat()
    }
}

#[test]
fn openings_are_halo2s_byte_for_byte_and_hold() {
    for k in [4, 5, 8, 10] {
        let case = Case::new(k, k as u8);
        let output = case.open();
        assert_eq!(output, case.halo2().0, "k = {k}");
        assert_eq!(output.len(), 64 + proof_bytes(k));
        assert_eq!(commit(&case.generators, &case.bytes(), &case.blind.to_repr()).unwrap(), output[..32]);
        let (statement, proof) = case.proof();
        assert_eq!(verify(&case.generators, &statement, &proof), Ok(()));
    }
}

#[test]
fn every_altered_byte_is_rejected() {
    let case = Case::new(4, 1);
    let (statement, proof) = case.proof();
    let whole = [statement, proof].concat();
    for place in 0..whole.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut altered = whole.clone();
            altered[place] ^= change;
            let (statement, proof) = altered.split_at(96);
            assert!(verify(&case.generators, statement, proof).is_err(), "byte {place} by {change:#x}");
        }
    }
}

#[test]
fn other_lengths_and_second_encodings_are_rejected() {
    let case = Case::new(4, 2);
    let (statement, proof) = case.proof();
    for length in [0, 1, 31, 32, 95, proof.len() - 32, proof.len() - 1] {
        assert!(matches!(verify(&case.generators, &statement, &proof[..length]), Err(Rejection::Malformed(_))));
        let cut = &statement[..length.min(95)];
        assert!(matches!(verify(&case.generators, cut, &proof), Err(Rejection::Malformed(_))));
    }
    assert!(verify(&case.generators, &statement, &[proof.as_slice(), &[0]].concat()).is_err());
    // c + p is the same number mod p.
    let mut second = proof.clone();
    let c = second.len() - 64;
    let mut p = (-Fp::ONE).to_repr();
    p[0] += 1;
    let mut carry = 0_u16;
    for i in 0..32 {
        carry += u16::from(second[c + i]) + u16::from(p[i]);
        second[c + i] = carry as u8;
        carry >>= 8;
    }
    assert!(matches!(verify(&case.generators, &statement, &second), Err(Rejection::Unreadable(_))));
}

#[test]
fn wrong_parameters_are_refused_by_name() {
    let right = Generators::bytes(4).unwrap();
    let mut swapped = right.clone();
    let (first, second) = swapped.split_at_mut(64);
    first.swap_with_slice(&mut second[..64]);
    assert_eq!(Generators::parse(&swapped, 16), Err(Error::WrongParameters { name: "params", k: 4 }));
    let mut off = right.clone();
    off[100] ^= 1;
    assert!(matches!(Generators::parse(&off, 16), Err(Error::NotOnCurve { index: 1, .. })));
    assert!(matches!(Generators::parse(&right[64..], 16), Err(Error::Length { .. })));
    for n in [0, 1, 8, 17, 1 << 17, usize::MAX] {
        assert!(matches!(Generators::parse(&right, n), Err(Error::Size { .. })), "{n}");
    }
}

#[test]
fn openings_accumulate_and_one_bad_one_is_named() {
    let cases: Vec<Case> = (0..3).map(|salt| Case::new(5, salt)).collect();
    let generators = &cases[0].generators;
    let each: Vec<Vec<u8>> = cases.iter().map(Case::with_claim).collect();
    for m in 1..=3 {
        let openings = each[..m].concat();
        let accumulation = accumulate(generators, &openings, m, &SEED).unwrap();
        assert_eq!(accumulation.len(), proof_bytes(5) + 32);
        assert_eq!(decide(generators, &openings, m, &accumulation), Ok(()));
        assert_eq!(decide_one_by_one(generators, &openings, m, &accumulation), Ok(()));
        for place in (0..accumulation.len()).step_by(3) {
            let mut altered = accumulation.clone();
            altered[place] ^= 1;
            assert!(decide(generators, &openings, m, &altered).is_err(), "byte {place}");
            assert!(decide_one_by_one(generators, &openings, m, &altered).is_err(), "byte {place}");
        }
        for place in (0..openings.len()).step_by(7) {
            let mut altered = openings.clone();
            altered[place] ^= 1;
            assert!(decide(generators, &altered, m, &accumulation).is_err(), "byte {place}");
            match accumulate(generators, &altered, m, &SEED) {
                Err(Error::Opening { index, .. }) => assert_eq!(index, place / each[0].len()),
                other => panic!("byte {place}: {other:?}"),
            }
        }
        assert!(decide(generators, &openings, m + 1, &accumulation).is_err());
    }
}

/// … ‖ c ‖ f ‖ G with f + 1 and the G that its equation holds for then, G − w/c: nothing but the sum over all generators tells.
fn with_false_claim(honest: &[u8]) -> Vec<u8> {
    let (start, end) = honest.split_at(honest.len() - 96);
    let scalar = |data: &[u8]| Fp::from_repr(data.try_into().unwrap()).unwrap();
    let claim = EqAffine::from_bytes(&end[64..].try_into().unwrap()).unwrap();
    let w = Eq::hash_to_curve("Halo2-Parameters")(&[1]);
    let (c, f) = (scalar(&end[..32]), scalar(&end[32..64]));
    let claim = (Eq::from(claim) - w * c.invert().unwrap()).to_affine();
    [start, &c.to_repr(), &(f + Fp::ONE).to_repr(), &claim.to_bytes()].concat()
}

/// The same with f + 1 alone: nothing but its equation tells.
fn with_false_end(honest: &[u8]) -> Vec<u8> {
    [&with_false_claim(honest)[..honest.len() - 32], &honest[honest.len() - 32..]].concat()
}

#[test]
fn each_check_of_the_fold_catches_what_only_it_can() {
    let cases: Vec<Case> = (0..2).map(|salt| Case::new(5, salt)).collect();
    let (generators, first, second) = (&cases[0].generators, cases[0].with_claim(), cases[1].with_claim());
    let openings = [first.as_slice(), &second].concat();
    let accumulation = accumulate(generators, &openings, 2, &SEED).unwrap();
    for decide in [decide, decide_one_by_one] {
        let found = decide(generators, &openings, 2, &with_false_claim(&accumulation));
        assert_eq!(found, Err(FoldRejection::Claim));
        let found = decide(generators, &openings, 2, &with_false_end(&accumulation));
        assert_eq!(found, Err(FoldRejection::Fold(Rejection::False)));
        let altered = [first.as_slice(), &with_false_end(&second)].concat();
        let found = decide(generators, &altered, 2, &accumulation);
        assert_eq!(found, Err(FoldRejection::Opening { index: 1, reason: Rejection::False }));
    }
    // A claim that fits its opening's equation passes while it is only claimed, and the fold of both does not hold.
    let altered = [first.as_slice(), &with_false_claim(&second)].concat();
    let accumulation = accumulate(generators, &altered, 2, &SEED).unwrap();
    let found = decide(generators, &altered, 2, &accumulation);
    assert_eq!(found, Err(FoldRejection::Fold(Rejection::False)));
    // One by one the opening itself is what fails: its claim is not the sum over the generators.
    let found = decide_one_by_one(generators, &altered, 2, &accumulation);
    assert_eq!(found, Err(FoldRejection::Opening { index: 1, reason: Rejection::False }));
}
