//! BLAKE2b-256 of what `Params::write` gives, for each k.

/// The smallest k.
pub const MIN_K: u32 = 4;
/// The largest k.
pub const MAX_K: u32 = 14;

const DIGESTS: &[&str] = &[
    "e578a050edb789194aa31b2960d0a5a29b421e3141a9b4afe1eb6aa3b9a85e5f", // k = 4
    "1a8448e63afa4030a472d31cc01d87a34b7d6a35d0b0629a660bbbf868559a24", // k = 5
    "512676d8451d8d320d9c8f94b5a28a9a8758ddb1f6b6848c40b6290b2dc081f5", // k = 6
    "0933a610f4969ef1f4ecb63454dc8f7e91dc7e181e0c86f1814a82f767683f5a", // k = 7
    "4e2600d2146e0356001d39e1cf3f0048c75a428251afd0c03fbc6d5e3b90c2a9", // k = 8
    "e8e5479981383bf74da627a6a3fa6f77463a36d9184372c1023f1cde66f80750", // k = 9
    "7cb87405f41de2a0f0b640d702482629d77a15c469d79d864407c0494d4e75ed", // k = 10
    "773ee1d3dcc65a13e97e4d88119d1d20fb12a8db4443361f370c75bdc2c91382", // k = 11
    "8d715ccc1bbb447a03a53ef53866f060ce574c0d76e00ed7aea35f8be6fc0af5", // k = 12
    "c2ecc4e0390ee1c5ed97822aa97119721bd01a3008a127113fa84de347e994c6", // k = 13
    "7e77bf05488d7e8514ef5dcbe9326091994853a7bbb1e39272a0b8fe53c6d40c", // k = 14
];

/// The digest for k.
pub(super) fn digest(k: u32) -> Option<[u8; 32]> {
    let hex = DIGESTS.get(k.checked_sub(MIN_K)? as usize)?;
    let mut digest = [0; 32];
    for (i, byte) in digest.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hex.get(2 * i..2 * i + 2)?, 16).ok()?;
    }
    Some(digest)
}
