//! Provers that run the whole protocol, transcript and all, on something false. Built from winterfell's own parts.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may fail
mod forge;

use forge::{Cheat, forge};
use winter_air::proof::Proof;
use winter_crypto::{DefaultRandomCoin, MerkleTree, hashers::Blake3_256};
use winter_math::{FieldElement, fft};
use winter_verifier::{AcceptableOptions, verify};
use zkpair_stark::{
    Air, BaseElement, Cell, Extension, FriCell, Hash, Rejection, Setting,
    air::{Fibonacci, Public},
    sample,
};

type Blake3 = Blake3_256<BaseElement>;

/// What plain winterfell says.
fn winterfell_accepts(setting: Setting, proof: &[u8], public: Public<3>) -> bool {
    let acceptable = AcceptableOptions::OptionSet(vec![setting.options()]);
    let proof = Proof::from_bytes(proof).unwrap();
    verify::<Fibonacci, Blake3, DefaultRandomCoin<Blake3>, MerkleTree<Blake3>>(proof, public, &acceptable).is_ok()
}

fn honest(rows: usize) -> (Vec<Vec<BaseElement>>, Public<3>) {
    let (trace, public) = sample::statement(Air::Fibonacci, rows, 0);
    let decode = |bytes: &[u8]| -> Vec<BaseElement> {
        bytes.chunks(8).map(|b| BaseElement::new(u64::from_le_bytes(b.try_into().unwrap()))).collect()
    };
    (trace.chunks(8 * rows).map(decode).collect(), Public(decode(&public).try_into().unwrap()))
}

fn ours(setting: Setting, rows: usize) -> Cell {
    Cell::new(Air::Fibonacci, Hash::Blake3, setting, rows).unwrap()
}

fn encode(public: Public<3>) -> Vec<u8> {
    public.0.iter().flat_map(|x| x.as_int().to_le_bytes()).collect()
}

/// The forger is a prover as good as winterfell's when it does not cheat: what is rejected below is the cheating.
#[test]
fn without_cheating_the_forger_makes_winterfells_proof() {
    for (setting, rows) in [(Setting::Default, 64), (Setting::Queries28, 128), (Setting::Default, 512)] {
        let (columns, public) = honest(rows);
        let (trace, inputs) = sample::statement(Air::Fibonacci, rows, 0);
        let proof = forge(setting, columns, public, Cheat::None);
        assert_eq!(proof, ours(setting, rows).prove(&trace, &inputs).unwrap());
        assert!(winterfell_accepts(setting, &proof, public));
    }
}

#[test]
fn cheats_are_rejected() {
    for (setting, rows) in [(Setting::Default, 64), (Setting::Default, 256), (Setting::Queries28, 64)] {
        let cell = ours(setting, rows);
        let (columns, public) = honest(rows);
        let one = BaseElement::ONE;
        let rejected = |what: &str, columns: Vec<Vec<BaseElement>>, public: Public<3>, cheat: Cheat| {
            let proof = forge(setting, columns, public, cheat);
            let verdict = cell.verify(&proof, &encode(public));
            assert!(matches!(verdict, Err(Rejection::Winterfell(_))), "{what} {setting:?} {rows}: {verdict:?}");
        };
        // One row off by one, in the middle, at the beginning and at the end.
        for row in [0, rows / 2, rows - 1] {
            for column in 0..2 {
                let mut off = columns.clone();
                off[column][row] += one;
                rejected("off by one", off.clone(), public, Cheat::None);
                rejected("off by one, consistent out of domain", off, public, Cheat::OutOfDomain);
            }
        }
        // A true trace for another claim.
        for i in 0..3 {
            let mut claim = public;
            claim.0[i] += one;
            rejected("broken boundary", columns.clone(), claim, Cheat::None);
            rejected("broken boundary, consistent out of domain", columns.clone(), claim, Cheat::OutOfDomain);
        }
        rejected("composition of too high a degree", columns.clone(), public, Cheat::WrongDegree);
        rejected("a layer folded with another challenge", columns.clone(), public, Cheat::WrongFolding);
        rejected("composition altered at one point", columns, public, Cheat::OutOfDomain);
    }
}

/// winterfell 0.13.1 does not compare FRI's remainder with its commitment. With at least as many coefficients as queries a remainder
/// fits through any values, so under 28 queries plain winterfell accepts a false statement: here 2^7 rows, 32 coefficients.
#[test]
fn a_remainder_chosen_after_the_queries_fools_winterfell_but_not_us() {
    let (setting, rows) = (Setting::Queries28, 128);
    let (columns, mut public) = honest(rows);
    public.0[2] = BaseElement::new(42);
    let proof = forge(setting, columns, public, Cheat::RemainderAfterQueries);
    assert!(winterfell_accepts(setting, &proof, public), "winterfell has mended it: tell docs/winterfell-faults.md");
    assert_eq!(ours(setting, rows).verify(&proof, &encode(public)), Err(Rejection::Remainder));
}

/// winterfell takes the number of constraints from the proof, and its estimate of security with it.
#[test]
fn another_number_of_constraints_is_believed_by_winterfell_but_not_by_us() {
    let (setting, rows) = (Setting::Queries28, 64);
    let (columns, public) = honest(rows);
    let proof = forge(setting, columns, public, Cheat::ConstraintCount);
    assert!(winterfell_accepts(setting, &proof, public), "winterfell has mended it: tell docs/winterfell-faults.md");
    let verdict = ours(setting, rows).verify(&proof, &encode(public));
    assert!(matches!(verdict, Err(Rejection::Malformed { at: 25, .. })), "{verdict:?}");
}

#[test]
fn words_far_from_low_degree_are_rejected() {
    for n in [1024, 2048, 4096] {
        let cell = FriCell::new(Hash::Blake3, n).unwrap();
        let bytes = |coefficients: Vec<Extension>| -> Vec<u8> {
            let twiddles = fft::get_twiddles(coefficients.len());
            let blowup = n / coefficients.len();
            let values = if blowup == 1 {
                let mut values = coefficients;
                fft::evaluate_poly(&mut values, &twiddles);
                values
            } else {
                fft::evaluate_poly_with_offset(&coefficients, &twiddles, BaseElement::new(7), blowup)
            };
            Extension::slice_as_base_elements(&values).iter().flat_map(|x| x.as_int().to_le_bytes()).collect()
        };
        let coefficients = |count: usize| {
            (0..count as u32).map(|j| Extension::new(BaseElement::from(j + 1), BaseElement::from(j * j))).collect()
        };
        assert_eq!(cell.verify(&cell.prove(&bytes(coefficients(n / 8))).unwrap()), Ok(()));
        for count in [n / 4, n / 2, n] {
            let evaluations = bytes(coefficients(count));
            assert!(cell.check(&evaluations).is_err());
            assert!(cell.verify(&cell.prove(&evaluations).unwrap()).is_err(), "degree below {count} of {n}");
        }
    }
}
