//! The C ABI of an engine, ONNX Runtime's and (`../../candle`) candle's: pointers become slices here and nowhere else.
//! Every function gives 0, or 1 with a message in `failure`.
#![expect(unsafe_code, reason = "a C ABI takes pointers")]
use std::{
    ffi::{CStr, c_char},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    slice,
};

use crate::{Failure, Input, Network};

/// A message for the caller, cut to what fits.
#[repr(C)]
pub struct Message {
    length: u64,
    text: [u8; 1016],
}

/// An input as the caller has it: kind 0 is float32, 1 int32.
#[repr(C)]
pub struct RawInput {
    data: *const u8,
    elements: u64,
    shape: *const i64,
    rank: u64,
    kind: u64,
}

/// Memory for an output.
#[repr(C)]
pub struct RawOutput {
    data: *mut f32,
    elements: u64,
}

fn answered(failure: &mut Message, work: impl FnOnce() -> Result<(), Failure>) -> i32 {
    let done = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err("the library panicked".into()));
    let Err(message) = done else { return 0 };
    let bytes = message.as_bytes();
    let length = bytes.len().min(failure.text.len());
    failure.text.iter_mut().zip(bytes).for_each(|(to, byte)| *to = *byte);
    failure.length = length as u64;
    1
}

/// Opens a model; `network` is then to be given back to `zkpair_engine_close`.
///
/// # Safety
/// `library` ends in a zero, `model` has `length` bytes, `network` and `failure` can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zkpair_engine_open(
    library: *const c_char,
    model: *const u8,
    length: u64,
    threads: u64,
    network: *mut *mut Network,
    failure: *mut Message,
) -> i32 {
    // SAFETY: as asked of the caller.
    let (library, model, network, failure) = unsafe {
        (CStr::from_ptr(library), slice::from_raw_parts(model, length as usize), &mut *network, &mut *failure)
    };
    answered(failure, || {
        let library = library.to_str().map_err(|error| error.to_string())?;
        let made = Network::open(Path::new(library), model, threads as usize)?;
        *network = Box::into_raw(Box::new(made));
        Ok(())
    })
}

/// Runs a model.
///
/// # Safety
/// `network` is what `zkpair_engine_open` gave; inputs and outputs are as many as said, each with memory for its elements
/// (aligned, not null) that nobody else writes meanwhile; the rest can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zkpair_engine_run(
    network: *const Network,
    inputs: *const RawInput,
    n_inputs: u64,
    outputs: *const RawOutput,
    n_outputs: u64,
    kernel_ns: *mut u64,
    failure: *mut Message,
) -> i32 {
    // SAFETY: as asked of the caller.
    let (network, inputs, outputs, kernel_ns, failure) = unsafe {
        (
            &*network,
            slice::from_raw_parts(inputs, n_inputs as usize),
            slice::from_raw_parts(outputs, n_outputs as usize),
            &mut *kernel_ns,
            &mut *failure,
        )
    };
    answered(failure, || {
        let given: Vec<Input<'_>> = inputs
            .iter()
            .map(|input| {
                let count = input.elements as usize;
                // SAFETY: as asked of the caller.
                unsafe {
                    let shape = slice::from_raw_parts(input.shape, input.rank as usize);
                    match input.kind {
                        0 => Input::F32(shape, slice::from_raw_parts(input.data.cast(), count)),
                        _ => Input::I32(shape, slice::from_raw_parts(input.data.cast(), count)),
                    }
                }
            })
            .collect();
        // SAFETY: as asked of the caller.
        let mut taken: Vec<&mut [f32]> = outputs
            .iter()
            .map(|output| unsafe { slice::from_raw_parts_mut(output.data, output.elements as usize) })
            .collect();
        *kernel_ns = network.run(&given, &mut taken)?;
        Ok(())
    })
}

/// Gives a model back.
///
/// # Safety
/// `network` is what `zkpair_engine_open` gave, once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zkpair_engine_close(network: *mut Network) {
    // SAFETY: as asked of the caller.
    drop(unsafe { Box::from_raw(network) });
}
