//! The algebra crate's sums on the Pasta curves against pasta_curves.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test may fail
use ff::{Field, FromUniformBytes, PrimeField};
use pasta_curves::{
    Ep, Eq,
    arithmetic::{CurveAffine, CurveExt},
};
use zkpair_algebra::{
    InputError, Limbs, Timed,
    msm::{msm_pallas, msm_vesta},
    pasta::{PallasAffine, VestaAffine},
    points::{Point, parse_points},
};
use zkpair_halo::{SEED_BYTES, Stream};

fn limbs<F: PrimeField>(x: &F) -> Limbs {
    let repr = x.to_repr();
    let bytes = repr.as_ref();
    std::array::from_fn(|i| u64::from_le_bytes(bytes[8 * i..8 * i + 8].try_into().unwrap()))
}

fn encoded<C: CurveExt>(point: &C) -> [Limbs; 2] {
    match Option::<pasta_curves::arithmetic::Coordinates<C::AffineExt>>::from(point.to_affine_vartime().coordinates()) {
        None => [[0; 4]; 2],
        Some(xy) => [limbs(xy.x()), limbs(xy.y())],
    }
}

type Sum<P> = fn(&[P], &[Limbs]) -> Result<Timed<P>, InputError>;

/// Bases kᵢ·G, among them infinity and repetitions; scalars spread, and the smallest and largest.
fn check<C: CurveExt, P: Point>(msm: Sum<P>)
where
    C::ScalarExt: FromUniformBytes<64>,
{
    let stream = Stream::new(&[3; SEED_BYTES]);
    let random = |i: usize| C::ScalarExt::from_uniform_bytes(&stream.block(i as u64));
    for n in [0, 1, 2, 3, 100, 128, 129, 700, 3000] {
        let logs: Vec<C::ScalarExt> =
            (0..n).map(|i| if i % 7 == 3 { C::ScalarExt::ZERO } else { random(i / 2) }).collect();
        let edges = [C::ScalarExt::ZERO, C::ScalarExt::ONE, -C::ScalarExt::ONE];
        let scalars: Vec<C::ScalarExt> =
            (0..n).map(|i| if i % 5 == 4 { edges[i % 3] } else { random(10_000 + i) }).collect();
        let points: Vec<Limbs> = logs.iter().flat_map(|k| encoded(&(C::generator() * k))).collect();
        let bases: Vec<P> = parse_points("bases", &points).unwrap();
        let found = msm(&bases, &scalars.iter().map(limbs).collect::<Vec<_>>()).unwrap().value;
        let total = logs.iter().zip(&scalars).fold(C::ScalarExt::ZERO, |sum, (k, s)| sum + *k * s);
        assert_eq!(found.to_limbs(), encoded(&(C::generator() * total)), "{} {n}", P::CURVE);
    }
}

#[test]
fn sums_are_those_of_pasta_curves() {
    check::<Ep, PallasAffine>(msm_pallas);
    check::<Eq, VestaAffine>(msm_vesta);
}
