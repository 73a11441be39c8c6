//! `stark/prove` and `stark/verify`: a cell picks the proof system and the AIR, all by static dispatch.
use serde::Serialize;
use serde::de::DeserializeOwned;

use p3_goldilocks::Goldilocks;
use p3_koala_bear::KoalaBear;

use crate::air::chain::Chain;
use crate::air::fibonacci::Fibonacci;
use crate::air::hash_chain::HashChain;
use crate::air::permutation::{self, Permutation};
use crate::air::{self};
use crate::cell::{Air, Cell, Field, Hash};
use crate::error::Error;
use crate::{batch, config, envelope, input, uni};

/// No proof of a cell is longer: a decoder is never given more. The largest honest one is about 1 MiB.
pub const LONGEST_PROOF: usize = 4 << 20;

pub(crate) fn encoded<P: Serialize>(proof: &P) -> Result<Vec<u8>, Error> {
    postcard::to_allocvec(proof).map_err(|error| Error::Library(error.to_string()))
}

/// The proof, if the bytes are exactly its one encoding.
///
/// postcard reads lengths and small integers as varints, which have longer forms, and stops where the value ends: encoding
/// the value again and comparing rejects both. A length never reserves more than the bytes at hand can fill (serde caps a
/// reservation at 1 MiB), so hostile lengths end as errors.
pub(crate) fn decoded<P: Serialize + DeserializeOwned>(payload: &[u8]) -> Option<P> {
    let proof = postcard::from_bytes::<P>(payload).ok()?;
    (postcard::to_allocvec(&proof).ok()? == payload).then_some(proof)
}

/// Refuses wrong lengths, elements that are not canonical, and a trace that breaks the AIR. Untimed, before proving.
pub fn check(cell: &Cell, trace: &[u8], public: &[u8]) -> Result<(), Error> {
    let (n, columns, publics) = (cell.n(), cell.air.columns(), cell.air.publics());
    match (cell.field, cell.air) {
        (Field::Goldilocks, Air::Fibonacci) => {
            let public = input::elements::<Goldilocks>("public", public, publics)?;
            air::check(&Fibonacci, &input::trace(trace, n, columns, 0)?, &public)
        }
        (Field::KoalaBear, _) => {
            let public = input::elements::<KoalaBear>("public", public, publics)?;
            air::check(&Fibonacci, &input::trace(trace, n, columns, 0)?, &public)
        }
        (Field::Goldilocks, Air::HashChain) => {
            let public = input::elements::<Goldilocks>("public", public, publics)?;
            air::check(&HashChain, &input::trace(trace, n, columns, 0)?, &public)
        }
        (Field::Goldilocks, Air::Permutation) => {
            let public = input::elements::<Goldilocks>("public", public, publics)?;
            let mut trace = input::trace(trace, n, columns, permutation::EXTRA)?;
            permutation::fill(&mut trace);
            air::check(&Permutation, &trace, &public)
        }
        (Field::Goldilocks, Air::Chain) => {
            let public = input::elements::<Goldilocks>("public", public, publics)?;
            air::check(&Chain, &input::trace(trace, n, columns, 0)?, &public)
        }
    }
}

