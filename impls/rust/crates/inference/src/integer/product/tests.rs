//! Every level against sums in 64 bits, at widths, heights and depths around the edges of its tiles.
use proptest::prelude::*;

use super::*;
use crate::integer::Level;

/// A product over rows of `k` inputs that lie `stride` bytes apart.
#[derive(Debug)]
struct Case {
    x: Vec<i8>,
    w: Vec<i8>,
    bias: Vec<i32>,
    shift: Vec<u8>,
    k: usize,
    clamp: Clamp,
}

impl Case {
    fn outputs(&self) -> usize {
        self.bias.len()
    }

    fn rows(&self) -> usize {
        self.x.len() / self.k
    }

    /// The definition.
    fn expected(&self, pooled: usize) -> Vec<i8> {
        let mut out = Vec::new();
        for rows in self.x.chunks(self.k * pooled) {
            for (o, w) in self.w.chunks(self.k).enumerate() {
                let sum = |row: &[i8]| row.iter().zip(w).map(|(x, w)| i64::from(*x) * i64::from(*w)).sum::<i64>();
                let largest = rows.chunks(self.k).map(sum).max().unwrap() + i64::from(self.bias[o]);
                let half = if self.shift[o] == 0 { 0 } else { 1 << (self.shift[o] - 1) };
                let y = (largest + half) >> self.shift[o];
                out.push(y.max(i64::from(self.clamp.lo)).min(i64::from(self.clamp.hi)) as i8);
            }
        }
        out
    }

    fn found(&self, level: Level, pooled: usize) -> Vec<i8> {
        let steps = (0..self.k.div_ceil(STEP)).map(|step| (step * STEP) as u32).collect();
        let weight = |o: usize, step: usize, t: usize| {
            let at = step * STEP + t;
            if at < self.k { self.w[o * self.k + at] } else { 0 }
        };
        let packed = Packed::new(level, steps, &self.bias, &self.shift, self.clamp, weight);
        assert_eq!(packed.level(), level);
        let mut x = self.x.clone();
        x.extend([77; SLACK]); // what lies behind the last row does not matter
        let outputs = self.rows() / pooled;
        // Into the middle of wider rows, in two parts, to see that nothing else is touched.
        let (stride, margin) = (self.outputs() + 3, 2);
        let mut wide = vec![55_i8; stride * outputs];
        let rows = Rows::evenly(self.k);
        let cut = outputs / 3;
        for range in [0..cut, cut..outputs] {
            if range.is_empty() {
                continue;
            }
            let out = &mut wide[range.start * stride + margin..range.end * stride - 1];
            assert!(multiply(&packed, &x, &rows, pooled, range, out, stride));
        }
        let mut out = Vec::new();
        for row in wide.chunks(stride) {
            assert!(row[..margin].iter().chain(&row[stride - 1..]).all(|other| *other == 55));
            out.extend_from_slice(&row[margin..stride - 1]);
        }
        out
    }
}

fn levels() -> impl Iterator<Item = Level> {
    Level::ALL.into_iter().filter(|level| level.is_there())
}

/// Bytes with the extremes more often than their share.
fn byte() -> impl Strategy<Value = i8> {
    prop_oneof![4 => any::<i8>(), 1 => Just(-128), 1 => Just(127), 1 => Just(0)]
}

