//! Pippenger's method: sort the terms into buckets, sum the buckets, weigh and join the sums.
use std::{
    ops::Range,
    sync::atomic::{AtomicUsize, Ordering},
};

use ark_ec::{
    VariableBaseMSM,
    short_weierstrass::{Affine, Projective, SWCurveConfig},
};
use ark_ff::{AdditiveGroup, BigInt};
use rayon::prelude::*;

use super::{
    buckets::{Summer, Term},
    digits::Windows,
};

/// Terms that windows are taken together for: below, the additions of a round are too few for their inversion.
const TERMS_A_GROUP: usize = 4096;

/// Σ kᵢ·Pᵢ over the shorter of both lists. Windows are spread over the pool, each thread sums its own buckets.
pub(super) fn msm<C: SWCurveConfig>(bases: &[Affine<C>], scalars: &[BigInt<4>]) -> Projective<C>
where
    Projective<C>: VariableBaseMSM<MulBase = Affine<C>>,
{
    let mut total = Projective::ZERO;
    // An index has 31 bits; longer lists are cut.
    for (bases, scalars) in bases.chunks(Term::MOST).zip(scalars.chunks(Term::MOST)) {
        total += msm_of_chunk(bases, scalars);
    }
    total
}

fn msm_of_chunk<C: SWCurveConfig>(bases: &[Affine<C>], scalars: &[BigInt<4>]) -> Projective<C>
where
    Projective<C>: VariableBaseMSM<MulBase = Affine<C>>,
{
    let terms = bases.len().min(scalars.len());
    let windows = Windows::for_terms(terms);
    let shifted: Vec<BigInt<4>> = scalars.iter().take(terms).map(|scalar| windows.shifted(scalar)).collect();
    let group = TERMS_A_GROUP.div_ceil(terms.max(1)).min(windows.count);
    let groups = windows.count.div_ceil(group);
    // Each thread takes the next group until none is left, and keeps its memory from one to the next.
    let next = AtomicUsize::new(0);
    let mut sums: Vec<(usize, Vec<Projective<C>>)> = (0..groups.min(rayon::current_num_threads()))
        .into_par_iter()
        .with_max_len(1)
        .flat_map_iter(|_| {
            let mut worker = Worker { bases, shifted: &shifted, windows, summer: Summer::new(), terms: Vec::new() };
            let taken = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|index| *index < groups);
            let mut done = Vec::new();
            while let Some(index) = taken() {
                let range = index * group..((index + 1) * group).min(windows.count);
                done.push((index, worker.sum_windows(range)));
            }
            done
        })
        .collect();
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
struct Worker<'a, C: SWCurveConfig> {
    bases: &'a [Affine<C>],
    shifted: &'a [BigInt<4>],
    windows: Windows,
    summer: Summer<C>,
    terms: Vec<Term>,
}

impl<C: SWCurveConfig> Worker<'_, C>
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
        self.summer.sums(self.bases, &self.terms, &mut lengths).chunks_exact(buckets).map(weigh).collect()
    }
}

/// Calls `visit(bucket, index, negative)` for every digit that is not zero, window by window.
#[inline]
fn for_each_digit(
    shifted: &[BigInt<4>],
    windows: Windows,
    group: Range<usize>,
    mut visit: impl FnMut(usize, usize, bool),
) {
    for (row, window) in group.enumerate() {
        let first_bucket = row * windows.buckets();
        for (index, scalar) in shifted.iter().enumerate() {
            let digit = windows.digit(scalar, window);
            if digit != 0 {
                visit(first_bucket + digit.unsigned_abs() as usize - 1, index, digit < 0);
            }
        }
    }
}

/// Σ b·B_b, b = 1, 2, …: the sum of all suffix sums, from the last bucket down.
fn weigh<C: SWCurveConfig>(buckets: &[Affine<C>]) -> Projective<C>
where
    Projective<C>: VariableBaseMSM<MulBase = Affine<C>>,
{
    let zero = <Projective<C> as VariableBaseMSM>::ZERO_BUCKET;
    let (mut suffix, mut total) = (zero, zero);
    for bucket in buckets.iter().rev() {
        suffix += bucket;
        total += &suffix;
    }
    total.into()
}
