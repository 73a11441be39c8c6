//! Membership of a point of the twist E'(F_p2) in the subgroup G2 of order r.
//!
//! With x the curve's parameter and ψ the untwist-Frobenius-twist endomorphism, a point P of E' lies in G2 exactly when
//! ```text
//! [x + 1]P + ψ([x]P) + ψ²([x]P) = ψ³([2x]P)
//! ```
//! (Dai, Lin, Zhao, Zhou, "Fast Subgroup Membership Testings for G1, G2 and GT on Pairing-friendly Curves",
//! eprint 2022/348, section 5.1). That costs one multiplication by the 63-bit x, half of testing ψ(P) = [6x²]P and a quarter of [r]P = O.

use ark_bn254::{Config, Fq2, G2Affine, G2Projective};
use ark_ec::{AdditiveGroup, AffineRepr, bn::BnConfig};
use ark_ff::Field;

/// x of BN254.
const X: u64 = 4_965_661_367_192_848_881;

/// ψ(X, Y, Z) = (X̄·ξ^((p−1)/3), Ȳ·ξ^((p−1)/2), Z̄) in Jacobian coordinates, the bar being Frobenius.
fn psi(point: &G2Projective) -> G2Projective {
    let frobenius = |coordinate: &Fq2| coordinate.frobenius_map(1);
    G2Projective::new_unchecked(
        frobenius(&point.x) * Config::TWIST_MUL_BY_Q_X,
        frobenius(&point.y) * Config::TWIST_MUL_BY_Q_Y,
        frobenius(&point.z),
    )
}

/// `point`, which has to lie on the curve, lies in the subgroup of order r.
pub(crate) fn is_in_g2(point: &G2Affine) -> bool {
    if point.is_zero() {
        return true;
    }
    let mut by_x = G2Projective::from(*point);
    for bit in (0..X.ilog2()).rev() {
        by_x.double_in_place();
        if (X >> bit) & 1 == 1 {
            by_x += point;
        }
    }
    let psi_1 = psi(&by_x);
    let psi_2 = psi(&psi_1);
    let psi_3 = psi(&psi_2);
    by_x + point + psi_1 + psi_2 == psi_3.double()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_bn254::{Fq, Fr};
    use ark_ec::{CurveGroup, PrimeGroup};
    use ark_ff::{PrimeField, Zero};

    /// The cofactor of the twist, 2p − r = 10069 · 5864401 · 1875725156269 · 197620364512881247228717050342013327560683201906968909.
    const COFACTOR: [u64; 4] =
        [0x345f_2299_c0f9_fa8d, 0x06ce_ecda_572a_2489, 0xb850_45b6_8181_585e, 0x3064_4e72_e131_a029];

    /// (2p − r)/10069, by schoolbook division of the four words.
    fn cofactor_over_10069() -> [u64; 4] {
        let mut quotient = [0; 4];
        let mut rest: u128 = 0;
        for (word, out) in COFACTOR.iter().zip(&mut quotient).rev() {
            let value = (rest << 64) | u128::from(*word);
            *out = u64::try_from(value / 10069).unwrap();
            rest = value % 10069;
        }
        assert_eq!(rest, 0);
        quotient
    }

    /// A point of the twist with small x; almost surely outside G2.
    fn curve_point(seed: u64) -> G2Affine {
        let mut steps = 0u64..;
        steps
            .find_map(|step| {
                let x = Fq2::new(Fq::from(seed), Fq::from(step));
                G2Affine::get_ys_from_x_unchecked(x).map(|(y, _)| G2Affine::new_unchecked(x, y))
            })
            .unwrap()
    }

    #[test]
    fn multiples_of_the_generator_are_inside() {
        for k in 0..40u64 {
            let point = (G2Projective::generator() * Fr::from(k * k * 1_000_003 + k)).into_affine();
            assert!(is_in_g2(&point), "{k}");
        }
    }

    #[test]
    fn agrees_with_multiplication_by_r_on_points_of_the_whole_curve() {
        for seed in 1..40 {
            let point = curve_point(seed);
            let slow = point.mul_bigint(Fr::MODULUS).is_zero();
            assert_eq!(is_in_g2(&point), slow, "{seed}");
            let cleared = point.mul_bigint(COFACTOR).into_affine();
            assert!(is_in_g2(&cleared), "{seed}");
        }
    }

    #[test]
    fn points_of_small_order_are_outside_alone_and_added_to_good_ones() {
        let mut met = 0;
        for seed in 1..8 {
            let point = curve_point(seed).mul_bigint(cofactor_over_10069()).into_affine();
            let small = point.mul_bigint(Fr::MODULUS).into_affine();
            if small.is_zero() {
                continue;
            }
            met += 1;
            assert!(small.mul_bigint([10069u64]).is_zero());
            assert!(!is_in_g2(&small));
            assert!(!is_in_g2(&(G2Projective::generator() + small).into_affine()));
        }
        assert!(met > 3);
    }
}
