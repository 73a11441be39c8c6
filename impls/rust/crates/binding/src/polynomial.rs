//! `binding/pipeline`: the stages over chunks of F_p, p = 2^31 − 1, highest coefficient first.

/// The modulus: a Mersenne prime, so 2^31 = 1.
pub const P: u32 = (1 << 31) - 1;

/// An element that is not below p.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{name}[{index}] is not below 2^31 - 1")]
pub struct NotCanonical {
    /// The argument.
    pub name: &'static str,
    /// Which element.
    pub index: usize,
}

/// Refuses elements that are not below p.
fn check(name: &'static str, elements: &[u32]) -> Result<(), NotCanonical> {
    match elements.iter().position(|&x| x >= P) {
        None => Ok(()),
        Some(index) => Err(NotCanonical { name, index }),
    }
}

/// x mod p for x < 2^62, not canonical: at most p. 2^31 = 1, so the upper bits are added to the lower ones.
#[inline(always)]
fn folded(x: u64) -> u64 {
    let once = (x & u64::from(P)) + (x >> 31);
    (once & u64::from(P)) + (once >> 31)
}

/// The canonical form of what `folded` gives: p itself is 0.
#[inline(always)]
fn canonical(x: u64) -> u32 {
    if x == u64::from(P) { 0 } else { x as u32 }
}

/// c_i^5.
pub fn substitute(c: &[u32]) -> Result<Vec<u32>, NotCanonical> {
    check("c", c)?;
    Ok(c.iter()
        .map(|&x| {
            let x = u64::from(x);
            let square = folded(x * x);
            canonical(folded(folded(square * square) * x))
        })
        .collect())
}

/// q_0 = c_0, q_i = z·q_(i−1) + c_i: the quotient of c by X − z, and last the remainder c(z).
pub fn divide(c: &[u32], z: u32) -> Result<Vec<u32>, NotCanonical> {
    check("c", c)?;
    check("z", &[z])?;
    let mut q = 0;
    Ok(c.iter()
        .map(|&c| {
            q = step(q, z, c);
            canonical(q)
        })
        .collect())
}

/// c(z).
pub fn evaluate(c: &[u32], z: u32) -> Result<u32, NotCanonical> {
    check("c", c)?;
    check("z", &[z])?;
    Ok(canonical(c.iter().fold(0, |value, &c| step(value, z, c))))
}

/// z·q + c for q ≤ p: below 2^62, since p² + p is.
#[inline(always)]
fn step(q: u64, z: u32, c: u32) -> u64 {
    folded(q * u64::from(z) + u64::from(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn power(x: u32, exponent: u32) -> u32 {
        (0..exponent).fold(1, |y, _| (u64::from(y) * u64::from(x) % u64::from(P)) as u32)
    }

    fn element() -> impl Strategy<Value = u32> {
        prop_oneof![0..P, Just(0), Just(1), Just(P - 1)]
    }

    proptest! {
        #[test]
        fn fifth_powers(c in proptest::collection::vec(element(), 0..40)) {
            let expected: Vec<u32> = c.iter().map(|&x| power(x, 5)).collect();
            prop_assert_eq!(substitute(&c), Ok(expected));
        }

        #[test]
        fn the_remainder_is_the_value(c in proptest::collection::vec(element(), 1..40), z in element()) {
            let value = evaluate(&c, z).unwrap();
            let quotient = divide(&c, z).unwrap();
            prop_assert_eq!(quotient.last(), Some(&value));
            let sum = c.iter().rev().enumerate().fold(0, |sum, (i, &c)| {
                (sum + u64::from(c) * u64::from(power(z, i as u32))) % u64::from(P)
            });
            prop_assert_eq!(u64::from(value), sum);
        }
    }

    #[test]
    fn what_is_not_canonical_is_refused() {
        assert_eq!(substitute(&[0, P]), Err(NotCanonical { name: "c", index: 1 }));
        assert_eq!(divide(&[1], u32::MAX), Err(NotCanonical { name: "z", index: 0 }));
        assert_eq!(evaluate(&[P + 1, 0], 1), Err(NotCanonical { name: "c", index: 0 }));
        assert_eq!(evaluate(&[], 3), Ok(0));
    }
}
