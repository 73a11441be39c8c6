//! A tile in plain code, one row after another.
use super::{
    STEP,
    packed::{GROUP, Line},
    tiles::Tile,
};

const LANES: usize = 8;

pub(super) fn tile(tile: Tile<'_>, lines: &[Line<i16, 32>]) {
    let Tile { packed, a, rows, pooled, group, out, stride, .. } = tile;
    let (panels, width) = (packed.panels(group), packed.width(group));
    let lines = lines.get(packed.first_line(group)..).unwrap_or_default();
    let padded = group * GROUP..(group + 1) * GROUP;
    let start = packed.start.get(padded.clone()).unwrap_or_default();
    let shift = packed.shift.get(padded).unwrap_or_default();
    for (rows, out) in rows.chunks(pooled).zip(out.chunks_mut(stride.max(width))) {
        let mut largest = [i32::MIN; GROUP];
        for row in rows {
            let mut sums = [0_i32; GROUP];
            sums.iter_mut().zip(start).for_each(|(sum, start)| *sum = *start);
            let x = a.get(*row..).unwrap_or_default();
            for (offset, lines) in packed.steps.iter().zip(lines.chunks_exact(panels)) {
                let Some(four) = x.get(*offset as usize..).and_then(|x| x.first_chunk::<STEP>()) else { continue };
                step(&mut sums, *four, lines);
            }
            largest.iter_mut().zip(sums).for_each(|(to, sum)| *to = sum.max(*to));
        }
        for ((out, sum), shift) in out.iter_mut().zip(largest).zip(shift).take(width) {
            *out = packed.clamp.of(sum >> shift);
        }
    }
}

/// sums[o] += x_0·w_o0 + x_1·w_o1 + x_2·w_o2 + x_3·w_o3.
#[inline(always)]
fn step(sums: &mut [i32; GROUP], x: [i8; STEP], lines: &[Line<i16, 32>]) {
    let [x0, x1, x2, x3] = x.map(i32::from);
    for (sums, Line(line)) in sums.as_chunks_mut::<LANES>().0.iter_mut().zip(lines) {
        let (even, odd) = line.split_at(2 * LANES);
        let pairs = even.as_chunks::<2>().0.iter().zip(odd.as_chunks::<2>().0);
        for (sum, ([w0, w2], [w1, w3])) in sums.iter_mut().zip(pairs) {
            let even = x0 * i32::from(*w0) + x2 * i32::from(*w2);
            let odd = x1 * i32::from(*w1) + x3 * i32::from(*w3);
            *sum = sum.wrapping_add(even + odd); // four products of bytes are far below 2^31
        }
    }
}
