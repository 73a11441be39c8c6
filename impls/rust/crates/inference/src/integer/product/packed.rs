//! Weights in the order in which a level reads them, with what its accumulators start from.
use super::STEP;
use crate::integer::{Level, with_level::by_level};

/// Outputs that a tile computes at once.
pub const GROUP: usize = 32;

/// Outputs of a vector of 512 bits: where the second half of pooled outputs begins.
pub const HALF: usize = 16;

/// A cache line of weights: one step of [`Packed::lanes`] outputs.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(super) struct Line<T, const N: usize>(pub [T; N]);

#[derive(Debug, Clone)]
pub(super) enum Weights {
    /// 16 outputs a line, output by output, the four inputs of each together: what `vpdpbusd` takes.
    Bytes(Vec<Line<i8, 64>>),
    /// 8 outputs a line: inputs 0 and 2 of each, then inputs 1 and 3: what `vpmaddwd` takes beside bytes widened by shifts.
    Words(Vec<Line<i16, 32>>),
}

/// min(max(y, lo), hi).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clamp {
    /// The least output.
    pub lo: i8,
    /// The largest.
    pub hi: i8,
}

impl Clamp {
    /// min(max(y, lo), hi) as a byte.
    #[inline(always)]
    pub fn of(self, y: i32) -> i8 {
        y.max(i32::from(self.lo)).min(i32::from(self.hi)) as i8
    }
}

/// The weights of a product, packed once.
#[derive(Debug, Clone)]
pub struct Packed {
    pub(super) level: Level,
    pub(super) weights: Weights,
    pub(super) steps: Vec<u32>,
    pub(super) outputs: usize,
    /// b_o + 2^(s_o − 1), less 128·Σ_k w[o][k] where inputs are read as x + 128. As long as groups times [`GROUP`].
    pub(super) start: Vec<i32>,
    pub(super) shift: Vec<i32>,
    pub(super) clamp: Clamp,
    /// Outputs that are stored: all of them, or the larger of the first and the second half.
    pub(super) written: usize,
    reach: usize,
}

impl Packed {
    /// Packs w[o][k], k = STEP·step + t, as `weight(o, step, t)` gives it (0 where a row has no such input).
    ///
    /// `steps`: the offset of each step's four inputs from the row's first byte. One shift and one bias for each output;
    /// a shift is at most 31. A level that is not there becomes the highest that is.
    pub fn new(
        level: Level,
        steps: Vec<u32>,
        bias: &[i32],
        shift: &[u8],
        clamp: Clamp,
        weight: impl Fn(usize, usize, usize) -> i8,
    ) -> Self {
        let level = Level::highest_up_to(level);
        let outputs = bias.len().min(shift.len());
        let reach = steps.iter().max().map_or(0, |last| *last as usize + STEP);
        let padded = outputs.next_multiple_of(GROUP);
        let mut packed = Self {
            level,
            weights: if level == Level::Avx512Vnni { Weights::Bytes(Vec::new()) } else { Weights::Words(Vec::new()) },
            steps,
            outputs,
            start: vec![0; padded],
            shift: vec![0; padded],
            clamp,
            written: outputs,
            reach,
        };
        packed.fill_weights(&weight);
        packed.fill_start(bias, shift, &weight);
        packed
    }

    /// Of each row pairs of outputs are pooled as well: output i and output [`HALF`] + i, for i below `written`. At the level
    /// [`Level::Avx512Vnni`] alone, with HALF + `written` outputs; else nothing happens.
    pub fn with_pooled_halves(mut self, written: usize) -> Self {
        if self.level == Level::Avx512Vnni && self.outputs == HALF + written && written <= HALF {
            self.written = written;
        }
        self
    }

    /// Are pairs of outputs pooled?
    pub(super) fn pools_halves(&self) -> bool {
        self.written != self.outputs
    }

    /// Room for k × n weights of no bias and one shift, to be filled by [`Packed::refill`].
    pub fn room(level: Level, k: usize, n: usize, shift: u8, clamp: Clamp) -> Self {
        let steps = (0..k.div_ceil(STEP)).map(|step| (step * STEP) as u32).collect();
        Self::new(level, steps, &vec![0; n], &vec![shift; n], clamp, |_, _, _| 0)
    }

    /// Packs the k × n weights c[k][n], in C order, in place of those that are there.
    pub fn refill(&mut self, c: &[i8]) {
        refill(self.level, self, c);
    }

    /// Four rows at a time, a line of outputs at a time.
    #[inline(always)]
    fn transpose(&mut self, c: &[i8]) {
        let (n, lanes, steps) = (self.outputs, self.lanes(), self.steps.len());
        for (start, shift) in self.start.iter_mut().zip(&self.shift) {
            *start = if *shift == 0 { 0 } else { 1 << (shift - 1) };
        }
        for group in 0..self.groups() {
            let (panels, first) = (self.panels(group), self.first_line(group));
            for (at, outputs) in (0..panels).map(|panel| (panel, group * GROUP + panel * lanes)) {
                let starts = self.start.get_mut(outputs..outputs + lanes).unwrap_or_default();
                for step in 0..steps {
                    let line = first + step * panels + at;
                    let row = |t: usize| {
                        let begin = (step * STEP + t) * n;
                        c.get(begin + outputs..(begin + n).min(begin + outputs + lanes)).unwrap_or_default()
                    };
                    let rows = [row(0), row(1), row(2), row(3)];
                    match &mut self.weights {
                        Weights::Bytes(lines) => {
                            let Some(Line(line)) = lines.get_mut(line) else { continue };
                            interleave(line, starts, rows);
                        }
                        Weights::Words(lines) => {
                            let Some(Line(line)) = lines.get_mut(line) else { continue };
                            for (t, row) in rows.into_iter().enumerate() {
                                let to = line.iter_mut().skip(t % 2 * 16 + t / 2).step_by(2);
                                to.zip(row).for_each(|(to, w)| *to = i16::from(*w));
                            }
                        }
                    }
                }
            }
        }
    }

