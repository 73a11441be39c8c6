//! Real attributes are text: the shortest decimal that gives the same float64 back, as Python's `repr` lays it out.
//!
//! Decimal from 1e-4 to below 1e16 (`0.01`, `3.0`), else with an exponent of two digits at least (`1e-05`, `1.5e+16`).

/// The text of a finite number.
pub(super) fn shortest(value: f64) -> String {
    let scientific = format!("{value:e}"); // shortest digits, and the exponent: -1.25e-7
    let Some((digits, Ok(exponent))) = scientific.split_once('e').map(|(d, e)| (d, e.parse::<i32>())) else {
        return scientific; // not finite: no such attribute is accepted
    };
    if (-4..16).contains(&exponent) {
        let plain = format!("{value}"); // Rust never writes an exponent here, nor ".0"
        return if plain.contains('.') { plain } else { plain + ".0" };
    }
    format!("{digits}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
}

/// The number, where `text` is exactly its shortest form and it is finite.
pub(super) fn exact(text: &str) -> Option<f64> {
    let value: f64 = text.parse().ok()?;
    (value.is_finite() && shortest(value) == text).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Python 3.11 prints them.
    #[test]
    fn numbers_are_written_as_python_writes_them() {
        for (value, text) in [
            (1e-5, "1e-05"),
            (0.0001, "0.0001"),
            (-0.25, "-0.25"),
            (3.0, "3.0"),
            (-0.0, "-0.0"),
            (0.0, "0.0"),
            (1e16, "1e+16"),
            (9_999_999_999_999_998.0, "9999999999999998.0"),
            (123_456_789_012_345_680.0, "1.2345678901234568e+17"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1.5e-10, "1.5e-10"),
            (2f64.powi(-44), "5.684341886080802e-14"),
        ] {
            assert_eq!(shortest(value), text);
            assert_eq!(exact(text).map(f64::to_bits), Some(value.to_bits()));
        }
    }

    #[test]
    fn other_forms_are_refused() {
        for text in
            ["1", "1.", "+1.0", "01.0", "1e-5", "1E-05", "1.00", "inf", "nan", "-inf", "1e400", "", " 1.0", "1_0.0"]
        {
            assert_eq!(exact(text), None, "{text}");
        }
    }
}
