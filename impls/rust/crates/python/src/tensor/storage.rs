//! The memory of tensors: Rust's own, or that of whoever lent it, and whether anybody may have written to it.
use std::{
    alloc::{Layout, alloc_zeroed, dealloc},
    ptr::NonNull,
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
};

use pyo3::buffer::PyUntypedBuffer;

use crate::tensor::dlpack::Imported;

/// What DLPack asks of memory, and what vector instructions like.
const ALIGNMENT: usize = 64;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static COPIED_BYTES: AtomicU64 = AtomicU64::new(0);

/// How often memory for a tensor's numbers was taken, and how many bytes were copied from tensor to tensor.
pub(crate) fn counts() -> (u64, u64) {
    (ALLOCATIONS.load(Ordering::Relaxed), COPIED_BYTES.load(Ordering::Relaxed))
}

pub(super) fn count_copied(bytes: usize) {
    COPIED_BYTES.fetch_add(bytes as u64, Ordering::Relaxed);
}

enum Owner {
    /// Allocated here with this layout.
    Own(Layout),
    /// A result of the engine.
    Floats { _held: Vec<f32> },
    /// An object with a buffer, held as long as the buffer is.
    Buffer { _held: PyUntypedBuffer },
    /// A tensor of another library.
    Dlpack { _held: Imported },
}

/// Bytes that tensors are views of. They are written by `write` alone, and by those to whom they are lent.
pub(super) struct Storage {
    first: NonNull<u8>,
    owner: Owner,
    /// Counts the writes that went through here, and the loans that came back, after which it may have been written to.
    version: AtomicU64,
    /// Writable loans that have not come back.
    loans: AtomicUsize,
    /// Runs that read it now, without the interpreter lock.
    readers: AtomicUsize,
}

#[expect(unsafe_code, reason = "a pointer into memory that the owner keeps alive and in place")]
// SAFETY: the memory belongs to nobody's thread; it is read and written with the interpreter lock held, as everywhere in
// the buffer protocol, and the counters are atomic.
unsafe impl Send for Storage {}
#[expect(unsafe_code, reason = "as above")]
// SAFETY: as above.
unsafe impl Sync for Storage {}

impl Storage {
    /// Zeros. None where there is no memory for them.
    pub(super) fn zeroed(bytes: usize) -> Option<Self> {
        let layout = Layout::from_size_align(bytes.max(1), ALIGNMENT).ok()?;
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        #[expect(unsafe_code, reason = "memory aligned to 64 bytes, which a vector of numbers is not")]
        // SAFETY: the layout has a size above zero.
        let first = unsafe { alloc_zeroed(layout) };
        let first = NonNull::new(first)?;
        Some(Self::new(first, Owner::Own(layout)))
    }

    /// The memory of a result.
    pub(super) fn of_floats(mut numbers: Vec<f32>) -> Self {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // A vector's pointer is never null, and stays where it is when the vector moves.
        let first = NonNull::new(numbers.as_mut_ptr().cast()).unwrap_or(NonNull::<u64>::dangling().cast());
        Self::new(first, Owner::Floats { _held: numbers })
    }

    /// The memory of a buffer, which has been seen to be what is wanted.
    pub(super) fn of_buffer(buffer: PyUntypedBuffer, first: NonNull<u8>) -> Self {
        Self::new(first, Owner::Buffer { _held: buffer })
    }

    /// The memory of a tensor that another library gave.
    pub(super) fn of_dlpack(imported: Imported, first: NonNull<u8>) -> Self {
        Self::new(first, Owner::Dlpack { _held: imported })
    }

    fn new(first: NonNull<u8>, owner: Owner) -> Self {
        let (version, loans, readers) = (AtomicU64::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        Self { first, owner, version, loans, readers }
    }

    pub(super) fn first(&self) -> NonNull<u8> {
        self.first
    }

    pub(super) fn version(&self) -> u64 {
        self.version.load(Ordering::Relaxed)
    }

    /// The content is about to change, or has.
    pub(super) fn written(&self) {
        self.version.fetch_add(1, Ordering::Relaxed);
    }

    /// May somebody be writing without this being told?
    pub(super) fn is_in_doubt(&self) -> bool {
        matches!(self.owner, Owner::Buffer { .. } | Owner::Dlpack { .. }) || self.loans.load(Ordering::Relaxed) > 0
    }

    /// Memory that a run reads in place must not be written meanwhile.
    pub(super) fn begin_reading(&self) -> bool {
        let alone = !self.is_in_doubt();
        if alone {
            self.readers.fetch_add(1, Ordering::Acquire);
        }
        alone
    }

    pub(super) fn end_reading(&self) {
        self.readers.fetch_sub(1, Ordering::Release);
    }

    /// Is a run reading it in place?
    pub(super) fn is_being_read(&self) -> bool {
        self.readers.load(Ordering::Acquire) > 0
    }

    pub(super) fn lend(&self) {
        self.loans.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn take_back(&self) {
        self.written();
        self.loans.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Drop for Storage {
    fn drop(&mut self) {
        if let Owner::Own(layout) = self.owner {
            #[expect(unsafe_code, reason = "the counterpart of the allocation")]
            // SAFETY: allocated in `zeroed` with this layout; nobody else frees it.
            unsafe {
                dealloc(self.first.as_ptr(), layout);
            }
        }
    }
}
