//! Nodes of the graph to steps of the plan.
use super::{
    builder::{Builder, images, misfit},
    place::Place,
    step::{Group, MatMul, Product, Source, Work},
};
use crate::{
    graph::{self, Integer, Moving, Node, Op, Operand, elements},
    integer::{
        error::IntegerError,
        operators::{
            Rescale,
            elementwise::{Binary, Broadcast},
            layer_norm::LayerNorm,
            lookup,
            moving::{Gather, Padding, Part, Permutation},
            pool::Pool,
            softmax::Softmax,
        },
        product::{Clamp, Packed, Rows, STEP},
    },
};

type Result<T = ()> = std::result::Result<T, IntegerError>;

impl From<graph::Clamp> for Clamp {
    fn from(clamp: graph::Clamp) -> Self {
        Self { lo: clamp.lo, hi: clamp.hi }
    }
}

impl Builder<'_> {
    /// Appends the steps of node `number`, and says where its value lies.
    pub(super) fn lower(&mut self, number: usize, node: &Node) -> Result {
        match &node.op {
            Op::Moving(op) => self.moving(node, op),
            Op::Integer(op) => self.integer(number, node, op),
            Op::Float(_) => Err(IntegerError::NotInteger),
        }
    }

    fn integer(&mut self, number: usize, node: &Node, op: &Integer) -> Result {
        let rescale = |shift: &u8, clamp: &graph::Clamp| Rescale { shift: *shift, clamp: (*clamp).into() };
        match op {
            Integer::Linear { shift, clamp } => self.linear(node, shift, (*clamp).into()),
            Integer::Conv { conv, shift, clamp } => self.conv(number, node, conv, shift, (*clamp).into()),
            Integer::Requantise { left, shift, clamp } => {
                self.lookup(node, lookup::of_requantise(*left, rescale(shift, clamp)))
            }
            Integer::Add { left, shift, clamp } => self.binary(node, Binary::Add(*left), rescale(shift, clamp)),
            Integer::Sub { left, shift, clamp } => self.binary(node, Binary::Sub(*left), rescale(shift, clamp)),
            Integer::Mul { shift, clamp } => self.binary(node, Binary::Mul, rescale(shift, clamp)),
            Integer::MatMul { shift, clamp } => self.matmul(node, *shift, (*clamp).into()),
            Integer::AveragePool { window, multiplier, shift, clamp } => {
                // multiplier·area·128 is below 2^30.
                let multiplier = i32::try_from(*multiplier).map_err(|_| misfit(node))?;
                self.pool(node, window, |pool| Work::AveragePool(pool, multiplier, rescale(shift, clamp)))
            }
            Integer::Pad { pads, value } => self.pad(node, pads, *value),
            Integer::Table => {
                let table: Vec<i8> = self.tensor(node, 1)?.i8s().collect();
                self.lookup(node, table.try_into().map_err(|_| misfit(node))?)
            }
            Integer::Softmax { axis, exponent } => self.softmax(node, self.axis(*axis), *exponent),
            Integer::LayerNorm { epsilon, shift, clamp } => {
                let (g, b) = (self.tensor(node, 1)?, self.tensor(node, 2)?);
                let (gains, biases): (Vec<i8>, Vec<i32>) = (g.i8s().collect(), b.i32s().collect());
                let work = LayerNorm::new(&gains, &biases, shift, *epsilon, (*clamp).into());
                self.on_plain(node, Work::LayerNorm(work))
            }
        }
    }

    fn moving(&mut self, node: &Node, op: &Moving) -> Result {
        match op {
            Moving::Flatten | Moving::Reshape { .. } => self.reshape(node),
            Moving::Transpose { perm } => {
                let x = self.sample_of(self.operand(node, 0)?);
                let skipped = usize::from(self.is_batched);
                let perm: Vec<usize> = perm.iter().skip(skipped).map(|axis| axis - skipped).collect();
                self.on_plain(node, Work::Permute(Permutation::new(x, &perm)))
            }
            Moving::Concat { axis } => self.concat(node, self.axis(*axis)),
            Moving::Gather { axis } => self.gather(node, *axis),
            Moving::MaxPool(window) => self.pool(node, window, Work::MaxPool),
        }
    }

    /// One operand and the result in C order.
    fn on_plain(&mut self, node: &Node, work: Work) -> Result {
        let name = node.to_string();
        let from = self.plain(self.operand(node, 0)?, &name)?;
        let slot = self.result(node)?;
        self.step(&name, work, vec![Source::Slot(from)], slot);
        self.put(node.output, Place::plain(slot));
        Ok(())
    }

    /// A slot for the node's value.
    fn result(&mut self, node: &Node) -> Result<usize> {
        let size = elements(self.sample_of(Operand::Value(node.output)));
        self.slot(&node.to_string(), size)
    }

    /// y = x·wᵀ + b over the last axis. A flattened image stays in its order, and the weights follow.
    fn linear(&mut self, node: &Node, shift: &[u8], clamp: Clamp) -> Result {
        let (name, x) = (node.to_string(), self.operand(node, 0)?);
        let (w, b) = (self.tensor(node, 1)?, self.tensor(node, 2)?);
        let &[outputs, k] = w.shape.as_slice() else { return Err(misfit(node)) };
        let image = self.place(x).filter(|place| place.image.iter().product::<usize>() == k);
        let (from, [channels, area]) = match image.and_then(|place| Some((place.only_last()?, place.image))) {
            Some(flattened) => flattened,
            None => (self.plain(x, &name)?, [1, k]),
        };
        let weights: Vec<i8> = w.i8s().collect();
        let biases: Vec<i32> = b.i32s().collect();
        let weight = |o: usize, step: usize, t: usize| {
            let at = step * STEP + t;
            let logical = at % channels * area + at / channels;
            if at < k { weights.get(o * k + logical).copied().unwrap_or_default() } else { 0 }
        };
        let packed = Packed::new(self.level, dense(k), &biases, shift, clamp, weight);
        let positions = elements(self.sample_of(x)) / k.max(1);
        let product = Product {
            parts: vec![Group { packed, first_input: 0, first_output: 0 }],
            rows: Rows::evenly(k),
            positions,
            pooled: 1,
            stride: outputs,
        };
        let slot = self.result(node)?;
        self.step(&name, Work::Product(product), vec![Source::Slot(from)], slot);
        self.put(node.output, Place::plain(slot));
        Ok(())
    }

    fn lookup(&mut self, node: &Node, table: lookup::Table) -> Result {
        let (name, x) = (node.to_string(), self.operand(node, 0)?);
        let place = self.place(x).ok_or_else(|| misfit(node))?;
        // Element by element: in whatever order the operand lies.
        let from = place.plain.or(place.last).ok_or_else(|| misfit(node))?;
        let slot = self.result(node)?;
        self.step(&name, Work::Lookup(Box::new(table)), vec![Source::Slot(from)], slot);
        let place = match place {
            Place { plain: Some(_), .. } => Place::plain(slot),
            Place { image: [channels, area], .. } => Place::image(slot, channels, area),
        };
        self.put(node.output, place);
        Ok(())
    }

    fn binary(&mut self, node: &Node, op: Binary, rescale: Rescale) -> Result {
        let name = node.to_string();
        let result = self.sample_of(Operand::Value(node.output));
        let operands = [self.operand(node, 0)?, self.operand(node, 1)?];
        let turned = self.turned(result, &operands);
        let mut sides = [Vec::new(), Vec::new()];
        let mut sources = Vec::new();
        for (operand, sides) in operands.into_iter().zip(&mut sides) {
            let shape = self.beside(operand, result.len());
            let (source, shape) = if turned.is_some() {
                self.image(operand, shape, &name)?
            } else {
                (self.source(operand, &name)?, shape.to_vec())
            };
            sources.push(source);
            *sides = shape;
        }
        let [a, c] = &sides;
        let broadcast = Broadcast::new(a, c).ok_or_else(|| misfit(node))?;
        let slot = self.result(node)?;
        self.step(&name, Work::Binary(op, rescale, broadcast), sources, slot);
        self.put(node.output, of_images(slot, turned));
        Ok(())
    }

    /// Channels, height and width of a result that is best computed with channels last, as one of its operands lies.
    fn turned(&self, result: &[usize], operands: &[Operand]) -> Option<[usize; 3]> {
        let turned = operands.iter().any(|x| self.place(*x).is_some_and(|place| place.only_last().is_some()));
        images(result).copied().filter(|_| turned)
    }

    /// A value in C order, or a tensor.
    fn source(&mut self, operand: Operand, name: &str) -> Result<Source> {
        match operand {
            Operand::Value(_) => Ok(Source::Slot(self.plain(operand, name)?)),
            Operand::Tensor(number) => {
                let elements = self.graph.tensors.get(number).map(|tensor| tensor.i8s().collect());
                Ok(self.constant(elements.unwrap_or_default()))
            }
        }
    }

    /// An operand beside an image with channels last, and its shape in that order.
    fn image(&mut self, operand: Operand, shape: &[usize], name: &str) -> Result<(Source, Vec<usize>)> {
        let missing = 3_usize.saturating_sub(shape.len());
        let whole = [vec![1; missing].as_slice(), shape].concat();
        let Some((front, &[channels, height, width])) = whole.split_last_chunk::<3>() else {
            return Err(IntegerError::Misfit { node: name.to_owned() });
        };
        let turned = [front, &[height, width, channels]].concat();
        let is_same = channels == 1 || height * width == 1;
        let source = match (operand, self.place(operand)) {
            (_, Some(place)) if is_same => match place.only_last() {
                Some(slot) => Source::Slot(slot),
                None => self.source(operand, name)?,
            },
            (Operand::Value(_), _) => Source::Slot(self.last(operand, name)?.0),
            (Operand::Tensor(number), _) => {
                let tensor = self.graph.tensors.get(number);
                let elements: Vec<i8> = tensor.map(|tensor| tensor.i8s().collect()).unwrap_or_default();
                let mut moved = vec![0; elements.len()];
                Permutation::channels_last(channels, height * width).run(&elements, &mut moved);
                self.constant(moved)
            }
        };
        Ok((source, turned))
    }

    fn pool(&mut self, node: &Node, window: &graph::Window, work: impl FnOnce(Pool) -> Work) -> Result {
        let name = node.to_string();
        let (from, sides) = self.last(self.operand(node, 0)?, &name)?;
        let [high, wide] = window.output([sides[0], sides[1]]);
        let slot = self.result(node)?;
        self.step(&name, work(Pool::new(*window, sides)), vec![Source::Slot(from)], slot);
        self.put(node.output, Place::image(slot, sides[2], high * wide));
        Ok(())
    }

    /// The same elements; an image that becomes one axis stays in its order.
    fn reshape(&mut self, node: &Node) -> Result {
        let (name, x) = (node.to_string(), self.operand(node, 0)?);
        let place = self.place(x).ok_or_else(|| misfit(node))?;
        // [C·H·W], or [N, C·H·W] where the sample is a batch of a fixed size.
        let is_flat = match self.sample_of(Operand::Value(node.output)) {
            [all] | [_, all] => *all == place.image.iter().product(),
            _ => false,
        };
        let place = if is_flat { place } else { Place::plain(self.plain(x, &name)?) };
        self.put(node.output, place);
        Ok(())
    }

    fn concat(&mut self, node: &Node, axis: usize) -> Result {
        let name = node.to_string();
        let result = self.sample_of(Operand::Value(node.output));
        let image = self.turned(result, &node.operands);
        let turned = |shape: &[usize]| match shape.split_last_chunk::<3>() {
            Some((front, [channels, height, width])) if image.is_some() => {
                [front, &[*height, *width, *channels]].concat()
            }
            _ => shape.to_vec(),
        };
        // Of the last three axes the first becomes the last.
        let front = result.len().saturating_sub(3);
        let axis = if image.is_some() && axis >= front { front + (axis - front + 2) % 3 } else { axis };
        let block = |shape: &[usize]| turned(shape).iter().skip(axis).product::<usize>();
        let slot = self.result(node)?;
        let (all, mut first) = (block(result), 0);
        for operand in &node.operands {
            let own = block(self.sample_of(*operand));
            let from = if image.is_some() { self.last(*operand, &name)?.0 } else { self.plain(*operand, &name)? };
            self.step(&name, Work::Part(Part { own, all, first }), vec![Source::Slot(from)], slot);
            first += own;
        }
        self.put(node.output, of_images(slot, image));
        Ok(())
    }

    fn gather(&mut self, node: &Node, axis: usize) -> Result {
        let name = node.to_string();
        let (a, indices) = (self.operand(node, 0)?, self.operand(node, 1)?);
        let source = self.source(a, &name)?;
        // Axes are those of one sample where it is samples that are gathered from.
        let (shape, axis) = match a {
            Operand::Value(_) => (self.sample_of(a), self.axis(axis)),
            Operand::Tensor(_) => (self.graph.shape(a), axis),
        };
        let size = shape.get(axis).copied().ok_or_else(|| misfit(node))?;
        let gather = Gather { size, inner: shape.iter().skip(axis + 1).product() };
        let indices = match indices {
            Operand::Value(value) if value < self.graph.inputs => Source::Indices(value),
            Operand::Value(_) => return Err(misfit(node)),
            Operand::Tensor(number) => {
                let tensor = self.graph.tensors.get(number).ok_or_else(|| misfit(node))?;
                self.fixed_indices(tensor.i32s().collect())
            }
        };
        let slot = self.result(node)?;
        self.step(&name, Work::Gather(gather), vec![source, indices], slot);
        self.put(node.output, Place::plain(slot));
        Ok(())
    }

    fn pad(&mut self, node: &Node, pads: &[usize], value: i8) -> Result {
        let (name, x) = (node.to_string(), self.operand(node, 0)?);
        let shape = self.sample_of(x);
        let (before, after) = pads.split_at_checked(pads.len() / 2).ok_or_else(|| misfit(node))?;
        let skipped = usize::from(self.is_batched);
        let parts = (before.get(skipped..), after.get(skipped..));
        let (Some(before), Some(after)) = parts else { return Err(misfit(node)) };
        let only_last = self.place(x).and_then(Place::only_last);
        let (Some(from), &[channels, height, width], &[c0, h0, w0], &[c1, h1, w1]) = (only_last, shape, before, after)
        else {
            return self.on_plain(node, Work::Pad(Padding::new(shape, before, after, value)));
        };
        let padding = Padding::new(&[height, width, channels], &[h0, w0, c0], &[h1, w1, c1], value);
        let slot = self.result(node)?;
        self.step(&name, Work::Pad(padding), vec![Source::Slot(from)], slot);
        self.put(node.output, Place::image(slot, channels + c0 + c1, (height + h0 + h1) * (width + w0 + w1)));
        Ok(())
    }

    fn softmax(&mut self, node: &Node, axis: usize, exponent: u8) -> Result {
        let table: Vec<i32> = self.tensor(node, 1)?.i32s().collect();
        let table = Box::new(table.try_into().map_err(|_| misfit(node))?);
        let shape = self.sample_of(self.operand(node, 0)?);
        let size = shape.get(axis).copied().ok_or_else(|| misfit(node))?;
        let inner = shape.iter().skip(axis + 1).product();
        self.on_plain(node, Work::Softmax(Softmax { table, exponent, size, inner }))
    }

    fn matmul(&mut self, node: &Node, shift: u8, clamp: Clamp) -> Result {
        let name = node.to_string();
        let operands = [self.operand(node, 0)?, self.operand(node, 1)?];
        let whole = self.graph.shape(Operand::Value(node.output)).len();
        // [0, k] times [k, n]: every sample is a row.
        let rows_are_the_batch = self.is_batched && whole == 2;
        let rank = whole - usize::from(self.is_batched);
        let [a, c] = operands.map(|x| if rows_are_the_batch { self.sample_of(x) } else { self.beside(x, rank) });
        let one;
        let a = if rows_are_the_batch {
            one = [&[1], a].concat();
            one.as_slice()
        } else {
            a
        };
        let ([a_front @ .., m, k], [c_front @ .., _, n]) = (a, c) else { return Err(misfit(node)) };
        let pairs = pairs(a_front, c_front, [m * k, k * n]).ok_or_else(|| misfit(node))?;
        let sources = vec![self.source(operands[0], &name)?, self.source(operands[1], &name)?];
        let slot = self.result(node)?;
        let work = MatMul { m: *m, k: *k, n: *n, pairs, shift, clamp };
        self.step(&name, Work::MatMul(work), sources, slot);
        self.put(node.output, Place::plain(slot));
        Ok(())
    }
}

