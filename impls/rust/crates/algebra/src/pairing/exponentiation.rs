//! The final exponentiation: f to the power m·(p¹² − 1)/r, m = 2z(6z² + 3z + 1).
//!
//! Fuentes-Castañeda, Knapp and Rodríguez-Henríquez, Faster hashing to G2 (2011), section 5: the hard part
//! m·(p⁴ − p² + 1)/r to the base p is
//!
//! ```text
//! 12z³ + 12z² + 6z + 1  +  (12z³ + 6z² + 4z)·p  +  (12z³ + 6z² + 6z)·p²  +  (12z³ + 6z² + 4z − 1)·p³
//! ```
use super::cyclotomic::{power_of_minus_z, square};
use super::fp12::Fp12;

/// f^(m·(p¹² − 1)/r), or `None` for zero.
pub(super) fn exponentiate(f: &Fp12) -> Option<Fp12> {
    // The easy part: (p⁶ − 1)(p² + 1). From there on the inverse is the conjugate.
    let g = &f.conjugate() * &f.inverse()?;
    let g = &g.frobenius_2() * &g;

    let b = square(&power_of_minus_z(&g)); //               −2z
    let b_3 = &square(&b) * &b; //                           −6z
    let c = power_of_minus_z(&b_3); //                        6z²
    let d = power_of_minus_z(&square(&c)).conjugate(); //    12z³
    let common = &(&d * &c) * &b_3.conjugate(); //           12z³ + 6z² + 6z
    let third = &common * &b; //                             12z³ + 6z² + 4z
    let zeroth = &(&common * &c) * &g; //                    12z³ + 12z² + 6z + 1
    let last = &third * &g.conjugate(); //                   12z³ + 6z² + 4z − 1
    let low = &zeroth * &third.frobenius();
    let high = &common.frobenius_2() * &last.frobenius_3();
    Some(&low * &high)
}
