use crate::ui::{Tone, duration_text};
use arkan_domain::flags::plan::{AlertGuard, Hours, OnTrip, PlanState, Trip};
use arkan_locales::{Lang, t::plans as p};
use chrono::Weekday;

/// A state in a word and a colour.
pub fn state(lang: Lang, state: PlanState) -> (Tone, &'static str) {
    match state {
        PlanState::Running => (Tone::Accent, p::state_running(lang)),
        PlanState::Paused => (Tone::Warning, p::state_paused(lang)),
        PlanState::Finished => (Tone::Ok, p::state_finished(lang)),
        PlanState::Cancelled => (Tone::Neutral, p::state_cancelled(lang)),
        PlanState::Reversed => (Tone::Critical, p::state_reversed(lang)),
    }
}

/// Which guard tripped, as a sentence.
#[must_use]
pub fn trip_text(lang: Lang, trip: &Trip) -> String {
    match trip {
        Trip::Alert { .. } => p::trip_alert(lang).to_owned(),
        Trip::Check { name } => p::trip_check(lang, name),
        Trip::Failures { name, percent } => p::trip_failures(lang, percent, name),
    }
}

pub fn on_trip(lang: Lang, what: OnTrip) -> &'static str {
    match what {
        OnTrip::Pause => p::on_trip_pause(lang),
        OnTrip::Back => p::on_trip_back(lang),
        OnTrip::Off => p::on_trip_off(lang),
    }
}

pub fn alert_guard(lang: Lang, guard: AlertGuard) -> &'static str {
    match guard {
        AlertGuard::None => p::alerts_none(lang),
        AlertGuard::Critical => p::alerts_critical(lang),
        AlertGuard::Any => p::alerts_any(lang),
    }
}

/// The days of a week, beginning as most of the region's calendars do.
pub const WEEK: [Weekday; 7] = [
    Weekday::Sun,
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
];

pub fn day(lang: Lang, day: Weekday) -> &'static str {
    match day {
        Weekday::Sun => p::day_sun(lang),
        Weekday::Mon => p::day_mon(lang),
        Weekday::Tue => p::day_tue(lang),
        Weekday::Wed => p::day_wed(lang),
        Weekday::Thu => p::day_thu(lang),
        Weekday::Fri => p::day_fri(lang),
        Weekday::Sat => p::day_sat(lang),
    }
}

/// When a plan moves: "Sun, Mon, 09:00 to 17:00 (Asia/Riyadh)".
pub fn hours(lang: Lang, hours: Option<&Hours>) -> String {
    let Some(hours) = hours else {
        return p::moves_always(lang).to_owned();
    };
    let separator = match lang {
        Lang::En => ", ",
        Lang::Ar => "، ",
    };
    let days: Vec<&str> = WEEK
        .iter()
        .filter(|one| hours.has(**one))
        .map(|one| day(lang, *one))
        .collect();
    let (from, until) = hours.times();
    p::moves_hours(lang, days.join(separator), from, until, hours.zone().name())
}

/// A length of time.
pub fn span(lang: Lang, seconds: u32) -> String {
    duration_text(lang, f64::from(seconds))
}
