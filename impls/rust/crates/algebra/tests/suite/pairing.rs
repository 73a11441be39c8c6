//! Pairings: EIP-197's vectors, bilinearity, and the power that `canonical_bytes` undoes.
use ark_bn254::{Fq, Fq12};
use ark_ff::{Field, PrimeField};
use proptest::prelude::*;
use zkpair_algebra::{
    Fr, Limbs,
    pairing::{GT_BYTES, Pairs, pairing},
};

use crate::support::{element, g1_multiple, g2_multiple, limbs_be, point_limbs, vectors};

fn pairs(logs: &[(Fr, Fr)]) -> Pairs {
    let g1: Vec<_> = logs.iter().map(|(a, _)| g1_multiple(*a)).collect();
    let g2: Vec<_> = logs.iter().map(|(_, b)| g2_multiple(*b)).collect();
    Pairs::parse(&point_limbs(&g1), &point_limbs(&g2)).unwrap()
}

fn product(logs: &[(Fr, Fr)]) -> Fq12 {
    let bytes = pairing(&pairs(logs)).value.canonical_bytes();
    assert_eq!(bytes.len(), GT_BYTES);
    Fq12::from_base_prime_field_elems(bytes.chunks(32).map(Fq::from_le_bytes_mod_order)).unwrap()
}

#[test]
fn eip197_products() {
    let mut seen = [0, 0];
    for v in vectors("bn256Pairing.json") {
        let (mut g1, mut g2): (Vec<Limbs>, Vec<Limbs>) = Default::default();
        for pair in v.input.chunks(192) {
            let c: Vec<Limbs> = pair.chunks(32).map(limbs_be).collect();
            g1.extend([c[0], c[1]]);
            g2.extend([c[3], c[2], c[5], c[4]]);
        }
        let is_one = pairing(&Pairs::parse(&g1, &g2).unwrap()).value.is_one();
        assert_eq!(is_one, v.expected.last() == Some(&1), "{}", v.name);
        seen[usize::from(is_one)] += 1;
    }
    assert!(seen[0] > 0 && seen[1] > 0, "the vectors have both answers");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn is_bilinear(a in element(), b in element(), c in element(), d in element()) {
        let one = Fr::from(1_u64);
        let e = product(&[(one, one)]);
        prop_assert_eq!(product(&[(a, b)]), e.pow((a * b).into_bigint()));
        prop_assert_eq!(product(&[(a, b), (c, d)]), e.pow((a * b + c * d).into_bigint()));
        prop_assert!(pairing(&pairs(&[(a, b), (-a, b)])).value.is_one());
    }
}

#[test]
fn the_product_has_order_r() {
    let e = product(&[(Fr::from(1_u64), Fr::from(1_u64))]);
    assert_ne!(e, Fq12::ONE);
    assert_eq!(e.pow(Fr::MODULUS), Fq12::ONE);
}

#[test]
fn many_pairs_and_infinity() {
    let logs: Vec<(Fr, Fr)> = (0..17_u64).map(|i| (Fr::from(i), Fr::from(i * i + 3 - 3 * u64::from(i == 5)))).collect();
    let total: Fr = logs.iter().map(|(a, b)| *a * b).sum();
    let e = product(&[(Fr::from(1_u64), Fr::from(1_u64))]);
    assert_eq!(product(&logs), e.pow(total.into_bigint()));
    let zero = Fr::from(0_u64);
    assert_eq!(product(&[(zero, Fr::from(4_u64))]), Fq12::ONE);
    assert_eq!(product(&[(Fr::from(4_u64), zero)]), Fq12::ONE);
    assert_eq!(product(&[]), Fq12::ONE);
}
