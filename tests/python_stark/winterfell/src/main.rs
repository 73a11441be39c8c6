//! Makes the golden proofs of tests/python_stark with winterfell 0.13.1, and asks winterfell about proofs made elsewhere.
//!
//!   winterfell-vectors dump DIR                         proofs, public inputs, FRI proofs, security.txt
//!   winterfell-vectors verify AIR HASH SETTING PUBLIC PROOF     prints 1 or 0 (and why on stderr)

mod airs;

use airs::*;
use std::{fs, marker::PhantomData, path::Path};
use winter_crypto::{DefaultRandomCoin, Digest, ElementHasher, MerkleTree, hashers::{Blake3_256, Sha3_256}};
use winter_fri::{DefaultProverChannel, FriOptions, FriProver};
use winterfell::{
    AcceptableOptions, Air, AuxRandElements, CompositionPoly, CompositionPolyTrace, ConstraintCompositionCoefficients,
    DefaultConstraintCommitment, DefaultConstraintEvaluator, DefaultTraceLde, PartitionOptions, Proof, ProofOptions,
    Prover, StarkDomain, Trace, TraceInfo, TracePolyTable,
    math::{FieldElement, StarkField, fields::{QuadExtension, f64::BaseElement as Felt}, get_power_series_with_offset, polynom},
    matrix::ColMatrix,
};

type Quad = QuadExtension<Felt>;

/// A table whose info may announce an auxiliary segment.
pub struct Table {
    info: TraceInfo,
    main: ColMatrix<Felt>,
}

impl Trace for Table {
    type BaseField = Felt;
    fn info(&self) -> &TraceInfo {
        &self.info
    }
    fn main_segment(&self) -> &ColMatrix<Felt> {
        &self.main
    }
    fn read_main_frame(&self, row: usize, frame: &mut winterfell::EvaluationFrame<Felt>) {
        self.main.read_row_into(row, frame.current_mut());
        self.main.read_row_into((row + 1) % self.info.length(), frame.next_mut());
    }
}

pub struct Maker<A: Air, H> {
    options: ProofOptions,
    public: Vec<Felt>,
    _air: PhantomData<(A, H)>,
}

impl<A, H> Prover for Maker<A, H>
where
    A: Air<BaseField = Felt, PublicInputs = Vec2> + 'static,
    H: ElementHasher<BaseField = Felt> + Sync,
{
    type BaseField = Felt;
    type Air = A;
    type Trace = Table;
    type HashFn = H;
    type VC = MerkleTree<H>;
    type RandomCoin = DefaultRandomCoin<H>;
    type TraceLde<E: FieldElement<BaseField = Felt>> = DefaultTraceLde<E, H, MerkleTree<H>>;
    type ConstraintCommitment<E: FieldElement<BaseField = Felt>> = DefaultConstraintCommitment<E, H, MerkleTree<H>>;
    type ConstraintEvaluator<'a, E: FieldElement<BaseField = Felt>> = DefaultConstraintEvaluator<'a, A, E>;

    fn get_pub_inputs(&self, _trace: &Table) -> Vec2 {
        Vec2(self.public.clone())
    }
    fn options(&self) -> &ProofOptions {
        &self.options
    }
    fn new_trace_lde<E: FieldElement<BaseField = Felt>>(
        &self,
        info: &TraceInfo,
        main: &ColMatrix<Felt>,
        domain: &StarkDomain<Felt>,
        partition: PartitionOptions,
    ) -> (Self::TraceLde<E>, TracePolyTable<E>) {
        DefaultTraceLde::new(info, main, domain, partition)
    }
    fn new_evaluator<'a, E: FieldElement<BaseField = Felt>>(
        &self,
        air: &'a A,
        random: Option<AuxRandElements<E>>,
        coefficients: ConstraintCompositionCoefficients<E>,
    ) -> Self::ConstraintEvaluator<'a, E> {
        DefaultConstraintEvaluator::new(air, random, coefficients)
    }
    fn build_constraint_commitment<E: FieldElement<BaseField = Felt>>(
        &self,
        trace: CompositionPolyTrace<E>,
        columns: usize,
        domain: &StarkDomain<Felt>,
        partition: PartitionOptions,
    ) -> (Self::ConstraintCommitment<E>, CompositionPoly<E>) {
        DefaultConstraintCommitment::new(trace, columns, domain, partition)
    }
    fn build_aux_trace<E: FieldElement<BaseField = Felt>>(
        &self,
        table: &Table,
        random: &AuxRandElements<E>,
    ) -> ColMatrix<E> {
        let (z, alpha) = (random.rand_elements()[0], random.rand_elements()[1]);
        let term = |column: usize, row: usize| {
            z - E::from(table.main.get(column, row)) - alpha * E::from(table.main.get(column + 1, row))
        };
        let mut p = vec![E::ONE];
        for row in 0..table.info.length() - 1 {
            p.push(p[row] * term(0, row) / term(2, row));
        }
        ColMatrix::new(vec![p])
    }
}

