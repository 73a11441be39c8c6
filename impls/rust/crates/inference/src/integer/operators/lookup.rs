//! y = t[x + 128]: Table, and Requantise, of which 256 results are all there is.
use super::{super::with_level::by_level, Rescale};

/// The 256 results, that of −128 first.
pub type Table = [i8; 256];

/// R(x << left, s) for every x.
pub fn of_requantise(left: u8, rescale: Rescale) -> Table {
    std::array::from_fn(|i| rescale.of((i as i32 - 128) << left))
}

by_level! {
    /// out[i] = t[x[i] + 128].
    pub fn run(table: &Table, x: &[i8], out: &mut [i8]) = look_up;
}

#[inline(always)]
#[expect(clippy::indexing_slicing, reason = "a byte is below 256")]
fn look_up(table: &Table, x: &[i8], out: &mut [i8]) {
    for (out, x) in out.iter_mut().zip(x) {
        *out = table[usize::from(x.cast_unsigned() ^ 0x80)];
    }
}
