use super::{
    cell::Visitor,
    laid::{Laid, Witness, smallest_k, usable_rows},
    *,
};
use crate::{Stream, encoding::SCALAR_BYTES};
use ff::PrimeField;
use halo2_proofs::{dev::MockProver, plonk::ConstraintSystem};
use pasta_curves::Fp;

mod provers;
mod tampered;
mod verdicts;

fn cells(sizes: std::ops::RangeInclusive<u32>) -> Vec<Cell> {
    let all = Statement::ALL.into_iter().flat_map(|statement| Version::ALL.map(|version| (statement, version)));
    let sized = all.flat_map(|(statement, version)| sizes.clone().map(move |k| Cell::new(statement, version, 1 << k)));
    sized.filter_map(Result::ok).collect()
}

/// Every statement's smallest size, both versions.
fn smallest_cells() -> Vec<Cell> {
    cells(6..=9).into_iter().filter(|cell| cell.k() == *cell.statement().sizes().start()).collect()
}

fn witness(cell: Cell, seed: u8) -> Vec<Fp> {
    let mut stream = Stream::new(&[seed; 32]);
    let small = |scalar: Fp, modulus: u64| {
        let [a, b, ..] = scalar.to_repr();
        Fp::from(u64::from(u16::from_le_bytes([a, b])) % modulus)
    };
    let bits = 2 * range_lookup::limb_bits(cell.k());
    (0..cell.statement().witness_elements(cell.k()))
        .map(|_| match cell.statement() {
            Statement::Chain | Statement::Poseidon => stream.scalar(),
            Statement::RangeLookup => small(stream.scalar(), 1 << bits),
            Statement::LinearRegression => Fp::from(64) + small(stream.scalar(), 64),
        })
        .collect()
}

fn public(cell: Cell, witness: &[Fp]) -> Fp {
    let public = cell.statement().evaluate(cell.k(), witness);
    assert!(public.is_ok(), "{cell}: {public:?}");
    public.unwrap_or_default()
}

fn bytes(elements: &[Fp]) -> Vec<u8> {
    elements.iter().flat_map(Fp::to_repr).collect()
}

/// A proof, and the public element's bytes.
fn proven(cell: Cell, witness_seed: u8, seed: u8) -> (Vec<u8>, Vec<u8>) {
    let elements = witness(cell, witness_seed);
    let public = bytes(&[public(cell, &elements)]);
    let random = Stream::new(&[seed; 32]);
    let proof = cell.check(&bytes(&elements), &public).and_then(|checked| cell.prove(&checked, random));
    assert!(proof.is_ok(), "{cell}: {proof:?}");
    (proof.unwrap_or_default(), public)
}

fn mock(cell: Cell, witness: &[Fp], public: &[Fp]) -> bool {
    struct Mock<'a>(&'a [Fp], &'a [Fp]);
    impl Visitor for Mock<'_> {
        type Out = bool;
        fn visit<C: Laid>(self, k: u32) -> bool {
            let circuit = C::of(k, Witness::known(self.0));
            let prover = MockProver::run(C::log_rows(k), &circuit, vec![self.1.to_vec()]);
            prover.is_ok_and(|prover| prover.verify().is_ok())
        }
    }
    cell.visit(Mock(witness, public))
}

#[test]
fn circuits_hold_for_what_the_statement_gives_and_for_nothing_else() {
    for cell in cells(6..=10) {
        let witness = witness(cell, 1);
        let public = public(cell, &witness);
        assert!(mock(cell, &witness, &[public]), "{cell}");
        assert!(!mock(cell, &witness, &[public + Fp::one()]), "{cell}");
    }
}

#[test]
fn corner_witnesses_hold() {
    for cell in smallest_cells() {
        let count = cell.statement().witness_elements(cell.k());
        let largest = match cell.statement() {
            Statement::Chain | Statement::Poseidon => -Fp::one(),
            Statement::RangeLookup => Fp::from((1 << (2 * range_lookup::limb_bits(cell.k()))) - 1),
            Statement::LinearRegression => Fp::from(255),
        };
        for value in [Fp::from(u64::from(cell.statement() == Statement::LinearRegression) * 20), largest] {
            let witness = vec![value; count];
            assert!(mock(cell, &witness, &[public(cell, &witness)]), "{cell}: {value:?}");
        }
    }
}

