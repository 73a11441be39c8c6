//! Proven bits of a cell by p3-security: the round-by-round minimum over the protocol's steps and the commitment's collisions.
use p3_air::Air as Constraints;
use p3_air::symbolic::{AirLayout, SymbolicAirBuilder};
use p3_field::coset::TwoAdicMultiplicativeCoset;
use p3_field::{ExtensionField, TwoAdicField};
use p3_goldilocks::Goldilocks;
use p3_koala_bear::KoalaBear;
use p3_security::grinding::GrindingSites;
use p3_security::logup::{self, LogUpAir};
use p3_security::shape::{InstanceShape, StarkAirParams};
use p3_security::stark::proven_security_report;
use p3_uni_stark::{OpeningShape, num_batched_openings};

use crate::air::chain::Chain;
use crate::air::fibonacci::Fibonacci;
use crate::air::hash_chain::HashChain;
use crate::cell::{Air, Cell, Field, Hash};
use crate::config::{self, Goldilocks2, KoalaBear4};

/// Bits by unique decoding, and by list decoding up to Johnson's radius.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proven {
    /// Unique decoding.
    pub unique_decoding: f64,
    /// Johnson radius; 0 where there is no such bound.
    pub johnson: f64,
}

/// LogUp in the permutation AIR: 4 transitions, 5 assertions, and the gadget's column for the fraction and for the running
/// sum with at most 4 constraints; the fraction's constraint, f·(denominator) − …, has degree at most 3.
const PERMUTATION: StarkAirParams =
    StarkAirParams { num_constraints: 13, max_constraint_degree: 3, num_quotient_chunks: 2, max_combo: 2 };
const LOOKUP: LogUpAir = LogUpAir { num_interactions: 2, max_message_width: 2 };

fn shape<F, E, A>(air: &A, log_n: u32) -> StarkAirParams
where
    F: TwoAdicField,
    E: ExtensionField<F>,
    A: Constraints<SymbolicAirBuilder<F, E>>,
{
    let domain = TwoAdicMultiplicativeCoset::new(F::ONE, log_n as usize);
    let layout = AirLayout {
        main_width: air.width(),
        num_public_values: air.num_public_values(),
        num_periodic_columns: air.num_periodic_columns(),
        ..AirLayout::default()
    };
    domain.map_or(PERMUTATION, |domain| StarkAirParams::from_air::<F, E, A>(air, layout, domain, 2, false))
}

/// The proven bits of a cell.
#[must_use]
pub fn proven(cell: &Cell) -> Proven {
    let air = match (cell.field, cell.air) {
        (Field::KoalaBear, _) => shape::<KoalaBear, KoalaBear4, _>(&Fibonacci, cell.log_n),
        (Field::Goldilocks, Air::Fibonacci) => shape::<Goldilocks, Goldilocks2, _>(&Fibonacci, cell.log_n),
        (Field::Goldilocks, Air::HashChain) => shape::<Goldilocks, Goldilocks2, _>(&HashChain, cell.log_n),
        (Field::Goldilocks, Air::Permutation) => PERMUTATION,
        (Field::Goldilocks, Air::Chain) => shape::<Goldilocks, Goldilocks2, _>(&Chain, cell.log_n),
    };
    let lookup = cell.air == Air::Permutation;
    let (width, degree) = (cell.air.columns() + usize::from(lookup), cell.extension());
    let main = num_batched_openings(width, true, 0, false, air.num_quotient_chunks, degree, OpeningShape::new());
    let instance = InstanceShape {
        log_trace_length: cell.log_n as usize,
        // The exact sizes are a little below 2^128 and 2^124.
        modulus_bits: match cell.field {
            Field::Goldilocks => 127,
            Field::KoalaBear => 123,
        },
        collision_resistance: if cell.hash == Hash::Poseidon2 { 123 } else { 128 },
        // LogUp commits a column for the fraction and one for the running sum, each opened at two points.
        num_batched_functions: main + if lookup { 2 * 2 * degree } else { 0 },
    };
    let regime = config::fri(cell.setting, ()).security_regime();
    let none = GrindingSites::NONE;
    let extra: Vec<_> = lookup.then(|| logup::security_term(&LOOKUP, &instance, &none)).flatten().into_iter().collect();
    let report = proven_security_report(&regime, &air, &instance, &extra, &none);
    Proven {
        unique_decoding: report.udr.security_bits(),
        johnson: report.ldr.as_ref().map_or(0.0, |report| report.security_bits()),
    }
}
