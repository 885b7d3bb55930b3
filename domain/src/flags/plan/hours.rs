use crate::fields::Problem;
use chrono::{
    DateTime, Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Timelike as _, Utc, Weekday,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// The minutes of a day.
const DAY: u16 = 24 * 60;

/// When a plan may move: some days of the week, between two times of the day, as the clocks of one place show them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// Bit 0 is Monday, bit 6 Sunday.
    days: u8,
    /// Minutes after midnight, included.
    from: u16,
    /// Minutes after midnight, not included; 1440 is the end of the day.
    until: u16,
    zone: Tz,
}

impl Hours {
    /// Some days, from one time until another; `00:00` as the end means the end of the day.
    ///
    /// # Errors
    /// [`Problem::Required`] without a day, [`Problem::Mismatch`] when the end is not after the beginning.
    pub fn new(days: &[Weekday], from: NaiveTime, until: NaiveTime, zone: Tz) -> Result<Self, (&'static str, Problem)> {
        let days = days.iter().fold(0, |bits, day| bits | 1 << day.num_days_from_monday());
        if days == 0 {
            return Err(("days", Problem::Required));
        }
        let (from, until) = (minute(from), minute(until));
        let until = if until == 0 { DAY } else { until };
        if until <= from {
            return Err(("until", Problem::format("17:00")));
        }
        Ok(Self {
            days,
            from,
            until,
            zone,
        })
    }

    #[must_use]
    pub const fn zone(&self) -> Tz {
        self.zone
    }

    /// The beginning and the end as `09:00` and `17:00`; the end of the day is `00:00`.
    #[must_use]
    pub fn times(&self) -> (String, String) {
        let text = |minutes: u16| format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60);
        (text(self.from), text(self.until))
    }

    #[must_use]
    pub const fn has(&self, day: Weekday) -> bool {
        self.days & (1 << day.num_days_from_monday()) != 0
    }

    /// Whether a plan may move at this moment.
    #[must_use]
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        let local = at.with_timezone(&self.zone);
        let minute = minute(local.time());
        self.has(local.weekday()) && self.from <= minute && minute < self.until
    }

    /// The first moment from `at` on at which a plan may move.
    ///
    /// None when there is none within two weeks, which only clocks that are set forward over the whole window can do.
    #[must_use]
    pub fn next_open(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if self.is_open(at) {
            return Some(at);
        }
        let today = at.with_timezone(&self.zone).date_naive();
        (0..=15)
            .filter_map(|ahead| today.checked_add_days(Days::new(ahead)))
            .flat_map(|date| self.openings(date))
            .filter(|opening| *opening >= at && self.is_open(*opening))
            .min()
    }

    /// The moments of a date at which the window can open: its beginning, twice when the clocks go back over it, and
    /// the end of a gap when they go forward over it.
    fn openings(&self, date: NaiveDate) -> Vec<DateTime<Utc>> {
        let midnight = date.and_time(NaiveTime::MIN);
        let begin = midnight + TimeDelta::minutes(self.from.into());
        let local = self.zone.from_local_datetime(&begin);
        let mut found: Vec<_> = [local.earliest(), local.latest()]
            .into_iter()
            .flatten()
            .map(|moment| moment.to_utc())
            .collect();
        if found.is_empty() {
            let after = (1..=DAY).find_map(|more| {
                let later = begin + TimeDelta::minutes(more.into());
                self.zone.from_local_datetime(&later).earliest()
            });
            found.extend(after.map(|moment| moment.to_utc()));
        }
        // When the clocks go back inside the window's end, it opens again where they land.
        found.extend((1..=3).filter_map(|hours| {
            let hour = NaiveTime::from_hms_opt(hours, 0, 0).unwrap_or_default();
            self.zone
                .from_local_datetime(&date.and_time(hour))
                .latest()
                .map(|moment| moment.to_utc())
        }));
        found
    }
}

fn minute(time: NaiveTime) -> u16 {
    u16::try_from(time.num_seconds_from_midnight() / 60).unwrap_or_default()
}

