//! The operators, with typed attributes. What they mean: `docs/protocols/inference.md`.

/// Where a sliding window stands: pools, and convolutions with their weights' height and width as the kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Height and width, at least 1.
    pub kernel: [usize; 2],
    /// Steps, at least 1.
    pub strides: [usize; 2],
    /// Padding: top, left, bottom, right.
    pub pads: [usize; 4],
    /// Distances of neighbours under the window, at least 1.
    pub dilations: [usize; 2],
}

/// A convolution's attributes; the kernel is in the window as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conv {
    /// The window.
    pub window: Window,
    /// How many parts the channels fall into.
    pub groups: usize,
}

/// What follows the shift: min(max(q, lo), hi).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clamp {
    /// The lowest value.
    pub lo: i8,
    /// The highest value.
    pub hi: i8,
}

/// Operators that move elements or choose among them: the same in both kinds.
#[derive(Debug, Clone, PartialEq)]
pub enum Moving {
    /// (x): [N, all the rest].
    Flatten,
    /// (x): the same elements in C order.
    Reshape {
        /// The new shape; 0 in front is the batch.
        shape: Vec<usize>,
    },
    /// (x): the axes in another order.
    Transpose {
        /// Axis of the operand for each axis of the result.
        perm: Vec<usize>,
    },
    /// (values…): one after the other along an axis.
    Concat {
        /// The axis.
        axis: usize,
    },
    /// (a, indices): a[..., indices, ...].
    Gather {
        /// The axis of `a` that the indices replace.
        axis: usize,
    },
    /// (x): the largest under the window; padding is −∞, or −128.
    MaxPool(Window),
}

/// Operators on f32.
#[derive(Debug, Clone, PartialEq)]
pub enum Float {
    /// (x, w [out, in], b [out]).
    Linear,
    /// (x, w [O, I/groups, kh, kw], b [O]).
    Conv(Conv),
    /// max(x, 0).
    Relu,
    /// x, or alpha·x where x < 0.
    LeakyRelu {
        /// The slope below 0.
        alpha: f64,
    },
    /// min(max(x, lo), hi); a bound that is left out does not hold.
    Clip {
        /// The lowest value.
        lo: Option<f64>,
        /// The highest value.
        hi: Option<f64>,
    },
    /// 1/(1 + e^−x).
    Sigmoid,
    /// tanh x.
    Tanh,
    /// x·Φ(x), or its approximation by tanh.
    Gelu {
        /// The approximation by tanh?
        approximate: bool,
    },
    /// (a, c): a + c, broadcast.
    Add,
    /// (a, c): a − c, broadcast.
    Sub,
    /// (a, c): a·c, broadcast.
    Mul,
    /// (a [..., m, k], c [..., k, n]): products, leading axes broadcast.
    MatMul,
    /// (x): the mean under the window.
    AveragePool {
        /// The window.
        window: Window,
        /// Does padding count (as 0)?
        count_include_pad: bool,
    },
    /// (x [N, C, H, W]): the mean over H and W, which become 1.
    GlobalAveragePool,
    /// (x): a border.
    Pad {
        /// Before every axis, then after every axis.
        pads: Vec<usize>,
        /// What the border holds.
        value: f64,
    },
    /// (x): e^(x_i − max)/Σ e^(x_j − max) along an axis.
    Softmax {
        /// The axis.
        axis: usize,
    },
    /// (x, g [n], b [n]): over the last axis.
    LayerNorm {
        /// Added to the variance.
        eps: f64,
    },
}

