//! Products of pairings Π e(Pᵢ, Qᵢ) in F_p¹², e the reduced optimal ate pairing of BN254.
//!
//! Vercauteren, Optimal Pairings (2010). The final exponentiation raises to m·(p¹² − 1)/r with m = 2z(6z² + 3z + 1)
//! instead of (p¹² − 1)/r, which spares an exponentiation by z; [`Product::canonical_bytes`] undoes m.
//!
//! From below: `fp`, `products` (inner products reduced once, `x86` in assembly), the tower `fp2`, `fp4`, `fp6`,
//! `fp12` with its `cyclotomic` subgroup, then `line`, `miller`, `fixed` and `exponentiation`.
mod cyclotomic;
mod exponentiation;
mod fixed;
mod fp;
mod fp12;
mod fp2;
mod fp4;
mod fp6;
mod line;
mod miller;
mod products;
#[cfg(test)]
mod tests;
#[cfg(target_arch = "x86_64")]
mod x86;

use std::sync::LazyLock;

use ark_bn254::{Config, Fq12, Fr, G1Affine, G2Affine};
use ark_ec::{AffineRepr, bn::BnConfig};
use ark_ff::{AdditiveGroup, BigInteger, CyclotomicMultSubgroup, Field, PrimeField};
use rayon::prelude::*;

pub use self::fixed::FixedG2;
use self::{exponentiation::exponentiate, fp12::Fp12, miller::miller_loop};
use crate::{InputError, Limbs, Timed, points::parse_points};

/// Bytes of an element of F_p¹²: twelve coefficients of 32 bytes.
pub const GT_BYTES: usize = 384;

/// Pairs that a thread takes at least: a second Miller loop squares on its own, and its product costs a
/// multiplication.
const LEAST_SHARE: usize = 2;

/// Pairs (Pᵢ, Qᵢ), every point checked.
#[derive(Debug, Clone)]
pub struct Pairs {
    g1: Vec<G1Affine>,
    g2: Vec<G2Affine>,
}

/// Π e(Pᵢ, Qᵢ)^m m as in the module's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Product(Fp12);

impl Pairs {
    /// Parses and checks both lists; `g1` has two elements a point, `g2` four.
    ///
    /// # Errors
    /// As [`parse_points`], and [`InputError::WrongLength`] when the lists differ in length.
    pub fn parse(g1: &[Limbs], g2: &[Limbs]) -> Result<Self, InputError> {
        let (g1, g2) = (parse_points::<G1Affine>("g1", g1)?, parse_points::<G2Affine>("g2", g2)?);
        if g1.len() != g2.len() {
            return Err(InputError::WrongLength { name: "g2".into(), expected: g1.len(), got: g2.len() });
        }
        Ok(Self { g1, g2 })
    }

    /// How many pairs.
    pub fn len(&self) -> usize {
        self.g1.len()
    }

    /// No pairs at all: the product is one.
    pub fn is_empty(&self) -> bool {
        self.g1.is_empty()
    }
}

/// Π e(Pᵢ, Qᵢ), one Miller loop for the pairs of each thread and one final exponentiation.
pub fn pairing(pairs: &Pairs) -> Timed<Product> {
    Timed::measure(|| {
        let share = pairs.len().div_ceil(rayon::current_num_threads()).max(LEAST_SHARE);
        let loops = |(g1, g2): (&[G1Affine], &[G2Affine])| miller_loop(g1.iter().zip(g2), []);
        if pairs.len() <= share {
            return finish(&loops((&pairs.g1, &pairs.g2)));
        }
        let shares = pairs.g1.par_chunks(share).zip(pairs.g2.par_chunks(share));
        finish(&shares.map(loops).reduce(Fp12::one, |a, b| &a * &b))
    })
}

/// Π e(Pᵢ, Qᵢ) over pairs of either kind; every point is of order r or infinity.
pub fn product(pairs: &[(G1Affine, G2Affine)], fixed: &[(G1Affine, &FixedG2)]) -> Product {
    let fixed = fixed.iter().map(|(p, q)| (p, *q));
    finish(&miller_loop(pairs.iter().map(|(p, q)| (p, q)), fixed))
}

fn finish(f: &Fp12) -> Product {
    // Only zero has no inverse, and a Miller loop over checked points is never zero.
    Product(exponentiate(f).unwrap_or(Fp12::ZERO))
}

/// m⁻¹ mod r with m = 2z(6z²+3z+1), z the curve's parameter.
static UNDO_M: LazyLock<Fr> = LazyLock::new(|| {
    let z: Fr = Config::X.iter().rev().fold(Fr::ZERO, |z, limb| z * Fr::from(1_u128 << 64) + Fr::from(*limb));
    let m = (z + z) * (Fr::from(6_u64) * z * z + Fr::from(3_u64) * z + Fr::ONE);
    m.inverse().unwrap_or(Fr::ZERO) // m is not 0 mod r: the bilinearity and py_ecc tests would fail
});

impl Product {
    /// Is the product one? Raising to m, which is prime to r, does not change the answer.
    pub fn is_one(&self) -> bool {
        self.0 == Fp12::one()
    }

    /// Π e(Pᵢ, Qᵢ) itself: the 384 bytes of the twelve coefficients c0.c0.c0, c0.c0.c1, c0.c1.c0, …, c1.c2.c1,
    /// each canonical and little-endian.
    pub fn canonical_bytes(&self) -> Vec<u8> {
        let exact = Fq12::from(self.0).cyclotomic_exp(UNDO_M.into_bigint());
        exact.to_base_prime_field_elements().flat_map(|c| c.into_bigint().to_bytes_le()).collect()
    }
}

/// e(P, Q) of the standard generators, for examples and tests.
pub fn generators() -> Pairs {
    Pairs { g1: vec![G1Affine::generator()], g2: vec![G2Affine::generator()] }
}
