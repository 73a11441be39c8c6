//! Malformed input is refused by name and place, and nothing panics.
use ark_ff::PrimeField;
use proptest::prelude::*;
use zkpair_algebra::{
    Fr, G1Affine, G2Affine, InputError, Limbs,
    field_mul::field_mul,
    limbs::{from_field, to_bigints, to_field},
    msm::msm_g1,
    ntt::ntt,
    pairing::Pairs,
    points::parse_points,
};

use crate::support::{g1_multiple, g2_multiple, is_below_r, outside_g2, point_limbs};

/// Limbs near the moduli, small ones and any.
fn any_limbs() -> impl Strategy<Value = Limbs> {
    prop_oneof![
        any::<Limbs>(),
        (0_u64..3, any::<bool>()).prop_map(|(step, up)| {
            let mut limbs = Fr::MODULUS.0;
            limbs[0] = if up { limbs[0] + step } else { limbs[0] - step };
            limbs
        }),
        (0_u64..4).prop_map(|small| [small, 0, 0, 0]),
        Just([u64::MAX; 4]),
    ]
}

proptest! {
    #[test]
    fn elements_are_refused_exactly_from_the_modulus_on(elements in prop::collection::vec(any_limbs(), 1..9)) {
        let first_bad = elements.iter().position(|limbs| !is_below_r(limbs));
        match (first_bad, to_field::<Fr>("x", &elements)) {
            (None, Ok(converted)) => prop_assert_eq!(from_field(&converted), elements.clone()),
            (Some(index), Err(error)) => prop_assert_eq!(error.index(), Some(index)),
            (expected, got) => prop_assert!(false, "{:?} {:?}", expected, got),
        }
        prop_assert_eq!(to_bigints::<Fr>("x", &elements).is_ok(), first_bad.is_none());
        prop_assert_eq!(field_mul(&elements, &elements).is_ok(), first_bad.is_none());
        prop_assert_eq!(ntt(&elements).is_ok(), first_bad.is_none() && elements.len().is_power_of_two());
    }

    #[test]
    fn noise_is_no_point(limbs in prop::collection::vec(any_limbs(), 0..13)) {
        // None of these may panic; a random pair of coordinates is on the curve with probability 2^-127.
        let noise = limbs.iter().any(|l| l.iter().any(|limb| *limb > 8));
        let g1 = parse_points::<G1Affine>("p", &limbs);
        let g2 = parse_points::<G2Affine>("q", &limbs);
        prop_assert!(!noise || g1.is_err());
        prop_assert!(!noise || g2.is_err());
        prop_assert!(!noise || Pairs::parse(&limbs, &limbs).is_err());
    }

    #[test]
    fn a_changed_coordinate_is_refused(place in 0_usize..64, bit in 0_usize..256, which in 0_usize..4) {
        let g1: Vec<G1Affine> = (1..=64).map(|k| g1_multiple(Fr::from(k as u64))).collect();
        let mut limbs = point_limbs(&g1);
        limbs[2 * place + which % 2][bit / 64] ^= 1 << (bit % 64);
        prop_assert_eq!(parse_points::<G1Affine>("p", &limbs).unwrap_err().index(), Some(place));
        let g2: Vec<G2Affine> = (1..=2).map(|k| g2_multiple(Fr::from(k as u64))).collect();
        let mut limbs = point_limbs(&g2);
        limbs[4 * (place % 2) + which][bit / 64] ^= 1 << (bit % 64);
        prop_assert_eq!(parse_points::<G2Affine>("q", &limbs).unwrap_err().index(), Some(place % 2));
    }
}

#[test]
fn each_flaw_has_its_name_and_place() {
    let mut g1: Vec<Limbs> = point_limbs(&vec![g1_multiple(Fr::from(3_u64)); 3000]);
    g1[2 * 2100 + 1][0] ^= 1;
    g1[2 * 2900] = [u64::MAX; 4];
    let off = InputError::NotOnCurve { name: "g1".into(), curve: "bn254_g1", index: 2100 };
    assert_eq!(parse_points::<G1Affine>("g1", &g1).unwrap_err(), off);
    g1[2 * 7] = ark_bn254::Fq::MODULUS.0;
    let wide = InputError::NotCanonical { name: "g1".into(), field: "bn254_fq", index: 7 };
    assert_eq!(parse_points::<G1Affine>("g1", &g1).unwrap_err(), wide);

    let mut g2 = vec![g2_multiple(Fr::from(3_u64)); 5];
    g2[4] = outside_g2(1);
    let outside = InputError::NotInSubgroup { name: "q".into(), curve: "bn254_g2", index: 4 };
    assert_eq!(parse_points::<G2Affine>("q", &point_limbs(&g2)).unwrap_err(), outside);
    assert!(outside.to_string().contains("q[4]"), "{outside}");
}

#[test]
fn cut_off_points_and_unequal_lists_are_refused() {
    let (g1, g2) = (point_limbs(&[g1_multiple(Fr::from(3_u64))]), point_limbs(&[g2_multiple(Fr::from(3_u64))]));
    for cut in 1..2 {
        assert!(matches!(parse_points::<G1Affine>("p", &g1[..cut]), Err(InputError::WrongLength { .. })));
    }
    for cut in 1..4 {
        assert!(matches!(parse_points::<G2Affine>("p", &g2[..cut]), Err(InputError::WrongLength { .. })));
    }
    assert!(matches!(Pairs::parse(&g1, &[]), Err(InputError::WrongLength { expected: 1, got: 0, .. })));
    let infinity_in_disguise = [ark_bn254::Fq::MODULUS.0, [0; 4]];
    assert!(matches!(
        parse_points::<G1Affine>("p", &infinity_in_disguise),
        Err(InputError::NotCanonical { index: 0, .. })
    ));
    assert!(msm_g1(&[], &[]).is_ok());
}
