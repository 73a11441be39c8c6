//! The circuit for sizes at will: x_{i+1} = x_i·(x_i + b) for i = 0 … n−1, with x_0 public, b private and x_n the output.
//! circom writes it so: signals 1 (one), c = x_n (output), a = x_0 (public), b (private), x_1 … x_{n−1};
//! constraint i is (−b − x_i)·x_i = −x_{i+1}. Terms stand in ascending order of signals here (circom: of their little-endian bytes).

use ark_bn254::Fr;
use ark_ff::Field;

use crate::matrix::Matrix;
use crate::r1cs::R1cs;

const OUTPUT: u32 = 1;
const A: u32 = 2;
const B: u32 = 3;

/// The constraints for n ≥ 1 steps.
#[must_use]
pub fn circuit(num_steps: u32) -> R1cs {
    let rows = num_steps as usize;
    let [mut a, mut b, mut c] = [Matrix::with_capacity(rows), Matrix::with_capacity(rows), Matrix::with_capacity(rows)];
    for step in 0..num_steps {
        let x = if step == 0 { A } else { B + step };
        let next = if step + 1 == num_steps { OUTPUT } else { B + step + 1 };
        let mut sum = [x, B];
        sum.sort_unstable();
        for signal in sum {
            a.push(signal, -Fr::ONE);
        }
        b.push(x, Fr::ONE);
        c.push(next, -Fr::ONE);
        for matrix in [&mut a, &mut b, &mut c] {
            matrix.end_row();
        }
    }
    let num_signals = B + num_steps.max(1);
    R1cs {
        num_signals,
        num_outputs: 1,
        num_public_inputs: 1,
        num_private_inputs: 1,
        num_labels: u64::from(num_signals),
        labels: (0..u64::from(num_signals)).collect(),
        a,
        b,
        c,
    }
}

/// The signals' values for x_0 = a and b.
#[must_use]
pub fn witness(num_steps: u32, a: Fr, b: Fr) -> Vec<Fr> {
    let mut steps = Vec::with_capacity(num_steps as usize);
    let mut x = a;
    for _ in 0..num_steps {
        x *= x + b;
        steps.push(x);
    }
    steps.pop(); // x_n stands in front, as the output
    [Fr::ONE, x, a, b].into_iter().chain(steps).collect()
}
