//! FRI's folding by four, in vectors.
//!
//! With x = 7·g^j and f(x·i^k) at the places j + k·n/4: f = Σ_m x^m·f_m(x⁴), and the folded value is Σ_m α^m·f_m(x⁴) =
//! ¼·Σ_m (α/x)^m·p_m, where p_m = Σ_k i^(−mk)·f(x·i^k).
use zkpair_algebra::{
    narrow::{
        Goldilocks, NarrowField,
        lanes::{Lanes, Portable},
    },
    simd::Level,
};

/// Places that a part has a multiple of: no vector is longer.
pub(super) const MULTIPLE: usize = 8;

/// The constants of one folding.
pub(super) struct Folding {
    /// α.
    pub(super) alpha: [u64; 2],
    /// 1/x at the part's first place, and the factor to the next.
    pub(super) inverse: [u64; 2],
    /// 1/i and 1/4.
    pub(super) constants: [u64; 2],
}

/// An element of the extension in each lane, c0 and c1: any words. φ² = φ − 2.
#[derive(Clone, Copy)]
struct Element<L>(L, L);

impl<L: Lanes<Goldilocks>> Element<L> {
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(self.0.add(other.0.canonical()), self.1.add(other.1.canonical()))
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(self.0.sub(other.0.canonical()), self.1.sub(other.1.canonical()))
    }

    #[inline(always)]
    fn scale(self, factor: L) -> Self {
        Self(self.0.mul(factor), self.1.mul(factor))
    }

    /// (a0·b0 − 2·a1·b1) + ((a0 + a1)·(b0 + b1) − a0·b0)·φ.
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        let (low, high) = (self.0.mul(other.0).canonical(), self.1.mul(other.1).canonical());
        let sums = self.0.add(self.1.canonical()).mul(other.0.add(other.1.canonical()));
        Self(low.sub(high).sub(high), sums.sub(low))
    }

    /// Canonical words.
    ///
    /// # Safety
    /// `from` has L::WIDTH words from `place` on, in both.
    #[allow(unsafe_code)] // vectors are read by address
    #[inline(always)]
    unsafe fn load(from: [&[u64]; 2], place: usize) -> Self {
        // SAFETY: as asked of the caller.
        unsafe { Self(L::load(from[0].as_ptr().add(place)), L::load(from[1].as_ptr().add(place))) }
    }
}

/// # Safety
/// The processor has the extension of `L`, and the caller is compiled for it.
#[allow(unsafe_code)] // pointers to words; a bounds check a load is what the vectors would save
#[inline(always)]
unsafe fn run<L: Lanes<Goldilocks>>(folding: &Folding, quarters: [[&[u64]; 2]; 4], folded: [&mut [u64]; 2]) {
    let count = folded[0].len();
    assert!(count.is_multiple_of(MULTIPLE) && folded[1].len() == count, "whole vectors");
    assert!(quarters.iter().flatten().all(|column| column.len() == count), "four values for each place");
    let mul = Goldilocks::mul;
    let (mut inverses, mut inverse) = ([0; MULTIPLE], folding.inverse[0]);
    for lane in &mut inverses {
        *lane = inverse;
        inverse = mul(inverse, folding.inverse[1]);
    }
    // SAFETY: no vector is longer than `inverses`.
    let mut inverse = unsafe { L::load(inverses.as_ptr()) };
    let step = L::splat(Goldilocks::power(folding.inverse[1], L::WIDTH));
    let alpha = Element(L::splat(folding.alpha[0]), L::splat(folding.alpha[1]));
    let [i, fourth] = folding.constants.map(L::splat);
    for place in (0..count).step_by(L::WIDTH) {
        // SAFETY: L::WIDTH divides MULTIPLE, which divides the number of words of all slices.
        let [a, b, c, d] = unsafe {
            let [a, b, c, d] = quarters;
            [Element::load(a, place), Element::load(b, place), Element::load(c, place), Element::load(d, place)]
        };
        let (even, odd, sum, difference) = (a.add(c), a.sub(c), b.add(d), b.sub(d).scale(i));
        let t = alpha.scale(inverse);
        let value = even.sub(sum).add(odd.sub(difference).mul(t));
        let value = odd.add(difference).add(value.mul(t));
        let Element(c0, c1) = even.add(sum).add(value.mul(t)).scale(fourth);
        // SAFETY: as above.
        unsafe {
            c0.canonical().store(folded[0].as_mut_ptr().add(place));
            c1.canonical().store(folded[1].as_mut_ptr().add(place));
        }
        inverse = inverse.mul(step);
    }
}