fn fibonacci(n: usize) -> (Table, Vec<Felt>) {
    let (mut a, mut b) = (Felt::new(3), Felt::new(7));
    let mut columns = vec![vec![a], vec![b]];
    for _ in 1..n {
        a += b;
        b += a;
        columns[0].push(a);
        columns[1].push(b);
    }
    (table(columns, 0, 0), vec![Felt::new(3), Felt::new(7), b])
}

fn hash_chain(n: usize) -> (Table, Vec<Felt>) {
    let periodic = periodic();
    let mut state: [Felt; 8] = core::array::from_fn(|j| if j < 4 { Felt::new(j as u64 + 1) } else { Felt::ZERO });
    let mut columns = vec![Vec::new(); 8];
    for row in 0..n {
        for j in 0..8 {
            columns[j].push(state[j]);
        }
        let p: Vec<Felt> = periodic.iter().map(|column| column[row % 32]).collect();
        if row + 1 < n {
            state = step(state, &p);
        }
    }
    (table(columns, 0, 0), state[..4].to_vec())
}

fn chain(n: usize) -> (Table, Vec<Felt>) {
    let (mut x, b) = (Felt::new(3), Felt::new(7));
    let mut columns = vec![vec![x], vec![b; n]];
    for _ in 1..n {
        x *= x + b;
        columns[0].push(x);
    }
    (table(columns, 0, 0), vec![x])
}

fn permutation(n: usize) -> (Table, Vec<Felt>) {
    let cells = n / 4;
    let next = |address: usize| (5 * address + 1) % cells; // full period: one cycle
    let mut accesses = Vec::new();
    let mut address = 3;
    for _ in 0..n - 1 {
        accesses.push((address, next(address)));
        address = next(address);
    }
    let mut sorted = accesses.clone();
    sorted.sort();
    let felts = |values: Vec<usize>| values.into_iter().map(|v| Felt::new(v as u64)).collect::<Vec<_>>();
    let mut columns = vec![
        felts(accesses.iter().map(|x| x.0).collect()),
        felts(accesses.iter().map(|x| x.1).collect()),
        felts(sorted.iter().map(|x| x.0).collect()),
        felts(sorted.iter().map(|x| x.1).collect()),
    ];
    let last = [Felt::new(address as u64), Felt::ZERO, columns[2][n - 2], columns[3][n - 2]];
    for (column, value) in columns.iter_mut().zip(last) {
        column.push(value);
    }
    (table(columns, 1, 2), vec![Felt::new(3), Felt::new(address as u64)])
}

fn table(columns: Vec<Vec<Felt>>, aux: usize, random: usize) -> Table {
    let info = TraceInfo::new_multi_segment(columns.len(), aux, random, columns[0].len(), vec![]);
    Table { info, main: ColMatrix::new(columns) }
}

fn prove(air: &str, hash: &str, setting: &str, n: usize) -> (Proof, Vec<Felt>) {
    let (trace, public) = match air {
        "fibonacci" => fibonacci(n),
        "hash_chain" => hash_chain(n),
        "chain" => chain(n),
        _ => permutation(n),
    };
    fn go<A: Air<BaseField = Felt, PublicInputs = Vec2> + 'static, H: ElementHasher<BaseField = Felt> + Sync>(
        setting: &str,
        trace: Table,
        public: &[Felt],
    ) -> Proof {
        Maker::<A, H> { options: options(setting), public: public.to_vec(), _air: PhantomData }.prove(trace).unwrap()
    }
    let proof = match (air, hash) {
        ("fibonacci", "sha3_256") => go::<Fibonacci, Sha3_256<Felt>>(setting, trace, &public),
        ("fibonacci", _) => go::<Fibonacci, Blake3_256<Felt>>(setting, trace, &public),
        ("hash_chain", "sha3_256") => go::<HashChain, Sha3_256<Felt>>(setting, trace, &public),
        ("hash_chain", _) => go::<HashChain, Blake3_256<Felt>>(setting, trace, &public),
        ("chain", "sha3_256") => go::<Chain, Sha3_256<Felt>>(setting, trace, &public),
        ("chain", _) => go::<Chain, Blake3_256<Felt>>(setting, trace, &public),
        (_, "sha3_256") => go::<Permutation, Sha3_256<Felt>>(setting, trace, &public),
        (_, _) => go::<Permutation, Blake3_256<Felt>>(setting, trace, &public),
    };
    (proof, public)
}

