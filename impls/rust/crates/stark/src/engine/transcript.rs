//! What the prover says and what the coin answers: the order of winterfell's prover channel.
use winter_air::proof::{Commitments, Context, OodFrame, QuotientOodFrame, TraceOodFrame, merge_ood_evaluations};
use winter_crypto::RandomCoin;
use winter_math::ToElements;

use super::rows::ManyHasher;
use crate::{BaseElement, Error, Extension, air::Statement, coin::Grinding};

/// What FRI says to the verifier and is told by it.
pub(super) trait Channel<H: ManyHasher> {
    /// A commitment of the prover's.
    fn commit(&mut self, root: H::Digest);

    /// An element of the extension.
    fn draw(&mut self) -> Result<Extension, Error>;
}

/// The coin and what goes into the proof of what it has heard.
pub(super) struct Transcript<H: ManyHasher> {
    pub(super) coin: Grinding<H>,
    pub(super) context: Context,
    pub(super) commitments: Commitments,
    pub(super) ood_frame: OodFrame,
}

/// A coin that cannot be drawn from, which does not happen but for one in 2^64.
pub(super) fn drawn<T, E: std::fmt::Display>(result: Result<T, E>) -> Result<T, Error> {
    result.map_err(|error| Error::Prover(error.to_string()))
}

impl<H: ManyHasher> Transcript<H> {
    /// Seeded with the context and the public inputs.
    pub(super) fn new<S: Statement>(air: &S, public: &S::PublicInputs) -> Self {
        let constraints = air.context().num_assertions() + air.context().num_transition_constraints();
        let context = Context::new::<BaseElement>(air.trace_info().clone(), air.options().clone(), constraints);
        let mut seed = context.to_elements();
        seed.extend(public.to_elements());
        let coin = Grinding::new(&seed);
        Self { coin, context, commitments: Commitments::default(), ood_frame: OodFrame::default() }
    }

    /// The values at the point out of the domain and at the one after it.
    pub(super) fn evaluations(&mut self, trace: &TraceOodFrame<Extension>, quotient: &QuotientOodFrame<Extension>) {
        self.ood_frame.set_trace_states(trace);
        self.ood_frame.set_quotient_states(quotient);
        self.coin.reseed(H::hash_elements(&merge_ood_evaluations(trace, quotient)));
    }
}

impl<H: ManyHasher> Channel<H> for Transcript<H> {
    fn commit(&mut self, root: H::Digest) {
        self.commitments.add::<H>(&root);
        self.coin.reseed(root);
    }

    fn draw(&mut self) -> Result<Extension, Error> {
        drawn(self.coin.draw())
    }
}
