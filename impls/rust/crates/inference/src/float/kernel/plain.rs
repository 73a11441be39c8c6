//! The kernel as the compiler makes it: for processors without vectors that this crate names, and for WebAssembly.
use super::{Tile, by_rows};

const V: usize = 8;

pub(super) fn tile(rows: usize, width: usize, t: Tile<'_>, y: &mut [f32]) {
    match width / V {
        1 => by_rows!(rows, sums, 1, [1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1, 9: 1, 10: 1, 11: 1, 12: 1], t, y),
        _ => by_rows!(rows, sums, 2, [1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1], t, y),
    }
}

/// Two rows at a time: what sixteen registers of four lanes hold.
fn sums<const R: usize, const NV: usize, const U: usize>(t: Tile<'_>, y: &mut [f32]) {
    let mut row = 0;
    while row < R {
        if row + 2 <= R {
            some::<2, NV>(t, row, y);
        } else {
            some::<1, NV>(t, row, y);
        }
        row += 2;
    }
}

fn some<const R: usize, const NV: usize>(t: Tile<'_>, first: usize, y: &mut [f32]) {
    let biases = t.bias.as_chunks::<V>().0;
    let mut sums = [[[0f32; V]; NV]; R];
    for sums in &mut sums {
        for (sum, bias) in sums.iter_mut().zip(biases) {
            *sum = *bias;
        }
    }
    let mut weights = t.weights.as_chunks::<V>().0.chunks_exact(NV);
    for &segment in t.segments {
        let rows: [&[f32]; R] = std::array::from_fn(|r| {
            let start = (first + r) * t.x_stride + segment;
            t.x.get(start..start + t.length).unwrap_or_default()
        });
        for (k, weights) in weights.by_ref().take(t.length).enumerate() {
            for (sums, row) in sums.iter_mut().zip(rows) {
                let x = row.get(k).copied().unwrap_or(0.0);
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    for (sum, weight) in sum.iter_mut().zip(weight) {
                        *sum += x * weight;
                    }
                }
            }
        }
    }
    for (r, sums) in sums.iter_mut().enumerate() {
        let lanes = sums.as_flattened_mut();
        for lane in lanes.iter_mut() {
            // Comparisons, so that NaN passes.
            *lane = if *lane < t.lo { t.lo } else { *lane };
            *lane = if *lane > t.hi { t.hi } else { *lane };
        }
        let start = (first + r) * t.y_stride;
        if let (Some(y), Some(lanes)) = (y.get_mut(start..start + t.stored), lanes.get(..t.stored)) {
            y.copy_from_slice(lanes);
        }
    }
}
