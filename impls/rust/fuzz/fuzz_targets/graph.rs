//! A graph is refused, or its bytes are its one form.
#![no_main]
use libfuzzer_sys::fuzz_target;
use zkpair_inference::graph::Graph;

fuzz_target!(|data: &[u8]| {
    if let Ok(graph) = Graph::read(data) {
        assert_eq!(graph.to_bytes(), data);
    }
    // A manifest without its head: the fuzzer need not find the magic, the length and the zeros.
    let mut whole = [b"zkgraph1".as_slice(), &(data.len() as u64).to_le_bytes(), data].concat();
    whole.resize(whole.len().next_multiple_of(64), 0);
    if let Ok(graph) = Graph::read(&whole) {
        assert_eq!(graph.to_bytes(), whole);
    }
});
