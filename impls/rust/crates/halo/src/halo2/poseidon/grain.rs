//! The Grain LFSR in self-shrinking mode, from which Poseidon's constants come (ePrint 2019/458, appendix E).
//!
//! ```text
//! b_{i+80} = b_{i+62} + b_{i+51} + b_{i+38} + b_{i+23} + b_{i+13} + b_i
//! b_0 … b_79 = field 1 (2 bits) ‖ S-box x^α 0 (4) ‖ bits of p (12) ‖ t (12) ‖ R_F (10) ‖ R_P (10) ‖ thirty ones
//! ```
//!
//! The first 160 bits that follow are left out; of each pair after them the second counts if the first is 1.
use ff::{Field, PrimeField};
use pasta_curves::Fp;

const STATE_BITS: usize = 80;
const WARM_UP: usize = 160;

/// The generator; bit i of the state is b_i, counted from the oldest.
pub struct Grain(u128);

impl Grain {
    /// For F_p, x^α, t elements, R_F full and R_P partial rounds.
    pub fn new(t: u16, full_rounds: u16, partial_rounds: u16) -> Self {
        let header = [(1, 2), (0, 4), (Fp::NUM_BITS as u16, 12), (t, 12), (full_rounds, 10), (partial_rounds, 10)];
        let bits = header.iter().flat_map(|(value, bits)| (0..*bits).rev().map(move |bit| value >> bit & 1 == 1));
        let bits = bits.chain([true; 30]).enumerate();
        let mut grain = Self(bits.fold(0, |state, (i, bit)| state | u128::from(bit) << i));
        (0..WARM_UP).for_each(|_| {
            grain.step();
        });
        grain
    }

    fn step(&mut self) -> bool {
        let bit = [62, 51, 38, 23, 13, 0].into_iter().fold(0, |sum, tap| sum ^ self.0 >> tap & 1);
        self.0 = self.0 >> 1 | bit << (STATE_BITS - 1);
        bit == 1
    }

    fn bit(&mut self) -> bool {
        while !self.step() {
            self.step();
        }
        self.step()
    }

    /// As many bits as p has, the highest first: little-endian bytes.
    fn bytes(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for i in (0..Fp::NUM_BITS as usize).rev() {
            let bit = u8::from(self.bit()) << (i % 8);
            if let Some(byte) = bytes.get_mut(i / 8) {
                *byte |= bit;
            }
        }
        bytes
    }

    /// The next element, where an integer of p or more is left out.
    pub fn element(&mut self) -> Fp {
        loop {
            if let Some(element) = Option::from(Fp::from_repr(self.bytes())) {
                return element;
            }
        }
    }

    /// The next element, reduced modulo p.
    pub fn reduced(&mut self) -> Fp {
        let radix = Fp::from(256);
        self.bytes().iter().rev().fold(Fp::ZERO, |sum, byte| sum * radix + Fp::from(u64::from(*byte)))
    }
}
