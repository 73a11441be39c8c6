//! Products of pairings Π e(Pᵢ, Qᵢ) in F_p¹², e the reduced optimal ate pairing of BN254.
//!
//! Vercauteren, Optimal Pairings (2010); the final exponentiation's hard part after Fuentes-Castañeda, Knapp and
//! Rodríguez-Henríquez, Faster hashing to G2 (2011), which raises to m·(p¹²−1)/r with m = 2z(6z²+3z+1) instead of
//! (p¹²−1)/r. [`canonical_bytes`] undoes m.
use std::sync::LazyLock;

use ark_bn254::{Bn254, Config, Fq12, Fr, G1Affine, G2Affine};
use ark_ec::{AffineRepr, bn::BnConfig, pairing::Pairing};
use ark_ff::{AdditiveGroup, BigInteger, CyclotomicMultSubgroup, Field, PrimeField};

use crate::{InputError, Limbs, Timed, points::parse_points};

/// Bytes of an element of F_p¹²: twelve coefficients of 32 bytes.
pub const GT_BYTES: usize = 384;

/// Pairs (Pᵢ, Qᵢ), every point checked.
#[derive(Debug, Clone)]
pub struct Pairs {
    g1: Vec<G1Affine>,
    g2: Vec<G2Affine>,
}

/// Π e(Pᵢ, Qᵢ)^m as arkworks leaves it, m as in the module's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Product(Fq12);

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

/// Π e(Pᵢ, Qᵢ), one Miller loop for all pairs and one final exponentiation.
pub fn pairing(pairs: &Pairs) -> Timed<Product> {
    Timed::measure(|| {
        let miller = Bn254::multi_miller_loop(&pairs.g1, &pairs.g2);
        // Only zero has no inverse, and a Miller loop over checked points is never zero.
        Product(Bn254::final_exponentiation(miller).map_or(Fq12::ZERO, |output| output.0))
    })
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
        self.0 == Fq12::ONE
    }

    /// Π e(Pᵢ, Qᵢ) itself: the 384 bytes of the twelve coefficients c0.c0.c0, c0.c0.c1, c0.c1.c0, …, c1.c2.c1,
    /// each canonical and little-endian.
    pub fn canonical_bytes(&self) -> Vec<u8> {
        let exact = self.0.cyclotomic_exp(UNDO_M.into_bigint());
        exact.to_base_prime_field_elements().flat_map(|c| c.into_bigint().to_bytes_le()).collect()
    }
}

/// e(P, Q) of the standard generators, for examples and tests.
pub fn generators() -> Pairs {
    Pairs { g1: vec![G1Affine::generator()], g2: vec![G2Affine::generator()] }
}
