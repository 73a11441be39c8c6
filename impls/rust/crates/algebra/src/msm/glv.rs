//! Half-length scalars on BN254 by the endomorphism φ(x, y) = (βx, y) = [λ](x, y), β³ = 1 (Gallant, Lambert, Vanstone, CRYPTO 2001).
//!
//! With u the curve's parameter, λ = 36u³ + 18u² + 6u + 1 is a cube root of one mod r, and these two are a short basis of
//! the lattice {(a, b): a + bλ ≡ 0 mod r}, of determinant r:
//!
//! ```text
//! (a₁, b₁) = (6u² + 4u + 1, 2u + 1)        (a₂, b₂) = (−(2u + 1), 6u² + 2u)
//! ```
//!
//! k − c₁(a₁ + b₁λ) − c₂(a₂ + b₂λ) with c₁ = ⌊b₂k/r⌉, c₂ = ⌊−b₁k/r⌉ is k₁ + k₂λ with |k₁|, |k₂| < 2^127.
use ark_bn254::{Fq, Fq2, g1, g2};
use ark_ec::short_weierstrass::SWCurveConfig;
use ark_ff::{BigInt, MontFp};

use super::coordinate::Coordinate;

/// Bits of |k₁| and |k₂|.
pub(super) const HALF_BITS: usize = 127;

/// 2u + 1, 6u² + 2u, 6u² + 4u + 1.
const SHORT: u128 = 9_931_322_734_385_697_763;
const B2: u128 = 147_946_756_881_789_319_000_765_030_803_803_410_728;
const A1: u128 = 147_946_756_881_789_319_010_696_353_538_189_108_491;

/// 2^256·b₂/r and 2^256·(2u + 1)/r, rounded.
const B2_OVER_R: [u64; 3] = [0x7a7b_d9d4_391e_b18e, 0x4cce_f014_a773_d2cf, 2];
const SHORT_OVER_R: [u64; 3] = [0xd91d_232e_c7e0_b3d7, 2, 0];

/// A curve with φ on its points of order r, over a field that inverts fast.
pub(super) trait Glv: SWCurveConfig<BaseField: Coordinate> {
    /// βx: φ(x, y) = (βx, y) = λ·(x, y) for points of order r.
    fn times_beta(x: &Self::BaseField) -> Self::BaseField;

    /// k₁, k₂ with k ≡ k₁ + k₂λ mod r, both below 2^127 in size, for k < r.
    fn split(k: &BigInt<4>) -> [Half; 2];
}

/// The cube root of one in F_p that goes with λ on G1.
const BETA: Fq = MontFp!("2203960485148121921418603742825762020974279258880205651966");
/// β², the other one, which goes with λ on the twist.
const BETA_OF_TWIST: Fq = MontFp!("21888242871839275220042445260109153167277707414472061641714758635765020556616");

impl Glv for g1::Config {
    fn times_beta(x: &Fq) -> Fq {
        *x * BETA
    }

    fn split(k: &BigInt<4>) -> [Half; 2] {
        split(k)
    }
}

impl Glv for g2::Config {
    fn times_beta(x: &Fq2) -> Fq2 {
        Fq2::new(x.c0 * BETA_OF_TWIST, x.c1 * BETA_OF_TWIST)
    }

    fn split(k: &BigInt<4>) -> [Half; 2] {
        split(k)
    }
}

/// A half: |k| < 2^127 and whether k < 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Half {
    pub magnitude: u128,
    pub negative: bool,
}

impl From<i128> for Half {
    fn from(k: i128) -> Self {
        Self { magnitude: k.unsigned_abs(), negative: k < 0 }
    }
}

/// k₁, k₂ with k ≡ k₁ + k₂λ mod r, for k < r.
fn split(k: &BigInt<4>) -> [Half; 2] {
    let [k0, k1, ..] = k.0;
    // The results fit 127 bits and a sign, so everything may be done mod 2^128.
    let low = u128::from(k0) | u128::from(k1) << 64;
    let (c1, c2) = (scaled(k, &B2_OVER_R), scaled(k, &SHORT_OVER_R)); // c₁ and −c₂
    let first = low.wrapping_sub(c1.wrapping_mul(A1)).wrapping_sub(c2.wrapping_mul(SHORT));
    let second = c2.wrapping_mul(B2).wrapping_sub(c1.wrapping_mul(SHORT));
    [(first as i128).into(), (second as i128).into()]
}

