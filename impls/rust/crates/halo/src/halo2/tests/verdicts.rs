use super::*;
use halo2_proofs::{
    plonk::{SingleVerifier, verify_proof},
    transcript::{Blake2bRead, Challenge255},
};

#[test]
fn proofs_are_decided_by_their_seed_and_hold() {
    for cell in smallest_cells() {
        let (proof, public) = proven(cell, 2, 3);
        assert_eq!(proof.len(), cell.shape().map_or(0, |shape| shape.proof_bytes), "{cell}");
        assert!(proof == proven(cell, 2, 3).0 && proof != proven(cell, 2, 4).0, "{cell}");
        let verdict = cell.verify(&proof, &public);
        assert!(verdict.is_ok(), "{cell}: {verdict:?}");
    }
}

#[test]
fn keys_are_those_of_their_cell_alone() {
    let cells = smallest_cells();
    let texts: Vec<String> =
        cells.iter().map(|cell| cell.keys().map(|keys| keys.text().to_owned()).unwrap_or_default()).collect();
    for (i, cell) in cells.iter().enumerate() {
        let again = cell.params().and_then(|params| cell.keygen(&params)).map(|key| key_text(&key));
        assert_eq!(again.ok().as_ref(), texts.get(i), "{cell}");
        for (j, text) in texts.iter().enumerate() {
            assert_eq!(cell.hold_key(text.as_bytes()).is_ok(), i == j, "{cell}");
        }
        assert!(matches!(cell.hold_key(b""), Err(Error::WrongKey { .. })));
    }
}

#[test]
fn every_byte_of_a_proof_counts() {
    for cell in smallest_cells() {
        let (mut proof, public) = proven(cell, 6, 7);
        let whole = cell.statement() == Statement::Chain;
        for i in 0..proof.len() {
            if whole || i % SCALAR_BYTES == 0 || i % SCALAR_BYTES == SCALAR_BYTES - 1 {
                let mask = 1 << (i % 8);
                proof[i] ^= mask;
                assert!(cell.verify(&proof, &public).is_err(), "{cell}: byte {i}");
                proof[i] ^= mask;
            }
        }
        assert!(cell.verify(&proof, &public).is_ok());
    }
}

/// halo2's own verifier and what it says.
fn halo2s(cell: Cell, proof: &[u8], public: &[u8]) -> Result<(), String> {
    let keys = cell.keys().map_err(|error| error.to_string())?;
    let public = crate::encoding::scalar("public", public).map_err(|error| error.to_string())?;
    let mut transcript = Blake2bRead::<_, _, Challenge255<_>>::init(proof);
    let strategy = SingleVerifier::new(keys.params());
    verify_proof(keys.params(), keys.verifying(), strategy, &[&[&[public]]], &mut transcript)
        .map_err(|error| Rejection::from(error).to_string())
}

#[test]
fn verdicts_and_reasons_are_halo2s() {
    for cell in smallest_cells() {
        let (mut proof, public) = proven(cell, 12, 13);
        let both = |proof: &[u8]| {
            let ours = cell.verify(proof, &public).map_err(|rejection| rejection.to_string());
            assert_eq!(ours, halo2s(cell, proof, &public), "{cell}");
            ours
        };
        assert_eq!(both(&proof), Ok(()));
        for word in (0..proof.len()).step_by(SCALAR_BYTES) {
            proof[word] ^= 4;
            assert!(both(&proof).is_err(), "{cell}: word {word}");
            proof[word] ^= 4;
        }
    }
}

#[test]
fn lengths_encodings_and_other_statements() {
    for cell in smallest_cells() {
        let (proof, public) = proven(cell, 8, 9);
        let (another_proof, another_public) = proven(cell, 10, 9);
        let mut wrong: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
        for length in (0..proof.len()).step_by(SCALAR_BYTES).chain([1, proof.len() - 1]) {
            wrong.push((proof[..length].to_vec(), public.clone()));
        }
        for more in [1, SCALAR_BYTES, proof.len()] {
            wrong.push(([&proof[..], &vec![0; more]].concat(), public.clone()));
        }
        for word in (0..proof.len()).step_by(SCALAR_BYTES) {
            for filling in [0, 0xff] {
                let mut filled = proof.clone();
                filled[word..word + SCALAR_BYTES].fill(filling);
                if filled != proof {
                    wrong.push((filled, public.clone())); // infinity, another scalar (some are zero), no element
                }
            }
        }
        let padded = [&public[..], &[0; SCALAR_BYTES]].concat(); // halo2 takes [x, 0] for [x]
        for other in [&padded[..], &[], &public[1..], &[0xff; SCALAR_BYTES], &[0; SCALAR_BYTES], &another_public] {
            wrong.push((proof.clone(), other.to_vec()));
        }
        wrong.push((another_proof, public.clone()));
        for (proof, public) in wrong {
            assert!(cell.verify(&proof, &public).is_err(), "{cell}");
        }
        for other in smallest_cells().into_iter().filter(|other| *other != cell) {
            assert!(other.verify(&proof, &public).is_err(), "{cell} for {other}");
        }
    }
}

#[test]
fn false_and_malformed_witnesses_are_refused() {
    for cell in smallest_cells() {
        let elements = witness(cell, 11);
        let public = public(cell, &elements);
        let (right, good) = (bytes(&elements), bytes(&[public]));
        assert!(cell.check(&right, &good).is_ok());
        let check = |witness: &[u8], public: &[u8]| cell.check(witness, public).map(drop);
        assert!(matches!(check(&right, &bytes(&[public + Fp::one()])), Err(Error::FalseWitness)), "{cell}");
        let mut altered = right.clone();
        altered[0] ^= 1;
        assert!(matches!(check(&altered, &good), Err(Error::FalseWitness)), "{cell}");
        let mut large = right.clone();
        large[..SCALAR_BYTES].fill(0xff);
        for (witness, public) in [
            (&right[1..], &good[..]),
            (&[], &good),
            (&[&right[..], &[0; 32]].concat(), &good),
            (&large, &good),
            (&right, &[]),
            (&right, &[0xff; 32]),
        ] {
            assert!(matches!(check(witness, public), Err(Error::Input(_))), "{cell}");
        }
    }
}

#[test]
fn batches_hold_when_all_do() {
    for cell in smallest_cells().into_iter().filter(|cell| cell.statement() != Statement::LinearRegression) {
        let (proofs, publics): (Vec<_>, Vec<_>) = (0..5).map(|i| proven(cell, 20 + i, i)).unzip();
        let (proofs, publics) = (proofs.concat(), publics.concat());
        assert!(cell.verify_batch(&proofs, &publics, 5).is_ok(), "{cell}");
        let single = proofs.len() / 5;
        for place in (0..proofs.len()).step_by(single / 3) {
            let mut wrong = proofs.clone();
            wrong[place] ^= 1;
            assert!(cell.verify_batch(&wrong, &publics, 5).is_err(), "{cell}: {place}");
        }
        let mut swapped = publics.clone();
        swapped.rotate_left(SCALAR_BYTES);
        assert!(cell.verify_batch(&proofs, &swapped, 5).is_err());
        for (proofs, publics, count) in [
            (&proofs[..], &publics[..], 4),
            (&proofs, &publics, 6),
            (&proofs, &publics, usize::MAX),
            (&proofs[1..], &publics, 5),
            (&proofs, &publics[1..], 5),
            (&proofs[single..], &publics, 5),
        ] {
            assert!(cell.verify_batch(proofs, publics, count).is_err(), "{cell}");
        }
    }
}
