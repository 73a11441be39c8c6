//! Transforms against the polynomial itself, with the root of unity by its definition.
use p3_dft::Radix2DitParallel;
use p3_field::TwoAdicField;
use p3_goldilocks::Goldilocks;
use p3_koala_bear::KoalaBear;
use zkpair_plonky3::input::Element;
use zkpair_plonky3::ntt::forward;

fn agrees<F: Element + TwoAdicField>(generator: u64) {
    let dft = Radix2DitParallel::default();
    for log_n in 1..=12_usize {
        let n = 1_usize << log_n;
        // ω_n = g^((p − 1)/n), by its definition and not by the library's table.
        let omega = F::from_u64(generator).exp_u64((F::ORDER_U64 - 1) / n as u64);
        let coefficients: Vec<F> = (0..n as u64).map(|i| F::from_u64(i * i + 7 * i + 3)).collect();
        let values = forward(coefficients.clone(), &dft);
        for k in (0..n).step_by(n.div_ceil(37)) {
            let x = omega.exp_u64(k as u64);
            let expected = coefficients.iter().rfold(F::ZERO, |sum, c| sum * x + *c);
            assert_eq!(values[k], expected, "n = 2^{log_n}, k = {k}");
        }
    }
}

#[test]
fn goldilocks_values_are_the_polynomials() {
    agrees::<Goldilocks>(7);
}

#[test]
fn koala_bear_values_are_the_polynomials() {
    agrees::<KoalaBear>(3);
}
