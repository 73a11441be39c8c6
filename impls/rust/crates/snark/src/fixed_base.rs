//! Many multiples k_i·G of one fixed point: k = Σ_w d_w·2^(cw), and k·G is the sum of one table entry for each window,
//!
//! ```text
//! table[w][d] = d·2^(cw)·G        k·G = Σ_w table[w][d_w]
//! ```
//!
//! All scalars go through a window together in affine coordinates, with one inversion for the whole chunk: 6 multiplications an
//! addition (Brickell, Gordon, McCurley, Wilson, "Fast exponentiation with precomputation", 1992; Montgomery's inversion trick).

use std::sync::OnceLock;

use ark_bn254::{Fr, G1Affine, G2Affine, g1, g2};
use ark_ec::{
    AffineRepr, CurveGroup,
    short_weierstrass::{Affine, Projective, SWCurveConfig},
};
use ark_ff::{BigInt, Field, PrimeField};
use rayon::prelude::*;

/// Scalars that share an inversion.
const CHUNK: usize = 1024;
/// Window of the tables that are made once for the process, 0.6 MB in G1 and 1.1 MB in G2.
const SMALL_WINDOW: usize = 8;
/// From so many scalars on, a table with wider windows pays for itself.
const MANY: usize = 1 << 13;
const LARGE_WINDOW: usize = 12;

static G1_TABLE: OnceLock<Table<g1::Config>> = OnceLock::new();
static G2_TABLE: OnceLock<Table<g2::Config>> = OnceLock::new();

/// k·G for G1's standard generator and each scalar k.
pub(crate) fn g1_multiples(scalars: &[Fr]) -> Vec<G1Affine> {
    multiples(&G1_TABLE, G1Affine::generator(), scalars)
}

/// k·G for G2's standard generator and each scalar k.
pub(crate) fn g2_multiples(scalars: &[Fr]) -> Vec<G2Affine> {
    multiples(&G2_TABLE, G2Affine::generator(), scalars)
}

fn multiples<C: SWCurveConfig<ScalarField = Fr>>(
    small: &OnceLock<Table<C>>,
    generator: Affine<C>,
    scalars: &[Fr],
) -> Vec<Affine<C>> {
    if scalars.len() >= MANY {
        return Table::new(generator, LARGE_WINDOW).multiples(scalars);
    }
    if let Some(table) = small.get() {
        return table.multiples(scalars);
    }
    // Never computed under the cell's lock: a worker that waits for the table's parallel parts may take up another setup,
    // which would wait for the lock that its own thread holds. Two threads may make the table; one is kept.
    let table = Table::new(generator, SMALL_WINDOW);
    let points = table.multiples(scalars);
    drop(small.set(table));
    points
}

/// `windows[w]` holds d·2^(cw)·G for d = 1 … 2^c − 1.
struct Table<C: SWCurveConfig> {
    bits: usize,
    windows: Vec<Vec<Affine<C>>>,
}

impl<C: SWCurveConfig<ScalarField = Fr>> Table<C> {
    fn new(generator: Affine<C>, bits: usize) -> Self {
        let count = (Fr::MODULUS_BIT_SIZE as usize).div_ceil(bits);
        let mut base = Projective::from(generator);
        let mut bases = Vec::with_capacity(count);
        for _ in 0..count {
            bases.push(base);
            for _ in 0..bits {
                base += base;
            }
        }
        let row = |base: &Projective<C>| {
            let multiples: Vec<_> =
                std::iter::successors(Some(*base), |sum| Some(*sum + base)).take((1 << bits) - 1).collect();
            Projective::normalize_batch(&multiples)
        };
        Self { bits, windows: bases.par_iter().map(row).collect() }
    }

    fn multiples(&self, scalars: &[Fr]) -> Vec<Affine<C>> {
        scalars.par_chunks(CHUNK).flat_map_iter(|chunk| self.multiples_of_chunk(chunk)).collect()
    }

