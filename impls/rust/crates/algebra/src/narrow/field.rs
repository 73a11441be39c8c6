//! Goldilocks and KoalaBear, one element at a time.
use std::fmt::Debug;

/// A prime field whose elements fit a machine word.
///
/// Data are plain residues. Factors (roots of unity and their powers) are kept in the form in which [`mul`](Self::mul)
/// takes them: `mul(x, factor(w))` is the residue x·w, `mul(factor(v), factor(w))` is `factor(v·w)`. So KoalaBear's data
/// never change into Montgomery form and back.
pub trait NarrowField: Copy + Send + Sync + 'static {
    /// An unsigned integer that holds an element.
    type Word: Copy + Default + Debug + Ord + Send + Sync + Into<u64> + 'static;

    /// As cases spell it.
    const NAME: &'static str;
    /// p.
    const MODULUS: u64;
    /// Of the multiplicative group.
    const GENERATOR: u64;
    /// The largest k for which 2^k divides p − 1.
    const TWO_ADICITY: usize;

    /// The word of an integer below p.
    fn word(value: u64) -> Self::Word;
    /// The form of a factor, of an integer below p.
    fn factor(value: u64) -> Self::Word;
    /// See [`NarrowField`].
    fn mul(x: Self::Word, factor: Self::Word) -> Self::Word;
    /// x + y.
    fn add(x: Self::Word, y: Self::Word) -> Self::Word;
    /// x − y.
    fn sub(x: Self::Word, y: Self::Word) -> Self::Word;
    /// The representative below p.
    fn canonical(x: Self::Word) -> Self::Word;

    /// factor(w^exponent) of factor(w).
    fn power(factor: Self::Word, mut exponent: usize) -> Self::Word {
        let (mut result, mut square) = (Self::factor(1), factor);
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = Self::mul(result, square);
            }
            square = Self::mul(square, square);
            exponent >>= 1;
        }
        result
    }

    /// factor(g^((p−1)/2^log_n)), a primitive root of unity of the order 2^log_n ≤ 2^TWO_ADICITY.
    fn root(log_n: usize) -> Self::Word {
        let odd = (Self::MODULUS - 1) >> Self::TWO_ADICITY;
        let root = Self::power(Self::factor(Self::GENERATOR), odd as usize);
        Self::power(root, 1 << (Self::TWO_ADICITY - log_n))
    }
}

/// p = 2^64 − 2^32 + 1. Any 64-bit word stands for its residue; words are canonical at the borders only.
///
/// ```text
/// 2^64 ≡ 2^32 − 1 = ε    2^96 ≡ −1        lo + 2^64·(mid + 2^32·hi) ≡ lo − hi + ε·mid
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goldilocks;

/// 2^64 mod p.
pub const EPSILON: u64 = 0xFFFF_FFFF;

/// ε or 0, by a mask: a carry happens half the time, and no predictor foresees it.
#[inline(always)]
fn epsilon_if(condition: bool) -> u64 {
    u64::from(condition).wrapping_neg() & EPSILON
}

impl NarrowField for Goldilocks {
    type Word = u64;
    const NAME: &'static str = "goldilocks";
    const MODULUS: u64 = 0xFFFF_FFFF_0000_0001;
    const GENERATOR: u64 = 7;
    const TWO_ADICITY: usize = 32;

    fn word(value: u64) -> u64 {
        value
    }

    fn factor(value: u64) -> u64 {
        value
    }

    /// Any words; the product is any word.
    #[inline(always)]
    fn mul(x: u64, factor: u64) -> u64 {
        let product = u128::from(x) * u128::from(factor);
        let (low, high) = (product as u64, (product >> 64) as u64);
        let (difference, borrow) = low.overflowing_sub(high >> 32);
        let difference = difference.wrapping_sub(epsilon_if(borrow)); // below 2^32 it would not borrow again
        let (sum, carry) = difference.overflowing_add((high & EPSILON) * EPSILON);
        sum.wrapping_add(epsilon_if(carry))
    }

    /// x any word, y canonical; then one correction is enough.
    #[inline(always)]
    fn add(x: u64, y: u64) -> u64 {
        let (sum, carry) = x.overflowing_add(y);
        sum.wrapping_add(epsilon_if(carry))
    }

    /// x any word, y canonical.
    #[inline(always)]
    fn sub(x: u64, y: u64) -> u64 {
        let (difference, borrow) = x.overflowing_sub(y);
        difference.wrapping_sub(epsilon_if(borrow))
    }

    #[inline(always)]
    fn canonical(x: u64) -> u64 {
        x.min(x.wrapping_sub(Self::MODULUS))
    }
}

/// p = 2^31 − 2^24 + 1. Words are canonical always; a factor w is w·2^32 mod p (Montgomery 1985).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KoalaBear;

impl KoalaBear {
    /// p as it is used.
    pub const P: u32 = 0x7F00_0001;
    /// p^−1 mod 2^32.
    pub const INVERSE: u32 = 0x8100_0001;
}

const _: () = assert!(KoalaBear::P.wrapping_mul(KoalaBear::INVERSE) == 1);

impl NarrowField for KoalaBear {
    type Word = u32;
    const NAME: &'static str = "koalabear";
    const MODULUS: u64 = Self::P as u64;
    const GENERATOR: u64 = 3;
    const TWO_ADICITY: usize = 24;

    fn word(value: u64) -> u32 {
        value as u32
    }

    fn factor(value: u64) -> u32 {
        ((value << 32) % Self::MODULUS) as u32
    }

    /// x·f·2^−32: with q = x·f·p^−1 mod 2^32 the low halves of x·f and of q·p are the same.
    #[inline(always)]
    fn mul(x: u32, factor: u32) -> u32 {
        let product = u64::from(x) * u64::from(factor);
        let quotient = (product as u32).wrapping_mul(Self::INVERSE);
        let high = ((u64::from(quotient) * Self::MODULUS) >> 32) as u32;
        Self::raised(((product >> 32) as u32).wrapping_sub(high))
    }

    #[inline(always)]
    fn add(x: u32, y: u32) -> u32 {
        let sum = x + y; // below 2p < 2^32
        sum.min(sum.wrapping_sub(Self::P))
    }

    #[inline(always)]
    fn sub(x: u32, y: u32) -> u32 {
        Self::raised(x.wrapping_sub(y))
    }

    #[inline(always)]
    fn canonical(x: u32) -> u32 {
        x
    }
}

impl KoalaBear {
    /// A difference of two numbers below p, by p higher where it is negative.
    #[inline(always)]
    fn raised(difference: u32) -> u32 {
        difference.min(difference.wrapping_add(Self::P))
    }
}
