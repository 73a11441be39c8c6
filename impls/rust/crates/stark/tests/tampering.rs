//! Altered, cut, extended and reordered proofs of every kind are rejected, and never by a panic.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may fail
use proptest::prelude::*;
use rayon::prelude::*;
use zkpair_stark::{Air, Cell, FriCell, Hash, Rejection, Setting, sample};

const ROWS: usize = 64;
const P: u64 = 0xffff_ffff_0000_0001;

struct Honest {
    cell: Cell,
    proof: Vec<u8>,
    public: Vec<u8>,
}

fn honest(air: Air, hash: Hash, setting: Setting) -> Honest {
    let cell = Cell::new(air, hash, setting, ROWS).unwrap();
    let (trace, public) = sample::statement(air, ROWS, 0);
    let proof = cell.prove(&trace, &public).unwrap();
    assert_eq!(cell.verify(&proof, &public), Ok(()));
    Honest { cell, proof, public }
}

const AIRS: [Air; 4] = [Air::Fibonacci, Air::HashChain, Air::Permutation, Air::Chain];

/// Where the parts of a proof lie: lengths are read from the proof itself, independently of the parser under test.
fn parts(proof: &[u8]) -> Vec<(&'static str, std::ops::Range<usize>)> {
    fn varint(proof: &[u8], at: &mut usize) -> usize {
        let length = proof[*at].trailing_zeros() as usize + 1;
        let mut bytes = [0; 8];
        bytes[..length].copy_from_slice(&proof[*at..*at + length]);
        *at += length;
        (u64::from_le_bytes(bytes) >> length) as usize
    }
    let number = |at: usize, bytes: usize| proof[at..at + bytes].iter().rev().fold(0, |n, &b| n << 8 | usize::from(b));
    let segments = 2 + usize::from(proof[1] > 0);
    let mut at = 6 + 1 + 8 + 10;
    varint(proof, &mut at);
    let mut parts = vec![("context", 0..at), ("unique queries", at..at + 1)];
    at += 1;
    let commitments = at + 2..at + 2 + number(at, 2);
    parts.push(("commitments", commitments.clone()));
    at = commitments.end;
    for _ in 0..segments {
        for part in ["rows", "opening"] {
            let length = varint(proof, &mut at);
            parts.push((part, at..at + length));
            at += length;
        }
    }
    for _ in 0..2 {
        let length = number(at, 2);
        parts.push(("frame", at + 2..at + 2 + length));
        at += 2 + length;
    }
    let layers = proof[at];
    at += 1;
    for _ in 0..layers {
        for part in ["layer values", "layer opening"] {
            let length = number(at, 4);
            parts.push((part, at + 4..at + 4 + length));
            at += 4 + length;
        }
    }
    let length = number(at, 2);
    parts.push(("remainder", at + 2..at + 2 + length));
    parts.push(("nonce", proof.len() - 8..proof.len()));
    assert_eq!(at + 2 + length + 1 + 8, proof.len());
    parts
}

/// One byte in so many, by another offset in each proof, where every byte is the slow tests' part.
const SAMPLE: usize = 13;

#[test]
fn any_byte_altered_is_rejected() {
    altered_bytes(SAMPLE);
}

#[test]
#[ignore = "slow"]
fn every_byte_altered_is_rejected() {
    altered_bytes(1);
}

fn altered_bytes(step: usize) {
    for (air, hash) in [
        (Air::Fibonacci, Hash::Sha3_256),
        (Air::Fibonacci, Hash::Blake3),
        (Air::HashChain, Hash::Blake3),
        (Air::Permutation, Hash::Blake3),
        (Air::Chain, Hash::Blake3),
    ] {
        let Honest { cell, proof, public } = honest(air, hash, Setting::Queries28);
        (proof.len() % step..proof.len()).into_par_iter().step_by(step).for_each_with(proof.clone(), |proof, i| {
            let original = proof[i];
            proof[i] ^= 1 << (i % 8);
            assert!(cell.verify(proof, &public).is_err(), "{air:?} {hash:?}: byte {i} {original} -> {}", proof[i]);
            proof[i] = original;
        });
    }
}

