//! The AIR: s0' = s0 + s1, s1' = s1 + s0'; s0 = a and s1 = b in the first row, s1 = result in the last.
use plonky2::field::extension::{Extendable, FieldExtension};
use plonky2::field::packed::PackedField;
use plonky2::hash::hash_types::RichField;
use plonky2::iop::ext_target::ExtensionTarget;
use plonky2::plonk::circuit_builder::CircuitBuilder;
use starky::constraint_consumer::{ConstraintConsumer, RecursiveConstraintConsumer};
use starky::evaluation_frame::{StarkEvaluationFrame, StarkFrame};
use starky::stark::Stark;

pub const COLUMNS: usize = 2;
pub const PUBLICS: usize = 3;

#[derive(Clone, Copy, Debug)]
pub struct Fibonacci;

impl<F: RichField + Extendable<D>, const D: usize> Stark<F, D> for Fibonacci {
    type EvaluationFrame<FE, P, const D2: usize>
        = StarkFrame<P, P::Scalar, COLUMNS, PUBLICS>
    where
        FE: FieldExtension<D2, BaseField = F>,
        P: PackedField<Scalar = FE>;

    type EvaluationFrameTarget = StarkFrame<ExtensionTarget<D>, ExtensionTarget<D>, COLUMNS, PUBLICS>;

    fn eval_packed_generic<FE, P, const D2: usize>(
        &self,
        frame: &Self::EvaluationFrame<FE, P, D2>,
        constraints: &mut ConstraintConsumer<P>,
    ) where
        FE: FieldExtension<D2, BaseField = F>,
        P: PackedField<Scalar = FE>,
    {
        let (now, next, public) = (frame.get_local_values(), frame.get_next_values(), frame.get_public_inputs());
        constraints.constraint_transition(next[0] - now[0] - now[1]);
        constraints.constraint_transition(next[1] - now[1] - next[0]);
        constraints.constraint_first_row(now[0] - public[0]);
        constraints.constraint_first_row(now[1] - public[1]);
        constraints.constraint_last_row(now[1] - public[2]);
    }

    fn eval_ext_circuit(
        &self,
        builder: &mut CircuitBuilder<F, D>,
        frame: &Self::EvaluationFrameTarget,
        constraints: &mut RecursiveConstraintConsumer<F, D>,
    ) {
        let (now, next, public) = (frame.get_local_values(), frame.get_next_values(), frame.get_public_inputs());
        for (sum, next) in [([now[0], now[1]], next[0]), ([now[1], next[0]], next[1])] {
            let sum = builder.add_extension(sum[0], sum[1]);
            let difference = builder.sub_extension(next, sum);
            constraints.constraint_transition(builder, difference);
        }
        for (value, public) in [(now[0], public[0]), (now[1], public[1])] {
            let difference = builder.sub_extension(value, public);
            constraints.constraint_first_row(builder, difference);
        }
        let difference = builder.sub_extension(now[1], public[2]);
        constraints.constraint_last_row(builder, difference);
    }

    fn constraint_degree(&self) -> usize {
        2
    }
}
