//! Moments and durations as people write them.

use anyhow::{Context, Result};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, SpanRelativeTo, Timestamp};
use jwt_toolkit::codec::NumericDate;
use std::time::SystemTime;

/// A moment as it was given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Moment {
    /// So many seconds after the clock's, or before it.
    FromNow(i64),
    /// This one.
    At(NumericDate),
}

impl Moment {
    /// The moment itself.
    ///
    /// # Errors
    /// When the system's clock cannot be used.
    pub(crate) fn resolve(self) -> Result<NumericDate> {
        match self {
            Self::At(moment) => Ok(moment),
            Self::FromNow(seconds) => Ok(clock()?.plus(seconds)),
        }
    }
}

/// Reads what a person writes for a moment: `now`, a duration from now with its sign (`-60s`, `+5m`), a
/// date, which begins in UTC, RFC 3339 with an offset, or seconds since 1970.
///
/// # Errors
/// In words, when it is none of these.
pub(crate) fn parse_time(text: &str) -> Result<Moment, String> {
    if text == "now" {
        return Ok(Moment::FromNow(0));
    }
    // Without a unit these are seconds too, as in every duration: -60 is a minute ago, not in 1969.
    if text.starts_with(['+', '-']) {
        let duration = text.strip_prefix('+').unwrap_or(text);
        return parse_duration(duration).map(Moment::FromNow);
    }
    if is_date_without_dashes(text) {
        return Err("a date is written as 2026-11-22".to_owned());
    }
    if let Some(seconds) = text.parse().ok().and_then(NumericDate::from_seconds) {
        return Ok(Moment::At(seconds));
    }
    let timestamp = text.parse::<Timestamp>().or_else(|_| {
        // The library would ignore a time of day without a zone.
        let date = Date::strptime("%Y-%m-%d", text)?;
        Ok::<_, jiff::Error>(date.to_zoned(TimeZone::UTC)?.timestamp())
    });
    let since_1970 = timestamp.map(|timestamp| timestamp.as_duration().as_secs_f64());
    let moment = since_1970.ok().and_then(NumericDate::from_seconds);
    moment.map(Moment::At).ok_or_else(|| {
        "expected a time like 2026-11-22T10:00:00Z, 2026-11-22, now, -60s, +15m, or seconds since 1970"
            .to_owned()
    })
}

/// Whether a number looks like a year or like a date as YYYYMMDD: as seconds it would be in 1970, where
/// no token is expired yet.
fn is_date_without_dashes(text: &str) -> bool {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    is_number && matches!(text.len(), 4 | 8) && (text.starts_with("19") || text.starts_with("20"))
}

/// Reads a duration as people write it, in whole seconds: `90s`, `1h30m`, `2 days`, `1w`, `-1h`,
/// or a bare number of seconds. A day has 24 hours.
///
/// # Errors
/// In words, when it is no duration, has a fraction of a second, or months or years, whose length
/// is not fixed.
pub(crate) fn parse_duration(text: &str) -> Result<i64, String> {
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

/// A duration that is not negative, in whole seconds.
///
/// # Errors
/// In words.
pub(crate) fn natural_duration(text: &str) -> Result<u64, String> {
    let seconds = parse_duration(text)?;
    u64::try_from(seconds).map_err(|_| "a negative duration makes no sense here".to_owned())
}

/// The moment a command works at: the one that `--at` gives, else the clock's.
///
/// # Errors
/// When the system's clock cannot be used.
pub(crate) fn moment(at: Option<Moment>) -> Result<NumericDate> {
    at.unwrap_or(Moment::FromNow(0)).resolve()
}

fn clock() -> Result<NumericDate> {
    let since_1970 = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .context("the system's clock is before 1970")?;
    NumericDate::from_seconds(since_1970.as_secs_f64()).context("the system's clock")
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
        let at = |seconds| Ok(Moment::At(NumericDate::from_seconds(seconds).unwrap()));
        assert_eq!(parse_time("2018-01-18T01:30:22Z"), at(1_516_239_022.0));
        assert_eq!(parse_time("2018-01-18T02:30:22+01:00"), at(1_516_239_022.0));
        assert_eq!(parse_time("1516239022"), at(1_516_239_022.0));
        assert_eq!(parse_time("2099-01-01"), at(4_070_908_800.0));
        assert_eq!(parse_time("60"), at(60.0));
        assert_eq!(parse_time("-60"), Ok(Moment::FromNow(-60)));
        assert_eq!(parse_time("+60"), Ok(Moment::FromNow(60)));
        assert_eq!(parse_time("now"), Ok(Moment::FromNow(0)));
        assert_eq!(parse_time("-60s"), Ok(Moment::FromNow(-60)));
        assert_eq!(parse_time("+5m"), Ok(Moment::FromNow(300)));
        assert_eq!(parse_time("-1h30m"), Ok(Moment::FromNow(-5400)));
        for text in [
            "",
            "yesterday",
            "2018-01-18T01:30:22",
            "2018-13-01",
            "inf",
            "NaN",
            "1e400",
            "+",
            "-",
            "-1 potato",
            "2026",
            "20261122",
        ] {
            assert!(parse_time(text).is_err(), "{text}");
        }
    }
}
