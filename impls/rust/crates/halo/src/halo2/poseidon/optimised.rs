//! Poseidon in 27 rows a hash instead of 65, without copies: three partial rounds a row (`sequence`), the digest of a hash the
//! first cell of the next, no cells for constants.
//!
//! ```text
//! row in time   a         b        c         the gate between it and the row after
//!  0            h                            first: the other two elements of round 0 are constants
//!  1 … 3        S-box inputs of rounds 1…3   full, full, enter
//!  4 … 22       x_0 x_1 x_2, x_3 x_4 x_5 …   partial (18 times), exit
//! 23 … 26       S-box inputs of rounds 60…63 full (4 times; after the last without constants)
//! 27            h' …                         row 0 of the next hash
//! ```
//!
//! Later rows stand above earlier ones, so that h_m lies in row 0, as it does in the public column.
use std::iter::once;

use halo2_proofs::{
    circuit::{Layouter, SimpleFloorPlanner, Value},
    plonk::{Advice, Circuit, Column, ConstraintSystem, Constraints, Error, Expression, Fixed, Instance, Selector},
    poly::Rotation,
};
use pasta_curves::Fp;

use super::{
    hash::{initial, states},
    parameters::{HALF_FULL_ROUNDS, PARTIAL_ROUNDS, ROUNDS, State, WIDTH, parameters, sum},
    sequence::{combination, entry, exit, fifth_power, first_round, successor, successor_constant},
};
use crate::halo2::laid::{Laid, Witness, cell, smallest_k};

const PARTIAL_ROWS: usize = (PARTIAL_ROUNDS + 1) / WIDTH;
const ROWS_A_HASH: usize = 2 * HALF_FULL_ROUNDS + PARTIAL_ROWS;
const EXIT_ROW: usize = HALF_FULL_ROUNDS + PARTIAL_ROWS - 1;

/// What leads from a row to the one after it in time.
#[derive(Debug, Clone, Copy)]
struct Gates {
    first: Selector,
    full: Selector,
    enter: Selector,
    partial: Selector,
    exit: Selector,
}

impl Gates {
    /// The gate after a row of a hash, and the constants that it takes from the fixed columns.
    fn after(&self, row: usize) -> (Selector, State) {
        const LAST_BEFORE: usize = HALF_FULL_ROUNDS - 1;
        match row {
            0 => (self.first, State::default()),
            LAST_BEFORE => (self.enter, State::default()),
            _ if row < LAST_BEFORE => (self.full, parameters().round(row + 1)),
            EXIT_ROW => (self.exit, State::default()),
            _ if row < EXIT_ROW => {
                let i = WIDTH * (row - HALF_FULL_ROUNDS);
                (self.partial, [i, i + 1, i + 2].map(successor_constant))
            }
            _ => (self.full, parameters().round(row + 1 + ROUNDS - ROWS_A_HASH)),
        }
    }
}

/// Columns and gates.
#[derive(Debug, Clone)]
pub struct Config {
    state: [Column<Advice>; WIDTH],
    constants: [Column<Fixed>; WIDTH],
    gates: Gates,
    last: Selector,
}

type Row = [Expression<Fp>; WIDTH];

impl Config {
    fn configure(meta: &mut ConstraintSystem<Fp>) -> Self {
        let (state, constants) =
            ([(); WIDTH].map(|()| meta.advice_column()), [(); WIDTH].map(|()| meta.fixed_column()));
        let public: Column<Instance> = meta.instance_column();
        let mut gate = |name, constraints: &dyn Fn(Row, Row, Row) -> Vec<Expression<Fp>>| {
            let selector = meta.selector();
            meta.create_gate(name, |cells| {
                let on = cells.query_selector(selector);
                let before = state.map(|column| cells.query_advice(column, Rotation::next()));
                let after = state.map(|column| cells.query_advice(column, Rotation::cur()));
                let constants = constants.map(|column| cells.query_fixed(column));
                Constraints::with_selector(on, constraints(before, after, constants))
            });
            selector
        };
        let gates = Gates {
            first: gate("first round", &first_gate),
            full: gate("full round", &full_gate),
            enter: gate("into partial rounds", &enter_gate),
            partial: gate("three partial rounds", &partial_gate),
            exit: gate("out of partial rounds", &exit_gate),
        };
        let last = meta.selector();
        let [digest, ..] = state;
        meta.create_gate("the last digest is public", |cells| {
            let on = cells.query_selector(last);
            let digest = cells.query_advice(digest, Rotation::cur());
            let public = cells.query_instance(public, Rotation::cur());
            Constraints::with_selector(on, once(digest - public))
        });
        Self { state, constants, gates, last }
    }
}

fn first_gate([h, ..]: Row, after: Row, _: Row) -> Vec<Expression<Fp>> {
    let (constant, outputs) = first_round();
    let y = [fifth_power(&(h + Expression::Constant(constant)))];
    outputs.iter().zip(after).map(|(output, after)| output.whole(&y) - after).collect()
}

