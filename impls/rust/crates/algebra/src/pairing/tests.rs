//! Each level of the tower, the Miller loop and the final exponentiation against arkworks', extreme values included.
use ark_bn254::{Bn254, Fq, Fq2, Fq6, G1Projective, G2Projective};
use ark_ec::{CurveGroup, PrimeGroup, pairing::Pairing};
use proptest::prelude::*;

use super::fp::{self, Fp};
use super::fp2::Fp2;
use super::fp6::Fp6;
use super::products::{self, sum_of_products};
use super::*;

/// Any element, with 0, 1, p − 1 and what is just beside powers of two far more often than by chance.
fn fq() -> impl Strategy<Value = Fq> {
    prop_oneof![
        4 => any::<[u8; 40]>().prop_map(|bytes| Fq::from_le_bytes_mod_order(&bytes)),
        1 => Just(Fq::ZERO),
        1 => Just(Fq::ONE),
        2 => Just(-Fq::ONE),
        // The limbs of the Montgomery form are what the bounds are about: p − 1, p − 2 and runs of ones.
        2 => (1_u64..3).prop_map(|k| Fq::from(Fp([fp::P[0] - k, fp::P[1], fp::P[2], fp::P[3]]))),
        1 => (0_u32..192).prop_map(|bits| Fq::from(Fp([u64::MAX, u64::MAX, u64::MAX >> (bits % 64), fp::P[3] - 1]))),
    ]
}

fn fq2() -> impl Strategy<Value = Fq2> {
    (fq(), fq()).prop_map(|(c0, c1)| Fq2::new(c0, c1))
}

fn fq6() -> impl Strategy<Value = Fq6> {
    (fq2(), fq2(), fq2()).prop_map(|(c0, c1, c2)| Fq6::new(c0, c1, c2))
}

fn fq12() -> impl Strategy<Value = Fq12> {
    (fq6(), fq6()).prop_map(|(c0, c1)| Fq12::new(c0, c1))
}

fn fr() -> impl Strategy<Value = Fr> {
    any::<[u8; 40]>().prop_map(|bytes| Fr::from_le_bytes_mod_order(&bytes))
}

/// Σ aⱼ·bⱼ by both roads.
fn check_products<const N: usize>(a: &[Fq], b: &[Fq]) {
    let expected: Fq = a.iter().zip(b).take(N).map(|(x, y)| x * y).sum();
    let (a, b): ([Fp; N], [Fp; N]) = (std::array::from_fn(|j| a[j].into()), std::array::from_fn(|j| b[j].into()));
    assert_eq!(Fq::from(sum_of_products(a.each_ref(), b.each_ref())), expected, "{N} terms");
    assert_eq!(Fq::from(products::portable(a.each_ref(), b.each_ref())), expected, "{N} terms, portable");
}

fn check_all_products(a: &[Fq], b: &[Fq]) {
    check_products::<1>(a, b);
    check_products::<2>(a, b);
    check_products::<3>(a, b);
    check_products::<4>(a, b);
    check_products::<5>(a, b);
    check_products::<6>(a, b);
}

#[test]
fn products_of_the_largest_limbs() {
    let largest = Fq::from(Fp([fp::P[0] - 1, fp::P[1], fp::P[2], fp::P[3]]));
    for element in [largest, Fq::ZERO, Fq::ONE, -Fq::ONE] {
        check_all_products(&[element; 6], &[largest; 6]);
        check_all_products(&[largest; 6], &[element; 6]);
    }
}

