//! Random graphs of every operator: the engine against the definition, at every level, for several batches.
use proptest::prelude::*;
use zkpair_inference::{
    graph::{Clamp, Conv, Graph, Integer, Kind, Moving, Node, Op, Operand, Shape, Tensor, Type, Value, Window},
    integer::{Engine, Input, Level},
};

use crate::definition::{Array, values};

/// SplitMix64 (Steele, Lea, Flood, 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From `low` to `high`, both counted.
    fn within(&mut self, low: usize, high: usize) -> usize {
        low + (self.next() % (high - low + 1) as u64) as usize
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.next().is_multiple_of(n)
    }

    /// A byte, one in eight an extreme.
    fn byte(&mut self) -> i8 {
        match self.within(0, 15) {
            0 => -128,
            1 => 127,
            _ => self.next() as i8,
        }
    }

    fn bytes(&mut self, count: usize) -> Vec<i8> {
        // Now and then all the same extreme.
        match self.within(0, 11) {
            0 => vec![-128; count],
            1 => vec![127; count],
            _ => (0..count).map(|_| self.byte()).collect(),
        }
    }

    fn clamp(&mut self) -> Clamp {
        let (a, b) = (self.byte(), self.byte());
        if self.one_in(3) { Clamp { lo: a.min(b), hi: a.max(b) } } else { Clamp { lo: -128, hi: 127 } }
    }
}

/// A graph while it grows.
struct Growing {
    random: Random,
    graph: Graph<'static>,
}

impl Growing {
    fn value(&mut self, shape: &[usize]) -> usize {
        self.graph.values.push(Value { shape: shape.to_vec(), type_: Type::I8, exponent: Some(0) });
        self.graph.values.len() - 1
    }

    fn bytes(&mut self, shape: &[usize]) -> Operand {
        let elements = self.random.bytes(shape.iter().product());
        self.tensor(shape, Type::I8, elements.iter().map(|byte| byte.cast_unsigned()).collect())
    }

    fn words(&mut self, shape: &[usize], words: impl Iterator<Item = i32>) -> Operand {
        self.tensor(shape, Type::I32, words.flat_map(i32::to_le_bytes).collect())
    }

    fn tensor(&mut self, shape: &[usize], type_: Type, bytes: Vec<u8>) -> Operand {
        self.graph.tensors.push(Tensor { shape: shape.to_vec(), type_, bytes: bytes.into() });
        Operand::Tensor(self.graph.tensors.len() - 1)
    }

    fn biases(&mut self, count: usize) -> Operand {
        let biases: Vec<i32> = (0..count).map(|_| self.random.within(0, 40_000) as i32 - 20_000).collect();
        self.words(&[count], biases.into_iter())
    }

    fn shifts(&mut self, count: usize, most: usize) -> Vec<u8> {
        (0..count).map(|_| self.random.within(0, most) as u8).collect()
    }

    fn node(&mut self, op: impl AnyOp, operands: Vec<Operand>, shape: &[usize]) {
        let output = self.value(shape);
        self.graph.nodes.push(Node { op: op.op(), operands, output });
    }

    fn shape(&self, value: usize) -> Shape {
        self.graph.values[value].shape.clone()
    }

    /// Any value, the last more often.
    fn any(&mut self) -> usize {
        let last = self.graph.values.len() - 1;
        if self.random.one_in(3) { self.random.within(0, last) } else { last }
    }

    fn window(&mut self, [height, width]: [usize; 2], pads: bool) -> Option<Window> {
        let r = &mut self.random;
        let kernel = [r.within(1, 3), r.within(1, 3)];
        let dilations = if r.one_in(4) { [r.within(1, 2), r.within(1, 2)] } else { [1, 1] };
        let reach = |axis: usize| dilations[axis] * (kernel[axis] - 1);
        let pads = if pads {
            [r.within(0, reach(0)), r.within(0, reach(1)), r.within(0, reach(0)), r.within(0, reach(1))]
        } else {
            [0; 4]
        };
        let window = Window { kernel, strides: [r.within(1, 2), r.within(1, 2)], pads, dilations };
        let steps_over = dilations[0] > height || dilations[1] > width;
        (!steps_over && !window.output([height, width]).contains(&0)).then_some(window)
    }

