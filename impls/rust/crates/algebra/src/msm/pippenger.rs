//! Pippenger's method: sort the terms into buckets, sum the buckets, weigh and join the sums.
use std::{
    ops::Range,
    sync::atomic::{AtomicUsize, Ordering},
};

use ark_ec::{
    VariableBaseMSM,
    short_weierstrass::{Affine, Projective},
};
use ark_ff::AdditiveGroup;
use rayon::prelude::*;

use super::{
    Terms,
    affine::Point,
    buckets::{Summer, Term},
    count,
    digits::Windows,
    glv::{Glv, Half},
    weigh::weigh,
};
use crate::spread::extend;

/// Half-length terms that windows are taken together for: below, the additions of a round are too few for their inversion.
const TERMS_A_GROUP: usize = 4096;
/// Terms, two halves each, that an index has room for; longer lists are cut.
const MOST: usize = Term::MOST / 2;

/// Σ kᵢ·Pᵢ over all parts. Windows are spread over the pool, each thread sums its own buckets.
pub(super) fn msm<C: Glv>(parts: &[Terms<'_, Affine<C>>]) -> Projective<C>
where
    Projective<C>: VariableBaseMSM<MulBase = Affine<C>>,
{
    let mut total = Projective::ZERO;
    let (mut together, mut terms) = (Vec::new(), 0);
    for (bases, scalars) in parts {
        for (bases, scalars) in bases.chunks(MOST).zip(scalars.chunks(MOST)) {
            if terms + bases.len() > MOST {
                total += msm_together(&together);
                (together, terms) = (Vec::new(), 0);
            }
            together.push((bases, scalars));
            terms += bases.len();
        }
    }
    total + msm_together(&together)
}

/// A half-length scalar, shifted for its digits.
#[derive(Clone, Copy, Default)]
struct Shifted {
    magnitude: u128,
    negative: bool,
}

fn msm_together<C: Glv>(parts: &[Terms<'_, Affine<C>>]) -> Projective<C>
where
    Projective<C>: VariableBaseMSM<MulBase = Affine<C>>,
{
    let terms = count(parts);
    let windows = Windows::for_terms(2 * terms);
    let shift = |half: Half| Shifted { magnitude: windows.shifted(half.magnitude), negative: half.negative };
    let (mut shifted, mut points) = (Vec::with_capacity(terms), Vec::with_capacity(terms));
    for (bases, scalars) in parts {
        let terms = bases.len().min(scalars.len());
        extend(&mut shifted, scalars, terms, |scalar| C::split(scalar).map(shift));
        extend(&mut points, bases, terms, |base| {
            let point = Point::from_affine(base);
            [point, point.endomorphism::<C>()]
        });
    }
    let (shifted, points) = (shifted.as_flattened(), points.as_flattened());
    let group = TERMS_A_GROUP.div_ceil(shifted.len().max(1)).min(windows.count);
    let groups = windows.count.div_ceil(group);
    // Each thread takes the next group until none is left, and keeps its memory from one to the next.
    let next = AtomicUsize::new(0);
    let work = || {
        let mut worker = Worker::<C> { points, shifted, windows, summer: Summer::new(), terms: Vec::new() };
        let taken = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|index| *index < groups);
        let mut done = Vec::new();
        while let Some(index) = taken() {
            let range = index * group..((index + 1) * group).min(windows.count);
            done.push((index, worker.sum_windows(range)));
        }
        done
    };
    let mut sums = match groups.min(rayon::current_num_threads()) {
        0 | 1 => work(),
        threads => (0..threads).into_par_iter().with_max_len(1).flat_map_iter(|_| work()).collect(),
    };
    sums.sort_unstable_by_key(|(index, _)| *index);
    // Horner's rule from the top window: Σ 2^(cw)·S_w.
    sums.iter().flat_map(|(_, sums)| sums).rev().fold(Projective::ZERO, |mut total, sum| {
        for _ in 0..windows.bits {
            total.double_in_place();
        }
        total + sum
    })
}

/// What a thread works with.
struct Worker<'a, C: Glv> {
    points: &'a [Point<C::BaseField>],
    shifted: &'a [Shifted],
    windows: Windows,
    summer: Summer<C::BaseField>,
    terms: Vec<Term>,
}

impl<C: Glv> Worker<'_, C>
where
    Projective<C>: VariableBaseMSM<MulBase = Affine<C>>,
{
    /// S_w = Σ b·B_w,b for each window of the group.
    fn sum_windows(&mut self, group: Range<usize>) -> Vec<Projective<C>> {
        let buckets = self.windows.buckets();
        let mut lengths = vec![0_u32; buckets * group.len()];
        for_each_digit(self.shifted, self.windows, group.clone(), |bucket, _, _| {
            if let Some(length) = lengths.get_mut(bucket) {
                *length += 1;
            }
        });
        // Counting sort: each bucket's terms start where those of the buckets before end.
        let mut next = Vec::with_capacity(lengths.len());
        let mut end = 0;
        for length in &lengths {
            next.push(end);
            end += length;
        }
        self.terms.resize(end as usize, Term::default());
        for_each_digit(self.shifted, self.windows, group, |bucket, index, negative| {
            if let Some(place) = next.get_mut(bucket) {
                if let Some(term) = self.terms.get_mut(*place as usize) {
                    *term = Term::new(index, negative);
                }
                *place += 1;
            }
        });
        weigh::<C>(&self.summer.sums(self.points, &self.terms, &mut lengths), buckets)
    }
}

/// Calls `visit(bucket, index, negative)` for every digit that is not zero, window by window.
#[inline]
fn for_each_digit(
    shifted: &[Shifted],
    windows: Windows,
    group: Range<usize>,
    mut visit: impl FnMut(usize, usize, bool),
) {
    for (row, window) in group.enumerate() {
        let first_bucket = row * windows.buckets();
        for (index, scalar) in shifted.iter().enumerate() {
            let digit = windows.digit(scalar.magnitude, window);
            if digit != 0 {
                visit(first_bucket + digit.unsigned_abs() as usize - 1, index, (digit < 0) != scalar.negative);
            }
        }
    }
}
