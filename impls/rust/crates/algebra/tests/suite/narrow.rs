//! Goldilocks and KoalaBear: the transform against its definition and its laws, the levels against each other.
use proptest::prelude::*;
use zkpair_algebra::{
    InputError,
    narrow::{Goldilocks, KoalaBear, NarrowField, check_canonical, ntt, ntt_at, root_of_unity},
    simd::Level,
};

/// Words below p from a seed (splitmix64), with the corners 0, 1 and p − 1 among them.
fn words<F: NarrowField>(seed: u64, n: usize) -> Vec<F::Word> {
    let mut state = seed;
    let draw = |i: usize| {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        F::word(match i % 13 {
            3 => [0, 1, F::MODULUS - 1][(z % 3) as usize],
            _ => z % F::MODULUS,
        })
    };
    (0..n).map(draw).collect()
}

fn mul<F: NarrowField>(a: u64, b: u64) -> u64 {
    (u128::from(a) * u128::from(b) % u128::from(F::MODULUS)) as u64
}

fn power<F: NarrowField>(base: u64, exponent: u64) -> u64 {
    (0..64).rev().fold(1, |result, bit| {
        let square = mul::<F>(result, result);
        if exponent >> bit & 1 == 1 { mul::<F>(square, base) } else { square }
    })
}

fn evaluate<F: NarrowField>(coefficients: &[F::Word], x: u64) -> u64 {
    coefficients.iter().rev().fold(0, |value, coefficient| {
        ((u128::from(mul::<F>(value, x)) + u128::from((*coefficient).into())) % u128::from(F::MODULUS)) as u64
    })
}

fn transforms_of<F: zkpair_algebra::narrow::Kernels>() {
    for log_n in 0..18 {
        let n = 1 << log_n;
        let omega = power::<F>(F::GENERATOR, (F::MODULUS - 1) / n as u64);
        assert_eq!(root_of_unity::<F>(n).unwrap().into(), omega);
        let coefficients = words::<F>(log_n as u64, n);
        let values = ntt::<F>(&coefficients).unwrap().value;
        for index in (0..n).step_by((n / 16).max(1)).map(|i| (i * 5 + i / 3) % n).chain([n - 1]) {
            let expected = evaluate::<F>(&coefficients, power::<F>(omega, index as u64));
            assert_eq!(values[index].into(), expected, "{} 2^{log_n} at {index}", F::NAME);
        }
        for level in Level::ALL {
            assert_eq!(ntt_at::<F>(level, &coefficients).unwrap().value, values, "{} 2^{log_n} {level:?}", F::NAME);
        }
    }
}

#[test]
fn values_are_those_of_the_polynomial_at_every_level() {
    transforms_of::<Goldilocks>();
    transforms_of::<KoalaBear>();
}

fn constants_of<F: zkpair_algebra::narrow::Kernels>() {
    for log_n in [8, 9, 12, 13] {
        for value in [1, F::MODULUS - 1] {
            let n = 1usize << log_n;
            let mut impulse = vec![F::word(0); n];
            impulse[0] = F::word(mul::<F>(value, n as u64));
            for level in Level::ALL {
                assert_eq!(ntt_at::<F>(level, &vec![F::word(value); n]).unwrap().value, impulse);
                let flat = ntt_at::<F>(level, &impulse).unwrap().value;
                assert_eq!(flat, vec![impulse[0]; n]);
            }
        }
    }
}

#[test]
fn constants_become_impulses_and_back() {
    constants_of::<Goldilocks>();
    constants_of::<KoalaBear>();
}

fn threads_of<F: zkpair_algebra::narrow::Kernels>() {
    let coefficients = words::<F>(1, 1 << 15);
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| ntt::<F>(&coefficients).unwrap().value)
    };
    assert_eq!(with(1), with(2));
    assert_eq!(with(1), with(3));
}

#[test]
fn threads_do_not_matter() {
    threads_of::<Goldilocks>();
    threads_of::<KoalaBear>();
}

#[test]
fn what_is_no_element_is_refused() {
    for index in [0, 7, 299] {
        let mut elements = words::<Goldilocks>(2, 300);
        elements[index] = Goldilocks::MODULUS;
        let refused = check_canonical::<Goldilocks>("values", &elements).unwrap_err();
        assert_eq!(refused, InputError::NotCanonical { name: "values".into(), field: "goldilocks", index });
    }
    let error = ntt::<KoalaBear>(&[0, KoalaBear::P, 0, u32::MAX]).unwrap_err();
    assert_eq!(error.index(), Some(1));
    for n in [0, 3, 12] {
        assert!(matches!(ntt::<Goldilocks>(&vec![0; n]), Err(InputError::NotAPowerOfTwo { got, .. }) if got == n));
    }
    assert!(root_of_unity::<KoalaBear>(1 << 25).is_err());
    assert!(root_of_unity::<KoalaBear>(1 << 24).is_ok());
    assert!(root_of_unity::<Goldilocks>(1 << 28).is_ok());
}

fn corner() -> impl Strategy<Value = u64> {
    let p = Goldilocks::MODULUS;
    prop_oneof![
        any::<u64>(),
        prop::sample::select(vec![0, 1, 0xFFFF_FFFF, 1 << 32, p - 1, p, p + 1, u64::MAX - 1, u64::MAX]),
    ]
}

proptest! {
    /// Any words may come in; sums and differences take a canonical second one.
    #[test]
    fn goldilocks_is_the_field(x in corner(), y in corner()) {
        let p = u128::from(Goldilocks::MODULUS);
        let (a, b) = (u128::from(x) % p, u128::from(y) % p);
        let canonical = Goldilocks::canonical(y);
        prop_assert_eq!(u128::from(canonical), b);
        let reduced = |word: u64| u128::from(Goldilocks::canonical(word));
        prop_assert_eq!(reduced(Goldilocks::mul(x, y)), a * b % p);
        prop_assert_eq!(reduced(Goldilocks::add(x, canonical)), (a + b) % p);
        prop_assert_eq!(reduced(Goldilocks::sub(x, canonical)), (a + p - b) % p);
    }

    #[test]
    fn koalabear_is_the_field(x in 0..KoalaBear::P, y in 0..KoalaBear::P) {
        let p = KoalaBear::MODULUS;
        let (a, b) = (u64::from(x), u64::from(y));
        prop_assert_eq!(u64::from(KoalaBear::mul(x, KoalaBear::factor(b))), a * b % p);
        prop_assert_eq!(u64::from(KoalaBear::add(x, y)), (a + b) % p);
        prop_assert_eq!(u64::from(KoalaBear::sub(x, y)), (a + p - b) % p);
    }

    /// Words that only a chain of operations brings about: transforms of corners at each level.
    #[test]
    fn levels_agree_on_corners(values in prop::collection::vec(corner(), 256)) {
        let values: Vec<u64> = values.into_iter().map(Goldilocks::canonical).collect();
        let expected = ntt_at::<Goldilocks>(Level::Scalar, &values).unwrap().value;
        for level in Level::ALL {
            prop_assert_eq!(&ntt_at::<Goldilocks>(level, &values).unwrap().value, &expected);
        }
    }
}
