//! Transforms of the columns of a panel: up to 2^12 rows of sixteen words, so that a butterfly takes whole rows by one root.
//!
//! Decimation in time on rows in bit-reversed order, two layers at a time: with u = ω_2m^j, v = ω_4m^j and v' = ω_4m^(j+m),
//!
//! ```text
//! (a, b, c, d)  →  (a + ub, a − ub, c + ud, c − ud)  =  (a, b, c, d)
//!               →  (a + vc, b + v'd, a − vc, b − v'd)          rows j, j + m, j + 2m, j + 3m of each block of 4m
//! ```
use super::{field::NarrowField, lanes::Lanes};

/// Words in a row.
pub const ROW: usize = 16;

/// Rows of a panel.
pub type Row<W> = [W; ROW];

/// ω_2h^j for j < h at the index h + j, for each h = 1, 2, 4, … below n.
pub fn roots<F: NarrowField>(n: usize) -> Vec<F::Word> {
    let mut roots = vec![F::factor(1); n.max(2)];
    let mut half = 2;
    while half < n {
        let omega = F::root(half.trailing_zeros() as usize + 1);
        let mut power = F::factor(1);
        for root in roots.iter_mut().skip(half).take(half) {
            *root = power;
            power = F::canonical(F::mul(power, omega));
        }
        half *= 2;
    }
    roots
}

/// The transform of each column of `rows`, which come in bit-reversed order; `roots` are those of at least their number.
///
/// # Safety
/// The processor has the extension of `L`, and the caller is compiled for it.
#[allow(unsafe_code)] // pointers to rows: bounds checks in the innermost loop cost a tenth
#[inline(always)]
pub unsafe fn transform<F: NarrowField, L: Lanes<F>>(rows: &mut [Row<F::Word>], roots: &[F::Word]) {
    let n = rows.len();
    assert!(n.is_power_of_two() && roots.len() >= n, "a root for each butterfly");
    let first = rows.as_mut_ptr().cast::<F::Word>();
    let mut m = 1;
    if n.trailing_zeros() % 2 == 1 {
        for pair in 0..n / 2 {
            for lane in (0..ROW).step_by(L::WIDTH) {
                // SAFETY: rows 2·pair and 2·pair + 1 are below n; L::WIDTH divides ROW.
                unsafe {
                    let low = first.add(2 * pair * ROW + lane);
                    let high = low.add(ROW);
                    let (x, y) = (L::load(low), L::load(high).canonical());
                    x.add(y).store(low);
                    x.sub(y).store(high);
                }
            }
        }
        m = 2;
    } else if n > 1 {
        // Without the products by one that the loop below would make for m = 1.
        // SAFETY: there are at least n > 3 roots.
        let root = L::splat(unsafe { *roots.as_ptr().add(3) });
        for row in (0..n).step_by(4) {
            for lane in (0..ROW).step_by(L::WIDTH) {
                // SAFETY: row + 3 < n; L::WIDTH divides ROW.
                unsafe {
                    let place = first.add(row * ROW + lane);
                    let (a, b) = (L::load(place), L::load(place.add(ROW)).canonical());
                    let (c, d) = (L::load(place.add(2 * ROW)), L::load(place.add(3 * ROW)).canonical());
                    let (a, b) = (a.add(b), a.sub(b));
                    let (c, d) = (c.add(d).canonical(), c.sub(d).mul(root).canonical());
                    a.add(c).store(place);
                    b.add(d).store(place.add(ROW));
                    a.sub(c).store(place.add(2 * ROW));
                    b.sub(d).store(place.add(3 * ROW));
                }
            }
        }
        m = 4;
    }
    while m < n {
        for j in 0..m {
            // SAFETY: m + j < 2m ≤ n/2, 2m + j + m < 4m ≤ n, and there are at least n roots.
            let (u, v, w) = unsafe {
                let root = roots.as_ptr();
                (L::splat(*root.add(m + j)), L::splat(*root.add(2 * m + j)), L::splat(*root.add(3 * m + j)))
            };
            for row in (j..n).step_by(4 * m) {
                for lane in (0..ROW).step_by(L::WIDTH) {
                    // SAFETY: row + 3m < n, as row ≡ j mod 4m and j < m; L::WIDTH divides ROW.
                    unsafe {
                        let place = first.add(row * ROW + lane);
                        let step = m * ROW;
                        let (a, b) = (L::load(place), L::load(place.add(step)).mul(u).canonical());
                        let (c, d) = (L::load(place.add(2 * step)), L::load(place.add(3 * step)).mul(u).canonical());
                        let (a, b) = (a.add(b), a.sub(b));
                        let (c, d) = (c.add(d).mul(v).canonical(), c.sub(d).mul(w).canonical());
                        a.add(c).store(place);
                        b.add(d).store(place.add(step));
                        a.sub(c).store(place.add(2 * step));
                        b.sub(d).store(place.add(3 * step));
                    }
                }
            }
        }
        m *= 4;
    }
}

/// Row j of the panel times s^j, in each column for itself; `steps` is s, by column.
///
/// # Safety
/// As for [`transform`].
#[allow(unsafe_code)] // as above
#[inline(always)]
pub unsafe fn twist<F: NarrowField, L: Lanes<F>>(rows: &mut [Row<F::Word>], steps: &Row<F::Word>) {
    const CHAINS: usize = 8; // independent of each other: a product's latency is many times what it costs
    for lane in (0..ROW).step_by(L::WIDTH) {
        // SAFETY: L::WIDTH divides ROW.
        let step = unsafe { L::load(steps.as_ptr().add(lane)) };
        let mut powers = [L::splat(F::factor(1)); CHAINS];
        let mut power = powers[0];
        for kept in &mut powers {
            *kept = power;
            power = power.mul(step);
        }
        for rows in rows.chunks_mut(CHAINS) {
            for (row, kept) in rows.iter_mut().zip(&mut powers) {
                // SAFETY: L::WIDTH divides ROW.
                unsafe {
                    let place = row.as_mut_ptr().add(lane);
                    L::load(place).mul(*kept).store(place);
                }
                *kept = kept.mul(power);
            }
        }
    }
}

/// The least representatives of all words.
///
/// # Safety
/// As for [`transform`].
#[allow(unsafe_code)] // as above
#[inline(always)]
pub unsafe fn canonical<F: NarrowField, L: Lanes<F>>(row: &mut Row<F::Word>) {
    for lane in (0..ROW).step_by(L::WIDTH) {
        // SAFETY: L::WIDTH divides ROW.
        unsafe {
            let place = row.as_mut_ptr().add(lane);
            L::load(place).canonical().store(place);
        }
    }
}