#[test]
fn nine_times_plus_at_the_edges_of_its_quotient() {
    // The limbs ⌊j·p/9⌋ and their neighbours put 9a just below and just above j·p.
    let ninths = |j: u64| {
        let mut rest = 0_u128;
        let mut quotient = [0_u64; 4];
        let (multiple, top) = fp::times(fp::P, j, [0; 4]);
        for (place, limb) in [(4, top), (3, multiple[3]), (2, multiple[2]), (1, multiple[1]), (0, multiple[0])] {
            let value = rest << 64 | u128::from(limb);
            rest = value % 9;
            if place < 4 {
                quotient[place] = (value / 9) as u64;
            }
        }
        quotient
    };
    for j in 0..9 {
        for step in 0..3 {
            let mut limbs = ninths(j);
            limbs[0] = limbs[0].wrapping_add(step); // no carry: these limbs are far from 2^64
            let a = Fp(limbs);
            for b in [Fp::ZERO, Fp([1, 0, 0, 0]), Fp([fp::P[0] - 1, fp::P[1], fp::P[2], fp::P[3]])] {
                let expected = Fq::from(9_u64) * Fq::from(a) + Fq::from(b);
                assert_eq!(Fq::from(a.nine_times_plus(&b)), expected, "j = {j}, step {step}");
                assert_eq!(Fq::from(a.portable_nine_times_plus(&b)), expected, "j = {j}, step {step}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn fp_is_fq(a in fq(), b in fq()) {
        let (x, y) = (Fp::from(a), Fp::from(b));
        prop_assert_eq!(Fq::from(&x + &y), a + b);
        prop_assert_eq!(Fq::from(&x - &y), a - b);
        prop_assert_eq!(Fq::from(fp::portable_add(&x, &y)), a + b);
        prop_assert_eq!(Fq::from(fp::portable_sub(&x, &y)), a - b);
        prop_assert_eq!(Fq::from(-&x), -a);
        prop_assert_eq!(Fq::from(&x * &y), a * b);
        prop_assert_eq!(Fq::from(x.double()), a + a);
        prop_assert_eq!(Fq::from(&x.halve() + &x.halve()), a);
        prop_assert_eq!(Fq::from(x.nine_times_plus(&y)), Fq::from(9_u64) * a + b);
        prop_assert_eq!(Fq::from(x.portable_nine_times_plus(&y)), Fq::from(9_u64) * a + b);
        prop_assert_eq!(x.inverse().map(Fq::from), a.inverse());
    }

    #[test]
    fn inner_products(a in prop::collection::vec(fq(), 6), b in prop::collection::vec(fq(), 6)) {
        check_all_products(&a, &b);
    }

    #[test]
    fn fp2_is_fq2(a in fq2(), b in fq2(), c in fq2(), d in fq2()) {
        let (x, y, z, t) = (Fp2::from(a), Fp2::from(b), Fp2::from(c), Fp2::from(d));
        let xi = Fq2::new(Fq::from(9_u64), Fq::ONE);
        prop_assert_eq!(Fq2::from(&x + &y), a + b);
        prop_assert_eq!(Fq2::from(&x - &y), a - b);
        prop_assert_eq!(Fq2::from(&x * &y), a * b);
        prop_assert_eq!(Fq2::from(x.square()), a.square());
        prop_assert_eq!(Fq2::from(x.triple()), a + a + a);
        prop_assert_eq!(Fq2::from(&x.halve() + &x.halve()), a);
        prop_assert_eq!(Fq2::from(x.times_xi()), a * xi);
        prop_assert_eq!(Fq2::from(x.scale(&y.c0)), a * Fq2::new(b.c0, Fq::ZERO));
        prop_assert_eq!(Fq2::from(x.conjugate()), a.frobenius_map(1));
        prop_assert_eq!(x.inverse().map(Fq2::from), a.inverse());
        let (low, high) = fp4::square(&x, &y);
        prop_assert_eq!((Fq2::from(low), Fq2::from(high)), (a.square() + xi * b.square(), (a * b).double()));
        let (low, high) = fp4::multiply([&x, &y], [&z, &t]);
        prop_assert_eq!((Fq2::from(low), Fq2::from(high)), (a * c + xi * b * d, a * d + b * c));
    }

    #[test]
    fn fp6_is_fq6(a in fq6(), b in fq6()) {
        let (x, y) = (Fp6::from(a), Fp6::from(b));
        prop_assert_eq!(Fq6::from(&x + &y), a + b);
        prop_assert_eq!(Fq6::from(&x - &y), a - b);
        prop_assert_eq!(Fq6::from(-&x), -a);
        prop_assert_eq!(Fq6::from(&x * &y), a * b);
        prop_assert_eq!(Fq6::from(x.times_v()), a * Fq6::new(Fq2::ZERO, Fq2::ONE, Fq2::ZERO));
        prop_assert_eq!(x.inverse().map(Fq6::from), a.inverse());
    }

    #[test]
    fn fp12_is_fq12(a in fq12(), b in fq12()) {
        let (x, y) = (Fp12::from(a), Fp12::from(b));
        prop_assert_eq!(Fq12::from(&x * &y), a * b);
        prop_assert_eq!(Fq12::from(x.square()), a.square());
        prop_assert_eq!(x.inverse().map(Fq12::from), a.inverse());
        prop_assert_eq!(Fq12::from(x.conjugate()), a.frobenius_map(6));
        prop_assert_eq!(Fq12::from(x.frobenius()), a.frobenius_map(1));
        prop_assert_eq!(Fq12::from(x.frobenius_2()), a.frobenius_map(2));
        prop_assert_eq!(Fq12::from(x.frobenius_3()), a.frobenius_map(3));
    }

    #[test]
    fn sparse_products(f in fq12(), l0 in fq2(), l1 in fq2(), l3 in fq2(), x in fq(), y in fq()) {
        let [by_x, by_y] = [x, y].map(|scalar| move |c: Fq2| c * Fq2::new(scalar, Fq::ZERO));
        let dense = |c0: Fq2, c1: Fq2, c3: Fq2| {
            Fq12::new(Fq6::new(c0, Fq2::ZERO, Fq2::ZERO), Fq6::new(c1, c3, Fq2::ZERO))
        };
        let at = (Fp::from(x), Fp::from(y));
        let whole = line::Line { l0: l0.into(), l1: l1.into(), l3: l3.into() };
        let product = line::multiply(&f.into(), &whole, &at);
        prop_assert_eq!(Fq12::from(product), f * dense(by_y(l0), by_x(l1), l3));
        let unit = line::UnitLine { m1: l1.into(), m3: l3.into() };
        let product = line::multiply_unit(&f.into(), &unit, &at);
        prop_assert_eq!(Fq12::from(product), f * dense(Fq2::ONE, by_x(l1), by_y(l3)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn cyclotomic_powers(a in fq12().prop_filter("a unit", |a| *a != Fq12::ZERO)) {
        // To the power (p⁶ − 1)(p² + 1): into the subgroup
        let easy = a.frobenius_map(6) * a.inverse().unwrap();
        let g = easy.frobenius_map(2) * easy;
        prop_assert_eq!(Fq12::from(cyclotomic::square(&g.into())), g.square());
        let power = g.pow(Config::X).frobenius_map(6);
        prop_assert_eq!(Fq12::from(cyclotomic::power_of_minus_z(&g.into())), power);
    }

    #[test]
    fn the_final_exponentiation_is_arkworks(a in fq12()) {
        let theirs = Bn254::final_exponentiation(ark_ec::pairing::MillerLoopOutput(a)).map(|output| output.0);
        prop_assert_eq!(exponentiate(&a.into()).map(Fq12::from), theirs);
    }

    #[test]
    fn products_are_arkworks(logs in prop::collection::vec((fr(), fr()), 0..6), infinite in any::<u8>()) {
        check_pairs(&logs, infinite);
    }
}

/// All pairs by both kinds of G2 points against arkworks; bit k of `infinite` makes a point of pair k/2 infinite.
fn check_pairs(logs: &[(Fr, Fr)], infinite: u8) {
    let keep = |k: usize, log: Fr| if k < 8 && infinite >> k & 1 == 1 { Fr::ZERO } else { log };
    let logs = logs.iter().enumerate();
    let (g1, g2): (Vec<G1Affine>, Vec<G2Affine>) = logs
        .map(|(k, (a, b))| {
            let (a, b) = (keep(2 * k, *a), keep(2 * k + 1, *b));
            ((G1Projective::generator() * a).into_affine(), (G2Projective::generator() * b).into_affine())
        })
        .unzip();
    let theirs = Bn254::multi_pairing(&g1, &g2).0;
    let pairs = Pairs { g1: g1.clone(), g2: g2.clone() };
    assert_eq!(Fq12::from(pairing(&pairs).value.0), theirs);
    let fixed: Vec<FixedG2> = g2.iter().map(FixedG2::from).collect();
    let half = g1.len() / 2;
    let variable: Vec<_> = g1.iter().copied().zip(g2).take(half).collect();
    let with_lines: Vec<_> = g1.iter().copied().zip(&fixed).skip(half).collect();
    assert_eq!(Fq12::from(product(&variable, &with_lines).0), theirs);
}

#[test]
fn products_of_many_pairs() {
    let logs: Vec<(Fr, Fr)> = (1_u64..17).map(|k| (Fr::from(k * k), Fr::from(1000 - k))).collect();
    for count in [0, 1, 2, 4, 16] {
        check_pairs(&logs[..count], 0);
        check_pairs(&logs[..count], 0b0110_0001);
    }
}

#[test]
fn the_digits_of_z_make_z() {
    let sum = cyclotomic::DIGITS.iter().fold(0_i128, |sum, digit| 2 * sum + i128::from(*digit));
    assert_eq!(sum, i128::from(Config::X[0]));
    assert_eq!(cyclotomic::DIGITS[0], 1);
    assert!(cyclotomic::DIGITS.iter().all(|d| *d == 0 || (d % 2 != 0 && d.abs() < 8)));
}

#[test]
fn points_of_small_order_make_zero() {
    // Not on the curve at all, but the formulas do not look at that: y = 0 is a point of order 2.
    let two_torsion = G2Affine::new_unchecked(Fq2::ONE, Fq2::ZERO);
    let result = product(&[], &[(G1Affine::generator(), &FixedG2::from(&two_torsion))]);
    assert_eq!(result, Product(Fp12::ZERO));
    assert!(!result.is_one());
    let g2 = FixedG2::from(&G2Affine::generator());
    assert_eq!(product(&[], &[(G1Affine::new_unchecked(Fq::ONE, Fq::ZERO), &g2)]), Product(Fp12::ZERO));
}

#[test]
fn zero_has_no_final_exponentiation() {
    assert_eq!(exponentiate(&Fp12::ZERO), None);
}
