//! Honest proofs are accepted; false claims, false witnesses and altered proofs are not, and nothing panics.

use crate::common::{Statement, bump, cell, cells, honest};
use zkpair_plonky3::cell::{Air, Cell, Field, Hash, Setting};
use zkpair_plonky3::envelope;
use zkpair_plonky3::error::Error;
use zkpair_plonky3::stark::{check, prove, verify};

fn proved(cell: &Cell) -> (Statement, Vec<u8>) {
    let statement = honest(cell);
    check(cell, &statement.trace, &statement.public).unwrap();
    let proof = prove(cell, &statement.trace, &statement.public).unwrap();
    (statement, proof)
}

#[test]
fn every_cell_proves_and_verifies_and_the_proof_is_determined() {
    for log_n in [6, 9] {
        for cell in cells(log_n) {
            let (statement, proof) = proved(&cell);
            assert!(verify(&cell, &proof, &statement.public), "{cell:?}");
            if cell.setting == Setting::Default {
                assert_eq!(prove(&cell, &statement.trace, &statement.public).unwrap(), proof, "{cell:?}");
            }
        }
    }
}

#[test]
fn a_false_claim_is_rejected_in_every_cell() {
    for cell in cells(6) {
        let (statement, proof) = proved(&cell);
        for place in 0..cell.air.publics() {
            let mut public = statement.public.clone();
            bump(cell.field, &mut public, place);
            assert!(!verify(&cell, &proof, &public), "{cell:?}, public input {place}");
        }
        for public in [&statement.public[..statement.public.len() - 1], &[], &[&statement.public[..], &[0; 8]].concat()]
        {
            assert!(!verify(&cell, &proof, public));
        }
        let mut public = statement.public.clone();
        public[..4].fill(0xff);
        public[4..8].fill(0xff);
        assert!(!verify(&cell, &proof, &public), "not canonical");
    }
}

#[test]
fn a_proof_belongs_to_one_cell() {
    let all: Vec<Cell> = cells(6).into_iter().chain(cells(7)).collect();
    let proofs: Vec<_> = all.iter().map(proved).collect();
    for (own, (_, proof)) in all.iter().zip(&proofs) {
        for (other, (statement, _)) in all.iter().zip(&proofs) {
            assert_eq!(verify(other, proof, &statement.public), own == other, "{own:?} as {other:?}");
            // The same payload under the header that the other cell demands.
            if own != other {
                let dressed = [envelope::header(other), envelope::payload(own, proof).unwrap().to_vec()].concat();
                assert!(!verify(other, &dressed, &statement.public), "{own:?} dressed as {other:?}");
            }
        }
    }
}

/// A proof of each kind, as small as the cells allow.
fn kinds() -> Vec<Cell> {
    let goldilocks = |air, hash| cell(air, Field::Goldilocks, hash, Setting::Queries28, 6);
    let koala = |hash| cell(Air::Fibonacci, Field::KoalaBear, hash, Setting::Default, 6);
    vec![
        goldilocks(Air::Fibonacci, Hash::Sha3),
        goldilocks(Air::HashChain, Hash::Blake3),
        goldilocks(Air::Permutation, Hash::Blake3),
        goldilocks(Air::Chain, Hash::Sha3),
        koala(Hash::Poseidon2),
    ]
}

/// One position in so many, by another offset in each proof, where every position is the slow tests' part.
const SAMPLE: usize = 13;

#[test]
fn an_altered_byte_is_rejected_at_any_position() {
    altered_bytes(SAMPLE);
}

#[test]
#[ignore = "slow"]
fn an_altered_byte_is_rejected_at_every_position() {
    altered_bytes(1);
}

fn altered_bytes(step: usize) {
    for cell in kinds() {
        let (statement, proof) = proved(&cell);
        let mut altered = proof.clone();
        for place in (proof.len() % step..proof.len()).step_by(step) {
            let mask = 1_u8 << (place % 8);
            altered[place] ^= mask;
            assert!(!verify(&cell, &altered, &statement.public), "{cell:?}: byte {place} ^ {mask:#x}");
            altered[place] ^= mask;
        }
    }
}

#[test]
fn a_truncated_or_extended_proof_is_rejected() {
    cut(SAMPLE);
}

#[test]
#[ignore = "slow"]
fn a_proof_truncated_anywhere_is_rejected() {
    cut(1);
}

fn cut(step: usize) {
    for cell in kinds() {
        let (statement, proof) = proved(&cell);
        for length in (0..proof.len()).step_by(step).chain([proof.len() - 1]) {
            assert!(!verify(&cell, &proof[..length], &statement.public), "{cell:?}: {length} bytes");
        }
        for tail in [&[0][..], &[1, 2, 3], &[0; 1000]] {
            assert!(!verify(&cell, &[&proof, tail].concat(), &statement.public));
        }
    }
}

#[test]
fn hostile_lengths_end_in_rejection() {
    hostile_lengths(3 * SAMPLE);
}

#[test]
#[ignore = "slow"]
fn hostile_lengths_at_many_places_end_in_rejection() {
    hostile_lengths(3);
}

