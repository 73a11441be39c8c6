//! Nodes to drafts of steps.
use std::collections::HashMap;

use super::{
    broadcast::{Arithmetic, Broadcast},
    conv::Conv,
    image::{Image, Turn},
    level::Level,
    linear::Linear,
    matmul::MatMul,
    moving::{Concat, Gather, Pad, Transpose},
    operator::Operator,
    plan::{Draft, DraftSource},
    pool::{Pool, Pooling},
    rows::{LayerNorm, Softmax},
    single::{Function, Single},
    winograd::{self, Winograd},
};
use crate::graph::{Float, Graph, Moving, Node, Op, Operand, Window, elements};

/// A value that is computed: where it lies as the graph has it, and with its channels innermost.
#[derive(Debug, Clone, Copy, Default)]
struct Forms {
    plain: Option<DraftSource>,
    innermost: Option<DraftSource>,
}

/// Drafts so far.
pub(super) struct Builder<'g, 'b> {
    graph: &'g Graph<'b>,
    level: Level,
    batched: bool,
    forms: Vec<Forms>,
    /// How many nodes and outputs use each value.
    uses: Vec<usize>,
    tensors: HashMap<usize, usize>,
    pub(super) constants: Vec<Vec<f32>>,
    pub(super) drafts: Vec<Draft>,
    /// Numbers a sample of each buffer.
    pub(super) sizes: Vec<usize>,
}

impl<'g, 'b> Builder<'g, 'b> {
    pub(super) fn new(graph: &'g Graph<'b>, level: Level) -> Self {
        let mut uses = vec![0; graph.values.len()];
        let used = graph.nodes.iter().flat_map(|node| &node.operands).filter_map(|operand| match operand {
            Operand::Value(value) => Some(*value),
            Operand::Tensor(_) => None,
        });
        for value in used.chain(graph.outputs.iter().copied()) {
            if let Some(uses) = uses.get_mut(value) {
                *uses += 1;
            }
        }
        let mut forms = vec![Forms::default(); graph.values.len()];
        for (i, forms) in forms.iter_mut().enumerate().take(graph.inputs) {
            forms.plain = Some(DraftSource::Input(i));
        }
        let (tensors, constants) = (HashMap::new(), Vec::new());
        let batched = graph.is_batched();
        Self { graph, level, batched, forms, uses, tensors, constants, drafts: Vec::new(), sizes: Vec::new() }
    }

