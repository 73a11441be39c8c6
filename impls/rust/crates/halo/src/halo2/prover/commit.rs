//! Commitments, many at once: Σ p_i·g_i + r·w by a polynomial's coefficients, Σ p(ω^i)·l_i + r·w by its values on the rows.
use ark_ec::CurveGroup;
use ark_ff::BigInt;
use halo2_proofs::poly::commitment::Params;
use pasta_curves::{EqAffine, Fp};
use zkpair_algebra::{
    msm::msm_vesta_parts,
    pasta::{VestaAffine, VestaConfig},
    spread::{convert, each},
};

use super::debug_text::unexpected;
use crate::{
    encoding::{COMPRESSED_BYTES, compressed},
    halo2::Error,
    ipa::Generators,
    point::{from_sum, integer, to_sum},
};

/// halo2's generators in both bases.
#[derive(Debug)]
pub struct Bases {
    /// g, w, u.
    pub generators: Generators,
    /// l_i: the commitment to the polynomial that is 1 at ω^i and 0 on the other rows.
    lagrange: Vec<VestaAffine>,
}

/// What a list of scalars is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    Coefficients,
    Rows,
}

impl Bases {
    /// Of halo2's parameters, which show all but g in bytes alone: k, g, l, w, u.
    pub fn new(params: &Params<EqAffine>) -> Result<Self, Error> {
        let mut bytes = Vec::new();
        params.write(&mut bytes).map_err(|error| unexpected(&error.to_string()))?;
        let points: Vec<&[u8]> = bytes.get(size_of::<u32>()..).unwrap_or_default().chunks(COMPRESSED_BYTES).collect();
        let n = params.get_g().len();
        let read = convert(&points, |bytes| Ok(to_sum(&compressed("params", bytes, 0)?)));
        let points = read.into_iter().collect::<Result<Vec<VestaAffine>, crate::Error>>()?;
        match (points.get(..n), points.get(n..2 * n), points.get(2 * n..)) {
            (Some(g), Some(lagrange), Some([w, u])) => {
                let generators = Generators { k: params.k(), g: g.to_vec(), w: *w, u: *u };
                Ok(Self { generators, lagrange: lagrange.to_vec() })
            }
            _ => Err(unexpected("parameters of another length")),
        }
    }

    /// The commitments to these scalars with these blinds, in their order. Fewer scalars than n stand for zeros after them.
    pub fn commit(&self, basis: Basis, all: &[(&[Fp], Fp)]) -> Vec<EqAffine> {
        let points = match basis {
            Basis::Coefficients => &self.generators.g,
            Basis::Rows => &self.lagrange,
        };
        let sums = each(all, |(scalars, blind)| {
            let scalars: Vec<BigInt<4>> = convert(scalars, integer);
            msm_vesta_parts(&[(points, &scalars), (&[self.generators.w], &[integer(blind)])])
        });
        ark_ec::short_weierstrass::Projective::<VestaConfig>::normalize_batch(&sums).iter().map(from_sum).collect()
    }
}
