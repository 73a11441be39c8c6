//! Altered verifying keys: bytes and points.

use ark_bn254::{G1Affine, G2Affine};
use ark_ec::{AffineRepr, CurveGroup};
use zkpair_snark::VerifyingKey;

use super::Book;

type Change<P> = fn(P) -> P;

/// Bytes of the key's container and header: magic, version, sections, moduli, counts, points.
pub fn key_bytes(book: &mut Book) {
    let length = book.honest.key.len();
    let (num_vars, domain) = (12 + 16 + 12 + 72, 12 + 16 + 12 + 80);
    for index in 0..length {
        let unused = (num_vars..num_vars + 4).contains(&index) || (domain..domain + 4).contains(&index);
        if !unused && (index < 130 || index % 7 == 0) {
            book.add("a byte of the key", format!("byte {index} xor 0x01"), |it| it.key[index] ^= 1);
        }
    }
    for cut in [0, 4, 11, 12, 100, length - 64, length - 1] {
        book.add("key truncated or extended", format!("to {cut} bytes"), |it| it.key.truncate(cut));
    }
    for extra in [1, 64] {
        book.add("key truncated or extended", format!("by {extra} zero bytes"), |it| it.key.resize(length + extra, 0));
    }
}

pub fn key_points(book: &mut Book, vk: &VerifyingKey) {
    let group = "points of the key replaced by others of their groups";
    let (double_1, double_2) = (|p: G1Affine| (p + p).into_affine(), |p: G2Affine| (p + p).into_affine());
    let g1s: [(&str, Change<G1Affine>); 4] = [
        ("negated", |p| -p),
        ("doubled", |p| (p + p).into_affine()),
        ("the generator", |_| G1Affine::generator()),
        ("infinity", |_| G1Affine::zero()),
    ];
    for (name, change) in g1s {
        book.key(group, format!("α {name}"), &VerifyingKey { alpha_g1: change(vk.alpha_g1), ..vk.clone() });
        book.key(group, format!("β₁ {name}"), &VerifyingKey { beta_g1: change(vk.beta_g1), ..vk.clone() });
        book.key(group, format!("δ₁ {name}"), &VerifyingKey { delta_g1: change(vk.delta_g1), ..vk.clone() });
        for index in 0..vk.ic.len() {
            let mut altered = vk.clone();
            altered.ic[index] = change(altered.ic[index]);
            book.key(group, format!("IC_{index} {name}"), &altered);
        }
    }
    let g2s: [(&str, Change<G2Affine>); 4] = [
        ("negated", |p| -p),
        ("doubled", |p| (p + p).into_affine()),
        ("the generator", |_| G2Affine::generator()),
        ("infinity", |_| G2Affine::zero()),
    ];
    for (name, change) in g2s {
        book.key(group, format!("β₂ {name}"), &VerifyingKey { beta_g2: change(vk.beta_g2), ..vk.clone() });
        book.key(group, format!("γ₂ {name}"), &VerifyingKey { gamma_g2: change(vk.gamma_g2), ..vk.clone() });
        book.key(group, format!("δ₂ {name}"), &VerifyingKey { delta_g2: change(vk.delta_g2), ..vk.clone() });
    }
    let beta = VerifyingKey { beta_g1: double_1(vk.beta_g1), beta_g2: double_2(vk.beta_g2), ..vk.clone() };
    book.key(group, "β doubled in both groups", &beta);
    let delta = VerifyingKey { delta_g1: double_1(vk.delta_g1), delta_g2: double_2(vk.delta_g2), ..vk.clone() };
    book.key(group, "δ doubled in both groups", &delta);
    book.key(group, "γ₂ and δ₂ swapped", &VerifyingKey { gamma_g2: vk.delta_g2, delta_g2: vk.gamma_g2, ..vk.clone() });
    for (i, j) in [(0, 1), (0, 2), (1, 2)] {
        let mut altered = vk.clone();
        altered.ic.swap(i, j);
        book.key(group, format!("IC_{i} and IC_{j} swapped"), &altered);
    }
    for length in [1, 2, 4] {
        let mut altered = vk.clone();
        altered.ic.resize(length, G1Affine::generator());
        book.key(group, format!("{} public inputs in the key", length - 1), &altered);
    }
}
