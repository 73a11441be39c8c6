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

    /// A place among the rows.
    pub(super) fn from(&self, first: usize) -> Cursor<'_> {
        let n = self.table.len();
        Cursor { rows: self, sample: first / n * self.stride, at: first % n }
    }
}

/// Goes along the rows.
pub(super) struct Cursor<'a> {
    rows: &'a Rows,
    sample: usize,
    at: usize,
}

impl Cursor<'_> {
    /// The next rows, as many as there is room for: a stretch of the table at a time.
    #[inline(always)]
    pub(super) fn fill(&mut self, mut offsets: &mut [usize]) {
        while !offsets.is_empty() {
            let left = self.rows.table.get(self.at..).unwrap_or_default();
            let together = left.len().min(offsets.len());
            if together == 0 {
                return; // never: `at` is below the table's length
            }
            let (now, later) = offsets.split_at_mut(together);
            now.iter_mut().zip(left).for_each(|(to, offset)| *to = self.sample + *offset as usize);
            offsets = later;
            self.at += together;
            if self.at == self.rows.table.len() {
                (self.at, self.sample) = (0, self.sample + self.rows.stride);
            }
        }
    }
}
