//! The prover: the order of winterfell's `Prover::generate_proof`.
use std::marker::PhantomData;

use winter_air::proof::{Proof, QuotientOodFrame, TraceOodFrame};
use winter_crypto::RandomCoin;
use winter_math::{ExtensionOf, StarkField};
use winter_prover::{ConstraintEvaluator, DefaultConstraintEvaluator, StarkDomain, Trace};

use super::{
    composition,
    deep::{Polynomial, combine},
    fri::Fri,
    lde::{Lde, Segment, coordinates},
    memory, pool,
    rows::ManyHasher,
    transcript::{Channel, Transcript, drawn},
    transform::extend,
};
use crate::{BaseElement, Error, Extension, air::Statement, options::Setting, trace::Columns};

/// The proof that `trace` satisfies the AIR for `public`.
pub(crate) fn prove<S: Statement, H: ManyHasher>(
    public: &S::PublicInputs,
    setting: Setting,
    trace: Columns,
) -> Result<Proof, Error> {
    pool::inside(|| prove_inside::<S, H>(public, setting, trace))
}

fn prove_inside<S: Statement, H: ManyHasher>(
    public: &S::PublicInputs,
    setting: Setting,
    trace: Columns,
) -> Result<Proof, Error> {
    let info = trace.info().clone();
    let (n, size) = (info.length(), setting.options().blowup_factor() * info.length());
    // About half of what is alive at once: the extension of the trace and, of it, the composition and the first layer, a node a row.
    memory::keep(size * (8 * (S::COLUMNS + 2 * S::AUX_COLUMNS) + 128));
    let air = S::new(info.clone(), public.clone(), setting.options());
    let mut transcript = Transcript::<H>::new(&air, public);

    // The trace, and what of it needs randomness.
    let main = trace.main_segment();
    let columns = main.columns().map(|column| column.iter().map(|element| element.as_int()));
    let mut lde = Lde::<H> { info, main: Segment::of_columns::<H, _>(columns)?, aux: None, hasher: PhantomData };
    transcript.commit(lde.main.root::<H>());
    let mut random = None;
    if S::AUX_COLUMNS > 0 {
        let elements = drawn(air.get_aux_rand_elements::<Extension, _>(&mut transcript.coin))?;
        let aux = S::build_aux(main, &elements);
        let columns = aux.columns().flat_map(coordinates);
        let aux = lde.aux.insert(Segment::of_columns::<H, _>(columns)?);
        transcript.commit(aux.root::<H>());
        random = Some(elements);
    }
    drop(trace);

    // The constraints.
    let coefficients = drawn(air.get_constraint_composition_coefficients(&mut transcript.coin))?;
    let evaluator = DefaultConstraintEvaluator::<S, Extension>::new(&air, random, coefficients);
    let values = evaluator.evaluate(&lde, &StarkDomain::new(&air)).into_inner();
    let composition = composition::commit::<H>(&values, n, air.context().num_constraint_composition_columns())?;
    drop(values);
    transcript.commit(composition.root::<H>());

    // Values out of the domain.
    let z = transcript.draw()?;
    let points = [z, z.mul_base(BaseElement::get_root_of_unity(n.ilog2()))];
    let of_main = lde.main.polynomials.iter().map(|column| Polynomial::Base(column));
    let of_aux = lde.aux.iter().flat_map(|aux| Polynomial::pairs(&aux.polynomials));
    let of_trace: Vec<_> = of_main.chain(of_aux).collect();
    let of_composition: Vec<_> = Polynomial::pairs(&composition.polynomials).collect();
    let at = |polynomials: &[Polynomial]| polynomials.iter().map(|polynomial| polynomial.at(points)).unzip();
    let (current, next) = at(&of_trace);
    let trace_frame = TraceOodFrame::new(current, next, S::COLUMNS);
    let (current, next) = at(&of_composition);
    transcript.evaluations(&trace_frame, &QuotientOodFrame::new(current, next));

    // DEEP and FRI.
    let coefficients = drawn(air.get_deep_composition_coefficients::<Extension, _>(&mut transcript.coin))?;
    let weighted = of_trace.into_iter().zip(coefficients.trace);
    let weighted = weighted.chain(of_composition.into_iter().zip(coefficients.constraints));
    let combined = combine(n, weighted, points);
    let [c0, c1] = coordinates(&combined);
    let (c0, c1) = pool::join(|| extend(c0, size), || extend(c1, size));
    let fri = Fri::build::<H>([c0?, c1?], &mut transcript)?;

    // The queries.
    let nonce = transcript.coin.proof_of_work();
    let options = setting.options();
    let mut positions = drawn(transcript.coin.draw_integers(options.num_queries(), size, nonce))?;
    positions.sort_unstable();
    positions.dedup();
    let trace_queries = || {
        let segments = [Some(&lde.main), lde.aux.as_ref()].into_iter().flatten();
        segments.map(|segment| segment.query::<H>(&positions)).collect()
    };
    let other_queries = || pool::join(|| composition.query::<H>(&positions), || fri.open::<H>(&positions));
    let (trace_queries, (constraint_queries, fri_proof)) = pool::join(trace_queries, other_queries);
    Ok(Proof {
        fri_proof: fri_proof?,
        trace_queries,
        constraint_queries,
        num_unique_queries: positions.len() as u8,
        pow_nonce: nonce,
        context: transcript.context,
        commitments: transcript.commitments,
        ood_frame: transcript.ood_frame,
    })
}
