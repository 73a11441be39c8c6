//! Small integers among field elements, and their limbs.
use ff::PrimeField;
use pasta_curves::Fp;

/// B: bits of a limb, so that a table of 2^B fits into 2^k rows.
pub fn limb_bits(k: u32) -> u32 {
    if k >= 9 { 8 } else { k - 2 }
}

/// The integer, if it is below 2^bits (bits at most 63).
pub fn integer_below(value: &Fp, bits: u32) -> Option<u64> {
    let bytes = value.to_repr();
    let (low, high) = bytes.split_first_chunk()?;
    let integer = u64::from_le_bytes(*low);
    (high.iter().all(|byte| *byte == 0) && integer >> bits == 0).then_some(integer)
}

/// (low, high) with value = low + 2^B·high; a value that is too large gives limbs that no table has.
pub fn split(value: &Fp, bits: u32) -> [Fp; 2] {
    match integer_below(value, 2 * bits) {
        Some(integer) => [integer & ((1 << bits) - 1), integer >> bits].map(Fp::from),
        None => [*value, Fp::zero()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_and_limbs() {
        for (value, bits, expected) in
            [(0, 1, Some(0)), (255, 8, Some(255)), (256, 8, None), (u64::MAX, 63, None), (1 << 62, 63, Some(1 << 62))]
        {
            assert_eq!(integer_below(&Fp::from(value), bits), expected);
        }
        assert_eq!(integer_below(&-Fp::one(), 63), None);
        assert_eq!(integer_below(&(Fp::from(1 << 63) * Fp::from(2)), 63), None);
        assert_eq!(split(&Fp::from(0xabcd), 8), [Fp::from(0xcd), Fp::from(0xab)]);
        assert_eq!([4, 5, 6, 8, 8], [6, 7, 8, 9, 14].map(limb_bits));
    }
}
