//! What winterfell 0.13.1 itself does with the inputs of docs/winterfell-faults.md, and what we do with the same bytes. What ends a
//! process does so in a child: this test binary, asked for one fault by the environment.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::print_stderr)] // a test may fail
use std::process::Command;

use winter_air::proof::Proof;
use winter_crypto::{DefaultRandomCoin, MerkleTree, hashers::Blake3_256};
use winter_verifier::{AcceptableOptions, verify};
use zkpair_stark::{
    Air, BaseElement, Cell, Hash, Setting,
    air::{Fibonacci, Public},
    sample,
};

const FAULT: &str = "ZKPAIR_WINTERFELL_FAULT";
const ROWS: usize = 64;
const SETTING: Setting = Setting::Queries28;

type H = Blake3_256<BaseElement>;

fn honest() -> (Cell, Vec<u8>, Vec<u8>) {
    let cell = Cell::new(Air::Fibonacci, Hash::Blake3, SETTING, ROWS).unwrap();
    let (trace, public) = sample::statement(Air::Fibonacci, ROWS, 0);
    let proof = cell.prove(&trace, &public).unwrap();
    (cell, proof, public)
}

/// Plain winterfell on any bytes.
fn winterfell(proof: &[u8], public: &[u8]) -> Result<(), String> {
    let words = public.chunks(8).map(|word| BaseElement::new(u64::from_le_bytes(word.try_into().unwrap())));
    let public = Public(words.collect::<Vec<_>>().try_into().unwrap());
    let acceptable = AcceptableOptions::OptionSet(vec![SETTING.options()]);
    let proof = Proof::from_bytes(proof).map_err(|error| error.to_string())?;
    verify::<Fibonacci, H, DefaultRandomCoin<H>, MerkleTree<H>>(proof, public, &acceptable)
        .map_err(|error| error.to_string())
}

/// Where the parts begin that faults alter, in a proof of 64 rows.
struct Places {
    /// num_queries, the first of ten bytes of options.
    options: usize,
    unique: usize,
    /// The varint before the rows of the trace.
    rows: usize,
    /// The trace opening's length, its depth, and the number of its vectors.
    opening: usize,
    /// The number of rows of the first out-of-domain frame.
    frame: usize,
    /// The number of FRI layers.
    layers: usize,
}

fn varint(bytes: &[u8], at: usize) -> (usize, usize) {
    let length = bytes[at].trailing_zeros() as usize + 1;
    let mut word = [0; 8];
    word[..length].copy_from_slice(&bytes[at..at + length]);
    ((u64::from_le_bytes(word) >> length) as usize, at + length)
}

fn places(proof: &[u8]) -> Places {
    let (_, unique) = varint(proof, 6 + 1 + 8 + 10);
    let rows = unique + 1 + 2 + usize::from(proof[unique + 1]);
    let (length, begin) = varint(proof, rows);
    let opening = begin + length;
    let mut at = rows;
    for _ in 0..4 {
        let (length, begin) = varint(proof, at);
        at = begin + length;
    }
    let composition_frame = at + 2 + usize::from(proof[at]) + 256 * usize::from(proof[at + 1]);
    let layers = composition_frame + 2 + usize::from(proof[composition_frame]);
    Places { options: 15, unique, rows, opening, frame: at + 2, layers }
}

fn varint_of(value: usize) -> Vec<u8> {
    let mut nine = vec![0];
    nine.extend((value as u64).to_le_bytes());
    nine
}

fn replaced(proof: &[u8], range: std::ops::Range<usize>, with: &[u8]) -> Vec<u8> {
    [&proof[..range.start], with, &proof[range.end..]].concat()
}

