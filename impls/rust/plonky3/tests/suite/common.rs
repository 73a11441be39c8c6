//! Honest statements, made independently of the AIRs: the recurrences as the task defines them.
#![allow(dead_code, reason = "each test binary and example uses a part")]

use p3_field::{PrimeCharacteristicRing, PrimeField64};
use p3_goldilocks::{
    GOLDILOCKS_POSEIDON2_RC_8_EXTERNAL_FINAL, GOLDILOCKS_POSEIDON2_RC_8_EXTERNAL_INITIAL,
    GOLDILOCKS_POSEIDON2_RC_8_INTERNAL, Goldilocks, MATRIX_DIAG_8_GOLDILOCKS,
};
use p3_koala_bear::KoalaBear;
use zkpair_plonky3::cell::{Air, Cell, Field, Hash, Setting};
use zkpair_plonky3::input::Element;

pub struct Statement {
    pub trace: Vec<u8>,
    pub public: Vec<u8>,
}

pub fn cell(air: Air, field: Field, hash: Hash, setting: Setting, log_n: u32) -> Cell {
    Cell::new(air, field, hash, setting, 1 << log_n).unwrap()
}

/// Every combination that the library has.
pub fn cells(log_n: u32) -> Vec<Cell> {
    let mut cells = Vec::new();
    for air in [Air::Fibonacci, Air::HashChain, Air::Permutation, Air::Chain] {
        for field in [Field::Goldilocks, Field::KoalaBear] {
            for hash in [Hash::Sha3, Hash::Blake3, Hash::Poseidon2] {
                for setting in [Setting::Default, Setting::Queries28] {
                    cells.extend(Cell::new(air, field, hash, setting, 1 << log_n).ok());
                }
            }
        }
    }
    cells
}

fn pack<F: Element>(values: impl IntoIterator<Item = F>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for value in values {
        let mut part = vec![0; F::BYTES];
        value.write(&mut part);
        bytes.extend(part);
    }
    bytes
}

fn pack_columns<F: Element, const W: usize>(rows: &[[F; W]]) -> Vec<u8> {
    pack((0..W).flat_map(|column| rows.iter().map(move |row| row[column])))
}

fn fibonacci<F: Element + PrimeField64>(n: usize) -> Statement {
    let (a, b) = (F::from_u64(3), F::from_u64(5));
    let mut rows = vec![[a, b]];
    while rows.len() < n {
        let [s0, s1] = rows[rows.len() - 1];
        rows.push([s0 + s1, s1 + s0 + s1]);
    }
    Statement { trace: pack_columns(&rows), public: pack([a, b, rows[n - 1][1]]) }
}

fn times_external(state: [Goldilocks; 8]) -> [Goldilocks; 8] {
    // M_E = [[2M, M], [M, 2M]] with M = circ(2, 3, 1, 1).
    core::array::from_fn(|i| {
        (0..8)
            .map(|j| {
                let entry = [2, 3, 1, 1][(j % 4 + 4 - i % 4) % 4];
                state[j] * Goldilocks::from_u64(if i / 4 == j / 4 { 2 * entry } else { entry })
            })
            .sum()
    })
}

fn times_internal(state: [Goldilocks; 8]) -> [Goldilocks; 8] {
    let sum: Goldilocks = state.into_iter().sum();
    core::array::from_fn(|i| sum + MATRIX_DIAG_8_GOLDILOCKS[i] * state[i])
}

fn seventh(x: Goldilocks) -> Goldilocks {
    let square = x * x;
    square * square * square * x
}

fn hash_chain(n: usize) -> Statement {
    let zero = Goldilocks::new(0);
    let mut state: [Goldilocks; 8] = core::array::from_fn(|j| Goldilocks::new(if j < 4 { 11 + j as u64 } else { 0 }));
    let mut rows = Vec::new();
    for row in 0..n {
        rows.push(state);
        let full =
            |constants: [Goldilocks; 8]| times_external(core::array::from_fn(|j| seventh(state[j] + constants[j])));
        state = match row % 32 {
            0 => times_external(state),
            t @ 1..=4 => full(GOLDILOCKS_POSEIDON2_RC_8_EXTERNAL_INITIAL[t - 1]),
            t @ 5..=26 => {
                let mut mixed = state;
                mixed[0] = seventh(state[0] + GOLDILOCKS_POSEIDON2_RC_8_INTERNAL[t - 5]);
                times_internal(mixed)
            }
            t @ 27..=30 => full(GOLDILOCKS_POSEIDON2_RC_8_EXTERNAL_FINAL[t - 27]),
            _ => core::array::from_fn(|j| if j < 4 { state[j] } else { zero }),
        };
    }
    Statement { trace: pack_columns(&rows), public: pack(rows[n - 1][..4].iter().copied()) }
}

fn permutation(n: usize) -> Statement {
    // One cycle through all n/4 cells: address -> address + step, with an odd step.
    let cells = (n / 4) as u64;
    let (start, step) = (5 % cells, 7);
    let mut accesses = Vec::new();
    let mut address = start;
    for _ in 0..n - 1 {
        let value = (address + step) % cells;
        accesses.push((address, value));
        address = value;
    }
    let mut sorted = accesses.clone();
    sorted.sort_unstable();
    let mut rows: Vec<[Goldilocks; 4]> = accesses
        .iter()
        .zip(&sorted)
        .map(|((a, v), (sorted_a, sorted_v))| [*a, *v, *sorted_a, *sorted_v].map(Goldilocks::new))
        .collect();
    let [.., sorted_a, sorted_v] = rows[n - 2];
    rows.push([Goldilocks::new(address), Goldilocks::new(0), sorted_a, sorted_v]);
    Statement { trace: pack_columns(&rows), public: pack([start, address].map(Goldilocks::new)) }
}

fn chain(n: usize) -> Statement {
    let b = Goldilocks::new(7);
    let mut rows = vec![[Goldilocks::new(3), b]];
    while rows.len() < n {
        let [x, b] = rows[rows.len() - 1];
        rows.push([x * x + b * x, b]);
    }
    Statement { trace: pack_columns(&rows), public: pack([rows[n - 1][0]]) }
}

/// An honest statement of the cell.
pub fn honest(cell: &Cell) -> Statement {
    let n = cell.n();
    match (cell.air, cell.field) {
        (Air::Fibonacci, Field::Goldilocks) => fibonacci::<Goldilocks>(n),
        (Air::Fibonacci, Field::KoalaBear) => fibonacci::<KoalaBear>(n),
        (Air::HashChain, _) => hash_chain(n),
        (Air::Permutation, _) => permutation(n),
        (Air::Chain, _) => chain(n),
    }
}

/// The element at `place` of a buffer, plus one.
pub fn bump(field: Field, bytes: &mut [u8], place: usize) {
    fn one<F: Element>(bytes: &mut [u8], place: usize) {
        let part = &mut bytes[place * F::BYTES..(place + 1) * F::BYTES];
        (F::read(part).unwrap() + F::ONE).write(part);
    }
    match field {
        Field::Goldilocks => one::<Goldilocks>(bytes, place),
        Field::KoalaBear => one::<KoalaBear>(bytes, place),
    }
}
