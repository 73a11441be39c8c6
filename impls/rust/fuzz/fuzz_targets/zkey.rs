//! A `.zkey` is refused, or written and read again the same; so is its verifying key.
#![no_main]
use libfuzzer_sys::fuzz_target;
use zkpair_snark::zkey;

fuzz_target!(|data: &[u8]| {
    if let Ok(parsed) = zkey::parse_proving(data, "fuzz") {
        let written = zkey::write_proving(&parsed);
        assert!(written.len() <= data.len());
        assert!(zkey::parse_proving(&written, "fuzz") == Ok(parsed));
        let cut = zkey::cut_to_verifying(data, "fuzz").expect("a key that parses can be cut");
        zkey::parse_verifying(&cut, "fuzz").expect("what was cut from a key parses");
    }
    if let Ok(vk) = zkey::parse_verifying(data, "fuzz") {
        assert_eq!(zkey::write_verifying(&vk).len(), data.len());
    }
});