/// Inputs on which winterfell panics or aborts, by name, with a word of what it says.
fn fatal(proof: &[u8]) -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let p = places(proof);
    let u32_at = |at: usize| u32::from_le_bytes(proof[at..at + 4].try_into().unwrap()) as usize;
    let layer_opening = p.layers + 1 + 4 + u32_at(p.layers + 1);
    let layer_end = layer_opening + 4 + u32_at(layer_opening); // the only layer
    let byte = |at: usize, value: u8| replaced(proof, at..at + 1, &[value]);
    let (_, after_rows) = varint(proof, p.rows);
    let (opening_bytes, opening_begin) = varint(proof, p.opening);
    let opening = &proof[opening_begin..opening_begin + opening_bytes];
    let (_, vectors_end) = varint(opening, 1);
    let many = [&opening[..1], &varint_of(1 << 60), &opening[vectors_end..]].concat();
    let many = replaced(proof, p.opening..opening_begin + opening_bytes, &[varint_of(many.len()), many].concat());
    vec![
        ("no queries", byte(p.options, 0), "number of queries must be greater than 0"),
        ("blowup 3", byte(p.options + 1, 3), "blowup factor must be a power of 2"),
        ("grinding 33", byte(p.options + 2, 33), "grinding factor cannot be greater than 32"),
        ("folding 3", byte(p.options + 4, 3), "folding factor must be a power of 2"),
        ("remainder degree 30", byte(p.options + 5, 30), "one less than a power of two"),
        ("no partitions", byte(p.options + 8, 0), "number of partitions"),
        ("random elements without a segment", byte(2, 1), "random elements for an empty auxiliary"),
        ("2^64 rows", byte(3, 64), "trace length must be at least 8"),
        ("no unique queries", byte(p.unique, 0), "there must be at least one query"),
        ("a frame of one row", byte(p.frame, 1), "assertion `left == right` failed"),
        ("a layer less", replaced(proof, p.layers..layer_end, &[0]), "removal index"),
        ("rows of 2^60 bytes", replaced(proof, p.rows..after_rows, &varint_of(1 << 60)), "allocation"),
        ("2^60 vectors in an opening", many, "capacity overflow"),
    ]
}

#[test]
fn winterfell_ends_the_process_where_we_answer() {
    let (cell, proof, public) = honest();
    let asked = std::env::var(FAULT).ok();
    let mut others = vec![];
    for (name, bytes, says) in fatal(&proof) {
        match &asked {
            Some(asked) if asked == name => {
                let verdict = winterfell(&bytes, &public);
                eprintln!("survived: {verdict:?}");
                return;
            }
            Some(_) => continue,
            None => {}
        }
        assert!(cell.verify(&bytes, &public).is_err(), "{name}");
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "winterfell_ends_the_process_where_we_answer", "--nocapture"])
            .env(FAULT, name)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&child.stderr);
        if child.status.success() || !said.contains(says) {
            others.push(format!("{name}: {}\n{said}", child.status));
        }
    }
    assert!(others.is_empty(), "mended? tell docs/winterfell-faults.md\n{}", others.join("\n"));
}

/// Other bytes for the same proof, which plain winterfell accepts.
#[test]
fn winterfell_accepts_other_bytes_where_we_do_not() {
    let (cell, proof, public) = honest();
    let p = places(&proof);
    let (rows_bytes, after_rows) = varint(&proof, p.rows);
    let (opening_bytes, opening_begin) = varint(&proof, p.opening);
    let opening = &proof[opening_begin..opening_begin + opening_bytes];
    let (vectors, first_vector) = varint(opening, 1);
    // One more digest in the last vector of the trace's opening.
    let mut at = first_vector;
    let mut last = at;
    for _ in 0..vectors {
        last = at;
        let (nodes, begin) = varint(opening, at);
        at = begin + 32 * nodes;
    }
    let (nodes, begin) = varint(opening, last);
    let longer = [&opening[..last], &varint_of(nodes + 1), &opening[begin..], &[7; 32]].concat();
    let more_nodes =
        replaced(&proof, p.opening..opening_begin + opening_bytes, &[varint_of(longer.len()), longer].concat());
    let with_tail = [&proof[..], b"tail"].concat();
    let wide = replaced(&proof, p.rows..after_rows, &varint_of(rows_bytes));
    let constraints = replaced(&proof, 25..26, &varint_of(usize::from(proof[25] >> 1)));
    for (name, bytes) in [
        ("bytes after the end", with_tail),
        ("a length in nine bytes", wide),
        ("the number of constraints in nine bytes", constraints),
        ("a node that no path needs", more_nodes),
    ] {
        assert_eq!(winterfell(&bytes, &public), Ok(()), "{name}: mended? tell docs/winterfell-faults.md");
        assert!(cell.verify(&bytes, &public).is_err(), "{name}");
    }
}

/// A constant trace satisfies Fibonacci (0, 0, 0, …), and winterfell's prover panics on it; see Error::Degenerate.
#[test]
fn winterfells_prover_ends_the_process_on_a_constant_trace() {
    use winter_prover::Prover as _;
    if std::env::var(FAULT).is_ok_and(|asked| asked == "constant trace") {
        let columns = vec![vec![BaseElement::default(); ROWS]; 2];
        let proved = plain::Plain(SETTING.options()).prove(winter_prover::TraceTable::init(columns));
        eprintln!("survived: {}", proved.is_ok());
        return;
    }
    if std::env::var_os(FAULT).is_some() {
        return;
    }
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "winterfells_prover_ends_the_process_on_a_constant_trace", "--nocapture"])
        .env(FAULT, "constant trace")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stderr);
    assert!(!child.status.success() && said.contains("assertion `left == right` failed"), "{said}");
}

#[allow(dead_code)]
mod plain;