    /// Appends one operator, if the one that is drawn fits.
    fn grow(&mut self) {
        let x = self.any();
        let shape = self.shape(x);
        let v = Operand::Value(x);
        let clamp = self.random.clamp();
        let shift = self.random.within(0, 9) as u8;
        match (self.random.within(0, 17), shape.as_slice()) {
            (0, [.., k]) => {
                let out = self.random.within(1, 70);
                let operands = vec![v, self.bytes(&[out, *k]), self.biases(out)];
                let op = Integer::Linear { shift: self.shifts(out, 14), clamp };
                self.node(op, operands, &[&shape[..shape.len() - 1], &[out]].concat());
            }
            (1..=4, &[n, channels, height, width]) => {
                let pads = !self.random.one_in(3);
                let Some(window) = self.window([height, width], pads) else { return };
                let groups = if self.random.one_in(3) && channels.is_multiple_of(2) { channels / 2 } else { 1 };
                let out = groups * self.random.within(1, if groups == 1 { 40 } else { 3 });
                let weights = self.bytes(&[out, channels / groups, window.kernel[0], window.kernel[1]]);
                let operands = vec![v, weights, self.biases(out)];
                let shift = self.shifts(out, 14);
                let [high, wide] = window.output([height, width]);
                self.node(
                    Integer::Conv { conv: Conv { window, groups }, shift, clamp },
                    operands,
                    &[n, out, high, wide],
                );
                if self.random.one_in(2) && high > 1 && wide > 1 {
                    let window = Window { kernel: [2, 2], strides: [2, 2], pads: [0; 4], dilations: [1, 1] };
                    let last = Operand::Value(self.graph.values.len() - 1);
                    self.node(Moving::MaxPool(window), vec![last], &[n, out, high / 2, wide / 2]);
                }
            }
            (5, &[n, channels, height, width]) => {
                let Some(window) = self.window([height, width], true) else { return };
                let [high, wide] = window.output([height, width]);
                let op: Op = if self.random.one_in(2) {
                    Op::Moving(Moving::MaxPool(window))
                } else {
                    Op::Integer(Integer::AveragePool { window, multiplier: 300, shift, clamp })
                };
                self.node(op, vec![v], &[n, channels, high, wide]);
            }
            (6, _) => {
                let left = self.random.within(0, 8) as u8;
                self.node(Integer::Requantise { left, shift, clamp }, vec![v], &shape);
            }
            (7 | 8, _) => {
                let left = [self.random.within(0, 8) as u8, self.random.within(0, 8) as u8];
                let (other, result) = self.other(x, &shape);
                let operands = if self.random.one_in(2) { vec![v, other] } else { vec![other, v] };
                let op = match self.random.within(0, 2) {
                    0 => Integer::Add { left, shift, clamp },
                    1 => Integer::Sub { left, shift, clamp },
                    _ => Integer::Mul { shift, clamp },
                };
                self.node(op, operands, &result);
            }
            (9, [front @ .., m, k]) if *m != 0 => {
                let n = self.random.within(1, 40);
                let mut sides = [&vec![1; front.len()], [*k, n].as_slice()].concat();
                if self.random.one_in(2) {
                    sides.drain(..front.len());
                } else if let ([side, ..], false) = (&front[front.len().min(1)..], front.is_empty()) {
                    sides[1] = *side;
                }
                let c = self.bytes(&sides);
                self.node(Integer::MatMul { shift, clamp }, vec![v, c], &[front, &[*m, n]].concat());
            }
            (10, [front @ .., m, k]) if *m != 0 => {
                // x·xᵀ of a value with itself.
                let mut perm: Vec<usize> = (0..shape.len()).collect();
                perm.swap(front.len(), front.len() + 1);
                self.node(Moving::Transpose { perm }, vec![v], &[front, &[*k, *m]].concat());
                let turned = Operand::Value(self.graph.values.len() - 1);
                self.node(Integer::MatMul { shift, clamp }, vec![v, turned], &[front, &[*m, *m]].concat());
            }
            (11, [first, rest @ ..]) => self.node(Moving::Flatten, vec![v], &[*first, rest.iter().product()]),
            (12, [first, rest @ ..]) if !rest.is_empty() => {
                let mut sides = vec![*first, rest.iter().product()];
                if sides[1].is_multiple_of(2) && self.random.one_in(2) {
                    sides = vec![*first, 2, sides[1] / 2];
                }
                self.node(Moving::Reshape { shape: sides.clone() }, vec![v], &sides);
            }
            (13, [_, rest @ ..]) => {
                let mut perm: Vec<usize> = (0..shape.len()).collect();
                for i in (2..=rest.len()).rev() {
                    perm.swap(i, self.random.within(1, i));
                }
                let turned: Vec<usize> = perm.iter().map(|axis| shape[*axis]).collect();
                self.node(Moving::Transpose { perm }, vec![v], &turned);
            }
            (14, [_, ..]) if shape.len() > 1 => {
                let axis = self.random.within(1, shape.len() - 1);
                let same = |other: &usize| {
                    let other = self.shape(*other);
                    other.len() == shape.len() && (0..shape.len()).all(|i| i == axis || other[i] == shape[i])
                };
                let fitting: Vec<usize> = (0..self.graph.values.len()).filter(same).collect();
                let other = fitting[self.random.within(0, fitting.len() - 1)];
                let mut sides = shape.clone();
                sides[axis] += self.shape(other)[axis];
                self.node(Moving::Concat { axis }, vec![Operand::Value(other), v], &sides);
            }
            (15, [_, ..]) if shape.len() > 1 => {
                let axis = self.random.within(1, shape.len() - 1);
                let count = self.random.within(1, 5);
                let places: Vec<i32> = (0..count).map(|_| self.random.within(0, shape[axis] - 1) as i32).collect();
                let indices = self.words(&[count], places.into_iter());
                let mut sides = shape.clone();
                sides[axis] = count;
                self.node(Moving::Gather { axis }, vec![v, indices], &sides);
            }
            (16, [_, rest @ ..]) => {
                let mut pads = vec![0; 2 * shape.len()];
                let mut sides = shape.clone();
                for axis in 1..=rest.len() {
                    if self.random.one_in(2) {
                        pads[axis] = self.random.within(0, 2);
                        pads[shape.len() + axis] = self.random.within(0, 2);
                    }
                    sides[axis] += pads[axis] + pads[shape.len() + axis];
                }
                let value = self.random.byte();
                self.node(Integer::Pad { pads, value }, vec![v], &sides);
            }
            (17, [_, .., n]) if shape.len() > 1 => match self.random.within(0, 2) {
                0 => {
                    let table = self.bytes(&[256]);
                    self.node(Integer::Table, vec![v, table], &shape);
                }
                1 => {
                    let scale = self.random.within(1, 40) as f64;
                    let powers = (0..256).map(|d| (65536.0 * (-f64::from(d) / scale).exp() + 0.5) as i32);
                    let table = self.words(&[256], powers);
                    let (axis, exponent) = (self.random.within(1, shape.len() - 1), self.random.within(0, 7) as u8);
                    self.node(Integer::Softmax { axis, exponent }, vec![v, table], &shape);
                }
                _ if *n <= 1024 => {
                    let operands = vec![v, self.bytes(&[*n]), self.biases(*n)];
                    let epsilon = (self.random.next() >> self.random.within(20, 63)) as i64;
                    let op = Integer::LayerNorm { epsilon, shift: self.shifts(*n, 16), clamp };
                    self.node(op, operands, &shape);
                }
                _ => {}
            },
            _ => {}
        }
    }

