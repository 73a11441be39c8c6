//! How long a proof is: the verifier itself is run on a transcript without end that counts what is read.
//!
//! halo2 reads what it needs and ignores what follows, and says nowhere how much it needs. Which messages it reads depends on
//! the key alone, so what it reads here is what it reads of every proof.
use std::io;

use blake2b_simd::State;
use group::CurveAffine as _;
use halo2_proofs::{
    plonk::{self, VerificationStrategy, VerifyingKey, verify_proof},
    poly::commitment::{Guard, MSM, Params},
    transcript::{Challenge255, EncodedChallenge, Transcript, TranscriptRead},
};
use pasta_curves::{EqAffine, Fp};

use super::Error;
use crate::encoding::{COMPRESSED_BYTES, SCALAR_BYTES};

/// Bytes of a proof for one circuit with one public element.
pub fn proof_bytes(params: &Params<EqAffine>, key: &VerifyingKey<EqAffine>) -> Result<usize, Error> {
    let mut counter = Counter { state: State::new(), bytes: 0 };
    verify_proof(params, key, Unchecked(params), &[&[&[Fp::zero()]]], &mut counter)?;
    Ok(counter.bytes)
}

/// Reads all messages and decides nothing.
struct Unchecked<'a>(&'a Params<EqAffine>);

impl<'a> VerificationStrategy<'a, EqAffine> for Unchecked<'a> {
    type Output = ();

    fn process<E: EncodedChallenge<EqAffine>>(
        self,
        f: impl FnOnce(MSM<'a, EqAffine>) -> Result<Guard<'a, EqAffine, E>, plonk::Error>,
    ) -> Result<(), plonk::Error> {
        f(MSM::new(self.0)).map(|_| ())
    }
}

/// Gives a generator for every point and zero for every scalar; its challenges differ, as halo2 needs them to.
struct Counter {
    state: State,
    bytes: usize,
}

impl Transcript<EqAffine, Challenge255<EqAffine>> for Counter {
    fn squeeze_challenge(&mut self) -> Challenge255<EqAffine> {
        self.state.update(&[0]);
        Challenge255::new(self.state.finalize().as_array())
    }

    fn common_point(&mut self, _: EqAffine) -> io::Result<()> {
        Ok(())
    }

    fn common_scalar(&mut self, _: Fp) -> io::Result<()> {
        Ok(())
    }
}

impl TranscriptRead<EqAffine, Challenge255<EqAffine>> for Counter {
    fn read_point(&mut self) -> io::Result<EqAffine> {
        self.bytes += COMPRESSED_BYTES;
        Ok(EqAffine::generator())
    }

    fn read_scalar(&mut self) -> io::Result<Fp> {
        self.bytes += SCALAR_BYTES;
        Ok(Fp::zero())
    }
}
