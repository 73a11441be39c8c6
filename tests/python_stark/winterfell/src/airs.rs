//! The four AIRs of docs/protocols/stark.md, in winterfell's words.

use winterfell::{
    Air, AirContext, Assertion, AuxRandElements, EvaluationFrame, FieldExtension, ProofOptions, TraceInfo,
    TransitionConstraintDegree,
    math::{ExtensionOf, FieldElement, fields::f64::BaseElement as Felt},
};

pub fn options(setting: &str) -> ProofOptions {
    let (queries, grinding) = if setting == "queries28" { (28, 16) } else { (121, 0) };
    ProofOptions::new(
        queries,
        8,
        grinding,
        FieldExtension::Quadratic,
        4,
        31,
        winterfell::BatchingMethod::Linear,
        winterfell::BatchingMethod::Linear,
    )
}

// ---- fibonacci -------------------------------------------------------------------------------

pub struct Fibonacci {
    context: AirContext<Felt>,
    public: Vec<Felt>,
}

impl Air for Fibonacci {
    type BaseField = Felt;
    type PublicInputs = Vec2;

    fn new(info: TraceInfo, public: Vec2, options: ProofOptions) -> Self {
        let degrees = vec![TransitionConstraintDegree::new(1), TransitionConstraintDegree::new(1)];
        Self { context: AirContext::new(info, degrees, 3, options), public: public.0 }
    }
    fn context(&self) -> &AirContext<Felt> {
        &self.context
    }
    fn evaluate_transition<E: FieldElement<BaseField = Felt>>(
        &self,
        frame: &EvaluationFrame<E>,
        _periodic: &[E],
        result: &mut [E],
    ) {
        let (s, t) = (frame.current(), frame.next());
        result[0] = t[0] - (s[0] + s[1]);
        result[1] = t[1] - (s[1] + t[0]);
    }
    fn get_assertions(&self) -> Vec<Assertion<Felt>> {
        let last = self.trace_length() - 1;
        vec![
            Assertion::single(0, 0, self.public[0]),
            Assertion::single(1, 0, self.public[1]),
            Assertion::single(1, last, self.public[2]),
        ]
    }
}

/// Public inputs: a list of elements as it is.
#[derive(Clone)]
pub struct Vec2(pub Vec<Felt>);

impl winterfell::math::ToElements<Felt> for Vec2 {
    fn to_elements(&self) -> Vec<Felt> {
        self.0.clone()
    }
}

// ---- hash_chain ------------------------------------------------------------------------------

pub const EXTERNAL: [[u64; 8]; 8] = [
    [0xdd5743e7f2a5a5d9, 0xcb3a864e58ada44b, 0xffa2449ed32f8cdc, 0x42025f65d6bd13ee, 0x7889175e25506323, 0x34b98bb03d24b737, 0xbdcc535ecc4faa2a, 0x5b20ad869fc0d033],
    [0xf1dda5b9259dfcb4, 0x27515210be112d59, 0x4227d1718c766c3f, 0x26d333161a5bd794, 0x49b938957bf4b026, 0x4a56b5938b213669, 0x1120426b48c8353d, 0x6b323c3f10a56cad],
    [0xce57d6245ddca6b2, 0xb1fc8d402bba1eb1, 0xb5c5096ca959bd04, 0x6db55cd306d31f7f, 0xc49d293a81cb9641, 0x1ce55a4fe979719f, 0xa92e60a9d178a4d1, 0x002cc64973bcfd8c],
    [0xcea721cce82fb11b, 0xe5b55eb8098ece81, 0x4e30525c6f1ddd66, 0x43c6702827070987, 0xaca68430a7b5762a, 0x3674238634df9c93, 0x88cee1c825e33433, 0xde99ae8d74b57176],
    [0x014ef1197d341346, 0x9725e20825d07394, 0xfdb25aef2c5bae3b, 0xbe5402dc598c971e, 0x93a5711f04cdca3d, 0xc45a9a5b2f8fb97b, 0xfe8946a924933545, 0x2af997a27369091c],
    [0xaa62c88e0b294011, 0x058eb9d810ce9f74, 0xb3cb23eced349ae4, 0xa3648177a77b4a84, 0x43153d905992d95d, 0xf4e2a97cda44aa4b, 0x5baa2702b908682f, 0x082923bdf4f750d1],
    [0x98ae09a325893803, 0xf8a6475077968838, 0xceb0735bf00b2c5f, 0x0a1a5d953888e072, 0x2fcb190489f94475, 0xb5be06270dec69fc, 0x739cb934b09acf8b, 0x537750b75ec7f25b],
    [0xe9dd318bae1f3961, 0xf7462137299efe1a, 0xb1f6b8eee9adb940, 0xbdebcc8a809dfe6b, 0x40fc1f791b178113, 0x3ac1c3362d014864, 0x9a016184bdb8aeba, 0x95f2394459fbc25e],
];
pub const INTERNAL: [u64; 22] = [
    0x488897d85ff51f56, 0x1140737ccb162218, 0xa7eeb9215866ed35, 0x9bd2976fee49fcc9, 0xc0c8f0de580a3fcc,
    0x4fb2dae6ee8fc793, 0x343a89f35f37395b, 0x223b525a77ca72c8, 0x56ccb62574aaa918, 0xc4d507d8027af9ed,
    0xa080673cf0b7e95c, 0xf0184884eb70dcf8, 0x044f10b0cb3d5c69, 0xe9e3f7993938f186, 0x1b761c80e772f459,
    0x606cec607a1b5fac, 0x14a0c2e1d45f03cd, 0x4eace8855398574f, 0xf905ca7103eff3e6, 0xf8c8f8d20862c059,
    0xb524fe8bdd678e5a, 0xfbb7865901a1ec41,
];
pub const DIAGONAL: [u64; 8] = [
    0xfffffffeffffffff, 1, 2, 0x7fffffff80000001, 3, 0x7fffffff80000000, 0xfffffffefffffffe, 0xfffffffefffffffd,
];