fn verify(air: &str, hash: &str, setting: &str, public: Vec<Felt>, proof: Proof) -> Result<(), winterfell::VerifierError> {
    fn go<A: Air<BaseField = Felt, PublicInputs = Vec2> + 'static, H: ElementHasher<BaseField = Felt> + Sync>(
        setting: &str,
        public: Vec<Felt>,
        proof: Proof,
    ) -> Result<(), winterfell::VerifierError> {
        let accepted = AcceptableOptions::OptionSet(vec![options(setting)]);
        winterfell::verify::<A, H, DefaultRandomCoin<H>, MerkleTree<H>>(proof, Vec2(public), &accepted)
    }
    match (air, hash) {
        ("fibonacci", "sha3_256") => go::<Fibonacci, Sha3_256<Felt>>(setting, public, proof),
        ("fibonacci", _) => go::<Fibonacci, Blake3_256<Felt>>(setting, public, proof),
        ("hash_chain", "sha3_256") => go::<HashChain, Sha3_256<Felt>>(setting, public, proof),
        ("hash_chain", _) => go::<HashChain, Blake3_256<Felt>>(setting, public, proof),
        ("chain", "sha3_256") => go::<Chain, Sha3_256<Felt>>(setting, public, proof),
        ("chain", _) => go::<Chain, Blake3_256<Felt>>(setting, public, proof),
        (_, "sha3_256") => go::<Permutation, Sha3_256<Felt>>(setting, public, proof),
        (_, _) => go::<Permutation, Blake3_256<Felt>>(setting, public, proof),
    }
}

/// f_j = (j + 1, j² + 5) for j < n/8, on the coset 7·⟨ω_n⟩ in natural order: commitments, positions' values, FriProof.
fn fri<H: ElementHasher<BaseField = Felt> + Sync>(n: usize) -> Vec<u8> {
    use winter_utils::Serializable;
    let coefficients: Vec<Quad> =
        (0..n as u64 / 8).map(|j| Quad::new(Felt::new(j + 1), Felt::new(j * j + 5))).collect();
    let omega = Felt::get_root_of_unity(n.ilog2());
    let xs: Vec<Quad> =
        get_power_series_with_offset(omega, Felt::GENERATOR, n).into_iter().map(Quad::from).collect();
    let evaluations = polynom::eval_many(&coefficients, &xs);
    let mut channel = DefaultProverChannel::<Quad, H, DefaultRandomCoin<H>>::new(n, 121);
    let mut prover = FriProver::<Quad, _, H, MerkleTree<H>>::new(FriOptions::new(8, 4, 31));
    prover.build_layers(&mut channel, evaluations.clone());
    let mut positions = channel.draw_query_positions(0);
    positions.sort_unstable();
    positions.dedup();
    let proof = prover.build_proof(&positions);
    let mut bytes = vec![channel.layer_commitments().len() as u8];
    for commitment in channel.layer_commitments() {
        bytes.extend_from_slice(&commitment.as_bytes());
    }
    bytes.extend_from_slice(&(positions.len() as u16).to_le_bytes());
    for position in positions {
        bytes.extend_from_slice(&evaluations[position].to_bytes());
    }
    bytes.extend_from_slice(&proof.to_bytes());
    bytes
}

fn dump(dir: &Path) {
    fs::create_dir_all(dir).unwrap();
    let mut security = String::new();
    for air in ["fibonacci", "hash_chain", "permutation", "chain"] {
        for hash in ["sha3_256", "blake3"] {
            for setting in ["default", "queries28"] {
                for log_n in [6, 7, 8, 10, 12] {
                    if setting == "queries28" && log_n > 8 {
                        continue;
                    }
                    let (proof, public) = prove(air, hash, setting, 1 << log_n);
                    let name = format!("{air}-{hash}-{setting}-{log_n}");
                    fs::write(dir.join(format!("{name}.proof")), proof.to_bytes()).unwrap();
                    let public_bytes: Vec<u8> = public.iter().flat_map(|x| x.as_int().to_le_bytes()).collect();
                    fs::write(dir.join(format!("{name}.public")), public_bytes).unwrap();
                    let proven = proof.proven_security::<Sha3_256<Felt>>();
                    let conjectured = proof.conjectured_security::<Sha3_256<Felt>>();
                    security += &format!(
                        "{name} unique={} list={} conjectured={}\n",
                        proven.udr_bits(),
                        proven.ldr_bits(),
                        conjectured.bits()
                    );
                    verify(air, hash, setting, public, proof).unwrap();
                }
            }
        }
    }
    fs::write(dir.join("security.txt"), security).unwrap();
    for log_n in [10, 11, 12, 13] {
        fs::write(dir.join(format!("fri-sha3_256-{log_n}.proof")), fri::<Sha3_256<Felt>>(1 << log_n)).unwrap();
        fs::write(dir.join(format!("fri-blake3-{log_n}.proof")), fri::<Blake3_256<Felt>>(1 << log_n)).unwrap();
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["dump", dir] => dump(Path::new(dir)),
        ["verify", air, hash, setting, public, proof] => {
            let public = fs::read(public).unwrap();
            let public =
                public.chunks(8).map(|c| Felt::new(u64::from_le_bytes(c.try_into().unwrap()))).collect::<Vec<_>>();
            let proof = Proof::from_bytes(&fs::read(proof).unwrap()).unwrap();
            match verify(air, hash, setting, public, proof) {
                Ok(()) => println!("1"),
                Err(error) => println!("0 {error}"),
            }
        }
        _ => panic!("dump DIR, or verify AIR HASH SETTING PUBLIC PROOF"),
    }
}
