//! Element-wise work over rayon's current pool.
use rayon::prelude::*;

/// Below this many elements the hand-over to the pool (about 10 µs) costs more than a second thread saves.
const PARALLEL_FROM: usize = 2048;
/// Large enough to hide the scheduling, small enough to share out 2^12 elements.
const PART: usize = 1024;

/// Calls `fill(first, part)` for consecutive parts of `out`, where `first` is the index of the part's first element.
pub(crate) fn spread<T: Send>(out: &mut [T], fill: impl Fn(usize, &mut [T]) + Sync) {
    if out.len() < PARALLEL_FROM {
        fill(0, out);
    } else {
        out.par_chunks_mut(PART).enumerate().for_each(|(part, slice)| fill(part * PART, slice));
    }
}