/// The bytes that decide lengths, options and counts, in all their values, under the default setting.
#[test]
fn every_value_of_the_structural_bytes_is_rejected() {
    for air in AIRS {
        let Honest { cell, mut proof, public } = honest(air, Hash::Blake3, Setting::Default);
        let content = ["commitments", "rows", "frame", "layer values", "remainder"];
        let is_content = |i: &usize| {
            let inside = |(name, range): &(_, std::ops::Range<usize>)| content.contains(name) && range.contains(i);
            parts(&proof).iter().any(inside)
        };
        let opening_heads: Vec<usize> = parts(&proof)
            .iter()
            .filter(|(name, _)| name.ends_with("opening"))
            .flat_map(|(_, r)| r.start..r.start + 4)
            .collect();
        let openings =
            |i: &usize| parts(&proof).iter().any(|(name, range)| name.ends_with("opening") && range.contains(i));
        let structural: Vec<usize> =
            (0..proof.len()).filter(|i| !is_content(i) && (!openings(i) || opening_heads.contains(i))).collect();
        assert!((60..250).contains(&structural.len()), "{}", structural.len());
        for i in structural {
            let original = proof[i];
            for value in (0..=255).filter(|&value| value != original) {
                proof[i] = value;
                assert!(cell.verify(&proof, &public).is_err(), "{air:?}: byte {i} {original} -> {value}");
            }
            proof[i] = original;
        }
    }
}

#[test]
fn every_truncation_and_any_extension_is_rejected() {
    for air in AIRS {
        let Honest { cell, proof, public } = honest(air, Hash::Sha3_256, Setting::Queries28);
        for length in 0..proof.len() {
            assert!(cell.verify(&proof[..length], &public).is_err(), "{air:?}: cut to {length}");
        }
        for tail in [&[0][..], &[1], &[0; 100], &proof] {
            let verdict = cell.verify(&[&proof, tail].concat(), &public);
            assert_eq!(verdict, Err(Rejection::Malformed { at: proof.len(), what: "bytes after the end" }));
        }
    }
}

#[test]
fn parts_exchanged_or_dropped_are_rejected() {
    for air in AIRS {
        let Honest { cell, proof, public } = honest(air, Hash::Sha3_256, Setting::Default);
        let parts = parts(&proof);
        for (name, range) in &parts {
            let unit = match *name {
                "commitments" | "layer opening" | "opening" => 32,
                _ => 8,
            };
            let part = &proof[range.clone()];
            let mut others = vec![part.iter().copied().rev().collect::<Vec<u8>>()];
            if part.len() >= 2 * unit {
                let mut rotated = part.to_vec();
                rotated.rotate_left(unit);
                let dropped_first = part[unit..].to_vec();
                let dropped_last = part[..part.len() - unit].to_vec();
                let doubled = [part, &part[part.len() - unit..]].concat();
                others.extend([rotated, dropped_first, dropped_last, doubled]);
            }
            for other in others.into_iter().filter(|other| other != part) {
                let altered = [&proof[..range.start], &other, &proof[range.end..]].concat();
                assert!(cell.verify(&altered, &public).is_err(), "{air:?}: {name} at {range:?}");
            }
        }
        for (first, second) in parts.iter().flat_map(|a| parts.iter().map(move |b| (&a.1, &b.1))) {
            if first.end <= second.start && proof[first.clone()] != proof[second.clone()] {
                let between = &proof[first.end..second.start];
                let exchanged = [
                    &proof[..first.start],
                    &proof[second.clone()],
                    between,
                    &proof[first.clone()],
                    &proof[second.end..],
                ];
                assert!(cell.verify(&exchanged.concat(), &public).is_err(), "{air:?}: {first:?} and {second:?}");
            }
        }
    }
}

