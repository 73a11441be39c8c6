//! Model inference in Rust, no Python in sight: linear regression, and graphs of operators in floats and in exact integers.
//!
//! Matrices are row-major slices of `f64` with their number of columns; nothing is copied that need not be.
pub mod error;
pub mod float;
pub mod graph;
pub mod integer;
pub mod jacobi;
pub mod linear_regression;
pub mod peak;
pub mod rows_of_ten;
pub mod simd;
mod team;
pub mod timed;
pub mod tsqr;

pub use error::InputError;
pub use linear_regression::{LinearRegression, fit, predict};
pub use timed::Timed;
