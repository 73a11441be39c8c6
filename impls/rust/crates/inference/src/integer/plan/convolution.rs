//! Conv as a product: where its windows begin, where their inputs lie, and its weights in that order.
use super::{
    builder::{Builder, misfit},
    layout::{Fold, Layout},
    place::Place,
    step::{Group, Product, Source, Work},
};
use crate::{
    graph::{Conv, Moving, Node, Op, Operand, Window},
    integer::{
        error::IntegerError,
        operators::moving::Padding,
        product::{Clamp, Packed, Rows},
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
        let [high, wide] = Window { pads: [0; 4], ..conv.window }.output([sides[0], width]);
        // The pool that follows, where it is one that the product can do.
        let pool = self.pool_after(number, node);
        let plain =
            Layout { conv, width, channels, per_group, outputs: per_group_outputs(outputs, conv), fold: Fold::None };
        let layout = plain.folded(self.level, wide, pool.is_some());
        let (rows, pooled, value, area) = match pool {
            Some(pool) => {
                (layout.pooled_rows(high / 2, wide / 2), layout.fold.pooled(), pool.output, high / 2 * (wide / 2))
            }
            None => (layout.rows(high, wide), 1, node.output, high * wide),
        };
        let too_large = || IntegerError::TooLarge { what: name.clone() };
        let (rows, steps) = (rows.ok_or_else(too_large)?, layout.steps().ok_or_else(too_large)?);
        let images = sample_images(self.sample_of(self.operand(node, 0)?));
        let (biases, weights): (Vec<i32>, Vec<i8>) = (b.i32s().collect(), w.i8s().collect());
        let parts = (0..conv.groups).map(|group| {
            let first = group * layout.outputs;
            let lanes = layout.fold.lanes(layout.outputs);
            let of_lanes = || lanes.iter().map(|lane| lane.map(|[o, _]| first + o));
            let bias: Vec<i32> = of_lanes().map(|o| o.and_then(|o| biases.get(o).copied()).unwrap_or(0)).collect();
            let shift: Vec<u8> = of_lanes().map(|o| o.and_then(|o| shift.get(o).copied()).unwrap_or(0)).collect();
            let weight = |lane: usize, step, t| match lanes.get(lane) {
                Some(Some([o, place])) => layout.weight(w, &weights, first + o, *place, step, t),
                _ => 0,
            };
            let packed = Packed::new(self.level, steps.clone(), &bias, &shift, clamp, weight);
            let packed = match layout.fold {
                Fold::Pooled(pairs) => packed.with_pooled_halves(pairs * outputs),
                _ => packed,
            };
            Group { packed, first_input: group * per_group, first_output: first }
        });
        let positions = images * (rows.len() / pooled);
        let stride = outputs * layout.fold.written();
        let rows = Rows::new(rows, sides.iter().product());
        let product = Product { parts: parts.collect(), rows, positions, pooled, stride };
        let slot = self.slot(&name, images * area * outputs)?;
        self.step(&name, Work::Product(product), vec![source], slot);
        self.put(value, Place::image(slot, outputs, area));
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

fn per_group_outputs(outputs: usize, conv: &Conv) -> usize {
    outputs / conv.groups.max(1)
}
