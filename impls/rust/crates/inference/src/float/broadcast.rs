//! Add, Sub and Mul with NumPy's broadcasting: an axis that an operand lacks, or has once, has stride 0.
use super::{
    error::Result,
    level::{Level, by_level},
    operator::{Operator, Scratch, operand},
};

/// Which of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arithmetic {
    /// a + c.
    Add,
    /// a − c.
    Sub,
    /// a·c.
    Mul,
}

/// An axis of the result: how long it is, and how far apart its elements lie in the operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Axis {
    length: usize,
    strides: [usize; 2],
}

/// Elementwise arithmetic.
#[derive(Debug)]
pub(super) struct Broadcast {
    level: Level,
    arithmetic: Arithmetic,
    /// Outermost first; at least one, the innermost with strides of 0 or 1.
    axes: Vec<Axis>,
    /// Numbers of a sample of each operand; 0 for a constant.
    samples: [usize; 2],
    result: usize,
}

impl Broadcast {
    /// For operands of these shapes (of one sample, or of a constant).
    pub(super) fn new(level: Level, arithmetic: Arithmetic, shapes: [&[usize]; 2], constant: [bool; 2]) -> Self {
        let rank = shapes.iter().map(|shape| shape.len()).max().unwrap_or(0);
        let strides = shapes.map(|shape| {
            let mut step = 1;
            let mut strides = vec![0; rank];
            for (stride, &side) in strides.iter_mut().rev().zip(shape.iter().rev()) {
                *stride = if side == 1 { 0 } else { step };
                step *= side;
            }
            strides
        });
        let side = |shape: &[usize], i: usize| {
            (i + shape.len()).checked_sub(rank).and_then(|i| shape.get(i)).copied().unwrap_or(1)
        };
        let mut axes: Vec<Axis> = Vec::new();
        for i in 0..rank {
            let [a, c] = shapes;
            let length = side(a, i).max(side(c, i));
            let strides = strides.each_ref().map(|strides| strides.get(i).copied().unwrap_or(0));
            match axes.last_mut() {
                // One axis where both operands go on as they would within it.
                Some(last) if last.strides == strides.map(|stride| stride * length) => {
                    *last = Axis { length: last.length * length, strides };
                }
                _ if length == 1 => {}
                _ => axes.push(Axis { length, strides }),
            }
        }
        if axes.last().is_none_or(|axis| axis.strides.iter().any(|&stride| stride > 1)) {
            axes.push(Axis { length: 1, strides: [0, 0] });
        }
        let result = axes.iter().map(|axis| axis.length).product();
        let mut samples = shapes.map(|shape| shape.iter().product());
        samples.iter_mut().zip(constant).for_each(|(sample, constant)| *sample = if constant { 0 } else { *sample });
        Self { level, arithmetic, axes, samples, result }
    }

    fn along(&self, axes: &[Axis], a: &[f32], c: &[f32], y: &mut [f32]) {
        match axes {
            [] => {}
            [Axis { length, strides }] => {
                let function = match self.arithmetic {
                    Arithmetic::Add => add,
                    Arithmetic::Sub => sub,
                    Arithmetic::Mul => mul,
                };
                function(self.level, a, c, strides[0], strides[1], y.get_mut(..*length).unwrap_or_default());
            }
            [Axis { length, strides }, rest @ ..] => {
                let size = rest.iter().map(|axis| axis.length).product::<usize>().max(1);
                for (i, y) in y.chunks_exact_mut(size).take(*length).enumerate() {
                    let from = |x: &'_ [f32], stride: usize| {
                        x.get(i * stride..).map_or(0..0, |rest| i * stride..i * stride + rest.len())
                    };
                    let (a_at, c_at) = (from(a, strides[0]), from(c, strides[1]));
                    self.along(rest, a.get(a_at).unwrap_or_default(), c.get(c_at).unwrap_or_default(), y);
                }
            }
        }
    }
}

impl Operator for Broadcast {
    fn run(&self, n: usize, operands: &[&[f32]], y: &mut [f32], _: &mut Scratch) -> Result<()> {
        let (a, c) = (operand(operands, 0), operand(operands, 1));
        let alike = matches!(self.axes.as_slice(), [Axis { strides: [1, 1], .. }]) && !self.samples.contains(&0);
        if n == 1 || !alike {
            for (i, y) in y.chunks_exact_mut(self.result.max(1)).take(n).enumerate() {
                let [a_at, c_at] = self.samples.map(|sample| i * sample);
                self.along(&self.axes, a.get(a_at..).unwrap_or_default(), c.get(c_at..).unwrap_or_default(), y);
            }
        } else {
            // Operands alike: all samples are one long axis.
            let all: Vec<Axis> = self.axes.iter().map(|axis| Axis { length: axis.length * n, ..*axis }).collect();
            self.along(&all, a, c, y);
        }
        Ok(())
    }
}

macro_rules! arithmetic {
    ($name:ident, $a:ident, $c:ident, $value:expr) => {
        by_level! {
            /// Along one axis; a stride is 0 or 1.
            fn $name(a: &[f32], c: &[f32], a_stride: usize, c_stride: usize, y: &mut [f32]) {
                let first = |x: &[f32]| x.first().copied().unwrap_or(0.0);
                match (a_stride, c_stride) {
                    (0, 0) => {
                        let ($a, $c) = (first(a), first(c));
                        y.fill($value);
                    }
                    (0, _) => {
                        let $a = first(a);
                        y.iter_mut().zip(c).for_each(|(y, &$c)| *y = $value);
                    }
                    (_, 0) => {
                        let $c = first(c);
                        y.iter_mut().zip(a).for_each(|(y, &$a)| *y = $value);
                    }
                    _ => y.iter_mut().zip(a).zip(c).for_each(|((y, &$a), &$c)| *y = $value),
                }
            }
        }
    };
}
arithmetic!(add, a, c, a + c);
arithmetic!(sub, a, c, a - c);
arithmetic!(mul, a, c, a * c);
