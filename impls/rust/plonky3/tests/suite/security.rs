//! The bits that the settings prove: p3-security counts the out-of-domain points into the rate, (n + 2)/8n, so that 2^6 rows
//! stay just below a hundred.
use zkpair_plonky3::cell::{Air, Cell, Field, Hash, Setting};
use zkpair_plonky3::security::proven;

#[test]
fn the_default_setting_proves_a_hundred_bits_by_unique_decoding() {
    let cells = [
        (Air::Fibonacci, Field::Goldilocks, Hash::Sha3),
        (Air::HashChain, Field::Goldilocks, Hash::Blake3),
        (Air::Permutation, Field::Goldilocks, Hash::Sha3),
    ];
    for (air, field, hash) in cells {
        for log_n in 6..=18 {
            let bits = |setting| proven(&Cell { air, field, hash, setting, log_n }).unique_decoding;
            assert!(bits(Setting::Default) >= 100.0, "{air:?} 2^{log_n}: {}", bits(Setting::Default));
            let common = bits(Setting::Queries28);
            assert!((39.0..40.0).contains(&common), "{air:?} 2^{log_n}: {common}");
        }
    }
}

#[test]
fn koala_bear_proves_what_its_extension_allows() {
    let bits = |hash, log_n| {
        let cell = Cell { air: Air::Fibonacci, field: Field::KoalaBear, hash, setting: Setting::Default, log_n };
        proven(&cell).unique_decoding
    };
    for hash in [Hash::Blake3, Hash::Poseidon2] {
        for log_n in 6..=16 {
            assert!(bits(hash, log_n) >= 100.0, "2^{log_n}: {}", bits(hash, log_n));
        }
    }
}
