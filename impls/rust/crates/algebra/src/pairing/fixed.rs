//! A point of G2 that many pairings share: its lines computed once.
use ark_bn254::G2Affine;
use ark_ec::AffineRepr;

use super::line::{Line, UnitLine};
use super::miller::{Path, steps};

/// The lines of a point's Miller loop, each divided by its l0, so that a line costs 4 terms instead of 6 a
/// coefficient.
#[derive(Debug, Clone)]
pub struct FixedG2 {
    /// None for infinity.
    lines: Option<Vec<UnitLine>>,
}

/// A line has l0 = 0: T = ±Q or 2T = O, which a point of order r does not meet in the loop. The product is then no
/// element of the group at all, but zero.
pub(super) struct NotOfOrderR;

impl From<&G2Affine> for FixedG2 {
    /// About the cost of a pairing: one inversion a line.
    fn from(point: &G2Affine) -> Self {
        if point.is_zero() {
            return Self { lines: None };
        }
        let mut path = Path::new(point);
        let unit =
            |Line { l0, l1, l3 }: Line| l0.inverse().map(|inverse| UnitLine { m1: &l1 * &inverse, m3: &l3 * &inverse });
        // A line that is not there ends the list: `lines` notices.
        Self { lines: Some(steps().map_while(|step| unit(path.step(step))).collect()) }
    }
}

impl FixedG2 {
    /// In the order of the steps; `None` for infinity.
    pub(super) fn lines(&self) -> Option<Result<std::slice::Iter<'_, UnitLine>, NotOfOrderR>> {
        let lines = self.lines.as_ref()?;
        Some(if lines.len() == steps().count() { Ok(lines.iter()) } else { Err(NotOfOrderR) })
    }
}
