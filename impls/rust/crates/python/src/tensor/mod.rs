//! `zkpair_rust.nn`'s tensors: numbers of one kind in a strided box, shared with NumPy, torch and others without copies.
//!
//! Buffers (PEP 3118) and DLPack go both ways. The memory is Rust's own or the lender's; views share it.
mod dlpack;
mod dtype;
mod engine;
mod random;
mod snapshot;
mod storage;

use std::{
    ffi::c_int,
    ptr::{self, NonNull},
    sync::Arc,
};

use pyo3::{
    buffer::PyUntypedBuffer,
    exceptions::{PyBufferError, PyMemoryError, PyTypeError, PyValueError},
    ffi,
    prelude::*,
    types::{PyBytes, PyTuple},
};

use dlpack::Description;
use dtype::Dtype;
use storage::Storage;

/// Torch's own limit.
const LARGEST_RANK: usize = 64;

/// A strided view of memory.
#[pyclass(frozen, subclass, weakref, name = "Tensor", module = "zkpair_rust._native")]
pub(crate) struct Tensor {
    storage: Arc<Storage>,
    first: NonNull<u8>,
    description: Description,
    /// In bytes, for buffers; its address holds as long as the object.
    byte_strides: Vec<isize>,
}

#[expect(unsafe_code, reason = "see Storage, whose memory this points into")]
// SAFETY: as for Storage.
unsafe impl Send for Tensor {}
#[expect(unsafe_code, reason = "see Storage, whose memory this points into")]
// SAFETY: as for Storage.
unsafe impl Sync for Tensor {}

/// Strides in elements of the C order.
fn compact_strides(shape: &[isize]) -> Vec<isize> {
    let mut strides = vec![1; shape.len()];
    let mut stride = 1_isize;
    for (to, side) in strides.iter_mut().zip(shape).rev() {
        *to = stride;
        stride = stride.saturating_mul((*side).max(1));
    }
    strides
}

/// The number of elements, if their bytes and the distances between them can be counted.
fn check_extent(shape: &[isize], strides: &[isize], dtype: Dtype) -> PyResult<usize> {
    let bytes = dtype.bytes() as isize;
    let count = shape.iter().try_fold(1_isize, |count, &side| count.checked_mul(side));
    let reach = shape.iter().zip(strides).try_fold(0_isize, |reach, (&side, &stride)| {
        reach.checked_add(stride.checked_abs()?.checked_mul(side.max(1) - 1)?)
    });
    let fits = |numbers: Option<isize>| numbers.and_then(|numbers| numbers.checked_mul(bytes)).is_some();
    match count {
        Some(elements) if fits(count) && fits(reach) => Ok(elements.unsigned_abs()),
        _ => Err(PyValueError::new_err(format!("the shape {shape:?} is larger than memory can be"))),
    }
}

impl Tensor {
    fn new(storage: Arc<Storage>, first: NonNull<u8>, description: Description) -> Self {
        let bytes = description.dtype.bytes() as isize;
        let byte_strides = description.strides.iter().map(|stride| stride * bytes).collect();
        Self { storage, first, description, byte_strides }
    }

    /// Zeros in memory of our own.
    fn zeroed(shape: Vec<isize>, dtype: Dtype) -> PyResult<Self> {
        if shape.len() > LARGEST_RANK || shape.iter().any(|&side| side < 0) {
            return Err(PyValueError::new_err(format!("{shape:?} is no shape")));
        }
        let strides = compact_strides(&shape);
        let count = check_extent(&shape, &strides, dtype)?;
        let storage = Storage::zeroed(count * dtype.bytes())
            .ok_or_else(|| PyMemoryError::new_err(format!("there is no memory for the shape {shape:?}")))?;
        let first = storage.first();
        Ok(Self::new(Arc::new(storage), first, Description { dtype, shape, strides, readonly: false }))
    }

    /// A result of the engine, in its own memory.
    fn of_floats(numbers: Vec<f32>, shape: Vec<isize>) -> PyResult<Self> {
        let strides = compact_strides(&shape);
        if check_extent(&shape, &strides, Dtype::Float32)? != numbers.len() {
            return Err(PyValueError::new_err(format!("{} numbers do not fill the shape {shape:?}", numbers.len())));
        }
        let storage = Storage::of_floats(numbers);
        let first = storage.first();
        Ok(Self::new(Arc::new(storage), first, Description { dtype: Dtype::Float32, shape, strides, readonly: false }))
    }