    /// The axes of one sample: without the batch where there is one.
    fn dims(&self, operand: Operand) -> &'g [usize] {
        let shape = match operand {
            Operand::Value(value) => self.graph.values.get(value).map(|value| value.shape.as_slice()),
            Operand::Tensor(tensor) => self.graph.tensors.get(tensor).map(|tensor| tensor.shape.as_slice()),
        }
        .unwrap_or_default();
        match operand {
            Operand::Value(_) if self.batched => shape.get(1..).unwrap_or_default(),
            _ => shape,
        }
    }

    /// The axis of a sample.
    fn axis(&self, axis: usize) -> usize {
        if self.batched { axis.saturating_sub(1) } else { axis }
    }

    fn floats(&self, operand: Option<&Operand>) -> Vec<f32> {
        match operand {
            Some(&Operand::Tensor(tensor)) => self.graph.tensors.get(tensor).map(|tensor| tensor.f32s().collect()),
            _ => None,
        }
        .unwrap_or_default()
    }

    fn constant(&mut self, tensor: usize) -> DraftSource {
        if let Some(&place) = self.tensors.get(&tensor) {
            return DraftSource::Constant(place);
        }
        let place = self.constants.len();
        self.constants.push(self.floats(Some(&Operand::Tensor(tensor))));
        self.tensors.insert(tensor, place);
        DraftSource::Constant(place)
    }

    /// An image and how many of them a sample has.
    fn image(&self, value: usize) -> Option<(Image, usize)> {
        match *self.dims(Operand::Value(value)) {
            [channels, height, width] if self.batched => Some((Image { channels, height, width }, 1)),
            [images, channels, height, width] if !self.batched => Some((Image { channels, height, width }, images)),
            _ => None,
        }
    }

    fn push(
        &mut self,
        operator: Box<dyn Operator>,
        sources: Vec<DraftSource>,
        size: usize,
        together: Option<bool>,
    ) -> DraftSource {
        let y = self.sizes.len();
        self.sizes.push(size);
        self.drafts.push(Draft { operator, sources, y, together });
        DraftSource::Buffer(y)
    }

    fn forms(&self, value: usize) -> Forms {
        self.forms.get(value).copied().unwrap_or_default()
    }

    fn set(&mut self, value: usize, forms: Forms) {
        if let Some(place) = self.forms.get_mut(value) {
            *place = forms;
        }
    }

    /// A value as the graph has it.
    pub(super) fn plain(&mut self, value: usize) -> DraftSource {
        let forms = self.forms(value);
        if let Some(plain) = forms.plain {
            return plain;
        }
        let (Some(innermost), Some((image, images))) = (forms.innermost, self.image(value)) else {
            return DraftSource::Input(0); // every value has a form
        };
        let plain = if image.is_both() {
            innermost
        } else {
            let turn = Turn { image, images, inwards: false };
            self.push(Box::new(turn), vec![innermost], image.plain() * images, None)
        };
        self.set(value, Forms { plain: Some(plain), ..forms });
        plain
    }

    /// A value with its channels innermost.
    fn innermost(&mut self, value: usize) -> DraftSource {
        let forms = self.forms(value);
        if let Some(innermost) = forms.innermost {
            return innermost;
        }
        let plain = self.plain(value);
        let Some((image, images)) = self.image(value).filter(|(image, _)| !image.is_both()) else { return plain };
        let turn = Turn { image, images, inwards: true };
        let innermost = self.push(Box::new(turn), vec![plain], image.innermost() * images, None);
        self.set(value, Forms { innermost: Some(innermost), ..forms });
        innermost
    }

    fn operand(&mut self, operand: Operand) -> DraftSource {
        match operand {
            Operand::Value(value) => self.plain(value),
            Operand::Tensor(tensor) => self.constant(tensor),
        }
    }

    /// Appends what a node takes to be computed.
    pub(super) fn node(&mut self, node: &Node) {
        let (x, y) = (self.value_of(node, 0), node.output);
        match &node.op {
            Op::Moving(op) => self.moving(node, op, x, y),
            Op::Float(op) => self.float(node, op, x, y),
            Op::Integer(_) => {} // the plan has looked at the graph's kind
        }
    }

    fn value_of(&self, node: &Node, place: usize) -> usize {
        match node.operands.get(place) {
            Some(&Operand::Value(value)) => value,
            _ => 0,
        }
    }

    fn elements(&self, value: usize) -> usize {
        elements(self.dims(Operand::Value(value)))
    }

    /// An operator whose operands and result are as the graph has them.
    fn plainly(&mut self, node: &Node, operator: Box<dyn Operator>) {
        let operands: Vec<Operand> = node.operands.clone();
        let sources = operands.into_iter().map(|operand| self.operand(operand)).collect();
        self.with_sources(node, operator, sources);
    }

    fn with_sources(&mut self, node: &Node, operator: Box<dyn Operator>, sources: Vec<DraftSource>) {
        let plain = self.push(operator, sources, self.elements(node.output), Some(false));
        self.set(node.output, Forms { plain: Some(plain), innermost: None });
    }

    fn moving(&mut self, node: &Node, op: &Moving, x: usize, y: usize) {
        match op {
            Moving::Flatten | Moving::Reshape { .. } => {
                let plain = self.plain(x);
                self.set(y, Forms { plain: Some(plain), innermost: None });
            }
            Moving::Transpose { perm } => {
                let perm: Vec<usize> =
                    if self.batched { perm.iter().skip(1).map(|axis| axis - 1).collect() } else { perm.clone() };
                let transpose = Transpose::new(self.dims(Operand::Value(x)), &perm);
                self.plainly(node, Box::new(transpose));
            }
            Moving::Concat { axis } => {
                let axis = self.axis(*axis);
                let tail =
                    |operand: &Operand| self.dims(*operand).get(axis..).map_or(1, |sides| sides.iter().product());
                let pieces = node.operands.iter().map(tail).collect();
                let blocks = self.dims(Operand::Value(x)).iter().take(axis).product();
                self.plainly(node, Box::new(Concat { blocks, pieces }));
            }
            Moving::Gather { axis } => self.gather(node, *axis),
            Moving::MaxPool(window) => self.pool(y, x, *window, Pooling::Max),
        }
    }

    fn gather(&mut self, node: &Node, axis: usize) {
        let &[a, indices] = node.operands.as_slice() else { return };
        let constant = matches!(a, Operand::Tensor(_));
        let axis = if constant { axis } else { self.axis(axis) };
        let sides = self.dims(a);
        let product = |sides: &mut dyn Iterator<Item = &usize>| sides.product::<usize>();
        let given = match indices {
            Operand::Tensor(tensor) => {
                Ok(self.graph.tensors.get(tensor).map(|t| t.i32s().collect()).unwrap_or_default())
            }
            Operand::Value(_) => Err(elements(self.dims(indices))),
        };
        let gather = Gather {
            node: node.to_string(),
            outer: product(&mut sides.iter().take(axis)),
            size: sides.get(axis).copied().unwrap_or(0),
            inner: product(&mut sides.iter().skip(axis + 1)),
            indices: given,
            constant,
        };
        let mut sources = vec![self.operand(a)];
        if let Operand::Value(value) = indices {
            sources.push(self.plain(value));
        }
        self.with_sources(node, Box::new(gather), sources);
    }

    fn pool(&mut self, y: usize, x: usize, window: Window, pooling: Pooling) {
        let (Some((from, images)), Some((to, _))) = (self.image(x), self.image(y)) else { return };
        let innermost = self.innermost(x);
        let pool = Pool { level: self.level, images, x: from, y: to, window, pooling };
        let made = self.push(Box::new(pool), vec![innermost], to.innermost() * images, Some(false));
        self.set(y, Forms { plain: None, innermost: Some(made) });
    }

    fn float(&mut self, node: &Node, op: &Float, x: usize, y: usize) {
        let level = self.level;
        let single = |function: Function| Box::new(Single { level, function });
        match op {
            Float::Linear => {
                let (w, b) = (self.floats(node.operands.get(1)), self.floats(node.operands.get(2)));
                let inputs = w.len() / b.len().max(1);
                self.linear(x, y, inputs, &w, &b);
            }
            Float::Conv(attributes) => {
                let (Some((from, images)), Some((to, _))) = (self.image(x), self.image(y)) else { return };
                let (w, b) = (self.floats(node.operands.get(1)), self.floats(node.operands.get(2)));
                // Padding copies the image anyhow, and turns it on the way.
                let turns = self.forms(x).innermost.is_none() && attributes.window.pads != [0; 4];
                let source = if turns { self.plain(x) } else { self.innermost(x) };
                let conv: Box<dyn Operator> = if winograd::fits(from, to, attributes) {
                    Box::new(Winograd::new(level, images, (from, to), *attributes, (&w, &b), turns))
                } else {
                    Box::new(Conv::new(level, images, (from, to), *attributes, (&w, &b), turns))
                };
                let made = self.push(conv, vec![source], to.innermost() * images, Some(false));
                self.set(y, Forms { plain: None, innermost: Some(made) });
            }
            Float::Relu => self.clamp(x, y, 0.0, f32::INFINITY),
            Float::Clip { lo, hi } => {
                let bound = |bound: Option<f64>, none: f32| bound.map_or(none, |bound| bound as f32);
                self.clamp(x, y, bound(*lo, f32::NEG_INFINITY), bound(*hi, f32::INFINITY));
            }
            Float::LeakyRelu { alpha } => self.single(x, y, single(Function::LeakyRelu { alpha: *alpha as f32 })),
            Float::Sigmoid => self.single(x, y, single(Function::Sigmoid)),
            Float::Tanh => self.single(x, y, single(Function::Tanh)),
            Float::Gelu { approximate: true } => self.single(x, y, single(Function::GeluByTanh)),
            Float::Gelu { approximate: false } => self.single(x, y, single(Function::Gelu)),
            Float::Add => self.arithmetic(node, Arithmetic::Add),
            Float::Sub => self.arithmetic(node, Arithmetic::Sub),
            Float::Mul => self.arithmetic(node, Arithmetic::Mul),
            Float::MatMul => self.product(node),
            Float::AveragePool { window, count_include_pad } => {
                let padded = !count_include_pad && window.pads != [0; 4];
                self.pool(y, x, *window, if padded { Pooling::AverageOfPresent } else { Pooling::Average });
            }
            Float::GlobalAveragePool => {
                let Some((Image { height, width, .. }, _)) = self.image(x) else { return };
                let window = Window { kernel: [height, width], strides: [1, 1], pads: [0; 4], dilations: [1, 1] };
                self.pool(y, x, window, Pooling::Average);
            }
            Float::Pad { pads, value } => {
                let (before, after) = pads.split_at(pads.len() / 2);
                let skip = usize::from(self.batched);
                let sides = |pads: &'_ [usize]| pads.get(skip..).unwrap_or_default().to_vec();
                let pad = Pad::new(self.dims(Operand::Value(x)), &sides(before), &sides(after), *value as f32);
                self.plainly(node, Box::new(pad));
            }
            Float::Softmax { axis } => {
                let (sides, axis) = (self.dims(Operand::Value(x)), self.axis(*axis));
                let length = sides.get(axis).copied().unwrap_or(1);
                let softmax = Softmax { level, length, inner: sides.iter().skip(axis + 1).product() };
                self.plainly(node, Box::new(softmax));
            }
            Float::LayerNorm { eps } => {
                let (g, b) = (self.floats(node.operands.get(1)), self.floats(node.operands.get(2)));
                let source = self.plain(x);
                self.with_sources(node, Box::new(LayerNorm { level, eps: *eps as f32, g, b }), vec![source]);
            }
        }
    }

    /// `w` is [outputs, inputs].
    fn linear(&mut self, x: usize, y: usize, inputs: usize, w: &[f32], b: &[f32]) {
        let rows = self.elements(x) / inputs.max(1);
        let linear = Linear::new(self.level, rows, inputs, w, b);
        let source = self.plain(x);
        let made = self.push(Box::new(linear), vec![source], rows * b.len(), Some(rows == 1));
        self.set(y, Forms { plain: Some(made), innermost: None });
    }

    fn product(&mut self, node: &Node) {
        let &[a, c] = node.operands.as_slice() else { return };
        let (left, right) = (self.graph.shape(a), self.graph.shape(c));
        let ([left @ .., m, k], [right @ .., _, n]) = (left, right) else { return };
        if let (Operand::Value(x), Operand::Tensor(_), []) = (a, c, right) {
            // A constant matrix on the right is a layer.
            let c = self.floats(Some(&c));
            let w: Vec<f32> = (0..n * k).map(|i| c.get(i % k * n + i / k).copied().unwrap_or(0.0)).collect();
            return self.linear(x, node.output, *k, &w, &vec![0.0; *n]);
        }
        let front = |front: &[usize], operand: Operand| match operand {
            Operand::Value(_) if self.batched => front.get(1..).unwrap_or_default().to_vec(),
            // A 1 of a constant that stands against the batch.
            Operand::Tensor(_) if self.batched && front.len() == left.len().max(right.len()) => {
                front.get(1..).unwrap_or_default().to_vec()
            }
            _ => front.to_vec(),
        };
        let sample =
            |operand: Operand| if matches!(operand, Operand::Tensor(_)) { 0 } else { elements(self.dims(operand)) };
        let pairs = MatMul::pairs(&front(left, a), &front(right, c));
        let product = MatMul { level: self.level, m: *m, k: *k, n: *n, pairs, samples: [sample(a), sample(c)] };
        self.plainly(node, Box::new(product));
    }

    fn arithmetic(&mut self, node: &Node, arithmetic: Arithmetic) {
        let &[a, c] = node.operands.as_slice() else { return };
        let (y, level) = (node.output, self.level);
        let constant = [a, c].map(|operand| matches!(operand, Operand::Tensor(_)));
        // Images stay as they are where both are alike, or one is a single number.
        let values = [a, c].map(|operand| if let Operand::Value(value) = operand { Some(value) } else { None });
        let is_image = |value: Option<usize>| value.is_some_and(|value| self.forms(value).innermost.is_some());
        let one_number =
            |operand: Operand| matches!(operand, Operand::Tensor(_)) && elements(self.graph.shape(operand)) == 1;
        let images = match values {
            [Some(p), Some(q)] if self.graph.shape(a) == self.graph.shape(c) => is_image(Some(p)) || is_image(Some(q)),
            [value, None] => is_image(value) && one_number(c),
            [None, value] => is_image(value) && one_number(a),
            _ => false,
        };
        if let Some((image, count)) = self.image(y).filter(|_| images) {
            let size = image.innermost() * count;
            let shape = |constant: bool| if constant { vec![] } else { vec![size] };
            let operator = Broadcast::new(level, arithmetic, [&shape(constant[0]), &shape(constant[1])], constant);
            let mut source = |operand: Operand| match operand {
                Operand::Value(value) => self.innermost(value),
                Operand::Tensor(tensor) => self.constant(tensor),
            };
            let sources = vec![source(a), source(c)];
            let made = self.push(Box::new(operator), sources, size, None);
            return self.set(y, Forms { plain: None, innermost: Some(made) });
        }
        let rank = self.graph.shape(Operand::Value(y)).len();
        let shape = |operand: Operand| match operand {
            Operand::Value(_) => self.dims(operand),
            // A 1 of a constant that stands against the batch.
            Operand::Tensor(_) if self.batched && self.graph.shape(operand).len() == rank => {
                self.graph.shape(operand).get(1..).unwrap_or_default()
            }
            Operand::Tensor(_) => self.graph.shape(operand),
        };
        let operator = Broadcast::new(level, arithmetic, [shape(a), shape(c)], constant);
        self.plainly(node, Box::new(operator));
    }

    /// min(max(x, lo), hi): by the layer that gives x where only this uses it.
    fn clamp(&mut self, x: usize, y: usize, lo: f32, hi: f32) {
        let forms = self.forms(x);
        let source = forms.innermost.or(forms.plain);
        let only = self.uses.get(x) == Some(&1);
        if let Some(draft) = self.drafts.last_mut()
            && only
            && source == Some(DraftSource::Buffer(draft.y))
            && draft.operator.clamp(lo, hi)
        {
            return self.set(y, forms);
        }
        self.single(x, y, Box::new(Single { level: self.level, function: Function::Clamp { lo, hi } }));
    }

    /// A function of every number, in the form in which x lies.
    fn single(&mut self, x: usize, y: usize, single: Box<Single>) {
        let forms = self.forms(x);
        if let (Some(innermost), Some((image, images))) = (forms.innermost, self.image(x)) {
            let made = self.push(single, vec![innermost], image.innermost() * images, None);
            return self.set(y, Forms { plain: None, innermost: Some(made) });
        }
        let source = self.plain(x);
        let made = self.push(single, vec![source], self.elements(x), None);
        self.set(y, Forms { plain: Some(made), innermost: None });
    }
}
