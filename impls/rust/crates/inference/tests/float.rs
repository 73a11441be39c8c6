//! The float engine against the golden graphs' float64 results, at every level and with several workers; convolutions and
//! pools of any shape against loops over their definition.
#![allow(clippy::indexing_slicing, clippy::expect_used, clippy::panic)]
use std::{fs, path::PathBuf};

use proptest::prelude::*;
use zkpair_inference::{
    float::{FloatError, Input, Level, Model},
    graph::{Conv, Float, Graph, Kind, Moving, Node, Op, Operand, Tensor, Type, Value, Window},
};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../tests/data/graphs")
}

fn words<T>(bytes: &[u8], from: impl Fn([u8; 4]) -> T) -> Vec<T> {
    bytes.as_chunks().0.iter().map(|word| from(*word)).collect()
}

fn levels() -> impl Iterator<Item = Level> {
    Level::ALL.into_iter().filter(|level| level.is_there())
}

enum Given {
    F32(Vec<f32>),
    I32(Vec<i32>),
}

impl Given {
    fn lent(&self) -> Input<'_> {
        match self {
            Self::F32(x) => Input::F32(x),
            Self::I32(x) => Input::I32(x),
        }
    }

    /// The samples `times` times over.
    fn repeated(&self, times: usize) -> Self {
        match self {
            Self::F32(x) => Self::F32(x.repeat(times)),
            Self::I32(x) => Self::I32(x.repeat(times)),
        }
    }
}

#[test]
fn golden_graphs() {
    let mut seen = 0;
    for entry in fs::read_dir(folder()).expect("tests/data/graphs") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "zkgraph") {
            continue;
        }
        let bytes = fs::read(&path).expect("bytes");
        let graph = Graph::read(&bytes).expect("golden");
        if graph.kind == Kind::Int8 {
            assert_eq!(Model::new(&graph).expect_err("integers"), FloatError::Kind);
            continue;
        }
        seen += 1;
        let given = fs::read(path.with_extension("in")).expect("inputs");
        let mut rest = given.as_slice();
        let batch = if graph.is_batched() { 2 } else { 1 };
        let mut inputs = Vec::new();
        for value in &graph.values[..graph.inputs] {
            let count: usize = value.shape.iter().map(|&side| side.max(1)).product::<usize>() * batch;
            let (now, later) = rest.split_at(count * 4);
            rest = later;
            inputs.push(match value.type_ {
                Type::I32 => Given::I32(words(now, i32::from_le_bytes)),
                _ => Given::F32(words(now, f32::from_le_bytes)),
            });
        }
        let expected: Vec<f64> = fs::read(path.with_extension("out"))
            .expect("outputs")
            .as_chunks()
            .0
            .iter()
            .map(|word| f64::from_le_bytes(*word))
            .collect();
        let largest = expected.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
        for level in levels() {
            let model = Model::with_level(&graph, level).expect("float");
            // 1: a batch; 35 and 2 workers: many groups of samples, of several sizes.
            let runs: &[(usize, usize)] = if graph.is_batched() { &[(1, 1), (35, 1), (35, 2)] } else { &[(1, 1)] };
            for &(times, workers) in runs {
                let many: Vec<Given> = inputs.iter().map(|input| input.repeated(times)).collect();
                let lent: Vec<Input<'_>> = many.iter().map(Given::lent).collect();
                let outputs = model.run_by(&lent, batch * times, workers).expect("a run");
                let mut place = 0;
                for output in outputs {
                    let one = output.len() / times;
                    for (i, y) in output.iter().enumerate() {
                        let expected = expected[place + i % one];
                        let error = (f64::from(*y) - expected).abs();
                        assert!(
                            error <= 3e-6 * largest.max(1e-3),
                            "{} {level:?} {times}: {i}: {y}, not {expected}",
                            path.display()
                        );
                    }
                    place += one;
                }
                assert_eq!(place, expected.len());
            }
        }
    }
    assert!(seen >= 38, "{seen} float graphs");
}

#[test]
fn wrong_inputs_are_refused() {
    let bytes = fs::read(folder().join("linear-relu.zkgraph")).expect("golden");
    let model = Model::new(&Graph::read(&bytes).expect("golden")).expect("float");
    let size: usize = Graph::read(&bytes).expect("golden").values[0].shape[1..].iter().product();
    let x = vec![0.5; size * 3];
    assert_eq!(model.run(&[], 3, 1), Err(FloatError::Inputs { expected: 1, got: 0 }));
    let wrong = FloatError::WrongLength { input: 0, batch: 2, expected: size * 2, got: size * 3 };
    assert_eq!(model.run(&[Input::F32(&x)], 2, 1), Err(wrong));
    assert_eq!(model.run(&[Input::I32(&vec![0; size])], 1, 1), Err(FloatError::Type { input: 0, expected: "f32" }));
    assert!(matches!(model.run(&[Input::F32(&x)], usize::MAX, 1), Err(FloatError::TooLarge { .. })));
    assert_eq!(model.run(&[Input::F32(&[])], 0, 2).expect("no samples")[0].len(), 0);

    let bytes = fs::read(folder().join("embedding.zkgraph")).expect("golden");
    let graph = Graph::read(&bytes).expect("golden");
    let model = Model::new(&graph).expect("float");
    let length: usize = graph.values[0].shape[1..].iter().product();
    for index in [-1, i32::MAX] {
        let given = vec![index; length];
        assert!(
            matches!(model.run(&[Input::I32(&given)], 1, 1), Err(FloatError::Index { index: found, .. }) if found == index)
        );
    }
}

