//! Moments and durations: as tokens count them, as people write them, and in words.

use jiff::{Span, SpanRelativeTo, Timestamp, tz::TimeZone};
use std::fmt;

/// As milliseconds these are the years 2001 to 2286, as seconds they are beyond the year 33000.
const LOOKS_LIKE_MILLISECONDS: std::ops::Range<f64> = 1e12..1e13;

/// Lengths above this, in seconds, are not counted: ten thousand years.
const BEYOND_WORDS: f64 = 3.155_695_2e11;

/// A moment as RFC 7519, section 2, counts it: seconds since 1970-01-01T00:00:00Z, perhaps with a
/// fraction, always finite. Its `Display` is RFC 3339 in UTC up to the year 9999, else the number.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct NumericDate(f64);

impl NumericDate {
    /// `None` where `seconds` is infinite or not a number.
    #[must_use]
    pub fn from_seconds(seconds: f64) -> Option<Self> {
        seconds.is_finite().then_some(Self(seconds))
    }

    /// Reads the text of a JSON number; `None` where it is beyond a finite number.
    #[must_use]
    pub fn from_json_number(text: &str) -> Option<Self> {
        text.parse().ok().and_then(Self::from_seconds)
    }

    /// Reads what a person writes for a moment: RFC 3339 with an offset, or seconds since 1970.
    ///
    /// # Errors
    /// In words, when it is neither.
    pub fn from_human(text: &str) -> Result<Self, String> {
        if let Some(seconds) = text.parse().ok().and_then(Self::from_seconds) {
            return Ok(seconds);
        }
        let moment: Timestamp = text.parse().map_err(|_| {
            "expected a time like 2026-11-22T10:00:00Z, or seconds since 1970".to_owned()
        })?;
        Ok(Self(moment.as_duration().as_secs_f64()))
    }

    /// Seconds since 1970.
    #[must_use]
    pub fn seconds(self) -> f64 {
        self.0
    }

    /// Whole seconds since 1970, rounded down; `None` beyond what 64 bits hold.
    #[must_use]
    pub fn whole_seconds(self) -> Option<i64> {
        const LIMIT: f64 = 9e18;
        #[expect(clippy::cast_possible_truncation, reason = "within the limit")]
        (self.0.abs() < LIMIT).then(|| self.0.floor() as i64)
    }

    /// The moment so many seconds later.
    #[must_use]
    pub fn plus(self, seconds: f64) -> Self {
        Self(self.0 + seconds)
    }

    /// Whether someone wrote milliseconds where seconds belong.
    #[must_use]
    pub fn looks_like_milliseconds(self) -> bool {
        LOOKS_LIKE_MILLISECONDS.contains(&self.0)
    }

    /// How far this moment is from `now`: `3 minutes ago`, `in 59 minutes`, `now`.
    #[must_use]
    pub fn relative_to(self, now: Self) -> String {
        let distance = self.0 - now.0;
        let words = in_words(distance.abs());
        if (-1.0..=0.0).contains(&distance) {
            "now".to_owned()
        } else if (0.0..1.0).contains(&distance) {
            "in less than a second".to_owned()
        } else if distance > 0.0 {
            format!("in {words}")
        } else {
            format!("{words} ago")
        }
    }

    /// Local date and time with the zone's name, up to the year 9999.
    #[must_use]
    pub fn local(self) -> Option<String> {
        let zoned = self.timestamp()?.to_zoned(TimeZone::system());
        Some(zoned.strftime("%Y-%m-%d %H:%M:%S %Z").to_string())
    }

    fn timestamp(self) -> Option<Timestamp> {
        Timestamp::from_second(self.whole_seconds()?).ok()
    }
}

impl fmt::Display for NumericDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.timestamp() {
            Some(timestamp) => timestamp.fmt(f),
            None if self.0.abs() < 1e15 => self.0.fmt(f),
            None => write!(f, "{:e}", self.0),
        }
    }
}

