//! y = t[x + 128]: Table, and Requantise, of which 256 results are all there is.
use super::{super::Level, Rescale};

/// The 256 results, that of −128 first.
pub type Table = [i8; 256];

/// R(x << left, s) for every x.
pub fn of_requantise(left: u8, rescale: Rescale) -> Table {
    std::array::from_fn(|i| rescale.of((i as i32 - 128) << left))
}

/// out[i] = t[x[i] + 128].
#[expect(clippy::indexing_slicing, reason = "a byte is below 256")]
pub fn run(level: Level, table: &Table, x: &[i8], out: &mut [i8]) {
    level.with(|| {
        for (out, x) in out.iter_mut().zip(x) {
            *out = table[usize::from(x.cast_unsigned() ^ 0x80)];
        }
    });
}
