//! The trace over the LDE domain, as canonical columns, behind winterfell's interface for constraint evaluation.
use std::marker::PhantomData;

use winter_air::{EvaluationFrame, TraceInfo, proof::Queries};
use winter_crypto::MerkleTree;
use winter_math::FieldElement;
use winter_prover::{StarkDomain, TraceLde, matrix::ColMatrix};

use super::{
    pool,
    rows::ManyHasher,
    transform::{Column, extend, interpolate},
    tree::Tree,
};
use crate::{BaseElement, Error, Extension, options::BLOWUP};

/// Polynomials and their committed values on the LDE domain; a column of the extension takes two of these.
pub(super) struct Segment {
    /// Coefficients.
    pub(super) polynomials: Vec<Column>,
    columns: Vec<Column>,
    tree: Tree,
}

impl Segment {
    /// Of polynomials with n coefficients each.
    pub(super) fn of_polynomials<H: ManyHasher>(polynomials: Vec<Column>) -> Result<Self, Error> {
        let columns: Vec<Column> =
            pool::map::<_, _, Result<Vec<_>, _>>(polynomials.iter(), |p| extend(p.iter().copied(), BLOWUP * p.len()))?;
        let tree = Tree::over::<H>(&slices(&columns));
        Ok(Self { polynomials, columns, tree })
    }

    /// Of the columns of a trace.
    pub(super) fn of_columns<H: ManyHasher, I: ExactSizeIterator<Item = u64> + Send>(
        columns: impl Iterator<Item = I>,
    ) -> Result<Self, Error> {
        Self::of_polynomials::<H>(pool::map::<_, _, Result<_, _>>(columns, interpolate)?)
    }

    /// The tree's root.
    pub(super) fn root<H: ManyHasher>(&self) -> H::Digest {
        self.tree.root::<H>()
    }

    /// Row i, as elements of F.
    fn row(&self, i: usize) -> impl Iterator<Item = BaseElement> {
        self.columns.iter().filter_map(move |column| column.get(i)).map(|&word| BaseElement::new(word))
    }

    /// The rows at these positions with their opening.
    pub(super) fn query<H: ManyHasher>(&self, positions: &[usize]) -> Queries {
        let rows = positions.iter().map(|&i| self.row(i).collect()).collect::<Vec<Vec<_>>>();
        let opening = self.tree.open::<H>(&slices(&self.columns), positions);
        Queries::new::<H, BaseElement, MerkleTree<H>>(opening, rows)
    }
}

fn slices(columns: &[Column]) -> Vec<&[u64]> {
    columns.iter().map(Vec::as_slice).collect()
}

/// c0 and c1 of each element of a column.
pub(super) fn coordinates(column: &[Extension]) -> [impl ExactSizeIterator<Item = u64> + Send; 2] {
    [0, 1].map(|i| column.iter().map(move |element| element.base_element(i).as_int()))
}

/// Both segments of a trace.
pub(super) struct Lde<H: ManyHasher> {
    pub(super) info: TraceInfo,
    pub(super) main: Segment,
    pub(super) aux: Option<Segment>,
    pub(super) hasher: PhantomData<H>,
}

impl<H: ManyHasher> TraceLde<Extension> for Lde<H> {
    type HashFn = H;
    type VC = MerkleTree<H>;

    fn get_main_trace_commitment(&self) -> H::Digest {
        self.main.root::<H>()
    }

    /// Not used: the prover of this crate commits to the auxiliary segment itself.
    fn set_aux_trace(
        &mut self,
        aux: &ColMatrix<Extension>,
        _domain: &StarkDomain<BaseElement>,
    ) -> (ColMatrix<Extension>, H::Digest) {
        (aux.clone(), H::Digest::default())
    }

    fn read_main_trace_frame_into(&self, step: usize, frame: &mut EvaluationFrame<BaseElement>) {
        let next = (step + BLOWUP) % self.trace_len();
        frame.current_mut().iter_mut().zip(self.main.row(step)).for_each(|(to, value)| *to = value);
        frame.next_mut().iter_mut().zip(self.main.row(next)).for_each(|(to, value)| *to = value);
    }

    fn read_aux_trace_frame_into(&self, step: usize, frame: &mut EvaluationFrame<Extension>) {
        let Some(aux) = &self.aux else { return };
        let read = |step, to: &mut [Extension]| {
            let mut row = aux.row(step);
            for to in to {
                if let (Some(c0), Some(c1)) = (row.next(), row.next()) {
                    *to = Extension::new(c0, c1);
                }
            }
        };
        read(step, frame.current_mut());
        read((step + BLOWUP) % self.trace_len(), frame.next_mut());
    }

    fn query(&self, positions: &[usize]) -> Vec<Queries> {
        [Some(&self.main), self.aux.as_ref()].into_iter().flatten().map(|s| s.query::<H>(positions)).collect()
    }

    fn trace_len(&self) -> usize {
        self.main.columns.first().map_or(0, Vec::len)
    }

    fn blowup(&self) -> usize {
        BLOWUP
    }

    fn trace_info(&self) -> &TraceInfo {
        &self.info
    }
}
