//! Add, Sub and Mul with NumPy's broadcasting.
//!
//! ```text
//! Add, Sub  R((a << l_a) ± (c << l_c), s)        Mul  R(a·c, s)
//! ```
use super::{
    super::{Level, with_level::by_level},
    Rescale,
};

/// What is done with two elements.
#[derive(Debug, Clone, Copy)]
pub enum Binary {
    /// (a << l_a) + (c << l_c).
    Add([u8; 2]),
    /// (a << l_a) − (c << l_c).
    Sub([u8; 2]),
    /// a·c.
    Mul,
}

/// Two operands of one sample and how their elements meet: the axes of the result, outermost first.
#[derive(Debug, Clone)]
pub struct Broadcast {
    axes: Vec<Axis>,
}

/// An axis of the result, with the steps of a and c along it, 0 where the operand is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Axis {
    size: usize,
    a: usize,
    c: usize,
}

impl Broadcast {
    /// Of contiguous operands. `None` where the shapes do not go together.
    pub fn new(a: &[usize], c: &[usize]) -> Option<Self> {
        let rank = a.len().max(c.len());
        let mut axes: Vec<Axis> = Vec::new();
        let (mut step_a, mut step_c) = (1, 1);
        for i in 0..rank {
            let side = |x: &[usize]| x.len().checked_sub(i + 1).and_then(|at| x.get(at)).copied().unwrap_or(1);
            let (from_a, from_c) = (side(a), side(c));
            if from_a != from_c && from_a != 1 && from_c != 1 {
                return None;
            }
            let size = from_a.max(from_c);
            let axis = Axis { size, a: if from_a == 1 { 0 } else { step_a }, c: if from_c == 1 { 0 } else { step_c } };
            (step_a, step_c) = (step_a * from_a, step_c * from_c);
            if size == 1 {
                continue;
            }
            match axes.last_mut() {
                // Axes along which both operands go on, or both stand still, are one.
                Some(inner) if axis.a == inner.a * inner.size && axis.c == inner.c * inner.size => inner.size *= size,
                _ => axes.push(axis),
            }
        }
        if axes.is_empty() {
            axes.push(Axis { size: 1, a: 1, c: 1 });
        }
        axes.reverse();
        Some(Self { axes })
    }

    /// Computes one sample.
    pub fn run(&self, level: Level, op: Binary, rescale: Rescale, a: &[i8], c: &[i8], out: &mut [i8]) {
        compute(level, self, op, rescale, a, c, out);
    }

    #[inline(always)]
    fn compute(&self, op: Binary, rescale: Rescale, a: &[i8], c: &[i8], out: &mut [i8]) {
        match op {
            Binary::Add([la, lc]) => self.walk(a, c, out, |a, c| rescale.of((a << la) + (c << lc))),
            Binary::Sub([la, lc]) => self.walk(a, c, out, |a, c| rescale.of((a << la) - (c << lc))),
            Binary::Mul => self.walk(a, c, out, |a, c| rescale.of(a * c)),
        }
    }

    #[inline(always)]
    fn walk(&self, a: &[i8], c: &[i8], out: &mut [i8], f: impl Fn(i32, i32) -> i8 + Copy) {
        let Some((inner, outer)) = self.axes.split_last() else { return };
        let mut index = [0_usize; 8];
        for out in out.chunks_exact_mut(inner.size) {
            let (mut at_a, mut at_c) = (0, 0);
            for (i, axis) in index.iter().zip(outer) {
                (at_a, at_c) = (at_a + i * axis.a, at_c + i * axis.c);
            }
            let (a, c) = (a.get(at_a..).unwrap_or_default(), c.get(at_c..).unwrap_or_default());
            line(inner, a, c, out, f);
            for (i, axis) in index.iter_mut().zip(outer).rev() {
                *i += 1;
                if *i < axis.size {
                    break;
                }
                *i = 0;
            }
        }
    }
}

by_level! {
    fn compute(broadcast: &Broadcast, op: Binary, rescale: Rescale, a: &[i8], c: &[i8], out: &mut [i8])
        = Broadcast::compute;
}

/// The innermost axis: operands that stand still, or go on by one.
#[inline(always)]
fn line(axis: &Axis, a: &[i8], c: &[i8], out: &mut [i8], f: impl Fn(i32, i32) -> i8) {
    match (axis.a, axis.c, a, c) {
        (0, _, [a, ..], c) => out.iter_mut().zip(c).for_each(|(out, c)| *out = f(i32::from(*a), i32::from(*c))),
        (_, 0, a, [c, ..]) => out.iter_mut().zip(a).for_each(|(out, a)| *out = f(i32::from(*a), i32::from(*c))),
        _ => out.iter_mut().zip(a.iter().zip(c)).for_each(|(out, (a, c))| *out = f(i32::from(*a), i32::from(*c))),
    }
}