/// The proof in its envelope.
///
/// `trace` is the columns one after the other; it is read in place and written once, as the row-major matrix that plonky3
/// takes. Refuses wrong lengths and elements that are not canonical; [`check`] says whether the trace satisfies the AIR.
pub fn prove(cell: &Cell, trace: &[u8], public: &[u8]) -> Result<Vec<u8>, Error> {
    let (n, columns, publics) = (cell.n(), cell.air.columns(), cell.air.publics());
    let payload = match (cell.field, cell.hash, cell.air) {
        (Field::KoalaBear, hash, _) => {
            let public = input::elements("public", public, publics)?;
            let trace = input::trace(trace, n, columns, 0)?;
            match hash {
                Hash::Poseidon2 => uni::prove_payload(&config::koala_poseidon2(cell), &Fibonacci, trace, &public)?,
                _ => uni::prove_payload(&config::koala_blake3(cell), &Fibonacci, trace, &public)?,
            }
        }
        (Field::Goldilocks, hash, air) => {
            let public = input::elements("public", public, publics)?;
            let extra = if air == Air::Permutation { permutation::EXTRA } else { 0 };
            let mut trace = input::trace(trace, n, columns, extra)?;
            match (hash, air) {
                (Hash::Sha3, Air::Fibonacci) => {
                    uni::prove_payload(&config::goldilocks_sha3(cell), &Fibonacci, trace, &public)?
                }
                (Hash::Sha3, Air::HashChain) => {
                    uni::prove_payload(&config::goldilocks_sha3(cell), &HashChain, trace, &public)?
                }
                (Hash::Sha3, Air::Permutation) => {
                    permutation::fill(&mut trace);
                    batch::prove_payload(&config::goldilocks_sha3(cell), &Permutation, &trace, &public)?
                }
                (Hash::Sha3, Air::Chain) => uni::prove_payload(&config::goldilocks_sha3(cell), &Chain, trace, &public)?,
                (_, Air::Fibonacci) => {
                    uni::prove_payload(&config::goldilocks_blake3(cell), &Fibonacci, trace, &public)?
                }
                (_, Air::HashChain) => {
                    uni::prove_payload(&config::goldilocks_blake3(cell), &HashChain, trace, &public)?
                }
                (_, Air::Permutation) => {
                    permutation::fill(&mut trace);
                    batch::prove_payload(&config::goldilocks_blake3(cell), &Permutation, &trace, &public)?
                }
                (_, Air::Chain) => uni::prove_payload(&config::goldilocks_blake3(cell), &Chain, trace, &public)?,
            }
        }
    };
    let mut proof = envelope::header(cell);
    proof.extend_from_slice(&payload);
    Ok(proof)
}

/// Whether `proof` proves the cell's statement. Whatever is malformed in it or in `public` means no.
#[must_use]
pub fn verify(cell: &Cell, proof: &[u8], public: &[u8]) -> bool {
    if proof.len() > LONGEST_PROOF {
        return false;
    }
    let Some(payload) = envelope::payload(cell, proof) else { return false };
    let (log_n, publics) = (cell.log_n, cell.air.publics());
    match (cell.field, cell.hash, cell.air) {
        (Field::KoalaBear, hash, _) => {
            let Ok(public) = input::elements("public", public, publics) else { return false };
            match hash {
                Hash::Poseidon2 => uni::accepts(&config::koala_poseidon2(cell), &Fibonacci, payload, log_n, &public),
                _ => uni::accepts(&config::koala_blake3(cell), &Fibonacci, payload, log_n, &public),
            }
        }
        (Field::Goldilocks, hash, air) => {
            let Ok(public) = input::elements("public", public, publics) else { return false };
            let (sha3, blake3) = (|| config::goldilocks_sha3(cell), || config::goldilocks_blake3(cell));
            match (hash, air) {
                (Hash::Sha3, Air::Fibonacci) => uni::accepts(&sha3(), &Fibonacci, payload, log_n, &public),
                (Hash::Sha3, Air::HashChain) => uni::accepts(&sha3(), &HashChain, payload, log_n, &public),
                (Hash::Sha3, Air::Permutation) => batch::accepts(&sha3(), &Permutation, payload, log_n, &public),
                (Hash::Sha3, Air::Chain) => uni::accepts(&sha3(), &Chain, payload, log_n, &public),
                (_, Air::Fibonacci) => uni::accepts(&blake3(), &Fibonacci, payload, log_n, &public),
                (_, Air::HashChain) => uni::accepts(&blake3(), &HashChain, payload, log_n, &public),
                (_, Air::Permutation) => batch::accepts(&blake3(), &Permutation, payload, log_n, &public),
                (_, Air::Chain) => uni::accepts(&blake3(), &Chain, payload, log_n, &public),
            }
        }
    }
}
