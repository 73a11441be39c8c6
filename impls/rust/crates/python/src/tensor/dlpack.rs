//! DLPack (dmlc/dlpack 1.0, `dlpack.h`, and the Python array API's `__dlpack__`): tensors from and to other libraries.
//!
//! A capsule holds a C structure whose `deleter` gives the memory back. Whoever takes the structure out renames the
//! capsule; if nobody does, the capsule's destructor calls the deleter.
#![expect(unsafe_code, reason = "DLPack is an interface of C structures; without it every exchange would be a copy")]
use std::{
    ffi::{CStr, c_void},
    ptr::{self, NonNull},
    sync::Arc,
};

use pyo3::{exceptions::PyBufferError, ffi, prelude::*};

use super::{dtype::Dtype, storage::Storage};

const CPU: i32 = 1;
const READ_ONLY: u64 = 1;
const IS_COPIED: u64 = 2;
const MAJOR: u32 = 1;

const PLAIN: &CStr = c"dltensor";
const USED_PLAIN: &CStr = c"used_dltensor";
const VERSIONED: &CStr = c"dltensor_versioned";
const USED_VERSIONED: &CStr = c"used_dltensor_versioned";

#[repr(C)]
struct Device {
    kind: i32,
    id: i32,
}

#[repr(C)]
struct DataType {
    code: u8,
    bits: u8,
    lanes: u16,
}

#[repr(C)]
struct DlTensor {
    data: *mut c_void,
    device: Device,
    ndim: i32,
    dtype: DataType,
    shape: *mut i64,
    strides: *mut i64,
    byte_offset: u64,
}

#[repr(C)]
pub(super) struct Managed {
    tensor: DlTensor,
    context: *mut c_void,
    deleter: Option<unsafe extern "C" fn(*mut Managed)>,
}

#[repr(C)]
pub(super) struct ManagedVersioned {
    major: u32,
    minor: u32,
    context: *mut c_void,
    deleter: Option<unsafe extern "C" fn(*mut ManagedVersioned)>,
    flags: u64,
    tensor: DlTensor,
}

/// What a tensor says of itself, on either side.
pub(super) struct Description {
    pub(super) dtype: Dtype,
    pub(super) shape: Vec<isize>,
    /// In elements.
    pub(super) strides: Vec<isize>,
    pub(super) readonly: bool,
}

// --- out

/// What an exported structure points to: it lives as long as the consumer wants.
struct Context<M> {
    managed: M,
    _shape: Vec<i64>,
    _strides: Vec<i64>,
    storage: Arc<Storage>,
    lent: bool,
}

fn dl_tensor(first: NonNull<u8>, description: &Description, shape: &mut [i64], strides: &mut [i64]) -> DlTensor {
    let (code, bits) = description.dtype.dlpack();
    DlTensor {
        data: first.as_ptr().cast(),
        device: Device { kind: CPU, id: 0 },
        ndim: shape.len() as i32,
        dtype: DataType { code, bits, lanes: 1 },
        shape: shape.as_mut_ptr(),
        strides: strides.as_mut_ptr(),
        byte_offset: 0,
    }
}

