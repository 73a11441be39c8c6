//! Poseidon2 over Goldilocks at width 8 (Grassi, Khovratovich, Schofnegger, eprint 2023/323), many permutations at a time.
//!
//! ```text
//! E(x) = M_E·((x_0 + c_0)^7, …, (x_7 + c_7)^7)        M_E = [[2M, M], [M, 2M]], M = circ(2, 3, 1, 1)
//! I(x) = M_I·((x_0 + c)^7, x_1, …, x_7)               M_I = 1 + diag(−2, 1, 2, 1/2, 3, −1/2, −3, −4), 1 all ones
//! ```
//!
//! first M_E, then four rounds E, 22 rounds I, four rounds E. A state is eight vectors: lane l of vector i is element i of
//! permutation l.
use zkpair_algebra::{
    narrow::{
        Goldilocks,
        lanes::{Lanes, Portable},
    },
    simd::Level,
};

use crate::constants::{FINAL, INITIAL, PARTIAL};

/// Eight elements: a leaf, or two digests side by side.
pub type Row = [u64; 8];

/// Four canonical elements.
pub type Digest = [u64; 4];

const WIDTH: usize = 8;
/// (p + 1)/2.
const HALF: u64 = 0x7FFF_FFFF_8000_0001;

/// What a row is hashed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// An overwrite sponge of rate 4 without padding: two permutations.
    Leaf,
    /// Two digests, compressed by one permutation cut to its first half.
    Node,
}

/// x + y of any words.
#[inline(always)]
fn sum<L: Lanes<Goldilocks>>(x: L, y: L) -> L {
    x.add(y.canonical())
}

/// x^7.
#[inline(always)]
fn sbox<L: Lanes<Goldilocks>>(x: L) -> L {
    let square = x.mul(x);
    let cube = square.mul(x);
    square.mul(square).mul(cube)
}

/// Row j of M is (2, 3, 1, 1) turned right by j: y_j = Σx + x_j + 2·x_(j+1).
#[inline(always)]
fn circulant<L: Lanes<Goldilocks>>([a, b, c, d]: [L; 4]) -> [L; 4] {
    let (left, right) = (sum(a, b), sum(c, d));
    let all = sum(left, right);
    let (with_b, with_d) = (sum(all, b), sum(all, d));
    [sum(with_b, left), sum(with_b, sum(c, c)), sum(with_d, right), sum(with_d, sum(a, a))]
}

#[inline(always)]
fn external<L: Lanes<Goldilocks>>([a, b, c, d, e, f, g, h]: [L; WIDTH]) -> [L; WIDTH] {
    let ([a, b, c, d], [e, f, g, h]) = (circulant([a, b, c, d]), circulant([e, f, g, h]));
    let (s, t, u, v) = (sum(a, e), sum(b, f), sum(c, g), sum(d, h));
    let (s, t, u, v) = (s.canonical(), t.canonical(), u.canonical(), v.canonical());
    [a.add(s), b.add(t), c.add(u), d.add(v), e.add(s), f.add(t), g.add(u), h.add(v)]
}

#[inline(always)]
fn internal<L: Lanes<Goldilocks>>([a, b, c, d, e, f, g, h]: [L; WIDTH]) -> [L; WIDTH] {
    let all = sum(sum(sum(a, b), sum(c, d)), sum(sum(e, f), sum(g, h)));
    let half = L::splat(HALF);
    let (twice_a, twice_c, twice_e, twice_g) = (sum(a, a), sum(c, c), sum(e, e), sum(g, g));
    let four_h = {
        let twice = sum(h, h);
        sum(twice, twice)
    };
    [
        all.sub(twice_a.canonical()),
        sum(all, b),
        sum(all, twice_c),
        sum(all, d.mul(half)),
        sum(all, sum(twice_e, e)),
        all.sub(f.mul(half).canonical()),
        all.sub(sum(twice_g, g).canonical()),
        all.sub(four_h.canonical()),
    ]
}

/// (x + constant)^7. No closure: what is not inlined into code compiled for an extension cannot use its instructions, and
/// calls them one by one.
#[inline(always)]
fn element<L: Lanes<Goldilocks>>(x: L, constant: u64) -> L {
    sbox(x.add(L::splat(constant)))
}

