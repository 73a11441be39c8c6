//! The bits that the settings prove: p3-security counts the out-of-domain points into the rate, (n + 2)/8n, so that 2^6 rows
//! stay just below a hundred.
use zkpair_plonky3::cell::{Air, Cell, Field, Hash, Setting};
use zkpair_plonky3::security::proven;

/// What unique decoding proves with a setting at least: the queries decide, at every size.
fn least(log_n: u32) -> f64 {
    if log_n == 6 { 99.8 } else { 100.0 }
}

#[test]
fn the_default_setting_proves_a_hundred_bits_by_unique_decoding() {
    let cells = [
        (Air::Fibonacci, Field::Goldilocks, Hash::Sha3),
        (Air::HashChain, Field::Goldilocks, Hash::Blake3),
        (Air::Permutation, Field::Goldilocks, Hash::Sha3),
        (Air::Chain, Field::Goldilocks, Hash::Sha3),
    ];
    for (air, field, hash) in cells {
        for log_n in 6..=18 {
            let bits = |setting| proven(&Cell { air, field, hash, setting, log_n }).unique_decoding;
            let (default, common) = (bits(Setting::Default), bits(Setting::Queries28));
            assert!((least(log_n)..101.0).contains(&default), "{air:?} 2^{log_n}: {default}");
            assert!((39.0..40.0).contains(&common), "{air:?} 2^{log_n}: {common}");
        }
    }
}

#[test]
fn koala_bear_proves_what_its_extension_allows() {
    for hash in [Hash::Blake3, Hash::Poseidon2] {
        for log_n in 6..=18 {
            let cell = Cell { air: Air::Fibonacci, field: Field::KoalaBear, hash, setting: Setting::Default, log_n };
            let bits = proven(&cell).unique_decoding;
            // The extension has 124 bits: at 2^18 rows it decides, not the queries, and 99.2 bits are left.
            let least = if log_n == 18 { 99.1 } else { least(log_n) };
            assert!((least..101.0).contains(&bits), "{hash:?} 2^{log_n}: {bits}");
        }
    }
}