/// A capsule over memory from `first` on. `copied`: nobody else has this memory.
pub(super) fn export<'py>(
    py: Python<'py>,
    storage: Arc<Storage>,
    first: NonNull<u8>,
    description: &Description,
    versioned: bool,
    copied: bool,
) -> PyResult<Bound<'py, PyAny>> {
    if description.readonly && !versioned {
        return Err(PyBufferError::new_err(
            "this tensor is read-only, which the consumer's version of DLPack cannot be told: pass copy=True, or copy it first",
        ));
    }
    let mut shape: Vec<i64> = description.shape.iter().map(|&side| side as i64).collect();
    let mut strides: Vec<i64> = description.strides.iter().map(|&stride| stride as i64).collect();
    // The vectors keep their memory when they move into the box.
    let tensor = dl_tensor(first, description, &mut shape, &mut strides);
    let lent = !description.readonly;
    if lent {
        if storage.is_being_read() {
            return Err(super::being_read());
        }
        storage.lend();
    }
    let (pointer, name, destructor): (*mut c_void, _, ffi::PyCapsule_Destructor) = if versioned {
        let flags = if description.readonly { READ_ONLY } else { 0 } | if copied { IS_COPIED } else { 0 };
        let managed = ManagedVersioned {
            major: MAJOR,
            minor: 0,
            context: ptr::null_mut(),
            deleter: Some(delete_versioned),
            flags,
            tensor,
        };
        let context = Box::into_raw(Box::new(Context { managed, _shape: shape, _strides: strides, storage, lent }));
        // SAFETY: just made, alone here.
        let managed = unsafe {
            (*context).managed.context = context.cast();
            &raw mut (*context).managed
        };
        (managed.cast(), VERSIONED, destroy_versioned)
    } else {
        let managed = Managed { tensor, context: ptr::null_mut(), deleter: Some(delete_plain) };
        let context = Box::into_raw(Box::new(Context { managed, _shape: shape, _strides: strides, storage, lent }));
        // SAFETY: as above.
        let managed = unsafe {
            (*context).managed.context = context.cast();
            &raw mut (*context).managed
        };
        (managed.cast(), PLAIN, destroy_plain)
    };
    // SAFETY: the pointer is not null, the name is static, and the destructor fits what the pointer points to.
    unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyCapsule_New(pointer, name.as_ptr(), Some(destructor))) }
}

impl<M> Drop for Context<M> {
    fn drop(&mut self) {
        if self.lent {
            self.storage.take_back();
        }
    }
}

unsafe extern "C" fn delete_plain(managed: *mut Managed) {
    // SAFETY: called once, with what `export` made; the context is its box.
    unsafe { drop(Box::from_raw((*managed).context.cast::<Context<Managed>>())) };
}

unsafe extern "C" fn delete_versioned(managed: *mut ManagedVersioned) {
    // SAFETY: as above.
    unsafe { drop(Box::from_raw((*managed).context.cast::<Context<ManagedVersioned>>())) };
}

unsafe extern "C" fn destroy_plain(capsule: *mut ffi::PyObject) {
    // SAFETY: Python gives a capsule of ours; under this name nobody has taken the structure out.
    unsafe {
        if ffi::PyCapsule_IsValid(capsule, PLAIN.as_ptr()) == 1 {
            delete_plain(ffi::PyCapsule_GetPointer(capsule, PLAIN.as_ptr()).cast());
        }
    }
}

unsafe extern "C" fn destroy_versioned(capsule: *mut ffi::PyObject) {
    // SAFETY: as above.
    unsafe {
        if ffi::PyCapsule_IsValid(capsule, VERSIONED.as_ptr()) == 1 {
            delete_versioned(ffi::PyCapsule_GetPointer(capsule, VERSIONED.as_ptr()).cast());
        }
    }
}

// --- in

/// A structure taken out of a capsule; gives it back when dropped.
pub(super) enum Imported {
    Plain(NonNull<Managed>),
    Versioned(NonNull<ManagedVersioned>),
}

impl Drop for Imported {
    fn drop(&mut self) {
        // SAFETY: taken out of its capsule once, by `import`, and given back once, here.
        unsafe {
            match *self {
                Self::Plain(managed) => {
                    if let Some(deleter) = managed.as_ref().deleter {
                        deleter(managed.as_ptr());
                    }
                }
                Self::Versioned(managed) => {
                    if let Some(deleter) = managed.as_ref().deleter {
                        deleter(managed.as_ptr());
                    }
                }
            }
        }
    }
}