/// A part that has a length of its own, some bytes longer than what it holds; nothing else moves.
#[test]
fn bytes_after_the_end_of_a_part_are_rejected() {
    let varint_of = |value: usize| -> Vec<u8> {
        let length = (1..=8).find(|&bytes| value >> (7 * bytes) == 0).unwrap();
        (value << length | 1 << (length - 1)).to_le_bytes()[..length].to_vec()
    };
    for air in AIRS {
        let Honest { cell, proof, public } = honest(air, Hash::Blake3, Setting::Queries28);
        let mut tried = 0;
        for (name, part) in parts(&proof) {
            let length_of = |value: usize| match name {
                "opening" => varint_of(value),
                _ => (value as u32).to_le_bytes().to_vec(),
            };
            if !["opening", "layer values", "layer opening"].contains(&name) {
                continue;
            }
            let begin = part.start - length_of(part.len()).len();
            assert_eq!(proof[begin..part.start], length_of(part.len()), "{name}");
            for more in [1, 8, 64] {
                let (before, after) = (&proof[..begin], &proof[part.end..]);
                let longer =
                    [before, &length_of(part.len() + more), &proof[part.clone()], &vec![0; more], after].concat();
                let verdict = cell.verify(&longer, &public);
                assert!(matches!(verdict, Err(Rejection::Malformed { .. })), "{air:?}: {name} + {more}: {verdict:?}");
                tried += 1;
            }
        }
        assert!(tried >= 4 * 3);
    }
}

/// Elements e and e + p are the same modulo p; winterfell's integers have several encodings.
#[test]
fn other_encodings_of_the_same_proof_are_rejected() {
    for air in AIRS {
        let Honest { cell, proof, public } = honest(air, Hash::Sha3_256, Setting::Queries28);
        let elements = ["rows", "frame", "layer values", "remainder"];
        for (name, range) in parts(&proof).into_iter().filter(|(name, _)| elements.contains(name)) {
            let range = range.start + usize::from(name == "frame")..range.end;
            for at in range.step_by(8) {
                let value = u64::from_le_bytes(proof[at..at + 8].try_into().unwrap());
                let mut altered = proof.clone();
                altered[at..at + 8].copy_from_slice(&value.wrapping_add(P).to_le_bytes());
                assert!(cell.verify(&altered, &public).is_err(), "{name} at {at}");
                altered[at..at + 8].copy_from_slice(&P.to_le_bytes());
                let verdict = cell.verify(&altered, &public);
                assert!(matches!(verdict, Err(Rejection::Malformed { .. })), "{name} at {at}: {verdict:?}");
            }
        }
        // The number of constraints, a varint of one byte, in two and in nine bytes.
        let (at, value) = (25, proof[25] >> 1);
        assert!(proof[at] & 1 == 1);
        let nine = [&[0][..], &u64::from(value).to_le_bytes()].concat();
        let two = (u16::from(value) << 2 | 0b10).to_le_bytes();
        for longer in [&two[..], &nine] {
            let altered = [&proof[..at], longer, &proof[at + 1..]].concat();
            assert!(cell.verify(&altered, &public).is_err());
        }
    }
}

#[test]
fn another_statement_hash_setting_or_size_is_rejected() {
    exchanged_statements(Setting::Default);
}

#[test]
#[ignore = "slow"]
fn another_statement_hash_setting_or_size_is_rejected_with_28_queries() {
    exchanged_statements(Setting::Queries28);
}

fn exchanged_statements(own: Setting) {
    let all = || {
        AIRS.into_iter().flat_map(|air| {
            [Hash::Sha3_256, Hash::Blake3]
                .into_iter()
                .flat_map(move |hash| [Setting::Default, Setting::Queries28].map(|setting| (air, hash, setting)))
        })
    };
    for (air, hash, setting) in all().filter(|cell| cell.2 == own) {
        let Honest { proof, public, .. } = honest(air, hash, setting);
        for (other_air, other_hash, other_setting) in all() {
            for rows in [ROWS, 2 * ROWS] {
                let same = (air, hash, setting, ROWS) == (other_air, other_hash, other_setting, rows);
                let cell = Cell::new(other_air, other_hash, other_setting, rows).unwrap();
                let (_, other_public) = sample::statement(other_air, rows, 0);
                assert_eq!(cell.verify(&proof, &public).is_ok(), same);
                if !same && other_public != public {
                    assert!(cell.verify(&proof, &other_public).is_err());
                }
            }
        }
    }
}

