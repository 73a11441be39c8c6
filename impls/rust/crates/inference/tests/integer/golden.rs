//! Every int8 golden graph of the repository, bit for bit, at every level of instructions, alone and in larger batches.
use std::{fs, path::PathBuf};

use zkpair_inference::{
    graph::{Graph, Kind, Type},
    integer::{Engine, Input, IntegerError, Level},
};

const BATCH: usize = 2;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../tests/data/graphs")
}

fn bytes_i8(bytes: &[u8]) -> Vec<i8> {
    bytes.iter().map(|byte| byte.cast_signed()).collect()
}

/// The samples `from..to` of every input of NAME.in.
enum Owned {
    I8(Vec<i8>),
    I32(Vec<i32>),
}

impl Owned {
    fn lent(&self) -> Input<'_> {
        match self {
            Self::I8(elements) => Input::I8(elements),
            Self::I32(elements) => Input::I32(elements),
        }
    }

    /// The batch `times` times over.
    fn repeated(&self, times: usize) -> Self {
        match self {
            Self::I8(elements) => Self::I8(elements.repeat(times)),
            Self::I32(elements) => Self::I32(elements.repeat(times)),
        }
    }
}

fn inputs(graph: &Graph<'_>, mut bytes: &[u8]) -> Vec<Owned> {
    let mut inputs = Vec::new();
    for value in &graph.values[..graph.inputs] {
        let count = BATCH * value.shape[1..].iter().product::<usize>();
        let (own, rest) = bytes.split_at(count * value.type_.size());
        inputs.push(match value.type_ {
            Type::I32 => Owned::I32(own.as_chunks().0.iter().map(|word| i32::from_le_bytes(*word)).collect()),
            _ => Owned::I8(bytes_i8(own)),
        });
        bytes = rest;
    }
    assert!(bytes.is_empty());
    inputs
}

fn levels() -> impl Iterator<Item = Level> {
    Level::ALL.into_iter().filter(|level| level.is_there())
}

#[test]
fn every_golden_graph_is_exact() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let mut seen = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "zkgraph") {
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let graph = Graph::read(&bytes).unwrap();
        if graph.kind != Kind::Int8 {
            assert_eq!(Engine::new(&graph, Level::Scalar).unwrap_err(), IntegerError::NotInteger);
            continue;
        }
        seen += 1;
        let given = inputs(&graph, &fs::read(path.with_extension("in")).unwrap());
        let expected = bytes_i8(&fs::read(path.with_extension("out")).unwrap());
        for level in levels() {
            let engine = Engine::new(&graph, level).unwrap();
            for times in [1, 67, 2] {
                let repeated: Vec<Owned> = given.iter().map(|input| input.repeated(times)).collect();
                let lent: Vec<Input<'_>> = repeated.iter().map(Owned::lent).collect();
                let found = engine.run(&lent, BATCH * times).unwrap();
                // Each output holds the batch `times` over.
                let mut whole = Vec::new();
                for output in &found {
                    let (first, _) = output.split_at(output.len() / times);
                    assert!(output.chunks(first.len()).all(|again| again == first), "{path:?} at {level:?}");
                    whole.extend_from_slice(first);
                }
                assert_eq!(whole, expected, "{path:?} at {level:?}, {times} times");
                assert_eq!(
                    pool.install(|| engine.run_parallel(&lent, BATCH * times, 2)).unwrap(),
                    found,
                    "{path:?} by two threads"
                );
            }
        }
    }
    assert!(seen >= 37, "only {seen} graphs of integers were found");
}