fn cases() -> impl Strategy<Value = (Case, usize)> {
    let rows = prop_oneof![1_usize..40, Just(1), Just(64)];
    let outputs = prop_oneof![1_usize..80, Just(128), Just(130), Just(160)];
    (rows, 1_usize..70, outputs, prop::bool::ANY).prop_flat_map(|(rows, k, outputs, pools)| {
        let pooled = if pools { 4 } else { 1 };
        let bytes = |count| prop::collection::vec(byte(), count);
        let bias = prop::collection::vec(-100_000..100_000_i32, outputs);
        let shift = prop::collection::vec(0_u8..16, outputs);
        (bytes(rows * pooled * k), bytes(outputs * k), bias, shift, byte(), byte()).prop_map(
            move |(x, w, bias, shift, a, b)| {
                (Case { x, w, bias, shift, k, clamp: Clamp { lo: a.min(b), hi: a.max(b) } }, pooled)
            },
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn every_level_gives_the_definition((case, pooled) in cases()) {
        let expected = case.expected(pooled);
        for level in levels() {
            prop_assert_eq!(case.found(level, pooled), &expected[..], "{:?}", level);
        }
    }
}

/// All bytes −128 or 127, and sums at the bound ±(p/2 − 1) with p = 2^31 − 2^24 + 1, in both directions.
#[test]
fn extremes_neither_saturate_nor_wrap() {
    const BOUND: i64 = ((1 << 31) - (1 << 24) + 1) / 2;
    for (x, w) in [(-128, -128), (-128, 127), (127, -128), (127, 127), (-128, 1), (0, -128)] {
        for k in [1, 4, 1024, 4095] {
            let sum = i64::from(x) * i64::from(w) * k as i64;
            for (towards, shift) in
                [(BOUND - 1, 0), (1 - BOUND, 0), (BOUND - (1 << 29), 30), (1 - BOUND, 24), (sum, 20)]
            {
                let case = Case {
                    x: vec![x; k * 15],
                    w: vec![w; k * 40],
                    bias: vec![(towards - sum) as i32; 40],
                    shift: vec![shift; 40],
                    k,
                    clamp: Clamp { lo: -128, hi: 127 },
                };
                for level in levels() {
                    assert_eq!(case.found(level, 1), case.expected(1), "{level:?} {x} {w} {k} {towards} {shift}");
                }
            }
        }
    }
}

/// Any table of rows and steps: windows that overlap, backwards, over several samples.
#[test]
fn rows_and_steps_lie_where_the_tables_say() {
    let a: Vec<i8> = (0..4096).map(|i: i32| (i * 37 % 251 - 125) as i8).collect();
    let steps = vec![40_u32, 3, 300, 0];
    let table = vec![9_u32, 5, 700, 1];
    let w = |o: usize, step: usize, t: usize| (o * 29 + step * 7 + t * 3) as u8 as i8;
    for level in levels() {
        let packed = Packed::new(level, steps.clone(), &[1000; 37], &[5; 37], Clamp { lo: -100, hi: 100 }, w);
        let rows = Rows::new(table.clone(), 1001);
        let mut out = vec![0; 11 * 37];
        assert!(multiply(&packed, &a, &rows, 1, 0..11, &mut out, 37));
        for (i, out) in out.chunks(37).enumerate() {
            let row = table[i % 4] as usize + i / 4 * 1001;
            for (o, y) in out.iter().enumerate() {
                let products =
                    (0..16).map(|k| i32::from(a[row + steps[k / 4] as usize + k % 4]) * i32::from(w(o, k / 4, k % 4)));
                let sum: i32 = products.sum::<i32>() + 1000;
                assert_eq!(i32::from(*y), ((sum + 16) >> 5).clamp(-100, 100), "{level:?} row {i} output {o}");
            }
        }
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    for level in levels() {
        let packed = Packed::new(level, vec![0, 4], &[0; 3], &[0; 3], Clamp { lo: -128, hi: 127 }, |_, _, _| 1);
        let (a, rows) = ([1_i8; 24], Rows::evenly(8));
        let run = |a: &[i8], pooled, range, room: usize, stride| {
            multiply(&packed, a, &rows, pooled, range, &mut vec![0; room], stride)
        };
        assert!(run(&a, 1, 0..3, 9, 3));
        assert!(!run(&a[..23], 1, 0..3, 9, 3), "the last row ends beyond a");
        assert!(!run(&a, 1, 0..3, 8, 3), "the last output ends beyond out");
        assert!(!run(&a, 1, 0..3, 9, 2), "outputs of rows would overlap");
        assert!(!run(&a, 2, 0..1, 9, 3), "no level pools two rows");
        assert!(run(&a, 1, 3..3, 0, 3), "nothing to do");
    }
}
