//! Sums and differences in F_p and F_r without a branch.
//!
//! arkworks compares first and then corrects; on random elements the processor guesses every second comparison wrong, which
//! costs as much as the sum itself.
use ark_ff::{BigInt, Fp, MontBackend, MontConfig};

type Element<C> = Fp<MontBackend<C, 4>, 4>;

/// a + b. The modulus is below 2^255, so that the sum has no carry.
#[inline(always)]
pub(crate) fn add<C: MontConfig<4>>(a: &Element<C>, b: &Element<C>) -> Element<C> {
    let ([a0, a1, a2, a3], [b0, b1, b2, b3], [m0, m1, m2, m3]) = (a.0.0, b.0.0, C::MODULUS.0);
    let (s0, carry) = a0.overflowing_add(b0);
    let (s1, carry) = carrying(a1, b1, carry);
    let (s2, carry) = carrying(a2, b2, carry);
    let (s3, _) = carrying(a3, b3, carry);
    let (d0, borrow) = s0.overflowing_sub(m0);
    let (d1, borrow) = borrowing(s1, m1, borrow);
    let (d2, borrow) = borrowing(s2, m2, borrow);
    let (d3, borrow) = borrowing(s3, m3, borrow);
    let keep = u64::from(borrow).wrapping_neg(); // all ones where the sum was below the modulus
    let chosen = |sum: u64, difference: u64| difference ^ ((difference ^ sum) & keep);
    Element::new_unchecked(BigInt([chosen(s0, d0), chosen(s1, d1), chosen(s2, d2), chosen(s3, d3)]))
}

/// a − b.
#[inline(always)]
pub(crate) fn sub<C: MontConfig<4>>(a: &Element<C>, b: &Element<C>) -> Element<C> {
    let ([a0, a1, a2, a3], [b0, b1, b2, b3], [m0, m1, m2, m3]) = (a.0.0, b.0.0, C::MODULUS.0);
    let (d0, borrow) = a0.overflowing_sub(b0);
    let (d1, borrow) = borrowing(a1, b1, borrow);
    let (d2, borrow) = borrowing(a2, b2, borrow);
    let (d3, borrow) = borrowing(a3, b3, borrow);
    let mask = u64::from(borrow).wrapping_neg();
    let (d0, carry) = d0.overflowing_add(m0 & mask);
    let (d1, carry) = carrying(d1, m1 & mask, carry);
    let (d2, carry) = carrying(d2, m2 & mask, carry);
    let (d3, _) = carrying(d3, m3 & mask, carry);
    Element::new_unchecked(BigInt([d0, d1, d2, d3]))
}

#[inline(always)]
fn borrowing(a: u64, b: u64, borrow: bool) -> (u64, bool) {
    let (difference, first) = a.overflowing_sub(b);
    let (difference, second) = difference.overflowing_sub(u64::from(borrow));
    (difference, first | second)
}

#[inline(always)]
fn carrying(a: u64, b: u64, carry: bool) -> (u64, bool) {
    let (sum, first) = a.overflowing_add(b);
    let (sum, second) = sum.overflowing_add(u64::from(carry));
    (sum, first | second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_bn254::{Fq, Fr};
    use ark_ff::PrimeField;
    use proptest::prelude::*;

    fn check<C: MontConfig<4>>(a: &Element<C>, b: &Element<C>) {
        assert_eq!(add(a, b), *a + b);
        assert_eq!(sub(a, b), *a - b);
    }

    proptest! {
        #[test]
        fn agree_with_arkworks(a in any::<[u8; 32]>(), b in any::<[u8; 32]>()) {
            check(&Fq::from_le_bytes_mod_order(&a), &Fq::from_le_bytes_mod_order(&b));
            check(&Fr::from_le_bytes_mod_order(&a), &Fr::from_le_bytes_mod_order(&b));
        }
    }

    /// Words near 0, near the modulus and at the limbs' borders.
    fn corners<C: MontConfig<4>>() {
        let words = |k: u64| [[k, 0, 0, 0], [0, k, 0, 0], [0, 0, 0, k], [u64::MAX, u64::MAX, u64::MAX, k]];
        let some: Vec<Element<C>> =
            (0..4).flat_map(words).map(|words| Element::<C>::new_unchecked(BigInt(words))).collect();
        let all: Vec<_> = some.iter().flat_map(|x| [*x, -*x]).collect();
        for (a, b) in all.iter().flat_map(|a| all.iter().map(move |b| (a, b))) {
            check(a, b);
        }
    }

    #[test]
    fn agree_with_arkworks_in_the_corners() {
        corners::<ark_bn254::FqConfig>();
        corners::<ark_bn254::FrConfig>();
    }
}
