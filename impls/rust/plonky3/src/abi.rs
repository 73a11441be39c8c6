//! The C ABI: pointers and lengths in, a status and a failure out. The only unsafe code of this crate.
//!
//! Rules for the caller, the same for every function: a pointer with a length names that many readable (or, for outputs,
//! writable) bytes for the time of the call; a length of 0 allows a null pointer; `failure` is writable. Nothing is kept
//! after the call but what `zkpair_p3_prove` returns, which belongs to the caller until `zkpair_p3_free`. Functions may be
//! called from several threads at once. No panic crosses the border.
#![allow(unsafe_code, reason = "this file turns the pointers of the C ABI into slices, and nothing else does")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::slice;

use crate::cell::{Air, Cell, Field, Hash, Setting};
use crate::error::Error;
use crate::{merkle, ntt, provenance, security, stark};

/// Success. Other codes are [`Error::code`]'s.
pub const OK: i32 = 0;
/// Room for a failure's message.
pub const MESSAGE_BYTES: usize = 496;
/// A failure without a single offender.
pub const NO_PLACE: u64 = u64::MAX;

/// A cell by numbers, in the order of the enums.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct RawCell {
    /// 0 fibonacci, 1 hash_chain, 2 permutation, 3 chain.
    pub air: u32,
    /// 0 goldilocks, 1 koalabear.
    pub field: u32,
    /// 0 sha3_256, 1 blake3, 2 poseidon2.
    pub hash: u32,
    /// 0 default, 1 queries28.
    pub setting: u32,
    /// The trace length.
    pub n: u64,
}

/// Why a call failed.
#[repr(C)]
#[derive(Debug)]
pub struct Failure {
    /// The index of the first offender, or 2^64 − 1.
    pub place: u64,
    /// Bytes of the message.
    pub length: u64,
    /// UTF-8.
    pub message: [u8; MESSAGE_BYTES],
}

/// Bytes that this library owns.
#[repr(C)]
#[derive(Debug)]
pub struct Owned {
    /// The bytes.
    pub data: *mut u8,
    /// Their number.
    pub length: usize,
}

fn field(code: u32) -> Result<Field, Error> {
    match code {
        0 => Ok(Field::Goldilocks),
        1 => Ok(Field::KoalaBear),
        other => Err(Error::UnsupportedCell(format!("there is no field number {other}"))),
    }
}

fn hash(code: u32) -> Result<Hash, Error> {
    match code {
        0 => Ok(Hash::Sha3),
        1 => Ok(Hash::Blake3),
        2 => Ok(Hash::Poseidon2),
        other => Err(Error::UnsupportedCell(format!("there is no hash number {other}"))),
    }
}

/// The cell that the numbers name.
pub fn cell(raw: &RawCell) -> Result<Cell, Error> {
    let air = match raw.air {
        0 => Air::Fibonacci,
        1 => Air::HashChain,
        2 => Air::Permutation,
        3 => Air::Chain,
        other => return Err(Error::UnsupportedCell(format!("there is no AIR number {other}"))),
    };
    let setting = match raw.setting {
        0 => Setting::Default,
        1 => Setting::Queries28,
        other => return Err(Error::UnsupportedCell(format!("there is no setting number {other}"))),
    };
    Cell::new(air, field(raw.field)?, hash(raw.hash)?, setting, raw.n)
}

/// The bytes that a caller names.
///
/// # Safety
/// `data` is readable for `length` bytes for the lifetime of the result, or `length` is 0.
unsafe fn bytes<'a>(data: *const u8, length: usize) -> &'a [u8] {
    if length == 0 || data.is_null() {
        return &[];
    }
    // SAFETY: the caller's promise; u8 has no alignment and every bit pattern is one.
    unsafe { slice::from_raw_parts(data, length) }
}

/// The writable bytes that a caller names.
///
/// # Safety
/// `data` is writable for `length` bytes and nobody else uses them for the lifetime of the result, or `length` is 0.
unsafe fn bytes_mut<'a>(data: *mut u8, length: usize) -> &'a mut [u8] {
    if length == 0 || data.is_null() {
        return &mut [];
    }
    // SAFETY: the caller's promise; u8 has no alignment and every bit pattern is one.
    unsafe { slice::from_raw_parts_mut(data, length) }
}

/// What a panic said.
fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "without a message".into())
}

/// Runs `work`; its value goes to `out`, its error or panic to `failure`.
///
/// # Safety
/// `failure` and `out` are writable or null.
pub unsafe fn guarded<T>(failure: *mut Failure, out: *mut T, work: impl FnOnce() -> Result<T, Error>) -> i32 {
    // What the work touches is dropped or was the caller's: nothing half-done is looked at after a panic.
    let result = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(Error::Panic(said(panic.as_ref()))));
    let error = match result {
        Ok(value) => {
            if !out.is_null() {
                // SAFETY: the caller's promise; the old bytes are not dropped, they may be uninitialised.
                unsafe { out.write(value) };
            }
            return OK;
        }
        Err(error) => error,
    };
    if !failure.is_null() {
        let text = error.to_string();
        let cut = text.floor_char_boundary(MESSAGE_BYTES);
        let mut message = [0; MESSAGE_BYTES];
        for (to, from) in message.iter_mut().zip(text.as_bytes().iter().take(cut)) {
            *to = *from;
        }
        let place = error.place().map_or(NO_PLACE, |place| place as u64);
        // SAFETY: the caller's promise.
        unsafe { failure.write(Failure { place, length: cut as u64, message }) };
    }
    error.code()
}