/// A length of time in its largest whole unit, with a second one where the first is a single one:
/// `59 minutes`, `1 hour 30 minutes`, `8 years`. Rounded down. Months and years are mean ones.
#[must_use]
pub fn in_words(seconds: f64) -> String {
    const UNITS: [(&str, u64); 6] = [
        ("year", 31_556_952),
        ("month", 2_629_746),
        ("day", 86_400),
        ("hour", 3_600),
        ("minute", 60),
        ("second", 1),
    ];
    if seconds > BEYOND_WORDS {
        return "over 10000 years".to_owned();
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "lengths are not negative, and bounded above"
    )]
    let seconds = seconds.floor() as u64;
    let named = |count: u64, unit: &str| {
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} {unit}{plural}")
    };
    let Some(largest) = UNITS.iter().position(|&(_, length)| seconds >= length) else {
        return named(0, "second");
    };
    let (unit, length) = UNITS[largest];
    let (count, rest) = (seconds / length, seconds % length);
    let words = named(count, unit);
    match UNITS.get(largest + 1) {
        Some(&(smaller, length)) if count == 1 && rest >= length => {
            format!("{words} {}", named(rest / length, smaller))
        }
        _ => words,
    }
}

/// Reads a duration as people write it, in whole seconds: `90s`, `1h30m`, `2 days`, `1w`, `-1h`,
/// or a bare number of seconds. A day has 24 hours.
///
/// # Errors
/// In words, when it is no duration, has a fraction of a second, or months or years, whose length
/// is not fixed.
pub fn parse_duration(text: &str) -> Result<i64, String> {
    if let Ok(seconds) = text.parse() {
        return Ok(seconds);
    }
    let span: Span = text
        .parse()
        .map_err(|_| "expected a duration like 90s, 1h30m, 2 days or 1w".to_owned())?;
    if span.get_months() != 0 || span.get_years() != 0 {
        return Err("months and years have no fixed length; use days or weeks".to_owned());
    }
    let duration = span
        .to_duration(SpanRelativeTo::days_are_24_hours())
        .map_err(|error| error.to_string())?;
    if duration.subsec_nanos() != 0 {
        return Err("tokens count whole seconds; this has a fraction of one".to_owned());
    }
    Ok(duration.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_as_people_write_them() {
        for (text, seconds) in [
            ("90s", 90),
            ("1h30m", 5400),
            ("2 days", 172_800),
            ("1w", 604_800),
            ("1d", 86_400),
            ("-1h", -3600),
            ("300", 300),
            ("0", 0),
            ("-5", -5),
            ("1.5h", 5400),
            ("15 minutes", 900),
        ] {
            assert_eq!(parse_duration(text), Ok(seconds), "{text}");
        }
        for text in ["", "soon", "1h potatoes", "1mo", "1 year", "500ms", "0.5s"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn moments_as_people_write_them() {
        let seconds = |text| NumericDate::from_human(text).map(NumericDate::seconds);
        assert_eq!(seconds("2018-01-18T01:30:22Z"), Ok(1_516_239_022.0));
        assert_eq!(seconds("2018-01-18T02:30:22+01:00"), Ok(1_516_239_022.0));
        assert_eq!(seconds("1516239022"), Ok(1_516_239_022.0));
        for text in [
            "",
            "yesterday",
            "2018-01-18T01:30:22",
            "inf",
            "NaN",
            "1e400",
        ] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }

    #[test]
    fn distances_in_words() {
        let now = NumericDate(1_000_000_000.0);
        for (distance, words) in [
            (-180.0, "3 minutes ago"),
            (3599.5, "in 59 minutes"),
            (3600.0, "in 1 hour"),
            (5400.0, "in 1 hour 30 minutes"),
            (7199.0, "in 1 hour 59 minutes"),
            (-86_400.0 * 9.0, "9 days ago"),
            (0.0, "now"),
            (0.4, "in less than a second"),
            (-0.4, "now"),
            (-1.5, "1 second ago"),
            (1e300, "in over 10000 years"),
        ] {
            assert_eq!(now.plus(distance).relative_to(now), words);
        }
    }

    #[test]
    fn moments_beyond_the_calendar_stay_numbers() {
        let shown = |seconds: f64| NumericDate(seconds).to_string();
        assert_eq!(shown(1_516_239_022.9), "2018-01-18T01:30:22Z");
        assert_eq!(shown(-1.5), "1969-12-31T23:59:58Z");
        assert_eq!(shown(1e14), "100000000000000");
        assert_eq!(shown(1e300), "1e300");
        assert_eq!(NumericDate::from_json_number("1e400"), None);
    }
}
