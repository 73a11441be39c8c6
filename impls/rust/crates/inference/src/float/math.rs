//! e^x, erf, tanh and 1/(1 + e^−x) without branches, so that loops over them become vectors. NaN passes.
//!
//! The polynomials are Chebyshev fits in float64, rounded; the largest errors are measured in the tests.
use super::level::by_level;

fn polynomial<const N: usize>(coefficients: [f32; N], x: f32) -> f32 {
    let mut sum = 0.0;
    for c in coefficients.into_iter().rev() {
        sum = sum * x + c;
    }
    sum
}

/// e^x = 2^n·e^r with n the integer nearest to x/ln 2; 0 below −104, ∞ above 88.8.
#[inline(always)]
pub(super) fn exp(x: f32) -> f32 {
    const ROUND: f32 = 12_582_912.0; // 1.5·2^23: what is added to it loses its fraction
    let x = x.clamp(-104.0, 89.0);
    let n = (x * std::f32::consts::LOG2_E + ROUND) - ROUND;
    let r = x - n * 0.693_359_4 - n * -2.121_944_4e-4; // ln 2 in two parts, the first short
    let p = polynomial([1.0, 1.0, 0.5, 0.166_664_15, 0.041_666_217, 0.008_375_135, 0.001_394_859], r);
    // In two steps, so that results below the normal numbers, and infinity, come out of the products.
    let half = (n * 0.5 + ROUND) - ROUND;
    p * power_of_two(half) * power_of_two(n - half)
}

/// 2^n for an integer from −126 to 127.
#[inline(always)]
fn power_of_two(n: f32) -> f32 {
    // 2^23 + 127 + n: its lowest bits are the biased exponent. (NaN: anything, and the product is NaN.)
    f32::from_bits((n + 8_388_735.0).to_bits() << 23)
}

/// x·P(x²) up to 1, then 1 − e^−Q(|x|) with x's sign.
#[inline(always)]
pub(super) fn erf(x: f32) -> f32 {
    const P: [f32; 7] = [
        std::f32::consts::FRAC_2_SQRT_PI,
        -0.376_126_26,
        0.112_835_97,
        -0.026_854_329,
        0.005_189_312,
        -8.018_855e-4,
        7.882_497_4e-5,
    ];
    const Q: [f32; 9] = [
        -2.112_559e-4,
        1.129_697_3,
        0.632_958_3,
        0.108_741_78,
        -0.025_453_26,
        0.004_321_188,
        -4.753_655_8e-4,
        2.724_912_5e-5,
        -3.898_341_3e-7,
    ];
    let t = x.abs().min(4.0);
    let large = (1.0 - exp(-polynomial(Q, t))).copysign(x);
    let small = x * polynomial(P, x * x);
    if x.abs() > 1.0 { large } else { small } // NaN: small
}

/// x·T(x²) up to 0.63, then 1 − 2/(e^2|x| + 1) with x's sign.
#[inline(always)]
pub(super) fn tanh(x: f32) -> f32 {
    const T: [f32; 6] = [1.0, -0.333_332_54, 0.133_309_57, -0.053_707_067, 0.020_544_905, -0.005_607_689];
    let large = (1.0 - 2.0 / (exp(2.0 * x.abs()) + 1.0)).copysign(x);
    let small = x * polynomial(T, x * x);
    if x.abs() > 0.63 { large } else { small }
}

/// 1/(1 + e^−x).
#[inline(always)]
pub(super) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// x/2·(1 + erf(x/√2)).
#[inline(always)]
fn gelu(x: f32) -> f32 {
    0.5 * x * (1.0 + erf(x * std::f32::consts::FRAC_1_SQRT_2))
}

/// x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))).
#[inline(always)]
fn gelu_by_tanh(x: f32) -> f32 {
    0.5 * x * (1.0 + tanh(0.797_884_6 * (x + 0.044_715 * x * x * x)))
}

/// y = max(lo, x), min(hi, …), NaN as it is.
#[inline(always)]
pub(super) fn clamped(x: f32, lo: f32, hi: f32) -> f32 {
    let x = if x < lo { lo } else { x };
    if x > hi { hi } else { x }
}