/// Where a result lies: as images of those channels, height and width with channels last, or in C order.
fn of_images(slot: usize, image: Option<[usize; 3]>) -> Place {
    match image {
        Some([channels, height, width]) => Place::image(slot, channels, height * width),
        None => Place::plain(slot),
    }
}

/// First elements of the matrices of a and c that meet, in the order of the results.
fn pairs(a: &[usize], c: &[usize], [of_a, of_c]: [usize; 2]) -> Option<Vec<[usize; 2]>> {
    let rank = a.len().max(c.len());
    let side = |x: &[usize], i: usize| (i + x.len()).checked_sub(rank).and_then(|i| x.get(i)).copied().unwrap_or(1);
    let mut pairs = vec![[0, 0]];
    for i in 0..rank {
        let (x, y) = (side(a, i), side(c, i));
        if x != y && x != 1 && y != 1 {
            return None;
        }
        let step = |size: usize, at: usize| if size == 1 { 0 } else { at };
        let next =
            pairs.iter().flat_map(|[p, q]| (0..x.max(y)).map(move |at| [p * x + step(x, at), q * y + step(y, at)]));
        pairs = next.collect();
    }
    Some(pairs.into_iter().map(|[p, q]| [p * of_a, q * of_c]).collect())
}

/// Steps over k inputs that lie together.
pub(in crate::integer) fn dense(k: usize) -> Vec<u32> {
    (0..k.div_ceil(STEP)).map(|step| (step * STEP) as u32).collect()
}
