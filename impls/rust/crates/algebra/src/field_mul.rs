//! Products in the scalar field, element by element: c_i = a_i · b_i mod r.
use std::sync::atomic::{AtomicBool, Ordering};

use ark_bn254::Fr;
use ark_ff::{BigInt, PrimeField};

use crate::{InputError, Limbs, Timed, limbs::check_canonical, spread::spread};

/// c_i = a_i · b_i mod r for canonical limbs in and out.
///
/// The Montgomery product of x and y is x·y/R with R = 2^256. Taking a in Montgomery form (a·R) and b as it is gives
/// (a·R)·b/R = a·b, canonical at once: two Montgomery products an element and no way back. Conversion is thereby
/// part of the kernel, whose time covers everything but the allocation.
///
/// # Errors
/// [`InputError::WrongLength`], [`InputError::NotCanonical`].
pub fn field_mul(a: &[Limbs], b: &[Limbs]) -> Result<Timed<Vec<Limbs>>, InputError> {
    if a.len() != b.len() {
        return Err(InputError::WrongLength { name: "b".into(), expected: a.len(), got: b.len() });
    }
    let mut products = vec![[0; 4]; a.len()];
    let refused = AtomicBool::new(false);
    let timed = Timed::measure(|| {
        spread(&mut products, |first, part| {
            for ((product, x), y) in part.iter_mut().zip(a.iter().skip(first)).zip(b.iter().skip(first)) {
                match (Fr::from_bigint(BigInt(*x)), BigInt(*y) < Fr::MODULUS) {
                    (Some(x_montgomery), true) => *product = (x_montgomery * Fr::new_unchecked(BigInt(*y))).0.0,
                    _ => refused.store(true, Ordering::Relaxed),
                }
            }
        });
    });
    if refused.into_inner() {
        check_canonical::<Fr>("a", a)?;
        check_canonical::<Fr>("b", b)?;
    }
    Ok(timed.map(|()| products))
}
