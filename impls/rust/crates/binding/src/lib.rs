//! What the tasks `binding/*` compute: little, so that crossing the border is what they measure. No Python in sight.
pub mod array;
pub mod limits;
pub mod polynomial;
pub mod record;

pub use array::{Overflow, affine, prefix_sums};
pub use limits::{Limits, Refused};
pub use polynomial::{NotCanonical, divide, evaluate, substitute};
pub use record::{Record, SerialOverflow};
