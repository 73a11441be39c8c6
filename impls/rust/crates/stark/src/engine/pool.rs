//! Work for the threads of the pool. With one thread it is done in order on the caller's, which costs nothing more.
use rayon::prelude::*;

/// `work` on each item.
pub(super) fn each<T: Send>(items: impl Iterator<Item = T>, work: impl Fn(T) + Sync + Send) {
    map::<_, _, ()>(items, work);
}

/// What `work` makes of each item, in their order.
pub(super) fn map<T: Send, R: Send, C: FromIterator<R> + FromParallelIterator<R>>(
    items: impl Iterator<Item = T>,
    work: impl Fn(T) -> R + Sync + Send,
) -> C {
    if rayon::current_num_threads() == 1 {
        return items.map(work).collect();
    }
    items.collect::<Vec<_>>().into_par_iter().with_max_len(1).map(work).collect()
}

/// Both.
pub(super) fn join<A: Send, B: Send>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B + Send) -> (A, B) {
    if rayon::current_num_threads() == 1 { (a(), b()) } else { rayon::join(a, b) }
}

/// `work` on a thread of the pool, where handing parts to the others costs least.
pub(super) fn inside<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    if rayon::current_num_threads() == 1 { work() } else { rayon::scope(|_| work()) }
}
