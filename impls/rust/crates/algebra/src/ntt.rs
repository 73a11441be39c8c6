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
//! The transform is linear, so it needs no Montgomery form: canonical limbs x stand for x·2^−256 in it, the roots are
//! proper field elements, and what comes out stands for f(ω^j)·2^−256, that is f(ω^j) in canonical limbs.
use std::sync::OnceLock;

use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, BigInt, FftField, Field, PrimeField};

use crate::{
    InputError, Limbs, Timed,
    limbs::check_canonical,
    spread::{convert, spread},
};

const SIZES: usize = <Fr as FftField>::TWO_ADICITY as usize + 1;
/// A transform of this length fits a core's second cache beside its roots; longer ones are split between threads.
const LEAF: usize = 1 << 10;
/// Butterflies that one task of a wide layer takes.
const PART: usize = 1 << 9;

/// ω^0, …, ω^(n/2−1) for n = 2^k, kept from the first use on: 16·n bytes.
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

fn roots(log_n: usize) -> &'static [Fr] {
    let compute = || {
        let omega = generator(log_n);
        std::iter::successors(Some(Fr::ONE), |power| Some(*power * omega)).take((1 << log_n) / 2).collect()
    };
    // No rayon inside: a thread that waits for this must not be the one that computes it.
    ROOTS.get(log_n).map_or(&[], |kept| kept.get_or_init(compute))
}

/// (x, y) becomes (x + w·y, x − w·y).
fn butterfly(x: &mut Fr, y: &mut Fr, w: &Fr) {
    let product = *y * w;
    *y = *x - product;
    *x += product;
}

/// All layers of a short transform, one after the other. `stride` is how far ω of `roots` is from ω of this length.
fn leaf(values: &mut [Fr], roots: &[Fr], stride: usize) {
    let mut half = 1;
    while half < values.len() {
        let step = stride * (values.len() / (2 * half));
        for block in values.chunks_exact_mut(2 * half) {
            let (low, high) = block.split_at_mut(half);
            let mut pairs = low.iter_mut().zip(high);
            if let Some((x, y)) = pairs.next() {
                let value = *y; // ω^0 = 1
                *y = *x - value;
                *x += value;
            }
            for ((x, y), w) in pairs.zip(roots.iter().step_by(step).skip(1)) {
                butterfly(x, y, w);
            }
        }
        half *= 2;
    }
}

fn transform(values: &mut [Fr], roots: &[Fr], stride: usize) {
    if values.len() <= LEAF {
        return leaf(values, roots, stride);
    }
    let (low, high) = values.split_at_mut(values.len() / 2);
    rayon::join(|| transform(low, roots, 2 * stride), || transform(high, roots, 2 * stride));
    layer(low, high, roots, stride);
}

/// The last layer of a long transform, shared out in halves.
fn layer(low: &mut [Fr], high: &mut [Fr], roots: &[Fr], stride: usize) {
    if low.len() <= PART {
        for ((x, y), w) in low.iter_mut().zip(high).zip(roots.iter().step_by(stride)) {
            butterfly(x, y, w);
        }
        return;
    }
    let middle = low.len() / 2;
    let (low_first, low_second) = low.split_at_mut(middle);
    let (high_first, high_second) = high.split_at_mut(middle);
    let later = roots.get(middle * stride..).unwrap_or_default();
    rayon::join(|| layer(low_first, high_first, roots, stride), || layer(low_second, high_second, later, stride));
}

/// The input in bit-reversed order; limbs are taken as they are (see the module's head).
fn bit_reversed(input: &[Limbs], log_n: usize) -> Vec<Fr> {
    let mut values = vec![Fr::ZERO; input.len()];
    let unused = usize::BITS - log_n as u32;
    spread(&mut values, |first, part| {
        for (index, value) in (first..).zip(part) {
            // A shift by all bits (n = 1) would overflow: there index 0 is its own reverse.
            let reversed = index.reverse_bits().checked_shr(unused).unwrap_or(0);
            if let Some(limbs) = input.get(reversed) {
                *value = Fr::new_unchecked(BigInt(*limbs));
            }
        }
    });
    values
}

/// Coefficients to evaluations, natural order on both sides.
///
/// # Errors
/// [`InputError::NotAPowerOfTwo`], [`InputError::NotCanonical`].
pub fn ntt(coefficients: &[Limbs]) -> Result<Timed<Vec<Limbs>>, InputError> {
    let log_n = log2("coefficients", coefficients.len())?;
    check_canonical::<Fr>("coefficients", coefficients)?;
    let mut values = bit_reversed(coefficients, log_n);
    let timed = Timed::measure(|| transform(&mut values, roots(log_n), 1));
    Ok(timed.map(|()| convert(&values, |value| value.0.0)))
}

/// Evaluations to coefficients: the inverse of [`ntt`].
///
/// With f̂ the transform of the evaluations, coefficient i is f̂(ω^−i)/n: the same roots, read backwards.
///
/// # Errors
/// [`InputError::NotAPowerOfTwo`], [`InputError::NotCanonical`].
pub fn intt(evaluations: &[Limbs]) -> Result<Timed<Vec<Limbs>>, InputError> {
    let log_n = log2("evaluations", evaluations.len())?;
    check_canonical::<Fr>("evaluations", evaluations)?;
    let mut values = bit_reversed(evaluations, log_n);
    let scale = Fr::from(evaluations.len() as u64).inverse().unwrap_or(Fr::ONE); // n = 2^k is never 0 in F_r
    let timed = Timed::measure(|| {
        transform(&mut values, roots(log_n), 1);
        if let Some((_, rest)) = values.split_first_mut() {
            rest.reverse();
        }
        spread(&mut values, |_, part| part.iter_mut().for_each(|value| *value *= scale));
    });
    Ok(timed.map(|()| convert(&values, |value| value.0.0)))
}

/// ω = 5^((r−1)/n), the generator of the subgroup of order `n`.
///
/// # Errors
/// [`InputError::NotAPowerOfTwo`].
pub fn root_of_unity(n: usize) -> Result<Limbs, InputError> {
    Ok(generator(log2("n", n)?).into_bigint().0)
}