    fn of_buffer(source: &Bound<'_, PyAny>) -> PyResult<Self> {
        let buffer = PyUntypedBuffer::get(source)?;
        let item_bytes = buffer.item_size();
        let Some(dtype) = Dtype::of_format(buffer.format().to_bytes(), item_bytes) else {
            return Err(PyTypeError::new_err(format!(
                "a buffer of the format {:?} cannot be a tensor: float32, float64, int64, int32, int8, uint8 or bool in this \
                 machine's byte order is needed",
                buffer.format()
            )));
        };
        let shape: Vec<isize> = buffer.shape().iter().map(|&side| side as isize).collect();
        let byte_strides = buffer.strides();
        if shape.len() > LARGEST_RANK || buffer.suboffsets().is_some() {
            return Err(PyBufferError::new_err(
                "a buffer of pointers or of more than 64 dimensions cannot be a tensor",
            ));
        }
        let wide = byte_strides.iter().any(|stride| stride % item_bytes as isize != 0);
        let first = match NonNull::new(buffer.buf_ptr().cast::<u8>()) {
            Some(first) if !shape.contains(&0) => first,
            _ => NonNull::<u64>::dangling().cast(),
        };
        if wide || first.as_ptr().align_offset(dtype.bytes()) != 0 {
            return Err(PyBufferError::new_err(format!(
                "the buffer's numbers are not aligned to {} bytes: copy it first",
                dtype.bytes()
            )));
        }
        let strides: Vec<isize> = byte_strides.iter().map(|stride| stride / item_bytes as isize).collect();
        check_extent(&shape, &strides, dtype)?;
        let description = Description { dtype, shape, strides, readonly: buffer.readonly() };
        Ok(Self::new(Arc::new(Storage::of_buffer(buffer, first)), first, description))
    }

    fn of_capsule(capsule: &Bound<'_, PyAny>) -> PyResult<Self> {
        let (imported, first, description) = dlpack::import(capsule)?;
        Ok(Self::new(Arc::new(Storage::of_dlpack(imported, first)), first, description))
    }

    /// Another view of the same memory.
    fn view(&self, shape: Vec<isize>, strides: Vec<isize>) -> Self {
        let Description { dtype, readonly, .. } = self.description;
        Self::new(self.storage.clone(), self.first, Description { dtype, shape, strides, readonly })
    }

    fn count(&self) -> usize {
        self.description.shape.iter().product::<isize>().unsigned_abs()
    }

    fn bytes(&self) -> usize {
        self.count() * self.description.dtype.bytes()
    }

    fn is_compact(&self) -> bool {
        let expected = compact_strides(&self.description.shape);
        let sides = self.description.shape.iter().zip(&self.description.strides).zip(expected);
        self.count() == 0 || sides.into_iter().all(|((&side, &stride), expected)| side == 1 || stride == expected)
    }

    /// Calls `visit` with the address of every element in C order.
    fn each(&self, mut visit: impl FnMut(*mut u8)) {
        let (shape, strides) = (&self.description.shape, &self.byte_strides);
        let mut place = vec![0_isize; shape.len()];
        let mut offset = 0_isize;
        for _ in 0..self.count() {
            visit(self.first.as_ptr().wrapping_offset(offset));
            for ((at, &side), &stride) in place.iter_mut().zip(shape).zip(strides).rev() {
                *at += 1;
                offset += stride;
                if *at < side {
                    break;
                }
                offset -= stride * side;
                *at = 0;
            }
        }
    }

    /// Writes the numbers in C order to `to`, which has room for them.
    fn gather(&self, to: *mut u8) {
        let bytes = self.description.dtype.bytes();
        storage::count_copied(self.bytes());
        #[expect(unsafe_code, reason = "memory that is lent has no slices")]
        // SAFETY: `to` has room for all bytes and is no part of this tensor; every address that `each` visits lies within
        // the memory that the owner keeps alive.
        unsafe {
            if self.is_compact() {
                ptr::copy_nonoverlapping(self.first.as_ptr(), to, self.bytes());
                return;
            }
            let mut to = to;
            self.each(|from| {
                ptr::copy_nonoverlapping(from, to, bytes);
                to = to.add(bytes);
            });
        }
    }

    fn shape_tuple<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.description.shape)
    }
}

#[pymethods]
impl Tensor {
    /// A view of a tensor's memory, or of a buffer's.
    #[new]
    fn of(source: &Bound<'_, PyAny>) -> PyResult<Self> {
        match source.cast::<Self>() {
            Ok(tensor) => {
                let Self { description, .. } = tensor.get();
                Ok(tensor.get().view(description.shape.clone(), description.strides.clone()))
            }
            Err(_) => Self::of_buffer(source),
        }
    }

