//! Results: memory that Rust owns, lent to Python as read-only buffers.
use std::{
    ffi::{CStr, c_int},
    ptr,
};

use pyo3::{exceptions::PyBufferError, ffi, prelude::*, types::PyBytes};
use zkpair_algebra::Limbs;

use crate::input;

/// What a buffer says of its memory besides the address. It lies in the object that owns the memory, so its own address
/// holds as long as the buffer does.
#[derive(PartialEq)]
struct Layout<const DIMENSIONS: usize> {
    format: &'static CStr,
    item_bytes: ffi::Py_ssize_t,
    shape: [ffi::Py_ssize_t; DIMENSIONS],
    strides: [ffi::Py_ssize_t; DIMENSIONS],
}

const ITEM_BYTES: ffi::Py_ssize_t = 8;

impl<const DIMENSIONS: usize> Layout<DIMENSIONS> {
    /// Fills the view that a consumer asked for with `flags` (CPython, "Buffer request types").
    ///
    /// # Safety
    /// `view` is null or may be written; `first` is the first of the items that the shape tells of, all alive, in place
    /// and unchanged as long as `owner`, which holds `self` as well.
    #[expect(unsafe_code, reason = "the buffer protocol is a C structure; without it every result would be copied")]
    unsafe fn fill(
        &self,
        owner: Bound<'_, PyAny>,
        first: *const u8,
        view: *mut ffi::Py_buffer,
        flags: c_int,
    ) -> PyResult<()> {
        // SAFETY: as asked of the caller.
        let Some(view) = (unsafe { view.as_mut() }) else {
            return Err(PyBufferError::new_err("there is no view to fill"));
        };
        view.obj = ptr::null_mut();
        let asks_for = |request: c_int| flags & request == request;
        if asks_for(ffi::PyBUF_WRITABLE) {
            return Err(PyBufferError::new_err("results are read-only: copy them to change them"));
        }
        let one_line = self.shape.iter().filter(|&&length| length != 1).count() <= 1;
        if asks_for(ffi::PyBUF_F_CONTIGUOUS) && !one_line {
            return Err(PyBufferError::new_err("results are in C order, not in Fortran's"));
        }
        let items: ffi::Py_ssize_t = self.shape.iter().product();
        view.buf = first.cast_mut().cast();
        view.len = items * self.item_bytes;
        view.itemsize = self.item_bytes;
        view.readonly = 1;
        let with_shape = asks_for(ffi::PyBUF_ND);
        view.ndim = if with_shape { DIMENSIONS as c_int } else { 1 };
        view.format = if asks_for(ffi::PyBUF_FORMAT) { self.format.as_ptr().cast_mut() } else { ptr::null_mut() };
        view.shape = if with_shape { self.shape.as_ptr().cast_mut() } else { ptr::null_mut() };
        view.strides = if asks_for(ffi::PyBUF_STRIDES) { self.strides.as_ptr().cast_mut() } else { ptr::null_mut() };
        view.suboffsets = ptr::null_mut();
        view.internal = ptr::null_mut();
        view.obj = owner.into_ptr();
        Ok(())
    }
}

/// Elements or points as rows of limbs: a read-only uint64 buffer of the shape `(rows, width)`.
#[pyclass(frozen, eq, name = "Limbs", module = "zkpair_rust._native")]
#[derive(PartialEq)]
pub(crate) struct LimbArray {
    limbs: Vec<u64>,
    layout: Layout<2>,
}

impl LimbArray {
    /// Elements in rows of `width` limbs.
    pub(crate) fn new(elements: Vec<Limbs>, width: usize) -> Self {
        let limbs = elements.into_flattened();
        let (rows, width) = (limbs.len() / width, width as ffi::Py_ssize_t);
        let layout = Layout {
            format: c"Q",
            item_bytes: ITEM_BYTES,
            shape: [rows as ffi::Py_ssize_t, width],
            strides: [width * ITEM_BYTES, ITEM_BYTES],
        };
        Self { limbs, layout }
    }
}

#[pymethods]
impl LimbArray {
    /// A copy of what `numbers` holds.
    #[new]
    #[pyo3(signature = (numbers, width = 4))]
    fn from_buffer(numbers: &Bound<'_, PyAny>, width: usize) -> PyResult<Self> {
        if ![4, 8, 16].contains(&width) {
            let message = format!("width is {width}: 4 (an element), 8 (a point of G1) or 16 (of G2) is needed");
            return Err(crate::errors::named(numbers.py(), "WrongLengthError", &message, None));
        }
        Ok(Self::new(input::limbs("numbers", numbers, width)?.to_vec(), width))
    }

    fn __len__(&self) -> usize {
        self.layout.shape[0].unsigned_abs()
    }

    fn __repr__(&self) -> String {
        let [rows, width] = self.layout.shape;
        format!("<Limbs ({rows}, {width})>")
    }

    /// The canonical encoding: 8 bytes a limb, little-endian, row by row.
    fn tobytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        copied(py, &self.limbs, u64::to_le_bytes)
    }

    #[expect(unsafe_code, reason = "see Layout::fill")]
    unsafe fn __getbuffer__(slf: Bound<'_, Self>, view: *mut ffi::Py_buffer, flags: c_int) -> PyResult<()> {
        let Self { limbs, layout } = slf.get();
        // SAFETY: Python gives a view to fill; the class is frozen, so its vector never moves nor changes.
        unsafe { layout.fill(slf.clone().into_any(), limbs.as_ptr().cast(), view, flags) }
    }
}

