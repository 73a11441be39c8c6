//! Work divided among the calling thread and some of rayon's.
//!
//! The caller works as well, and whoever is free takes the next task: of two threads only one has to be woken, which takes
//! tenths of a millisecond where its core has gone to sleep, and until it comes the caller goes on alone. To go into the
//! pool instead means to wake two and to sleep meanwhile.
use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// How long the caller looks whether the others are done before it sleeps: about what a task takes that was begun last.
const PATIENCE: Duration = Duration::from_micros(100);

/// Every task done once, by the calling thread and at most `threads − 1` of rayon's current pool. The first error; what
/// was not begun then is left.
pub(crate) fn share<T: Send, E: Send>(
    threads: usize,
    tasks: Vec<T>,
    work: impl Fn(T) -> Result<(), E> + Sync,
) -> Result<(), E> {
    let helpers = threads.min(tasks.len()).saturating_sub(1);
    let (queue, failure, done) = (Mutex::new(tasks.into_iter()), Mutex::new(None), AtomicUsize::new(0));
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let take_part = || {
        while let Some(task) = next() {
            if let Err(error) = work(task) {
                failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                while next().is_some() {}
            }
        }
    };
    if helpers == 0 {
        take_part(); // nothing of rayon is touched: WebAssembly has no threads
    } else {
        rayon::in_place_scope(|scope| {
            for _ in 0..helpers {
                scope.spawn(|_| {
                    take_part();
                    done.fetch_add(1, Ordering::Release);
                });
            }
            take_part();
            let end = Instant::now() + PATIENCE;
            while done.load(Ordering::Acquire) < helpers && Instant::now() < end {
                std::hint::spin_loop();
            }
        });
    }
    failure.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, thread};

    use super::*;

    /// Every task is done once, by no more threads than were asked for, from inside a pool and from outside.
    #[test]
    fn every_task_is_done_once() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        for (threads, tasks) in [(0, 5), (1, 5), (2, 0), (2, 1), (2, 97), (3, 97), (9, 4)] {
            let run = || {
                let seen = Mutex::new((Vec::new(), BTreeSet::new()));
                let done = share(threads, (0..tasks).collect(), |task: usize| {
                    thread::sleep(Duration::from_micros(20));
                    let mut seen = seen.lock().unwrap();
                    seen.0.push(task);
                    seen.1.insert(format!("{:?}", thread::current().id()));
                    Ok::<(), ()>(())
                });
                assert_eq!(done, Ok(()));
                let (mut all, by) = seen.into_inner().unwrap();
                all.sort_unstable();
                assert_eq!(all, (0..tasks).collect::<Vec<_>>());
                assert!(by.len() <= threads.max(1), "{} threads for {threads}", by.len());
            };
            run();
            pool.install(run);
        }
    }

    /// An error comes back, and what was not begun by then is left.
    #[test]
    fn the_first_error_ends_it() {
        for threads in [1, 2, 3] {
            let begun = AtomicUsize::new(0);
            let found = share(threads, (0..10_000).collect(), |task: usize| {
                begun.fetch_add(1, Ordering::Relaxed);
                if task == 3 { Err(task) } else { Ok(()) }
            });
            assert_eq!(found, Err(3));
            if threads == 1 {
                assert_eq!(begun.into_inner(), 4);
            }
        }
    }
}
