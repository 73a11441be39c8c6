//! The generators of one size: halo2's, in the form that sums want.
//!
//! ```text
//! g_i = H(0 ‖ i as u32 little-endian)      w = H(1)      u = H(2)      H: hash to Vesta, domain "Halo2-Parameters"
//! ```
use ark_ff::BigInt;
use pasta_curves::{Eq, EqAffine, Fp, arithmetic::CurveExt};
use zkpair_algebra::{msm::msm_vesta_parts, pasta::VestaAffine, spread::spread};

use super::pinned::{MAX_K, MIN_K, are_halo2s};
use crate::{
    Error,
    encoding::{POINT_BYTES, exactly, point_bytes, points},
    point::{from_sum, integer, to_sum},
};

/// g_0 … g_{n−1}, w, u.
#[derive(Debug, Clone, PartialEq)]
pub struct Generators {
    pub(crate) k: u32,
    pub(crate) g: Vec<VestaAffine>,
    pub(crate) w: VestaAffine,
    pub(crate) u: VestaAffine,
}

impl Generators {
    /// Reads g ‖ w ‖ u, 64 bytes a point, whose digest is pinned for each n: making them to compare takes 0.75 ms a point.
    ///
    /// # Errors
    /// [`Error::Size`], [`Error::Length`], [`Error::NotCanonical`], [`Error::NotOnCurve`], [`Error::WrongParameters`].
    pub fn parse(data: &[u8], n: usize) -> Result<Self, Error> {
        let k = log2(n)?;
        exactly("params", data, (n + 2) * POINT_BYTES)?;
        let all: Vec<VestaAffine> = points("params", data, n + 2)?.iter().map(to_sum).collect();
        if !are_halo2s(data, k) {
            return Err(Error::WrongParameters { name: "params", k });
        }
        match all.split_at_checked(n) {
            Some((g, [w, u])) => Ok(Self { k, g: g.to_vec(), w: *w, u: *u }),
            _ => Err(Error::WrongParameters { name: "params", k }),
        }
    }

    /// The generators made from nothing, in bytes as [`Self::parse`] takes them.
    ///
    /// # Errors
    /// [`Error::Size`].
    pub fn bytes(k: u32) -> Result<Vec<u8>, Error> {
        let n = 1_usize.checked_shl(k).unwrap_or(usize::MAX);
        log2(n)?;
        let mut all = vec![[0; POINT_BYTES]; n + 2];
        spread(&mut all, |first, part| {
            let hash = Eq::hash_to_curve("Halo2-Parameters");
            for (offset, to) in part.iter_mut().enumerate() {
                let index = first + offset;
                let point = match index.checked_sub(n) {
                    None => {
                        let [a, b, c, d] = (index as u32).to_le_bytes();
                        hash(&[0, a, b, c, d])
                    }
                    Some(0) => hash(&[1]),
                    Some(_) => hash(&[2]),
                };
                *to = point_bytes(&point.to_affine_vartime());
            }
        });
        Ok(all.into_flattened())
    }

    /// n.
    pub fn size(&self) -> usize {
        self.g.len()
    }

    /// Σ scalarsᵢ·gᵢ + blind·w.
    pub(crate) fn commit(&self, scalars: &[BigInt<4>], blind: &Fp) -> EqAffine {
        let (w, blind) = ([self.w], [integer(blind)]);
        from_sum(&msm_vesta_parts(&[(&self.g, scalars), (&w, &blind)]).into())
    }
}

fn log2(n: usize) -> Result<u32, Error> {
    let k = n.trailing_zeros();
    if n.is_power_of_two() && (MIN_K..=MAX_K).contains(&k) {
        Ok(k)
    } else {
        Err(Error::Size { name: "the number of coefficients", got: n, min_log2: MIN_K, max_log2: MAX_K })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made_are_pinned(k: u32) {
        let data = Generators::bytes(k).unwrap_or_default();
        assert!(are_halo2s(&data, k), "{k}");
        assert!(!are_halo2s(&data, k + 1), "{k}");
        assert_eq!(Generators::parse(&data, 1 << k).map(|generators| generators.size()), Ok(1 << k));
    }

    #[test]
    fn digests_of_small_sizes() {
        (MIN_K..=8).for_each(made_are_pinned);
    }

    #[test]
    #[ignore = "slow"]
    fn digests_of_all_sizes() {
        (MIN_K..=MAX_K).for_each(made_are_pinned);
    }
}
