//! Sums of many buckets of affine points at once.
//!
//! Points lie sorted by bucket. In each round neighbours within a bucket are added, so that every bucket halves until
//! one point is left. All additions of a round are independent: their denominators are inverted together (`affine`).
use super::{
    affine::{BATCH, Memory, Pair, Point, add_pairs},
    coordinate::Coordinate,
};

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
    fn load<F: Coordinate>(self, bases: &[Point<F>]) -> Point<F> {
        let base = bases.get(self.0 as usize >> 1).copied().unwrap_or(Point::ZERO);
        if self.0 & 1 == 1 { Point { x: base.x, y: F::ZERO.minus(&base.y) } } else { base }
    }
}

/// Sums buckets, again and again in the same memory: fresh pages would cost as much as the arithmetic.
pub(super) struct Summer<F: Coordinate> {
    before: Vec<Point<F>>,
    after: Vec<Point<F>>,
    pairs: Vec<Pair>,
    memory: Memory<F>,
}

impl<F: Coordinate> Summer<F> {
    pub fn new() -> Self {
        Self { before: Vec::new(), after: Vec::new(), pairs: Vec::new(), memory: Memory::default() }
    }

    /// The sum of each bucket; `lengths` says how many of `terms`, in order, belong to each, and is used up.
    pub fn sums(&mut self, bases: &[Point<F>], terms: &[Term], lengths: &mut [u32]) -> Vec<Point<F>> {
        // Bases lie in random order: fetched by themselves many are on their way at once, between additions each
        // would be waited for (a fifth of the time at 2^14).
        self.after.clear();
        self.after.extend(terms.iter().map(|term| term.load(bases)));
        while lengths.iter().any(|length| *length > 1) {
            std::mem::swap(&mut self.before, &mut self.after);
            self.round(lengths);
        }
        let mut rest = self.after.iter();
        let mut sum = |length: &u32| if *length == 0 { None } else { rest.next().copied() };
        lengths.iter().map(|length| sum(length).unwrap_or(Point::ZERO)).collect()
    }

    /// Adds neighbours within each bucket.
    fn round(&mut self, lengths: &mut [u32]) {
        let Self { before, after, pairs, memory } = self;
        after.resize(lengths.iter().map(|length| length.div_ceil(2) as usize).sum(), Point::ZERO);
        pairs.clear();
        let (mut from, mut to) = (0, 0);
        for length in lengths {
            for pair in 0..*length / 2 {
                let first = from + 2 * pair;
                pairs.push(Pair { first, second: first + 1, to: to + pair });
                if pairs.len() == BATCH {
                    add_pairs(before, pairs, after, memory);
                    pairs.clear();
                }
            }
            from += *length;
            let halved = length.div_ceil(2);
            to += halved;
            if *length % 2 == 1 {
                // The last point of an odd bucket waits for the next round.
                let single = before.get(from as usize - 1).copied();
                after.get_mut(to as usize - 1).into_iter().zip(single).for_each(|(sum, point)| *sum = point);
            }
            *length = halved;
        }
        add_pairs(before, pairs, after, memory);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_bn254::{Fq, Fr, G1Projective};
    use ark_ec::{CurveGroup, PrimeGroup};

    #[test]
    fn sums_buckets_of_every_length_with_repetitions_opposites_and_infinity() {
        let point = |k: u64| Point::from_affine(&(G1Projective::generator() * Fr::from(k)).into_affine());
        let bases: Vec<Point<Fq>> =
            (0..50).map(|i| point([0, 1, 1, 2, 3, 3, 9][i as usize % 7] * (i / 11 + 1))).collect();
        let lengths: Vec<u32> = vec![0, 1, 2, 3, 4, 5, 0, 0, 1, 2049, 7, 8, 31, 0];
        let terms: Vec<Term> =
            (0..lengths.iter().sum::<u32>() as usize).map(|i| Term::new(i * i % 50, i % 3 == 0)).collect();
        let mut summer = Summer::new();
        summer.sums(&bases, &terms[..7], &mut [7]); // what is left in the memory must not matter
        let found = summer.sums(&bases, &terms, &mut lengths.clone());
        let mut rest = terms.iter();
        for (length, found) in lengths.iter().zip(found) {
            let terms = rest.by_ref().take(*length as usize);
            let expected: G1Projective = terms.map(|term| G1Projective::from(term.load(&bases).to_affine())).sum();
            assert_eq!(found, Point::from_affine(&expected.into_affine()), "a bucket of {length}");
        }
    }
}