#[test]
fn elements_out_of_range_are_refused_by_their_index_and_by_the_circuits() {
    for cell in smallest_cells() {
        let bound = match cell.statement() {
            Statement::Chain | Statement::Poseidon => continue,
            Statement::RangeLookup => Fp::from(1 << (2 * range_lookup::limb_bits(cell.k()))),
            Statement::LinearRegression => Fp::from(256),
        };
        let right = witness(cell, 5);
        let public = public(cell, &right);
        for wrong in [bound, -Fp::one(), bound.square().square()] {
            let mut witness = right.clone();
            let replaced = std::mem::replace(&mut witness[13], wrong);
            let refused = cell.statement().evaluate(cell.k(), &witness);
            assert!(matches!(refused, Err(Error::OutOfRange { index: 13, .. })), "{cell}: {refused:?}");
            // Nor does the sum of the out-of-range values convince the circuit.
            for claimed in [public, public + wrong - replaced] {
                assert!(!mock(cell, &witness, &[claimed]), "{cell}");
            }
        }
    }
}

#[test]
fn predictions_out_of_range_are_refused_by_their_row() {
    let above = |weight: i64| Fp::from(255 * u64::from(weight > 0)); // 83 000
    let below = |weight: i64| Fp::from(255 * u64::from(weight < 0));
    for cell in smallest_cells().into_iter().filter(|cell| cell.statement() == Statement::LinearRegression) {
        for extreme in [above, below] {
            let mut witness = witness(cell, 5);
            let public = public(cell, &witness);
            witness.splice(10..20, linear_regression::WEIGHTS.map(extreme));
            let refused = cell.statement().evaluate(cell.k(), &witness);
            assert!(matches!(refused, Err(Error::OutOfRange { index: 10, .. })), "{refused:?}");
            assert!(!mock(cell, &witness, &[public]));
        }
    }
}

#[test]
fn unusable_rows_are_those_of_halo2() {
    struct Unusable;
    impl Visitor for Unusable {
        type Out = usize;
        fn visit<C: Laid>(self, _: u32) -> usize {
            let mut system = ConstraintSystem::default();
            C::configure(&mut system);
            system.blinding_factors() + 1
        }
    }
    for cell in cells(6..=9) {
        assert_eq!(cell.visit(Unusable), UNUSABLE_ROWS, "{cell}");
    }
    assert_eq!((smallest_k(10), smallest_k(11), usable_rows(4)), (4, 5, 10));
}

#[test]
fn sizes() {
    let log_rows = |statement, version| -> Vec<u32> {
        let sizes = (6..=14).filter_map(|k| Cell::new(statement, version, 1 << k).ok());
        sizes.map(|cell| cell.log_rows()).collect()
    };
    for statement in Statement::ALL {
        let plain: Vec<u32> = statement.sizes().collect();
        assert_eq!(log_rows(statement, Version::Plain), plain);
    }
    assert_eq!(log_rows(Statement::Chain, Version::Optimised), [4, 5, 5, 6, 7, 8, 9, 10, 11]);
    assert_eq!(log_rows(Statement::RangeLookup, Version::Optimised), [5, 6, 7, 9, 9, 10, 11, 12, 13]);
    assert_eq!(log_rows(Statement::Poseidon, Version::Optimised), [6, 7, 8, 9, 10, 11, 12, 13]);
    assert_eq!(log_rows(Statement::LinearRegression, Version::Optimised), [9, 9, 10, 11, 12, 13]);
    for wrong in [0, 1, 32, 63, 65, 1 << 15, usize::MAX] {
        assert!(matches!(Cell::new(Statement::Chain, Version::Plain, wrong), Err(Error::Input(_))), "{wrong}");
    }
    assert!(matches!(Cell::new(Statement::LinearRegression, Version::Plain, 256), Err(Error::Input(_))));
    assert!(matches!(Statement::named("other"), Err(Error::Unsupported { .. })));
    assert!(matches!(Version::named(""), Err(Error::Unsupported { .. })));
}