    fn multiples_of_chunk(&self, scalars: &[Fr]) -> Vec<Affine<C>> {
        let scalars: Vec<BigInt<4>> = scalars.iter().map(|scalar| scalar.into_bigint()).collect();
        let mut sums = vec![Affine::<C>::zero(); scalars.len()];
        let mut slopes = Vec::with_capacity(scalars.len());
        for (window, row) in self.windows.iter().enumerate() {
            let entry = |scalar: &BigInt<4>| {
                digit(scalar, window * self.bits, self.bits).checked_sub(1).and_then(|index| row.get(index))
            };
            slopes.clear();
            // The slopes' denominators; one where nothing is added.
            slopes.extend(sums.iter().zip(&scalars).map(|(sum, scalar)| match entry(scalar) {
                Some(entry) if !sum.is_zero() => entry.x - sum.x,
                _ => C::BaseField::ONE,
            }));
            ark_ff::fields::serial_batch_inversion_and_mul(&mut slopes, &C::BaseField::ONE);
            for ((sum, scalar), inverse) in sums.iter_mut().zip(&scalars).zip(&slopes) {
                let Some(entry) = entry(scalar) else { continue };
                *sum = if sum.is_zero() { *entry } else { add(sum, entry, inverse) };
            }
        }
        sums
    }
}

/// P + Q with 1/(x_Q − x_P) given. P = ±Q does not occur: P = v·G with v < 2^(cw), Q = d·2^(cw)·G with d ≥ 1, and v + d·2^(cw) < r.
fn add<C: SWCurveConfig>(p: &Affine<C>, q: &Affine<C>, inverse: &C::BaseField) -> Affine<C> {
    let slope = (q.y - p.y) * inverse;
    let x = slope.square() - p.x - q.x;
    Affine::new_unchecked(x, slope * (p.x - x) - p.y)
}

/// `bits` bits of the scalar from bit `start` on.
fn digit(scalar: &BigInt<4>, start: usize, bits: usize) -> usize {
    let (word, shift) = (start / 64, start % 64);
    let word_at = |index: usize| scalar.0.get(index).copied().unwrap_or(0);
    let low = word_at(word) >> shift;
    let high = if shift + bits > 64 { word_at(word + 1) << (64 - shift) } else { 0 };
    ((low | high) & ((1 << bits) - 1)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_bn254::{G1Projective, G2Projective};
    use ark_ec::PrimeGroup;

    /// Corners, powers of two and of 256 on both sides of window borders, and scattered values.
    fn scalars() -> Vec<Fr> {
        let mut all = vec![Fr::from(0u64), Fr::from(1u64), -Fr::from(1u64), Fr::from(255u64), Fr::from(256u64)];
        for bit in 0..254u64 {
            let power = Fr::from(2u64).pow([bit]);
            all.extend([power, power - Fr::from(1u64), -power, power * Fr::from(0x1234_5678_9abc_def1u64)]);
        }
        all
    }

    #[test]
    fn both_windows_agree_with_multiplication() {
        let scalars = scalars();
        let g1: Vec<G1Affine> = scalars.iter().map(|k| (G1Projective::generator() * k).into_affine()).collect();
        let g2: Vec<G2Affine> = scalars.iter().map(|k| (G2Projective::generator() * k).into_affine()).collect();
        assert!(g1_multiples(&scalars) == g1);
        assert!(g2_multiples(&scalars) == g2);
        let many: Vec<Fr> = scalars.iter().cycle().take(MANY + 5).copied().collect();
        let expected: Vec<G1Affine> = g1.iter().cycle().take(MANY + 5).copied().collect();
        assert!(g1_multiples(&many) == expected);
        let expected: Vec<G2Affine> = g2.iter().cycle().take(MANY + 5).copied().collect();
        assert!(g2_multiples(&many) == expected);
        assert!(g1_multiples(&[]).is_empty());
    }
}
