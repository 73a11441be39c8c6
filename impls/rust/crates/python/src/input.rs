//! Arguments: whatever exports a buffer (bytes, memoryview, array, mmap, NumPy's arrays), as a slice of numbers.
//!
//! A read-only buffer is read where it lies. A writable one is copied before the interpreter lock is released: another
//! thread could write into it meanwhile, and what was checked has to be what is computed with
//! (docs/decisions/buffers-instead-of-numpy.md).
use std::{ffi::CStr, marker::PhantomData, ops::Deref, ptr, slice};

use pyo3::{
    buffer::PyUntypedBuffer,
    exceptions::{PyBufferError, PyTypeError},
    prelude::*,
    types::PyMemoryView,
};
use zkpair_algebra::Limbs;

use crate::errors::named;

// Bytes are read as the canonical encodings, which are little-endian, without being turned round.
const _: () = assert!(cfg!(target_endian = "little"), "zkpair reads little-endian encodings in place");

/// A number for which all bits are valid.
pub(crate) trait Plain: Copy + 'static {}
impl Plain for i8 {}
impl Plain for u8 {}
impl Plain for u32 {}
impl Plain for u64 {}
impl Plain for i32 {}
impl Plain for f32 {}
impl Plain for f64 {}
impl Plain for Limbs {}

/// The numbers of an argument for the length of a call.
pub(crate) struct Input<T: Plain>(Memory<T>);

enum Memory<T> {
    /// A read-only export, C-contiguous and aligned, of `length` values from its first byte on.
    Exported {
        buffer: PyUntypedBuffer,
        length: usize,
        of: PhantomData<T>,
    },
    Owned(Vec<T>),
}

impl<T: Plain> Input<T> {
    /// The memory of `buffer`, which has been seen to hold numbers that T is made of.
    fn new(py: Python<'_>, name: &str, buffer: PyUntypedBuffer) -> PyResult<Self> {
        let length = buffer.len_bytes() / size_of::<T>();
        if length == 0 {
            return Ok(Self(Memory::Owned(Vec::new())));
        }
        if !buffer.is_c_contiguous() || !buffer.buf_ptr().cast::<T>().is_aligned() {
            return Err(not_contiguous(py, name));
        }
        if buffer.readonly() {
            return Ok(Self(Memory::Exported { buffer, length, of: PhantomData }));
        }
        let mut copy = Vec::with_capacity(length);
        #[expect(unsafe_code, reason = "a slice over memory that others may write would not be sound; copying it is")]
        // SAFETY: the exporter keeps len_bytes ≥ length·size_of::<T>() bytes alive until `buffer` is released, contiguous
        // and aligned as seen above; `copy` has room for them, and T is plain.
        unsafe {
            ptr::copy_nonoverlapping(buffer.buf_ptr().cast::<T>().cast_const(), copy.as_mut_ptr(), length);
            copy.set_len(length);
        }
        Ok(Self(Memory::Owned(copy)))
    }
}

impl<T: Plain> Deref for Input<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.0 {
            Memory::Owned(numbers) => numbers,
            #[expect(unsafe_code, reason = "reading in place: 32 bytes an element and a pass over them saved")]
            // SAFETY: non-null (length > 0), contiguous and aligned as seen in `new`; the exporter keeps the memory alive
            // and in place while `buffer` is held, and says that it is read-only; T is plain.
            Memory::Exported { buffer, length, .. } => unsafe {
                slice::from_raw_parts(buffer.buf_ptr().cast::<T>().cast_const(), *length)
            },
        }
    }
}

/// `(n, width)` uint64 as n·width/4 elements of four limbs; also flat, and as the bytes of the canonical encoding.
pub(crate) fn limbs(name: &str, argument: &Bound<'_, PyAny>, width: usize) -> PyResult<Input<Limbs>> {
    let buffer = words_or_bytes(name, argument)?;
    let row_bytes = width * size_of::<u64>();
    let fits = match buffer.shape() {
        [_] => buffer.len_bytes().is_multiple_of(row_bytes),
        [_, columns] => columns * buffer.item_size() == row_bytes,
        _ => false,
    };
    if !fits {
        let kind = if buffer.item_size() == 1 { "bytes" } else { "uint64" };
        let message = format!(
            "{name} has the shape {:?} in {kind}; (n, {width}) is needed: {width} limbs, {row_bytes} bytes a row",
            buffer.shape()
        );
        return Err(named(argument.py(), "WrongLengthError", &message, None));
    }
    Input::new(argument.py(), name, buffer)
}

/// Numbers of one machine word in any shape, or the bytes of their canonical encoding.
pub(crate) trait Word: Plain {
    /// The letters that Python's `struct` has for it.
    const LETTERS: &'static [u8];
    /// As NumPy calls it.
    const KIND: &'static str;
}

impl Word for u32 {
    const LETTERS: &'static [u8] = b"IL";
    const KIND: &'static str = "uint32";
}

impl Word for u64 {
    const LETTERS: &'static [u8] = b"QLN";
    const KIND: &'static str = "uint64";
}

impl Word for i32 {
    const LETTERS: &'static [u8] = b"il";
    const KIND: &'static str = "int32";
}

impl Word for f32 {
    const LETTERS: &'static [u8] = b"f";
    const KIND: &'static str = "float32";
}

