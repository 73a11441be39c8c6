//! A `.wtns` is refused, or accepted by the prover's own conversion as well.
#![no_main]
use libfuzzer_sys::fuzz_target;
use zkpair_snark::{Witness, witness};

fuzz_target!(|data: &[u8]| {
    if let Ok(words) = witness::parse(data, "fuzz") {
        let converted = Witness::from_words(&words, "fuzz").expect("a parsed witness is canonical and begins with one");
        assert_eq!(witness::write(converted.values()).len(), data.len());
    }
});
