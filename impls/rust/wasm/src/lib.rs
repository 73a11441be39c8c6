//! The engines for WebAssembly: memory is exchanged through two buffers, everything else is numbers.
//!
//! ```text
//! reserve(bytes) -> address      where the caller writes a graph or the inputs of a batch, one after another
//! load()         -> 0, 1 or 2    makes the model from the graph that lies there: none, of floats, of integers
//! run(batch)     -> count        runs it on what lies there; so many f32, or int8, lie at result(), or −1
//! result()       -> address      of the outputs, one after another
//! ```
#![allow(unsafe_code)] // exported names are "unsafe" attributes: two of one name would clash

use std::{cell::RefCell, iter};

use zkpair_inference::{
    float::{Input, Model},
    graph::{Graph, Kind, Type, elements},
    integer::{Engine, Level},
};

/// A model, of floats with what its inputs are: numbers a sample, and whether they are indices.
enum Loaded {
    Floats { model: Model, inputs: Vec<(usize, bool)> },
    Integers(Engine),
}

/// Outputs, one after another.
enum Outputs {
    Floats(Vec<f32>),
    Integers(Vec<i8>),
}

thread_local! {
    static GIVEN: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static RESULT: RefCell<Outputs> = const { RefCell::new(Outputs::Floats(Vec::new())) };
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

/// 1 when the bytes are a graph of kind float, 2 when they are one of kind int8.
#[unsafe(no_mangle)]
pub extern "C" fn load() -> i32 {
    let loaded = GIVEN.with_borrow(|given| {
        let graph = Graph::read(given).ok()?;
        if graph.kind == Kind::Int8 {
            return Some(Loaded::Integers(Engine::new(&graph, Level::Scalar).ok()?));
        }
        let inputs = graph.values.iter().take(graph.inputs);
        let inputs = inputs.map(|value| (elements(&value.shape), value.type_ == Type::I32)).collect();
        Some(Loaded::Floats { model: Model::new(&graph).ok()?, inputs })
    });
    let found = match &loaded {
        None => 0,
        Some(Loaded::Floats { .. }) => 1,
        Some(Loaded::Integers(_)) => 2,
    };
    LOADED.set(loaded);
    found
}

/// The number of results, or −1.
#[unsafe(no_mangle)]
pub extern "C" fn run(batch: usize) -> i32 {
    let outputs = LOADED.with_borrow(|loaded| {
        GIVEN.with_borrow(|given| match loaded.as_ref()? {
            Loaded::Floats { model, inputs } => floats(model, inputs, given, batch).map(Outputs::Floats),
            Loaded::Integers(engine) => {
                let joined: Vec<i8> = given.iter().map(|byte| byte.cast_signed()).collect();
                engine.run_joined(&joined, batch, 1).ok().map(Outputs::Integers)
            }
        })
    });
    let Some(outputs) = outputs else { return -1 };
    let count = match &outputs {
        Outputs::Floats(numbers) => numbers.len(),
        Outputs::Integers(numbers) => numbers.len(),
    };
    let count = i32::try_from(count).unwrap_or(-1);
    RESULT.set(outputs);
    count
}

/// Where the results lie.
#[unsafe(no_mangle)]
pub extern "C" fn result() -> *const u8 {
    RESULT.with_borrow(|result| match result {
        Outputs::Floats(numbers) => numbers.as_ptr().cast(),
        Outputs::Integers(numbers) => numbers.as_ptr().cast(),
    })
}

fn floats(model: &Model, declared: &[(usize, bool)], given: &[u8], batch: usize) -> Option<Vec<f32>> {
    let words = given.as_chunks::<4>().0;
    let mut rest = words;
    let mut numbers: Vec<(Vec<f32>, Vec<i32>)> = Vec::new();
    for &(size, indices) in declared {
        let (now, later) = rest.split_at_checked(size.checked_mul(batch)?)?;
        rest = later;
        numbers.push(if indices {
            (Vec::new(), now.iter().map(|word| i32::from_le_bytes(*word)).collect())
        } else {
            (now.iter().map(|word| f32::from_le_bytes(*word)).collect(), Vec::new())
        });
    }
    let inputs: Vec<Input<'_>> = iter::zip(&numbers, declared)
        .map(|((reals, places), (_, indices))| if *indices { Input::I32(places) } else { Input::F32(reals) })
        .collect();
    let outputs = model.run(&inputs, batch, 1).ok()?;
    rest.is_empty().then(|| outputs.concat())
}
