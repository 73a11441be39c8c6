//! Inverses in F_p (1.4 µs, arkworks' take 4): what every batch of affine additions waits for.
//!
//! Bernstein and Yang, Fast constant-time gcd computation and modular inversion (2019, <https://eprint.iacr.org/2019/266>),
//! here in variable time. With f = p, g = x and δ = 1/2, a division step with odd f keeps gcd(f, g):
//!
//! ```text
//! (δ, f, g) → (1 − δ, g, (g − f)/2)      δ > 0 and g odd
//!             (1 + δ, f, (g + f·(g mod 2))/2)   else
//! ```
//!
//! 62 steps depend on the lowest 62 bits alone: they are done on machine words, and their matrix (u v; q r), scaled by 2^62, is
//! applied to the long f, g and to d, e with d·x ≡ f, e·x ≡ g mod p. At g = 0, f = ±1 and d = ±1/x.
use std::marker::PhantomData;

use ark_ff::{BigInt, Fp, MontBackend, MontConfig, Zero};

/// Bits of a limb of [`Signed`] and steps of a [`Matrix`].
const BITS: u32 = 62;
const MASK: u64 = (1 << BITS) - 1;

/// Σ limbᵢ·2^(62i), the top limb signed, the others below 2^62.
type Signed = [i64; 5];

type Element<C> = Fp<MontBackend<C, 4>, 4>;

/// What there is to know about p, which is below 2^255.
struct Modulus<C>(PhantomData<C>);

impl<C: MontConfig<4>> Modulus<C> {
    const P: Signed = to_signed(&C::MODULUS.0);
    /// 1/p mod 2^62.
    const P_INVERSE: u64 = C::INV.wrapping_neg() & MASK; // INV = −1/p mod 2^64
    /// 2^768 mod p: brings 1/(x·2^256) back to Montgomery form by one product.
    const BACK: Element<C> = Element::<C>::new(C::R2);
}

const fn to_signed(x: &[u64; 4]) -> Signed {
    let [a, b, c, d] = *x;
    [
        (a & MASK) as i64,
        ((a >> 62 | b << 2) & MASK) as i64,
        ((b >> 60 | c << 4) & MASK) as i64,
        ((c >> 58 | d << 6) & MASK) as i64,
        (d >> 56) as i64,
    ]
}

const fn from_signed(x: &Signed) -> [u64; 4] {
    let [a, b, c, d, e] = [x[0] as u64, x[1] as u64, x[2] as u64, x[3] as u64, x[4] as u64];
    [a | b << 62, b >> 2 | c << 60, c >> 4 | d << 58, d >> 6 | e << 56]
}

/// 62 division steps, times 2^62.
struct Matrix {
    u: i64,
    v: i64,
    q: i64,
    r: i64,
}

/// 62 steps from the lowest words of f and g; η = −δ in halves is carried on.
fn steps(eta: &mut i64, f: u64, g: u64) -> Matrix {
    let (mut f, mut g) = (f, g);
    let (mut u, mut v, mut q, mut r) = (1_u64, 0_u64, 0_u64, 1_u64);
    let mut left = BITS;
    loop {
        // Steps with even g: only halvings.
        let zeros = (g | u64::MAX << left).trailing_zeros();
        g >>= zeros;
        u <<= zeros;
        v <<= zeros;
        *eta -= i64::from(zeros);
        left -= zeros;
        if left == 0 {
            return Matrix { u: u as i64, v: v as i64, q: q as i64, r: r as i64 };
        }
        let negated;
        if *eta < 0 {
            *eta = -*eta;
            (f, g) = (g, f.wrapping_neg());
            (u, q) = (q, u.wrapping_neg());
            (v, r) = (r, v.wrapping_neg());
            // −g/f mod 2^6: f·(f² − 2) = −1/f mod 2^6 for odd f.
            negated = f.wrapping_mul(g).wrapping_mul(f.wrapping_mul(f).wrapping_sub(2)) & 63;
        } else {
            // −g/f mod 2^4: f + 2·((f + 1) & 4) = 1/f mod 2^4.
            negated = f.wrapping_add((f.wrapping_add(1) & 4) << 1).wrapping_neg().wrapping_mul(g) & 15;
        }
        // So many of the next steps add f to g or only halve: as many of g's bits may vanish at once.
        let limit = (*eta + 1).min(i64::from(left)) as u32;
        let w = negated & (u64::MAX >> (64 - limit.min(6)));
        g = g.wrapping_add(f.wrapping_mul(w));
        q = q.wrapping_add(u.wrapping_mul(w));
        r = r.wrapping_add(v.wrapping_mul(w));
    }
}