#[test]
fn false_claims_are_rejected() {
    for (air, setting) in AIRS.into_iter().flat_map(|air| [(air, Setting::Default), (air, Setting::Queries28)]) {
        let Honest { cell, proof, public } = honest(air, Hash::Sha3_256, setting);
        for i in 0..public.len() {
            let mut claim = public.clone();
            claim[i] ^= 1;
            assert!(cell.verify(&proof, &claim).is_err(), "{air:?}: byte {i}");
        }
        for claim in [&public[1..], &public[8..], &[&public[..], &[0; 8]].concat(), &[], &[0xff; 24]] {
            assert!(matches!(cell.verify(&proof, claim), Err(Rejection::Public(_))), "{air:?}");
        }
        let reversed: Vec<u8> = public.chunks(8).rev().flatten().copied().collect();
        assert_eq!(cell.verify(&proof, &reversed).is_ok(), reversed == public);
        let (_, other) = sample::statement(air, ROWS, 1);
        assert!(cell.verify(&proof, &other).is_err());
    }
}

#[test]
fn any_byte_of_a_fri_proof_altered_is_rejected() {
    altered_fri(SAMPLE);
}

#[test]
#[ignore = "slow"]
fn every_byte_of_a_fri_proof_altered_is_rejected() {
    altered_fri(1);
}

fn altered_fri(step: usize) {
    for hash in [Hash::Sha3_256, Hash::Blake3] {
        let cell = FriCell::new(hash, 1024).unwrap();
        let mut proof = cell.prove(&sample::evaluations(1024, 0)).unwrap();
        assert_eq!(cell.verify(&proof), Ok(()));
        for i in (proof.len() % step..proof.len()).step_by(step) {
            let original = proof[i];
            for value in [original ^ 1, original ^ 0x80] {
                proof[i] = value;
                assert!(cell.verify(&proof).is_err(), "{hash:?}: byte {i} {original} -> {value}");
            }
            proof[i] = original;
        }
        for length in (0..proof.len()).step_by(step) {
            assert!(cell.verify(&proof[..length]).is_err(), "cut to {length}");
        }
        assert!(cell.verify(&[&proof[..], &[0]].concat()).is_err());
        let other = FriCell::new(hash, 2048).unwrap();
        assert!(other.verify(&proof).is_err());
        assert!(cell.verify(&other.prove(&sample::evaluations(2048, 0)).unwrap()).is_err());
    }
}

/// Our own check, not winter-fri's, which compares the remainder with the folded values alone.
#[test]
fn another_remainder_than_the_one_committed_to_is_refused_as_such() {
    const BYTES: usize = 32 * 16; // 1024 points folded once: 32 coefficients, then the byte for partitions
    for hash in [Hash::Sha3_256, Hash::Blake3] {
        let cell = FriCell::new(hash, 1024).unwrap();
        let mut proof = cell.prove(&sample::evaluations(1024, 0)).unwrap();
        let end = proof.len() - 1;
        for at in (end - BYTES..end).step_by(8) {
            proof[at] ^= 1;
            assert_eq!(cell.verify(&proof), Err(Rejection::Remainder), "{hash:?}: byte {at}");
            proof[at] ^= 1;
        }
    }
}

proptest! {
    /// Any bytes, and any splice of an honest proof, get a verdict.
    #[test]
    fn any_bytes_get_a_verdict(bytes in prop::collection::vec(any::<u8>(), 0..2000), public in prop::collection::vec(any::<u8>(), 0..40)) {
        for air in AIRS {
            let cell = Cell::new(air, Hash::Blake3, Setting::Default, ROWS).unwrap();
            prop_assert!(cell.verify(&bytes, &public).is_err());
        }
        prop_assert!(FriCell::new(Hash::Blake3, 1024).unwrap().verify(&bytes).is_err());
    }

    #[test]
    fn splices_of_an_honest_proof_are_rejected(from in any::<prop::sample::Index>(), length in 0..200_usize, with in prop::collection::vec(any::<u8>(), 0..200)) {
        static HONEST: std::sync::LazyLock<Honest> = std::sync::LazyLock::new(|| honest(Air::Permutation, Hash::Blake3, Setting::Queries28));
        let Honest { cell, proof, public } = &*HONEST;
        let from = from.index(proof.len());
        let spliced = [&proof[..from], &with, &proof[proof.len().min(from + length)..]].concat();
        prop_assert_eq!(cell.verify(&spliced, public).is_ok(), &spliced == proof);
    }
}
