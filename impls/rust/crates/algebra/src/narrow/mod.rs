//! Fields of one machine word, Goldilocks and KoalaBear: their number-theoretic transform, at each SIMD level.
//!
//! | file | what |
//! |---|---|
//! | `field` | the two fields, one element at a time |
//! | `lanes` | what a kernel asks of a vector of elements, and the portable vector |
//! | `avx2`, `avx512` | the vectors of x86-64 |
//! | `columns` | transforms of the columns of a narrow panel |
//! | `transform` | the whole transform: two passes over panels, shared out to threads |
mod columns;
pub mod field;
pub mod lanes;
mod transform;

#[cfg(target_arch = "x86_64")]
pub mod avx2;
#[cfg(target_arch = "x86_64")]
pub mod avx512;

pub use field::{Goldilocks, KoalaBear, NarrowField};
pub use transform::{Kernels, check_canonical, ntt, ntt_at, root_of_unity};
