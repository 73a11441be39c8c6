//! A prover for Fibonacci from winterfell's parts that can be told to cheat. It goes through the whole transcript, so what it makes
//! is well-formed and consistent wherever a cheater can be.
use winter_air::{
    Air as _, PartitionOptions,
    proof::{Commitments, Context, OodFrame, Proof, Queries, QuotientOodFrame, merge_ood_evaluations},
};
use winter_crypto::{
    DefaultRandomCoin, ElementHasher, Hasher, MerkleTree, RandomCoin, VectorCommitment, hashers::Blake3_256,
};
use winter_fri::{
    FriOptions, FriProof, FriProver, ProverChannel,
    folding::{apply_drp, fold_positions},
};
use winter_math::{FieldElement, StarkField, ToElements, get_power_series_with_offset, polynom};
use winter_prover::{
    CompositionPoly, ConstraintEvaluator, DefaultConstraintEvaluator, DefaultTraceLde, StarkDomain, TraceLde,
    matrix::{ColMatrix, RowMatrix},
};
use winter_utils::{Deserializable, Serializable, transpose_slice};
use zkpair_stark::{
    BaseElement, Extension, Setting,
    air::{Fibonacci, Public, Statement},
};

type H = Blake3_256<BaseElement>;
type Digest = <H as Hasher>::Digest;

/// Where the prover leaves the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cheat {
    /// Nowhere.
    None,
    /// It opens the composition at z as the constraints demand, not as it is.
    OutOfDomain,
    /// Its composition has degree n + 1.
    WrongDegree,
    /// It folds the first layer with another challenge than the one drawn.
    WrongFolding,
    /// Its context says one constraint more than the AIR has.
    ConstraintCount,
    /// Out of domain as above, and a remainder fitted to the queries after they are drawn.
    RemainderAfterQueries,
}

/// The transcript of FRI's commit phase.
struct Channel {
    coin: DefaultRandomCoin<H>,
    commitments: Vec<Digest>,
    alphas: Vec<Extension>,
    skew: Extension,
}

impl ProverChannel<Extension> for Channel {
    type Hasher = H;

    fn commit_fri_layer(&mut self, root: Digest) {
        self.commitments.push(root);
        self.coin.reseed(root);
    }

    fn draw_fri_alpha(&mut self) -> Extension {
        let alpha = self.coin.draw::<Extension>().unwrap() + std::mem::replace(&mut self.skew, Extension::ZERO);
        self.alphas.push(alpha);
        alpha
    }
}

