use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, Utc};

/// A moment as RFC 3339. What a browser's field for dates gives has no zone and is taken as UTC; a day alone is its
/// beginning. What is no moment stays as it is, to be refused.
pub fn read(text: &str) -> String {
    let text = text.trim();
    if DateTime::parse_from_rfc3339(text).is_ok() {
        return text.to_owned();
    }
    if let Ok(at) = DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%:z") {
        return rfc(at.with_timezone(&Utc));
    }
    let naive = [
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%d %H:%M:%S%.f",
    ]
    .into_iter()
    .find_map(|form| NaiveDateTime::parse_from_str(text.trim_end_matches(" UTC").trim_end_matches('Z'), form).ok())
    .or_else(|| {
        Some(
            NaiveDate::parse_from_str(text, "%Y-%m-%d")
                .ok()?
                .and_time(NaiveTime::MIN),
        )
    });
    naive.map_or_else(|| text.to_owned(), |at| rfc(at.and_utc()))
}

fn rfc(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn what_people_and_browsers_write() {
        for (text, moment) in [
            ("2027-01-31T09:00", "2027-01-31T09:00:00Z"),
            ("2027-01-31T09:00:30", "2027-01-31T09:00:30Z"),
            ("2027-01-31T09:00:30.250", "2027-01-31T09:00:30.250Z"),
            (" 2027-01-31 09:00 ", "2027-01-31T09:00:00Z"),
            ("2027-01-31 09:00:00 UTC", "2027-01-31T09:00:00Z"),
            ("2027-01-31T09:00Z", "2027-01-31T09:00:00Z"),
            ("2027-01-31T12:00+03:00", "2027-01-31T09:00:00Z"),
            ("2027-01-31", "2027-01-31T00:00:00Z"),
            ("2027-01-31T12:00:00+03:00", "2027-01-31T12:00:00+03:00"),
        ] {
            assert_eq!(read(text), moment, "{text}");
        }
    }

    #[test]
    fn what_is_no_moment_stays_to_be_refused() {
        for text in ["", "tomorrow", "2027-13-01", "2027-02-30T09:00", "31/01/2027"] {
            assert_eq!(read(text), text);
        }
    }
}
