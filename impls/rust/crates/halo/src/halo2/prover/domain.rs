//! The rows as the group {ω^i}, ω of order n, and the coset ζ·{ω'^i} of n' = 2^k' ≥ (d − 1)·n points, on which the quotient is
//! determined by its values. ζ³ = 1: no row lies there, as 3 is no power of two. A rotation by r rows is r·n'/n points there.
//!
//! Transforms are decimations in time (Cooley and Tukey 1965) on bit-reversed input; of a polynomial of n coefficients the first
//! log2(n'/n) layers on n' points only write each value n'/n times.
use ff::{Field, PrimeField, WithSmallOrderMulGroup};
use pasta_curves::Fp;
use zkpair_algebra::spread::{join, spread};

/// A transform of this length fits a core's second cache beside its roots; longer ones are split between threads.
const LEAF: usize = 1 << 10;

/// A size n and its coset.
#[derive(Debug)]
pub struct Domain {
    /// k.
    pub log_rows: u32,
    /// k'.
    pub log_coset: u32,
    /// ω.
    pub omega: Fp,
    /// ω^−1.
    omega_inverse: Fp,
    /// For transforms of length 2, 4, …, n'.
    roots: Vec<Vec<Fp>>,
}

/// The root of order 2^k.
fn root(k: u32) -> Fp {
    (k..Fp::S).fold(Fp::ROOT_OF_UNITY, |root, _| root.square())
}

/// 1, base, base², …
pub fn powers(base: Fp) -> impl Iterator<Item = Fp> {
    std::iter::successors(Some(Fp::ONE), move |power| Some(*power * base))
}

/// The index whose `bits` bits stand in reverse.
fn reversed(index: usize, bits: u32) -> usize {
    index.reverse_bits().checked_shr(usize::BITS - bits).unwrap_or(0)
}

impl Domain {
    /// Of 2^k rows and a coset of 2^k' points.
    pub fn new(log_rows: u32, log_coset: u32) -> Self {
        let roots = (1..=log_coset).map(|k| powers(root(k)).take(1 << (k - 1)).collect()).collect();
        let omega = root(log_rows);
        let omega_inverse = omega.pow_vartime([(1 << log_rows) - 1]);
        Self { log_rows, log_coset, omega, omega_inverse, roots }
    }

    /// n.
    pub fn rows(&self) -> usize {
        1 << self.log_rows
    }

    /// n'.
    pub fn coset_size(&self) -> usize {
        1 << self.log_coset
    }

    /// n'/n.
    pub fn step(&self) -> usize {
        1 << (self.log_coset - self.log_rows)
    }

    /// ω^rotation·x.
    pub fn rotate(&self, x: Fp, rotation: i32) -> Fp {
        let base = if rotation < 0 { self.omega_inverse } else { self.omega };
        x * base.pow_vartime([u64::from(rotation.unsigned_abs())])
    }

    /// Coefficients to values at ω^i, or the inverse up to order and scale: bit-reversed to natural order, from layers of
    /// length 2·`from` on.
    fn transform(&self, values: &mut [Fp], from: usize) {
        let length = values.len();
        if length <= LEAF {
            let mut roots = self.roots.iter().skip(from.trailing_zeros() as usize);
            let mut block = 2 * from;
            while let Some(roots) = roots.next().filter(|_| block <= length) {
                values.chunks_exact_mut(block).for_each(|block| layer(block, roots));
                block *= 2;
            }
        } else if length > from {
            let (low, high) = values.split_at_mut(length / 2);
            join(|| self.transform(low, from), || self.transform(high, from));
            if let Some(roots) = self.roots.get(length.trailing_zeros() as usize - 1) {
                wide_layer(low, high, roots);
            }
        }
    }

    /// n or n' values in their order to as many coefficients, each times `scale(i)`.
    fn inverse(&self, values: &[Fp], scale: impl Fn(usize) -> Fp + Sync) -> Vec<Fp> {
        let bits = values.len().trailing_zeros();
        let mut out = vec![Fp::ZERO; values.len()];
        spread(&mut out, |first, part| {
            for (index, to) in (first..).zip(part) {
                *to = values.get(reversed(index, bits)).copied().unwrap_or_default();
            }
        });
        self.transform(&mut out, 1);
        if let Some((_, rest)) = out.split_first_mut() {
            rest.reverse(); // ω^−1 instead of ω
        }
        spread(&mut out, |first, part| (first..).zip(part).for_each(|(index, to)| *to *= scale(index)));
        out
    }

    /// Values on the rows to coefficients.
    pub fn coefficients(&self, rows: &[Fp]) -> Vec<Fp> {
        let scale = Fp::TWO_INV.pow_vartime([u64::from(self.log_rows)]);
        self.inverse(rows, |_| scale)
    }

