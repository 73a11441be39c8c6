//! The reader against the golden graphs, which `zkpair_graph` wrote: every one comes back byte for byte, and whatever is
//! altered is refused, or is the one form of another graph.
#![allow(clippy::indexing_slicing, clippy::expect_used, clippy::panic)]
use std::{fs, path::PathBuf, sync::OnceLock};

use proptest::prelude::*;
use zkpair_inference::graph::{Float, Graph, GraphError, Integer, Kind, Moving, Op, Operand, Type};

fn golden() -> &'static [(String, Vec<u8>)] {
    static GRAPHS: OnceLock<Vec<(String, Vec<u8>)>> = OnceLock::new();
    GRAPHS.get_or_init(read_golden)
}

fn read_golden() -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../tests/data/graphs");
    let mut found: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .expect("tests/data/graphs")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "zkgraph"))
        .map(|path| (path.file_stem().expect("a name").to_string_lossy().into_owned(), fs::read(path).expect("bytes")))
        .collect();
    found.sort();
    assert!(found.len() >= 75, "golden graphs: {}", found.len());
    found
}

fn named(name: &str) -> Vec<u8> {
    golden().iter().find(|(other, _)| other == name).expect("a golden graph").1.clone()
}

/// What a reader owes to any bytes: an error, or a graph of which these are the bytes.
fn refused_or_exact(bytes: &[u8]) -> Option<GraphError> {
    match Graph::read(bytes) {
        Ok(graph) => {
            assert_eq!(graph.to_bytes(), bytes);
            None
        }
        Err(error) => {
            assert!(error.to_string().len() < 4000);
            Some(error)
        }
    }
}

/// The same graph with the manifest changed: its length and the zeros after it follow.
fn with_manifest(bytes: &[u8], change: impl FnOnce(String) -> String) -> Vec<u8> {
    let length = u64::from_le_bytes(bytes[8..16].try_into().expect("eight bytes")) as usize;
    let old = String::from_utf8(bytes[16..16 + length].to_vec()).expect("ASCII");
    let new = change(old.clone());
    assert_ne!(old, new, "nothing was changed");
    let mut result = [&bytes[..8], &(new.len() as u64).to_le_bytes(), new.as_bytes()].concat();
    result.resize(result.len().next_multiple_of(64), 0);
    result.extend_from_slice(&bytes[(16 + length).next_multiple_of(64)..]);
    result
}