    #[getter]
    fn shape<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.shape_tuple(py)
    }

    #[getter]
    fn strides<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.description.strides)
    }

    #[getter]
    fn dtype_name(&self) -> &'static str {
        self.description.dtype.name()
    }

    #[getter]
    fn readonly(&self) -> bool {
        self.description.readonly
    }

    #[getter]
    fn version(&self) -> u64 {
        self.storage.version()
    }

    /// The address of the first element.
    fn data_ptr(&self) -> usize {
        self.first.as_ptr().addr()
    }

    fn is_contiguous(&self) -> bool {
        self.is_compact()
    }

    fn numel(&self) -> usize {
        self.count()
    }

    /// The same numbers in C order, in another shape: a view where they lie so, else a copy.
    fn reshaped(&self, shape: Vec<isize>) -> PyResult<Self> {
        let strides = compact_strides(&shape);
        if check_extent(&shape, &strides, self.description.dtype)? != self.count() || shape.iter().any(|&side| side < 0)
        {
            return Err(PyValueError::new_err(format!(
                "shape '{shape:?}' is invalid for input of size {}",
                self.count()
            )));
        }
        if self.is_compact() {
            return Ok(self.view(shape, strides));
        }
        let copy = self.copied()?;
        Ok(copy.view(shape, strides))
    }

    /// The axes in another order, a view.
    fn permuted(&self, order: Vec<usize>) -> PyResult<Self> {
        let mut seen = order.clone();
        seen.sort_unstable();
        if !seen.iter().copied().eq(0..self.description.shape.len()) {
            return Err(PyValueError::new_err(format!(
                "{order:?} is no order of {} axes",
                self.description.shape.len()
            )));
        }
        let pick = |numbers: &[isize]| order.iter().filter_map(|&axis| numbers.get(axis).copied()).collect();
        Ok(self.view(pick(&self.description.shape), pick(&self.description.strides)))
    }

    /// The numbers in C order in memory of their own.
    fn copied(&self) -> PyResult<Self> {
        let copy = Self::zeroed(self.description.shape.clone(), self.description.dtype)?;
        self.gather(copy.first.as_ptr());
        Ok(copy)
    }

    /// Overwrites the numbers with those of a tensor of the same shape and dtype.
    fn overwrite(&self, source: &Self) -> PyResult<()> {
        if self.description.readonly {
            return Err(PyValueError::new_err("this tensor is read-only"));
        }
        if self.storage.is_being_read() {
            return Err(being_read());
        }
        if source.description.shape != self.description.shape || source.description.dtype != self.description.dtype {
            return Err(PyValueError::new_err(format!(
                "a tensor of the shape {:?} and of {} is needed",
                self.description.shape,
                self.description.dtype.name()
            )));
        }
        // Gathered apart first: both may be views of one memory.
        let bytes = self.description.dtype.bytes();
        let gathered = source.copied()?;
        let mut from = gathered.first.as_ptr();
        self.each(|to| {
            #[expect(unsafe_code, reason = "memory that is lent has no slices")]
            // SAFETY: every address that `each` visits lies within memory that may be written, and the copy has as many
            // elements.
            unsafe {
                ptr::copy_nonoverlapping(from, to, bytes);
                from = from.add(bytes);
            }
        });
        self.storage.written();
        Ok(())
    }

    /// The numbers in C order, little-endian.
    fn tobytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        PyBytes::new_with(py, self.bytes(), |bytes| {
            self.gather(bytes.as_mut_ptr());
            Ok(())
        })
    }

    fn __dlpack_device__(&self) -> (i32, i32) {
        (1, 0)
    }

    /// A capsule for another library (array API standard, `__dlpack__`). Raises BufferError for what cannot be given.
    #[pyo3(signature = (*, stream = None, max_version = None, dl_device = None, copy = None))]
    fn __dlpack__<'py>(
        &self,
        py: Python<'py>,
        stream: Option<&Bound<'py, PyAny>>,
        max_version: Option<(u32, u32)>,
        dl_device: Option<(i32, i32)>,
        copy: Option<bool>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if stream.is_some() {
            return Err(PyBufferError::new_err("stream: the CPU has none, only None is taken"));
        }
        if dl_device.is_some_and(|device| device != (1, 0)) {
            return Err(PyBufferError::new_err("dl_device: tensors are given on the CPU, (1, 0), alone"));
        }
        let versioned = max_version.is_some_and(|(major, _)| major >= 1);
        if copy == Some(true) {
            let Self { storage, first, description, .. } = &self.copied()?;
            return dlpack::export(py, storage.clone(), *first, description, versioned, true);
        }
        dlpack::export(py, self.storage.clone(), self.first, &self.description, versioned, false)
    }

    #[expect(unsafe_code, reason = "the buffer protocol is a C structure; without it every exchange would be a copy")]
    unsafe fn __getbuffer__(slf: Bound<'_, Self>, view: *mut ffi::Py_buffer, flags: c_int) -> PyResult<()> {
        let this = slf.get();
        // SAFETY: Python gives a view to fill.
        let Some(view) = (unsafe { view.as_mut() }) else {
            return Err(PyBufferError::new_err("there is no view to fill"));
        };
        view.obj = ptr::null_mut();
        let asks_for = |request: c_int| flags & request == request;
        if asks_for(ffi::PyBUF_WRITABLE) && this.description.readonly {
            return Err(PyBufferError::new_err("this tensor is read-only"));
        }
        let compact = this.is_compact();
        let needs_c = asks_for(ffi::PyBUF_C_CONTIGUOUS) || !asks_for(ffi::PyBUF_STRIDES);
        if needs_c && !compact {
            return Err(PyBufferError::new_err("this tensor is not contiguous in C order: call contiguous() first"));
        }
        let one_line = this.description.shape.iter().filter(|&&side| side != 1).count() <= 1;
        if asks_for(ffi::PyBUF_F_CONTIGUOUS) && !(one_line && compact) {
            return Err(PyBufferError::new_err("this tensor is in C order, not in Fortran's"));
        }
        view.buf = this.first.as_ptr().cast();
        view.len = this.bytes() as ffi::Py_ssize_t;
        view.itemsize = this.description.dtype.bytes() as ffi::Py_ssize_t;
        view.readonly = c_int::from(this.description.readonly);
        let with_shape = asks_for(ffi::PyBUF_ND);
        let format = this.description.dtype.format();
        view.ndim = if with_shape { this.description.shape.len() as c_int } else { 1 };
        view.format = if asks_for(ffi::PyBUF_FORMAT) { format.as_ptr().cast_mut() } else { ptr::null_mut() };
        view.shape = if with_shape { this.description.shape.as_ptr().cast_mut() } else { ptr::null_mut() };
        let with_strides = asks_for(ffi::PyBUF_STRIDES);
        view.strides = if with_strides { this.byte_strides.as_ptr().cast_mut() } else { ptr::null_mut() };
        view.suboffsets = ptr::null_mut();
        view.internal = ptr::null_mut();
        if !this.description.readonly {
            if this.storage.is_being_read() {
                return Err(being_read());
            }
            this.storage.lend();
        }
        view.obj = slf.into_any().into_ptr();
        Ok(())
    }

    #[expect(unsafe_code, reason = "as above")]
    unsafe fn __releasebuffer__(&self, _view: *mut ffi::Py_buffer) {
        if !self.description.readonly {
            self.storage.take_back();
        }
    }
}