    /// The other operand of an elementwise operator, and the shape of the result: a value of the same shape, a tensor with
    /// some axes of 1, a shorter one, or one that is larger where the value has an axis of 1.
    fn other(&mut self, x: usize, shape: &[usize]) -> (Operand, Shape) {
        if self.random.one_in(2) {
            let same: Vec<usize> = (0..self.graph.values.len()).filter(|other| self.shape(*other) == shape).collect();
            return (Operand::Value(same[self.random.within(0, same.len() - 1)]), shape.to_vec());
        }
        let mut sides = self.shape(x);
        sides[0] = 1;
        let mut result = shape.to_vec();
        for axis in 1..sides.len() {
            if self.random.one_in(3) {
                sides[axis] = 1;
            } else if shape[axis] == 1 && self.random.one_in(2) {
                (sides[axis], result[axis]) = (3, 3);
            }
        }
        let cut = self.random.within(0, sides.len() - 1);
        if result == shape {
            sides.drain(..cut);
        }
        (self.bytes(&sides), result)
    }
}

/// An operator of either kind.
trait AnyOp {
    fn op(self) -> Op;
}

impl AnyOp for Op {
    fn op(self) -> Op {
        self
    }
}

impl AnyOp for Moving {
    fn op(self) -> Op {
        Op::Moving(self)
    }
}

