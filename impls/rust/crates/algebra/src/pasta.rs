//! The Pasta curves (<https://github.com/zcash/pasta>): a cycle, each the other's scalar field.
//!
//! ```text
//! Pallas: y² = x³ + 5 over F_p, of order q      Vesta: y² = x³ + 5 over F_q, of order p
//! ```
//!
//! p and q are 2^254 plus something below 2^126: three of four limbs of m·p cost a multiplication or none.
// The derived configurations ask for a feature that only arkworks' own crates have.
#![allow(unexpected_cfgs)]
use ark_ec::{
    CurveConfig,
    short_weierstrass::{Affine, SWCurveConfig},
};
use ark_ff::{AdditiveGroup, Field, Fp256, MontBackend, MontConfig, MontFp};

/// F_p: Pallas' coordinates, Vesta's scalars.
#[derive(MontConfig)]
#[modulus = "28948022309329048855892746252171976963363056481941560715954676764349967630337"]
#[generator = "5"]
pub struct ModP;
/// An element of F_p.
pub type Fp = Fp256<MontBackend<ModP, 4>>;

/// F_q: Vesta's coordinates, Pallas' scalars.
#[derive(MontConfig)]
#[modulus = "28948022309329048855892746252171976963363056481941647379679742748393362948097"]
#[generator = "5"]
pub struct ModQ;
/// An element of F_q.
pub type Fq = Fp256<MontBackend<ModQ, 4>>;

macro_rules! curve {
    ($config:ident, $affine:ident, $base:ty, $scalar:ty) => {
        /// A curve's constants.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct $config;
        /// A point of it.
        pub type $affine = Affine<$config>;

        impl CurveConfig for $config {
            type BaseField = $base;
            type ScalarField = $scalar;
            const COFACTOR: &'static [u64] = &[1];
            const COFACTOR_INV: $scalar = <$scalar>::ONE;
        }

        impl SWCurveConfig for $config {
            /// Infinity is (0, 0): 0² is not 0³ + 5.
            type ZeroFlag = ();
            const COEFF_A: $base = <$base>::ZERO;
            const COEFF_B: $base = MontFp!("5");
            /// (−1, 2).
            const GENERATOR: $affine = Affine::new_unchecked(MontFp!("-1"), MontFp!("2"));

            #[inline(always)]
            fn mul_by_a(_: $base) -> $base {
                <$base>::ZERO
            }
        }
    };
}

curve!(PallasConfig, PallasAffine, Fp, Fq);
curve!(VestaConfig, VestaAffine, Fq, Fp);

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ec::{AffineRepr, CurveGroup};
    use ark_ff::PrimeField;

    #[test]
    fn the_curves_are_a_cycle() {
        fn check<C: SWCurveConfig>()
        where
            C::ScalarField: PrimeField,
        {
            let generator = Affine::<C>::generator();
            assert!(generator.is_on_curve());
            assert!(generator.mul_bigint(C::ScalarField::MODULUS).into_affine().is_zero());
        }
        check::<PallasConfig>();
        check::<VestaConfig>();
        assert_eq!(Fp::MODULUS.0, [0x992d_30ed_0000_0001, 0x2246_98fc_094c_f91b, 0, 0x4000_0000_0000_0000]);
        assert_eq!(Fq::MODULUS.0, [0x8c46_eb21_0000_0001, 0x2246_98fc_0994_a8dd, 0, 0x4000_0000_0000_0000]);
    }
}
