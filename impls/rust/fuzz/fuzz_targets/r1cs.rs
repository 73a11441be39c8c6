//! A `.r1cs` is refused, or written and read again the same.
#![no_main]
use libfuzzer_sys::fuzz_target;
use zkpair_snark::r1cs::R1cs;

fuzz_target!(|data: &[u8]| {
    if let Ok(parsed) = R1cs::parse(data, "fuzz") {
        let written = parsed.write();
        assert_eq!(written.len(), data.len());
        assert!(R1cs::parse(&written, "fuzz") == Ok(parsed));
    }
});
