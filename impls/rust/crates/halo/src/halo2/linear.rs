//! The part of a verification that grows with the rows, in our own sums.
//!
//! halo2's verifier reduces a proof to one equation over commitments of the key, of the proof and of the public elements:
//!
//! ```text
//! Σ a_i·C_i + v·g_0 + a·u + b·w = c·G'      G' = Σ s_j·g_j
//! ```
//!
//! G' alone has as many terms as the circuit has rows. halo2 puts it into one sum with the rest; its `Guard::use_g` also takes
//! G' from whoever knows it. Here it is computed, never believed, by a sum that splits scalars and adds in affine coordinates.
use halo2_proofs::poly::commitment::Params;
use pasta_curves::{EqAffine, Fp};
use zkpair_algebra::{msm::msm_vesta_parts, pasta::VestaAffine, spread::convert};

use crate::point::{from_sum, integer, to_sum};

/// What the equation needs of halo2's parameters.
#[derive(Debug)]
pub struct Linear {
    generators: Vec<VestaAffine>,
    /// g_0, u and w by themselves, so that the rest of the equation has as many terms as it has.
    short: Params<EqAffine>,
}

impl Linear {
    /// For a circuit's parameters: g_0, u and w are the same for every number of rows.
    pub fn new(params: &Params<EqAffine>) -> Self {
        Self { generators: params.get_g().iter().map(to_sum).collect(), short: Params::new(0) }
    }

    /// The parameters of one row.
    pub fn short(&self) -> &Params<EqAffine> {
        &self.short
    }

    /// Σ s_j·g_j.
    pub fn sum(&self, s: &[Fp]) -> EqAffine {
        from_sum(&msm_vesta_parts(&[(&self.generators, &convert(s, integer))]).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::COMPRESSED_BYTES;

    fn written(params: &Params<EqAffine>) -> Vec<u8> {
        let mut bytes = Vec::new();
        assert!(params.write(&mut bytes).is_ok());
        bytes.split_off(size_of::<u32>())
    }

    #[test]
    fn one_row_has_the_first_generator_and_the_two_fixed_ones() {
        let params = Params::<EqAffine>::new(4);
        let (all, short) = (written(&params), written(Linear::new(&params).short()));
        assert_eq!(short.len(), 4 * COMPRESSED_BYTES); // g_0, the same in Lagrange's basis, w, u
        assert_eq!(short[..COMPRESSED_BYTES], all[..COMPRESSED_BYTES]);
        assert_eq!(short[2 * COMPRESSED_BYTES..], all[all.len() - 2 * COMPRESSED_BYTES..]);
    }
}
