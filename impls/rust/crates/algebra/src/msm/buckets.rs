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

/// Sums buckets, again and again in the same memory: fresh pages would cost as much as the arithmetic.
pub(super) struct Summer<C: SWCurveConfig> {
    batch: Batch<C::BaseField>,
    before: Vec<Affine<C>>,
    after: Vec<Affine<C>>,
}

impl<C: SWCurveConfig> Summer<C> {
    pub fn new() -> Self {
        Self { batch: Batch::new(), before: Vec::new(), after: Vec::new() }
    }

    /// The sum of each bucket; `lengths` says how many of `terms`, in order, belong to each, and is used up.
    pub fn sums(&mut self, bases: &[Affine<C>], terms: &[Term], lengths: &mut [u32]) -> Vec<Affine<C>> {
        let Self { batch, before, after } = self;
        // Bases lie in random order: fetched by themselves many are on their way at once, between additions each
        // would be waited for (a fifth of the time at 2^14).
        after.clear();
        after.extend(terms.iter().map(|term| term.load(bases)));
        while lengths.iter().any(|length| *length > 1) {
            std::mem::swap(before, after);
            round(before, lengths, batch, after);
        }
        let mut rest = after.iter();
        let mut sum = |length: &u32| if *length == 0 { None } else { rest.next().copied() };
        lengths.iter().map(|length| sum(length).unwrap_or_default()).collect()
    }
}

/// Adds neighbours within each bucket.
fn round<C: SWCurveConfig>(
    points: &[Affine<C>],
    lengths: &mut [u32],
    batch: &mut Batch<C::BaseField>,
    sums: &mut Vec<Affine<C>>,
) {
    sums.resize(lengths.iter().map(|length| length.div_ceil(2) as usize).sum(), Affine::zero());
    let (mut rest, mut to) = (points, 0);
    for length in lengths {
        let (bucket, others) = rest.split_at((*length as usize).min(rest.len()));
        for pair in bucket.chunks(2) {
            match pair {
                [first, second] => batch.add(first, second, to, sums),
                single => sums.get_mut(to).into_iter().zip(single).for_each(|(sum, point)| *sum = *point),
            }
            to += 1;
        }
        *length = length.div_ceil(2);
        rest = others;
    }
    batch.flush(sums);
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
    fn add<C: SWCurveConfig<BaseField = F>>(
        &mut self,
        p: &Affine<C>,
        q: &Affine<C>,
        to: usize,
        sums: &mut [Affine<C>],
    ) {
        let at_once = |sum: Affine<C>, sums: &mut [Affine<C>]| {
            if let Some(slot) = sums.get_mut(to) {
                *slot = sum;
            }
        };
        if q.is_zero() {
            return at_once(*p, sums);
        }
        if p.is_zero() {
            return at_once(*q, sums);
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
        let mut summer = Summer::new();
        summer.sums(&bases, &terms[..7], &mut [7]); // what is left in the memory must not matter
        let found = summer.sums(&bases, &terms, &mut lengths.clone());
        let mut rest = terms.iter();
        for (length, found) in lengths.iter().zip(found) {
            let expected: G1Projective = rest.by_ref().take(*length as usize).map(|t| t.load(&bases)).sum();
            assert_eq!(found, expected.into_affine(), "a bucket of {length}");
        }
    }
}
