//! The shape of what a node gives, from the shapes of what it takes.
//!
//! A 0 in front is the batch: no operator moves it, sums over it or mixes it with other axes.
use super::{
    Conv, Float, Integer, Moving, Op, Shape, Window, elements,
    error::{Result, mismatch, require},
    limits,
};

/// The shape of the result of `op`, whose operands have these shapes; `node` is its name.
pub(super) fn shape_of(node: &str, op: &Op, operands: &[&[usize]]) -> Result<Shape> {
    let shape = rule(node, op, operands)?;
    require(|| format!("{node}: rank"), shape.len() as u64, limits::RANK)?;
    let longest = limits::LONGEST_SIDE as usize;
    if shape.iter().any(|&side| side > longest) || shape.iter().skip(1).any(|&side| side == 0) {
        return Err(mismatch(node, format!("gives {shape:?} from {operands:?}: an empty or impossible shape")));
    }
    require(|| format!("{node}: elements"), elements(&shape) as u64, limits::VALUE_ELEMENTS)?;
    Ok(shape)
}

fn rule(node: &str, op: &Op, operands: &[&[usize]]) -> Result<Shape> {
    match (op, operands) {
        (Op::Moving(op), _) => moving(node, op, operands),
        (Op::Float(Float::Linear) | Op::Integer(Integer::Linear { .. }), &[x, w, b]) => linear(node, x, w, b),
        (Op::Float(Float::Conv(conv)) | Op::Integer(Integer::Conv { conv, .. }), &[x, w, b]) => {
            convolution(node, conv, x, w, b)
        }
        (
            Op::Float(Float::Add | Float::Sub | Float::Mul)
            | Op::Integer(Integer::Add { .. } | Integer::Sub { .. } | Integer::Mul { .. }),
            &[a, c],
        ) => broadcast(node, a, c),
        (Op::Float(Float::MatMul) | Op::Integer(Integer::MatMul { .. }), &[a, c]) => product(node, a, c),
        (Op::Float(Float::AveragePool { window, .. }) | Op::Integer(Integer::AveragePool { window, .. }), &[x]) => {
            pool(node, window, x)
        }
        (Op::Float(Float::GlobalAveragePool), &[x]) => match *x {
            [batch, channels, _, _] => Ok(vec![batch, channels, 1, 1]),
            _ => Err(mismatch(node, format!("expected [N, C, H, W], got {x:?}"))),
        },
        (Op::Float(Float::Pad { pads, .. }) | Op::Integer(Integer::Pad { pads, .. }), &[x]) => padded(node, pads, x),
        (Op::Float(Float::Softmax { axis }), &[x]) => check_axis(node, *axis, x).map(|_| x.to_vec()),
        (Op::Integer(Integer::Softmax { axis, .. }), &[x, table]) => {
            check_axis(node, *axis, x)?;
            with_table(node, x, table)
        }
        (Op::Integer(Integer::Table), &[x, table]) => with_table(node, x, table),
        (Op::Float(Float::LayerNorm { .. }) | Op::Integer(Integer::LayerNorm { .. }), &[x, g, b]) => {
            let last = x.get(x.len().wrapping_sub(1)..).unwrap_or_default();
            if last.is_empty() || g != last || b != last {
                return Err(mismatch(node, format!("x {x:?}, g {g:?}, b {b:?}: expected [..., n], [n], [n]")));
            }
            Ok(x.to_vec())
        }
        (_, &[x]) => Ok(x.to_vec()), // one by one
        _ => Err(mismatch(node, format!("{} operands", operands.len()))),
    }
}

fn moving(node: &str, op: &Moving, operands: &[&[usize]]) -> Result<Shape> {
    match (op, operands) {
        (Moving::Flatten, &[x]) => match x.split_first() {
            Some((&batch, rest)) => Ok(vec![batch, elements(rest)]),
            None => Err(mismatch(node, "a scalar has no axis to keep")),
        },
        (Moving::Reshape { shape }, &[x]) => {
            if is_batched(shape) != is_batched(x) || elements(shape) != elements(x) {
                return Err(mismatch(node, format!("{x:?} cannot become {shape:?}")));
            }
            Ok(shape.clone())
        }
        (Moving::Transpose { perm }, &[x]) => {
            let mut sorted = perm.clone();
            sorted.sort_unstable();
            if !sorted.iter().copied().eq(0..x.len()) {
                return Err(mismatch(node, format!("{perm:?} is no permutation of {} axes", x.len())));
            }
            if is_batched(x) && perm.first() != Some(&0) {
                return Err(mismatch(node, "axis 0 is the batch and stays in front"));
            }
            Ok(perm.iter().filter_map(|&axis| x.get(axis).copied()).collect())
        }
        (Moving::Concat { axis }, [first, ..]) => {
            check_axis(node, *axis, first)?;
            let others = |x: &[usize]| x.iter().copied().enumerate().filter(|(i, _)| i != axis).collect::<Vec<_>>();
            let expected = others(first);
            if operands.iter().any(|x| x.len() != first.len() || others(x) != expected) {
                return Err(mismatch(node, format!("the operands differ in more than axis {axis}")));
            }
            let total =
                operands.iter().filter_map(|x| x.get(*axis)).fold(0, |sum: usize, &side| sum.saturating_add(side));
            Ok(first.iter().enumerate().map(|(i, &side)| if i == *axis { total } else { side }).collect())
        }
        (Moving::Gather { axis }, &[a, indices]) => {
            check_axis(node, *axis, a)?;
            if is_batched(indices) && (is_batched(a) || *axis != 0) {
                return Err(mismatch(node, "indices with a batch can only gather from axis 0 of a tensor"));
            }
            let (before, after) = (a.iter().take(*axis), a.iter().skip(axis + 1));
            Ok(before.chain(indices).chain(after).copied().collect())
        }
        (Moving::MaxPool(window), &[x]) => pool(node, window, x),
        _ => Err(mismatch(node, format!("{} operands", operands.len()))),
    }
}

