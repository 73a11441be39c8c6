//! Several threads: parts of a batch, parts of a layer, and what is too little to be shared, all the same bits.
use zkpair_inference::{
    graph::{Clamp, Conv, Graph, Integer, Kind, Moving, Node, Op, Operand, Tensor, Type, Value, Window},
    integer::{Engine, Input, Level},
};

fn bytes(count: usize, factor: usize) -> Vec<u8> {
    (0..count).map(|i| (i * factor % 251) as u8).collect()
}

/// Conv with groups, pooled Conv, Linear to many outputs: some twenty million multiplications a sample.
fn graph() -> Graph<'static> {
    let clamp = Clamp { lo: -128, hi: 127 };
    let window = |kernel, pad| Window { kernel: [kernel; 2], strides: [1; 2], pads: [pad; 4], dilations: [1; 2] };
    let shapes: [&[usize]; 6] =
        [&[0, 4, 24, 24], &[0, 64, 24, 24], &[0, 48, 24, 24], &[0, 48, 12, 12], &[0, 6912], &[0, 1000]];
    let value = |shape: &&[usize]| Value { shape: shape.to_vec(), type_: Type::I8, exponent: Some(0) };
    let weights = [vec![64, 2, 3, 3], vec![48, 64, 3, 3], vec![1000, 6912]];
    let mut tensors = Vec::new();
    for (shape, factor) in weights.into_iter().zip([37, 101, 83]) {
        let (count, outputs) = (shape.iter().product(), shape[0]);
        tensors.push(Tensor { shape, type_: Type::I8, bytes: bytes(count, factor).into() });
        let biases = (0..outputs).flat_map(|o| (o as i32 * 97 - 9000).to_le_bytes()).collect::<Vec<u8>>();
        tensors.push(Tensor { shape: vec![outputs], type_: Type::I32, bytes: biases.into() });
    }
    let conv = |groups, kernel, pad, outputs: usize, shift| {
        let conv = Conv { window: window(kernel, pad), groups };
        Op::Integer(Integer::Conv { conv, shift: vec![shift; outputs], clamp })
    };
    let node = |op, value: usize, first: Option<usize>| {
        let weights = first.into_iter().flat_map(|first| [Operand::Tensor(first), Operand::Tensor(first + 1)]);
        let operands = [Operand::Value(value)].into_iter().chain(weights).collect();
        Node { op, operands, output: value + 1 }
    };
    let pool = Window { kernel: [2; 2], strides: [2; 2], pads: [0; 4], dilations: [1; 2] };
    Graph {
        kind: Kind::Int8,
        name: "threads".to_owned(),
        inputs: 1,
        values: shapes.iter().map(value).collect(),
        nodes: vec![
            node(conv(2, 3, 1, 64, 8), 0, Some(0)),
            node(conv(1, 3, 1, 48, 12), 1, Some(2)),
            node(Op::Moving(Moving::MaxPool(pool)), 2, None),
            node(Op::Moving(Moving::Flatten), 3, None),
            node(Op::Integer(Integer::Linear { shift: vec![13; 1000], clamp }), 4, Some(4)),
        ],
        outputs: vec![5, 3],
        tensors,
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let graph = graph();
    let engine = Engine::new(&graph, Level::Avx512Vnni).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(5).build().unwrap();
    for batch in [1, 2, 3, 7, 50] {
        let x: Vec<i8> = bytes(batch * 4 * 24 * 24, 61).into_iter().map(u8::cast_signed).collect();
        let alone = engine.run(&[Input::I8(&x)], batch).unwrap();
        for output in &alone {
            let mut kinds = output.clone();
            kinds.sort_unstable();
            kinds.dedup();
            assert!(kinds.len() > 30, "outputs that differ, or nothing is shown: {}", kinds.len());
        }
        for threads in [2, 3, 5] {
            let shared = || engine.run_parallel(&[Input::I8(&x)], batch, threads);
            assert_eq!(pool.install(shared).unwrap(), alone, "a batch of {batch} by {threads}");
            assert_eq!(shared().unwrap(), alone, "from outside any pool");
        }
    }
}
