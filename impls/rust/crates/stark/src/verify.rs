//! Verification: our parser, then winterfell's verifier.
use winter_air::proof::Proof;
use winter_crypto::{DefaultRandomCoin, MerkleTree};
use winter_verifier::AcceptableOptions;

use crate::{
    air::Statement,
    options::Setting,
    proof::{Layout, Rejection},
    prove::StarkHasher,
    trace::public_inputs,
};

/// Whether `proof` proves the statement about `public`, for a trace of n rows under `setting` and nothing else. Any bytes get a verdict.
pub(crate) fn verify<S: Statement, H: StarkHasher>(
    n: usize,
    setting: Setting,
    proof: &[u8],
    public: &[u8],
) -> Result<(), Rejection> {
    let public = public_inputs::<S>(public).map_err(Rejection::Public)?;
    let layout = Layout::<S>::new(n, setting);
    let parts = layout.split(proof)?;
    layout.check::<H>(proof, &parts, &public)?;
    let proof = Proof::from_bytes(proof).map_err(|error| Rejection::Winterfell(error.to_string()))?;
    let acceptable = AcceptableOptions::OptionSet(vec![setting.options()]);
    winter_verifier::verify::<S, H, DefaultRandomCoin<H>, MerkleTree<H>>(proof, public, &acceptable)
        .map_err(|error| Rejection::Winterfell(error.to_string()))
}