fn full_gate(before: Row, after: Row, constants: Row) -> Vec<Expression<Fp>> {
    let s_boxes = before.each_ref().map(fifth_power);
    let rows = parameters().matrix.iter().zip(constants).zip(after);
    rows.map(|((row, constant), after)| combination(row, &s_boxes) + constant - after).collect()
}

fn enter_gate(before: Row, after: Row, _: Row) -> Vec<Expression<Fp>> {
    let [a, b, c] = before.each_ref().map(fifth_power);
    let [x_0, x_1, _] = &after;
    let inputs = [a, b, c, fifth_power(x_0), fifth_power(x_1)];
    entry().iter().zip(&after).map(|(entry, x)| entry.whole(&inputs) - x.clone()).collect()
}

fn partial_gate(before: Row, after: Row, constants: Row) -> Vec<Expression<Fp>> {
    let [x_0, x_1, x_2] = before;
    let [x_3, x_4, x_5] = after;
    let [c_3, c_4, c_5] = constants;
    let [y_0, y_1, y_2, y_3, y_4] = [&x_0, &x_1, &x_2, &x_3, &x_4].map(fifth_power);
    let next = successor(0); // the coefficients are those of all rounds
    vec![
        next.linear(&[x_1, x_2.clone(), y_0, y_1.clone(), y_2.clone()]) + c_3 - x_3.clone(),
        next.linear(&[x_2, x_3.clone(), y_1, y_2.clone(), y_3.clone()]) + c_4 - x_4.clone(),
        next.linear(&[x_3, x_4, y_2, y_3, y_4]) + c_5 - x_5,
    ]
}

fn exit_gate(before: Row, [a, b, c]: Row, _: Row) -> Vec<Expression<Fp>> {
    let [x_54, x_55, x_56] = before;
    let inputs = [x_55.clone(), x_56.clone(), fifth_power(&x_54), fifth_power(&x_55)];
    let [second, third] = exit();
    vec![x_56 - a, second.whole(&inputs) - b, third.whole(&inputs) - c]
}

/// The rows of one hash after its first, in time, and the state in which it ends.
fn rows(h: Fp) -> (Vec<Fp>, State) {
    let states = states(initial([h, Fp::zero()]));
    let s_boxes: Vec<State> =
        states.iter().take(ROUNDS).enumerate().map(|(round, state)| sum(*state, parameters().round(round))).collect();
    let before = s_boxes.iter().take(HALF_FULL_ROUNDS).skip(1).flatten();
    let sequence = s_boxes.iter().skip(HALF_FULL_ROUNDS).take(PARTIAL_ROUNDS + 1).map(|[x, ..]| x);
    let after = s_boxes.iter().skip(HALF_FULL_ROUNDS + PARTIAL_ROUNDS).flatten();
    (before.chain(sequence).chain(after).copied().collect(), states.last().copied().unwrap_or_default())
}

/// The optimised version.
#[derive(Debug, Clone)]
pub struct Optimised {
    hashes: usize,
    witness: Witness,
}

impl Optimised {
    /// All rows in time; the last is the state in which the last hash ends.
    fn cells(&self, start: Fp) -> Vec<Fp> {
        let mut cells: Vec<Fp> = Vec::with_capacity(WIDTH * (ROWS_A_HASH * self.hashes + 1));
        let mut state = [start, Fp::zero(), Fp::zero()];
        for _ in 0..self.hashes {
            cells.extend(state);
            let [h, ..] = state;
            let (own, end) = rows(h);
            cells.extend(own);
            state = end;
        }
        cells.extend(state);
        cells
    }
}

impl Laid for Optimised {
    fn of(k: u32, witness: Witness) -> Self {
        Self { hashes: super::hashes(k), witness }
    }

    fn log_rows(k: u32) -> u32 {
        smallest_k(ROWS_A_HASH * super::hashes(k) + 1)
    }
}

impl Circuit<Fp> for Optimised {
    type Config = Config;
    type FloorPlanner = SimpleFloorPlanner;

    fn without_witnesses(&self) -> Self {
        Self { witness: Witness::unknown(), ..*self }
    }

    fn configure(meta: &mut ConstraintSystem<Fp>) -> Config {
        Config::configure(meta)
    }

    fn synthesize(&self, config: Config, mut layouter: impl Layouter<Fp>) -> Result<(), Error> {
        let cells = self.witness.at(0).map(|start| self.cells(start));
        let last = ROWS_A_HASH * self.hashes;
        layouter.assign_region(
            || "hashes",
            |mut region| {
                config.last.enable(&mut region, 0)?;
                for time in 0..=last {
                    let row = last - time;
                    for (i, column) in config.state.iter().enumerate() {
                        region.assign_advice(|| "s", *column, row, || cell(&cells, WIDTH * time + i))?;
                    }
                    if time < last {
                        let (gate, constants) = config.gates.after(time % ROWS_A_HASH);
                        gate.enable(&mut region, row - 1)?;
                        for (column, constant) in config.constants.iter().zip(constants) {
                            region.assign_fixed(|| "c", *column, row - 1, || Value::known(constant))?;
                        }
                    }
                }
                Ok(())
            },
        )
    }
}