#[test]
fn golden_graphs_come_back_byte_for_byte() {
    let mut operators = std::collections::BTreeSet::new();
    for (name, bytes) in golden() {
        let graph = Graph::read(bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(graph.kind == Kind::Int8, name.ends_with(".int8"), "{name}");
        assert_eq!(&graph.to_bytes(), bytes, "{name}");
        assert_eq!(&graph.clone().into_owned().to_bytes(), bytes, "{name}");
        assert_eq!(graph.values.len(), graph.inputs + graph.nodes.len());
        operators.extend(graph.nodes.iter().map(|node| (graph.kind.name(), node.op.name())));
    }
    assert_eq!(operators.len(), 23 + 18, "{operators:?}"); // every operator of both kinds
}

#[test]
fn attributes_and_shapes_are_typed() {
    let bytes = named("conv-grouped");
    let graph = Graph::read(&bytes).expect("golden");
    let node = &graph.nodes[0];
    let Op::Float(Float::Conv(conv)) = &node.op else { panic!("{node}") };
    let Operand::Tensor(w) = node.operands[1] else { panic!("{node}") };
    assert_eq!(conv.window.kernel[..], graph.tensors[w].shape[2..]);
    assert_eq!(conv.groups * graph.tensors[w].shape[1], graph.values[0].shape[1]);
    assert!(graph.is_batched() && graph.shape(node.operands[0])[0] == 0);
    assert_eq!(graph.tensors[w].f32s().len(), graph.tensors[w].shape.iter().product::<usize>());

    let bytes = named("linear.int8");
    let graph = Graph::read(&bytes).expect("golden");
    let Op::Integer(Integer::Linear { shift, clamp }) = &graph.nodes[0].op else { panic!("{}", graph.nodes[0]) };
    assert_eq!(shift.len(), graph.tensors[1].len());
    assert!(clamp.lo <= clamp.hi);
    assert_eq!(graph.tensors[0].type_, Type::I8);
    assert!(graph.values.iter().all(|value| value.exponent.is_some()));
}

#[test]
fn every_truncation_and_extension_is_refused() {
    for name in ["linear-relu", "gather", "layer-norm.int8", "conv.int8"] {
        let bytes = named(name);
        for length in 0..bytes.len() {
            assert!(refused_or_exact(&bytes[..length]).is_some(), "{name}: {length}");
        }
        for more in [1, 63, 64, 128] {
            let mut longer = bytes.clone();
            longer.resize(bytes.len() + more, 0);
            assert!(refused_or_exact(&longer).is_some(), "{name}: {more} more");
        }
    }
}

#[test]
fn every_altered_byte_is_refused_or_another_graph_in_its_one_form() {
    let (mut refused, mut accepted) = (0, 0);
    for name in ["residual", "clip", "gather", "softmax.int8", "layer-norm.int8", "conv.int8", "add.int8"] {
        let mut bytes = named(name);
        for place in 0..bytes.len() {
            let old = bytes[place];
            for bit in 0..8 {
                bytes[place] = old ^ (1 << bit);
                *(if refused_or_exact(&bytes).is_some() { &mut refused } else { &mut accepted }) += 1;
            }
            bytes[place] = old;
        }
    }
    assert!(refused > 20_000 && accepted > 1000, "{refused} refused, {accepted} accepted"); // weights and names may change
}

#[test]
fn other_forms_of_the_same_graph_are_refused() {
    let bytes = named("linear-relu");
    let swap = |old: &'static str, new: &'static str| with_manifest(&bytes, |text| text.replacen(old, new, 1));
    for altered in [
        swap("{\"inputs\"", "{ \"inputs\""),
        swap(",\"version\":1}", ",\"version\":1,\"version\":1}"),
        swap(",\"version\":1}", ",\"version\":1} "),
        swap("\"version\":1", "\"version\":1.0"),
        swap("\"version\":1", "\"version\":2"),
        swap("\"kind\":\"float\"", "\"kind\":\"\\u0066loat\""),
        swap("{\"inputs\"", "{\"exponents\":{},\"inputs\""),
        swap("\"attributes\":{}", "\"attributes\":{\"axis\":1}"),
        swap("\"op\":\"Relu\"", "\"op\":\"Nothing\""),
        swap("\"op\":\"Relu\"", "\"op\":\"Requantise\""),
        swap("[\"v0\",\"t0\",\"t1\"]", "[\"v0\",\"t1\",\"t0\"]"),
        swap("[\"v0\",\"t0\",\"t1\"]", "[\"v0\",\"t0\"]"),
        swap("[\"v0\",\"t0\",\"t1\"]", "[\"t0\",\"v0\",\"t1\"]"),
        swap("[\"v0\",\"t0\",\"t1\"]", "[\"v9\",\"t0\",\"t1\"]"),
        swap("[\"v1\"]", "[\"v2\"]"),
        swap("\"outputs\":[\"v2\"],\"t", "\"outputs\":[],\"t"),
        swap("\"outputs\":[\"v2\"],\"t", "\"outputs\":[\"v1\"],\"t"),
        swap("\"outputs\":[\"v2\"],\"t", "\"outputs\":[\"v3\"],\"t"),
        swap("\"outputs\":[\"v2\"],\"t", "\"outputs\":[\"t0\"],\"t"),
        swap("\"type\":\"f32\"", "\"type\":\"i32\""),
        swap("\"type\":\"f32\"", "\"type\":\"f64\""),
        swap("\"shape\":[0,", "\"shape\":[-0,"),
        swap("\"shape\":[0,", "\"shape\":[0,0,"),
        swap("\"shape\":[0,", "\"shape\":[2147483648,"),
    ] {
        assert!(refused_or_exact(&altered).is_some());
    }
    let mut gap = bytes.clone();
    let length = u64::from_le_bytes(bytes[8..16].try_into().expect("eight bytes")) as usize;
    gap[16 + length] = 1;
    assert!(matches!(Graph::read(&gap), Err(GraphError::Malformed(_))));
}

/// Two orders of the nodes compute the same; one of them is the form.
#[test]
fn nodes_stand_depth_first() {
    let bytes = with_manifest(&named("residual"), |_| {
        "{\"inputs\":[{\"name\":\"v0\",\"shape\":[0,2],\"type\":\"f32\"}],\"kind\":\"float\",\"name\":\"\",\"nodes\":[\
         {\"attributes\":{},\"inputs\":[\"v0\"],\"op\":\"Relu\",\"outputs\":[\"v1\"]},\
         {\"attributes\":{},\"inputs\":[\"v0\"],\"op\":\"Tanh\",\"outputs\":[\"v2\"]},\
         {\"attributes\":{},\"inputs\":[\"v1\",\"v2\"],\"op\":\"Sub\",\"outputs\":[\"v3\"]}],\
         \"outputs\":[\"v3\"],\"tensors\":[],\"version\":1}"
            .to_owned()
    });
    let length = u64::from_le_bytes(bytes[8..16].try_into().expect("eight bytes")) as usize;
    let bytes = bytes[..(16 + length).next_multiple_of(64)].to_vec();
    assert!(refused_or_exact(&bytes).is_none());
    for (old, new) in [
        ("[\"v1\",\"v2\"]", "[\"v2\",\"v1\"]"),
        ("\"outputs\":[\"v3\"]", "\"outputs\":[\"v2\",\"v3\"]"),
        ("[\"v1\",\"v2\"]", "[\"v1\",\"v1\"]"),
        ("[\"v1\",\"v2\"]", "[\"v1\",\"v3\"]"),
    ] {
        let altered = with_manifest(&bytes, |text| match text.rsplit_once(old) {
            Some((before, after)) => format!("{before}{new}{after}"),
            None => text,
        });
        assert!(matches!(refused_or_exact(&altered), Some(GraphError::Malformed(_))), "{new}");
    }
}

#[test]
fn refusals_name_the_layer() {
    let nan = {
        let mut bytes = named("linear");
        let start = bytes.len() - 128;
        bytes[start..start + 4].copy_from_slice(&f32::NAN.to_le_bytes());
        bytes
    };
    assert!(matches!(Graph::read(&nan), Err(GraphError::NotFinite { index: _, .. })));

    let wide = with_manifest(&named("softmax"), |text| text.replacen("\"axis\":2", "\"axis\":7", 1));
    assert!(matches!(Graph::read(&wide), Err(GraphError::ShapeMismatch { node, .. }) if node == "Softmax v1"));

    let large = with_manifest(&named("relu"), |text| text.replacen("\"shape\":[0,", "\"shape\":[0,536870912,", 1));
    assert!(matches!(Graph::read(&large), Err(GraphError::TooLarge { .. })));

    // multiplier · area · 128 beyond p/2
    let pool = with_manifest(&named("average-pool.int8"), |text| {
        let (before, after) = text.split_once("\"multiplier\":").expect("a multiplier");
        let after = after.trim_start_matches(|c: char| c.is_ascii_digit());
        format!("{before}\"multiplier\":9000000{after}")
    });
    let error = Graph::read(&pool).expect_err("an overflow");
    assert!(matches!(&error, GraphError::AccumulatorOverflow { layer, .. } if layer == "AveragePool v1"), "{error}");
}

/// p/2 = 1065353216.5: a bias that just fits beside Σ|w|·128 and the rounding, and one more.
#[test]
fn the_accumulator_bound_is_exact() {
    let graph = |bias: i32| {
        let mut bytes = with_manifest(&named("linear.int8"), |_| {
            "{\"exponents\":{\"v0\":0,\"v1\":0},\"inputs\":[{\"name\":\"v0\",\"shape\":[0,2],\"type\":\"i8\"}],\"kind\":\"int8\",\
             \"name\":\"\",\"nodes\":[{\"attributes\":{\"hi\":127,\"lo\":-128,\"shift\":[3]},\"inputs\":[\"v0\",\"t0\",\"t1\"],\
             \"op\":\"Linear\",\"outputs\":[\"v1\"]}],\"outputs\":[\"v1\"],\"tensors\":[{\"name\":\"t0\",\"shape\":[1,2],\
             \"type\":\"i8\"},{\"name\":\"t1\",\"shape\":[1],\"type\":\"i32\"}],\"version\":1}"
                .to_owned()
        });
        let length = u64::from_le_bytes(bytes[8..16].try_into().expect("eight bytes")) as usize;
        bytes.truncate((16 + length).next_multiple_of(64));
        let start = bytes.len();
        bytes.extend_from_slice(&[(-128i8).cast_unsigned(), 127]);
        bytes.resize(start + 64, 0);
        bytes.extend_from_slice(&bias.to_le_bytes());
        bytes.resize(start + 128, 0);
        bytes
    };
    let largest = 1_065_353_216 - (128 + 127) * 128 - 4;
    for bias in [largest, -largest] {
        assert!(refused_or_exact(&graph(bias)).is_none());
    }
    for bias in [largest + 1, -largest - 1, i32::MIN, i32::MAX] {
        match refused_or_exact(&graph(bias)) {
            Some(GraphError::AccumulatorOverflow { layer, bound, .. }) => {
                assert_eq!((layer.as_str(), bound), ("Linear v1, channel 0", 1_065_353_217));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn declared_sizes_allocate_nothing() {
    let bytes = named("linear");
    let huge = with_manifest(&bytes, |text| {
        text.replacen(
            "\"tensors\":[{\"name\":\"t0\",\"shape\":[",
            "\"tensors\":[{\"name\":\"t0\",\"shape\":[2147483647,2147483647,",
            1,
        )
    });
    assert!(matches!(Graph::read(&huge), Err(GraphError::Malformed(message)) if message.contains("are left")));
    let mut long = bytes;
    long[8..16].copy_from_slice(&u64::MAX.to_le_bytes());
    assert!(matches!(Graph::read(&long), Err(GraphError::TooLarge { .. })));
}

/// A model without nodes gives its input back.
#[test]
fn an_input_may_be_an_output() {
    let manifest = "{\"inputs\":[{\"name\":\"v0\",\"shape\":[2,3],\"type\":\"f32\"}],\"kind\":\"float\",\"name\":\"\\u00e9\",\"nodes\":[],\
                    \"outputs\":[\"v0\",\"v0\"],\"tensors\":[],\"version\":1}";
    let mut bytes = [b"zkgraph1".as_slice(), &(manifest.len() as u64).to_le_bytes(), manifest.as_bytes()].concat();
    bytes.resize(bytes.len().next_multiple_of(64), 0);
    let graph = Graph::read(&bytes).expect("well-formed");
    assert_eq!((graph.name.as_str(), graph.is_batched(), graph.outputs.len()), ("é", false, 2));
    assert!(!matches!(graph.nodes.first().map(|node| &node.op), Some(Op::Moving(Moving::Flatten))));
    assert!(refused_or_exact(&bytes).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(refused_or_exact(&bytes).is_some());
        prop_assert!(refused_or_exact(&[b"zkgraph1".as_slice(), &(bytes.len() as u64).to_le_bytes(), &bytes].concat()).is_some());
    }

    /// Parts of manifests cut out, doubled and put elsewhere.
    #[test]
    fn no_cut_manifest_makes_the_reader_panic(which in 0usize..75, from in 0usize..4000, length in 0usize..60, to in 0usize..4000) {
        let (_, bytes) = &golden()[which];
        let size = u64::from_le_bytes(bytes[8..16].try_into().expect("eight bytes")) as usize;
        let mut text = bytes[16..16 + size].to_vec();
        let from = from % size;
        let part: Vec<u8> = text[from..(from + length).min(size)].to_vec();
        let to = to % size;
        text.splice(to..to, part);
        let mut altered = [b"zkgraph1".as_slice(), &(text.len() as u64).to_le_bytes(), &text].concat();
        altered.resize(altered.len().next_multiple_of(64), 0);
        altered.extend_from_slice(&bytes[(16 + size).next_multiple_of(64)..]);
        refused_or_exact(&altered);
    }
}