/// The words of an argument.
pub(crate) fn machine_words<W: Word>(name: &str, argument: &Bound<'_, PyAny>) -> PyResult<Input<W>> {
    let needed = format!("{} numbers in this machine's byte order, or bytes,", W::KIND);
    let buffer = export(name, argument, &needed)?;
    if !is_bytes(&buffer) && !holds(&buffer, W::LETTERS, size_of::<W>()) {
        return Err(wrong_type(name, &needed, &of_format(&buffer)));
    }
    if !buffer.len_bytes().is_multiple_of(size_of::<W>()) {
        let message = format!("{name} has {} bytes; {} a number are needed", buffer.len_bytes(), size_of::<W>());
        return Err(named(argument.py(), "WrongLengthError", &message, None));
    }
    Input::new(argument.py(), name, buffer)
}

/// The bytes of uint64 numbers in any shape, or bytes as they are: for what judges the length itself.
pub(crate) fn encoded(name: &str, argument: &Bound<'_, PyAny>) -> PyResult<Input<u8>> {
    Input::new(argument.py(), name, words_or_bytes(name, argument)?)
}

/// The content of a file.
pub(crate) fn bytes(name: &str, argument: &Bound<'_, PyAny>) -> PyResult<Input<u8>> {
    let buffer = export(name, argument, "bytes")?;
    if !is_bytes(&buffer) {
        return Err(wrong_type(name, "bytes", &of_format(&buffer)));
    }
    Input::new(argument.py(), name, buffer)
}

/// int8 numbers in any shape, or the bytes of their encoding.
pub(crate) fn int8s(name: &str, argument: &Bound<'_, PyAny>) -> PyResult<Input<i8>> {
    let needed = "int8 numbers, or bytes,";
    let buffer = export(name, argument, needed)?;
    if !is_bytes(&buffer) && !holds(&buffer, b"b", 1) {
        return Err(wrong_type(name, needed, &of_format(&buffer)));
    }
    Input::new(argument.py(), name, buffer)
}

/// A float64 matrix and its number of columns.
pub(crate) fn matrix(name: &str, argument: &Bound<'_, PyAny>) -> PyResult<(Input<f64>, usize)> {
    let buffer = floats(name, argument)?;
    let [_, columns] = *buffer.shape() else {
        return Err(wrong_shape(argument.py(), name, &buffer, "(n, columns)"));
    };
    Ok((Input::new(argument.py(), name, buffer)?, columns))
}

/// A float64 vector.
pub(crate) fn vector(name: &str, argument: &Bound<'_, PyAny>) -> PyResult<Input<f64>> {
    let buffer = floats(name, argument)?;
    if buffer.dimensions() != 1 {
        return Err(wrong_shape(argument.py(), name, &buffer, "(n,)"));
    }
    Input::new(argument.py(), name, buffer)
}

fn words_or_bytes(name: &str, argument: &Bound<'_, PyAny>) -> PyResult<PyUntypedBuffer> {
    let needed = "uint64 numbers in this machine's byte order, or bytes,";
    let buffer = export(name, argument, needed)?;
    if is_bytes(&buffer) || holds(&buffer, b"QLN", size_of::<u64>()) {
        return Ok(buffer);
    }
    Err(wrong_type(name, needed, &of_format(&buffer)))
}

fn floats(name: &str, argument: &Bound<'_, PyAny>) -> PyResult<PyUntypedBuffer> {
    let needed = "float64 numbers in this machine's byte order";
    let buffer = export(name, argument, needed)?;
    if holds(&buffer, b"d", size_of::<f64>()) {
        return Ok(buffer);
    }
    Err(wrong_type(name, needed, &of_format(&buffer)))
}

fn export(name: &str, argument: &Bound<'_, PyAny>, needed: &str) -> PyResult<PyUntypedBuffer> {
    let py = argument.py();
    // ctypes leaves out the strides that PyO3 asks for; a memoryview puts them in.
    let through_a_view = |error| match PyMemoryView::from(argument) {
        Ok(view) => PyUntypedBuffer::get(&view),
        Err(_) => Err(error),
    };
    PyUntypedBuffer::get(argument).or_else(through_a_view).map_err(|error| {
        let no_buffer = error.is_instance_of::<PyTypeError>(py) || error.is_instance_of::<PyBufferError>(py);
        match argument.get_type().name() {
            Ok(kind) if no_buffer => wrong_type(name, needed, &kind.to_string()),
            _ => error, // such as that of a released memoryview
        }
    })
}

fn is_bytes(buffer: &PyUntypedBuffer) -> bool {
    holds(buffer, b"Bc", 1)
}

/// Items of one of these kinds (letters of Python's `struct`), of this size, in this machine's byte order.
/// PyO3's own check takes `>` for little-endian.
fn holds(buffer: &PyUntypedBuffer, letters: &[u8], item_bytes: usize) -> bool {
    buffer.item_size() == item_bytes
        && match buffer.format().to_bytes() {
            [letter] | [b'@' | b'=' | b'<', letter] => letters.contains(letter),
            _ => false,
        }
}

fn of_format(buffer: &PyUntypedBuffer) -> String {
    format!("numbers of the format {:?}", CStr::to_string_lossy(buffer.format()))
}

fn wrong_type(name: &str, needed: &str, found: &str) -> PyErr {
    PyTypeError::new_err(format!("{name}: a buffer of {needed} is needed, not {found}"))
}

fn wrong_shape(py: Python<'_>, name: &str, buffer: &PyUntypedBuffer, needed: &str) -> PyErr {
    let message = format!("{name} has the shape {:?}; {needed} is needed", buffer.shape());
    named(py, "WrongLengthError", &message, None)
}

fn not_contiguous(py: Python<'_>, name: &str) -> PyErr {
    let message = format!(
        "{name} is not contiguous in C order and aligned: pass bytes({name}), or numpy.require({name}, requirements=\"CA\")"
    );
    named(py, "NotContiguousError", &message, None)
}
