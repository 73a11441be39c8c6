//! The memory of one thread: all slots of a plan for a chunk of samples.
use std::ops::Range;

use super::{
    engine::Input,
    error::IntegerError,
    plan::{MatMul, Plan, Source, Step, Work},
    product::{Packed, Rows, SLACK, multiply},
    split,
};

#[derive(Debug)]
pub(super) struct Workspace {
    bytes: Vec<i8>,
    /// Room for the second factor of each MatMul, by step.
    packed: Vec<Option<Packed>>,
}

/// Everything but the slot that is written.
struct Others<'a> {
    before: &'a [i8],
    after: &'a [i8],
    /// Where `after` begins.
    from: usize,
}

impl<'a> Others<'a> {
    fn get(&self, begin: usize, end: usize) -> &'a [i8] {
        let part = if begin >= self.from {
            self.after.get(begin - self.from..end - self.from)
        } else {
            self.before.get(begin..end)
        };
        part.unwrap_or_default()
    }
}

impl Workspace {
    pub fn new(plan: &Plan) -> Self {
        let room = |step: &Step| match &step.work {
            Work::MatMul(work) => Some(Packed::room(plan.level, work.k, work.n, work.shift, work.clamp)),
            _ => None,
        };
        Self { bytes: Vec::new(), packed: plan.steps.iter().map(room).collect() }
    }

    /// Room for `samples` at once.
    pub fn reserve(&mut self, plan: &Plan, samples: usize) -> Result<(), IntegerError> {
        let too_large = || IntegerError::TooLarge { what: format!("a batch of {samples}") };
        let bytes = plan.memory.checked_mul(samples).filter(|bytes| *bytes < isize::MAX.unsigned_abs() / 2);
        let bytes = bytes.ok_or_else(too_large)?;
        if self.bytes.len() < bytes {
            self.bytes.try_reserve(bytes - self.bytes.len()).map_err(|_| too_large())?;
            self.bytes.resize(bytes, 0);
        }
        Ok(())
    }

    /// Copies the samples `first..first + count` of the inputs into their slots.
    pub fn load(&mut self, plan: &Plan, inputs: &[Input<'_>], first: usize, count: usize) {
        for (port, input) in plan.inputs.iter().zip(inputs) {
            let (Some(slot), Input::I8(elements)) = (port.slot.and_then(|slot| plan.slots.get(slot)), input) else {
                continue;
            };
            let from = elements.get(first * port.elements..(first + count) * port.elements);
            let begin = slot.offset * count;
            let to = self.bytes.get_mut(begin..begin + count * port.elements);
            if let (Some(from), Some(to)) = (from, to) {
                to.copy_from_slice(from);
            }
        }
    }

    /// Copies a slot to the samples from `first` on.
    pub fn store(&self, plan: &Plan, slot: usize, first: usize, count: usize, output: &mut [i8]) {
        let Some(slot) = plan.slots.get(slot) else { return };
        let begin = slot.offset * count;
        let from = self.bytes.get(begin..begin + count * slot.size);
        let to = output.get_mut(first * slot.size..(first + count) * slot.size);
        if let (Some(from), Some(to)) = (from, to) {
            to.copy_from_slice(from);
        }
    }

    /// Every step, for those samples of the inputs; large products by so many threads of rayon's current pool.
    pub fn run(
        &mut self,
        plan: &Plan,
        inputs: &[Input<'_>],
        samples: Range<usize>,
        threads: usize,
    ) -> Result<(), IntegerError> {
        let (first, count) = (samples.start, samples.len());
        for (step, packed) in plan.steps.iter().zip(&mut self.packed) {
            let misfit = || IntegerError::Misfit { node: step.node.clone() };
            let slot = plan.slots.get(step.output).ok_or_else(misfit)?;
            let begin = slot.offset * count;
            let (before, rest) = self.bytes.split_at_mut_checked(begin).ok_or_else(misfit)?;
            let (out, after) = rest.split_at_mut_checked(slot.reserved * count).ok_or_else(misfit)?;
            let others = Others { before, after, from: begin + slot.reserved * count };
            let out = out.get_mut(..slot.size * count).ok_or_else(misfit)?;
            let run = Run { plan, step, inputs, first, count, threads, others };
            run.step(packed.as_mut(), out)?;
        }
        Ok(())
    }
}

/// One step over a chunk.
struct Run<'a> {
    plan: &'a Plan,
    step: &'a Step,
    inputs: &'a [Input<'a>],
    first: usize,
    count: usize,
    threads: usize,
    others: Others<'a>,
}

