//! The cyclotomic subgroup of F_p¹², the elements of order dividing p⁴ − p² + 1: there 1/a is a's conjugate, and
//! squares are cheap.
use super::fp2::Fp2;
use super::fp4;
use super::fp6::Fp6;
use super::fp12::Fp12;

/// z, the parameter of BN254: p = 36z⁴ + 36z³ + 24z² + 6z + 1.
pub(super) const Z: u64 = 4_965_661_367_192_848_881;

/// The digits of z to the width-4 non-adjacent form, the highest first: each is 0 or odd and below 8 in size.
pub(super) const DIGITS: [i8; 63] = digits();

#[allow(clippy::indexing_slicing)] // the compiler evaluates it: an index out of bounds would not build
const fn digits() -> [i8; 63] {
    let (mut digits, mut rest, mut place) = ([0; 63], Z, 63);
    while rest > 0 {
        place -= 1;
        if rest % 2 == 1 {
            let digit = (rest % 16) as i8;
            digits[place] = if digit < 8 { digit } else { digit - 16 };
            rest = rest.wrapping_add_signed(-(digits[place] as i64));
        }
        rest /= 2;
    }
    digits
}

/// a² (Granger and Scott, Faster squaring in the cyclotomic subgroup of sixth degree extensions, 2010, section 3.2),
/// over F_p⁴ with a = A + B·w + C·w² and X̄ the conjugate of X:
///
/// ```text
/// a² = 3A² − 2Ā  +  (3s·C² + 2B̄)·w  +  (3B² − 2C̄)·w²
/// ```
#[inline(never)]
pub(super) fn square(a: &Fp12) -> Fp12 {
    let [f0, f1, f2, f3, f4, f5] = a.by_powers_of_w();
    let (t0, t1) = fp4::square(f0, f3);
    let (t2, t3) = fp4::square(f1, f4);
    let (t4, t5) = fp4::square(f2, f5);
    // 3t − 2f and 3t + 2f
    let minus = |t: &Fp2, f: &Fp2| &(t - f).double() + t;
    let plus = |t: &Fp2, f: &Fp2| &(t + f).double() + t;
    Fp12 {
        c0: Fp6 { c0: minus(&t0, f0), c1: minus(&t2, f2), c2: minus(&t4, f4) },
        c1: Fp6 { c0: plus(&t5.times_xi(), f1), c1: plus(&t1, f3), c2: plus(&t3, f5) },
    }
}

/// a^−z: 62 squarings, and 16 multiplications.
pub(super) fn power_of_minus_z(a: &Fp12) -> Fp12 {
    let squared = square(a);
    let third = &squared * a;
    let fifth = &squared * &third;
    let seventh = &squared * &fifth;
    let power = |digit: i8| match digit.unsigned_abs() {
        1 => a,
        3 => &third,
        5 => &fifth,
        _ => &seventh,
    };
    // The highest digit is 1.
    let z = DIGITS.iter().skip(1).fold(*a, |result, digit| {
        let result = square(&result);
        match digit.signum() {
            0 => result,
            1 => &result * power(*digit),
            _ => &result * &power(*digit).conjugate(),
        }
    });
    z.conjugate()
}
