//! Additions of affine points, many at once.
//!
//! ```text
//! λ = (y₂ − y₁)/(x₂ − x₁)   (P = Q: 3x²/2y)      x₃ = λ² − x₁ − x₂      y₃ = λ·(x₁ − x₃) − y₁
//! ```
//!
//! Inverting k elements costs one inversion and 3(k − 1) multiplications (Montgomery 1987): 5 multiplications and a
//! squaring an addition in all.
use ark_ec::{AffineRepr, short_weierstrass::Affine};
use ark_ff::Field;

use super::{coordinate::Coordinate, glv::Glv};

/// Additions that share an inversion (1.4 µs, eighty multiplications): enough to make it cheap, few enough for the nearest caches.
pub(super) const BATCH: usize = 512;

/// An affine point without a flag: infinity is (0, 0), which lies on neither curve. No point of odd order has y = 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C, align(64))] // a point of G1 is one cache line, and one vector
pub(super) struct Point<F> {
    pub x: F,
    pub y: F,
}

impl<F: Field> Point<F> {
    pub const ZERO: Self = Self { x: F::ZERO, y: F::ZERO };

    #[inline]
    pub fn is_zero(&self) -> bool {
        self.y.is_zero()
    }

    pub fn from_affine<C: Glv<BaseField = F>>(point: &Affine<C>) -> Self {
        point.xy().map_or(Self::ZERO, |(x, y)| Self { x, y })
    }

    pub fn to_affine<C: Glv<BaseField = F>>(self) -> Affine<C> {
        if self.is_zero() { Affine::zero() } else { Affine::new_unchecked(self.x, self.y) }
    }

    /// φ(P) = λP.
    pub fn endomorphism<C: Glv<BaseField = F>>(&self) -> Self {
        Self { x: C::times_beta(&self.x), y: self.y }
    }
}

/// One addition: sums[to] = points[first] + points[second].
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub first: u32,
    pub second: u32,
    pub to: u32,
}

/// What additions work in, again and again.
pub(super) struct Memory<F: Coordinate> {
    waiting: Vec<Waiting<F>>,
    eights: F::Eights,
}

impl<F: Coordinate> Default for Memory<F> {
    fn default() -> Self {
        Self { waiting: Vec::new(), eights: F::Eights::default() }
    }
}

/// λ's denominator, and the product of those before it.
struct Waiting<F> {
    denominator: F,
    before: F,
    /// Both points are finite and neither equal nor opposite.
    has_chord: bool,
}

/// What λ is divided by where there is no chord; 1 where nothing has to be divided.
#[cold]
fn denominator_without_chord<F: Coordinate>(p: &Point<F>, q: &Point<F>) -> F {
    if p == q && !p.is_zero() { p.y.double() } else { F::ONE }
}

/// P + Q where there is no chord, with the inverse of their denominator.
#[cold]
fn add_without_chord<F: Coordinate>(p: &Point<F>, q: &Point<F>, inverse: &F) -> Point<F> {
    if q.is_zero() {
        *p
    } else if p.is_zero() {
        *q
    } else if p.y == q.y {
        let square = p.x.square();
        along(p, q, &((square.double() + square) * inverse)) // both curves have a = 0
    } else {
        Point::ZERO
    }
}

/// P + Q on the line through both with slope λ.
#[inline(always)]
fn along<F: Coordinate>(p: &Point<F>, q: &Point<F>, lambda: &F) -> Point<F> {
    let x = lambda.square().minus(&p.x).minus(&q.x);
    Point { x, y: (*lambda * p.x.minus(&x)).minus(&p.y) }
}

/// Does all additions with one inversion. Indices beyond the lists add nothing.
pub(super) fn add_pairs<F: Coordinate>(
    points: &[Point<F>],
    pairs: &[Pair],
    sums: &mut [Point<F>],
    memory: &mut Memory<F>,
) {
    if !F::add_by_eight(points, pairs, sums, &mut memory.eights) {
        add_one_by_one(points, pairs, sums, &mut memory.waiting);
    }
}

