//! The number-theoretic transform of a long vector: two passes over panels of sixteen columns.
//!
//! With n = n₁·n₂, i = i₁·n₂ + i₂ and j = j₁ + n₁·j₂ (Bailey, "FFTs in external or hierarchical memory", 1990)
//!
//! ```text
//! f(ω^j) = Σ_{i₂} ω^(n₁·i₂·j₂) · ω^(i₂·j₁) · Σ_{i₁} ω^(n₂·i₁·j₁) · a_i
//! ```
//!
//! The first pass transforms the columns i₂ of the n₁ × n₂ matrix of coefficients, multiplies by ω^(i₂·j₁) and writes each
//! column as a row; the second one transforms the columns j₁ of that n₂ × n₁ matrix, and what it writes is in natural order.
//! A panel fits a core's second cache; rows come to it in bit-reversed order, so nothing else is permuted.
use rayon::prelude::*;

use super::{
    columns::{self, ROW, Row},
    field::{Goldilocks, KoalaBear, NarrowField},
    lanes::{Lanes, Portable},
};
use crate::{
    InputError, Timed,
    simd::{self, Level},
};

/// Below this many elements the hand-over to the pool costs more than a second thread saves.
const PARALLEL_FROM: usize = 1 << 12;

/// A field with a kernel at each level.
pub trait Kernels: NarrowField {
    /// Transforms the columns of a panel, and what comes before and after it. See [`Pass`].
    fn run(level: Level, panel: &mut [Row<Self::Word>], pass: &Pass<'_, Self>);
}

/// What is done to a panel once it is loaded.
pub enum Pass<'a, F: NarrowField> {
    /// Transform and multiply row j by the j-th powers of `steps`.
    First { roots: &'a [F::Word], steps: Row<F::Word> },
    /// Transform and make canonical.
    Second { roots: &'a [F::Word] },
}

#[allow(unsafe_code)] // see columns.rs
#[inline(always)]
unsafe fn run<F: NarrowField, L: Lanes<F>>(panel: &mut [Row<F::Word>], pass: &Pass<'_, F>) {
    // SAFETY: as asked of the caller.
    unsafe {
        match pass {
            Pass::First { roots, steps } => {
                columns::transform::<F, L>(panel, roots);
                columns::twist::<F, L>(panel, steps);
            }
            Pass::Second { roots } => {
                columns::transform::<F, L>(panel, roots);
                // No closures here: what is not inlined into code compiled for an extension cannot use its instructions.
                for row in panel {
                    columns::canonical::<F, L>(row);
                }
            }
        }
    }
}

macro_rules! kernels {
    ($field:ty, $avx2:ty, $avx512:ty) => {
        #[allow(unsafe_code)] // calls into code compiled for an extension: `simd::Level` says that it is there
        impl Kernels for $field {
            fn run(level: Level, panel: &mut [Row<Self::Word>], pass: &Pass<'_, Self>) {
                #[cfg(target_arch = "x86_64")]
                {
                    #[target_feature(enable = "avx2")]
                    fn avx2(panel: &mut [Row<<$field as NarrowField>::Word>], pass: &Pass<'_, $field>) {
                        // SAFETY: this function is compiled for AVX2.
                        unsafe { run::<$field, $avx2>(panel, pass) }
                    }
                    #[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl")]
                    fn avx512(panel: &mut [Row<<$field as NarrowField>::Word>], pass: &Pass<'_, $field>) {
                        // SAFETY: this function is compiled for these parts of AVX-512.
                        unsafe { run::<$field, $avx512>(panel, pass) }
                    }
                    // SAFETY: the processor has what the function is compiled for.
                    match level {
                        Level::Avx512 if level.is_there() => return unsafe { avx512(panel, pass) },
                        Level::Avx2 if level.is_there() => return unsafe { avx2(panel, pass) },
                        _ => {}
                    }
                }
                // SAFETY: portable vectors need no extension.
                unsafe { run::<$field, Portable<<$field as NarrowField>::Word>>(panel, pass) }
            }
        }
    };
}

kernels!(Goldilocks, super::avx2::Goldilocks4, super::avx512::Goldilocks8);
kernels!(KoalaBear, super::avx2::KoalaBear8, super::avx512::KoalaBear16);

/// Refuses the first word that is not below the modulus.
///
/// # Errors
/// [`InputError::NotCanonical`].
pub fn check_canonical<F: NarrowField>(name: &str, words: &[F::Word]) -> Result<(), InputError> {
    let refused = |word: &F::Word| (*word).into() >= F::MODULUS;
    // A pass without a way out is vectorised; only where something is wrong it is looked for.
    if words.iter().fold(false, |found, word| found | refused(word)) {
        let index = words.iter().position(refused).unwrap_or(0);
        return Err(InputError::NotCanonical { name: name.into(), field: F::NAME, index });
    }
    Ok(())
}

/// log₂ n, or why there is no subgroup of order n.
fn log2<F: NarrowField>(name: &str, n: usize) -> Result<usize, InputError> {
    let log_n = n.trailing_zeros() as usize;
    if n.is_power_of_two() && log_n <= F::TWO_ADICITY.min(28) {
        Ok(log_n)
    } else {
        Err(InputError::NotAPowerOfTwo { name: name.into(), got: n })
    }
}

/// ω = g^((p−1)/n), canonical, for n = 2^k up to the field's two-adicity and 2^28.
///
/// # Errors
/// [`InputError::NotAPowerOfTwo`].
pub fn root_of_unity<F: NarrowField>(n: usize) -> Result<F::Word, InputError> {
    let root = F::root(log2::<F>("n", n)?);
    Ok(F::canonical(F::mul(F::word(1), root)))
}

/// f(ω^0), f(ω^1), …, f(ω^(n−1)) from f's coefficients, natural order on both sides, at the level in use.
///
/// # Errors
/// [`InputError::NotAPowerOfTwo`], [`InputError::NotCanonical`].
pub fn ntt<F: Kernels>(coefficients: &[F::Word]) -> Result<Timed<Vec<F::Word>>, InputError> {
    ntt_at::<F>(simd::level(), coefficients)
}

/// [`ntt`] at a level of the caller's choice; one that the processor lacks is computed by portable code.
///
/// # Errors
/// As [`ntt`].
pub fn ntt_at<F: Kernels>(level: Level, coefficients: &[F::Word]) -> Result<Timed<Vec<F::Word>>, InputError> {
    let log_n = log2::<F>("coefficients", coefficients.len())?;
    check_canonical::<F>("coefficients", coefficients)?;
    Ok(Timed::measure(|| if log_n < 8 { short::<F>(coefficients) } else { long::<F>(level, log_n, coefficients) }))
}

/// Fewer than 2^8 elements: radix 2, one word at a time.
fn short<F: NarrowField>(coefficients: &[F::Word]) -> Vec<F::Word> {
    let n = coefficients.len();
    let roots = columns::roots::<F>(n);
    let mut values: Vec<F::Word> = (0..n).filter_map(|i| coefficients.get(reversed(i, n)).copied()).collect();
    let mut half = 1;
    while half < n {
        for block in values.chunks_exact_mut(2 * half) {
            let (low, high) = block.split_at_mut(half);
            for ((x, y), root) in low.iter_mut().zip(high).zip(roots.iter().skip(half)) {
                let product = F::canonical(F::mul(*y, *root));
                (*x, *y) = (F::add(*x, product), F::sub(*x, product));
            }
        }
        half *= 2;
    }
    values.into_iter().map(F::canonical).collect()
}

fn long<F: Kernels>(level: Level, log_n: usize, coefficients: &[F::Word]) -> Vec<F::Word> {
    let n = coefficients.len();
    let (n1, n2) = (1 << (log_n / 2), 1 << log_n.div_ceil(2));
    let roots = columns::roots::<F>(n2); // n₁ ≤ n₂: those of n₁ are the first ones
    let omega = F::root(log_n);
    let alone = n < PARALLEL_FROM || rayon::current_num_threads() == 1;

    let mut middle = vec![F::Word::default(); n];
    let first = |panel: &mut Vec<Row<F::Word>>, (index, out): (usize, &mut [F::Word])| {
        load(panel, coefficients, n1, n2, index);
        let mut power = F::power(omega, index * ROW);
        let steps = std::array::from_fn(|_| {
            let step = power;
            power = F::mul(power, omega);
            step
        });
        F::run(level, panel, &Pass::First { roots: &roots, steps });
        transpose(panel, out);
    };
    // Nothing is read before it is written; zeroed memory costs its page faults only.
    let mut values = vec![F::Word::default(); n];
    if alone {
        let mut panel = Vec::new();
        middle.chunks_exact_mut(ROW * n1).enumerate().for_each(|part| first(&mut panel, part));
    } else {
        middle.par_chunks_exact_mut(ROW * n1).enumerate().for_each_init(Vec::new, first);
    }

    let columns = Columns { first: values.as_mut_ptr(), rows: n2, width: n1 };
    let second = |panel: &mut Vec<Row<F::Word>>, index: usize| {
        load(panel, &middle, n2, n1, index);
        F::run(level, panel, &Pass::Second { roots: &roots });
        columns.write(index, panel);
    };
    let panels = n1 / ROW;
    if alone {
        let mut panel = Vec::new();
        (0..panels).for_each(|index| second(&mut panel, index));
    } else {
        (0..panels).into_par_iter().for_each_init(Vec::new, second);
    }
    values
}

/// The index whose log₂ n bits stand in reverse.
fn reversed(index: usize, n: usize) -> usize {
    index.reverse_bits().checked_shr(usize::BITS - n.trailing_zeros()).unwrap_or(0)
}

/// Columns ROW·index and following of a matrix of `rows` rows, rows in bit-reversed order.
fn load<W: Copy + Default>(panel: &mut Vec<Row<W>>, matrix: &[W], rows: usize, width: usize, index: usize) {
    panel.resize(rows, [W::default(); ROW]);
    for (i, row) in panel.iter_mut().enumerate() {
        let start = reversed(i, rows) * width + index * ROW;
        if let Some(words) = matrix.get(start..).and_then(|rest| rest.first_chunk::<ROW>()) {
            *row = *words;
        }
    }
}

/// The columns of a panel one after the other. A block of eight rows fills a line of the cache in each of them.
fn transpose<W: Copy>(panel: &[Row<W>], out: &mut [W]) {
    let n = panel.len();
    for (block, rows) in panel.chunks(8).enumerate() {
        for (column, out) in out.chunks_exact_mut(n).enumerate() {
            for (to, row) in out.iter_mut().skip(8 * block).zip(rows) {
                if let Some(word) = row.get(column) {
                    *to = *word;
                }
            }
        }
    }
}

/// A matrix whose columns different threads write.
struct Columns<W> {
    first: *mut W,
    rows: usize,
    width: usize,
}

#[allow(unsafe_code)] // no safe way to lend strided columns to threads; a copy of the result instead cost an eighth
// SAFETY: `write` is called with each index once, and panels of different indices have no word in common.
unsafe impl<W: Send> Sync for Columns<W> {}

impl<W: Copy> Columns<W> {
    /// Writes columns ROW·index and following.
    #[allow(unsafe_code)] // as above
    fn write(&self, index: usize, panel: &[Row<W>]) {
        assert!(panel.len() == self.rows && (index + 1) * ROW <= self.width, "a panel of this matrix");
        for (i, row) in panel.iter().enumerate() {
            // SAFETY: i < rows and the panel's columns are below the width, so this is inside of rows·width words that live
            // as long as this; no other panel has them.
            unsafe { self.first.add(i * self.width + index * ROW).cast::<Row<W>>().write(*row) };
        }
    }
}
