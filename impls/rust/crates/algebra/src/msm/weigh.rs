//! Σ b·B_b over the buckets of each window, b = 1, 2, …: the sum of all suffix sums.
//!
//! Rows of buckets are summed in lockstep, so that the additions of a step share an inversion. A window is cut into rows of ℓ
//! buckets where there are few windows; with T_j = Σ i·B_{jℓ+i} and S_j = Σ B_{jℓ+i}, i = 1 … ℓ, of row j = 0, 1, …
//!
//! ```text
//! Σ b·B_b = Σ_j T_j + ℓ·Σ_j j·S_j
//! ```
use ark_ec::{
    VariableBaseMSM,
    short_weierstrass::{Affine, Projective},
};
use ark_ff::AdditiveGroup;

use super::{
    affine::{Memory, Pair, Point, add_pairs},
    coordinate::Coordinate,
    glv::Glv,
};

/// Rows that are worth their inversions.
const ROWS: usize = 64;

/// The sum of each window's `buckets` buckets, lowest first.
pub(super) fn weigh<C: Glv>(all: &[Point<C::BaseField>], buckets: usize) -> Vec<Projective<C>>
where
    Projective<C>: VariableBaseMSM<MulBase = Affine<C>>,
{
    let length = all.len().div_ceil(ROWS).next_power_of_two().min(buckets);
    let (weighed, sums) = rows(all, length);
    let windows = weighed.chunks(buckets / length).zip(sums.chunks(buckets / length));
    windows
        .map(|(weighed, sums)| {
            let mut total = one_by_one::<C>(sums.get(1..).unwrap_or_default());
            for _ in 0..length.trailing_zeros() {
                total.double_in_place();
            }
            weighed.iter().filter(|point| !point.is_zero()).fold(total, |total, point| total + point.to_affine::<C>())
        })
        .collect()
}

/// T and S of each row of `length` buckets.
fn rows<F: Coordinate>(all: &[Point<F>], length: usize) -> (Vec<Point<F>>, Vec<Point<F>>) {
    let count = all.len() / length;
    let column = |i: usize| all.iter().skip(i).step_by(length).copied();
    let index = |i: usize| i as u32;
    // T, S and the column that comes next; S without that column is what T still lacks.
    let of_weighed = (0..count).map(|i| Pair { first: index(i), second: index(count + i), to: index(i) });
    let of_sums =
        (0..count).map(|i| Pair { first: index(count + i), second: index(2 * count + i), to: index(count + i) });
    let pairs: Vec<Pair> = of_weighed.chain(of_sums).collect();
    let mut memory = Memory::default();
    let mut work: Vec<Point<F>> = vec![Point::ZERO; count];
    work.extend(column(length - 1));
    let mut sums = work.clone();
    for i in (0..length - 1).rev() {
        work.extend(column(i));
        add_pairs(&work, &pairs, &mut sums, &mut memory);
        work.clear();
        work.extend_from_slice(&sums);
    }
    add_pairs(&work, pairs.get(..count).unwrap_or_default(), &mut sums, &mut memory);
    let (weighed, _) = sums.split_at(count);
    (weighed.to_vec(), work.split_off(count))
}

/// Σ b·B_b in mixed coordinates, from the last bucket down.
fn one_by_one<C: Glv>(buckets: &[Point<C::BaseField>]) -> Projective<C>
where
    Projective<C>: VariableBaseMSM<MulBase = Affine<C>>,
{
    let zero = <Projective<C> as VariableBaseMSM>::ZERO_BUCKET;
    let (mut suffix, mut total) = (zero, zero);
    for bucket in buckets.iter().rev() {
        if !bucket.is_zero() {
            suffix += &bucket.to_affine();
        }
        total += &suffix;
    }
    total.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_bn254::{Fr, G1Projective, g1};
    use ark_ec::{CurveGroup, PrimeGroup};

    #[test]
    fn windows_of_any_number_and_size() {
        let of = |k: usize| (G1Projective::generator() * Fr::from(k as u64)).into_affine();
        // Empty, equal and opposite buckets among them.
        let points: Vec<_> =
            [0, 1, 1, 5, 0, 7, 2, 3].map(|k| (k, of(k))).into_iter().chain([(usize::MAX, -of(1))]).collect();
        for buckets in [1, 2, 4, 32, 512] {
            for windows in [0, 1, 2, 7, 40] {
                let picked: Vec<_> = (0..windows * buckets).map(|i| points[(i * i + i / 7) % points.len()]).collect();
                let all: Vec<_> = picked.iter().map(|(_, point)| Point::from_affine(point)).collect();
                let found = weigh::<g1::Config>(&all, buckets);
                assert_eq!(found.len(), windows);
                for (found, picked) in found.iter().zip(picked.chunks(buckets)) {
                    let log = |k: usize| if k == usize::MAX { -Fr::from(1_u64) } else { Fr::from(k as u64) };
                    let sum: Fr = picked.iter().zip(1_u64..).map(|((k, _), b)| log(*k) * Fr::from(b)).sum();
                    assert_eq!(*found, G1Projective::generator() * sum, "{buckets} buckets, {windows} windows");
                }
            }
        }
    }
}