fn add_one_by_one<F: Coordinate>(
    points: &[Point<F>],
    pairs: &[Pair],
    sums: &mut [Point<F>],
    waiting: &mut Vec<Waiting<F>>,
) {
    waiting.clear();
    let mut product = F::ONE;
    let infinity = Point::ZERO;
    let operands = |pair: &Pair| {
        let at = |index: u32| points.get(index as usize).unwrap_or(&infinity);
        (at(pair.first), at(pair.second))
    };
    waiting.extend(pairs.iter().map(|pair| {
        let (p, q) = operands(pair);
        let difference = q.x.minus(&p.x);
        let has_chord = !(difference.is_zero() || p.is_zero() || q.is_zero());
        let denominator = if has_chord { difference } else { denominator_without_chord(p, q) };
        let before = product;
        product *= denominator;
        Waiting { denominator, before, has_chord }
    }));
    // No denominator is zero, so neither is their product.
    let mut inverse = product.inverted();
    for (pair, w) in pairs.iter().zip(&*waiting).rev() {
        let (p, q) = operands(pair);
        let by = inverse * w.before;
        inverse *= w.denominator;
        if let Some(sum) = sums.get_mut(pair.to as usize) {
            *sum = if w.has_chord { along(p, q, &(q.y.minus(&p.y) * by)) } else { add_without_chord(p, q, &by) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pasta::{self, PallasAffine, VestaAffine};
    use ark_bn254::{Fr, G1Projective, G2Projective, g1::G1Affine, g2::G2Affine};
    use ark_ec::{CurveGroup, PrimeGroup};
    use ark_ff::PrimeField;
    use proptest::prelude::*;

    /// All pairs of −3 … 3 times a point, among them infinity, equal and opposite points.
    fn check<C: Glv>(multiples: &[Affine<C>]) {
        let points: Vec<Point<C::BaseField>> = multiples.iter().map(Point::from_affine).collect();
        let n = points.len() as u32;
        let pairs: Vec<Pair> = (0..n * n).map(|k| Pair { first: k / n, second: k % n, to: n * n - 1 - k }).collect();
        let (mut sums, mut one_by_one) = (vec![Point::ZERO; pairs.len()], vec![Point::ZERO; pairs.len()]);
        add_pairs(&points, &pairs, &mut sums, &mut Memory::default());
        add_one_by_one(&points, &pairs, &mut one_by_one, &mut Vec::new());
        for pair in &pairs {
            let expected = (multiples[pair.first as usize] + multiples[pair.second as usize]).into_affine();
            assert_eq!(sums[pair.to as usize].to_affine::<C>(), expected, "{pair:?}");
            assert_eq!(one_by_one[pair.to as usize].to_affine::<C>(), expected, "{pair:?}");
        }
        // What lies beyond the points is infinity, what is for beyond the sums is lost.
        let beyond = [Pair { first: 0, second: n, to: 0 }, Pair { first: 1, second: 2, to: n * n }];
        add_pairs(&points, &beyond, &mut sums, &mut Memory::default());
        assert_eq!(sums[0], points[0]);
        add_pairs(&points, &[], &mut sums, &mut Memory::default());
    }

    #[test]
    fn sums_of_all_kinds() {
        let scalars = (-3..=3).map(|k: i32| Fr::from(k));
        let in_g1: Vec<G1Affine> = scalars.clone().map(|k| (G1Projective::generator() * k).into_affine()).collect();
        let in_g2: Vec<G2Affine> = scalars.map(|k| (G2Projective::generator() * k).into_affine()).collect();
        check(&in_g1);
        check(&in_g2);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn sums_of_any_points(bytes in proptest::collection::vec(any::<[u8; 32]>(), 1..9)) {
            fn scalars<F: PrimeField>(bytes: &[[u8; 32]]) -> Vec<F> {
                bytes.iter().map(|bytes| F::from_le_bytes_mod_order(bytes)).collect()
            }
            let of = |k: &Fr| (G1Projective::generator() * k).into_affine();
            check::<ark_bn254::g1::Config>(&scalars(&bytes).iter().map(of).collect::<Vec<_>>());
            let of = |k: &pasta::Fq| (PallasAffine::generator() * k).into_affine();
            check(&scalars(&bytes).iter().map(of).collect::<Vec<_>>());
            let of = |k: &pasta::Fp| (VestaAffine::generator() * k).into_affine();
            check(&scalars(&bytes).iter().map(of).collect::<Vec<_>>());
        }
    }
}
