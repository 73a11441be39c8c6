use super::{
    hash::{initial, states},
    parameters::{HALF_FULL_ROUNDS, PARTIAL_ROUNDS, fifth, parameters, sum},
    sequence::{Affine, entry, exit, first_round, successor},
    *,
};
use ff::PrimeField;

const VECTORS: &str = include_str!("../../../tests/data/poseidon.txt");

fn element(hex: &str) -> Fp {
    let byte = |i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap_or_default();
    Option::from(Fp::from_repr(std::array::from_fn(byte))).unwrap_or_default()
}

#[test]
fn published_vectors() {
    let mut seen = [0, 0];
    for line in VECTORS.lines().filter(|line| !line.starts_with('#')) {
        let (kind, elements) = line.split_once(' ').unwrap_or_default();
        let elements: Vec<Fp> = elements.split(' ').map(element).collect();
        match (kind, &elements[..]) {
            ("permute", [a, b, c, after @ ..]) => assert_eq!(permute([*a, *b, *c]), after),
            ("hash", [a, b, digest]) => assert_eq!(hash([*a, *b]), *digest),
            _ => panic!("{line}"),
        }
        seen[usize::from(kind == "hash")] += 1;
    }
    assert_eq!(seen, [11, 11]);
}

fn apply<const N: usize>(affine: &Affine<N>, inputs: [Fp; N]) -> Fp {
    affine.coefficients.iter().zip(inputs).map(|(c, x)| x * c).sum::<Fp>() + affine.constant
}

#[test]
fn the_sequence_is_the_partial_rounds() {
    let start = initial([Fp::from(7), Fp::zero()]);
    let inputs: Vec<_> = states(start).iter().zip(&parameters().constants).map(|(s, c)| sum(*s, *c)).collect();
    let x: Vec<Fp> = inputs[HALF_FULL_ROUNDS..=HALF_FULL_ROUNDS + PARTIAL_ROUNDS].iter().map(|s| s[0]).collect();
    let y: Vec<Fp> = x.iter().copied().map(fifth).collect();
    for i in 0..=PARTIAL_ROUNDS - 3 {
        assert_eq!(apply(&successor(i), [x[i + 1], x[i + 2], y[i], y[i + 1], y[i + 2]]), x[i + 3], "{i}");
        assert_eq!(successor(i).coefficients, successor(0).coefficients);
    }
    let [a, b, c] = inputs[HALF_FULL_ROUNDS - 1].map(fifth);
    assert_eq!(entry().map(|entry| apply(&entry, [a, b, c, y[0], y[1]])), x[..3]);
    let n = PARTIAL_ROUNDS;
    let others = exit().map(|exit| apply(&exit, [x[n - 1], x[n], y[n - 2], y[n - 1]]));
    assert_eq!(others, inputs[HALF_FULL_ROUNDS + PARTIAL_ROUNDS][1..]);
    let (constant, outputs) = first_round();
    assert_eq!(outputs.map(|output| apply(&output, [fifth(Fp::from(7) + constant)])), inputs[1]);
}
