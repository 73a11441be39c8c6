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

/// `convert` of every element. Threads write their parts of the fresh memory themselves, and take its page faults.
pub(crate) fn convert<A: Sync, B: Send>(input: &[A], convert: impl Fn(&A) -> B + Sync + Send) -> Vec<B> {
    if input.len() < PARALLEL_FROM {
        input.iter().map(convert).collect()
    } else {
        input.par_iter().with_min_len(PART).map(convert).collect()
    }
}
