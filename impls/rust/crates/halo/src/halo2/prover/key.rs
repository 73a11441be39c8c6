//! What a prover keeps of a circuit: fixed columns and permutation in each form, the constraints as programs, generators.
use blake2b_simd::Params as Blake2b;
use ff::{Field, FromUniformBytes};
use halo2_proofs::{plonk::ProvingKey, poly::commitment::Params};
use pasta_curves::{EqAffine, Fp};
use zkpair_algebra::spread::each;

use super::{
    Blinded,
    columns::{Columns, columns},
    commit::Bases,
    constraint_system::ConstraintSystem,
    domain::Domain,
    program::{BLOCK, Program},
};
use crate::halo2::{Error, prover::debug_text::unexpected};

/// Columns on the rows, by their coefficients (with the blind that keys take, 1), and on the coset.
#[derive(Debug)]
pub struct Forms {
    pub rows: Columns,
    pub polynomials: Vec<Blinded>,
    pub coset: Columns,
}

impl Forms {
    fn new(domain: &Domain, rows: Columns) -> Self {
        let polynomials = each(&rows, |rows| Blinded { polynomial: domain.coefficients(rows), blind: Fp::ONE });
        let coset = each(&polynomials, |blinded| domain.on_coset(&blinded.polynomial));
        Self { rows, polynomials, coset }
    }
}

/// Which rows are which, on the coset: the first, the successor of the last usable one, those that the circuit fills.
#[derive(Debug)]
pub struct RowSelectors {
    pub first: Vec<Fp>,
    pub last: Vec<Fp>,
    pub active: Vec<Fp>,
}

impl RowSelectors {
    fn new(domain: &Domain, usable: usize) -> Self {
        let on_coset = |is_one: &dyn Fn(usize) -> bool| {
            let rows: Vec<Fp> = (0..domain.rows()).map(|row| Fp::from(is_one(row))).collect();
            domain.on_coset(&domain.coefficients(&rows))
        };
        let first = on_coset(&|row| row == 0);
        Self { first, last: on_coset(&|row| row == usable), active: on_coset(&|row| row < usable) }
    }
}

/// A circuit's key.
#[derive(Debug)]
pub struct Key {
    pub cs: ConstraintSystem,
    pub domain: Domain,
    pub bases: Bases,
    pub fixed: Forms,
    pub sigmas: Forms,
    pub rows: RowSelectors,
    /// ζ·ω'^i.
    pub points: Vec<Fp>,
    pub vanishing_inverses: Vec<Fp>,
    /// All gates and lookup expressions.
    pub program: Program,
    /// Where its values are.
    pub gates: Vec<usize>,
    /// Each lookup's inputs and table.
    pub lookups: Vec<(Vec<usize>, Vec<usize>)>,
    /// The lookups' expressions alone, and where they are.
    pub lookup_program: Program,
    pub lookup_rows: Vec<(Vec<usize>, Vec<usize>)>,
    /// What stands for the key in every transcript.
    pub representative: Fp,
}

fn lookups(cs: &ConstraintSystem, program: &mut Program) -> Vec<(Vec<usize>, Vec<usize>)> {
    cs.lookups.iter().map(|lookup| (program.add_all(&lookup.inputs), program.add_all(&lookup.table))).collect()
}

/// BLAKE2b-512 of the text's length as u64 ‖ the text, mod p.
fn representative(text: &str) -> Fp {
    let mut state = Blake2b::new().hash_length(64).personal(b"Halo2-Verify-Key").to_state();
    state.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
    Fp::from_uniform_bytes(state.finalize().as_array())
}

impl Key {
    /// Of halo2's key and its pinned text.
    pub fn new(params: &Params<EqAffine>, key: &ProvingKey<EqAffine>, text: &str) -> Result<Self, Error> {
        let cs = ConstraintSystem::of_key(text)?;
        let domain = Domain::new(cs.log_rows, cs.log_coset);
        let [fixed, sigmas] = columns(key)?;
        let counts = (fixed.len(), sigmas.len(), domain.coset_size() >= BLOCK);
        if counts != (cs.fixed_columns, cs.permutation.len(), true) {
            return Err(unexpected("another number of columns"));
        }
        let mut program = Program::default();
        let (gates, all_lookups) = (program.add_all(&cs.gates), lookups(&cs, &mut program));
        let mut lookup_program = Program::default();
        let lookup_rows = lookups(&cs, &mut lookup_program);
        Ok(Self {
            bases: Bases::new(params)?,
            fixed: Forms::new(&domain, fixed),
            sigmas: Forms::new(&domain, sigmas),
            rows: RowSelectors::new(&domain, cs.usable_rows()),
            points: domain.points(),
            vanishing_inverses: domain.vanishing_inverses(),
            program,
            gates,
            lookups: all_lookups,
            lookup_program,
            lookup_rows,
            representative: representative(text),
            cs,
            domain,
        })
    }

    /// The rotation from any row to the one that is to the first what *last* is.
    pub fn last_rotation(&self) -> i32 {
        -(self.cs.blinding_rows() as i32 + 1)
    }
}
