//! Memory that a proof frees stays with the process for the next one.
//!
//! glibc's malloc takes large buffers from the kernel and gives them back when they are freed; then every proof pays a page fault for
//! each of its pages, and faults of two threads wait for each other. What it calls large it learns from what is freed: so one buffer
//! is reserved and freed that nobody writes to, which costs two system calls. Other allocators take no notice.
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// More than this is never learned (M_MMAP_THRESHOLD's bound on 64 bits is 32 MiB, with what malloc adds).
const MOST: usize = (32 << 20) - (1 << 16);

/// What has been asked for so far.
static KEPT: AtomicUsize = AtomicUsize::new(0);

/// Frees of up to twice so many bytes are kept from now on.
pub(super) fn keep(bytes: usize) {
    let bytes = bytes.min(MOST);
    if KEPT.load(Relaxed) < bytes {
        KEPT.store(bytes, Relaxed);
        drop(std::hint::black_box(Vec::<u8>::with_capacity(bytes)));
    }
}
