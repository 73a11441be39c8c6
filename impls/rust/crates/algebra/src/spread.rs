//! Work over rayon's current pool.
use rayon::prelude::*;

/// Below this many elements the hand-over to the pool (about 10 µs) costs more than a second thread saves.
const PARALLEL_FROM: usize = 2048;
/// Large enough to hide the scheduling, small enough to share out 2^12 elements.
const PART: usize = 1024;

/// Both results; on one thread one after the other, without a hand-over to the pool.
pub fn join<A: Send, B: Send>(first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B + Send) -> (A, B) {
    if is_alone() { (first(), second()) } else { rayon::join(first, second) }
}

/// The pool has one thread: whatever it is given, the caller does as well, and without waiting for it.
fn is_alone() -> bool {
    rayon::current_num_threads() == 1
}

/// `work` of every item, each of them worth the hand-over to the pool.
pub fn each<A: Sync, B: Send>(items: &[A], work: impl Fn(&A) -> B + Sync + Send) -> Vec<B> {
    if items.len() < 2 || is_alone() {
        items.iter().map(work).collect()
    } else {
        items.par_iter().with_max_len(1).map(work).collect()
    }
}

/// Calls `fill(first, part)` for consecutive parts of `out`, where `first` is the index of the part's first element.
pub fn spread<T: Send>(out: &mut [T], fill: impl Fn(usize, &mut [T]) + Sync) {
    if out.len() < PARALLEL_FROM || is_alone() {
        fill(0, out);
    } else {
        out.par_chunks_mut(PART).enumerate().for_each(|(part, slice)| fill(part * PART, slice));
    }
}

/// `convert` of every element. Threads write their parts of the fresh memory themselves, and take its page faults.
pub fn convert<A: Sync, B: Send>(input: &[A], convert: impl Fn(&A) -> B + Sync + Send) -> Vec<B> {
    let mut out = Vec::new();
    extend(&mut out, input, input.len(), convert);
    out
}

/// Appends `convert` of each of the first `count` elements, as [`convert`].
pub fn extend<A: Sync, B: Send>(out: &mut Vec<B>, input: &[A], count: usize, convert: impl Fn(&A) -> B + Sync + Send) {
    if count < PARALLEL_FROM || is_alone() {
        out.extend(input.iter().take(count).map(convert));
    } else {
        out.par_extend(input.par_iter().take(count).with_min_len(PART).map(convert));
    }
}
