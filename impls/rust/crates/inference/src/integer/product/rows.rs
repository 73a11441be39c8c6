//! Where the rows of a product begin.

/// Row i begins at `table[i mod n] + ⌊i / n⌋·stride`, n the length of the table: the positions of one sample, then the next.
#[derive(Debug, Clone)]
pub struct Rows {
    table: Vec<u32>,
    stride: usize,
    furthest: usize,
}

impl Rows {
    /// The rows of one sample begin at `table` (not empty), those of the next `stride` bytes further on.
    pub fn new(table: Vec<u32>, stride: usize) -> Self {
        let furthest = table.iter().max().map_or(0, |last| *last as usize);
        let table = if table.is_empty() { vec![0] } else { table };
        Self { table, stride, furthest }
    }

    /// Rows one after another, `stride` bytes apart.
    pub fn evenly(stride: usize) -> Self {
        Self::new(vec![0], stride)
    }

    /// Bytes from the first row of the first sample to the end of the furthest of `rows` rows of `reach` bytes each.
    pub(super) fn end(&self, rows: usize, reach: usize) -> usize {
        let samples = rows.div_ceil(self.table.len());
        if samples == 0 { 0 } else { (samples - 1) * self.stride + self.furthest + reach }
    }

    /// The rows from `first` on, for ever.
    pub(super) fn from(&self, first: usize) -> impl Iterator<Item = usize> {
        let n = self.table.len();
        let (mut sample, mut at) = (first / n * self.stride, first % n);
        std::iter::from_fn(move || {
            let row = self.table.get(at).map(|offset| sample + *offset as usize)?;
            at += 1;
            if at == n {
                (at, sample) = (0, sample + self.stride);
            }
            Some(row)
        })
    }
}
