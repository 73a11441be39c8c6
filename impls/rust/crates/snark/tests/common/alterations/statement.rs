//! Altered statements, and honest parts that do not belong together.

use ark_bn254::Fr;
use ark_ff::{BigInteger, PrimeField};
use zkpair_snark::{VerifyingKey, Witness, chain, prove};

use super::{Book, Example, example, public_bytes, words};

pub fn public_inputs(book: &mut Book) {
    for index in 0..64 {
        for mask in [0x01, 0x80] {
            book.add("a byte of a public input", format!("byte {index} xor {mask:#04x}"), |it| {
                it.public[index] ^= mask
            });
        }
    }
    for input in 0..2 {
        let range = 32 * input..32 * (input + 1);
        book.add("public inputs", format!("input {input} + r: the same element, not canonical"), |it| {
            let mut carry = 0u16;
            for (byte, add) in it.public[range.clone()].iter_mut().zip(Fr::MODULUS.to_bytes_le()) {
                carry += u16::from(*byte) + u16::from(add);
                *byte = carry as u8;
                carry >>= 8;
            }
            assert_eq!(carry, 0);
        });
        for (name, value) in [("zero", Fr::from(0u64)), ("one", Fr::from(1u64)), ("r − 1", -Fr::from(1u64))] {
            book.add("public inputs", format!("input {input} is {name}"), |it| {
                it.public[range.clone()].copy_from_slice(&value.into_bigint().to_bytes_le());
            });
        }
        book.add("public inputs", format!("input {input} is r"), |it| {
            it.public[range.clone()].copy_from_slice(&Fr::MODULUS.to_bytes_le());
        });
        book.add("public inputs", format!("input {input} missing"), |it| {
            it.public.drain(range.clone());
        });
    }
    book.add("public inputs", "swapped", |it| it.public.rotate_left(32));
    book.add("public inputs", "none", |it| it.public.clear());
    book.add("public inputs", "one more, zero", |it| it.public.resize(96, 0));
    book.add("public inputs", "the constant one in front", |it| {
        it.public.splice(0..0, [1].into_iter().chain([0; 31]));
    });
    for length in [1, 31, 33, 63, 65] {
        book.add("public inputs", format!("{length} bytes"), |it| it.public.resize(length, 0));
    }
}

/// Honest parts that do not belong together.
pub fn other_statements(book: &mut Book, honest: &Example) {
    let group = "honest parts that do not belong together";
    let witness = |a: u64| words(&chain::witness(5, Fr::from(a), Fr::from(9u64)));
    for start in 3..8 {
        let words = witness(start);
        let proof =
            prove(&honest.key, &Witness::from_words(&words, "w").unwrap(), Fr::from(5u64), Fr::from(6u64)).unwrap();
        book.proof(group, format!("the proof of another statement, {start}"), &proof);
        book.add(group, format!("another true statement, {start}"), |it| it.public = public_bytes(&words[1..3]));
    }
    for seed in 2..6 {
        let other = example(5, seed);
        book.key(group, format!("the key of another setup, {seed}"), &other.key.vk);
        book.proof(group, format!("the proof under another key, {seed}"), &other.proof);
        let vk = VerifyingKey { ic: other.key.vk.ic, ..honest.key.vk.clone() };
        book.key(group, format!("the IC of another key, {seed}"), &vk);
    }
}
