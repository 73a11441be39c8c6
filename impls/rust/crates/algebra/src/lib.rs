//! BN254 in canonical limbs: field products, number-theoretic transform, multi-scalar multiplication, pairings.
//! The Pasta curves ([`pasta`]): multi-scalar multiplication.
//! Goldilocks and KoalaBear in canonical words: the number-theoretic transform ([`narrow`]).
//!
//! A field element of BN254 or of a Pasta curve crosses every function of this crate as four little-endian 64-bit limbs, canonical (below the
//! modulus). Input is untrusted: each function checks it and names the first offender in an [`InputError`].
//! Work is spread over rayon's current pool; a pool of one thread works as one thread.
mod branchless;
pub mod error;
pub mod field_mul;
pub mod limbs;
pub mod msm;
pub mod narrow;
pub mod ntt;
pub mod pairing;
pub mod pasta;
pub mod points;
pub mod simd;
pub mod spread;
pub mod timed;

pub use ark_bn254::{Fr, g1::G1Affine, g2::G2Affine};
pub use ark_ec::AffineRepr;
pub use error::InputError;
pub use limbs::Limbs;
pub use timed::Timed;
