//! The times of a payload in words and as local time.

use super::super::document::Canvas;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use jwt_toolkit::codec::NumericDate;
use jwt_toolkit::codec::json::{Json, Kind};

/// The claims that hold times (RFC 7519, section 4.1; and those of `OpenID` Connect), roughly in the
/// order of what happens to a token.
const TIMES: [&str; 5] = ["updated_at", "auth_time", "iat", "nbf", "exp"];

impl Canvas {
    /// The times of the outermost object, a line each.
    pub(super) fn times(&self, json: &Json<'_>) -> String {
        let Some(now) = self.now else {
            return String::new();
        };
        let zone = TimeZone::system();
        let clock = Clock { now, zone };
        let painted = clock.lines(json).map(|line| match line {
            Line::Usual(text) => text,
            Line::Wrong(text) => self.paint.alarm(&text),
        });
        painted.collect::<Vec<_>>().join("\n")
    }
}

/// What is said of a time.
#[derive(Debug, PartialEq, Eq)]
enum Line {
    Usual(String),
    Wrong(String),
}

/// Tells times as they are at a moment, in a place.
struct Clock {
    now: NumericDate,
    zone: TimeZone,
}

impl Clock {
    fn lines(&self, json: &Json<'_>) -> impl Iterator<Item = Line> {
        TIMES.into_iter().flat_map(move |name| {
            let members = json.members().iter();
            let values = members.filter(move |member| member.name.read == name);
            let numbers = values.filter(|member| member.value.kind() == Kind::Number);
            numbers.filter_map(move |member| {
                let time = NumericDate::from_json_number(member.value.text())?;
                Some(self.line(name, time))
            })
        })
    }

    fn line(&self, name: &str, time: NumericDate) -> Line {
        if let Some(unit) = time.smaller_unit() {
            let local = self.local(unit.moment(time));
            let meant = local.map_or_else(String::new, |local| format!(" ({local})"));
            return Line::Wrong(format!("{name} looks like {}{meant}", unit.name()));
        }
        let (kind, what): (fn(String) -> Line, _) = match (name, time <= self.now) {
            ("exp", true) => (Line::Wrong, "expired"),
            ("exp", false) => (Line::Usual, "expires"),
            ("nbf", true) => (Line::Usual, "became valid"),
            ("nbf", false) => (Line::Wrong, "not valid yet: valid"),
            ("iat", true) => (Line::Usual, "issued"),
            ("iat", false) => (Line::Usual, "issued in the future:"),
            ("auth_time", true) => (Line::Usual, "authenticated"),
            ("auth_time", false) => (Line::Usual, "authenticated in the future:"),
            (_, true) => (Line::Usual, "updated"),
            (_, false) => (Line::Usual, "updated in the future:"),
        };
        let relative = time.relative_to(self.now);
        kind(match self.local(time) {
            Some(local) => format!("{what} {relative}, {local}"),
            None => format!("{what} {relative}"),
        })
    }

    /// Local date and time with the zone's name, up to the year 9999.
    fn local(&self, time: NumericDate) -> Option<String> {
        let timestamp = Timestamp::from_second(time.whole_seconds()?).ok()?;
        let zoned = timestamp.to_zoned(self.zone.clone());
        Some(zoned.strftime("%Y-%m-%d %H:%M:%S %Z").to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::NOW;
    use super::*;
    use Line::{Usual, Wrong};

    fn clock(zone: TimeZone) -> Clock {
        let now = NumericDate::from_seconds(NOW).expect("a time");
        Clock { now, zone }
    }

    fn times(payload: &str) -> String {
        let json = Json::parse_text(payload).expect("JSON");
        let clock = clock(TimeZone::UTC);
        let texts = clock.lines(&json).map(|line| match line {
            Usual(text) | Wrong(text) => text,
        });
        texts.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn times_are_local_and_name_their_zone() {
        let berlin = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").expect("a zone");
        let clock = clock(berlin);
        for (moment, local) in [
            (NOW, "2027-01-15 09:00:00 CET"),
            (NOW + 15_552_000.0, "2027-07-14 10:00:00 CEST"),
        ] {
            let time = NumericDate::from_seconds(moment).expect("a time");
            assert_eq!(clock.local(time).as_deref(), Some(local));
        }
    }

    #[test]
    fn times_are_told_in_the_order_of_what_happens() {
        let payload = r#"{"exp":1800003600,"iat":1799999820,"nbf":1799999880,"auth_time":1799990000,"updated_at":1799900000}"#;
        assert_eq!(
            times(payload),
            "updated 1 day 3 hours ago, 2027-01-14 04:13:20 UTC\n\
             authenticated 2 hours ago, 2027-01-15 05:13:20 UTC\n\
             issued 3 minutes ago, 2027-01-15 07:57:00 UTC\n\
             became valid 2 minutes ago, 2027-01-15 07:58:00 UTC\n\
             expires in 1 hour, 2027-01-15 09:00:00 UTC"
        );
    }

    #[test]
    fn each_side_of_now_has_its_words() {
        let clock = clock(TimeZone::UTC);
        let line = |name, distance| clock.line(name, clock.now.plus(distance));
        for (name, distance, text) in [
            ("exp", 60, "expires in 1 minute, 2027-01-15 08:01:00 UTC"),
            ("nbf", 0, "became valid now, 2027-01-15 08:00:00 UTC"),
            ("iat", -181, "issued 3 minutes ago, 2027-01-15 07:56:59 UTC"),
            (
                "iat",
                60,
                "issued in the future: in 1 minute, 2027-01-15 08:01:00 UTC",
            ),
        ] {
            assert_eq!(line(name, distance), Usual(text.to_owned()));
        }
        for (name, distance, text) in [
            ("exp", 0, "expired now, 2027-01-15 08:00:00 UTC"),
            (
                "exp",
                -180,
                "expired 3 minutes ago, 2027-01-15 07:57:00 UTC",
            ),
            (
                "nbf",
                60,
                "not valid yet: valid in 1 minute, 2027-01-15 08:01:00 UTC",
            ),
        ] {
            assert_eq!(line(name, distance), Wrong(text.to_owned()));
        }
    }

    #[test]
    fn smaller_units_are_named() {
        for (time, unit) in [
            ("1800000000000", "milliseconds"),
            ("1.8e15", "microseconds"),
            ("1800000000000000000", "nanoseconds"),
        ] {
            assert_eq!(
                times(&format!(r#"{{"exp":{time}}}"#)),
                format!("exp looks like {unit} (2027-01-15 08:00:00 UTC)")
            );
        }
    }

    #[test]
    fn moments_beyond_the_calendar_are_not_formatted() {
        assert_eq!(times(r#"{"exp":253402300800}"#), "expires in 7972 years");
        assert_eq!(times(r#"{"exp":1e300}"#), "expires in over 10000 years");
        assert_eq!(times(r#"{"iat":-1e300}"#), "issued over 10000 years ago");
    }

    #[test]
    fn what_is_no_time_is_left_out() {
        for payload in [
            "{}",
            r#"{"exp":"1800000000"}"#,
            r#"{"exp":null,"iat":[1],"nbf":1e400}"#,
            r#"{"a":{"exp":1}}"#,
            "[1800000000]",
        ] {
            assert_eq!(times(payload), "", "{payload}");
        }
        // An escape in a name does not hide it, and of two, both are told.
        assert_eq!(
            times(r#"{"e\u0078p":1800000000,"exp":1800000000}"#)
                .lines()
                .count(),
            2
        );
    }
}
