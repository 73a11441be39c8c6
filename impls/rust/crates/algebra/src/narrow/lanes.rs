//! What a kernel asks of a vector of field elements, and the portable vector: an array.
#![allow(unsafe_code)] // vectors are read and written by address
use super::field::NarrowField;

/// Elements side by side. Every operation is that of [`NarrowField`], in each lane for itself.
///
/// The vectors of a processor's extension may only be used in functions that are compiled for it, which is why each
/// operation is inlined into them.
pub trait Lanes<F: NarrowField>: Copy {
    /// How many.
    const WIDTH: usize;

    /// From the first `WIDTH` words at `from`.
    ///
    /// # Safety
    /// They can be read; the processor has the extension.
    unsafe fn load(from: *const F::Word) -> Self;
    /// To the first `WIDTH` words at `to`.
    ///
    /// # Safety
    /// They can be written; the processor has the extension.
    unsafe fn store(self, to: *mut F::Word);
    /// The same word in each lane.
    fn splat(word: F::Word) -> Self;
    /// See [`NarrowField::mul`].
    fn mul(self, factor: Self) -> Self;
    /// See [`NarrowField::add`].
    fn add(self, other: Self) -> Self;
    /// See [`NarrowField::sub`].
    fn sub(self, other: Self) -> Self;
    /// See [`NarrowField::canonical`].
    fn canonical(self) -> Self;
}

/// Four elements, for any processor.
#[derive(Clone, Copy, Debug)]
pub struct Portable<W>([W; 4]);

impl<F: NarrowField> Lanes<F> for Portable<F::Word> {
    const WIDTH: usize = 4;

    #[inline(always)]
    unsafe fn load(from: *const F::Word) -> Self {
        // SAFETY: as asked of the caller.
        Self(unsafe { from.cast::<[F::Word; 4]>().read() })
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut F::Word) {
        // SAFETY: as asked of the caller.
        unsafe { to.cast::<[F::Word; 4]>().write(self.0) }
    }

    #[inline(always)]
    fn splat(word: F::Word) -> Self {
        Self([word; 4])
    }

    #[inline(always)]
    fn mul(self, factor: Self) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, factor.0);
        Self([F::mul(a, e), F::mul(b, f), F::mul(c, g), F::mul(d, h)])
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        Self([F::add(a, e), F::add(b, f), F::add(c, g), F::add(d, h)])
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        Self([F::sub(a, e), F::sub(b, f), F::sub(c, g), F::sub(d, h)])
    }

    #[inline(always)]
    fn canonical(self) -> Self {
        Self(self.0.map(F::canonical))
    }
}