fn is_batched(shape: &[usize]) -> bool {
    shape.first() == Some(&0)
}

fn check_axis(node: &str, axis: usize, x: &[usize]) -> Result<()> {
    if axis >= x.len() {
        return Err(mismatch(node, format!("axis {axis} does not exist in rank {}", x.len())));
    }
    if is_batched(x) && axis == 0 { Err(mismatch(node, "axis 0 is the batch")) } else { Ok(()) }
}

/// NumPy's broadcasting; the batch meets only the batch, or a 1.
fn broadcast(node: &str, a: &[usize], c: &[usize]) -> Result<Shape> {
    let rank = a.len().max(c.len());
    if [a, c].into_iter().any(|x| is_batched(x) && x.len() < rank) {
        return Err(mismatch(node, format!("{a:?} and {c:?}: the batch would meet another axis")));
    }
    let full = |x: &[usize], i: usize| (i + x.len()).checked_sub(rank).and_then(|i| x.get(i)).copied().unwrap_or(1);
    (0..rank)
        .map(|i| match (full(a, i), full(c, i)) {
            (1, y) => Ok(y),
            (x, y) if x == y || y == 1 => Ok(x),
            _ => Err(mismatch(node, format!("{a:?} and {c:?} cannot be broadcast"))),
        })
        .collect()
}

fn linear(node: &str, x: &[usize], w: &[usize], b: &[usize]) -> Result<Shape> {
    match (x.split_last(), w) {
        (Some((last, rest)), [out, into]) if last == into && b == [*out] => Ok([rest, &[*out]].concat()),
        _ => Err(mismatch(node, format!("x {x:?}, w {w:?}, b {b:?}: expected [..., in], [out, in], [out]"))),
    }
}

fn convolution(node: &str, conv: &Conv, x: &[usize], w: &[usize], b: &[usize]) -> Result<Shape> {
    let (&[batch, channels, height, width], &[out, part, _, _]) = (x, w) else {
        return Err(mismatch(node, format!("x {x:?}, w {w:?}: expected [N, C, H, W], [O, I/groups, kh, kw]")));
    };
    let groups = conv.groups;
    if b != [out] || part.checked_mul(groups) != Some(channels) || out.checked_rem(groups) != Some(0) {
        return Err(mismatch(node, format!("x {x:?}, w {w:?}, b {b:?} do not fit {groups} groups")));
    }
    let [high, wide] = fitting(node, &conv.window, [height, width])?;
    Ok(vec![batch, out, high, wide])
}

fn pool(node: &str, window: &Window, x: &[usize]) -> Result<Shape> {
    let &[batch, channels, height, width] = x else {
        return Err(mismatch(node, format!("expected [N, C, H, W], got {x:?}")));
    };
    let [high, wide] = fitting(node, window, [height, width])?;
    window.check_pool(node, [height, width])?;
    Ok(vec![batch, channels, high, wide])
}

/// Where at least one window fits: a side of 0 is refused even in front.
fn fitting(node: &str, window: &Window, sizes: [usize; 2]) -> Result<[usize; 2]> {
    let output = window.output(sizes);
    if output.contains(&0) { Err(mismatch(node, format!("no window fits into {sizes:?}"))) } else { Ok(output) }
}

fn product(node: &str, a: &[usize], c: &[usize]) -> Result<Shape> {
    let refuse =
        || mismatch(node, format!("{a:?} and {c:?} cannot be multiplied: expected [..., m, k] and [..., k, n]"));
    let ([a_front @ .., m, k], [c_front @ .., l, n]) = (a, c) else { return Err(refuse()) };
    let rows_are_the_batch = a.len() == 2 && c.len() == 2 && *m == 0;
    if k != l || *k == 0 || *n == 0 || (*m == 0 && !rows_are_the_batch) {
        return Err(refuse());
    }
    Ok([broadcast(node, a_front, c_front)?.as_slice(), &[*m, *n]].concat())
}

fn padded(node: &str, pads: &[usize], x: &[usize]) -> Result<Shape> {
    if pads.len() != 2 * x.len() {
        return Err(mismatch(node, format!("expected {} pads, got {}", 2 * x.len(), pads.len())));
    }
    let (before, after) = pads.split_at(x.len());
    if is_batched(x) && (before.first() != Some(&0) || after.first() != Some(&0)) {
        return Err(mismatch(node, "the batch cannot be padded"));
    }
    Ok(x.iter().zip(before).zip(after).map(|((side, b), a)| side.saturating_add(*b).saturating_add(*a)).collect())
}

fn with_table(node: &str, x: &[usize], table: &[usize]) -> Result<Shape> {
    if table == [256] {
        Ok(x.to_vec())
    } else {
        Err(mismatch(node, format!("the table has shape {table:?}, expected [256]")))
    }
}