fn being_read() -> PyErr {
    PyBufferError::new_err("a run in another thread is reading this tensor: wait for it, or copy the tensor")
}

/// A tensor of zeros.
#[pyfunction]
fn tensor_zeros(shape: Vec<isize>, dtype: &str) -> PyResult<Tensor> {
    let dtype = Dtype::of_name(dtype).ok_or_else(|| PyTypeError::new_err(format!("{dtype} is no dtype of tensors")))?;
    Tensor::zeroed(shape, dtype)
}

/// The tensor in a capsule of DLPack's, without a copy.
#[pyfunction]
fn tensor_from_dlpack(capsule: &Bound<'_, PyAny>) -> PyResult<Tensor> {
    Tensor::of_capsule(capsule)
}

/// The tensor with row i (along the first axis) times factor i, both float32, computed in float64.
#[pyfunction]
fn tensor_scaled_rows(tensor: &Bound<'_, Tensor>, factors: Vec<f64>) -> PyResult<Tensor> {
    let scaled = tensor.get().copied()?;
    let rows = scaled.description.shape.first().copied().unwrap_or_default().unsigned_abs();
    if scaled.description.dtype != Dtype::Float32 || rows != factors.len() || rows == 0 {
        return Err(PyValueError::new_err(format!("float32 with {} rows is needed", factors.len())));
    }
    let columns = scaled.count() / rows;
    let mut place = 0;
    scaled.each(|number| {
        let factor = factors.get(place / columns.max(1)).copied().unwrap_or(1.0);
        place += 1;
        #[expect(unsafe_code, reason = "memory that may be lent has no slices")]
        // SAFETY: every address that `each` visits is that of a float of this copy, which nobody else has.
        unsafe {
            let number = number.cast::<f32>();
            number.write((f64::from(number.read()) * factor) as f32);
        }
    });
    Ok(scaled)
}

/// (allocations of tensors' memory, bytes copied) since the process began: what "without a copy" is tested with.
#[pyfunction]
fn tensor_counts() -> (u64, u64) {
    storage::counts()
}

pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Tensor>()?;
    module.add_function(wrap_pyfunction!(tensor_zeros, module)?)?;
    module.add_function(wrap_pyfunction!(tensor_from_dlpack, module)?)?;
    module.add_function(wrap_pyfunction!(tensor_scaled_rows, module)?)?;
    module.add_function(wrap_pyfunction!(tensor_counts, module)?)?;
    engine::register(module)?;
    random::register(module)?;
    snapshot::register(module)
}
