//! `NumericDate` (RFC 7519, section 2): the times in a token, and how they are shown.

use jiff::Timestamp;
use std::fmt;

/// The years 2001 to 2286. A number that is one of them in a smaller unit than the second is, read as
/// seconds, beyond the year 33000.
const MEANT: std::ops::Range<f64> = 1e9..1e10;

/// Ten thousand years in seconds: longer durations are not put into exact words.
const BEYOND_WORDS: f64 = 3.155_695_2e11;

/// A time as RFC 7519, section 2, defines it: seconds since 1970-01-01T00:00:00Z, possibly with a
/// fraction, always finite. Its `Display` is RFC 3339 in UTC up to the year 9999, else the number.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct NumericDate(f64);

impl NumericDate {
    /// The time at so many seconds since 1970; `None` where `seconds` is infinite or not a number.
    #[must_use]
    pub fn from_seconds(seconds: f64) -> Option<Self> {
        seconds.is_finite().then_some(Self(seconds))
    }

    /// The time at so many seconds since 1970, rounded beyond 2^53.
    #[must_use]
    pub(crate) fn from_whole_seconds(seconds: i64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "as in reading a token's number")]
        Self(seconds as f64)
    }

    /// Reads the text of a JSON number; `None` where it is too large for a finite `f64`.
    #[must_use]
    pub fn from_json_number(text: &str) -> Option<Self> {
        text.parse().ok().and_then(Self::from_seconds)
    }

    /// Seconds since 1970.
    #[must_use]
    pub fn seconds(self) -> f64 {
        self.0
    }

    /// Whole seconds since 1970, rounded down; `None` where they do not fit into 64 bits.
    #[must_use]
    pub fn whole_seconds(self) -> Option<i64> {
        const LIMIT: f64 = 9e18;
        #[expect(clippy::cast_possible_truncation, reason = "within the limit")]
        (self.0.abs() < LIMIT).then(|| self.0.floor() as i64)
    }

    /// The time so many seconds later. It is finite, as every time is.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "exact for 285 million years")]
        Self(self.0 + seconds as f64)
    }

    /// The unit that this was probably meant in, where that is not seconds.
    #[must_use]
    pub fn smaller_unit(self) -> Option<SmallerUnit> {
        let probable = |unit: &SmallerUnit| MEANT.contains(&unit.moment(self).0);
        SmallerUnit::ALL.into_iter().find(probable)
    }

    /// The distance from `now` in words: `3 minutes ago`, `in 59 minutes`, `now`.
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

    fn timestamp(self) -> Option<Timestamp> {
        Timestamp::from_second(self.whole_seconds()?).ok()
    }
}

/// A unit that other interfaces count time in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmallerUnit {
    /// JavaScript's `Date.now()`, Java's `currentTimeMillis`.
    Milliseconds,
    /// Databases.
    Microseconds,
    /// Go's `UnixNano`, Python's `time_ns`.
    Nanoseconds,
}

impl SmallerUnit {
    const ALL: [Self; 3] = [Self::Milliseconds, Self::Microseconds, Self::Nanoseconds];

    /// Its name, in the plural.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Milliseconds => "milliseconds",
            Self::Microseconds => "microseconds",
            Self::Nanoseconds => "nanoseconds",
        }
    }

    /// The moment that was meant, where seconds were not.
    #[must_use]
    pub fn moment(self, misread: NumericDate) -> NumericDate {
        NumericDate(match self {
            Self::Milliseconds => misread.0 / 1e3,
            Self::Microseconds => misread.0 / 1e6,
            Self::Nanoseconds => misread.0 / 1e9,
        })
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

/// A duration in words, rounded down to its largest unit, or to two units where there is one of the
/// first: `59 minutes`, `1 hour 30 minutes`, `8 years`. Months and years have their mean length.
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

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(NumericDate(now.0 + distance).relative_to(now), words);
        }
    }

    #[test]
    fn a_number_in_a_smaller_unit_is_recognized() {
        let unit = |seconds: f64| NumericDate(seconds).smaller_unit();
        assert_eq!(unit(1.8e12), Some(SmallerUnit::Milliseconds));
        assert_eq!(unit(1.8e15), Some(SmallerUnit::Microseconds));
        assert_eq!(unit(1.8e18), Some(SmallerUnit::Nanoseconds));
        for other in [
            0.0, 1.8e9, 9.999e11, 1e13, 1.8e14, 1e16, 1e19, -1.8e12, 1e300,
        ] {
            assert_eq!(unit(other), None, "{other}");
        }
        let meant = SmallerUnit::Nanoseconds.moment(NumericDate(1.8e18));
        assert_eq!(meant, NumericDate(1.8e9));
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