/// Reads the name of a time zone of the IANA database.
///
/// # Errors
/// [`Problem::Required`] or [`Problem::Format`].
pub fn parse_zone(name: &str) -> Result<Tz, Problem> {
    match name.trim() {
        "" => Err(Problem::Required),
        name => name.parse().map_err(|_| Problem::format("Asia/Riyadh")),
    }
}

/// The zones to offer first, from west to east; every other one can be typed.
#[must_use]
pub const fn common_zones() -> &'static [&'static str] {
    &[
        "UTC",
        "America/Los_Angeles",
        "America/New_York",
        "America/Sao_Paulo",
        "Europe/London",
        "Europe/Berlin",
        "Africa/Casablanca",
        "Africa/Algiers",
        "Africa/Tunis",
        "Africa/Tripoli",
        "Africa/Cairo",
        "Africa/Khartoum",
        "Asia/Beirut",
        "Asia/Damascus",
        "Asia/Amman",
        "Asia/Jerusalem",
        "Asia/Baghdad",
        "Asia/Riyadh",
        "Asia/Kuwait",
        "Asia/Aden",
        "Asia/Qatar",
        "Asia/Bahrain",
        "Asia/Dubai",
        "Asia/Muscat",
        "Asia/Karachi",
        "Asia/Kolkata",
        "Asia/Singapore",
        "Asia/Tokyo",
        "Australia/Sydney",
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn time(text: &str) -> NaiveTime {
        NaiveTime::parse_from_str(text, "%H:%M").unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    const WORK: [Weekday; 5] = [Weekday::Sun, Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu];

    #[test]
    fn a_window_is_of_its_place() {
        let hours = Hours::new(&WORK, time("09:00"), time("17:00"), Tz::Asia__Riyadh).unwrap();
        // Riyadh is three hours ahead; Friday and Saturday are closed.
        assert!(hours.is_open(at("2026-11-22T06:00:00Z")));
        assert!(!hours.is_open(at("2026-11-22T14:00:00Z")));
        assert_eq!(
            hours.next_open(at("2026-11-19T14:00:00Z")),
            Some(at("2026-11-22T06:00:00Z"))
        );
        assert_eq!(hours.times(), ("09:00".to_owned(), "17:00".to_owned()));
    }

    #[test]
    fn midnight_ends_a_day_and_begins_one() {
        let hours = Hours::new(&[Weekday::Mon], time("00:00"), time("00:00"), Tz::UTC).unwrap();
        assert!(hours.is_open(at("2026-11-23T00:00:00Z")) && hours.is_open(at("2026-11-23T23:59:59Z")));
        assert!(!hours.is_open(at("2026-11-24T00:00:00Z")));
    }

    #[test]
    fn a_window_that_cannot_open_is_refused() {
        let none = Hours::new(&[], time("09:00"), time("17:00"), Tz::UTC);
        assert_eq!(none, Err(("days", Problem::Required)));
        let back = Hours::new(&WORK, time("17:00"), time("09:00"), Tz::UTC);
        assert!(matches!(back, Err(("until", Problem::Format { .. }))));
        assert!(parse_zone("Asia/Nowhere").is_err() && parse_zone(" ").is_err());
        assert!(common_zones().iter().all(|name| parse_zone(name).is_ok()));
    }

    proptest! {
        // Berlin sets its clocks forward on 2026-03-29 and back on 2026-10-25, New York on 03-08 and 11-01.
        #[test]
        fn the_next_opening_is_the_first_minute_that_is_open(
            start in prop_oneof![
                1_772_800_000_i64..1_775_000_000, 1_792_800_000_i64..1_793_700_000, 1_782_000_000_i64..1_782_600_000,
            ],
            days in 1_u8..128,
            from in 0_u16..1439,
            length in 1_u16..1440,
            zone in prop_oneof![Just(Tz::Europe__Berlin), Just(Tz::America__New_York), Just(Tz::Asia__Riyadh)],
        ) {
            let hours = Hours { days, from, until: (from + length).min(DAY), zone };
            let start = DateTime::from_timestamp(start - start % 60, 0).unwrap();
            let first = (0..16 * 24 * 60).map(|minute| start + TimeDelta::minutes(minute)).find(|at| hours.is_open(*at));
            prop_assert_eq!(hours.next_open(start), first);
        }
    }
}
