//! The number-theoretic transform over the scalar field: f(ω^0), f(ω^1), …, f(ω^(n−1)) from f's coefficients.
//!
//! ω = 5^((r−1)/n); 5 generates the multiplicative group of F_r, and r − 1 = 2^28 · odd.
//!
//! Decimation in time (Cooley and Tukey 1965) on bit-reversed input:
//!
//! ```text
//! f(ω^j)       = e(ω^2j) + ω^j·o(ω^2j)      e, o: the polynomials of the even and of the odd coefficients
//! f(ω^(j+n/2)) = e(ω^2j) − ω^j·o(ω^2j)
//! ```
//!
//! Decimation in frequency is the same backwards: natural order in, bit-reversed order out, products after the differences.
//!
//! The transform is linear, so it needs no Montgomery form: canonical limbs x stand for x·2^−256 in it, the roots are
//! proper field elements, and what comes out stands for f(ω^j)·2^−256, that is f(ω^j) in canonical limbs.
use std::sync::{
    OnceLock,
    atomic::{AtomicBool, Ordering},
};

use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, BigInt, FftField, Field, PrimeField};

use crate::{
    InputError, Limbs, Timed,
    branchless::{add, sub},
    limbs::check_canonical,
    spread::{join, spread},
};

const SIZES: usize = <Fr as FftField>::TWO_ADICITY as usize + 1;
/// A transform of this length fits a core's second cache beside its roots; longer ones are split between threads.
const LEAF: usize = 1 << 10;
/// Butterflies that one task of a wide layer takes.
const PART: usize = 1 << 10;

/// ω^0, …, ω^(n/2−1) for n = 2^k, kept from the first use on: 16·n bytes. Each layer has its own, read from end to end: every
/// 2^i-th root of a longer one would fall into the same few lines of a cache.
static ROOTS: [OnceLock<Vec<Fr>>; SIZES] = [const { OnceLock::new() }; SIZES];

/// log₂ n, or why there is no subgroup of order n.
fn log2(name: &str, n: usize) -> Result<usize, InputError> {
    let log_n = n.trailing_zeros() as usize;
    if n.is_power_of_two() && log_n < SIZES {
        Ok(log_n)
    } else {
        Err(InputError::NotAPowerOfTwo { name: name.into(), got: n })
    }
}

/// ω of order 2^log_n.
fn generator(log_n: usize) -> Fr {
    (log_n..SIZES - 1).fold(Fr::TWO_ADIC_ROOT_OF_UNITY, |root, _| root.square())
}

/// The roots of the layer that makes transforms of length `n`, a power of two.
fn roots(n: usize) -> &'static [Fr] {
    let log_n = n.trailing_zeros() as usize;
    let compute = || {
        let omega = generator(log_n);
        std::iter::successors(Some(Fr::ONE), |power| Some(*power * omega)).take((1 << log_n) / 2).collect()
    };
    // No rayon inside: a thread that waits for this must not be the one that computes it.
    ROOTS.get(log_n).map_or(&[], |kept| kept.get_or_init(compute))
}

/// (x, y) becomes (x + w·y, x − w·y).
#[inline]
fn in_time(x: &mut Fr, y: &mut Fr, w: &Fr) {
    let product = *y * w;
    *y = sub(x, &product);
    *x = add(x, &product);
}

/// (x, y) becomes (x + y, (x − y)·w).
#[inline]
fn in_frequency(x: &mut Fr, y: &mut Fr, w: &Fr) {
    let difference = sub(x, y);
    *x = add(x, y);
    *y = difference * w;
}

/// The butterflies of one layer of a short transform. ω^0 = 1 takes no product.
#[inline]
fn short_layer(block: &mut [Fr], roots: &[Fr], butterfly: impl Fn(&mut Fr, &mut Fr, &Fr)) {
    let (low, high) = block.split_at_mut(block.len() / 2);
    let mut pairs = low.iter_mut().zip(high);
    if let Some((x, y)) = pairs.next() {
        (*x, *y) = (add(x, y), sub(x, y));
    }
    for ((x, y), w) in pairs.zip(roots.iter().skip(1)) {
        butterfly(x, y, w);
    }
}

/// The butterflies of one layer of a long transform, shared out in halves.
fn layer(low: &mut [Fr], high: &mut [Fr], roots: &[Fr], butterfly: fn(&mut Fr, &mut Fr, &Fr)) {
    if low.len() <= PART {
        for ((x, y), w) in low.iter_mut().zip(high).zip(roots) {
            butterfly(x, y, w);
        }
        return;
    }
    let middle = low.len() / 2;
    let (low_first, low_second) = low.split_at_mut(middle);
    let (high_first, high_second) = high.split_at_mut(middle);
    let (first, second) = roots.split_at(middle.min(roots.len()));
    join(|| layer(low_first, high_first, first, butterfly), || layer(low_second, high_second, second, butterfly));
}

/// Bit-reversed to natural order.
fn transform(values: &mut [Fr]) {
    if values.len() <= LEAF {
        let mut length = 2;
        while length <= values.len() {
            values.chunks_exact_mut(length).for_each(|block| short_layer(block, roots(length), in_time));
            length *= 2;
        }
        return;
    }
    let roots = roots(values.len());
    let (low, high) = values.split_at_mut(values.len() / 2);
    join(|| transform(low), || transform(high));
    layer(low, high, roots, in_time);
}

