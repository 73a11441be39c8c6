//! Exact integers: an int8 graph as `docs/protocols/inference.md` defines it, bit for bit, at every level of instructions.
//!
//! ```
//! # fn f(bytes: &[u8], x: &[i8]) -> Result<(), Box<dyn std::error::Error>> {
//! use zkpair_inference::{graph::Graph, integer::{Engine, Input, level}};
//! let mut engine = Engine::new(&Graph::read(bytes)?, level())?;
//! let outputs = engine.run(&[Input::I8(x)], 1)?;
//! # Ok(()) }
//! ```
pub mod engine;
pub mod error;
pub mod level;
mod operators;
mod plan;
pub mod product;
mod split;
mod with_level;
mod workspace;

pub use engine::{Engine, Input};
pub use error::IntegerError;
pub use level::{Level, level};