/// The tensor in a capsule: its structure, which the capsule no longer has, its first element, and what it says.
///
/// A capsule that is refused keeps its structure.
pub(super) fn import(capsule: &Bound<'_, PyAny>) -> PyResult<(Imported, NonNull<u8>, Description)> {
    let raw = capsule.as_ptr();
    // SAFETY: asks only for the name; anything but a capsule of this name is answered 0.
    let is = |name: &CStr| unsafe { ffi::PyCapsule_IsValid(raw, name.as_ptr()) } == 1;
    let taken = |name: &CStr| -> PyResult<NonNull<c_void>> {
        // SAFETY: a valid capsule of this name.
        NonNull::new(unsafe { ffi::PyCapsule_GetPointer(raw, name.as_ptr()) })
            .ok_or_else(|| PyBufferError::new_err("the DLPack capsule is empty"))
    };
    let rename = |name: &'static CStr| -> PyResult<()> {
        // SAFETY: a valid capsule, a static name.
        match unsafe { ffi::PyCapsule_SetName(raw, name.as_ptr()) } {
            0 => Ok(()),
            _ => Err(PyErr::fetch(capsule.py())),
        }
    };
    if is(VERSIONED) {
        let managed = taken(VERSIONED)?.cast::<ManagedVersioned>();
        // SAFETY: the producer's structure, alive while the capsule has it. Of another major version only the first
        // four fields may be read.
        let major = unsafe { managed.as_ref().major };
        if major != MAJOR {
            return Err(PyBufferError::new_err(format!("the tensor has version {major} of DLPack; 1 is read here")));
        }
        // SAFETY: as above, and the version is known.
        let (tensor, flags) = unsafe { (&managed.as_ref().tensor, managed.as_ref().flags) };
        let (first, description) = described(tensor, flags & READ_ONLY != 0)?;
        rename(USED_VERSIONED)?;
        Ok((Imported::Versioned(managed), first, description))
    } else if is(PLAIN) {
        let managed = taken(PLAIN)?.cast::<Managed>();
        // SAFETY: as above.
        let (first, description) = described(unsafe { &managed.as_ref().tensor }, false)?;
        rename(USED_PLAIN)?;
        Ok((Imported::Plain(managed), first, description))
    } else {
        Err(PyBufferError::new_err("a DLPack capsule that nobody has used yet is needed"))
    }
}

fn described(tensor: &DlTensor, readonly: bool) -> PyResult<(NonNull<u8>, Description)> {
    let refuse = |message: String| Err(PyBufferError::new_err(message));
    if tensor.device.kind != CPU {
        return refuse(format!(
            "the tensor lies on a device of kind {}; only the CPU's memory is read here",
            tensor.device.kind
        ));
    }
    let DataType { code, bits, lanes } = tensor.dtype;
    let Some(dtype) = Dtype::of_dlpack(code, bits).filter(|_| lanes == 1) else {
        return refuse(format!("numbers of DLPack's type (code {code}, {bits} bits, {lanes} lanes) are not read here"));
    };
    let Some(rank) = usize::try_from(tensor.ndim).ok().filter(|&rank| rank <= super::LARGEST_RANK) else {
        return refuse(format!("{} dimensions; at most {} are read here", tensor.ndim, super::LARGEST_RANK));
    };
    if rank > 0 && tensor.shape.is_null() {
        return refuse("the tensor has dimensions and no shape".into());
    }
    let read = |numbers: *mut i64| -> Vec<isize> {
        // SAFETY: the producer's arrays have `ndim` numbers; with no dimensions nothing is read.
        (0..rank).map(|i| unsafe { *numbers.add(i) } as isize).collect()
    };
    let shape = read(tensor.shape);
    if shape.iter().any(|&side| side < 0) {
        return refuse(format!("the shape {shape:?} has a negative side"));
    }
    let strides = if tensor.strides.is_null() { super::compact_strides(&shape) } else { read(tensor.strides) };
    let empty = shape.contains(&0);
    let address = tensor.data.cast::<u8>().wrapping_add(tensor.byte_offset as usize);
    let first = if empty {
        NonNull::<u64>::dangling().cast()
    } else {
        match NonNull::new(address) {
            Some(first) => first,
            None => return refuse("the tensor has elements and no memory".into()),
        }
    };
    if first.as_ptr().align_offset(dtype.bytes()) != 0 {
        return refuse(format!("the tensor's memory is not aligned to {} bytes: copy it first", dtype.bytes()));
    }
    super::check_extent(&shape, &strides, dtype)?;
    Ok((first, Description { dtype, shape, strides, readonly }))
}
