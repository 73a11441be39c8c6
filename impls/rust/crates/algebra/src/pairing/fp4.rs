//! F_p⁴ = F_p²[s]/(s² − ξ), ξ = 9 + u: what squarings in F_p¹² are made of, with s = w³.
use super::fp2::{Fp2, dot_1, dot_2};
use super::products::sum_of_products;

/// (a + b·s)² = a² + ξ·b² + 2ab·s, both coefficients.
///
/// As inner products over F_p, with a = a0 + a1·u, b = b0 + b1·u and ξ·b = x0 + x1·u:
///
/// ```text
/// Re(a² + ξb²) = (a0 + a1)(a0 − a1) + b0·x0 − b1·x1
/// Im(a² + ξb²) = 2a0·a1 + b0·x1 + b1·x0
/// ```
#[inline(always)]
pub(super) fn square(a: &Fp2, b: &Fp2) -> (Fp2, Fp2) {
    let (x, twice_a) = (b.times_xi(), a.double());
    let low = Fp2 {
        c0: sum_of_products([&(&a.c0 + &a.c1), &b.c0, &b.c1], [&(&a.c0 - &a.c1), &x.c0, &-&x.c1]),
        c1: sum_of_products([&twice_a.c0, &b.c0, &b.c1], [&a.c1, &x.c1, &x.c0]),
    };
    (low, dot_1(&twice_a, &b.factor()))
}

/// (a + b·s)(c + d·s) = ac + ξ·bd + (ad + bc)·s, both coefficients.
#[inline(always)]
pub(super) fn multiply([a, b]: [&Fp2; 2], [c, d]: [&Fp2; 2]) -> (Fp2, Fp2) {
    let xi_d = d.times_xi();
    let (c, d, xi_d) = (c.factor(), d.factor(), xi_d.factor());
    (dot_2([a, b], [&c, &xi_d]), dot_2([a, b], [&d, &c]))
}
