//! A graph to its bytes.
use super::{
    Clamp, Float, Graph, Integer, Kind, Moving, Op, Operand, Window,
    attributes::Attribute,
    number::shortest,
    read::{ALIGNMENT, MAGIC},
    text::quoted,
};

impl Graph<'_> {
    /// The bytes of this graph. Of one that was read they are those it was read from; what was made otherwise is
    /// well-formed only if [`Graph::read`] takes its bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let manifest = self.manifest();
        let mut bytes = [MAGIC.as_slice(), &(manifest.len() as u64).to_le_bytes(), manifest.as_bytes()].concat();
        for tensor in &self.tensors {
            bytes.resize(bytes.len().next_multiple_of(ALIGNMENT), 0);
            bytes.extend_from_slice(&tensor.bytes);
        }
        bytes.resize(bytes.len().next_multiple_of(ALIGNMENT), 0);
        bytes
    }

    fn manifest(&self) -> String {
        let mut parts = Vec::new();
        if self.kind == Kind::Int8 {
            let exponents = self.values.iter().enumerate();
            let mut named: Vec<(String, i8)> =
                exponents.filter_map(|(i, value)| Some((format!("v{i}"), value.exponent?))).collect();
            named.sort_unstable();
            parts
                .push(format!("\"exponents\":{{{}}}", joined(named.iter().map(|(name, e)| format!("\"{name}\":{e}")))));
        }
        let inputs = self.values.iter().take(self.inputs).enumerate();
        let inputs = inputs.map(|(i, value)| declared(&format!("v{i}"), &value.shape, value.type_.name()));
        parts.push(format!("\"inputs\":[{}]", joined(inputs)));
        parts.push(format!("\"kind\":\"{}\"", self.kind.name()));
        parts.push(format!("\"name\":{}", quoted(&self.name)));
        let nodes = self.nodes.iter().map(|node| {
            let operands = joined(node.operands.iter().map(|operand| match operand {
                Operand::Value(place) => format!("\"v{place}\""),
                Operand::Tensor(place) => format!("\"t{place}\""),
            }));
            let (attributes, op, output) = (attributes(&node.op), node.op.name(), node.output);
            format!("{{\"attributes\":{{{attributes}}},\"inputs\":[{operands}],\"op\":\"{op}\",\"outputs\":[\"v{output}\"]}}")
        });
        parts.push(format!("\"nodes\":[{}]", joined(nodes)));
        parts.push(format!("\"outputs\":[{}]", joined(self.outputs.iter().map(|output| format!("\"v{output}\"")))));
        let tensors = self.tensors.iter().enumerate();
        let tensors = tensors.map(|(i, tensor)| declared(&format!("t{i}"), &tensor.shape, tensor.type_.name()));
        parts.push(format!("\"tensors\":[{}]", joined(tensors)));
        parts.push("\"version\":1".to_owned());
        format!("{{{}}}", parts.join(","))
    }
}

fn joined<T: ToString>(items: impl Iterator<Item = T>) -> String {
    items.map(|item| item.to_string()).collect::<Vec<_>>().join(",")
}

fn declared(name: &str, shape: &[usize], type_: &str) -> String {
    format!("{{\"name\":\"{name}\",\"shape\":[{}],\"type\":\"{type_}\"}}", joined(shape.iter()))
}

fn attributes(op: &Op) -> String {
    let mut all: Vec<(&str, Attribute)> = Vec::new();
    match op {
        Op::Moving(op) => moving(op, &mut all),
        Op::Float(op) => float(op, &mut all),
        Op::Integer(op) => integer(op, &mut all),
    }
    all.sort_unstable_by_key(|(name, _)| *name);
    joined(all.iter().map(|(name, value)| match value {
        Attribute::Integer(value) => format!("\"{name}\":{value}"),
        Attribute::Integers(values) => format!("\"{name}\":[{}]", joined(values.iter())),
        Attribute::Real(value) => format!("\"{name}\":\"{}\"", shortest(*value)),
    }))
}

type All<'a> = Vec<(&'a str, Attribute)>;

fn int(value: impl TryInto<i64>) -> Attribute {
    Attribute::Integer(value.try_into().unwrap_or(i64::MAX)) // never so large: see the limits
}

