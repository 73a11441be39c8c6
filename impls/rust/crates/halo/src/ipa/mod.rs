//! The inner-product argument over Vesta, byte for byte that of halo2's `poly::commitment`.
//!
//! With P = Σ pᵢ·gᵢ + r·w a commitment to p(X) of n = 2^k coefficients, a proof shows p(x) = v. Messages: S, (L_j, R_j) for
//! j = 1 … k, then c and f. Bowe, Grigg, Hopwood, Recursive proof composition without a trusted setup (2019), section 3.
mod fold;
mod folded;
mod generators;
mod open;
mod pinned;
mod verify;

use halo2_proofs::transcript::{Challenge255, Transcript};
use pasta_curves::{EqAffine, Fp};

use crate::{
    Error,
    encoding::{COMPRESSED_BYTES, SCALAR_BYTES, compressed, exactly, scalar},
};
pub use fold::{Rejection as FoldRejection, accumulate, decide, decide_one_by_one};
pub use generators::Generators;
pub use open::{Opening, commit, open};
pub(crate) use open::{Writer, create_proof, evaluate};
pub use pinned::{MAX_K, MIN_K};
pub(crate) use verify::coefficients;
pub use verify::{Rejection, verify};

/// Bytes of a statement: commitment, point, value.
pub const STATEMENT_BYTES: usize = COMPRESSED_BYTES + 2 * SCALAR_BYTES;

/// Bytes of a proof for 2^k coefficients.
pub fn proof_bytes(k: u32) -> usize {
    (2 * k as usize + 1) * COMPRESSED_BYTES + 2 * SCALAR_BYTES
}

/// That the polynomial in `commitment` has the value `value` at `point`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement {
    /// P.
    pub commitment: EqAffine,
    /// x.
    pub point: Fp,
    /// v.
    pub value: Fp,
}

impl Statement {
    /// # Errors
    /// What is wrong with the bytes.
    pub fn parse(data: &[u8]) -> Result<Self, Error> {
        exactly("statement", data, STATEMENT_BYTES)?;
        let (commitment, scalars) = data.split_at(COMPRESSED_BYTES);
        let (point, value) = scalars.split_at(SCALAR_BYTES);
        Ok(Self {
            commitment: compressed("statement", commitment, 0)?,
            point: scalar("statement", point)?,
            value: scalar("statement", value)?,
        })
    }

    /// The transcript before a proof.
    fn absorb(&self, transcript: &mut impl Transcript<EqAffine, Challenge255<EqAffine>>) -> std::io::Result<()> {
        transcript.common_point(self.commitment)?;
        transcript.common_scalar(self.point)?;
        transcript.common_scalar(self.value)
    }
}