impl AnyOp for Integer {
    fn op(self) -> Op {
        Op::Integer(self)
    }
}

/// A graph of up to eight operators over an image, tokens or a vector, with a batch or of a fixed size; all values that no
/// node takes are outputs, and one more.
fn graph(seed: u64) -> Graph<'static> {
    let mut random = Random(seed);
    let (first, kind) = (if random.one_in(4) { random.within(1, 3) } else { 0 }, random.within(0, 5));
    let mut sides = |most: &[usize]| -> Vec<usize> { most.iter().map(|most| random.within(1, *most)).collect() };
    let shape = match kind {
        0 => sides(&[90]),
        1 => sides(&[9, 40]),
        _ => sides(&[9, 9, 9]),
    };
    let graph = Graph {
        kind: Kind::Int8,
        name: format!("seed {seed}"),
        inputs: 1,
        values: Vec::new(),
        nodes: Vec::new(),
        outputs: Vec::new(),
        tensors: Vec::new(),
    };
    let mut growing = Growing { random, graph };
    growing.value(&[&[first], shape.as_slice()].concat());
    for _ in 0..growing.random.within(1, 10) {
        growing.grow();
    }
    let mut graph = growing.graph;
    let used = |value: &usize| graph.nodes.iter().any(|node| node.operands.contains(&Operand::Value(*value)));
    let mut outputs: Vec<usize> = (1..graph.values.len()).filter(|value| !used(value)).collect();
    outputs.push(growing.random.within(0, graph.values.len() - 1));
    graph.outputs = outputs;
    graph
}

fn check(seed: u64) {
    let graph = graph(seed);
    let is_batched = graph.is_batched();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let mut random = Random(seed ^ 1);
    for batch in if is_batched { vec![1, 3, 14] } else { vec![1] } {
        let mut shape = graph.values[0].shape.clone();
        if is_batched {
            shape[0] = batch;
        }
        let x = random.bytes(shape.iter().product());
        let given = Array { shape, data: x.iter().map(|x| i64::from(*x)).collect() };
        let values = values(&graph, &[given], batch);
        for level in Level::ALL.into_iter().filter(|level| level.is_there()) {
            let engine = Engine::new(&graph, level).unwrap();
            let found = engine.run(&[Input::I8(&x)], batch).unwrap();
            for (output, found) in graph.outputs.iter().zip(&found) {
                let found: Vec<i64> = found.iter().map(|x| i64::from(*x)).collect();
                let nodes: Vec<String> = graph.nodes.iter().map(|node| format!("{node}: {node:?}")).collect();
                assert!(
                    found == values[*output].data,
                    "seed {seed}, v{output} at {level:?}, batch {batch} of {:?}:\n{}",
                    graph.values[0].shape,
                    nodes.join("\n")
                );
            }
            assert_eq!(pool.install(|| engine.run_parallel(&[Input::I8(&x)], batch, 2)).unwrap(), found);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    #[test]
    fn random_graphs_are_exact(seed in any::<u64>()) {
        check(seed);
    }
}

/// The generator reaches every operator: what it never draws would not be tested.
#[test]
fn every_operator_is_drawn() {
    let mut names: Vec<&str> = (0..2000).flat_map(|seed| graph(seed).nodes).map(|node| node.op.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 18, "{names:?}");
}
