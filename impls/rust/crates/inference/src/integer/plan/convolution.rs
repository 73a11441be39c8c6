//! Conv as a product: where its windows begin, where their inputs lie, and its weights in that order.
use super::{
    builder::{Builder, misfit},
    place::Place,
    step::{Group, Product, Source, Work},
};
use crate::{
    graph::{Conv, Moving, Node, Op, Operand, Tensor, Window},
    integer::{
        error::IntegerError,
        operators::moving::Padding,
        product::{Clamp, Packed, Rows, STEP},
    },
};

impl Builder<'_> {
    pub(super) fn conv(
        &mut self,
        number: usize,
        node: &Node,
        conv: &Conv,
        shift: &[u8],
        clamp: Clamp,
    ) -> Result<(), IntegerError> {
        let name = node.to_string();
        let (w, b) = (self.tensor(node, 1)?, self.tensor(node, 2)?);
        let &[outputs, per_group, ..] = w.shape.as_slice() else { return Err(misfit(node)) };
        let (source, sides) = self.padded(self.operand(node, 0)?, &conv.window, &name)?;
        let [_, width, channels] = sides;
        let layout = Layout { conv, width, channels, per_group };
        let [high, wide] = Window { pads: [0; 4], ..conv.window }.output([sides[0], width]);
        // The pool that follows, where it is one that the product can do.
        let pool = self.pool_after(number, node);
        let (rows, pooled, value) = match pool {
            Some(pool) => (layout.pooled_rows(high / 2, wide / 2), 4, pool.output),
            None => (layout.rows(high, wide), 1, node.output),
        };
        let rows = rows.ok_or_else(|| IntegerError::TooLarge { what: name.clone() })?;
        let images = sample_images(self.sample_of(self.operand(node, 0)?));
        let positions = rows.len() / pooled;
        let steps = layout.steps().ok_or_else(|| IntegerError::TooLarge { what: name.clone() })?;
        let biases: Vec<i32> = b.i32s().collect();
        let weights: Vec<i8> = w.i8s().collect();
        let per = outputs / conv.groups.max(1);
        let parts = (0..conv.groups).map(|group| {
            let of_group = group * per..(group + 1) * per;
            let (biases, shift) = (biases.get(of_group.clone()), shift.get(of_group));
            let weight = |o: usize, step, t| layout.weight(w, &weights, group * per + o, step, t);
            Group {
                packed: Packed::new(
                    self.level,
                    steps.clone(),
                    biases.unwrap_or_default(),
                    shift.unwrap_or_default(),
                    clamp,
                    weight,
                ),
                first_input: group * per_group,
                first_output: group * per,
            }
        });
        let rows = Rows::new(rows, sides.iter().product());
        let product = Product { parts: parts.collect(), rows, positions: images * positions, pooled, stride: outputs };
        let slot = self.slot(&name, images * positions * outputs)?;
        self.step(&name, Work::Product(product), vec![source], slot);
        self.put(value, Place::image(slot, outputs, positions));
        Ok(())
    }

    /// The image with its border of zeros, and its height, width and channels.
    fn padded(&mut self, x: Operand, window: &Window, name: &str) -> Result<(Source, [usize; 3]), IntegerError> {
        let (slot, [height, width, channels]) = self.last(x, name)?;
        let [top, left, bottom, right] = window.pads;
        if window.pads == [0; 4] {
            return Ok((Source::Slot(slot), [height, width, channels]));
        }
        let sides = [height + top + bottom, width + left + right, channels];
        let images = sample_images(self.sample_of(x));
        let bytes = sides.iter().try_fold(images, |product, side| product.checked_mul(*side));
        let bytes = bytes.ok_or_else(|| IntegerError::TooLarge { what: name.to_owned() })?;
        let to = self.slot(name, bytes)?;
        let work = Work::Pad(Padding::new(&[height, width, channels], &[top, left, 0], &[bottom, right, 0], 0));
        self.step(name, work, vec![Source::Slot(slot)], to);
        Ok((Source::Slot(to), sides))
    }

    /// The node that alone takes this one's value and is a MaxPool of 2 × 2 windows side by side.
    fn pool_after(&self, number: usize, node: &Node) -> Option<&Node> {
        const SIDE_BY_SIDE: Window = Window { kernel: [2, 2], strides: [2, 2], pads: [0; 4], dilations: [1, 1] };
        let value = Operand::Value(node.output);
        let mut later = self.graph.nodes.iter().skip(number + 1);
        let next = later.find(|later| later.operands.contains(&value))?;
        let is_pool = matches!(&next.op, Op::Moving(Moving::MaxPool(window)) if *window == SIDE_BY_SIDE);
        (is_pool && self.uses.get(node.output) == Some(&1)).then_some(next)
    }
}