/// The folded values c0 and c1 of some places, a multiple of [`MULTIPLE`]: from the words c0 and c1 of the four quarters there.
#[allow(unsafe_code)] // calls into code compiled for an extension: `simd::Level` says that it is there
pub(super) fn fold(level: Level, folding: &Folding, quarters: [[&[u64]; 2]; 4], folded: [&mut [u64]; 2]) {
    #[cfg(target_arch = "x86_64")]
    {
        use zkpair_algebra::narrow::{avx2::Goldilocks4, avx512::Goldilocks8};

        #[target_feature(enable = "avx2")]
        fn avx2(folding: &Folding, quarters: [[&[u64]; 2]; 4], folded: [&mut [u64]; 2]) {
            // SAFETY: this function is compiled for AVX2.
            unsafe { run::<Goldilocks4>(folding, quarters, folded) }
        }
        #[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl")]
        fn avx512(folding: &Folding, quarters: [[&[u64]; 2]; 4], folded: [&mut [u64]; 2]) {
            // SAFETY: this function is compiled for these parts of AVX-512.
            unsafe { run::<Goldilocks8>(folding, quarters, folded) }
        }
        // SAFETY: the processor has what the function is compiled for.
        match level {
            Level::Avx512 if level.is_there() => return unsafe { avx512(folding, quarters, folded) },
            Level::Avx2 if level.is_there() => return unsafe { avx2(folding, quarters, folded) },
            _ => {}
        }
    }
    // SAFETY: portable vectors need no extension.
    unsafe { run::<Portable<u64>>(folding, quarters, folded) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may fail
    use winter_fri::folding::apply_drp;
    use winter_math::{FieldElement, StarkField};

    use super::*;
    use crate::{BaseElement, Extension, engine::transform::OFFSET};

    /// The part from place 16 on of 40 places, against winter-fri's folding of all 64.
    #[test]
    fn as_winter_fri_folds() {
        let element = |c0, c1| Extension::new(BaseElement::new(c0), BaseElement::new(c1));
        let word = |i: usize| match i % 7 {
            0 => Goldilocks::MODULUS - 1 - i as u64 % 2,
            _ => (i as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) % Goldilocks::MODULUS,
        };
        let columns: [Vec<u64>; 8] = std::array::from_fn(|c| (0..64).map(|j| word(64 * c + j)).collect());
        let rows: Vec<[Extension; 4]> =
            (0..64).map(|j| std::array::from_fn(|k| element(columns[2 * k][j], columns[2 * k + 1][j]))).collect();
        let expected = apply_drp(&rows, BaseElement::new(OFFSET), element(word(3), word(7)));
        let generator = BaseElement::get_root_of_unity(8).inv();
        let inverse = [BaseElement::new(OFFSET).inv() * generator.exp(16), generator].map(|x| x.as_int());
        let constants = [BaseElement::get_root_of_unity(2), BaseElement::new(4)].map(|x| x.inv().as_int());
        let folding = Folding { alpha: [word(3), word(7)], inverse, constants };
        for level in Level::ALL {
            let (mut c0, mut c1) = (vec![0; 40], vec![0; 40]);
            let quarters = std::array::from_fn(|k| [0, 1].map(|c| &columns[2 * k + c][16..56]));
            fold(level, &folding, quarters, [&mut c0, &mut c1]);
            let got: Vec<_> = c0.iter().zip(&c1).map(|(&c0, &c1)| element(c0, c1)).collect();
            assert_eq!(got, expected[16..56], "{level:?}");
            assert!(c0.iter().chain(&c1).all(|&word| word < Goldilocks::MODULUS), "{level:?}: canonical");
        }
    }
}
