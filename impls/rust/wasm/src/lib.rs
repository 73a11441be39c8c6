//! The float engine for WebAssembly: memory is exchanged through two buffers, everything else is numbers.
//!
//! ```text
//! reserve(bytes) -> address      where the caller writes a graph or the inputs of a batch, one after another
//! load(bytes)    -> 0 or 1       makes the model from the graph that lies there
//! run(batch)     -> count        runs it on what lies there; so many f32 lie at result(), or −1
//! result()       -> address      of the outputs, one after another
//! ```
#![allow(unsafe_code)] // exported names are "unsafe" attributes: two of one name would clash

use std::{cell::RefCell, iter};

use zkpair_inference::{
    float::{Input, Model},
    graph::{Graph, Type, elements},
};

/// A model and what its inputs are: numbers a sample, and whether they are indices.
struct Loaded {
    model: Model,
    inputs: Vec<(usize, bool)>,
}

thread_local! {
    static GIVEN: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static RESULT: RefCell<Vec<f32>> = const { RefCell::new(Vec::new()) };
    static LOADED: RefCell<Option<Loaded>> = const { RefCell::new(None) };
}

/// Room for so many bytes; what lay there is gone.
#[unsafe(no_mangle)]
pub extern "C" fn reserve(bytes: usize) -> *mut u8 {
    GIVEN.with_borrow_mut(|given| {
        given.clear();
        given.resize(bytes, 0);
        given.as_mut_ptr()
    })
}

/// 1 when the bytes are a graph of kind float.
#[unsafe(no_mangle)]
pub extern "C" fn load() -> i32 {
    let loaded = GIVEN.with_borrow(|given| {
        let graph = Graph::read(given).ok()?;
        let inputs = graph.values.iter().take(graph.inputs);
        let inputs = inputs.map(|value| (elements(&value.shape), value.type_ == Type::I32)).collect();
        Some(Loaded { model: Model::new(&graph).ok()?, inputs })
    });
    let found = loaded.is_some();
    LOADED.set(loaded);
    i32::from(found)
}

/// The number of results, or −1.
#[unsafe(no_mangle)]
pub extern "C" fn run(batch: usize) -> i32 {
    let outputs = LOADED.with_borrow(|loaded| {
        let loaded = loaded.as_ref()?;
        GIVEN.with_borrow(|given| outputs(loaded, given, batch))
    });
    let Some(outputs) = outputs else { return -1 };
    let count = i32::try_from(outputs.len()).unwrap_or(-1);
    RESULT.set(outputs);
    count
}

/// Where the results lie.
#[unsafe(no_mangle)]
pub extern "C" fn result() -> *const f32 {
    RESULT.with_borrow(|result| result.as_ptr())
}

fn outputs(loaded: &Loaded, given: &[u8], batch: usize) -> Option<Vec<f32>> {
    let words = given.as_chunks::<4>().0;
    let mut rest = words;
    let mut numbers: Vec<(Vec<f32>, Vec<i32>)> = Vec::new();
    for &(size, indices) in &loaded.inputs {
        let (now, later) = rest.split_at_checked(size.checked_mul(batch)?)?;
        rest = later;
        numbers.push(if indices {
            (Vec::new(), now.iter().map(|word| i32::from_le_bytes(*word)).collect())
        } else {
            (now.iter().map(|word| f32::from_le_bytes(*word)).collect(), Vec::new())
        });
    }
    let inputs: Vec<Input<'_>> = iter::zip(&numbers, &loaded.inputs)
        .map(|((reals, places), (_, indices))| if *indices { Input::I32(places) } else { Input::F32(reals) })
        .collect();
    let outputs = loaded.model.run(&inputs, batch, 1).ok()?;
    rest.is_empty().then(|| outputs.concat())
}