pub fn external<E: FieldElement<BaseField = Felt>>(s: [E; 8]) -> [E; 8] {
    const M: [[u32; 4]; 4] = [[2, 3, 1, 1], [1, 2, 3, 1], [1, 1, 2, 3], [3, 1, 1, 2]];
    let mut half = [E::ZERO; 8];
    for i in 0..8 {
        for j in 0..4 {
            half[i] += s[i / 4 * 4 + j] * E::from(M[i % 4][j]);
        }
    }
    core::array::from_fn(|i| half[i] + half[i % 4] + half[i % 4 + 4])
}

pub fn internal<E: FieldElement<BaseField = Felt>>(s: [E; 8]) -> [E; 8] {
    let sum = s.iter().fold(E::ZERO, |a, &b| a + b);
    core::array::from_fn(|i| s[i] * E::from(Felt::new(DIAGONAL[i])) + sum)
}

pub fn power7<E: FieldElement>(x: E) -> E {
    let x3 = x * x * x;
    x3 * x3 * x
}

pub fn periodic() -> Vec<Vec<Felt>> {
    let mut columns = vec![vec![Felt::ZERO; 32]; 12];
    for t in 0..32 {
        let kind = match t {
            0 => 0,
            1..=4 | 27..=30 => 1,
            5..=26 => 2,
            _ => 3,
        };
        columns[kind][t] = Felt::ONE;
        if kind == 1 {
            let round = if t <= 4 { t - 1 } else { t - 23 };
            for j in 0..8 {
                columns[4 + j][t] = Felt::new(EXTERNAL[round][j]);
            }
        } else if kind == 2 {
            columns[4][t] = Felt::new(INTERNAL[t - 5]);
        }
    }
    columns
}

/// The state that follows `s` in row t of the cycle.
pub fn step<E: FieldElement<BaseField = Felt>>(s: [E; 8], p: &[E]) -> [E; 8] {
    let initial = external(s);
    let full = external(core::array::from_fn(|j| power7(s[j] + p[4 + j])));
    let mut sboxed = s;
    sboxed[0] = power7(s[0] + p[4]);
    let partial = internal(sboxed);
    core::array::from_fn(|j| {
        let linked = if j < 4 { p[3] * s[j] } else { E::ZERO };
        p[0] * initial[j] + p[1] * full[j] + p[2] * partial[j] + linked
    })
}

pub struct HashChain {
    context: AirContext<Felt>,
    public: Vec<Felt>,
}

impl Air for HashChain {
    type BaseField = Felt;
    type PublicInputs = Vec2;

