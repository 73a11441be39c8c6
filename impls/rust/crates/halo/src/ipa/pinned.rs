//! SHA-256 of halo2's generators over Vesta: g_0 … g_{n−1}, w, u, 64 bytes each, for each k.
use sha2::{Digest, Sha256};

/// The smallest number of generators, as a power of two.
pub const MIN_K: u32 = 4;
/// The largest.
pub const MAX_K: u32 = 16;

const DIGESTS: &[&str] = &[
    "6c2b07e0d2edcce486b5adf9a54dd6eedf6f5a68d8c95a99adba34d39cc98a22", // k = 4
    "350bcc4724afd5054fdefc54a1ca6c1c0c3086e1ab5f6c992d4d22fd55b2de86", // k = 5
    "a673a266687ca3131b61eaaccfeacc43efd165c501a773ad09823af6506d0f53", // k = 6
    "c8ca083e73946198da1529aa47ef345fb5069a167e59378bc828c0e3160587de", // k = 7
    "eabdac2f1bb63a905071130c7a634c86fb0658d6e7da32ca03660e68e8939c2b", // k = 8
    "b1aa222267c761b05dd933c8190cba62f87d5ab613cae0f82dfc6212a1c9e169", // k = 9
    "224879eefd422a8fa14be3a178f4e3286f2c28954bd06f3072225f04718fb30c", // k = 10
    "590192f6670789da8fe092704b6d240adcef583192da73434b95338595fe67aa", // k = 11
    "6085d25c91a792fce3d0aec138b3e808005ebea9647e25174cddabf11a5e7c07", // k = 12
    "c37cdf7245c5987b5e0f77a6ca0292f1e4d17d5f75d668521b6e666a9b090296", // k = 13
    "28e7ef12095b0ce713dbb457574e57cb6fb060f63a14edef521749c9d20ca8b7", // k = 14
    "8cdced6a8a2fef953aeeb525fff76bca8abb7afa8f3c53a580f9b456b9ad48dd", // k = 15
    "df67a1cf5acebe0458fbc11aa0aeb55bba3df0ed11d56392b1a20ce4262fb06f", // k = 16
];

/// Are these the bytes of halo2's generators for k?
pub(super) fn are_halo2s(data: &[u8], k: u32) -> bool {
    let pinned = k.checked_sub(MIN_K).and_then(|i| DIGESTS.get(i as usize));
    pinned.is_some_and(|pinned| **pinned == hex(&Sha256::digest(data)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
