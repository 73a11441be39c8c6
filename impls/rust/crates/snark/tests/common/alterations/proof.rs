//! Altered proofs: bytes, lengths, points, encodings.

use ark_bn254::{Fq, Fq2, Fr, G1Affine, G2Affine, G2Projective};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{BigInteger, PrimeField, Zero};
use zkpair_snark::{Proof, VerifyingKey, Witness, prove};

use super::{Book, Example, Stream};

pub fn proof_bytes(book: &mut Book) {
    for index in 0..128 {
        for mask in [0x01, 0x10, 0x80] {
            book.add("a byte of the proof", format!("byte {index} xor {mask:#04x}"), |it| it.proof[index] ^= mask);
        }
    }
}

pub fn proof_lengths(book: &mut Book) {
    for length in 0..128 {
        book.add("proof truncated", format!("to {length} bytes"), |it| it.proof.truncate(length));
    }
    for extra in [1, 2, 32, 64, 128] {
        book.add("proof extended", format!("by {extra} zero bytes"), |it| it.proof.resize(128 + extra, 0));
    }
    book.add("proof extended", "the proof twice", |it| it.proof.extend_from_within(..));
}

pub fn proof_points(book: &mut Book, honest: &Example) {
    let Proof { a, b, c } = honest.proof;
    let vk = &honest.key.vk;
    let (g1, g2) = (G1Affine::generator(), G2Affine::generator());
    let sum = |p: G1Affine, q: G1Affine| (p + q).into_affine();
    let sum2 = |p: G2Affine, q: G2Affine| (p + q).into_affine();
    let cases = [
        ("(−A, B, C)", Proof { a: -a, b, c }),
        ("(A, −B, C)", Proof { a, b: -b, c }),
        ("(A, B, −C)", Proof { a, b, c: -c }),
        ("(−A, −B, −C)", Proof { a: -a, b: -b, c: -c }),
        ("(−A, B, −C)", Proof { a: -a, b, c: -c }),
        ("(C, B, A)", Proof { a: c, b, c: a }),
        ("(A, B, A)", Proof { a, b, c: a }),
        ("(C, B, C)", Proof { a: c, b, c }),
        ("(2A, B, C)", Proof { a: sum(a, a), b, c }),
        ("(A, 2B, C)", Proof { a, b: sum2(b, b), c }),
        ("(A, B, 2C)", Proof { a, b, c: sum(c, c) }),
        ("(2A, 2B, C)", Proof { a: sum(a, a), b: sum2(b, b), c }),
        ("(2A, B, 2C)", Proof { a: sum(a, a), b, c: sum(c, c) }),
        ("(A + G1, B, C)", Proof { a: sum(a, g1), b, c }),
        ("(A, B + G2, C)", Proof { a, b: sum2(b, g2), c }),
        ("(A, B, C + G1)", Proof { a, b, c: sum(c, g1) }),
        ("(G1, B, C)", Proof { a: g1, b, c }),
        ("(A, G2, C)", Proof { a, b: g2, c }),
        ("(A, B, G1)", Proof { a, b, c: g1 }),
        ("(α, β, C)", Proof { a: vk.alpha_g1, b: vk.beta_g2, c }),
        ("(α, β, ∞)", Proof { a: vk.alpha_g1, b: vk.beta_g2, c: G1Affine::zero() }),
        ("(α, β, −IC_0)", Proof { a: vk.alpha_g1, b: vk.beta_g2, c: -vk.ic[0] }),
        ("(A, γ, C)", Proof { a, b: vk.gamma_g2, c }),
        ("(A, B + δ, C)", Proof { a, b: sum2(b, vk.delta_g2), c }),
        ("(A + δ, B, C)", Proof { a: sum(a, vk.delta_g1), b, c }),
    ];
    for (label, proof) in cases {
        book.proof("points replaced by others of their groups", label, &proof);
    }
    book.add("points replaced by others of their groups", "x.c0 and x.c1 of B swapped", |it| {
        let (c0, c1) = (it.proof[32..64].to_vec(), it.proof[64..96].to_vec());
        it.proof[32..64].copy_from_slice(&c1);
        it.proof[64..96].copy_from_slice(&c0);
    });
}

