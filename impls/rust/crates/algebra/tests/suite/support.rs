//! Numbers for the tests: strategies, integers, the EIP files.
use std::{fs, path::Path};

use ark_ff::{BigInteger, PrimeField};
use proptest::prelude::*;
use zkpair_algebra::{Fr, G1Affine, G2Affine, Limbs, points::Point};

/// One vector of the EIP files.
pub struct Vector {
    pub name: String,
    pub input: Vec<u8>,
    pub expected: Vec<u8>,
}

/// The vectors of `tests/data/eip/<name>.json`.
pub fn vectors(name: &str) -> Vec<Vector> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../tests/data/eip").join(name);
    let parsed: serde_json::Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let text = |v: &serde_json::Value, key: &str| v[key].as_str().unwrap().to_owned();
    let all: Vec<Vector> = parsed
        .as_array()
        .unwrap()
        .iter()
        .map(|v| Vector {
            name: text(v, "Name"),
            input: from_hex(&text(v, "Input")),
            expected: from_hex(&text(v, "Expected")),
        })
        .collect();
    assert!(all.len() > 10, "{name} lacks vectors");
    all
}

fn from_hex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap()).collect()
}

/// 32 big-endian bytes as limbs.
pub fn limbs_be(bytes: &[u8]) -> Limbs {
    let mut out = [0; 4];
    for (i, word) in bytes.rchunks(8).enumerate() {
        out[i] = u64::from_be_bytes(word.try_into().unwrap());
    }
    out
}

/// Limbs as 32 big-endian bytes.
pub fn bytes_be(limbs: &Limbs) -> Vec<u8> {
    limbs.iter().rev().flat_map(|limb| limb.to_be_bytes()).collect()
}

/// An element's canonical limbs.
pub fn limbs(element: Fr) -> Limbs {
    element.into_bigint().0
}

/// Any 256-bit integer mod r: also those just beside 0 and r.
pub fn element() -> impl Strategy<Value = Fr> {
    prop_oneof![
        6 => any::<[u8; 32]>().prop_map(|bytes| Fr::from_le_bytes_mod_order(&bytes)),
        1 => (0_u64..4).prop_map(Fr::from),
        1 => (1_u64..4).prop_map(|k| -Fr::from(k)),
        1 => (0_u32..254).prop_map(|bit| {
            let mut power = Fr::MODULUS;
            power.0 = [0; 4];
            power.0[bit as usize / 64] = 1 << (bit % 64);
            Fr::from_bigint(power).unwrap_or_default()
        }),
    ]
}

/// `count` elements.
pub fn elements(count: usize) -> impl Strategy<Value = Vec<Fr>> {
    prop::collection::vec(element(), count)
}

/// The limbs of points, one after the other.
pub fn point_limbs<P: Point>(points: &[P]) -> Vec<Limbs> {
    points.iter().flat_map(Point::to_limbs).collect()
}

/// A point of the twist that lies outside G2: almost every point of the curve does.
pub fn outside_g2(seed: u64) -> G2Affine {
    use ark_bn254::{Fq, Fq2};
    (0_u64..)
        .find_map(|step| G2Affine::get_point_from_x_unchecked(Fq2::new(Fq::from(seed), Fq::from(step)), true))
        .filter(|point| point.is_on_curve() && !point.is_in_correct_subgroup_assuming_on_curve())
        .unwrap()
}

/// k·G, the generator's multiples.
pub fn g1_multiple(k: Fr) -> G1Affine {
    use ark_ec::{AffineRepr, CurveGroup};
    G1Affine::generator().mul_bigint(k.into_bigint()).into_affine()
}

/// k·G in G2.
pub fn g2_multiple(k: Fr) -> G2Affine {
    use ark_ec::{AffineRepr, CurveGroup};
    G2Affine::generator().mul_bigint(k.into_bigint()).into_affine()
}

/// Is the integer below the modulus? Written apart from the crate's own check.
pub fn is_below_r(limbs: &Limbs) -> bool {
    let modulus = Fr::MODULUS.to_bytes_be();
    bytes_be(limbs) < modulus
}