    fn fill_weights(&mut self, weight: &impl Fn(usize, usize, usize) -> i8) {
        let (lanes, outputs, steps) = (self.lanes(), self.outputs, self.steps.len());
        let at = |output: usize, step, t| if output < outputs { weight(output, step, t) } else { 0 };
        for group in 0..self.groups() {
            let panels = self.panels(group);
            for step in 0..steps {
                for first in (0..panels).map(|panel| group * GROUP + panel * lanes) {
                    match &mut self.weights {
                        Weights::Bytes(lines) => {
                            lines.push(Line(std::array::from_fn(|i| at(first + i / STEP, step, i % STEP))));
                        }
                        Weights::Words(lines) => lines.push(Line(std::array::from_fn(|i| {
                            // Half of the line, output, then which of the half's two inputs.
                            i16::from(at(first + i % 16 / 2, step, i / 16 + 2 * (i % 2)))
                        }))),
                    }
                }
            }
        }
    }

    fn fill_start(&mut self, bias: &[i32], shift: &[u8], weight: &impl Fn(usize, usize, usize) -> i8) {
        let unsigned = self.level == Level::Avx512Vnni;
        let steps = self.steps.len();
        let of_output = bias.iter().zip(shift).enumerate();
        for ((start, slot), (output, (bias, shift))) in self.start.iter_mut().zip(&mut self.shift).zip(of_output) {
            let shift = (*shift).min(31);
            let half = if shift == 0 { 0 } else { 1_i32 << (shift - 1) };
            *slot = i32::from(shift);
            // The sums wrap and come back: what is left at the end is the exact accumulator, which fits.
            *start = bias.wrapping_add(half);
            if unsigned {
                let sum: i32 =
                    (0..steps * STEP).map(|k| i32::from(weight(output, k / STEP, k % STEP))).fold(0, i32::wrapping_add);
                *start = start.wrapping_sub(sum.wrapping_mul(128));
            }
        }
    }

    /// Outputs of one line.
    pub(super) fn lanes(&self) -> usize {
        match self.weights {
            Weights::Bytes(_) => 16,
            Weights::Words(_) => 8,
        }
    }

    /// Groups of [`GROUP`] outputs, the last perhaps with fewer.
    pub fn groups(&self) -> usize {
        self.outputs.div_ceil(GROUP)
    }

    /// Outputs in a group: [`GROUP`], or fewer in the last.
    pub(super) fn width(&self, group: usize) -> usize {
        (self.outputs - group * GROUP).min(GROUP)
    }

    /// Lines of a step in a group.
    pub(super) fn panels(&self, group: usize) -> usize {
        self.width(group).div_ceil(self.lanes())
    }

    /// The first line of a group: all groups before it are full.
    pub(super) fn first_line(&self, group: usize) -> usize {
        group * (GROUP / self.lanes()) * self.steps.len()
    }

    /// The number of outputs.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Bytes from a row's first on that are read.
    pub fn reach(&self) -> usize {
        self.reach
    }

    /// The level whose instructions the weights are packed for.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Steps times the outputs of whole lines times four: the multiplications that a row takes, empty lanes included.
    pub fn work(&self) -> usize {
        let lines: usize = (0..self.groups()).map(|group| self.panels(group)).sum();
        lines * self.lanes() * self.steps.len() * STEP
    }
}

by_level! {
    fn refill(packed: &mut Packed, c: &[i8]) = Packed::transpose;
}

/// line[4·o + t] = rows[t][o], and 128·Σ_t rows[t][o] off each start. Shorter rows are those of the last line; none is that of
/// an input beyond the last.
#[inline(always)]
fn interleave(line: &mut [i8; 64], starts: &mut [i32], rows: [&[i8]; STEP]) {
    let mut whole = [[0_i8; 16]; STEP];
    for (whole, row) in whole.iter_mut().zip(rows) {
        match <&[i8; 16]>::try_from(row) {
            Ok(row) => *whole = *row,
            Err(_) => whole.iter_mut().zip(row).for_each(|(to, w)| *to = *w),
        }
    }
    let [a, b, c, d] = whole;
    let columns = a.into_iter().zip(b).zip(c.into_iter().zip(d));
    for ((four, start), ((a, b), (c, d))) in line.as_chunks_mut::<STEP>().0.iter_mut().zip(starts).zip(columns) {
        *four = [a, b, c, d];
        *start -= 128 * (i32::from(a) + i32::from(b) + i32::from(c) + i32::from(d));
    }
}
