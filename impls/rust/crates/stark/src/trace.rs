//! The caller's bytes as columns, and the check of a trace against its AIR.
use rayon::prelude::*;
use winter_air::{AuxRandElements, EvaluationFrame, TraceInfo};
use winter_math::{FieldElement, StarkField};
use winter_prover::{Trace, matrix::ColMatrix};

use crate::{
    BaseElement, Error,
    air::Statement,
    field::{ELEMENT_BYTES, elements},
    options::Setting,
};

/// Rows a task of the parallel check has at least.
const PARALLEL: usize = 1 << 12;

/// A main segment in winterfell's form.
pub(crate) struct Columns {
    info: TraceInfo,
    matrix: ColMatrix<BaseElement>,
}

impl Columns {
    /// From columns one after the other, n canonical elements each: converted once, each element written to its place.
    pub(crate) fn parse<S: Statement>(trace: &[u8], n: usize) -> Result<Self, Error> {
        check_length("trace", trace, S::COLUMNS * n)?;
        let columns = trace.chunks_exact(n * ELEMENT_BYTES).enumerate();
        let columns = columns.map(|(j, column)| elements("trace", column, j * n)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { info: S::dimensions(n), matrix: ColMatrix::new(columns) })
    }

    /// winterfell asserts that the DEEP polynomial has degree n − 2. Its leading coefficient is a random combination of those
    /// of the columns, c_{n−1} = (1/n)·Σ_i T(g^i)·g^i: where all are zero the assertion would end the process.
    pub(crate) fn check_degree(&self) -> Result<(), Error> {
        let n = self.matrix.num_rows();
        let g = BaseElement::get_root_of_unity(n.ilog2());
        let leading = |column: &[BaseElement]| column.iter().rev().fold(BaseElement::ZERO, |sum, &t| sum * g + t);
        if self.matrix.columns().all(|column| leading(column) == BaseElement::ZERO) {
            return Err(Error::Degenerate);
        }
        Ok(())
    }

    /// Every assertion and every transition constraint, or the first that fails: assertions first, then the rows in order.
    pub(crate) fn check<S: Statement>(&self, public: &S::PublicInputs) -> Result<(), Error> {
        let n = self.matrix.num_rows();
        let air = S::instance(n, public.clone(), Setting::Default.options());
        for (assertion, expected) in air.get_assertions().iter().enumerate() {
            let (column, row) = (expected.column(), expected.first_step());
            let (found, value) = (self.matrix.get(column, row), expected.values().first().copied().unwrap_or_default());
            if found != value {
                let (expected, found) = (value.as_int(), found.as_int());
                return Err(Error::Boundary { row, assertion, air: S::NAME, column, expected, found });
            }
        }
        let periodic = air.get_periodic_column_values();
        let failing = |rows: std::ops::Range<usize>| {
            let mut frame = EvaluationFrame::new(S::COLUMNS);
            let mut values = vec![BaseElement::ZERO; periodic.len()];
            let mut results = vec![BaseElement::ZERO; S::TRANSITIONS.len()];
            rows.into_iter().find_map(|row| {
                self.read_main_frame(row, &mut frame);
                for (value, cycle) in values.iter_mut().zip(&periodic) {
                    *value = cycle.get(row % cycle.len()).copied().unwrap_or_default();
                }
                air.evaluate_transition(&frame, &values, &mut results);
                let constraint = results.iter().position(|&result| result != BaseElement::ZERO)?;
                Some((row, constraint))
            })
        };
        let last = n - 1; // the transition from the last row to the first is exempt
        let first_failure = (0..last.div_ceil(PARALLEL))
            .into_par_iter()
            .find_map_first(|task| failing(task * PARALLEL..last.min((task + 1) * PARALLEL)));
        if let Some((row, constraint)) = first_failure {
            let formula = S::TRANSITIONS.get(constraint).copied().unwrap_or_default();
            return Err(Error::Transition { row, constraint, air: S::NAME, formula });
        }
        S::check_aux(&self.matrix)?;
        self.check_degree()
    }

    /// The auxiliary segment.
    pub(crate) fn build_aux<S: Statement, E: FieldElement<BaseField = BaseElement>>(
        &self,
        random: &AuxRandElements<E>,
    ) -> ColMatrix<E> {
        S::build_aux(&self.matrix, random)
    }
}

impl Trace for Columns {
    type BaseField = BaseElement;

    fn info(&self) -> &TraceInfo {
        &self.info
    }

    fn main_segment(&self) -> &ColMatrix<BaseElement> {
        &self.matrix
    }

    fn read_main_frame(&self, row: usize, frame: &mut EvaluationFrame<BaseElement>) {
        self.matrix.read_row_into(row, frame.current_mut());
        self.matrix.read_row_into((row + 1) % self.matrix.num_rows(), frame.next_mut());
    }
}

/// The public inputs of a statement.
pub(crate) fn public_inputs<S: Statement>(public: &[u8]) -> Result<S::PublicInputs, Error> {
    use crate::air::PublicInputs;
    let count = S::PublicInputs::COUNT;
    check_length("public", public, count)?;
    let length = || length_error("public", public.len(), count, ELEMENT_BYTES);
    S::PublicInputs::from_elements(&elements("public", public, 0)?).ok_or_else(length)
}

fn check_length(name: &'static str, bytes: &[u8], elements: usize) -> Result<(), Error> {
    if bytes.len() == elements * ELEMENT_BYTES {
        return Ok(());
    }
    Err(length_error(name, bytes.len(), elements, ELEMENT_BYTES))
}

pub(crate) fn length_error(name: &'static str, got: usize, elements: usize, width: usize) -> Error {
    Error::Length { name, expected: elements * width, got, elements, width }
}