/// Several threads may run one model.
#[test]
fn a_model_is_shared_between_threads() {
    let bytes = fs::read(folder().join("residual.zkgraph")).expect("golden");
    let graph = Graph::read(&bytes).expect("golden");
    let size: usize = graph.values[0].shape[1..].iter().product();
    let model = Model::new(&graph).expect("float");
    let x: Vec<f32> = (0..size * 9).map(|i| (i % 17) as f32 - 8.0).collect();
    let expected = model.run(&[Input::F32(&x)], 9, 1).expect("a run");
    let again = |workers: usize| {
        let found = model.run_by(&[Input::F32(&x)], 9, workers).expect("a run");
        for (y, expected) in found.concat().into_iter().zip(expected.concat()) {
            // Few rows are summed in another order than many, and workers divide them.
            assert!((y - expected).abs() <= 1e-5 * expected.abs().max(1.0), "{y}, not {expected}");
        }
        found
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..50).for_each(|i| assert!(again(1 + i % 2).len() == 2 && again(1) == expected)));
        }
    });
}

/// One node between an input [0, c, h, w] and the output.
fn image_graph(shape: &[usize], y: &[usize], op: Op, tensors: Vec<Tensor<'static>>) -> Graph<'static> {
    let value = |shape: &[usize]| Value { shape: shape.to_vec(), type_: Type::F32, exponent: None };
    let mut operands = vec![Operand::Value(0)];
    operands.extend((0..tensors.len()).map(Operand::Tensor));
    Graph {
        kind: Kind::Float,
        name: String::new(),
        inputs: 1,
        values: vec![value(shape), value(y)],
        nodes: vec![Node { op, operands, output: 1 }],
        outputs: vec![1],
        tensors,
    }
}

/// Numbers that add up exactly in any order.
fn small(count: usize, seed: usize) -> Vec<f32> {
    (0..count).map(|i| ((i * 7 + i / 5 * 3 + seed * 11) % 13) as f32 - 6.0).collect()
}

/// What lies under the window at p, q: None where it is padding.
fn under(x: &[f32], [h, w]: [usize; 2], window: &Window, p: usize, q: usize) -> Vec<Option<f32>> {
    let place = |at: usize, stride: usize, k: usize, dilation: usize, before: usize, size: usize| {
        (at * stride + k * dilation).checked_sub(before).filter(|&place| place < size)
    };
    let mut found = Vec::new();
    for r in 0..window.kernel[0] {
        for c in 0..window.kernel[1] {
            let row = place(p, window.strides[0], r, window.dilations[0], window.pads[0], h);
            let column = place(q, window.strides[1], c, window.dilations[1], window.pads[1], w);
            found.push(row.zip(column).map(|(row, column)| x[row * w + column]));
        }
    }
    found
}

fn sides() -> impl Strategy<Value = [usize; 2]> {
    prop_oneof![[1usize..20, 1usize..20], Just([7, 7]), Just([28, 28])]
}

/// Groups, and channels of each: ordinary, grouped, one channel a group.
fn channels() -> impl Strategy<Value = (usize, usize, usize)> {
    prop_oneof![
        (Just(1), 1usize..40, 1usize..70),
        (2usize..4, 1usize..10, 1usize..20),
        (2usize..40, Just(1), 1usize..3),
    ]
}

fn windows() -> impl Strategy<Value = Window> {
    (
        [1usize..4, 1usize..4],
        [1usize..4, 1usize..4],
        [0usize..3, 0usize..3, 0usize..3, 0usize..3],
        [1usize..3, 1usize..3],
    )
        .prop_map(|(kernel, strides, pads, dilations)| Window { kernel, strides, pads, dilations })
}

/// Any, and those by 3x3 that are computed with fewer products.
fn convolutions() -> impl Strategy<Value = ((usize, usize, usize), Window)> {
    let pads = [0usize..3, 0usize..3, 0usize..3, 0usize..3];
    let by_three = pads.prop_map(|pads| Window { kernel: [3, 3], strides: [1, 1], pads, dilations: [1, 1] });
    let sixteens = (1usize..3, 1usize..4).prop_map(|(inputs, outputs)| (1, 16 * inputs, 16 * outputs));
    prop_oneof![(channels(), windows()), (sixteens, by_three)]
}

/// Padding as wide as the steps: a small result of an input that would not fit into memory with its padding.
#[test]
fn padding_beyond_memory_is_refused() {
    let far = 1 << 30;
    let window = Window { kernel: [1, 1], strides: [far, far], pads: [far; 4], dilations: [1, 1] };
    let op = Op::Float(Float::Conv(Conv { window, groups: 1 }));
    let tensors = vec![Tensor::from_f32(vec![1, 1, 1, 1], &[1.0]), Tensor::from_f32(vec![1], &[0.0])];
    let graph = image_graph(&[0, 1, 1, 1], &[0, 1, 3, 3], op, tensors);
    assert!(Graph::read(&graph.to_bytes()).is_ok());
    assert!(matches!(Model::new(&graph), Err(FloatError::Padding { node, .. }) if node == "Conv v1"));

    let pool = image_graph(
        &[0, 1, 1, 1],
        &[0, 1, 1, 1],
        Op::Moving(Moving::MaxPool(Window {
            kernel: [far, 1],
            strides: [1, 1],
            pads: [far - 1, 0, 0, 0],
            dilations: [1, 1],
        })),
        Vec::new(),
    );
    assert!(Graph::read(&pool.to_bytes()).is_ok());
    let y = Model::new(&pool).expect("a pool copies nothing").run(&[Input::F32(&[2.5])], 1, 1).expect("a run");
    assert_eq!(y, [[2.5]]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn convolutions_follow_their_definition(
        ((groups, inputs, outputs), window) in convolutions(), size in sides(), seed in 0usize..100, batch in 1usize..3,
    ) {
        // The definition, as loops, is slow: large images only of few channels.
        let size = if inputs * outputs > 300 { size.map(|side| side.min(9)) } else { size };
        let [high, wide] = window.output(size);
        prop_assume!(high > 0 && wide > 0);
        let (c, o) = (groups * inputs, groups * outputs);
        let (taps, pixels) = (window.kernel[0] * window.kernel[1], size[0] * size[1]);
        let (w, b, x) = (small(o * inputs * taps, seed), small(o, seed + 1), small(batch * c * pixels, seed + 2));
        let weights = Tensor::from_f32(vec![o, inputs, window.kernel[0], window.kernel[1]], &w);
        let op = Op::Float(Float::Conv(Conv { window, groups }));
        let graph = image_graph(&[0, c, size[0], size[1]], &[0, o, high, wide], op, vec![weights, Tensor::from_f32(vec![o], &b)]);
        let bytes = graph.to_bytes();
        prop_assert_eq!(&Graph::read(&bytes).expect("well-formed"), &graph);
        for level in levels() {
            let y = &Model::with_level(&graph, level).expect("float").run(&[Input::F32(&x)], batch, 1).expect("a run")[0];
            for (i, &y) in y.iter().enumerate() {
                let (q, p, channel, n) = (i % wide, i / wide % high, i / (wide * high) % o, i / (wide * high * o));
                let mut sum = b[channel];
                for k in 0..inputs {
                    let plane = &x[(n * c + channel / outputs * inputs + k) * pixels..][..pixels];
                    for (tap, x) in under(plane, size, &window, p, q).into_iter().enumerate() {
                        sum += x.unwrap_or(0.0) * w[(channel * inputs + k) * taps + tap];
                    }
                }
                prop_assert_eq!(y, sum, "{:?}: {}", level, i);
            }
        }
    }

    #[test]
    fn pools_follow_their_definition(c in 1usize..20, size in sides(), window in windows(), which in 0usize..3, seed in 0usize..100) {
        let [high, wide] = window.output(size);
        prop_assume!(high > 0 && wide > 0);
        let op = match which {
            0 => Op::Moving(Moving::MaxPool(window)),
            count => Op::Float(Float::AveragePool { window, count_include_pad: count == 1 }),
        };
        let graph = image_graph(&[0, c, size[0], size[1]], &[0, c, high, wide], op, Vec::new());
        prop_assume!(Graph::read(&graph.to_bytes()).is_ok()); // a window in the padding alone is refused
        let pixels = size[0] * size[1];
        let x = small(2 * c * pixels, seed);
        for level in levels() {
            let y = &Model::with_level(&graph, level).expect("float").run(&[Input::F32(&x)], 2, 1).expect("a run")[0];
            for (i, &y) in y.iter().enumerate() {
                let (q, p, plane) = (i % wide, i / wide % high, i / (wide * high));
                let found = under(&x[plane * pixels..][..pixels], size, &window, p, q);
                let present: Vec<f32> = found.iter().copied().flatten().collect();
                let expected = match which {
                    0 => present.iter().copied().fold(f32::NEG_INFINITY, f32::max),
                    1 => present.iter().sum::<f32>() / found.len() as f32,
                    _ => present.iter().sum::<f32>() / present.len() as f32,
                };
                prop_assert_eq!(y, expected, "{:?}: {}", level, i);
            }
        }
    }
}
