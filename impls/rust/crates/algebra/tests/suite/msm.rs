//! Multi-scalar multiplication: EIP-196's vectors, laws, corner cases.
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::PrimeField;
use proptest::prelude::*;
use zkpair_algebra::{
    Fr, G1Affine, G2Affine, InputError, Limbs, Timed,
    msm::{msm_g1, msm_g2},
    points::{Point, parse_points},
};

use crate::support::{bytes_be, elements, g1_multiple, g2_multiple, limbs, limbs_be, vectors};

/// A group with the sum under test.
trait Group: Point + AffineRepr<ScalarField = Fr> {
    fn msm(bases: &[Self], scalars: &[Limbs]) -> Result<Timed<Self>, InputError>;
}

impl Group for G1Affine {
    fn msm(bases: &[Self], scalars: &[Limbs]) -> Result<Timed<Self>, InputError> {
        msm_g1(bases, scalars)
    }
}

impl Group for G2Affine {
    fn msm(bases: &[Self], scalars: &[Limbs]) -> Result<Timed<Self>, InputError> {
        msm_g2(bases, scalars)
    }
}

/// Σ by double-and-add, one term after the other.
fn slow<P: Group>(bases: &[P], scalars: &[Fr]) -> P {
    bases.iter().zip(scalars).map(|(p, k)| p.mul_bigint(k.into_bigint())).sum::<P::Group>().into_affine()
}

fn fast<P: Group>(bases: &[P], scalars: &[Fr]) -> P {
    let scalars: Vec<Limbs> = scalars.iter().copied().map(limbs).collect();
    P::msm(bases, &scalars).unwrap().value
}

fn run_vector(input: &[u8], points: usize, scalars: &[Limbs]) -> Vec<u8> {
    let coordinates: Vec<Limbs> = input[..64 * points].chunks(32).map(limbs_be).collect();
    let bases: Vec<G1Affine> = parse_points("points", &coordinates).unwrap();
    msm_g1(&bases, scalars).unwrap().value.to_limbs().iter().flat_map(bytes_be).collect()
}

#[test]
fn eip196_additions() {
    for v in vectors("bn256Add.json") {
        let mut input = v.input;
        input.resize(128, 0);
        assert_eq!(run_vector(&input, 2, &[[1, 0, 0, 0]; 2]), v.expected, "{}", v.name);
    }
}

#[test]
fn eip196_scalar_multiplications() {
    for v in vectors("bn256ScalarMul.json") {
        let mut input = v.input;
        input.resize(96, 0);
        let scalar = limbs(Fr::from_be_bytes_mod_order(&input[64..]));
        assert_eq!(run_vector(&input, 1, &[scalar]), v.expected, "{}", v.name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn agrees_with_double_and_add_in_g1(logs in (1_usize..40).prop_flat_map(elements), seed in elements(40)) {
        let bases: Vec<G1Affine> = logs.iter().copied().map(g1_multiple).collect();
        prop_assert_eq!(fast(&bases, &seed[..bases.len()]), slow(&bases, &seed[..bases.len()]));
    }

    #[test]
    fn agrees_with_double_and_add_in_g2(logs in (1_usize..12).prop_flat_map(elements), seed in elements(12)) {
        let bases: Vec<G2Affine> = logs.iter().copied().map(g2_multiple).collect();
        prop_assert_eq!(fast(&bases, &seed[..bases.len()]), slow(&bases, &seed[..bases.len()]));
    }
}

/// With bases kᵢ·G the sum is (Σ kᵢ·sᵢ)·G: checked by one multiplication at any length.
fn known_logs<P: Group>(n: usize) {
    let logs: Vec<Fr> = (1..=n as u64).map(|i| Fr::from(i * i * 0x9e37_79b9 + i)).collect();
    let bases: Vec<P> = logs.iter().map(|k| P::generator().mul_bigint(k.into_bigint()).into_affine()).collect();
    for scalars in scalar_kinds(n) {
        let total: Fr = logs.iter().zip(&scalars).map(|(k, s)| *k * s).sum();
        assert_eq!(fast(&bases, &scalars), P::generator().mul_bigint(total.into_bigint()).into_affine(), "{n}");
    }
}

/// Spread, equal, zero, one, minus one, small, and a mixture as a witness has it.
fn scalar_kinds(n: usize) -> Vec<Vec<Fr>> {
    let spread: Vec<Fr> =
        (0..n as u64).map(|i| -Fr::from(3 * i + 1) * Fr::from(u64::MAX - i) * Fr::from(i + 5)).collect();
    let mixed = spread.iter().enumerate().map(|(i, s)| match i % 5 {
        0 => Fr::from(0_u64),
        1 => Fr::from(1_u64),
        2 => -Fr::from(1_u64),
        3 => Fr::from(i as u64 * 77),
        _ => *s,
    });
    let constant = |value: Fr| vec![value; n];
    let (mixed, one) = (mixed.collect(), Fr::from(1_u64));
    vec![mixed, constant(spread[n / 2]), constant(Fr::from(0_u64)), constant(one), constant(-one), spread]
}

#[test]
fn long_sums_in_g1() {
    for n in [1, 2, 3, 31, 32, 33, 257, 3000] {
        known_logs::<G1Affine>(n);
    }
}

#[test]
fn long_sums_in_g2() {
    for n in [1, 2, 33, 600] {
        known_logs::<G2Affine>(n);
    }
}

#[test]
fn repetitions_opposites_and_infinity() {
    let p = g1_multiple(Fr::from(12345_u64));
    let bases: Vec<G1Affine> =
        (0..400).map(|i| [G1Affine::zero(), p, -p, g1_multiple(Fr::from(i as u64))][i % 4]).collect();
    for scalars in scalar_kinds(400) {
        assert_eq!(fast(&bases, &scalars), slow(&bases, &scalars));
    }
    assert_eq!(fast::<G1Affine>(&[], &[]), G1Affine::zero());
    assert_eq!(fast(&[p, -p], &[Fr::from(9_u64); 2]).to_limbs(), [[0; 4]; 2]);
}

#[test]
fn refuses_other_lengths_and_names_the_first_bad_scalar() {
    let bases = vec![g1_multiple(Fr::from(2_u64)); 3000];
    let refused = InputError::WrongLength { name: "scalars".into(), expected: 3000, got: 2 };
    assert_eq!(msm_g1(&bases, &[[1, 0, 0, 0]; 2]).unwrap_err(), refused);
    let mut scalars = vec![[1, 0, 0, 0]; 3000];
    (scalars[1777], scalars[2999]) = (Fr::MODULUS.0, [u64::MAX; 4]);
    let refused = InputError::NotCanonical { name: "scalars".into(), field: "bn254_fr", index: 1777 };
    assert_eq!(msm_g1(&bases, &scalars).unwrap_err(), refused);
}