/// Operators on int8. `shift` is one for each channel, or one for all.
#[derive(Debug, Clone, PartialEq)]
pub enum Integer {
    /// (x, w i8 [out, in], b i32 [out]).
    Linear {
        /// For each output channel.
        shift: Vec<u8>,
        /// The clamp.
        clamp: Clamp,
    },
    /// (x, w i8, b i32).
    Conv {
        /// Window and groups.
        conv: Conv,
        /// For each output channel.
        shift: Vec<u8>,
        /// The clamp.
        clamp: Clamp,
    },
    /// (x): R(x << left, shift).
    Requantise {
        /// To the left first.
        left: u8,
        /// The shift.
        shift: u8,
        /// The clamp.
        clamp: Clamp,
    },
    /// (a, c): R((a << l_a) + (c << l_c), shift).
    Add {
        /// To the left first: a, c.
        left: [u8; 2],
        /// The shift.
        shift: u8,
        /// The clamp.
        clamp: Clamp,
    },
    /// (a, c): R((a << l_a) − (c << l_c), shift).
    Sub {
        /// To the left first: a, c.
        left: [u8; 2],
        /// The shift.
        shift: u8,
        /// The clamp.
        clamp: Clamp,
    },
    /// (a, c): R(a·c, shift).
    Mul {
        /// The shift.
        shift: u8,
        /// The clamp.
        clamp: Clamp,
    },
    /// (a, c): R(Σ a_ik·c_kj, shift).
    MatMul {
        /// The shift.
        shift: u8,
        /// The clamp.
        clamp: Clamp,
    },
    /// (x): R(multiplier·Σx, shift); padding is 0 and counts.
    AveragePool {
        /// The window.
        window: Window,
        /// About 2^k/area.
        multiplier: i64,
        /// The shift.
        shift: u8,
        /// The clamp.
        clamp: Clamp,
    },
    /// (x): a border.
    Pad {
        /// Before every axis, then after every axis.
        pads: Vec<usize>,
        /// What the border holds.
        value: i8,
    },
    /// (x, t i8 [256]): t[x + 128].
    Table,
    /// (x, t i32 [256]): p_i = t[max x − x_i], min(⌊(p_i·2^(E+1) + Σp)/(2·Σp)⌋, 127).
    Softmax {
        /// The axis.
        axis: usize,
        /// E.
        exponent: u8,
    },
    /// (x, g i8 [n], b i32 [n]): over the last axis.
    LayerNorm {
        /// Added to Σc².
        epsilon: i64,
        /// For each channel.
        shift: Vec<u8>,
        /// The clamp.
        clamp: Clamp,
    },
}

/// An operator: [`Op::Moving`] or, by the graph's kind, [`Op::Float`] or [`Op::Integer`].
#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    /// Of both kinds.
    Moving(Moving),
    /// Of kind float.
    Float(Float),
    /// Of kind int8.
    Integer(Integer),
}

impl Op {
    /// Its name in the graph's bytes.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Moving(op) => match op {
                Moving::Flatten => "Flatten",
                Moving::Reshape { .. } => "Reshape",
                Moving::Transpose { .. } => "Transpose",
                Moving::Concat { .. } => "Concat",
                Moving::Gather { .. } => "Gather",
                Moving::MaxPool(_) => "MaxPool",
            },
            Self::Float(op) => match op {
                Float::Linear => "Linear",
                Float::Conv(_) => "Conv",
                Float::Relu => "Relu",
                Float::LeakyRelu { .. } => "LeakyRelu",
                Float::Clip { .. } => "Clip",
                Float::Sigmoid => "Sigmoid",
                Float::Tanh => "Tanh",
                Float::Gelu { .. } => "Gelu",
                Float::Add => "Add",
                Float::Sub => "Sub",
                Float::Mul => "Mul",
                Float::MatMul => "MatMul",
                Float::AveragePool { .. } => "AveragePool",
                Float::GlobalAveragePool => "GlobalAveragePool",
                Float::Pad { .. } => "Pad",
                Float::Softmax { .. } => "Softmax",
                Float::LayerNorm { .. } => "LayerNorm",
            },
            Self::Integer(op) => match op {
                Integer::Linear { .. } => "Linear",
                Integer::Conv { .. } => "Conv",
                Integer::Requantise { .. } => "Requantise",
                Integer::Add { .. } => "Add",
                Integer::Sub { .. } => "Sub",
                Integer::Mul { .. } => "Mul",
                Integer::MatMul { .. } => "MatMul",
                Integer::AveragePool { .. } => "AveragePool",
                Integer::Pad { .. } => "Pad",
                Integer::Table => "Table",
                Integer::Softmax { .. } => "Softmax",
                Integer::LayerNorm { .. } => "LayerNorm",
            },
        }
    }

    /// What its operands are, one letter each: `v` a value, `t` a tensor, `a` either; `*` is one or more values.
    pub(super) fn roles(&self) -> &'static str {
        match self.name() {
            "Linear" | "Conv" | "LayerNorm" => "vtt",
            "Add" | "Sub" | "Mul" | "MatMul" | "Gather" => "aa",
            "Concat" => "*",
            "Table" => "vt",
            "Softmax" if matches!(self, Self::Integer(_)) => "vt",
            _ => "v",
        }
    }
}
