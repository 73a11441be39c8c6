//! Samples through a plan: by stages, in each of them one group of samples after the other, or several side by side.
use std::sync::Mutex;

use super::{
    error::Result,
    operator::{Scratch, part, part_mut},
    plan::{Place, Plan, Source, Stage},
};
use crate::team;

/// What one worker computes in.
#[derive(Debug, Default)]
pub(super) struct Space {
    slots: Vec<Vec<f32>>,
    scratch: Scratch,
}

/// What is read by all workers of a stage.
struct Shared<'a> {
    plan: &'a Plan,
    inputs: &'a [&'a [f32]],
    kept: &'a [Vec<f32>],
}

impl Shared<'_> {
    /// An operand of the samples from `first` on.
    fn slice<'a>(&'a self, slots: &'a [Vec<f32>], source: Source, first: usize, n: usize) -> &'a [f32] {
        let (start, length) = (first * source.size, n * source.size);
        match source.place {
            Place::Slot(slot) => slots.get(slot).map(|slot| part(slot, 0, length)),
            Place::Input(input) => self.inputs.get(input).map(|input| part(input, start, length)),
            Place::Kept(kept) => self.kept.get(kept).map(|kept| part(kept, start, length)),
            Place::Constant(constant) => self.plan.constants.get(constant).map(Vec::as_slice),
        }
        .unwrap_or_default()
    }

    /// `n` samples from `first` on through a stage; what it keeps goes to `kept`, which begin with sample `first − before`.
    fn group(
        &self,
        stage: &Stage,
        space: &mut Space,
        first: usize,
        n: usize,
        before: usize,
        kept: &mut [&mut [f32]],
    ) -> Result<()> {
        let Space { slots, scratch } = space;
        for step in &stage.steps {
            if slots.len() <= step.slot {
                slots.resize_with(step.slot + 1, Vec::new);
            }
            // Taken out, so that the others can be read meanwhile: a slot is never read by the step that writes it.
            let mut y = slots.get_mut(step.slot).map(std::mem::take).unwrap_or_default();
            let result = {
                let y = Scratch::of(&mut y, n * step.size);
                match *step.sources.as_slice() {
                    [x] => step.operator.run(n, &[self.slice(slots, x, first, n)], y, scratch),
                    [a, c] => step.operator.run(
                        n,
                        &[self.slice(slots, a, first, n), self.slice(slots, c, first, n)],
                        y,
                        scratch,
                    ),
                    ref many => {
                        let operands: Vec<&[f32]> =
                            many.iter().map(|&source| self.slice(slots, source, first, n)).collect();
                        step.operator.run(n, &operands, y, scratch)
                    }
                }
            };
            if let Some(slot) = slots.get_mut(step.slot) {
                *slot = y;
            }
            result?;
        }
        for (&(source, _), kept) in stage.kept.iter().zip(kept) {
            let from = self.slice(slots, source, first, n);
            part_mut(kept, before * source.size, n * source.size).copy_from_slice(from);
        }
        Ok(())
    }

    /// All samples of `first .. first + count` through a stage, `stage.together` at a time.
    fn groups(
        &self,
        stage: &Stage,
        space: &mut Space,
        first: usize,
        count: usize,
        kept: &mut [&mut [f32]],
    ) -> Result<()> {
        let mut done = 0;
        while done < count {
            let n = stage.together.min(count - done);
            self.group(stage, space, first + done, n, done, kept)?;
            done += n;
        }
        Ok(())
    }
}

/// Samples that a worker takes at a time where one would do: few enough that workers end together.
const AT_A_TIME: usize = 4;

/// Multiplications of a stage that pay for dividing it (some 15 µs) in a call that is worth dividing.
const WORK_A_STAGE: usize = 1 << 20;

/// The outputs of `batch` samples, by the calling thread and at most `workers − 1` of the current rayon pool.
pub(super) fn run(
    plan: &Plan,
    spaces: &Mutex<Vec<Space>>,
    inputs: &[&[f32]],
    batch: usize,
    workers: usize,
) -> Result<Vec<Vec<f32>>> {
    let mut kept: Vec<Vec<f32>> = plan.kept.iter().map(|_| Vec::new()).collect();
    for stage in &plan.stages {
        let mut written: Vec<Vec<f32>> = stage.kept.iter().map(|(source, _)| vec![0.0; source.size * batch]).collect();
        let shared = Shared { plan, inputs, kept: &kept };
        let pays = stage.work.saturating_mul(batch) >= WORK_A_STAGE;
        let workers = if pays { workers.min(batch) } else { 1 };
        let each = match (workers, stage.together) {
            (0 | 1, _) => batch.max(1),
            (_, 1) => AT_A_TIME.min(batch.div_ceil(workers)),
            _ => batch.div_ceil(workers),
        };
        let mut rest: Vec<&mut [f32]> = written.iter_mut().map(Vec::as_mut_slice).collect();
        let mut tasks = Vec::with_capacity(batch.div_ceil(each));
        for first in (0..batch).step_by(each) {
            let count = each.min(batch - first);
            let cut = rest.iter_mut().zip(&stage.kept).map(|(rest, (source, _))| {
                let (now, later) = std::mem::take(rest).split_at_mut_checked(source.size * count).unwrap_or_default();
                *rest = later;
                now
            });
            let cut: Vec<&mut [f32]> = cut.collect();
            tasks.push((first, count, cut));
        }
        team::share(workers, tasks, |(first, count, mut cut)| {
            let mut space = take(spaces);
            let result = shared.groups(stage, &mut space, first, count, &mut cut);
            give(spaces, space);
            result
        })?;
        for ((_, place), written) in stage.kept.iter().zip(written) {
            if let Some(kept) = kept.get_mut(*place) {
                *kept = written;
            }
        }
    }
    Ok(plan.outputs.iter().filter_map(|&output| kept.get_mut(output).map(std::mem::take)).collect())
}

fn take(spaces: &Mutex<Vec<Space>>) -> Space {
    spaces.lock().ok().and_then(|mut spaces| spaces.pop()).unwrap_or_default()
}

fn give(spaces: &Mutex<Vec<Space>>, space: Space) {
    if let Ok(mut spaces) = spaces.lock() {
        spaces.push(space);
    }
}