/// A vector: a read-only float64 buffer of the shape `(n,)`.
#[pyclass(frozen, eq, name = "Floats", module = "zkpair_rust._native")]
#[derive(PartialEq)]
pub(crate) struct FloatArray {
    numbers: Vec<f64>,
    layout: Layout<1>,
}

impl From<Vec<f64>> for FloatArray {
    fn from(numbers: Vec<f64>) -> Self {
        let shape = [numbers.len() as ffi::Py_ssize_t];
        let layout = Layout { format: c"d", item_bytes: ITEM_BYTES, shape, strides: [ITEM_BYTES] };
        Self { numbers, layout }
    }
}

#[pymethods]
impl FloatArray {
    fn __len__(&self) -> usize {
        self.numbers.len()
    }

    fn __repr__(&self) -> String {
        format!("<Floats ({},)>", self.numbers.len())
    }

    /// 8 bytes a number, little-endian.
    fn tobytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        copied(py, &self.numbers, f64::to_le_bytes)
    }

    #[expect(unsafe_code, reason = "see Layout::fill")]
    unsafe fn __getbuffer__(slf: Bound<'_, Self>, view: *mut ffi::Py_buffer, flags: c_int) -> PyResult<()> {
        let Self { numbers, layout } = slf.get();
        // SAFETY: as above.
        unsafe { layout.fill(slf.clone().into_any(), numbers.as_ptr().cast(), view, flags) }
    }
}

/// A vector of single precision: a read-only float32 buffer of the shape `(n,)`.
#[pyclass(frozen, eq, name = "Singles", module = "zkpair_rust._native")]
#[derive(PartialEq)]
pub(crate) struct SingleArray {
    numbers: Vec<f32>,
    layout: Layout<1>,
}

impl From<Vec<f32>> for SingleArray {
    fn from(numbers: Vec<f32>) -> Self {
        let shape = [numbers.len() as ffi::Py_ssize_t];
        let layout = Layout { format: c"f", item_bytes: ITEM_BYTES / 2, shape, strides: [ITEM_BYTES / 2] };
        Self { numbers, layout }
    }
}

#[pymethods]
impl SingleArray {
    fn __len__(&self) -> usize {
        self.numbers.len()
    }

    fn __repr__(&self) -> String {
        format!("<Singles ({},)>", self.numbers.len())
    }

    /// 4 bytes a number, little-endian.
    fn tobytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        copied(py, &self.numbers, f32::to_le_bytes)
    }

    #[expect(unsafe_code, reason = "see Layout::fill")]
    unsafe fn __getbuffer__(slf: Bound<'_, Self>, view: *mut ffi::Py_buffer, flags: c_int) -> PyResult<()> {
        let Self { numbers, layout } = slf.get();
        // SAFETY: as above.
        unsafe { layout.fill(slf.clone().into_any(), numbers.as_ptr().cast(), view, flags) }
    }
}

/// Elements of a field of one machine word: a read-only uint64 or uint32 buffer of the shape `(n,)`.
#[pyclass(frozen, eq, name = "Words", module = "zkpair_rust._native")]
#[derive(PartialEq)]
pub(crate) struct WordArray {
    words: Words,
    layout: Layout<1>,
}

#[derive(PartialEq)]
enum Words {
    Wide(Vec<u64>),
    Narrow(Vec<u32>),
}

impl From<Vec<u64>> for WordArray {
    fn from(words: Vec<u64>) -> Self {
        let shape = [words.len() as ffi::Py_ssize_t];
        let layout = Layout { format: c"Q", item_bytes: ITEM_BYTES, shape, strides: [ITEM_BYTES] };
        Self { words: Words::Wide(words), layout }
    }
}

impl From<Vec<u32>> for WordArray {
    fn from(words: Vec<u32>) -> Self {
        let shape = [words.len() as ffi::Py_ssize_t];
        let layout = Layout { format: c"I", item_bytes: ITEM_BYTES / 2, shape, strides: [ITEM_BYTES / 2] };
        Self { words: Words::Narrow(words), layout }
    }
}

#[pymethods]
impl WordArray {
    fn __len__(&self) -> usize {
        self.layout.shape[0].unsigned_abs()
    }

    fn __repr__(&self) -> String {
        format!("<Words ({},)>", self.layout.shape[0])
    }

    /// The canonical encoding: 8 or 4 bytes a word, little-endian.
    fn tobytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        match &self.words {
            Words::Wide(words) => copied(py, words, u64::to_le_bytes),
            Words::Narrow(words) => copied(py, words, u32::to_le_bytes),
        }
    }

    #[expect(unsafe_code, reason = "see Layout::fill")]
    unsafe fn __getbuffer__(slf: Bound<'_, Self>, view: *mut ffi::Py_buffer, flags: c_int) -> PyResult<()> {
        let Self { words, layout } = slf.get();
        let first = match words {
            Words::Wide(words) => words.as_ptr().cast(),
            Words::Narrow(words) => words.as_ptr().cast(),
        };
        // SAFETY: as above.
        unsafe { layout.fill(slf.clone().into_any(), first, view, flags) }
    }
}

fn copied<'py, T: Copy, const BYTES: usize>(
    py: Python<'py>,
    numbers: &[T],
    encode: fn(T) -> [u8; BYTES],
) -> PyResult<Bound<'py, PyBytes>> {
    PyBytes::new_with(py, size_of_val(numbers), |bytes| {
        bytes.as_chunks_mut::<BYTES>().0.iter_mut().zip(numbers).for_each(|(to, number)| *to = encode(*number));
        Ok(())
    })
}

pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<LimbArray>()?;
    module.add_class::<WordArray>()?;
    module.add_class::<SingleArray>()?;
    module.add_class::<FloatArray>()
}
