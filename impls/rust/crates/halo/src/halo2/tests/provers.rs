//! This crate's prover is halo2's, byte for byte.
use super::*;

fn both(cell: Cell, checked: &Witnessed, seed: u8) -> [Result<Vec<u8>, Error>; 2] {
    let stream = Stream::new(&[seed; 32]);
    [cell.prove(checked, stream.clone()), cell.prove_by_halo2(checked, stream)]
}

fn hold(cell: Cell, witness: &[Fp], seed: u8) {
    let public = bytes(&[public(cell, witness)]);
    let [own, halo2s] = both(cell, &cell.check(&bytes(witness), &public).unwrap(), seed).map(Result::unwrap);
    assert_eq!(own, halo2s, "{cell}, seed {seed}");
    assert!(cell.verify(&own, &public).is_ok(), "{cell}");
}

#[test]
fn proofs_are_those_of_halo2_on_many_seeds() {
    for cell in smallest_cells() {
        for seed in 0..6 {
            hold(cell, &witness(cell, seed), 7 * seed + 1);
        }
    }
}

#[test]
fn proofs_are_those_of_halo2_at_larger_sizes() {
    for cell in cells(6..=9) {
        hold(cell, &witness(cell, 3), 100 + cell.k() as u8);
    }
}

#[test]
#[ignore = "slow"]
fn proofs_are_those_of_halo2_at_the_largest_sizes() {
    for cell in cells(10..=11) {
        for seed in 0..3 {
            hold(cell, &witness(cell, seed), seed);
        }
    }
}

#[test]
fn proofs_are_those_of_halo2_on_corner_witnesses() {
    for cell in smallest_cells() {
        let count = cell.statement().witness_elements(cell.k());
        let (low, high) = match cell.statement() {
            Statement::Chain | Statement::Poseidon => (Fp::zero(), -Fp::one()),
            Statement::RangeLookup => (Fp::zero(), Fp::from((1 << (2 * range_lookup::limb_bits(cell.k()))) - 1)),
            Statement::LinearRegression => (Fp::from(20), Fp::from(255)),
        };
        hold(cell, &vec![low; count], 0);
        hold(cell, &vec![high; count], 255);
    }
}

#[test]
fn the_number_of_threads_does_not_matter() {
    for threads in [1, 2, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| smallest_cells().into_iter().for_each(|cell| hold(cell, &witness(cell, 9), 9)));
    }
}

/// A witness of another cell is no statement that `check` lets through: both provers meet it alike.
#[test]
fn a_witness_of_another_cell_is_met_alike() {
    for cell in smallest_cells() {
        for elements in [vec![], vec![Fp::from(3)], vec![-Fp::from(5); 7]] {
            let wrong = Witnessed { witness: Witness::known(&elements), public: Fp::from(11) };
            let shown = both(cell, &wrong, 2).map(|proof| proof.map_err(|error| error.to_string()));
            let [own, halo2s] = shown;
            assert_eq!(own, halo2s, "{cell}, {}", elements.len());
        }
    }
}
