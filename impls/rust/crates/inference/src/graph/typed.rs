//! From a name and attributes to a typed operator.
use super::{
    Conv, Float, Integer, Kind, Moving, Op, Window,
    attributes::Attributes,
    error::{Result, malformed},
};

/// The largest epsilon of an integer LayerNorm.
const MAX_EPSILON: i64 = 1 << 44;

/// The operator `name` of a graph of that kind. `weights` is the shape of the second operand, where Conv finds its kernel.
pub(super) fn typed(kind: Kind, name: &str, mut from: Attributes, weights: &[usize]) -> Result<Op> {
    let a = &mut from;
    let op = match (moving(name, a)?, kind) {
        (Some(op), _) => Op::Moving(op),
        (None, Kind::Float) => Op::Float(float(name, a, weights)?),
        (None, Kind::Int8) => Op::Integer(integer(name, a, weights)?),
    };
    from.finish()?;
    Ok(op)
}

fn moving(name: &str, a: &mut Attributes) -> Result<Option<Moving>> {
    Ok(Some(match name {
        "Flatten" => Moving::Flatten,
        "Reshape" => Moving::Reshape { shape: a.sizes("shape", 0)? },
        "Transpose" => Moving::Transpose { perm: a.sizes("perm", 0)? },
        "Concat" => Moving::Concat { axis: a.index("axis")? },
        "Gather" => Moving::Gather { axis: a.index("axis")? },
        "MaxPool" => Moving::MaxPool(window(a)?),
        _ => return Ok(None),
    }))
}

fn float(name: &str, a: &mut Attributes, weights: &[usize]) -> Result<Float> {
    Ok(match name {
        "Linear" => Float::Linear,
        "Conv" => Float::Conv(conv(a, weights)?),
        "Relu" => Float::Relu,
        "LeakyRelu" => Float::LeakyRelu { alpha: a.real("alpha")? },
        "Clip" => {
            let (lo, hi) = (a.optional_real("lo")?, a.optional_real("hi")?);
            if let (Some(lo), Some(hi)) = (lo, hi)
                && lo > hi
            {
                return Err(malformed(format!("{}: lo {lo} is above hi {hi}", a.label)));
            }
            Float::Clip { lo, hi }
        }
        "Sigmoid" => Float::Sigmoid,
        "Tanh" => Float::Tanh,
        "Gelu" => Float::Gelu { approximate: a.flag("approximate")? },
        "Add" => Float::Add,
        "Sub" => Float::Sub,
        "Mul" => Float::Mul,
        "MatMul" => Float::MatMul,
        "AveragePool" => Float::AveragePool { window: window(a)?, count_include_pad: a.flag("count_include_pad")? },
        "GlobalAveragePool" => Float::GlobalAveragePool,
        "Pad" => Float::Pad { pads: a.sizes("pads", 0)?, value: a.real("value")? },
        "Softmax" => Float::Softmax { axis: a.index("axis")? },
        "LayerNorm" => match a.real("eps")? {
            eps if eps < 0.0 => return Err(malformed(format!("{}: eps is negative", a.label))),
            eps => Float::LayerNorm { eps },
        },
        _ => return Err(unknown(a, Kind::Float)),
    })
}

fn integer(name: &str, a: &mut Attributes, weights: &[usize]) -> Result<Integer> {
    Ok(match name {
        "Linear" => Integer::Linear { shift: a.shifts("shift")?, clamp: a.clamp()? },
        "Conv" => Integer::Conv { conv: conv(a, weights)?, shift: a.shifts("shift")?, clamp: a.clamp()? },
        "Requantise" => Integer::Requantise { left: a.shift("left")?, shift: a.shift("shift")?, clamp: a.clamp()? },
        "Add" => Integer::Add { left: lefts(a)?, shift: a.shift("shift")?, clamp: a.clamp()? },
        "Sub" => Integer::Sub { left: lefts(a)?, shift: a.shift("shift")?, clamp: a.clamp()? },
        "Mul" => Integer::Mul { shift: a.shift("shift")?, clamp: a.clamp()? },
        "MatMul" => Integer::MatMul { shift: a.shift("shift")?, clamp: a.clamp()? },
        "AveragePool" => Integer::AveragePool {
            window: window(a)?,
            multiplier: a.integer("multiplier", 0..=i64::MAX)?,
            shift: a.shift("shift")?,
            clamp: a.clamp()?,
        },
        "Pad" => Integer::Pad { pads: a.sizes("pads", 0)?, value: a.integer("value", -128..=127)? as i8 },
        "Table" => Integer::Table,
        "Softmax" => Integer::Softmax { axis: a.index("axis")?, exponent: a.integer("exponent", 0..=7)? as u8 },
        "LayerNorm" => Integer::LayerNorm {
            epsilon: a.integer("epsilon", 0..=MAX_EPSILON)?,
            shift: a.shifts("shift")?,
            clamp: a.clamp()?,
        },
        _ => return Err(unknown(a, Kind::Int8)),
    })
}

fn unknown(a: &Attributes, kind: Kind) -> super::GraphError {
    malformed(format!("{}: no such operator in a graph of kind {}", a.label, kind.name()))
}

fn window(a: &mut Attributes) -> Result<Window> {
    let kernel = a.fixed("kernel", 1)?;
    stand(a, kernel)
}

fn stand(a: &mut Attributes, kernel: [usize; 2]) -> Result<Window> {
    let (strides, pads, dilations) = (a.fixed("strides", 1)?, a.fixed("pads", 0)?, a.fixed("dilations", 1)?);
    Ok(Window { kernel, strides, pads, dilations })
}

fn conv(a: &mut Attributes, weights: &[usize]) -> Result<Conv> {
    let [_, _, height, width] = *weights else {
        return Err(super::error::mismatch(&a.label, format!("w {weights:?}: expected [O, I/groups, kh, kw]")));
    };
    let window = stand(a, [height, width])?;
    Ok(Conv { window, groups: a.integer("groups", 1..=super::limits::LONGEST_SIDE)? as usize })
}

fn lefts(a: &mut Attributes) -> Result<[u8; 2]> {
    a.shifts("left")?.try_into().map_err(|_| malformed(format!("{}: expected two left shifts", a.label)))
}
