//! Prove and verify, with the proof in an envelope.
use std::panic::{catch_unwind, AssertUnwindSafe};

use plonky2::field::extension::quadratic::QuadraticExtension;
use plonky2::field::goldilocks_field::GoldilocksField as F;
use plonky2::field::polynomial::PolynomialValues;
use plonky2::field::types::{Field64, PrimeField64};
use plonky2::fri::reduction_strategies::FriReductionStrategy;
use plonky2::fri::FriConfig;
use plonky2::hash::poseidon::PoseidonHash;
use plonky2::plonk::config::GenericConfig;
use plonky2::util::timing::TimingTree;
use starky::config::StarkConfig;
use starky::proof::{StarkProof, StarkProofWithPublicInputs};

use crate::cell::{Cell, Hash};
use crate::error::Error;
use crate::fibonacci::{Fibonacci, COLUMNS, PUBLICS};
use crate::hashes::{Blake3, ByteHash, Sha3, Tree};

const D: usize = 2;
const LOG_BLOWUP: usize = 3;
/// No proof of a cell is longer.
const LONGEST_PROOF: usize = 8 << 20;

/// plonky2's configuration with one of our hashes. The inner hasher serves recursion, which is not used.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Config<H>(std::marker::PhantomData<H>);

impl<H: ByteHash> GenericConfig<D> for Config<H> {
    type F = F;
    type FE = QuadraticExtension<F>;
    type Hasher = Tree<H>;
    type InnerHasher = PoseidonHash;
}

/// Blowup 8, folding by 4 down to 32 coefficients; two base-field challenges combine the constraints.
fn stark_config(cell: &Cell) -> StarkConfig {
    let fri_config = FriConfig {
        rate_bits: LOG_BLOWUP,
        cap_height: 0,
        proof_of_work_bits: cell.grinding,
        reduction_strategy: FriReductionStrategy::ConstantArityBits(2, 5),
        num_query_rounds: cell.queries,
    };
    StarkConfig::new(100, 2, fri_config)
}

/// `zkpstark` ‖ u8 length ‖ name ‖ u32 LE: log2 trace length, blowup, queries, grinding bits, extension degree.
fn header(cell: &Cell) -> Vec<u8> {
    let mut bytes = b"zkpstark\x07plonky2".to_vec();
    for number in [cell.log_n, 1 << LOG_BLOWUP, cell.queries as u32, cell.grinding, D as u32] {
        bytes.extend(number.to_le_bytes());
    }
    bytes
}

/// `count` canonical elements.
fn elements(name: &str, bytes: &[u8], count: usize) -> Result<Vec<F>, Error> {
    if bytes.len() != 8 * count {
        return Err(Error::WrongLength(format!("{name} has {} bytes, {} are needed", bytes.len(), 8 * count)));
    }
    let words = bytes.chunks_exact(8).map(|part| part.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)));
    let one = |(place, word)| {
        if word < F::ORDER {
            Ok(F(word))
        } else {
            Err(Error::NonCanonical(format!("{name}[{place}] is not below the field's modulus")))
        }
    };
    words.enumerate().map(one).collect()
}

/// A trace and public inputs that were read and satisfy the AIR.
pub struct Statement {
    columns: Vec<PolynomialValues<F>>,
    public: Vec<F>,
}

/// Reads and checks; the first row and constraint that fail are named.
pub fn statement(cell: &Cell, trace: &[u8], public: &[u8]) -> Result<Statement, Error> {
    let n = 1 << cell.log_n;
    let (trace, public) = (elements("trace", trace, COLUMNS * n)?, elements("public", public, PUBLICS)?);
    let (s0, s1) = trace.split_at(n);
    let broken =
        |row: usize, what: &str| Err(Error::Unsatisfied(format!("the trace breaks the AIR: row {row}, {what}")));
    for row in 0..n - 1 {
        if s0[row + 1] != s0[row] + s1[row] {
            return broken(row, "transition 0: s0' = s0 + s1");
        }
        if s1[row + 1] != s1[row] + s0[row + 1] {
            return broken(row, "transition 1: s1' = s1 + s0'");
        }
    }
    if [s0[0], s1[0]] != public[..2] {
        return broken(0, "assertion s0 = a, s1 = b");
    }
    if s1[n - 1] != public[2] {
        return broken(n - 1, "assertion s1 = result");
    }
    let columns = [s0, s1].map(|column| PolynomialValues::new(column.to_vec())).to_vec();
    Ok(Statement { columns, public })
}

/// Every base-field element of a proof.
fn base_elements<H: ByteHash>(proof: &mut StarkProof<F, Config<H>, D>) -> Vec<&mut F> {
    let openings = &mut proof.openings;
    let lists = [Some(&mut openings.local_values), Some(&mut openings.next_values), openings.auxiliary_polys.as_mut()];
    let more = [openings.auxiliary_polys_next.as_mut(), openings.quotient_polys.as_mut()];
    let fri = &mut proof.opening_proof;
    let mut found: Vec<&mut F> =
        lists.into_iter().chain(more).flatten().flatten().flat_map(|value| &mut value.0).collect();
    found.extend(openings.ctl_zs_first.iter_mut().flatten());
    found.extend(fri.final_poly.coeffs.iter_mut().flat_map(|value| &mut value.0));
    found.push(&mut fri.pow_witness);
    for round in &mut fri.query_round_proofs {
        found.extend(round.initial_trees_proof.evals_proofs.iter_mut().flat_map(|(values, _)| values));
        found.extend(round.steps.iter_mut().flat_map(|step| &mut step.evals).flat_map(|value| &mut value.0));
    }
    found
}

