//! The numbers that torch draws on the CPU: MT19937 (Matsumoto, Nishimura, 1998), and 24 bits of it for a float32.
use std::sync::{Mutex, PoisonError};

use pyo3::{exceptions::PyTypeError, prelude::*};

use super::{Tensor, dtype::Dtype};

const N: usize = 624;
const M: usize = 397;
/// Torch's own seed where none was set.
const DEFAULT_SEED: u32 = 67_280_421_310_721_u64 as u32;

struct Mt19937 {
    state: [u32; N],
    next: usize,
}

impl Mt19937 {
    fn new(seed: u32) -> Self {
        let mut state = [0; N];
        let mut last = seed;
        for (i, word) in state.iter_mut().enumerate() {
            if i > 0 {
                last = 1_812_433_253_u32.wrapping_mul(last ^ (last >> 30)).wrapping_add(i as u32);
            }
            *word = last;
        }
        Self { state, next: N }
    }

    #[expect(clippy::indexing_slicing, reason = "all indices are below N, modulo N")]
    fn refill(&mut self) {
        for i in 0..N {
            let y = (self.state[i] & 0x8000_0000) | (self.state[(i + 1) % N] & 0x7fff_ffff);
            let mixed = (y >> 1) ^ if y & 1 == 1 { 0x9908_b0df } else { 0 };
            self.state[i] = self.state[(i + M) % N] ^ mixed;
        }
        self.next = 0;
    }

    fn word(&mut self) -> u32 {
        if self.next >= N {
            self.refill();
        }
        let mut y = self.state.get(self.next).copied().unwrap_or_default();
        self.next += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    }
}

static GENERATOR: Mutex<Option<Mt19937>> = Mutex::new(None);

/// Begins the sequence anew.
#[pyfunction]
fn tensor_manual_seed(seed: u64) {
    *GENERATOR.lock().unwrap_or_else(PoisonError::into_inner) = Some(Mt19937::new(seed as u32));
}

/// Fills a float32 tensor, in C order, with numbers from low to high: (word mod 2^24)/2^24·(high − low) + low, rounded once.
#[pyfunction]
fn tensor_fill_uniform(tensor: &Bound<'_, Tensor>, low: f32, high: f32) -> PyResult<()> {
    let target = tensor.get();
    if target.description.dtype != Dtype::Float32 {
        return Err(PyTypeError::new_err("a tensor of float32 is needed"));
    }
    let filled = Tensor::zeroed(target.description.shape.clone(), Dtype::Float32)?;
    let mut guard = GENERATOR.lock().unwrap_or_else(PoisonError::into_inner);
    let generator = guard.get_or_insert_with(|| Mt19937::new(DEFAULT_SEED));
    filled.each(|to| {
        let fraction = (generator.word() & 0x00ff_ffff) as f32 / 16_777_216.0;
        #[expect(unsafe_code, reason = "memory that may be lent has no slices")]
        // SAFETY: every address that `each` visits is that of a float of this tensor.
        unsafe {
            to.cast::<f32>().write(fraction.mul_add(high - low, low));
        }
    });
    drop(guard);
    target.overwrite(&filled)
}

pub(super) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(tensor_manual_seed, module)?)?;
    module.add_function(wrap_pyfunction!(tensor_fill_uniform, module)?)
}