/// Natural to bit-reversed order.
fn transform_back_to_front(values: &mut [Fr]) {
    if values.len() <= LEAF {
        let mut length = values.len();
        while length >= 2 {
            values.chunks_exact_mut(length).for_each(|block| short_layer(block, roots(length), in_frequency));
            length /= 2;
        }
        return;
    }
    let roots = roots(values.len());
    let (low, high) = values.split_at_mut(values.len() / 2);
    layer(low, high, roots, in_frequency);
    join(|| transform_back_to_front(low), || transform_back_to_front(high));
}

/// The index whose log₂ n bits stand in reverse.
fn reversed(index: usize, n: usize) -> usize {
    // A shift by all bits (n = 1) would overflow: there index 0 is its own reverse.
    index.reverse_bits().checked_shr(usize::BITS - n.trailing_zeros()).unwrap_or(0)
}

/// The input in bit-reversed order; limbs are checked and taken as they are (see the module's head).
fn bit_reversed(name: &str, input: &[Limbs]) -> Result<Vec<Fr>, InputError> {
    let mut values = vec![Fr::ZERO; input.len()];
    let refused = AtomicBool::new(false);
    spread(&mut values, |first, part| {
        for (index, value) in (first..).zip(part) {
            if let Some(limbs) = input.get(reversed(index, input.len())) {
                let limbs = BigInt(*limbs);
                if limbs >= Fr::MODULUS {
                    refused.store(true, Ordering::Relaxed);
                }
                *value = Fr::new_unchecked(limbs);
            }
        }
    });
    if refused.into_inner() {
        check_canonical::<Fr>(name, input)?; // names the first offender, whichever thread met one
    }
    Ok(values)
}

/// The words as they are, in the same memory.
fn words(values: Vec<Fr>) -> Vec<Limbs> {
    values.into_iter().map(|value| value.0.0).collect()
}

/// Coefficients to evaluations, natural order on both sides.
///
/// # Errors
/// [`InputError::NotAPowerOfTwo`], [`InputError::NotCanonical`].
pub fn ntt(coefficients: &[Limbs]) -> Result<Timed<Vec<Limbs>>, InputError> {
    log2("coefficients", coefficients.len())?;
    let mut values = bit_reversed("coefficients", coefficients)?;
    let timed = Timed::measure(|| transform(&mut values));
    Ok(timed.map(|()| words(values)))
}

/// Evaluations to coefficients: the inverse of [`ntt`].
///
/// With f̂ the transform of the evaluations, coefficient i is f̂(ω^−i)/n: the same roots, read backwards.
///
/// # Errors
/// [`InputError::NotAPowerOfTwo`], [`InputError::NotCanonical`].
pub fn intt(evaluations: &[Limbs]) -> Result<Timed<Vec<Limbs>>, InputError> {
    log2("evaluations", evaluations.len())?;
    let mut values = bit_reversed("evaluations", evaluations)?;
    let scale = Fr::from(evaluations.len() as u64).inverse().unwrap_or(Fr::ONE); // n = 2^k is never 0 in F_r
    let timed = Timed::measure(|| {
        transform(&mut values);
        turn_round(&mut values);
        spread(&mut values, |_, part| part.iter_mut().for_each(|value| *value *= scale));
    });
    Ok(timed.map(|()| words(values)))
}

/// Entry j becomes entry −j mod n.
pub fn turn_round<T>(values: &mut [T]) {
    if let Some((_, rest)) = values.split_first_mut() {
        rest.reverse();
    }
}

/// f(ω^j) for all j becomes n·f(ω_2n^(1−2j)), by f's coefficients and without a permutation:
/// [`turn_round`] gives the values on the odd points ω_2n^(1+2j) in their order.
///
/// ```text
/// Σ_j f(ω^j)·ω^(jk) = n·a_(−k)         n·f(ω_2n·ω^(−j)) = Σ_k (n·a_(−k)·ω_2n^(−k mod n))·ω^(jk)
/// ```
///
/// # Errors
/// [`InputError::NotAPowerOfTwo`], also where there is no root of order 2n.
pub fn to_odd_points(values: &mut [Fr]) -> Result<(), InputError> {
    let n = values.len();
    log2("values", 2 * n)
        .and(log2("values", n))
        .map_err(|_| InputError::NotAPowerOfTwo { name: "values".into(), got: n })?;
    transform_back_to_front(values);
    let powers = roots(2 * n);
    spread(values, |first, part| {
        for (index, value) in (first..).zip(part) {
            if let Some(power) = powers.get((n - reversed(index, n)) % n) {
                *value *= power;
            }
        }
    });
    transform(values);
    Ok(())
}

/// ω = 5^((r−1)/n), the generator of the subgroup of order `n`.
///
/// # Errors
/// [`InputError::NotAPowerOfTwo`].
pub fn root_of_unity(n: usize) -> Result<Limbs, InputError> {
    Ok(generator(log2("n", n)?).into_bigint().0)
}
