//! Two functions, interleaved.
use std::time::Duration;

use cpu_time::ProcessTime;
use criterion::{BenchmarkId, Criterion};

/// CPU time of `repeats` runs of `measured`, each beside one of `other`.
fn beside(repeats: u64, measured: &dyn Fn(), other: &dyn Fn()) -> Duration {
    let timed = || {
        let start = ProcessTime::now();
        measured();
        start.elapsed()
    };
    (0..repeats)
        .map(|i| {
            if i % 2 == 0 {
                let time = timed();
                other();
                time
            } else {
                other();
                timed()
            }
        })
        .sum()
}

/// A group with a benchmark `bare` and one `ours`.
pub fn pair(criterion: &mut Criterion, group: &str, log: u32, bare: &dyn Fn(), ours: &dyn Fn()) {
    let mut group = criterion.benchmark_group(group);
    group.sample_size(20).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3));
    let size = format!("2^{log}");
    group.bench_function(BenchmarkId::new("bare", &size), |b| b.iter_custom(|n| beside(n, bare, ours)));
    group.bench_function(BenchmarkId::new("ours", &size), |b| b.iter_custom(|n| beside(n, ours, bare)));
    group.finish();
}
