//! An allocator that counts. For profiling builds alone: a test and an example make it theirs with `#[global_allocator]`.
use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

/// Counts what passes through to the system's allocator.
pub struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);
static BYTES: AtomicUsize = AtomicUsize::new(0);
static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);
static LARGEST: AtomicUsize = AtomicUsize::new(0);

/// What a piece of work asked for.
#[derive(Debug, Clone, Copy)]
#[allow(dead_code)] // the test and the example read different ones
pub struct Allocations {
    /// How many allocations (a reallocation counts as one).
    pub count: usize,
    /// Their bytes, together.
    pub bytes: usize,
    /// The most that was alive at once beyond what was before.
    pub peak_bytes: usize,
    /// The largest single one.
    pub largest_bytes: usize,
}

fn took(bytes: usize) {
    ALLOCATIONS.fetch_add(1, Relaxed);
    BYTES.fetch_add(bytes, Relaxed);
    LARGEST.fetch_max(bytes, Relaxed);
    PEAK.fetch_max(LIVE.fetch_add(bytes, Relaxed) + bytes, Relaxed);
}

#[expect(unsafe_code, reason = "the interface of an allocator; no other way to count")]
// SAFETY: every call goes to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        took(layout.size());
        // SAFETY: as asked of the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        took(layout.size());
        // SAFETY: as asked of the caller.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        LIVE.fetch_sub(layout.size(), Relaxed);
        took(size);
        // SAFETY: as asked of the caller.
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as asked of the caller.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// The value of `work`, and what it asked for. Nothing else may run meanwhile.
pub fn counted<T>(work: impl FnOnce() -> T) -> (T, Allocations) {
    let (count, bytes, before) = (ALLOCATIONS.load(Relaxed), BYTES.load(Relaxed), LIVE.load(Relaxed));
    PEAK.store(before, Relaxed);
    LARGEST.store(0, Relaxed);
    let value = work();
    let allocations = Allocations {
        count: ALLOCATIONS.load(Relaxed) - count,
        bytes: BYTES.load(Relaxed) - bytes,
        peak_bytes: PEAK.load(Relaxed) - before,
        largest_bytes: LARGEST.load(Relaxed),
    };
    (value, allocations)
}