/// The bytes of a proof that `columns` satisfy Fibonacci's AIR for `public`.
pub fn forge(setting: Setting, columns: Vec<Vec<BaseElement>>, public: Public<3>, cheat: Cheat) -> Vec<u8> {
    let (n, options, partitions) = (columns[0].len(), setting.options(), PartitionOptions::default());
    let air = Fibonacci::instance(n, public, options.clone());
    let domain = StarkDomain::new(&air);
    let count = Fibonacci::CONSTRAINTS + usize::from(cheat == Cheat::ConstraintCount);
    let context = Context::new::<BaseElement>(Fibonacci::dimensions(n), options.clone(), count);
    let mut seed: Vec<BaseElement> = context.to_elements();
    seed.extend(public.to_elements());
    let mut coin = DefaultRandomCoin::<H>::new(&seed);

    // Trace.
    let main = ColMatrix::new(columns);
    let (lde, polynomials) =
        DefaultTraceLde::<Extension, H, MerkleTree<H>>::new(&Fibonacci::dimensions(n), &main, &domain, partitions);
    let trace_root = lde.get_main_trace_commitment();
    coin.reseed(trace_root);

    // Composition, as values on the extended domain.
    let coefficients = air.get_constraint_composition_coefficients::<Extension, _>(&mut coin).unwrap();
    let evaluated = DefaultConstraintEvaluator::new(&air, None, coefficients.clone()).evaluate(&lde, &domain);
    let composition = CompositionPoly::new(evaluated, &domain, 1);
    let xs = get_power_series_with_offset(air.lde_domain_generator(), air.domain_offset(), air.lde_domain_size());
    let rows = RowMatrix::<Extension>::evaluate_polys_over::<8>(composition.data(), &domain);
    let mut values: Vec<Extension> = (0..xs.len()).map(|i| rows.row(i)[0]).collect();
    match cheat {
        Cheat::WrongDegree => values.iter_mut().zip(&xs).for_each(|(value, x)| *value += x.exp(n as u64 + 1).into()),
        Cheat::OutOfDomain => values[0] += Extension::ONE,
        _ => {}
    }
    let tree = MerkleTree::<H>::new(values.iter().map(|&value| H::hash_elements(&[value])).collect()).unwrap();
    let composition_root = tree.commitment();
    coin.reseed(composition_root);

    // Out of domain.
    let z: Extension = coin.draw().unwrap();
    let next_z = z * Extension::from(air.trace_domain_generator());
    let frame = polynomials.get_ood_frame(z);
    let mut quotient = composition.get_ood_frame(z);
    if matches!(cheat, Cheat::OutOfDomain | Cheat::WrongDegree | Cheat::RemainderAfterQueries) {
        let main = frame.main_frame();
        let mut transition = [Extension::ZERO; 2];
        air.evaluate_transition(&main, &[], &mut transition);
        let constraints = air.get_transition_constraints(&coefficients.transition);
        let mut demanded = constraints.combine_evaluations::<Extension>(&transition, &[], z);
        let boundary = air.get_boundary_constraints(None, &coefficients.boundary);
        for group in boundary.main_constraints() {
            demanded += group.evaluate_at(main.current(), z);
        }
        quotient = QuotientOodFrame::new(vec![demanded], quotient.next_row().to_vec());
    }
    coin.reseed(H::hash_elements(&merge_ood_evaluations(&frame, &quotient)));

    // DEEP, value by value: Σ γ_j·((f_j(x) − f_j(z))/(x − z) + (f_j(x) − f_j(zg))/(x − zg)).
    let gammas = air.get_deep_composition_coefficients::<Extension, _>(&mut coin).unwrap();
    let gammas: Vec<Extension> = gammas.trace.into_iter().chain(gammas.constraints).collect();
    let at_z: Vec<Extension> = frame.current_row().iter().chain(quotient.current_row()).copied().collect();
    let at_next: Vec<Extension> = frame.next_row().iter().chain(quotient.next_row()).copied().collect();
    let trace_rows = RowMatrix::<BaseElement>::evaluate_polys_over::<8>(&main.interpolate_columns(), &domain);
    let deep: Vec<Extension> = (0..xs.len())
        .map(|i| {
            let x = Extension::from(xs[i]);
            let row = trace_rows.row(i).iter().map(|&value| Extension::from(value)).chain([values[i]]);
            let [first, second] = row.enumerate().fold([Extension::ZERO; 2], |[first, second], (j, value)| {
                [first + gammas[j] * (value - at_z[j]), second + gammas[j] * (value - at_next[j])]
            });
            first / (x - z) + second / (x - next_z)
        })
        .collect();

    // FRI.
    let fri_options = FriOptions::new(8, 4, 31);
    let skew = if cheat == Cheat::WrongFolding { Extension::ONE } else { Extension::ZERO };
    let mut channel = Channel { coin, commitments: vec![], alphas: vec![], skew };
    let mut prover = FriProver::<Extension, Channel, H, MerkleTree<H>>::new(fri_options.clone());
    prover.build_layers(&mut channel, deep.clone());
    let Channel { mut coin, commitments: fri_roots, alphas, .. } = channel;
    let nonce = (1..).find(|&nonce| coin.check_leading_zeros(nonce) >= setting.grinding_bits()).unwrap();
    let mut positions = coin.draw_integers(setting.queries(), xs.len(), nonce).unwrap();
    positions.sort_unstable();
    positions.dedup();
    let mut fri_proof = prover.build_proof(&positions);
    if cheat == Cheat::RemainderAfterQueries {
        fri_proof = with_remainder(&fri_proof, &fitted_remainder(deep, &alphas[..fri_roots.len() - 1], &positions));
    }

    // The proof.
    let mut ood_frame = OodFrame::default();
    ood_frame.set_trace_states(&frame);
    ood_frame.set_quotient_states(&quotient);
    let (_, opening) = tree.open_many(&positions).unwrap();
    let opened = positions.iter().map(|&position| vec![values[position]]).collect();
    Proof {
        context,
        num_unique_queries: positions.len() as u8,
        commitments: Commitments::new::<H>(vec![trace_root], composition_root, fri_roots),
        trace_queries: lde.query(&positions),
        constraint_queries: Queries::new::<H, Extension, MerkleTree<H>>(opening, opened),
        ood_frame,
        fri_proof,
        pow_nonce: nonce,
    }
    .to_bytes()
}

/// A polynomial, highest coefficient first, through the last layer's values at the queried positions.
fn fitted_remainder(mut word: Vec<Extension>, alphas: &[Extension], positions: &[usize]) -> Vec<Extension> {
    let mut positions = positions.to_vec();
    for &alpha in alphas {
        positions = fold_positions(&positions, word.len(), 4);
        word = apply_drp(&transpose_slice::<_, 4>(&word), BaseElement::GENERATOR, alpha);
    }
    let generator = BaseElement::get_root_of_unity(word.len().ilog2());
    let x = |&position: &usize| Extension::from(BaseElement::GENERATOR * generator.exp(position as u64));
    let ys: Vec<_> = positions.iter().map(|&position| word[position]).collect();
    let mut remainder = polynom::interpolate(&positions.iter().map(x).collect::<Vec<_>>(), &ys, false);
    assert!(remainder.len() <= word.len() / 8, "more queries than the remainder has coefficients");
    remainder.resize(word.len() / 8, Extension::ZERO);
    remainder.reverse();
    remainder
}

/// The proof with another remainder of the same length: the bytes before the last, which counts partitions.
fn with_remainder(proof: &FriProof, remainder: &[Extension]) -> FriProof {
    let mut bytes = proof.to_bytes();
    let encoded = remainder.iter().flat_map(|element| element.to_bytes()).collect::<Vec<u8>>();
    let end = bytes.len() - 1;
    bytes[end - encoded.len()..end].copy_from_slice(&encoded);
    FriProof::read_from_bytes(&bytes).unwrap()
}
