//! Honest inputs for tests, examples and benchmarks: a trace (the columns one after the other) and its public inputs, as bytes.
use winter_math::{StarkField, fft};
use winter_utils::Serializable;

use crate::{Air, BaseElement, EXTENSION_BYTES, Extension, air::run_hash_chain, options::BLOWUP};

/// A trace of n rows (a power of two, at least 32) for one of the AIRs, other for each seed, and its public inputs.
pub fn statement(air: Air, n: usize, seed: u64) -> (Vec<u8>, Vec<u8>) {
    match air {
        Air::Fibonacci => fibonacci(n, BaseElement::from(3_u8) + wide(seed), BaseElement::from(7_u8)),
        Air::HashChain => hash_chain(n, seed),
        Air::Permutation => permutation(n, seed),
        Air::Chain => chain(n, BaseElement::from(3_u8) + wide(seed), BaseElement::from(7_u8)),
    }
}

/// f_j = (j + 1 + seed, j² + 5) for j < n/8, on the coset 7·⟨ω_n⟩ in natural order.
pub fn evaluations(n: usize, seed: u64) -> Vec<u8> {
    let coefficient = |j: u64| Extension::new(wide(j + 1) + wide(seed), wide(j * j + 5));
    let polynomial: Vec<Extension> = (0..(n / BLOWUP) as u64).map(coefficient).collect();
    let twiddles = fft::get_twiddles(polynomial.len());
    let values = fft::evaluate_poly_with_offset(&polynomial, &twiddles, BaseElement::GENERATOR, BLOWUP);
    let mut bytes = Vec::with_capacity(n * EXTENSION_BYTES);
    values.iter().for_each(|value| value.write_into(&mut bytes));
    bytes
}

fn wide(value: u64) -> BaseElement {
    BaseElement::new(value % BaseElement::MODULUS)
}

fn encode<'a>(elements: impl IntoIterator<Item = &'a BaseElement>) -> Vec<u8> {
    elements.into_iter().flat_map(|element| element.as_int().to_le_bytes()).collect()
}

fn fibonacci(n: usize, a: BaseElement, b: BaseElement) -> (Vec<u8>, Vec<u8>) {
    let next = |&(s0, s1): &(BaseElement, BaseElement)| Some((s0 + s1, s1 + s0 + s1));
    let (s0, s1): (Vec<_>, Vec<_>) = std::iter::successors(Some((a, b)), next).take(n).unzip();
    let result = s1.last().copied().unwrap_or_default();
    (encode(s0.iter().chain(&s1)), encode(&[a, b, result]))
}

fn hash_chain(n: usize, seed: u64) -> (Vec<u8>, Vec<u8>) {
    let x = std::array::from_fn(|j| wide(seed) + BaseElement::from(j as u32 + 1));
    let rows = run_hash_chain(x, n);
    let columns = (0..8).flat_map(|j| rows.iter().filter_map(move |row| row.get(j)));
    (encode(columns), encode(rows.last().into_iter().flatten().take(4)))
}

fn chain(n: usize, x: BaseElement, b: BaseElement) -> (Vec<u8>, Vec<u8>) {
    let states: Vec<_> = std::iter::successors(Some(x), |&x| Some(x * (x + b))).take(n).collect();
    (encode(states.iter().chain(&vec![b; n])), encode(states.last()))
}

/// A memory of n/4 cells, cell i holding 5·i + 1: one cycle.
fn permutation(n: usize, seed: u64) -> (Vec<u8>, Vec<u8>) {
    let cells = n as u64 / 4;
    let value = |address: u64| (5 * address + 1) % cells;
    let start = (3 + seed) % cells;
    let addresses: Vec<u64> = std::iter::successors(Some(start), |&address| Some(value(address))).take(n).collect();
    let mut sorted: Vec<u64> = addresses.iter().copied().take(n - 1).collect();
    sorted.sort_unstable();
    sorted.extend(sorted.last().copied());
    let end = addresses.last().copied().unwrap_or_default();
    let values = addresses.iter().take(n - 1).map(|&address| value(address)).chain([0]);
    let columns = [&addresses, &values.collect(), &sorted, &sorted.iter().map(|&address| value(address)).collect()];
    let columns: Vec<_> = columns.into_iter().flatten().map(|&value| wide(value)).collect();
    (encode(&columns), encode(&[wide(start), wide(end)]))
}
