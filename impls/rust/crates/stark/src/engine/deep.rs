//! DEEP (ePrint 2019/336): values out of the domain, and the polynomial whose low degree shows that they are right.
//!
//! With C = Σ_i k_i·p_i over the columns of trace and composition: D(x) = (C(x) − C(z))/(x − z) + (C(x) − C(gz))/(x − gz).
use winter_math::{ExtensionOf, FieldElement};

use super::{pool, transform::Column};
use crate::{BaseElement, Extension};

/// Coefficients that a task takes.
const PART: usize = 1 << 11;

/// What both divisions carry from a coefficient to the one below.
type Carry = (Extension, Extension);

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

    /// Calls `each` with every coefficient, the highest first.
    #[inline(always)]
    fn descend(self, mut each: impl FnMut(Extension)) {
        let element = |&word: &u64| BaseElement::new(word);
        match self {
            Self::Base(c) => c.iter().rev().for_each(|c| each(element(c).into())),
            Self::Extended(c0, c1) => {
                c0.iter().zip(c1).rev().for_each(|(c0, c1)| each(Extension::new(element(c0), element(c1))));
            }
        }
    }

    /// Its coefficients, `length` at a time.
    fn parts(self, length: usize) -> Vec<Self> {
        match self {
            Self::Base(c) => c.chunks(length).map(Self::Base).collect(),
            Self::Extended(c0, c1) => {
                c0.chunks(length).zip(c1.chunks(length)).map(|(c0, c1)| Self::Extended(c0, c1)).collect()
            }
        }
    }

    /// p(x), p(y).
    pub(super) fn at(self, points: [Extension; 2]) -> (Extension, Extension) {
        let values: Vec<_> = pool::map(self.parts(PART).into_iter(), |part| part.horner(points));
        let [x, y] = points.map(|point| point.exp(PART as u64));
        let horner = |(at_x, at_y), &(of_x, of_y)| (at_x * x + of_x, at_y * y + of_y);
        values.iter().rev().fold((Extension::ZERO, Extension::ZERO), horner)
    }

    fn horner(self, [x, y]: [Extension; 2]) -> (Extension, Extension) {
        let (mut at_x, mut at_y) = (Extension::ZERO, Extension::ZERO);
        self.descend(|c| (at_x, at_y) = (at_x * x + c, at_y * y + c));
        (at_x, at_y)
    }

    /// Adds k·p.
    fn add_to(self, sums: &mut [Extension], k: Extension) {
        match self {
            Self::Base(c) => sums.iter_mut().zip(c).for_each(|(sum, &c)| *sum += k.mul_base(BaseElement::new(c))),
            Self::Extended(c0, c1) => {
                let both =
                    c0.iter().zip(c1).map(|(&c0, &c1)| Extension::new(BaseElement::new(c0), BaseElement::new(c1)));
                sums.iter_mut().zip(both).for_each(|(sum, c)| *sum += k * c);
            }
        }
    }
}

/// D's coefficients, n of them, the last one zero.
pub(super) fn combine<'a>(
    n: usize,
    polynomials: impl Iterator<Item = (Polynomial<'a>, Extension)>,
    [z, gz]: [Extension; 2],
) -> Vec<Extension> {
    let mut combined = vec![Extension::ZERO; n];
    let polynomials: Vec<_> = polynomials.map(|(polynomial, k)| (polynomial.parts(PART), k)).collect();
    // Each part's sums, and its remainders of the divisions by x − z and x − gz: C's value at the part's end is what the part below
    // begins with.
    let alone = rayon::current_num_threads() == 1;
    let remainders: Vec<_> = pool::map(combined.chunks_mut(PART).enumerate(), |(index, sums)| {
        for (parts, k) in &polynomials {
            parts.get(index).into_iter().for_each(|part| part.add_to(sums, *k));
        }
        let horner = |(at_z, at_gz), &c| (at_z * z + c, at_gz * gz + c);
        if alone { Carry::default() } else { sums.iter().rev().fold(Carry::default(), horner) }
    });
    if alone {
        divide(&mut combined, [z, gz], Carry::default());
        return combined;
    }
    let shifts = [z, gz].map(|point| point.exp(PART as u64));
    let carries = remainders.iter().rev().scan(Carry::default(), |carry, remainder| {
        let before = *carry;
        *carry = (carry.0 * shifts[0] + remainder.0, carry.1 * shifts[1] + remainder.1);
        Some(before)
    });
    let carries: Vec<_> = carries.collect();
    let parts = combined.chunks_mut(PART).zip(carries.into_iter().rev());
    pool::each(parts, |(part, carry)| divide(part, [z, gz], carry));
    combined
}

/// Synthetic division: q_(i−1) = c_i + z·q_i, both quotients added. The constant C(z) would change the remainder only.
fn divide(coefficients: &mut [Extension], [z, gz]: [Extension; 2], (mut by_z, mut by_gz): Carry) {
    for c in coefficients.iter_mut().rev() {
        let quotient = by_z + by_gz;
        (by_z, by_gz) = (by_z * z + *c, by_gz * gz + *c);
        *c = quotient;
    }
}