    fn new(info: TraceInfo, public: Vec2, options: ProofOptions) -> Self {
        let degrees = vec![TransitionConstraintDegree::with_cycles(7, vec![32]); 8];
        Self { context: AirContext::new(info, degrees, 8, options), public: public.0 }
    }
    fn context(&self) -> &AirContext<Felt> {
        &self.context
    }
    fn evaluate_transition<E: FieldElement<BaseField = Felt>>(
        &self,
        frame: &EvaluationFrame<E>,
        p: &[E],
        result: &mut [E],
    ) {
        let following = step(frame.current().try_into().unwrap(), p);
        for j in 0..8 {
            result[j] = frame.next()[j] - following[j];
        }
    }
    fn get_assertions(&self) -> Vec<Assertion<Felt>> {
        let last = self.trace_length() - 1;
        let capacity = (4..8).map(|j| Assertion::single(j, 0, Felt::ZERO));
        let output = (0..4).map(|j| Assertion::single(j, last, self.public[j]));
        capacity.chain(output).collect()
    }
    fn get_periodic_column_values(&self) -> Vec<Vec<Felt>> {
        periodic()
    }
}

// ---- chain -----------------------------------------------------------------------------------

pub struct Chain {
    context: AirContext<Felt>,
    public: Vec<Felt>,
}

impl Air for Chain {
    type BaseField = Felt;
    type PublicInputs = Vec2;

    fn new(info: TraceInfo, public: Vec2, options: ProofOptions) -> Self {
        let degrees = vec![TransitionConstraintDegree::new(2), TransitionConstraintDegree::new(1)];
        Self { context: AirContext::new(info, degrees, 1, options), public: public.0 }
    }
    fn context(&self) -> &AirContext<Felt> {
        &self.context
    }
    fn evaluate_transition<E: FieldElement<BaseField = Felt>>(
        &self,
        frame: &EvaluationFrame<E>,
        _periodic: &[E],
        result: &mut [E],
    ) {
        let (s, t) = (frame.current(), frame.next());
        result[0] = t[0] - s[0] * (s[0] + s[1]);
        result[1] = t[1] - s[1];
    }
    fn get_assertions(&self) -> Vec<Assertion<Felt>> {
        vec![Assertion::single(0, self.trace_length() - 1, self.public[0])]
    }
}

// ---- permutation -----------------------------------------------------------------------------

pub struct Permutation {
    context: AirContext<Felt>,
    public: Vec<Felt>,
}

impl Air for Permutation {
    type BaseField = Felt;
    type PublicInputs = Vec2;

    fn new(info: TraceInfo, public: Vec2, options: ProofOptions) -> Self {
        let main = [1, 2, 2].map(TransitionConstraintDegree::new).to_vec();
        let aux = vec![TransitionConstraintDegree::new(2)];
        Self { context: AirContext::new_multi_segment(info, main, aux, 3, 2, options), public: public.0 }
    }
    fn context(&self) -> &AirContext<Felt> {
        &self.context
    }
    fn evaluate_transition<E: FieldElement<BaseField = Felt>>(
        &self,
        frame: &EvaluationFrame<E>,
        _periodic: &[E],
        result: &mut [E],
    ) {
        let (s, t) = (frame.current(), frame.next());
        let d = t[2] - s[2];
        result[0] = t[0] - s[1];
        result[1] = d * (d - E::ONE);
        result[2] = (t[3] - s[3]) * (d - E::ONE);
    }
    fn get_assertions(&self) -> Vec<Assertion<Felt>> {
        let last = self.trace_length() - 1;
        vec![
            Assertion::single(0, 0, self.public[0]),
            Assertion::single(2, 0, Felt::ZERO),
            Assertion::single(0, last, self.public[1]),
        ]
    }
    fn evaluate_aux_transition<F, E>(
        &self,
        main: &EvaluationFrame<F>,
        aux: &EvaluationFrame<E>,
        _periodic: &[F],
        random: &AuxRandElements<E>,
        result: &mut [E],
    ) where
        F: FieldElement<BaseField = Felt>,
        E: FieldElement<BaseField = Felt> + ExtensionOf<F>,
    {
        let (z, alpha) = (random.rand_elements()[0], random.rand_elements()[1]);
        let s: Vec<E> = main.current().iter().map(|&x| E::from(x)).collect();
        result[0] = aux.next()[0] * (z - s[2] - alpha * s[3]) - aux.current()[0] * (z - s[0] - alpha * s[1]);
    }
    fn get_aux_assertions<E: FieldElement<BaseField = Felt>>(&self, _: &AuxRandElements<E>) -> Vec<Assertion<E>> {
        vec![Assertion::single(0, 0, E::ONE), Assertion::single(0, self.trace_length() - 1, E::ONE)]
    }
}