/// (u·x + v·y)/2^62, which is whole, or made so by a multiple of p where `modular`.
#[inline(always)]
fn combine<C: MontConfig<4>>(u: i64, v: i64, x: &Signed, y: &Signed, modular: bool) -> Signed {
    let product = |a: i64, b: i64| i128::from(a) * i128::from(b);
    let [x0, x1, x2, x3, x4] = *x;
    let [y0, y1, y2, y3, y4] = *y;
    let [p0, p1, p2, p3, p4] = Modulus::<C>::P;
    let mut carry = product(u, x0) + product(v, y0);
    let mut m = 0;
    if modular {
        // x and y lie in (−2p, p): p is added to the negative ones, so that the result does as well.
        m = (u & x4 >> 63) + (v & y4 >> 63);
        m -= (Modulus::<C>::P_INVERSE.wrapping_mul(carry as u64).wrapping_add(m as u64) & MASK) as i64;
        carry += product(p0, m);
    }
    carry >>= BITS;
    let mut next = |a, b, p| {
        carry += product(u, a) + product(v, b);
        if modular {
            carry += product(p, m);
        }
        let limb = carry as i64 & MASK as i64;
        carry >>= BITS;
        limb
    };
    let (z0, z1, z2, z3) = (next(x1, y1, p1), next(x2, y2, p2), next(x3, y3, p3), next(x4, y4, p4));
    [z0, z1, z2, z3, carry as i64]
}

/// x + y with the limbs' carries taken on.
fn sum(x: &Signed, y: &Signed) -> Signed {
    let mut out = [0; 5];
    let mut carry = 0;
    for ((out, x), y) in out.iter_mut().zip(x).zip(y) {
        carry += x + y;
        *out = carry & MASK as i64;
        carry >>= BITS;
    }
    let low = |limb: i64| limb & MASK as i64;
    let [a, b, c, d, _] = out;
    [low(a), low(b), low(c), low(d), out[4] | carry << BITS]
}

/// 1/x mod p for canonical words x ≠ 0, canonical.
fn invert_words<C: MontConfig<4>>(x: &[u64; 4]) -> [u64; 4] {
    let p = Modulus::<C>::P;
    let (mut f, mut g) = (p, to_signed(x));
    let (mut d, mut e) = ([0; 5], [1, 0, 0, 0, 0]);
    let mut eta = -1;
    while g != [0; 5] {
        let Matrix { u, v, q, r } = steps(&mut eta, (f[0] | f[1] << BITS) as u64, (g[0] | g[1] << BITS) as u64);
        (d, e) = (combine::<C>(u, v, &d, &e, true), combine::<C>(q, r, &d, &e, true));
        (f, g) = (combine::<C>(u, v, &f, &g, false), combine::<C>(q, r, &f, &g, false));
    }
    // d·x ≡ f = ±1, −2p < d < p.
    if d[4] < 0 {
        d = sum(&d, &p);
    }
    if f[4] < 0 {
        d = sum(&d.map(|limb| -limb), &[0; 5]);
    }
    if d[4] < 0 {
        d = sum(&d, &p);
    }
    from_signed(&d)
}

/// 1/x; 0 for 0.
pub(super) fn inverse<C: MontConfig<4>>(x: &Element<C>) -> Element<C> {
    if x.is_zero() {
        return *x;
    }
    // The words stand for x·2^256.
    Element::<C>::new_unchecked(BigInt(invert_words::<C>(&x.0.0))) * Modulus::<C>::BACK
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pasta;
    use ark_bn254::FqConfig;
    use ark_ff::{Field, PrimeField};
    use proptest::prelude::*;

    fn check<C: MontConfig<4>>(x: Element<C>) {
        assert_eq!(inverse(&x), x.inverse().unwrap_or_default(), "{x}");
    }

    proptest! {
        #[test]
        fn inverses_are_arkworks_own(bytes in any::<[u8; 32]>()) {
            check::<FqConfig>(PrimeField::from_le_bytes_mod_order(&bytes));
            check::<pasta::ModP>(PrimeField::from_le_bytes_mod_order(&bytes));
            check::<pasta::ModQ>(PrimeField::from_le_bytes_mod_order(&bytes));
        }
    }

    fn corners<C: MontConfig<4>>() {
        assert_eq!(inverse(&Element::<C>::zero()), Element::<C>::zero());
        for small in 1_u64..300 {
            // Small values, and small Montgomery words.
            for x in [Element::<C>::from(small), Element::<C>::new_unchecked(BigInt([small, 0, 0, 0]))] {
                check(x);
                check(-x);
            }
        }
        for bit in 0..255 {
            let mut words = [0_u64; 4];
            words[bit / 64] = 1 << (bit % 64);
            if BigInt(words) < C::MODULUS {
                check(Element::<C>::new_unchecked(BigInt(words)));
                check(-Element::<C>::new_unchecked(BigInt(words)) + Element::<C>::new_unchecked(BigInt([1, 0, 0, 0])));
            }
        }
    }

    #[test]
    fn inverses_of_the_corners() {
        corners::<FqConfig>();
        corners::<pasta::ModP>();
        corners::<pasta::ModQ>();
    }
}