    /// Coefficients to values on the coset: p(ζ·X) has the coefficients ζ^i·p_i.
    pub fn on_coset(&self, polynomial: &[Fp]) -> Vec<Fp> {
        let (step, zetas) = (self.step(), [Fp::ONE, Fp::ZETA, Fp::ZETA.square()]);
        let mut values = vec![Fp::ZERO; self.coset_size()];
        for (index, chunk) in values.chunks_exact_mut(step).enumerate() {
            let index = reversed(index, self.log_rows);
            let coefficient = polynomial.get(index).copied().unwrap_or_default();
            chunk.fill(coefficient * zetas.get(index % 3).copied().unwrap_or_default());
        }
        self.transform(&mut values, step);
        values
    }

    /// The inverse of [`Self::on_coset`] for n' coefficients.
    pub fn coefficients_from_coset(&self, values: &[Fp]) -> Vec<Fp> {
        let scale = Fp::TWO_INV.pow_vartime([u64::from(self.log_coset)]);
        let scales = [scale, scale * Fp::ZETA.square(), scale * Fp::ZETA];
        self.inverse(values, |index| scales.get(index % 3).copied().unwrap_or_default())
    }

    /// ζ·ω'^i.
    pub fn points(&self) -> Vec<Fp> {
        let omega = root(self.log_coset);
        powers(omega).take(self.coset_size()).map(|power| power * Fp::ZETA).collect()
    }

    /// 1/(X^n − 1) on the first n'/n points of the coset, with which it repeats.
    pub fn vanishing_inverses(&self) -> Vec<Fp> {
        let start = Fp::ZETA.pow_vartime([self.rows() as u64]);
        let step = root(self.log_coset - self.log_rows);
        powers(step).take(self.step()).map(|power| (start * power - Fp::ONE).invert().unwrap_or(Fp::ZERO)).collect()
    }
}

/// (x, y) becomes (x + w·y, x − w·y).
#[inline]
fn butterfly(x: &mut Fp, y: &mut Fp, w: &Fp) {
    let product = *y * w;
    *y = *x - product;
    *x += product;
}

/// The butterflies of one block. ω^0 = 1 takes no product.
fn layer(block: &mut [Fp], roots: &[Fp]) {
    let (low, high) = block.split_at_mut(block.len() / 2);
    let mut pairs = low.iter_mut().zip(high);
    if let Some((x, y)) = pairs.next() {
        (*x, *y) = (*x + *y, *x - *y);
    }
    pairs.zip(roots.iter().skip(1)).for_each(|((x, y), w)| butterfly(x, y, w));
}

/// The butterflies of a long block, shared out in halves.
fn wide_layer(low: &mut [Fp], high: &mut [Fp], roots: &[Fp]) {
    if low.len() <= LEAF {
        low.iter_mut().zip(high).zip(roots).for_each(|((x, y), w)| butterfly(x, y, w));
        return;
    }
    let middle = low.len() / 2;
    let ((low_a, low_b), (high_a, high_b)) = (low.split_at_mut(middle), high.split_at_mut(middle));
    let (roots_a, roots_b) = roots.split_at(middle.min(roots.len()));
    join(|| wide_layer(low_a, high_a, roots_a), || wide_layer(low_b, high_b, roots_b));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Stream;
    use halo2_proofs::poly::EvaluationDomain;

    fn random(n: usize) -> Vec<Fp> {
        let mut stream = Stream::new(&[n as u8; 32]);
        (0..n).map(|_| stream.scalar()).collect()
    }

    #[test]
    fn transforms_are_those_of_halo2() {
        for (k, degree) in [(4, 3), (5, 4), (6, 6), (9, 9), (11, 4)] {
            let theirs = EvaluationDomain::<Fp>::new(degree, k);
            let ours = Domain::new(k, theirs.extended_len().trailing_zeros());
            let rows = random(1 << k);
            let polynomial = theirs.lagrange_to_coeff(theirs.lagrange_from_vec(rows.clone()));
            assert_eq!(ours.coefficients(&rows), polynomial.to_vec());
            let on_coset = theirs.coeff_to_extended(polynomial);
            let values = ours.on_coset(&ours.coefficients(&rows));
            assert_eq!(values, on_coset.to_vec());
            assert_eq!(ours.coefficients_from_coset(&values)[..1 << k], ours.coefficients(&rows));
            let quotient = theirs.divide_by_vanishing_poly(on_coset.clone());
            let inverses = ours.vanishing_inverses();
            for (i, (value, divided)) in on_coset.iter().zip(quotient.iter()).enumerate() {
                assert_eq!(value * inverses[i % inverses.len()], *divided);
            }
            assert_eq!(
                ours.rotate(Fp::from(7), -3),
                theirs.rotate_omega(Fp::from(7), halo2_proofs::poly::Rotation(-3))
            );
            assert_eq!(ours.rotate(Fp::from(7), 2), theirs.rotate_omega(Fp::from(7), halo2_proofs::poly::Rotation(2)));
            let linear: Vec<Fp> =
                [Fp::ZERO, Fp::ONE].into_iter().chain(std::iter::repeat(Fp::ZERO)).take(1 << k).collect();
            assert_eq!(ours.points(), ours.on_coset(&linear));
        }
    }
}
