//! Padding may be as wide as the steps: a well-formed graph whose input would not fit into memory with its padding.
use zkpair_inference::{
    graph::{Clamp, Conv, Graph, Integer, Kind, Node, Op, Operand, Tensor, Type, Value, Window},
    integer::{Engine, IntegerError, Level},
};

/// One pixel, `before` rows and columns of zeros before it and `after` behind it, and one window in its corner.
fn graph(before: usize, after: usize) -> Graph<'static> {
    let strides = [before + after + 1; 2];
    let window = Window { kernel: [1; 2], strides, pads: [before, before, after, after], dilations: [1; 2] };
    let op = Integer::Conv { conv: Conv { window, groups: 1 }, shift: vec![0], clamp: Clamp { lo: -128, hi: 127 } };
    let value = |side: usize| Value { shape: vec![0, 1, side, side], type_: Type::I8, exponent: Some(0) };
    let operands = vec![Operand::Value(0), Operand::Tensor(0), Operand::Tensor(1)];
    Graph {
        kind: Kind::Int8,
        name: "padding".to_owned(),
        inputs: 1,
        values: vec![value(1), value(1)],
        nodes: vec![Node { op: Op::Integer(op), operands, output: 1 }],
        outputs: vec![1],
        tensors: vec![
            Tensor { shape: vec![1; 4], type_: Type::I8, bytes: vec![1].into() },
            Tensor { shape: vec![1], type_: Type::I32, bytes: vec![0; 4].into() },
        ],
    }
}

#[test]
fn padding_beyond_memory_is_refused() {
    for (before, after) in [(1 << 16, 1 << 16), (1 << 29, 1 << 29), (0, 1 << 16), (0, 1 << 28)] {
        let graph = graph(before, after);
        assert!(Graph::read(&graph.to_bytes()).is_ok());
        let refused = Engine::new(&graph, Level::Scalar).map(drop);
        assert!(matches!(refused, Err(IntegerError::TooLarge { what }) if what.contains("v1")), "{before}, {after}");
    }
    assert!(Engine::new(&graph(1, 1), Level::Scalar).is_ok());
}
