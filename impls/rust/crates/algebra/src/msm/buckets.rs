//! Sums of many buckets of affine points at once.
//!
//! Points lie sorted by bucket. In each round neighbours within a bucket are added, so that every bucket halves until
//! one point is left. All additions of a round are independent: their denominators are inverted together.
//!
//! ```text
//! λ = (y₂ − y₁)/(x₂ − x₁)   (P = Q: 3x²/2y)      x₃ = λ² − x₁ − x₂      y₃ = λ·(x₁ − x₃) − y₁
//! ```
//!
//! Inverting k elements costs one inversion and 3(k − 1) multiplications (Montgomery 1987): 5 multiplications and a
//! squaring an addition in all.
use ark_ec::{
    AffineRepr,
    short_weierstrass::{Affine, SWCurveConfig},
};
use ark_ff::Field;

/// Additions that share an inversion (about 6 µs, thirty multiplications of them): enough to make it cheap, few enough
/// for the second-level cache.
const BATCH: usize = 1024;

/// A term of a bucket: the index of its base and whether it is subtracted, in 32 bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Term(u32);

impl Term {
    /// The largest number of bases that an index can tell apart.
    pub const MOST: usize = 1 << 31;

    pub fn new(index: usize, negative: bool) -> Self {
        Self((index as u32) << 1 | u32::from(negative))
    }

    #[inline]
    fn load<C: SWCurveConfig>(self, bases: &[Affine<C>]) -> Affine<C> {
        let base = bases.get(self.0 as usize >> 1).copied().unwrap_or_default();
        if self.0 & 1 == 1 { -base } else { base }
    }
}

/// The sum of each bucket; `lengths` says how many of `terms`, in order, belong to each.
pub(super) fn sums<C: SWCurveConfig>(bases: &[Affine<C>], terms: &[Term], mut lengths: Vec<u32>) -> Vec<Affine<C>> {
    let mut batch = Batch::new();
    let mut points = round(&mut lengths, &mut batch, |i| terms.get(i).map_or(Affine::zero(), |t| t.load(bases)));
    while lengths.iter().any(|length| *length > 1) {
        points = round(&mut lengths, &mut batch, |i| points.get(i).copied().unwrap_or_default());
    }
    let mut rest = points.into_iter();
    lengths.iter().map(|length| if *length == 0 { Affine::zero() } else { rest.next().unwrap_or_default() }).collect()
}

/// Adds neighbours within each bucket; `load(i)` is the i-th point before the round.
fn round<C: SWCurveConfig>(
    lengths: &mut [u32],
    batch: &mut Batch<C::BaseField>,
    load: impl Fn(usize) -> Affine<C>,
) -> Vec<Affine<C>> {
    let total: usize = lengths.iter().map(|length| length.div_ceil(2) as usize).sum();
    let mut sums = vec![Affine::zero(); total];
    let (mut from, mut to) = (0, 0);
    for length in lengths {
        let end = from + *length as usize;
        while from < end {
            let first = load(from);
            let second = if from + 1 < end { load(from + 1) } else { Affine::zero() };
            batch.add(first, second, to, &mut sums);
            (from, to) = ((from + 2).min(end), to + 1);
        }
        *length = length.div_ceil(2);
    }
    batch.flush(&mut sums);
    sums
}

/// Additions that wait for their common inversion.
struct Batch<F> {
    waiting: Vec<Waiting<F>>,
    /// The product of all denominators before each one.
    products: Vec<F>,
    product: F,
}

struct Waiting<F> {
    x1: F,
    y1: F,
    x_sum: F,
    numerator: F,
    denominator: F,
    to: usize,
}

impl<F: Field> Batch<F> {
    fn new() -> Self {
        Self { waiting: Vec::with_capacity(BATCH), products: Vec::with_capacity(BATCH), product: F::ONE }
    }

    /// sums[to] = p + q, now or at the next flush.
    #[inline]
    fn add<C: SWCurveConfig<BaseField = F>>(&mut self, p: Affine<C>, q: Affine<C>, to: usize, sums: &mut [Affine<C>]) {
        let at_once = |sum: Affine<C>, sums: &mut [Affine<C>]| {
            if let Some(slot) = sums.get_mut(to) {
                *slot = sum;
            }
        };
        if q.is_zero() {
            return at_once(p, sums);
        }
        if p.is_zero() {
            return at_once(q, sums);
        }
        let mut denominator = q.x - p.x;
        let mut numerator = q.y - p.y;
        if denominator.is_zero() {
            if !numerator.is_zero() || p.y.is_zero() {
                return at_once(Affine::zero(), sums); // Q = −P
            }
            let square = p.x.square();
            numerator = square.double() + square + C::COEFF_A;
            denominator = p.y.double();
        }
        self.products.push(self.product);
        self.product *= denominator;
        self.waiting.push(Waiting { x1: p.x, y1: p.y, x_sum: p.x + q.x, numerator, denominator, to });
        if self.waiting.len() == BATCH {
            self.flush(sums);
        }
    }

    fn flush<C: SWCurveConfig<BaseField = F>>(&mut self, sums: &mut [Affine<C>]) {
        // No denominator is zero, so neither is their product.
        let mut inverse = self.product.inverse().unwrap_or(F::ZERO);
        for (w, product) in self.waiting.drain(..).zip(self.products.drain(..)).rev() {
            let lambda = w.numerator * (inverse * product);
            inverse *= w.denominator;
            let x3 = lambda.square() - w.x_sum;
            let y3 = lambda * (w.x1 - x3) - w.y1;
            if let Some(slot) = sums.get_mut(w.to) {
                *slot = Affine::new_unchecked(x3, y3);
            }
        }
        self.product = F::ONE;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_bn254::{Fr, G1Projective, g1::G1Affine};
    use ark_ec::{CurveGroup, PrimeGroup};

    #[test]
    fn sums_buckets_of_every_length_with_repetitions_opposites_and_infinity() {
        let point = |k: u64| (G1Projective::generator() * Fr::from(k)).into_affine();
        let bases: Vec<G1Affine> =
            (0..50).map(|i| point([0, 1, 1, 2, 3, 3, 9][i as usize % 7] * (i / 11 + 1))).collect();
        let lengths: Vec<u32> = vec![0, 1, 2, 3, 4, 5, 0, 0, 1, 2049, 7, 8, 31, 0];
        let terms: Vec<Term> =
            (0..lengths.iter().sum::<u32>() as usize).map(|i| Term::new(i * i % 50, i % 3 == 0)).collect();
        let found = sums(&bases, &terms, lengths.clone());
        let mut rest = terms.iter();
        for (length, found) in lengths.iter().zip(found) {
            let expected: G1Projective = rest.by_ref().take(*length as usize).map(|t| t.load(&bases)).sum();
            assert_eq!(found, expected.into_affine(), "a bucket of {length}");
        }
    }
}