impl Run<'_> {
    fn step(&self, packed: Option<&mut Packed>, out: &mut [i8]) -> Result<(), IntegerError> {
        let level = self.plan.level;
        let x = self.exact(0);
        match &self.step.work {
            Work::Product(product) => {
                let rows = 0..product.positions * self.count;
                self.fits(split::multiply_all(product, self.whole(0).0, rows, out, self.threads))
            }
            Work::MatMul(work) => self.matmul(work, packed, out),
            Work::Lookup(table) => {
                super::operators::lookup::run(level, table, x, out);
                Ok(())
            }
            Work::Binary(op, rescale, broadcast) => {
                let (a, c) = (self.samples(0), self.samples(1));
                let size = out.len() / self.count.max(1);
                for (out, (a, c)) in out.chunks_exact_mut(size.max(1)).zip(a.zip(c)) {
                    broadcast.run(level, *op, *rescale, a, c, out);
                }
                Ok(())
            }
            Work::MaxPool(pool) => {
                pool.largest(level, x, out);
                Ok(())
            }
            Work::AveragePool(pool, multiplier, rescale) => {
                pool.average(level, *multiplier, *rescale, x, out);
                Ok(())
            }
            Work::LayerNorm(norm) => {
                norm.run(level, x, out);
                Ok(())
            }
            Work::Softmax(softmax) => {
                softmax.run(level, x, out);
                Ok(())
            }
            Work::Permute(permutation) => {
                permutation.run(x, out);
                Ok(())
            }
            Work::Pad(padding) => {
                padding.run(x, out);
                Ok(())
            }
            Work::Part(part) => {
                part.run(x, out);
                Ok(())
            }
            Work::Gather(gather) => {
                let size = out.len() / self.count.max(1);
                for (sample, (a, out)) in self.samples(0).zip(out.chunks_exact_mut(size.max(1))).enumerate() {
                    gather.run(&self.step.node, a, self.indices(sample), out)?;
                }
                Ok(())
            }
        }
    }

    fn fits(&self, fits: bool) -> Result<(), IntegerError> {
        if fits { Ok(()) } else { Err(IntegerError::Misfit { node: self.step.node.clone() }) }
    }

    /// An operand with the bytes behind it that a product may read, and the elements of a sample, 0 for a constant.
    fn whole(&self, operand: usize) -> (&[i8], usize) {
        match self.step.sources.get(operand) {
            Some(Source::Slot(slot)) => {
                let Some(slot) = self.plan.slots.get(*slot) else { return Default::default() };
                let begin = slot.offset * self.count;
                (self.others.get(begin, begin + slot.size * self.count + SLACK), slot.size)
            }
            Some(Source::Constant(number)) => {
                (self.plan.constants.get(*number).map(Vec::as_slice).unwrap_or_default(), 0)
            }
            _ => Default::default(),
        }
    }

    /// An operand's elements of all samples, no more.
    fn exact(&self, operand: usize) -> &[i8] {
        let (whole, _) = self.whole(operand);
        whole.get(..whole.len().saturating_sub(SLACK)).unwrap_or_default()
    }

    /// An operand sample by sample; a constant again and again.
    fn samples(&self, operand: usize) -> impl Iterator<Item = &[i8]> {
        let (_, size) = self.whole(operand);
        let exact = self.exact(operand);
        (0..self.count).map(move |sample| {
            if size == 0 { exact } else { exact.get(sample * size..(sample + 1) * size).unwrap_or_default() }
        })
    }

    /// The indices of a sample.
    fn indices(&self, sample: usize) -> &[i32] {
        match self.step.sources.get(1) {
            Some(Source::FixedIndices(number)) => self.plan.indices.get(*number).map(Vec::as_slice).unwrap_or_default(),
            Some(Source::Indices(input)) => {
                let size = self.plan.inputs.get(*input).map_or(0, |port| port.elements);
                let at = (self.first + sample) * size;
                match self.inputs.get(*input) {
                    Some(Input::I32(elements)) => elements.get(at..at + size).unwrap_or_default(),
                    _ => &[],
                }
            }
            _ => &[],
        }
    }

    /// Each product of two matrices: the second is packed, unless it is the one that is packed already.
    fn matmul(&self, work: &MatMul, packed: Option<&mut Packed>, out: &mut [i8]) -> Result<(), IntegerError> {
        let Some(packed) = packed else { return self.fits(false) };
        let ((a, a_size), (c, c_size)) = (self.whole(0), self.whole(1));
        let (rows, mut in_it) = (Rows::evenly(work.k), None);
        let firsts = (0..self.count).flat_map(|sample| {
            work.pairs.iter().map(move |[first_a, first_c]| (sample * a_size + first_a, sample * c_size + first_c))
        });
        for ((first_a, first_c), out) in firsts.zip(out.chunks_exact_mut(work.m * work.n)) {
            if in_it != Some(first_c) {
                let Some(c) = c.get(first_c..first_c + work.k * work.n) else { return self.fits(false) };
                packed.refill(c);
                in_it = Some(first_c);
            }
            let a = a.get(first_a..).unwrap_or_default();
            self.fits(multiply(packed, a, &rows, 1, 0..work.m, out, work.n))?;
        }
        Ok(())
    }
}
