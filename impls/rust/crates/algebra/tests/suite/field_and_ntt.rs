//! Laws of the field and of the transform.
use ark_ff::{Field, PrimeField};
use proptest::prelude::*;
use zkpair_algebra::{
    Fr, InputError, Limbs,
    field_mul::field_mul,
    ntt::{intt, ntt, root_of_unity, to_odd_points, turn_round},
};

use crate::support::{element, elements, limbs};

fn all_limbs(elements: &[Fr]) -> Vec<Limbs> {
    elements.iter().copied().map(limbs).collect()
}

fn back(limbs: &[Limbs]) -> Vec<Fr> {
    limbs.iter().map(|l| Fr::from_bigint(ark_ff::BigInt(*l)).unwrap()).collect()
}

fn products(a: &[Fr], b: &[Fr]) -> Vec<Fr> {
    back(&field_mul(&all_limbs(a), &all_limbs(b)).unwrap().value)
}

/// a·b mod r by doubling and adding: no multiplication of the library under test.
fn slow_product(a: Fr, b: Fr) -> Fr {
    let mut sum = Fr::default();
    for limb in b.into_bigint().0.iter().rev() {
        for bit in (0..64).rev() {
            sum += sum;
            if (limb >> bit) & 1 == 1 {
                sum += a;
            }
        }
    }
    sum
}

/// f(x) by Horner's rule.
fn evaluate(coefficients: &[Fr], x: Fr) -> Fr {
    coefficients.iter().rev().fold(Fr::default(), |value, c| value * x + c)
}

proptest! {
    #[test]
    fn products_are_products(a in element(), b in element(), c in element()) {
        prop_assert_eq!(products(&[a], &[b])[0], slow_product(a, b));
        prop_assert_eq!(products(&[a], &[b + c])[0], products(&[a], &[b])[0] + products(&[a], &[c])[0]);
        prop_assert_eq!(products(&products(&[a], &[b]), &[c]), products(&[a], &products(&[b], &[c])));
        if let Some(inverse) = a.inverse() {
            prop_assert_eq!(products(&[a], &[inverse]), [Fr::from(1_u64)]);
        }
    }

    #[test]
    fn evaluations_are_evaluations(coefficients in (0_u32..7).prop_flat_map(|k| elements(1 << k))) {
        let n = coefficients.len();
        let omega = back(&[root_of_unity(n).unwrap()])[0];
        let values = back(&ntt(&all_limbs(&coefficients)).unwrap().value);
        for (i, value) in values.iter().enumerate() {
            prop_assert_eq!(*value, evaluate(&coefficients, omega.pow([i as u64])));
        }
        prop_assert_eq!(back(&intt(&all_limbs(&values)).unwrap().value), coefficients);
    }

    #[test]
    fn products_of_evaluations_are_cyclic_convolutions(a in elements(16), b in elements(16)) {
        let (fa, fb) = (ntt(&all_limbs(&a)).unwrap().value, ntt(&all_limbs(&b)).unwrap().value);
        let convolution = back(&intt(&field_mul(&fa, &fb).unwrap().value).unwrap().value);
        for (k, found) in convolution.iter().enumerate() {
            let expected: Fr = (0..16).map(|i| a[i] * b[(16 + k - i) % 16]).sum();
            prop_assert_eq!(*found, expected);
        }
    }
}

#[test]
fn long_transforms_are_evaluations_too() {
    for k in [11, 12, 15] {
        let n = 1_usize << k;
        let coefficients: Vec<Fr> = (0..n as u64).map(|i| Fr::from(i * i + 1).square() + Fr::from(i)).collect();
        let values = back(&ntt(&all_limbs(&coefficients)).unwrap().value);
        let omega = back(&[root_of_unity(n).unwrap()])[0];
        for i in [0, 1, 2, n / 2 - 1, n / 2, n / 2 + 1, n - 1] {
            assert_eq!(values[i], evaluate(&coefficients, omega.pow([i as u64])), "2^{k}, value {i}");
        }
        assert_eq!(back(&intt(&all_limbs(&values)).unwrap().value), coefficients, "2^{k}");
    }
}

/// The values on the odd points of the domain twice as large, times n, against Horner's rule.
#[test]
fn values_on_odd_points_are_evaluations() {
    for k in [0, 1, 2, 3, 7, 10, 11, 13] {
        let n = 1_usize << k;
        let coefficients: Vec<Fr> = (0..n as u64).map(|i| Fr::from(i * i + 3).square() - Fr::from(i)).collect();
        let mut values = back(&ntt(&all_limbs(&coefficients)).unwrap().value);
        to_odd_points(&mut values).unwrap();
        turn_round(&mut values);
        let omega = back(&[root_of_unity(2 * n).unwrap()])[0];
        for j in [0, 1, 2, n / 2, n - 1].into_iter().filter(|j| *j < n) {
            let expected = evaluate(&coefficients, omega.pow([2 * j as u64 + 1])) * Fr::from(n as u64);
            assert_eq!(values[j], expected, "2^{k}, value {j}");
        }
    }
    for n in [0, 3, 12] {
        let refused = InputError::NotAPowerOfTwo { name: "values".into(), got: n };
        assert_eq!(to_odd_points(&mut vec![Fr::default(); n]).unwrap_err(), refused);
    }
}

#[test]
fn long_products_meet_every_element() {
    let a: Vec<Fr> = (0..5000_u64).map(|i| Fr::from(i).square() - Fr::from(7_u64)).collect();
    let b: Vec<Fr> = a.iter().map(|x| *x * x + Fr::from(3_u64)).collect();
    let expected: Vec<Fr> = a.iter().zip(&b).map(|(x, y)| *x * y).collect();
    assert_eq!(products(&a, &b), expected);
}

#[test]
fn omega_is_five_to_the_cofactor() {
    for k in [0_u32, 1, 2, 10, 28] {
        let mut exponent = Fr::MODULUS;
        exponent.0[0] -= 1;
        exponent >>= k;
        let omega = Fr::from(5_u64).pow(exponent);
        assert_eq!(root_of_unity(1 << k).unwrap(), limbs(omega), "2^{k}");
    }
}

#[test]
fn refuses_lengths_without_a_subgroup() {
    for n in [0_usize, 3, 6, 12, 1000] {
        let refused = InputError::NotAPowerOfTwo { name: "coefficients".into(), got: n };
        assert_eq!(ntt(&vec![[0; 4]; n]).unwrap_err(), refused);
    }
    assert!(matches!(root_of_unity(1 << 29), Err(InputError::NotAPowerOfTwo { got, .. }) if got == 1 << 29));
    let refused = InputError::WrongLength { name: "b".into(), expected: 2, got: 3 };
    assert_eq!(field_mul(&[[0; 4]; 2], &[[0; 4]; 3]).unwrap_err(), refused);
}