/// x + p instead of x, where it fits into the 254 bits that the flags leave: proofs are made until it does.
pub fn non_canonical_points(book: &mut Book, honest: &Example) {
    let witness = Witness::from_words(&honest.witness, "witness").unwrap();
    let mut stream = Stream(99);
    for (label, start) in [("A.x", 0), ("B.x.c0", 32), ("B.x.c1", 64), ("C.x", 96)] {
        let (honest_proof, sum) = (0..200)
            .find_map(|_| {
                let proof = prove(&honest.key, &witness, stream.fr(), stream.fr()).unwrap().to_bytes();
                let flags = if label == "B.x.c0" { 0 } else { 0xc0 };
                let mut words = [0u8; 32];
                words.copy_from_slice(&proof[start..start + 32]);
                words[31] &= !flags;
                let mut x = ark_ff::BigInt([0u64; 4]);
                for (limb, chunk) in x.0.iter_mut().zip(words.chunks(8)) {
                    *limb = u64::from_le_bytes(chunk.try_into().unwrap());
                }
                x.add_with_carry(&Fq::MODULUS);
                (x.num_bits() <= if flags == 0 { 256 } else { 254 }).then(|| {
                    let mut altered = proof;
                    let bytes = x.to_bytes_le();
                    let kept = proof[start + 31] & flags;
                    altered[start..start + 32].copy_from_slice(&bytes);
                    altered[start + 31] |= kept;
                    (proof, altered)
                })
            })
            .unwrap();
        book.add("coordinates that are not canonical", format!("{label} + p"), |it| it.proof = sum.to_vec());
        let mut accepted = book.honest.clone();
        accepted.proof = honest_proof.to_vec();
        assert_eq!(accepted.verdict(), Ok(()), "the same proof in canonical form");
    }
    let one_more: Vec<u8> = Fq::MODULUS.to_bytes_le();
    for (label, start) in [("A.x", 0), ("C.x", 96)] {
        for (name, add) in [("p", 0), ("p + 1, which is the generator's x in disguise", 1)] {
            book.add("coordinates that are not canonical", format!("{label} = {name}"), |it| {
                it.proof[start..start + 32].copy_from_slice(&one_more);
                it.proof[start] += add;
            });
        }
    }
    for start in [0, 32, 64, 96] {
        book.add("coordinates that are not canonical", format!("all ones from byte {start}"), |it| {
            it.proof[start..start + 32].fill(0xff);
        });
        book.add("coordinates that are not canonical", format!("all ones but the flags from byte {start}"), |it| {
            it.proof[start..start + 32].fill(0xff);
            it.proof[start + 31] = 0x3f;
        });
    }
}

/// The next x above that of each point for which the curve has no y.
pub fn off_curve_points(book: &mut Book, proof: &Proof) {
    let mut g1_x = |start: usize, label: &str, x: Fq| {
        let found = (1..200u64)
            .map(|step| x + Fq::from(step))
            .filter(|x| G1Affine::get_ys_from_x_unchecked(*x).is_none() && x.into_bigint().num_bits() <= 254);
        for x in found.take(3) {
            book.add("points off the curve", format!("{label} with x = {x}"), |it| {
                it.proof[start..start + 32].copy_from_slice(&x.into_bigint().to_bytes_le());
            });
        }
    };
    g1_x(0, "A", proof.a.x);
    g1_x(96, "C", proof.c.x);
    let found = (1..200u64)
        .map(|step| proof.b.x + Fq2::new(Fq::from(step), Fq::zero()))
        .filter(|x| G2Affine::get_ys_from_x_unchecked(*x).is_none());
    for x in found.take(3) {
        book.add("points off the curve", format!("B with x = {x}"), |it| {
            it.proof[32..64].copy_from_slice(&x.c0.into_bigint().to_bytes_le());
            it.proof[64..96].copy_from_slice(&x.c1.into_bigint().to_bytes_le());
        });
    }
}