#[inline(always)]
fn full_round<L: Lanes<Goldilocks>>(state: [L; WIDTH], constants: &[u64; WIDTH]) -> [L; WIDTH] {
    let [a, b, c, d, e, f, g, h] = state;
    let [ca, cb, cc, cd, ce, cf, cg, ch] = *constants;
    external([
        element(a, ca),
        element(b, cb),
        element(c, cc),
        element(d, cd),
        element(e, ce),
        element(f, cf),
        element(g, cg),
        element(h, ch),
    ])
}

#[inline(always)]
fn permute<L: Lanes<Goldilocks>>(mut state: [L; WIDTH]) -> [L; WIDTH] {
    state = external(state);
    for constants in &INITIAL {
        state = full_round(state, constants);
    }
    for constant in PARTIAL {
        let [a, b, c, d, e, f, g, h] = state;
        state = internal([element(a, constant), b, c, d, e, f, g, h]);
    }
    for constants in &FINAL {
        state = full_round(state, constants);
    }
    state
}

/// The digests of `rows`, as many at a time as a vector has lanes.
///
/// # Safety
/// The processor has the extension of `L`, and the caller is compiled for it.
#[allow(unsafe_code)] // vectors are read and written by address
#[inline(always)]
unsafe fn hash_rows<L: Lanes<Goldilocks>>(role: Role, rows: &[Row], digests: &mut [Digest]) {
    const MOST: usize = 8;
    const { assert!(L::WIDTH <= MOST) }
    for (rows, digests) in rows.chunks(L::WIDTH).zip(digests.chunks_mut(L::WIDTH)) {
        let mut columns = [[0_u64; MOST]; WIDTH];
        for (lane, row) in rows.iter().enumerate() {
            for (column, word) in columns.iter_mut().zip(row) {
                if let Some(place) = column.get_mut(lane) {
                    *place = *word;
                }
            }
        }
        let mut state = [L::splat(0); WIDTH];
        for (vector, column) in state.iter_mut().zip(&columns) {
            // SAFETY: a column has at least L::WIDTH words.
            *vector = unsafe { L::load(column.as_ptr()) };
        }
        let [a, b, c, d, ..] = match role {
            Role::Node => permute(state),
            Role::Leaf => {
                let [a, b, c, d, e, f, g, h] = state;
                let zero = L::splat(0);
                let [.., i, j, k, l] = permute([a, b, c, d, zero, zero, zero, zero]);
                permute([e, f, g, h, i, j, k, l])
            }
        };
        for (column, vector) in columns.iter_mut().zip([a, b, c, d]) {
            // SAFETY: as above.
            unsafe { vector.canonical().store(column.as_mut_ptr()) };
        }
        for (lane, digest) in digests.iter_mut().enumerate() {
            for (word, column) in digest.iter_mut().zip(&columns) {
                *word = column.get(lane).copied().unwrap_or_default();
            }
        }
    }
}

/// The digests of `rows` of canonical elements, at a level; one that the processor lacks is computed by portable code.
#[allow(unsafe_code)] // calls into code compiled for an extension: `Level` says that it is there
pub fn hash(level: Level, role: Role, rows: &[Row], digests: &mut [Digest]) {
    #[cfg(target_arch = "x86_64")]
    {
        use zkpair_algebra::narrow::{avx2::Goldilocks4, avx512::Goldilocks8};

        #[target_feature(enable = "avx2")]
        fn avx2(role: Role, rows: &[Row], digests: &mut [Digest]) {
            // SAFETY: this function is compiled for AVX2.
            unsafe { hash_rows::<Goldilocks4>(role, rows, digests) }
        }
        #[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl")]
        fn avx512(role: Role, rows: &[Row], digests: &mut [Digest]) {
            // SAFETY: this function is compiled for these parts of AVX-512.
            unsafe { hash_rows::<Goldilocks8>(role, rows, digests) }
        }
        // SAFETY: the processor has what the function is compiled for.
        match level {
            Level::Avx512 if level.is_there() => return unsafe { avx512(role, rows, digests) },
            Level::Avx2 if level.is_there() => return unsafe { avx2(role, rows, digests) },
            _ => {}
        }
    }
    // SAFETY: portable vectors need no extension.
    unsafe { hash_rows::<Portable<u64>>(role, rows, digests) }
}
