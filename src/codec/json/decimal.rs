//! The exact value of a number.

/// A number's exact value: sign, digits without leading and trailing zeros, and the power of ten of
/// the last digit. As `f64`, `12345678901234567890123` and its successor would be equal.
#[derive(PartialEq, Eq)]
pub(super) struct Decimal {
    negative: bool,
    digits: String,
    exponent: i128,
}

impl Decimal {
    /// `None` where the exponent does not fit into 64 bits.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (negative, mantissa) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let significant = all.trim_end_matches('0');
        let dropped = i128::try_from(all.len() - significant.len()).ok()?;
        let fraction = i128::try_from(fraction.len()).ok()?;
        let digits = significant.trim_start_matches('0').to_owned();
        if digits.is_empty() {
            return Some(Self {
                negative: false,
                digits,
                exponent: 0,
            });
        }
        let exponent: i64 = exponent.parse().ok()?;
        Some(Self {
            negative,
            digits,
            exponent: i128::from(exponent) + dropped - fraction,
        })
    }
}
