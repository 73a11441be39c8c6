//! How the windows of a convolution lie in a padded image [H, W, C], and how several become one row of a product.
//!
//! A product computes 16 outputs at once, and a convolution with six channels out would leave ten lanes empty: there one row
//! of the product covers several windows side by side, whose outputs lie together, for as many steps as the wider window has.
use crate::{
    graph::{Conv, Tensor, Window},
    integer::{
        Level,
        product::{HALF, STEP},
    },
};

/// Windows of one row of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fold {
    /// One.
    None,
    /// So many, side by side.
    Across(usize),
    /// So many pairs, each pooled: first windows in one half of the lanes, second windows in the other.
    Pooled(usize),
}

impl Fold {
    /// Windows.
    fn windows(self) -> usize {
        match self {
            Self::None => 1,
            Self::Across(windows) => windows,
            Self::Pooled(pairs) => 2 * pairs,
        }
    }

    /// Positions that a row of the product writes.
    pub fn written(self) -> usize {
        match self {
            Self::None => 1,
            Self::Across(windows) => windows,
            Self::Pooled(pairs) => pairs,
        }
    }

    /// Rows of the product whose largest a pooled row is.
    pub fn pooled(self) -> usize {
        if matches!(self, Self::Pooled(_)) { 2 } else { 4 }
    }

    /// For each output of the product the channel and the window that it is; None for a lane between the halves.
    pub fn lanes(self, outputs: usize) -> Vec<Option<[usize; 2]>> {
        let side_by_side = |windows: usize| (0..windows * outputs).map(move |lane| [lane % outputs, lane / outputs]);
        match self {
            Self::None | Self::Across(_) => side_by_side(self.windows()).map(Some).collect(),
            Self::Pooled(pairs) => {
                let half = |second: usize| side_by_side(pairs).map(move |[o, pair]| Some([o, 2 * pair + second]));
                let between = std::iter::repeat_n(None, HALF.saturating_sub(pairs * outputs));
                half(0).chain(between).chain(half(1)).collect()
            }
        }
    }
}

/// A convolution over a padded image.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout<'a> {
    pub conv: &'a Conv,
    pub width: usize,
    pub channels: usize,
    /// Channels in and out of a group.
    pub per_group: usize,
    pub outputs: usize,
    pub fold: Fold,
}

impl Layout<'_> {
    /// Folded where that takes a tenth fewer products a window: `wide` windows lie side by side, pooled by pairs or not.
    pub fn folded(self, level: Level, wide: usize, pooled: bool) -> Self {
        if level != Level::Avx512Vnni || !self.rows_lie_together() || self.outputs >= HALF {
            return self;
        }
        let most = HALF / self.outputs.max(1);
        let candidates = (1..=2 * most).map(|n| if pooled { Fold::Pooled(n) } else { Fold::Across(n) });
        let fits = |fold: &Fold| match *fold {
            Fold::None => true,
            Fold::Across(windows) => wide.is_multiple_of(windows),
            Fold::Pooled(pairs) => pairs <= most && (wide / 2).is_multiple_of(pairs),
        };
        // Vectors of products for each window.
        let cost = |layout: &Self| {
            let vectors = layout.fold.lanes(layout.outputs).len().div_ceil(HALF);
            (layout.step_count() * vectors) as f64 / layout.fold.windows() as f64
        };
        let best = candidates.filter(fits).map(|fold| Self { fold, ..self }).min_by(|a, b| cost(a).total_cmp(&cost(b)));
        best.filter(|best| cost(best) < 0.9 * cost(&self)).unwrap_or(self)
    }

    /// A row of the window lies together where it takes neighbours with all their channels; else each position for itself.
    fn rows_lie_together(&self) -> bool {
        self.conv.groups == 1 && (self.conv.window.dilations[1] == 1 || self.conv.window.kernel[1] == 1)
    }

    /// Runs of inputs that lie together, a window's row: their number across, and the length of each.
    fn runs(&self) -> (usize, usize) {
        let Window { kernel: [_, across], strides, .. } = self.conv.window;
        if self.rows_lie_together() {
            (1, (across + (self.fold.windows() - 1) * strides[1]) * self.channels)
        } else {
            (across, self.per_group)
        }
    }

    fn step_count(&self) -> usize {
        let (across, length) = self.runs();
        self.conv.window.kernel[0] * across * length.div_ceil(STEP)
    }

    /// Offsets of the steps; None where they are beyond 2^32.
    pub fn steps(&self) -> Option<Vec<u32>> {
        let (across, length) = self.runs();
        let Window { kernel: [down, _], dilations, .. } = self.conv.window;
        let mut steps = Vec::new();
        for i in 0..down {
            for j in 0..across {
                let first = (i * dilations[0] * self.width + j * dilations[1]) * self.channels;
                for at in (0..length).step_by(STEP) {
                    steps.push(u32::try_from(first + at).ok()?);
                }
            }
        }
        Some(steps)
    }

    /// The weight of an output, of that one of a row's windows, for input t of a step.
    pub fn weight(&self, w: &Tensor<'_>, weights: &[i8], output: usize, window: usize, step: usize, t: usize) -> i8 {
        let (runs, length) = self.runs();
        let of_run = length.div_ceil(STEP);
        let (run, at) = (step / of_run, step % of_run * STEP + t);
        let &[_, per_group, down, across] = w.shape.as_slice() else { return 0 };
        let place = if self.rows_lie_together() {
            let first = window * self.conv.window.strides[1];
            (at / self.channels).checked_sub(first).map(|column| (run, column, at % self.channels))
        } else {
            Some((run / runs, run % runs, at))
        };
        match place {
            Some((row, column, channel)) if at < length && column < across => {
                let place = ((output * per_group + channel) * down + row) * across + column;
                weights.get(place).copied().unwrap_or_default()
            }
            _ => 0,
        }
    }

    fn first(&self, row: usize, column: usize) -> Option<u32> {
        let [down, across] = self.conv.window.strides;
        u32::try_from((row * down * self.width + column * across) * self.channels).ok()
    }

    /// First bytes of the windows of each row of the product.
    pub fn rows(&self, high: usize, wide: usize) -> Option<Vec<u32>> {
        let columns = || (0..wide).step_by(self.fold.windows());
        (0..high).flat_map(|row| columns().map(move |column| self.first(row, column))).collect()
    }

    /// The same for `high` times `wide` windows of a pool, those that are pooled one after another; a last row or column
    /// without a partner is left out.
    pub fn pooled_rows(&self, high: usize, wide: usize) -> Option<Vec<u32>> {
        let places: &[(usize, usize)] = match self.fold {
            Fold::Pooled(_) => &[(0, 0), (1, 0)],
            _ => &[(0, 0), (0, 1), (1, 0), (1, 1)],
        };
        let together =
            move |row: usize, column: usize| places.iter().map(move |(i, j)| self.first(2 * row + i, 2 * column + j));
        let columns = || (0..wide).step_by(self.fold.written());
        (0..high).flat_map(|row| columns().flat_map(move |column| together(row, column))).collect()
    }
}