/// A point of the twist with small coordinates, outside G2, and its multiple of order 10069 (a factor of the cofactor).
fn strangers() -> Vec<(&'static str, G2Affine)> {
    let whole = (1u64..).find_map(|c0| {
        let x = Fq2::new(Fq::from(c0), Fq::from(1u64));
        G2Affine::get_ys_from_x_unchecked(x).map(|(y, _)| G2Affine::new_unchecked(x, y))
    });
    let whole = whole.unwrap();
    // (2p − r)/10069
    let rest = [0x6c3c_d334_915f_1659u64, 0x2071_42f7_671a_f448, 0x9e28_bcf6_5b56_81da, 0x0001_3af7_a58f_ce69];
    let small = whole.mul_bigint(Fr::MODULUS).into_affine().mul_bigint(rest).into_affine();
    assert!(!small.is_zero());
    assert!(small.mul_bigint([10069u64]).is_zero());
    vec![("a point of the whole twist", whole), ("a point of order 10069", small)]
}

pub fn outside_subgroup(book: &mut Book, honest: &Example) {
    let vk = &honest.key.vk;
    for (name, stranger) in strangers() {
        let plus = |point: G2Affine| (G2Projective::from(point) + stranger).into_affine();
        let group = "points outside the subgroup of order r";
        book.proof(group, format!("B = {name}"), &Proof { b: stranger, ..honest.proof });
        book.proof(group, format!("B + {name}"), &Proof { b: plus(honest.proof.b), ..honest.proof });
        book.key(group, format!("β₂ + {name}"), &VerifyingKey { beta_g2: plus(vk.beta_g2), ..vk.clone() });
        book.key(group, format!("γ₂ + {name}"), &VerifyingKey { gamma_g2: plus(vk.gamma_g2), ..vk.clone() });
        book.key(group, format!("δ₂ + {name}"), &VerifyingKey { delta_g2: plus(vk.delta_g2), ..vk.clone() });
        book.key(group, format!("γ₂ = {name}"), &VerifyingKey { gamma_g2: stranger, ..vk.clone() });
    }
}

pub fn infinities(book: &mut Book, honest: &Proof) {
    let (zero_1, zero_2) = (G1Affine::zero(), G2Affine::zero());
    for mask in 1..8u32 {
        let proof = Proof {
            a: if mask & 1 == 0 { honest.a } else { zero_1 },
            b: if mask & 2 == 0 { honest.b } else { zero_2 },
            c: if mask & 4 == 0 { honest.c } else { zero_1 },
        };
        let names: String =
            "ABC".chars().enumerate().filter(|(i, _)| mask >> i & 1 == 1).map(|(_, name)| name).collect();
        book.proof("points at infinity", format!("{names} at infinity"), &proof);
    }
    for (label, range) in [("A", 0..32), ("B", 32..96), ("C", 96..128)] {
        let last = range.end - 1;
        book.add("points at infinity", format!("{label}: flag of infinity beside a point"), |it| {
            it.proof[last] |= 0x40
        });
        book.add("points at infinity", format!("{label}: flags of infinity and of the sign"), |it| {
            it.proof[range.clone()].fill(0);
            it.proof[last] = 0xc0;
        });
        book.add("points at infinity", format!("{label}: infinity with a bit set"), |it| {
            it.proof[range.clone()].fill(0);
            it.proof[range.start] = 1;
            it.proof[last] = 0x40;
        });
        book.add("points at infinity", format!("{label}: all zeros"), |it| it.proof[range].fill(0));
    }
}
