//! Half-length scalars on Pallas and Vesta, as `glv` has them on BN254.
//!
//! With λ a cube root of one mod the order n, these are a short basis of the lattice {(a, b): a + bλ ≡ 0 mod n}, of determinant n:
//!
//! ```text
//! (a₁, b₁) = (a₁, −s)      (a₂, b₂) = (s, b₂)      a₁ + s = b₂
//! ```
//!
//! c₁ = ⌊b₂k/n⌉ and c₂ = ⌊sk/n⌉ (with 320 bits: at 256 the error of the factors would take |k₂| beyond 2^127) give
//! k₁ = k − c₁a₁ − c₂s and k₂ = c₁s − c₂b₂, at most half the basis' sums in size: below 2^126.8.
use ark_ff::{BigInt, MontFp};

use super::glv::{Glv, Half, scaled};
use crate::pasta::{Fp, Fq, PallasConfig, VestaConfig};

/// The basis, and 2^320·b₂/n and 2^320·s/n, rounded.
struct Basis {
    a1: u128,
    s: u128,
    b2: u128,
    b2_over_n: [u64; 4],
    s_over_n: [u64; 4],
}

impl Basis {
    fn split(&self, k: &BigInt<4>) -> [Half; 2] {
        let [k0, k1, ..] = k.0;
        // The results fit 127 bits and a sign, so everything may be done mod 2^128.
        let low = u128::from(k0) | u128::from(k1) << 64;
        let (c1, c2) = (scaled(k, &self.b2_over_n), scaled(k, &self.s_over_n));
        let first = low.wrapping_sub(c1.wrapping_mul(self.a1)).wrapping_sub(c2.wrapping_mul(self.s));
        let second = c1.wrapping_mul(self.s).wrapping_sub(c2.wrapping_mul(self.b2));
        [(first as i128).into(), (second as i128).into()]
    }
}

const PALLAS: Basis = Basis {
    a1: 0x49e6_9d16_40f0_4915_7fca_e1c7_0000_0001,
    s: 0x49e6_9d16_40a8_9953_8cb1_2793_0000_0000,
    b2: 0x93cd_3a2c_8198_e269_0c7c_095a_0000_0001,
    b2_over_n: [0xc35f_bd4d_0868_62e0, 0x31f0_2568_0000_0002, 0x4f34_e8b2_0663_89a4, 2],
    s_over_n: [0x61af_dea6_8480_fa55, 0x32c4_9e4b_ffff_ffff, 0x279a_7459_02a2_654e, 1],
};

const VESTA: Basis = Basis {
    a1: 0x49e6_9d16_40f0_4915_7fca_e1c7_0000_0000,
    s: 0x49e6_9d16_40a8_9953_8cb1_2793_0000_0001,
    b2: 0x93cd_3a2c_8198_e269_0c7c_095a_0000_0001,
    b2_over_n: [0xc35f_bd4d_0afe_9927, 0x31f0_2568_0000_0002, 0x4f34_e8b2_0663_89a4, 2],
    s_over_n: [0x61af_dea6_85cc_1579, 0x32c4_9e4c_0000_0003, 0x279a_7459_02a2_654e, 1],
};

/// The cube roots of one that go with λ.
const BETA_PALLAS: Fp = MontFp!("8503465768106391777493614032514048814691664078728891710322960303815233784505");
const BETA_VESTA: Fq = MontFp!("2942865608506852014473558576493638302197734138389222805617480874486368177743");

impl Glv for PallasConfig {
    fn times_beta(x: &Fp) -> Fp {
        *x * BETA_PALLAS
    }

    fn split(k: &BigInt<4>) -> [Half; 2] {
        PALLAS.split(k)
    }
}

impl Glv for VestaConfig {
    fn times_beta(x: &Fq) -> Fq {
        *x * BETA_VESTA
    }

    fn split(k: &BigInt<4>) -> [Half; 2] {
        VESTA.split(k)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{affine::Point, glv::HALF_BITS},
        *,
    };
    use ark_ec::{
        AffineRepr, CurveConfig, CurveGroup,
        short_weierstrass::{Affine, SWCurveConfig},
    };
    use ark_ff::{Field, PrimeField};
    use proptest::prelude::*;

    trait Curve: Glv<ScalarField: PrimeField<BigInt = BigInt<4>>> {
        const BASIS: Basis;
    }
    impl Curve for PallasConfig {
        const BASIS: Basis = PALLAS;
    }
    impl Curve for VestaConfig {
        const BASIS: Basis = VESTA;
    }
    type Scalar<C> = <C as CurveConfig>::ScalarField;

    /// a₁ − s·λ = 0.
    fn lambda<C: Curve>() -> Scalar<C> {
        Scalar::<C>::from(C::BASIS.a1) * Scalar::<C>::from(C::BASIS.s).inverse().unwrap_or_default()
    }

    fn check<C: Curve>(k: Scalar<C>) {
        let [first, second] = C::split(&k.into_bigint()).map(|half| {
            assert!(half.magnitude >> HALF_BITS == 0, "{k}: {half:?}");
            let magnitude = Scalar::<C>::from(half.magnitude);
            if half.negative { -magnitude } else { magnitude }
        });
        assert_eq!(first + second * lambda::<C>(), k);
    }

    proptest! {
        #[test]
        fn halves_give_the_scalar_back(bytes in any::<[u8; 32]>()) {
            check::<PallasConfig>(Scalar::<PallasConfig>::from_le_bytes_mod_order(&bytes));
            check::<VestaConfig>(Scalar::<VestaConfig>::from_le_bytes_mod_order(&bytes));
        }
    }

    fn corners<C: Curve>() {
        let Basis { a1, s, b2, .. } = C::BASIS;
        let from = |x: u128| Scalar::<C>::from(x);
        let (lambda, one) = (lambda::<C>(), Scalar::<C>::ONE);
        assert_eq!(lambda.square() + lambda + one, Scalar::<C>::from(0_u64));
        assert_eq!(from(s) + from(b2) * lambda, Scalar::<C>::from(0_u64));
        // Multiples of the basis' vectors and what lies half way between them, where the rounding turns.
        let two = from(2).inverse().unwrap_or_default();
        for corner in [one, lambda, from(a1), from(b2), from(s), lambda * from(b2), two] {
            for k in 0_u64..40 {
                for scale in [one, two, lambda * two] {
                    check::<C>(corner * Scalar::<C>::from(k) * scale);
                    check::<C>(-corner * Scalar::<C>::from(k) * scale + one);
                }
            }
        }
        for bit in 0..255 {
            check::<C>(from(2).pow([bit]));
            check::<C>(-from(2).pow([bit]));
        }
        for k in 1..20_u64 {
            let point = (Affine::<C>::generator() * Scalar::<C>::from(k)).into_affine();
            let image = Point::from_affine(&point).endomorphism::<C>().to_affine::<C>();
            assert_eq!(image, (point * lambda).into_affine());
        }
    }

    #[test]
    fn halves_and_images_of_the_corners() {
        corners::<PallasConfig>();
        corners::<VestaConfig>();
        assert_eq!(<PallasConfig as SWCurveConfig>::COEFF_B, Fp::from(5_u64));
    }
}
