//! Numbers by their exact value.

/// A number by its value: sign, digits without outer zeros, and the power of ten of the last digit.
/// `f64` would hold `12345678901234567890123` and its neighbour for the same.
#[derive(PartialEq, Eq)]
pub(super) struct Decimal {
    negative: bool,
    digits: String,
    exponent: i128,
}

impl Decimal {
    /// `None` where the exponent is beyond any use; such numbers are equal to nothing.
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