fn ints(values: &[usize]) -> Attribute {
    Attribute::Integers(values.iter().map(|&value| i64::try_from(value).unwrap_or(i64::MAX)).collect())
}

fn shifts(values: &[u8]) -> Attribute {
    Attribute::Integers(values.iter().map(|&value| i64::from(value)).collect())
}

fn stand(window: &Window, all: &mut All<'_>) {
    all.push(("strides", ints(&window.strides)));
    all.push(("pads", ints(&window.pads)));
    all.push(("dilations", ints(&window.dilations)));
}

fn pool(window: &Window, all: &mut All<'_>) {
    all.push(("kernel", ints(&window.kernel)));
    stand(window, all);
}

fn moving(op: &Moving, all: &mut All<'_>) {
    match op {
        Moving::Flatten => {}
        Moving::Reshape { shape } => all.push(("shape", ints(shape))),
        Moving::Transpose { perm } => all.push(("perm", ints(perm))),
        Moving::Concat { axis } | Moving::Gather { axis } => all.push(("axis", int(*axis))),
        Moving::MaxPool(window) => pool(window, all),
    }
}

fn float(op: &Float, all: &mut All<'_>) {
    match op {
        Float::Conv(conv) => {
            stand(&conv.window, all);
            all.push(("groups", int(conv.groups)));
        }
        Float::LeakyRelu { alpha } => all.push(("alpha", Attribute::Real(*alpha))),
        Float::Clip { lo, hi } => {
            all.extend(lo.map(|lo| ("lo", Attribute::Real(lo))));
            all.extend(hi.map(|hi| ("hi", Attribute::Real(hi))));
        }
        Float::Gelu { approximate } => all.push(("approximate", int(*approximate as u8))),
        Float::AveragePool { window, count_include_pad } => {
            pool(window, all);
            all.push(("count_include_pad", int(*count_include_pad as u8)));
        }
        Float::Pad { pads, value } => {
            all.push(("pads", ints(pads)));
            all.push(("value", Attribute::Real(*value)));
        }
        Float::Softmax { axis } => all.push(("axis", int(*axis))),
        Float::LayerNorm { eps } => all.push(("eps", Attribute::Real(*eps))),
        Float::Linear
        | Float::Relu
        | Float::Sigmoid
        | Float::Tanh
        | Float::Add
        | Float::Sub
        | Float::Mul
        | Float::MatMul
        | Float::GlobalAveragePool => {}
    }
}

fn integer(op: &Integer, all: &mut All<'_>) {
    let requantised = |shift: Attribute, clamp: &Clamp, all: &mut All<'_>| {
        all.push(("shift", shift));
        all.push(("lo", int(clamp.lo)));
        all.push(("hi", int(clamp.hi)));
    };
    match op {
        Integer::Linear { shift, clamp } => requantised(shifts(shift), clamp, all),
        Integer::Conv { conv, shift, clamp } => {
            stand(&conv.window, all);
            all.push(("groups", int(conv.groups)));
            requantised(shifts(shift), clamp, all);
        }
        Integer::Requantise { left, shift, clamp } => {
            all.push(("left", int(*left)));
            requantised(int(*shift), clamp, all);
        }
        Integer::Add { left, shift, clamp } | Integer::Sub { left, shift, clamp } => {
            all.push(("left", shifts(left)));
            requantised(int(*shift), clamp, all);
        }
        Integer::Mul { shift, clamp } | Integer::MatMul { shift, clamp } => requantised(int(*shift), clamp, all),
        Integer::AveragePool { window, multiplier, shift, clamp } => {
            pool(window, all);
            all.push(("multiplier", int(*multiplier)));
            requantised(int(*shift), clamp, all);
        }
        Integer::Pad { pads, value } => {
            all.push(("pads", ints(pads)));
            all.push(("value", int(*value)));
        }
        Integer::Table => {}
        Integer::Softmax { axis, exponent } => {
            all.push(("axis", int(*axis)));
            all.push(("exponent", int(*exponent)));
        }
        Integer::LayerNorm { epsilon, shift, clamp } => {
            all.push(("epsilon", int(*epsilon)));
            requantised(shifts(shift), clamp, all);
        }
    }
}
