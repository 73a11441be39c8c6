//! MaxPool and AveragePool over [H, W, C]: the channels of a position lie together.
use super::{
    super::{Level, with_level::by_level},
    Rescale,
};
use crate::graph::Window;

/// A pool of one image.
#[derive(Debug, Clone)]
pub struct Pool {
    window: Window,
    /// Height, width, channels.
    input: [usize; 3],
    output: [usize; 2],
}

impl Pool {
    /// Over images of that height, width and number of channels.
    pub fn new(window: Window, input: [usize; 3]) -> Self {
        let [height, width, _] = input;
        Self { window, input, output: window.output([height, width]) }
    }

    /// The largest under the window; padding is −128, the least there is. Whole images.
    pub fn largest(&self, level: Level, x: &[i8], out: &mut [i8]) {
        largest(level, self, x, out);
    }

    /// R(multiplier·Σx, s); padding is 0. Whole images.
    pub fn average(&self, level: Level, multiplier: i32, rescale: Rescale, x: &[i8], out: &mut [i8]) {
        average(level, self, multiplier, rescale, x, out);
    }

    #[inline(always)]
    fn maxima(&self, x: &[i8], out: &mut [i8]) {
        self.positions(x, out, |pool, x, row, column, out| {
            out.fill(i8::MIN);
            pool.under(x, row, column, |x| out.iter_mut().zip(x).for_each(|(out, x)| *out = (*out).max(*x)));
        });
    }

    #[inline(always)]
    fn averages(&self, multiplier: i32, rescale: Rescale, x: &[i8], out: &mut [i8]) {
        let mut sums = vec![0_i32; self.input[2]];
        self.positions(x, out, |pool, x, row, column, out| {
            sums.fill(0);
            pool.under(x, row, column, |x| {
                sums.iter_mut().zip(x).for_each(|(sum, x)| *sum += i32::from(*x));
            });
            out.iter_mut().zip(&sums).for_each(|(out, sum)| *out = rescale.of(multiplier * sum));
        });
    }

    #[inline(always)]
    fn positions<'a>(&self, x: &'a [i8], out: &mut [i8], mut at: impl FnMut(&Self, &'a [i8], usize, usize, &mut [i8])) {
        let ([down, across], [height, width, channels]) = (self.output, self.input);
        for (x, out) in x.chunks_exact(height * width * channels).zip(out.chunks_exact_mut(down * across * channels)) {
            for (row, out) in out.chunks_exact_mut(across * channels).enumerate() {
                for (column, out) in out.chunks_exact_mut(channels).enumerate() {
                    at(self, x, row, column, out);
                }
            }
        }
    }

    /// The channels of every position of the input that lies under that window.
    #[inline(always)]
    fn under<'a>(&self, x: &'a [i8], row: usize, column: usize, mut each: impl FnMut(&'a [i8])) {
        let Window { kernel, strides, pads: [top, left, ..], dilations } = self.window;
        let [height, width, channels] = self.input;
        for i in 0..kernel[0] {
            // Beyond the top a subtraction underflows to a number far beyond the bottom.
            let y = (row * strides[0] + i * dilations[0]).wrapping_sub(top);
            for j in 0..kernel[1] {
                let at = (column * strides[1] + j * dilations[1]).wrapping_sub(left);
                if y < height && at < width {
                    let first = (y * width + at) * channels;
                    each(x.get(first..first + channels).unwrap_or_default());
                }
            }
        }
    }
}

by_level! {
    fn largest(pool: &Pool, x: &[i8], out: &mut [i8]) = Pool::maxima;
}

by_level! {
    fn average(pool: &Pool, multiplier: i32, rescale: Rescale, x: &[i8], out: &mut [i8]) = Pool::averages;
}
