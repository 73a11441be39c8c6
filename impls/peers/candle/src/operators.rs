//! One operator of a graph as calls of candle.
use candle_core::{DType, Device, Result, Tensor, bail};
use candle_nn::ops;
use zkpair_inference::graph::{self, Float, Moving, Op, Type, Window};

/// A weight as candle's tensor.
pub(crate) fn weight(tensor: &graph::Tensor<'_>) -> Result<Tensor> {
    let bytes: &[u8] = &tensor.bytes;
    let words = bytes.as_chunks::<4>().0;
    if tensor.type_ == Type::F32 {
        let numbers: Vec<f32> = words.iter().map(|word| f32::from_le_bytes(*word)).collect();
        return Tensor::from_vec(numbers, tensor.shape.as_slice(), &Device::Cpu);
    }
    let numbers: Vec<u32> = words.iter().map(|word| u32::from_le_bytes(*word)).collect();
    Tensor::from_vec(numbers, tensor.shape.as_slice(), &Device::Cpu)
}

/// What candle lacks for an operator.
pub(crate) fn unsupported(op: &Op) -> Option<&'static str> {
    let even = |window: &Window| {
        let [top, left, bottom, right] = window.pads;
        let one = |pair: [usize; 2]| pair[0] == pair[1];
        top == left && left == bottom && bottom == right && one(window.strides) && one(window.dilations)
    };
    let plain = |window: &Window| window.pads == [0; 4] && window.dilations == [1; 2];
    match op {
        Op::Float(Float::Conv(conv)) if !even(&conv.window) => {
            Some("convolution whose strides, padding or dilations differ by side")
        }
        Op::Float(Float::AveragePool { window, .. }) | Op::Moving(Moving::MaxPool(window)) if !plain(window) => {
            Some("pool with padding or dilation")
        }
        Op::Float(Float::Pad { value, .. }) if *value != 0.0 => Some("border of another value than 0"),
        Op::Integer(_) => Some("operator of exact integers"),
        _ => None,
    }
}

/// The operator's value. The graph has been read, so the operands are those that it takes.
pub(crate) fn run(op: &Op, operands: &[&Tensor]) -> Result<Tensor> {
    match (op, operands) {
        (Op::Float(op), operands) => float(op, operands),
        (Op::Moving(op), operands) => moving(op, operands),
        (Op::Integer(_), _) => bail!("{} is an operator of exact integers", op.name()),
    }
}

fn moving(op: &Moving, operands: &[&Tensor]) -> Result<Tensor> {
    match (op, operands) {
        (Moving::Flatten, [x]) => x.flatten_from(1),
        (Moving::Reshape { shape }, [x]) => {
            let batch = x.dims().first().copied().unwrap_or(1);
            let sides: Vec<usize> = shape.iter().map(|&side| if side == 0 { batch } else { side }).collect();
            x.reshape(sides)
        }
        (Moving::Transpose { perm }, [x]) => x.permute(perm.as_slice())?.contiguous(),
        (Moving::Concat { axis }, many) => Tensor::cat(many, *axis),
        (Moving::Gather { axis }, [x, indices]) => {
            let mut sides = x.dims().to_vec();
            sides.splice(*axis..=*axis, indices.dims().iter().copied());
            x.index_select(&indices.flatten_all()?, *axis)?.reshape(sides)
        }
        (Moving::MaxPool(window), [x]) => x.max_pool2d_with_stride(pair(window.kernel), pair(window.strides)),
        _ => bail!("{op:?} has other operands"),
    }
}

fn float(op: &Float, operands: &[&Tensor]) -> Result<Tensor> {
    match (op, operands) {
        (Float::Linear, [x, w, b]) => {
            // Rows of a batch as one matrix, as candle_nn's own Linear does it.
            let (n_in, n_out) = (w.dim(1)?, w.dim(0)?);
            let mut sides = x.dims().to_vec();
            let y = x.reshape(((), n_in))?.matmul(&w.t()?)?.broadcast_add(b)?;
            if let Some(last) = sides.last_mut() {
                *last = n_out;
            }
            y.reshape(sides)
        }
        (Float::Conv(conv), [x, w, b]) => {
            let window = conv.window;
            let y = x.conv2d(w, window.pads[0], window.strides[0], window.dilations[0], conv.groups)?;
            y.broadcast_add(&b.reshape((1, (), 1, 1))?)
        }
        (Float::Relu, [x]) => x.relu(),
        (Float::LeakyRelu { alpha }, [x]) => ops::leaky_relu(x, *alpha),
        (Float::Clip { lo, hi }, [x]) => x.clamp(lo.unwrap_or(f64::NEG_INFINITY), hi.unwrap_or(f64::INFINITY)),
        (Float::Sigmoid, [x]) => ops::sigmoid(x),
        (Float::Tanh, [x]) => x.tanh(),
        (Float::Gelu { approximate: true }, [x]) => x.gelu(),
        (Float::Gelu { approximate: false }, [x]) => x.gelu_erf(),
        (Float::Add, [a, c]) => a.broadcast_add(c),
        (Float::Sub, [a, c]) => a.broadcast_sub(c),
        (Float::Mul, [a, c]) => a.broadcast_mul(c),
        (Float::MatMul, [a, c]) => a.contiguous()?.broadcast_matmul(&c.contiguous()?),
        (Float::AveragePool { window, .. }, [x]) => x.avg_pool2d_with_stride(pair(window.kernel), pair(window.strides)),
        (Float::GlobalAveragePool, [x]) => x.mean_keepdim((2, 3)),
        (Float::Pad { pads, .. }, [x]) => {
            let rank = x.rank();
            pads.iter()
                .take(rank)
                .zip(pads.iter().skip(rank))
                .enumerate()
                .try_fold((*x).clone(), |x, (axis, sides)| x.pad_with_zeros(axis, *sides.0, *sides.1))
        }
        (Float::Softmax { axis }, [x]) => ops::softmax(x, *axis),
        (Float::LayerNorm { eps }, [x, g, b]) => ops::layer_norm(&x.contiguous()?, g, b, *eps as f32),
        _ => bail!("{op:?} has other operands"),
    }
    .and_then(|y| if y.dtype() == DType::F32 { Ok(y) } else { bail!("{op:?} gave {:?}", y.dtype()) })
}

fn pair([height, width]: [usize; 2]) -> (usize, usize) {
    (height, width)
}
