//! The low-degree extensions of trace and composition, as wide as they are.
//!
//! winterfell extends eight columns at once and fills up with zeros: Fibonacci's two columns, and the two words of one composition
//! column, cost as much time and memory as eight. Here matrices of up to two or four words have rows of that width. The rows'
//! digests, so the proofs, are the same.
use winter_air::{EvaluationFrame, PartitionOptions, TraceInfo, proof::Queries};
use winter_crypto::{Hasher, MerkleTree, VectorCommitment};
use winter_math::FieldElement;
use winter_prover::{
    CompositionPoly, CompositionPolyTrace, ConstraintCommitment, StarkDomain, TraceLde, TracePolyTable,
    matrix::{ColMatrix, RowMatrix},
};

use crate::{BaseElement, prove::StarkHasher};

/// A committed extension.
struct Extended<E: FieldElement<BaseField = BaseElement>, H: Hasher> {
    rows: RowMatrix<E>,
    tree: MerkleTree<H>,
}

impl<E: FieldElement<BaseField = BaseElement>, H: StarkHasher> Extended<E, H> {
    fn of(polynomials: &ColMatrix<E>, domain: &StarkDomain<BaseElement>, partitions: PartitionOptions) -> Self {
        let rows = match polynomials.num_base_cols() {
            0..=2 => RowMatrix::evaluate_polys_over::<2>(polynomials, domain),
            3..=4 => RowMatrix::evaluate_polys_over::<4>(polynomials, domain),
            _ => RowMatrix::evaluate_polys_over::<8>(polynomials, domain),
        };
        let tree = rows.commit_to_rows::<H, MerkleTree<H>>(partitions);
        Self { rows, tree }
    }

    #[expect(
        clippy::expect_used,
        reason = "winterfell's positions are distinct and in the domain, as its own prover expects"
    )]
    fn query(&self, positions: &[usize]) -> Queries {
        let rows = positions.iter().map(|&position| self.rows.row(position).to_vec()).collect();
        let (_, opening) = self.tree.open_many(positions).expect("distinct positions in the domain");
        Queries::new::<H, E, MerkleTree<H>>(opening, rows)
    }
}

/// The extension of the trace.
pub(crate) struct Trace<E: FieldElement<BaseField = BaseElement>, H: Hasher> {
    info: TraceInfo,
    blowup: usize,
    partitions: PartitionOptions,
    main: Extended<BaseElement, H>,
    aux: Option<Extended<E, H>>,
}

impl<E: FieldElement<BaseField = BaseElement>, H: StarkHasher> Trace<E, H> {
    pub(crate) fn new(
        info: &TraceInfo,
        main: &ColMatrix<BaseElement>,
        domain: &StarkDomain<BaseElement>,
        partitions: PartitionOptions,
    ) -> (Self, TracePolyTable<E>) {
        let polynomials = main.interpolate_columns();
        let main = Extended::of(&polynomials, domain, partitions);
        let blowup = domain.trace_to_lde_blowup();
        (Self { info: info.clone(), blowup, partitions, main, aux: None }, TracePolyTable::new(polynomials))
    }

    /// The row of the trace after that of `step`; after the last comes the first.
    fn next(&self, step: usize) -> usize {
        (step + self.blowup) % self.main.rows.num_rows()
    }
}

impl<E: FieldElement<BaseField = BaseElement>, H: StarkHasher> TraceLde<E> for Trace<E, H> {
    type HashFn = H;
    type VC = MerkleTree<H>;

    fn get_main_trace_commitment(&self) -> H::Digest {
        self.main.tree.commitment()
    }

    fn set_aux_trace(&mut self, aux: &ColMatrix<E>, domain: &StarkDomain<BaseElement>) -> (ColMatrix<E>, H::Digest) {
        let polynomials = aux.interpolate_columns();
        let extended = Extended::of(&polynomials, domain, self.partitions);
        let commitment = extended.tree.commitment();
        self.aux = Some(extended);
        (polynomials, commitment)
    }

    fn read_main_trace_frame_into(&self, step: usize, frame: &mut EvaluationFrame<BaseElement>) {
        frame.current_mut().copy_from_slice(self.main.rows.row(step));
        frame.next_mut().copy_from_slice(self.main.rows.row(self.next(step)));
    }

    fn read_aux_trace_frame_into(&self, step: usize, frame: &mut EvaluationFrame<E>) {
        if let Some(aux) = &self.aux {
            frame.current_mut().copy_from_slice(aux.rows.row(step));
            frame.next_mut().copy_from_slice(aux.rows.row(self.next(step)));
        }
    }

    fn query(&self, positions: &[usize]) -> Vec<Queries> {
        std::iter::once(self.main.query(positions)).chain(self.aux.iter().map(|aux| aux.query(positions))).collect()
    }

    fn trace_len(&self) -> usize {
        self.main.rows.num_rows()
    }

    fn blowup(&self) -> usize {
        self.blowup
    }

    fn trace_info(&self) -> &TraceInfo {
        &self.info
    }
}

/// The extension of the constraint composition's columns.
pub(crate) struct Composition<E: FieldElement<BaseField = BaseElement>, H: Hasher>(Extended<E, H>);

impl<E: FieldElement<BaseField = BaseElement>, H: StarkHasher> Composition<E, H> {
    pub(crate) fn new(
        trace: CompositionPolyTrace<E>,
        columns: usize,
        domain: &StarkDomain<BaseElement>,
        partitions: PartitionOptions,
    ) -> (Self, CompositionPoly<E>) {
        let polynomial = CompositionPoly::new(trace, domain, columns);
        (Self(Extended::of(polynomial.data(), domain, partitions)), polynomial)
    }
}

impl<E: FieldElement<BaseField = BaseElement>, H: StarkHasher> ConstraintCommitment<E> for Composition<E, H> {
    type HashFn = H;
    type VC = MerkleTree<H>;

    fn commitment(&self) -> H::Digest {
        self.0.tree.commitment()
    }

    fn query(self, positions: &[usize]) -> Queries {
        self.0.query(positions)
    }
}