fn proved<H: ByteHash>(cell: &Cell, statement: &Statement) -> Result<Vec<u8>, Error> {
    let (columns, config) = (statement.columns.clone(), stark_config(cell));
    let timing = &mut TimingTree::default();
    let made =
        starky::prover::prove::<F, Config<H>, _, D>(Fibonacci, &config, columns, &statement.public, None, timing);
    let mut proof = made.map_err(|error| Error::Prover(format!("{error:#}")))?.proof;
    for element in base_elements(&mut proof) {
        *element = F(element.to_canonical_u64());
    }
    let payload = postcard::to_allocvec(&proof).map_err(|error| Error::Prover(error.to_string()))?;
    Ok([header(cell), payload].concat())
}

fn accepts<H: ByteHash>(cell: &Cell, payload: &[u8], public: Vec<F>) -> bool {
    let Ok(mut proof) = postcard::from_bytes::<StarkProof<F, Config<H>, D>>(payload) else { return false };
    // One encoding for each proof: canonical elements, the shortest lengths, nothing after the end.
    if base_elements(&mut proof).iter().any(|element| element.0 >= F::ORDER) {
        return false;
    }
    if postcard::to_allocvec(&proof).map_or(true, |encoded| encoded != payload) {
        return false;
    }
    let config = stark_config(cell);
    if proof.opening_proof.query_round_proofs.len() != cell.queries
        || proof.recover_degree_bits(&config) != cell.log_n as usize
    {
        return false;
    }
    let proof = StarkProofWithPublicInputs { proof, public_inputs: public };
    starky::verifier::verify_stark_proof::<F, Config<H>, _, D>(Fibonacci, proof, &config, None).is_ok()
}

/// The proof in its envelope.
pub fn prove(cell: &Cell, statement: &Statement) -> Result<Vec<u8>, Error> {
    match cell.hash {
        Hash::Sha3 => proved::<Sha3>(cell, statement),
        Hash::Blake3 => proved::<Blake3>(cell, statement),
    }
}

/// Whether `proof` proves the statement. Whatever is malformed, and whatever makes the library panic, is a no.
pub fn verify(cell: &Cell, proof: &[u8], public: &[u8]) -> bool {
    let Some(payload) = proof.strip_prefix(header(cell).as_slice()) else { return false };
    let Ok(public) = elements("public", public, PUBLICS) else { return false };
    let decide = || match cell.hash {
        Hash::Sha3 => accepts::<Sha3>(cell, payload, public),
        Hash::Blake3 => accepts::<Blake3>(cell, payload, public),
    };
    proof.len() <= LONGEST_PROOF && catch_unwind(AssertUnwindSafe(decide)).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn honest(log_n: u32) -> (Vec<u8>, Vec<u8>) {
        let n = 1 << log_n;
        let (mut s0, mut s1) = (vec![F(3)], vec![F(5)]);
        for row in 0..n - 1 {
            s0.push(s0[row] + s1[row]);
            s1.push(s1[row] + s0[row + 1]);
        }
        let bytes = |values: &[F]| values.iter().flat_map(|value| value.to_canonical_u64().to_le_bytes()).collect();
        (bytes(&[s0.clone(), s1.clone()].concat()), bytes(&[s0[0], s1[0], s1[n - 1]]))
    }

    fn cell(hash: Hash, log_n: u32) -> Cell {
        Cell { hash, log_n, queries: 28, grinding: 16 }
    }

    #[test]
    fn honest_proofs_hold_and_nothing_else_does() {
        for hash in [Hash::Sha3, Hash::Blake3] {
            let cell = cell(hash, 6);
            let (trace, public) = honest(6);
            let proof = prove(&cell, &statement(&cell, &trace, &public).unwrap()).unwrap();
            assert!(verify(&cell, &proof, &public));
            for place in 0..PUBLICS {
                let mut claim = public.clone();
                claim[8 * place] ^= 1;
                assert!(!verify(&cell, &proof, &claim));
            }
            let mut altered = proof.clone();
            for place in 0..proof.len() {
                altered[place] ^= 1 << (place % 8);
                assert!(!verify(&cell, &altered, &public), "byte {place}");
                altered[place] ^= 1 << (place % 8);
            }
            for length in (0..proof.len()).step_by(7) {
                assert!(!verify(&cell, &proof[..length], &public), "{length} bytes");
            }
            assert!(!verify(&cell, &[&proof[..], &[0]].concat(), &public));
            assert!(!verify(&cell, &proof, &public[1..]));
            for other in [Cell { log_n: 7, ..cell }, Cell { queries: 121, ..cell }, Cell { grinding: 0, ..cell }] {
                assert!(!verify(&other, &proof, &public));
                let dressed = [header(&other), proof[header(&cell).len()..].to_vec()].concat();
                assert!(!verify(&other, &dressed, &public));
            }
        }
    }

    #[test]
    fn a_false_witness_is_refused_with_its_row() {
        let (trace, public) = honest(6);
        for (place, row) in [(0, 0), (5, 4), (63, 62), (64, 0), (70, 5), (127, 62)] {
            let mut broken = trace.clone();
            broken[8 * place] ^= 1;
            let refused = statement(&cell(Hash::Sha3, 6), &broken, &public).err().unwrap();
            assert!(refused.to_string().contains(&format!("row {row},")), "{place}: {refused}");
        }
        let mut claim = public.clone();
        claim[16] ^= 1;
        assert!(matches!(statement(&cell(Hash::Sha3, 6), &trace, &claim), Err(Error::Unsatisfied(_))));
        let mut large = trace.clone();
        large[8..16].fill(0xff);
        assert!(matches!(statement(&cell(Hash::Sha3, 6), &large, &public), Err(Error::NonCanonical(_))));
    }
}