macro_rules! one_by_one {
    ($($name:ident: |$x:ident $(, $parameter:ident)*| $value:expr;)*) => {
        $(by_level! {
            /// One after the other.
            pub(super) fn $name(x: &[f32], y: &mut [f32] $(, $parameter: f32)*) {
                for (y, &$x) in y.iter_mut().zip(x) {
                    *y = $value;
                }
            }
        })*
    };
}

one_by_one! {
    all_clamped: |x, lo, hi| clamped(x, lo, hi);
    all_leaky: |x, alpha| if x < 0.0 { alpha * x } else { x };
    all_sigmoid: |x| sigmoid(x);
    all_tanh: |x| tanh(x);
    all_gelu: |x| gelu(x);
    all_gelu_by_tanh: |x| gelu_by_tanh(x);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::float::level::Level;

    /// erf in float64: its series, and the continued fraction of erfc beyond 3.
    fn exact_erf(x: f64) -> f64 {
        let t = x.abs();
        if t > 3.0 {
            let fraction = (1..60).rev().fold(0.0, |below, k| f64::from(k) / 2.0 / (t + below));
            return (1.0 - (-t * t).exp() / std::f64::consts::PI.sqrt() / (t + fraction)).copysign(x);
        }
        let (mut sum, mut term) = (x, x);
        for n in 1..120 {
            term *= -x * x / f64::from(n);
            sum += term / f64::from(2 * n + 1);
        }
        sum * 2.0 / std::f64::consts::PI.sqrt()
    }

    /// The largest |f(x) − exact(x)| relative to max(|exact|, floor).
    fn worst(f: impl Fn(f32) -> f32, exact: impl Fn(f64) -> f64, from: f32, to: f32, floor: f64) -> f64 {
        let steps = 200_000;
        (0..=steps).fold(0.0, |worst: f64, i| {
            let x = from + (to - from) * (i as f32 / steps as f32);
            let expected = exact(f64::from(x));
            worst.max((f64::from(f(x)) - expected).abs() / expected.abs().max(floor))
        })
    }

    #[test]
    fn errors_are_small() {
        for (name, error, most) in [
            ("exp", worst(exp, f64::exp, -87.0, 88.0, 1e-37), 3e-7),
            ("erf", worst(erf, exact_erf, -6.0, 6.0, 1e-30), 3e-7),
            ("tanh", worst(tanh, f64::tanh, -10.0, 10.0, 1e-30), 3e-7),
            ("sigmoid", worst(sigmoid, |x| 1.0 / (1.0 + (-x).exp()), -80.0, 80.0, 1e-37), 5e-7),
        ] {
            assert!(error < most, "{name}: {error:e}");
        }
    }

    #[test]
    fn ends_and_what_is_not_finite() {
        assert_eq!((exp(f32::INFINITY), exp(f32::NEG_INFINITY), exp(0.0)), (f32::INFINITY, 0.0, 1.0));
        assert_eq!((erf(f32::INFINITY), erf(f32::NEG_INFINITY), erf(0.0)), (1.0, -1.0, 0.0));
        assert_eq!((tanh(f32::INFINITY), tanh(-1e30), tanh(-0.0).to_bits()), (1.0, -1.0, (-0.0f32).to_bits()));
        assert_eq!((sigmoid(f32::INFINITY), sigmoid(f32::NEG_INFINITY), sigmoid(0.0)), (1.0, 0.0, 0.5));
        for f in [exp, erf, tanh, sigmoid, gelu, gelu_by_tanh] {
            assert!(f(f32::NAN).is_nan());
        }
        assert!(clamped(f32::NAN, 0.0, 6.0).is_nan());
        assert!((exp(-103.0) - (-103f32).exp()).abs() < 3e-45 && exp(88.9).is_infinite());
    }

    #[test]
    fn every_level_gives_nearly_the_same() {
        let x: Vec<f32> = (0..1003).map(|i| (i as f32 - 500.0) / 60.0).collect();
        for f in [all_sigmoid, all_tanh, all_gelu, all_gelu_by_tanh] {
            let mut expected = vec![0.0; x.len()];
            f(Level::Scalar, &x, &mut expected);
            for level in Level::ALL.into_iter().filter(|level| level.is_there()) {
                let mut y = vec![0.0; x.len()];
                f(level, &x, &mut y);
                assert!(y.iter().zip(&expected).all(|(a, b)| (a - b).abs() <= 1e-6 * b.abs().max(1.0)));
            }
        }
    }
}