/// How many images a sample is: 1, or the fixed size of a batch.
fn sample_images(shape: &[usize]) -> usize {
    shape.iter().rev().skip(3).product()
}

/// How windows lie in a padded image [H, W, C].
struct Layout<'a> {
    conv: &'a Conv,
    width: usize,
    channels: usize,
    per_group: usize,
}

impl Layout<'_> {
    /// A row of the window lies together where it takes neighbours with all their channels; else each position for itself.
    fn rows_lie_together(&self) -> bool {
        self.conv.groups == 1 && (self.conv.window.dilations[1] == 1 || self.conv.window.kernel[1] == 1)
    }

    /// Runs of inputs that lie together, a window: their number across, and the length of each.
    fn runs(&self) -> (usize, usize) {
        let [_, across] = self.conv.window.kernel;
        if self.rows_lie_together() { (1, across * self.channels) } else { (across, self.per_group) }
    }

    /// Offsets of the steps; None where they are beyond 2^32.
    fn steps(&self) -> Option<Vec<u32>> {
        let (across, length) = self.runs();
        let Window { kernel: [down, _], dilations, .. } = self.conv.window;
        let mut steps = Vec::new();
        for i in 0..down {
            for j in 0..across {
                let first = (i * dilations[0] * self.width + j * dilations[1]) * self.channels;
                for at in (0..length).step_by(STEP) {
                    steps.push(u32::try_from(first + at).ok()?);
                }
            }
        }
        Some(steps)
    }

    /// The weight of an output for input t of a step.
    fn weight(&self, w: &Tensor<'_>, weights: &[i8], output: usize, step: usize, t: usize) -> i8 {
        let (across, length) = self.runs();
        let of_run = length.div_ceil(STEP);
        let (run, at) = (step / of_run, step % of_run * STEP + t);
        if at >= length {
            return 0;
        }
        let (row, column, channel) = if self.rows_lie_together() {
            (run, at / self.channels, at % self.channels)
        } else {
            (run / across, run % across, at)
        };
        let &[_, per_group, down, across] = w.shape.as_slice() else { return 0 };
        let place = ((output * per_group + channel) * down + row) * across + column;
        weights.get(place).copied().unwrap_or_default()
    }

    fn first(&self, row: usize, column: usize) -> Option<u32> {
        let [down, across] = self.conv.window.strides;
        u32::try_from((row * down * self.width + column * across) * self.channels).ok()
    }

    /// First bytes of the windows.
    fn rows(&self, high: usize, wide: usize) -> Option<Vec<u32>> {
        (0..high).flat_map(|row| (0..wide).map(move |column| self.first(row, column))).collect()
    }

    /// The same, in fours that are pooled; a last row or column without a partner is left out.
    fn pooled_rows(&self, high: usize, wide: usize) -> Option<Vec<u32>> {
        let four = |row, column| [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(i, j)| self.first(2 * row + i, 2 * column + j));
        (0..high).flat_map(|row| (0..wide).flat_map(move |column| four(row, column))).collect()
    }
}