fn hostile_lengths(step: usize) {
    let cell = kinds()[0];
    let (statement, proof) = proved(&cell);
    let header = envelope::header(&cell).len();
    let huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0x01];
    for place in (header..proof.len()).step_by(step) {
        let hostile = [&proof[..place], &huge[..], &proof[place..]].concat();
        assert!(!verify(&cell, &hostile, &statement.public));
        let mut overwritten = proof.clone();
        let end = (place + huge.len()).min(proof.len());
        overwritten[place..end].copy_from_slice(&huge[..end - place]);
        assert!(!verify(&cell, &overwritten, &statement.public));
    }
    for filler in [0, 1, 0x7f, 0x80, 0xff] {
        let noise = [envelope::header(&cell), vec![filler; 1 << 20]].concat();
        assert!(!verify(&cell, &noise, &statement.public));
    }
}

#[test]
fn a_varint_in_a_longer_form_is_rejected() {
    longer_varints(SAMPLE);
}

#[test]
#[ignore = "slow"]
fn a_varint_in_a_longer_form_is_rejected_at_every_place() {
    longer_varints(1);
}

fn longer_varints(step: usize) {
    // postcard's varint of 0 is 00 and also 80 00: wherever a byte below 0x80 starts one, the longer form is no proof.
    let cell = kinds()[0];
    let (statement, proof) = proved(&cell);
    let header = envelope::header(&cell).len();
    // The lengths that the payload begins with, all of them, and a sample of the rest.
    for place in (header..header + 64).chain((header + 64..proof.len()).step_by(step)) {
        if proof[place] < 0x80 {
            let longer = [&proof[..place], &[proof[place] | 0x80, 0], &proof[place + 1..]].concat();
            assert!(!verify(&cell, &longer, &statement.public), "byte {place}");
        }
    }
}

#[test]
fn a_false_witness_is_refused_with_its_row() {
    for cell in cells(6) {
        let (statement, _) = proved(&cell);
        let n = cell.n();
        for column in 0..cell.air.columns() {
            for row in [0, 1, 31, n - 2, n - 1] {
                if cell.air == Air::Permutation && [1, 2].contains(&column) && row == n - 1 {
                    continue; // no constraint reads v of the last row, and a' may go on by one there
                }
                let mut trace = statement.trace.clone();
                bump(cell.field, &mut trace, column * n + row);
                let refused = check(&cell, &trace, &statement.public);
                let Err(Error::BrokenTrace { row: found, .. }) = refused else {
                    panic!("{cell:?}: column {column}, row {row}: {refused:?}");
                };
                if cell.air != Air::Permutation {
                    assert!(found == row || found + 1 == row, "{cell:?}: column {column}, row {row}: found in {found}");
                }
                // A prover that does not check gets a proof that nobody accepts.
                if column == 0 && row == 1 {
                    let proof = prove(&cell, &trace, &statement.public);
                    assert!(proof.is_err() || !verify(&cell, &proof.unwrap(), &statement.public), "{cell:?}");
                }
            }
        }
        let mut public = statement.public.clone();
        bump(cell.field, &mut public, 0);
        assert!(matches!(check(&cell, &statement.trace, &public), Err(Error::BrokenTrace { .. })));
    }
}

#[test]
fn a_lookup_that_does_not_balance_is_rejected() {
    // Sorted columns of another memory: every transition holds, only the multisets differ.
    let cell = cell(Air::Permutation, Field::Goldilocks, Hash::Blake3, Setting::Default, 6);
    let (statement, _) = proved(&cell);
    let n = cell.n();
    let mut trace = statement.trace.clone();
    for row in 0..n {
        // v' constant and a' constant satisfy d(d − 1) = 0 and (v'_next − v')(d − 1) = 0.
        trace[(2 * n + row) * 8..][..8].fill(0);
        trace[(3 * n + row) * 8..][..8].fill(0);
    }
    assert!(matches!(check(&cell, &trace, &statement.public), Err(Error::BrokenTrace { .. })));
    let proof = prove(&cell, &trace, &statement.public);
    assert!(proof.is_err() || !verify(&cell, &proof.unwrap(), &statement.public));
}

#[test]
fn malformed_input_is_refused_by_name() {
    let cell = cell(Air::Fibonacci, Field::Goldilocks, Hash::Blake3, Setting::Default, 6);
    let Statement { trace, public } = honest(&cell);
    assert!(matches!(prove(&cell, &trace[1..], &public), Err(Error::WrongLength { name: "trace", .. })));
    assert!(matches!(check(&cell, &trace, &public[1..]), Err(Error::WrongLength { name: "public", .. })));
    let mut not_canonical = trace.clone();
    not_canonical[8 * 70..8 * 71].fill(0xff);
    let refused = Err(Error::NonCanonical { name: "trace", place: 70 });
    assert_eq!(check(&cell, &not_canonical, &public), refused);
    assert_eq!(prove(&cell, &not_canonical, &public).map(|_| ()), refused);
}

#[test]
fn a_hash_of_the_chain_is_the_libraries_permutation() {
    use p3_field::PrimeField64;
    use p3_goldilocks::{Goldilocks, default_goldilocks_poseidon2_8};
    use p3_symmetric::Permutation;

    // 64 rows are two hashes of x = (11, 12, 13, 14).
    let cell = cell(Air::HashChain, Field::Goldilocks, Hash::Blake3, Setting::Default, 6);
    let mut state: [Goldilocks; 8] = core::array::from_fn(|j| Goldilocks::new(if j < 4 { 11 + j as u64 } else { 0 }));
    for _ in 0..2 {
        state[4..].fill(Goldilocks::new(0));
        state = default_goldilocks_poseidon2_8().permute(state);
    }
    let y: Vec<u8> = state[..4].iter().flat_map(|element| element.as_canonical_u64().to_le_bytes()).collect();
    assert_eq!(honest(&cell).public, y);
}
