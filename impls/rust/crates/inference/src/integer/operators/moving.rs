//! Operators that move elements: transposition, padding, parts of a concatenation, gathering.
use super::super::error::IntegerError;

/// Elements in another order: axes of the result, outermost first, with their steps in the operand.
#[derive(Debug, Clone)]
pub struct Permutation {
    axes: Vec<(usize, usize)>,
}

impl Permutation {
    /// The transposition of `shape` by `perm`: axis i of the result is axis perm[i] of the operand.
    pub fn new(shape: &[usize], perm: &[usize]) -> Self {
        let step = |axis: usize| shape.iter().skip(axis + 1).product::<usize>();
        let mut axes: Vec<(usize, usize)> = Vec::new();
        for &axis in perm {
            let (size, step) = (shape.get(axis).copied().unwrap_or(1), step(axis));
            match axes.last_mut() {
                _ if size == 1 => {}
                Some((outer, outer_step)) if *outer_step == size * step => {
                    (*outer, *outer_step) = (*outer * size, step)
                }
                _ => axes.push((size, step)),
            }
        }
        if axes.is_empty() {
            axes.push((1, 1));
        }
        Self { axes }
    }

    /// [C, area] to [area, C].
    pub fn channels_last(channels: usize, area: usize) -> Self {
        Self::new(&[channels, area], &[1, 0])
    }

    /// [area, C] to [C, area].
    pub fn channels_first(channels: usize, area: usize) -> Self {
        Self::new(&[area, channels], &[1, 0])
    }

    /// Whole blocks of as many elements as the shape has.
    pub fn run(&self, x: &[i8], out: &mut [i8]) {
        let block: usize = self.axes.iter().map(|(size, _)| size).product();
        x.chunks_exact(block).zip(out.chunks_exact_mut(block)).for_each(|(x, out)| self.one(x, out));
    }

    fn one(&self, x: &[i8], out: &mut [i8]) {
        let Some((&(size, step), outer)) = self.axes.split_last() else { return };
        let mut index = [0_usize; 8];
        for out in out.chunks_exact_mut(size) {
            let first: usize = index.iter().zip(outer).map(|(i, (_, step))| i * step).sum();
            let x = x.get(first..).unwrap_or_default();
            if step == 1 {
                out.copy_from_slice(x.get(..size).unwrap_or_default());
            } else {
                out.iter_mut().zip(x.iter().step_by(step)).for_each(|(out, x)| *out = *x);
            }
            for (i, (size, _)) in index.iter_mut().zip(outer).rev() {
                *i += 1;
                if *i < *size {
                    break;
                }
                *i = 0;
            }
        }
    }
}

/// A border of one value around every axis.
#[derive(Debug, Clone)]
pub struct Padding {
    /// For each axis: elements before, of the operand, after. At least one axis.
    axes: Vec<[usize; 3]>,
    value: i8,
}

impl Padding {
    /// `before` and `after` each axis of `shape`.
    pub fn new(shape: &[usize], before: &[usize], after: &[usize], value: i8) -> Self {
        let mut axes: Vec<[usize; 3]> = Vec::new();
        for ((&size, &before), &after) in shape.iter().zip(before).zip(after) {
            match axes.last_mut() {
                // An axis without a border goes into the one outside it.
                Some(outer) if before == 0 && after == 0 => outer.iter_mut().for_each(|part| *part *= size),
                _ => axes.push([before, size, after]),
            }
        }
        if axes.is_empty() {
            axes.push([0, 1, 0]);
        }
        Self { axes, value }
    }

    /// Whole blocks of as many elements as the shape has: the value everywhere, then the operand's rows.
    pub fn run(&self, x: &[i8], out: &mut [i8]) {
        let taken = self.axes.iter().map(|[_, size, _]| size).product();
        let given = self.axes.iter().map(|axis| axis.iter().sum::<usize>()).product();
        for (x, out) in x.chunks_exact(taken).zip(out.chunks_exact_mut(given)) {
            out.fill(self.value);
            place(&self.axes, x, out);
        }
    }
}

/// The rows of x to where they lie within their borders.
fn place(axes: &[[usize; 3]], x: &[i8], out: &mut [i8]) {
    let Some((&[before, size, _], inner)) = axes.split_first() else { return };
    let inside: usize = inner.iter().map(|axis| axis.iter().sum::<usize>()).product();
    let taken: usize = inner.iter().map(|[_, size, _]| size).product();
    let Some(middle) = out.get_mut(before * inside..(before + size) * inside) else { return };
    if inner.is_empty() {
        if let Some(x) = x.get(..size) {
            middle.copy_from_slice(x);
        }
        return;
    }
    for (x, out) in x.chunks_exact(taken).zip(middle.chunks_exact_mut(inside)) {
        place(inner, x, out);
    }
}

/// Where an operand of a concatenation goes: its blocks of `own` elements into blocks of `all`, from `first` on.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Elements of a block of the operand.
    pub own: usize,
    /// Elements of a block of the result.
    pub all: usize,
    /// The first element within the result's block.
    pub first: usize,
}

impl Part {
    /// One sample, or several.
    pub fn run(&self, x: &[i8], out: &mut [i8]) {
        for (x, out) in x.chunks_exact(self.own).zip(out.chunks_exact_mut(self.all)) {
            if let Some(out) = out.get_mut(self.first..self.first + self.own) {
                out.copy_from_slice(x);
            }
        }
    }
}

/// a[..., indices, ...]: blocks of `size`·`inner` elements.
#[derive(Debug, Clone, Copy)]
pub struct Gather {
    /// Elements along the axis.
    pub size: usize,
    /// Elements below an index.
    pub inner: usize,
}

impl Gather {
    /// The same indices for every block; one beyond the axis is an error.
    pub fn run(&self, node: &str, a: &[i8], indices: &[i32], out: &mut [i8]) -> Result<(), IntegerError> {
        let blocks = a.chunks_exact(self.size * self.inner);
        for (a, out) in blocks.zip(out.chunks_exact_mut(indices.len() * self.inner)) {
            for (&index, out) in indices.iter().zip(out.chunks_exact_mut(self.inner)) {
                let place = usize::try_from(index).ok().filter(|place| *place < self.size);
                let from = place.and_then(|place| a.get(place * self.inner..(place + 1) * self.inner));
                let Some(from) = from else {
                    return Err(IntegerError::IndexBeyond {
                        node: node.to_owned(),
                        index: i64::from(index),
                        size: self.size,
                    });
                };
                out.copy_from_slice(from);
            }
        }
        Ok(())
    }
}