/// ⌊k·factor/2^(64(N + 1))⌉ mod 2^128.
pub(super) fn scaled<const N: usize>(k: &BigInt<4>, factor: &[u64; N]) -> u128 {
    let mut product = [0_u64; 9];
    for (row, f) in factor.iter().enumerate() {
        let mut carry = 0_u128;
        for (limb, k) in product.iter_mut().skip(row).zip(k.0.iter().chain(&[0])) {
            carry += u128::from(*limb) + u128::from(*f) * u128::from(*k);
            *limb = carry as u64;
            carry >>= 64;
        }
    }
    let mut from = product.iter().skip(N).copied();
    let mut next = || from.next().unwrap_or_default();
    let (below, low, high) = (next(), next(), next());
    (u128::from(low) | u128::from(high) << 64).wrapping_add(u128::from(below >> 63))
}

#[cfg(test)]
mod tests {
    use super::{super::affine::Point, *};
    use ark_bn254::{Fr, G1Projective, G2Projective};
    use ark_ec::{CurveGroup, PrimeGroup};
    use ark_ff::{Field, PrimeField};
    use proptest::prelude::*;

    fn lambda() -> Fr {
        let u = Fr::from(4_965_661_367_192_848_881_u64);
        ((u * Fr::from(36_u64) + Fr::from(18_u64)) * u + Fr::from(6_u64)) * u + Fr::ONE
    }

    fn check(k: Fr) {
        let halves = split(&k.into_bigint());
        let [first, second] = halves.map(|half| {
            assert!(half.magnitude >> HALF_BITS == 0, "{k}: {half:?}");
            if half.negative { -Fr::from(half.magnitude) } else { Fr::from(half.magnitude) }
        });
        assert_eq!(first + second * lambda(), k);
    }

    proptest! {
        #[test]
        fn halves_give_the_scalar_back(bytes in any::<[u8; 32]>()) {
            check(Fr::from_le_bytes_mod_order(&bytes));
        }
    }

    #[test]
    fn halves_of_the_corners() {
        // Multiples of the basis' vectors and what lies half way between them, where the rounding turns.
        let two = Fr::from(2_u64).inverse().unwrap_or_default();
        for corner in [Fr::ONE, lambda(), Fr::from(A1), Fr::from(B2), Fr::from(SHORT), lambda() * Fr::from(B2), two] {
            for k in 0_u64..40 {
                for scale in [Fr::ONE, two, lambda() * two] {
                    check(corner * Fr::from(k) * scale);
                    check(-corner * Fr::from(k) * scale + Fr::ONE);
                }
            }
        }
        for bit in 0..254 {
            check(Fr::from(2_u64).pow([bit]));
            check(-Fr::from(2_u64).pow([bit]));
        }
    }

    #[test]
    fn small_scalars_have_no_second_half() {
        for k in 0..1000_u64 {
            let half = Half { magnitude: k.into(), negative: false };
            assert_eq!(split(&BigInt([k, 0, 0, 0])), [half, Half::default()]);
        }
    }

    #[test]
    fn endomorphisms_multiply_by_lambda() {
        for k in 1..20_u64 {
            let (p, q) = (G1Projective::generator() * Fr::from(k), G2Projective::generator() * Fr::from(k));
            let in_g1 = Point::from_affine(&p.into_affine()).endomorphism::<g1::Config>();
            let in_g2 = Point::from_affine(&q.into_affine()).endomorphism::<g2::Config>();
            assert_eq!(in_g1.to_affine::<g1::Config>(), (p * lambda()).into_affine());
            assert_eq!(in_g2.to_affine::<g2::Config>(), (q * lambda()).into_affine());
        }
        assert!(Point::<Fq>::ZERO.endomorphism::<g1::Config>().is_zero());
    }
}
