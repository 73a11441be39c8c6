//! winterfell's own estimate of the security of a cell's proofs, to be held against others.
use winter_air::proof::Proof;

use crate::{air::Statement, options::Setting, proof::Layout, prove::StarkHasher};

/// Bits, as winterfell 0.13 computes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WinterfellSecurity {
    /// Proven, by unique decoding.
    pub unique_decoding: u32,
    /// Proven, by list decoding (Johnson's bound).
    pub list_decoding: u32,
    /// Conjectured.
    pub conjectured: u32,
}

pub(crate) fn security<S: Statement, H: StarkHasher>(rows: usize, setting: Setting) -> WinterfellSecurity {
    // The estimate reads nothing of a proof but its context.
    let proof = Proof { context: Layout::<S>::new(rows, setting).context(), ..Proof::new_dummy() };
    let proven = proof.proven_security::<H>();
    WinterfellSecurity {
        unique_decoding: proven.udr_bits(),
        list_decoding: proven.ldr_bits(),
        conjectured: proof.conjectured_security::<H>().bits(),
    }
}
