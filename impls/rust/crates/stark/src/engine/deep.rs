//! DEEP (ePrint 2019/336): values out of the domain, and the polynomial whose low degree shows that they are right.
//!
//! With C = Σ_i k_i·p_i over the columns of trace and composition: D(x) = (C(x) − C(z))/(x − z) + (C(x) − C(gz))/(x − gz).
use winter_math::{ExtensionOf, FieldElement};

use super::transform::Column;
use crate::{BaseElement, Extension};

/// A polynomial's coefficients: c0 and, for one over the extension, c1.
#[derive(Clone, Copy)]
pub(super) enum Polynomial<'a> {
    /// Over the base field.
    Base(&'a [u64]),
    /// Over the extension.
    Extended(&'a [u64], &'a [u64]),
}

impl<'a> Polynomial<'a> {
    /// The columns of a segment as pairs.
    pub(super) fn pairs(columns: &'a [Column]) -> impl Iterator<Item = Self> {
        columns.as_chunks::<2>().0.iter().map(|[c0, c1]| Self::Extended(c0, c1))
    }

    /// Calls `each` with every coefficient's index, the highest first.
    #[inline(always)]
    fn descend(self, mut each: impl FnMut(usize, Extension)) {
        let element = |&word: &u64| BaseElement::new(word);
        match self {
            Self::Base(c) => c.iter().enumerate().rev().for_each(|(i, c)| each(i, element(c).into())),
            Self::Extended(c0, c1) => {
                let both = c0.iter().zip(c1).enumerate().rev();
                both.for_each(|(i, (c0, c1))| each(i, Extension::new(element(c0), element(c1))));
            }
        }
    }

    /// p(x), p(y).
    pub(super) fn at(self, [x, y]: [Extension; 2]) -> (Extension, Extension) {
        let (mut at_x, mut at_y) = (Extension::ZERO, Extension::ZERO);
        self.descend(|_, c| (at_x, at_y) = (at_x * x + c, at_y * y + c));
        (at_x, at_y)
    }
}

/// D's coefficients, n of them, the last one zero.
pub(super) fn combine<'a>(
    n: usize,
    polynomials: impl Iterator<Item = (Polynomial<'a>, Extension)>,
    [z, gz]: [Extension; 2],
) -> Vec<Extension> {
    let mut combined = vec![Extension::ZERO; n];
    for (polynomial, k) in polynomials {
        match polynomial {
            Polynomial::Base(c) => {
                combined.iter_mut().zip(c).for_each(|(sum, &c)| *sum += k.mul_base(BaseElement::new(c)));
            }
            Polynomial::Extended(c0, c1) => {
                let both =
                    c0.iter().zip(c1).map(|(&c0, &c1)| Extension::new(BaseElement::new(c0), BaseElement::new(c1)));
                combined.iter_mut().zip(both).for_each(|(sum, c)| *sum += k * c);
            }
        }
    }
    // Synthetic division: q_(i−1) = c_i + z·q_i. The constant C(z) would change the remainder only.
    let (mut by_z, mut by_gz) = (Extension::ZERO, Extension::ZERO);
    for c in combined.iter_mut().rev() {
        let quotient = by_z + by_gz;
        (by_z, by_gz) = (by_z * z + *c, by_gz * gz + *c);
        *c = quotient;
    }
    combined
}