/// Runs `work` on a thread of rayon's pool. From outside, each of plonky3's many parallel loops would hand itself over to the
/// pool and sleep until it is done: a tenth of a small proof's time.
fn in_pool<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    rayon::scope(|_| work())
}

/// `key=value` lines about this library, as bytes to be freed.
///
/// # Safety
/// The module's rules.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zkpair_p3_describe(out: *mut Owned, failure: *mut Failure) -> i32 {
    // SAFETY: the caller's promise, handed on.
    unsafe { guarded(failure, out, || Ok(owned(provenance::describe().into_bytes()))) }
}

fn owned(bytes: Vec<u8>) -> Owned {
    let bytes = bytes.into_boxed_slice();
    let length = bytes.len();
    Owned { data: Box::into_raw(bytes).cast(), length }
}

/// Gives back what a function returned as [`Owned`].
///
/// # Safety
/// `data` and `length` come from one such result, which is not used or freed again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zkpair_p3_free(data: *mut u8, length: usize) {
    if !data.is_null() {
        // SAFETY: `owned` made it from a boxed slice of this length, by the caller's promise.
        drop(unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(data, length)) });
    }
}

/// Proven bits: unique decoding, then Johnson.
///
/// # Safety
/// The module's rules; `raw` is readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zkpair_p3_security(raw: *const RawCell, out: *mut [f64; 2], failure: *mut Failure) -> i32 {
    // SAFETY: the caller's promise.
    let raw = unsafe { raw.read() };
    let work = || {
        let proven = security::proven(&cell(&raw)?);
        Ok([proven.unique_decoding, proven.johnson])
    };
    // SAFETY: the caller's promise, handed on.
    unsafe { guarded(failure, out, work) }
}

/// Refuses a trace or public inputs that are malformed or break the AIR.
///
/// # Safety
/// The module's rules; `raw` is readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zkpair_p3_check(
    raw: *const RawCell,
    trace: *const u8,
    trace_bytes: usize,
    public: *const u8,
    public_bytes: usize,
    failure: *mut Failure,
) -> i32 {
    // SAFETY: the caller's promise.
    let (raw, trace, public) = unsafe { (raw.read(), bytes(trace, trace_bytes), bytes(public, public_bytes)) };
    // SAFETY: the caller's promise; there is no output.
    unsafe { guarded(failure, std::ptr::null_mut(), || stark::check(&cell(&raw)?, trace, public)) }
}

/// A proof in its envelope.
///
/// # Safety
/// The module's rules; `raw` is readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zkpair_p3_prove(
    raw: *const RawCell,
    trace: *const u8,
    trace_bytes: usize,
    public: *const u8,
    public_bytes: usize,
    out: *mut Owned,
    failure: *mut Failure,
) -> i32 {
    // SAFETY: the caller's promise.
    let (raw, trace, public) = unsafe { (raw.read(), bytes(trace, trace_bytes), bytes(public, public_bytes)) };
    let work = || {
        let cell = cell(&raw)?;
        in_pool(|| stark::prove(&cell, trace, public)).map(owned)
    };
    // SAFETY: the caller's promise, handed on.
    unsafe { guarded(failure, out, work) }
}

/// 1 if the proof proves the statement, else 0. A panic of the library on a malformed proof is a 0 as well: whatever comes
/// with a proof is answered, never refused.
///
/// # Safety
/// The module's rules; `raw` is readable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zkpair_p3_verify(
    raw: *const RawCell,
    proof: *const u8,
    proof_bytes: usize,
    public: *const u8,
    public_bytes: usize,
    out: *mut u8,
    failure: *mut Failure,
) -> i32 {
    // SAFETY: the caller's promise.
    let (raw, proof, public) = unsafe { (raw.read(), bytes(proof, proof_bytes), bytes(public, public_bytes)) };
    let work = || {
        let cell = cell(&raw)?;
        let verdict = catch_unwind(AssertUnwindSafe(|| stark::verify(&cell, proof, public)));
        Ok(u8::from(verdict.unwrap_or(false)))
    };
    // SAFETY: the caller's promise, handed on.
    unsafe { guarded(failure, out, work) }
}

/// Evaluations from coefficients, both of `length` bytes; `kernel_ns` gets the nanoseconds of the transform.
///
/// # Safety
/// The module's rules.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zkpair_p3_ntt(
    field_code: u32,
    coefficients: *const u8,
    evaluations: *mut u8,
    length: usize,
    kernel_ns: *mut u64,
    failure: *mut Failure,
) -> i32 {
    // SAFETY: the caller's promise; input and output are different buffers.
    let (from, to) = unsafe { (bytes(coefficients, length), bytes_mut(evaluations, length)) };
    // SAFETY: the caller's promise, handed on.
    unsafe {
        guarded(failure, kernel_ns, || {
            let field = field(field_code)?;
            in_pool(|| ntt::ntt(field, from, to))
        })
    }
}

/// Root and paths of the tree over `rows`; `kernel_ns` gets the nanoseconds of hashing and opening.
///
/// # Safety
/// The module's rules.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zkpair_p3_merkle_tree(
    hash_code: u32,
    rows: *const u8,
    rows_bytes: usize,
    output: *mut u8,
    output_bytes: usize,
    kernel_ns: *mut u64,
    failure: *mut Failure,
) -> i32 {
    // SAFETY: the caller's promise; input and output are different buffers.
    let (rows, output) = unsafe { (bytes(rows, rows_bytes), bytes_mut(output, output_bytes)) };
    // SAFETY: the caller's promise, handed on.
    unsafe {
        guarded(failure, kernel_ns, || {
            let hash = hash(hash_code)?;
            in_pool(|| merkle::tree(hash, rows, output))
        })
    }
}
