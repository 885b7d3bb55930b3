use super::*;
use crate::flags::Percentage;
use chrono::{NaiveTime, Weekday};
use chrono_tz::Tz;
use proptest::prelude::*;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
}

fn steps(waits: &[u32]) -> Vec<Step> {
    let count = i64::try_from(waits.len()).unwrap();
    (1..)
        .zip(waits)
        .map(|(number, wait)| Step {
            percentage: Percentage::new(number * 100 / count).unwrap(),
            wait: *wait,
        })
        .collect()
}

const fn running<'a>(steps: &'a [Step], done: usize, since: DateTime<Utc>, hours: Option<&'a Hours>) -> Progress<'a> {
    Progress {
        state: PlanState::Running,
        steps,
        done,
        since,
        hours,
    }
}

fn alert() -> Trip {
    Trip::Alert {
        path: "/alerts/1".to_owned(),
    }
}

#[test]
fn every_state_but_running_stands_still() {
    let steps = steps(&[0, 0]);
    for state in PlanState::ALL {
        for done in 0..=2 {
            let plan = Progress {
                state: *state,
                ..running(&steps, done, at(0), None)
            };
            let found = next(&plan, at(1), &Surroundings::default());
            assert_eq!(found == Next::Nothing, *state != PlanState::Running, "{state} {done}");
        }
    }
}

/// Every combination of what can hold a plan, at every step: the one that comes first by the rule wins.
#[test]
fn what_holds_a_plan_is_told_in_order() {
    let steps = steps(&[100, 100, 100]);
    let monday = [Weekday::Mon];
    let midnight = NaiveTime::MIN;
    // 1_800_000_000 is a Friday.
    let closed = Hours::new(&monday, midnight, midnight, Tz::UTC).unwrap();
    for done in 0..=3 {
        for waited in [false, true] {
            for frozen in [false, true] {
                for shut in [false, true] {
                    for tripped in [false, true] {
                        let now = at(if waited { 200 } else { 50 });
                        let around = Surroundings {
                            frozen_until: frozen.then(|| at(1000)),
                            tripped: tripped.then(alert),
                        };
                        let plan = running(&steps, done, at(0), shut.then_some(&closed));
                        let expected = match (tripped, done, waited) {
                            (true, _, _) => Next::Trip(alert()),
                            (false, 1.., false) => Next::Wait(at(100), Wait::Stay),
                            (false, 3, true) => Next::Finish,
                            _ if frozen => Next::Wait(at(1000), Wait::Freeze),
                            _ if shut => Next::Wait(closed.next_open(now).unwrap(), Wait::Hours),
                            _ => Next::Take(done),
                        };
                        assert_eq!(
                            next(&plan, now, &around),
                            expected,
                            "{done} {waited} {frozen} {shut} {tripped}"
                        );
                    }
                }
            }
        }
    }
}

proptest! {
    /// A life of a plan: time goes on by leaps, freezes come and go, people pause and resume it.
    #[test]
    fn steps_come_once_in_order_and_in_their_time(
        waits in proptest::collection::vec(0_u32..5_000, 1..8),
        moments in proptest::collection::vec((1_i64..4_000, 0_u8..8), 1..200),
        from in 0_u16..23,
    ) {
        let steps = steps(&waits);
        let time = |hour: u16| NaiveTime::from_hms_opt(hour.into(), 0, 0).unwrap();
        let days = [Weekday::Fri, Weekday::Sat, Weekday::Sun, Weekday::Mon];
        let hours = Hours::new(&days, time(from), time(from + 1), Tz::Asia__Riyadh).unwrap();
        let (mut now, mut since, mut done) = (at(0), at(0), 0);
        let mut paused: Option<DateTime<Utc>> = None;
        let mut stayed = TimeDelta::zero();
        let mut taken = Vec::new();
        let mut finished = 0;
        for (leap, event) in moments {
            let before = now;
            now += TimeDelta::seconds(leap);
            if paused.is_none() {
                stayed += now - before;
            }
            match event {
                0 if paused.is_none() => paused = Some(now),
                1 => if let Some(at) = paused.take() { since += now - at },
                _ => {}
            }
            let frozen_until = (event == 2).then(|| now + TimeDelta::seconds(60));
            let state = match (paused, finished) {
                (Some(_), _) => PlanState::Paused,
                (None, 0) => PlanState::Running,
                _ => PlanState::Finished,
            };
            let plan = Progress { state, ..running(&steps, done, since, Some(&hours)) };
            match next(&plan, now, &Surroundings { frozen_until, tripped: None }) {
                Next::Take(position) => {
                    prop_assert_eq!(position, taken.len(), "skipped or repeated");
                    prop_assert!(paused.is_none() && frozen_until.is_none() && hours.is_open(now));
                    if position > 0 {
                        prop_assert!(stayed >= TimeDelta::seconds(waits[position - 1].into()), "too early");
                    }
                    taken.push(position);
                    (done, since, stayed) = (done + 1, now, TimeDelta::zero());
                }
                Next::Finish => {
                    prop_assert_eq!(taken.len(), steps.len());
                    finished += 1;
                }
                Next::Wait(until, why) => {
                    prop_assert!(until > now, "it would look again at once, for ever");
                    prop_assert_eq!(why == Wait::Freeze, frozen_until == Some(until));
                }
                Next::Nothing => prop_assert!(paused.is_some() || finished > 0),
                Next::Trip(_) => prop_assert!(false, "no guard tripped"),
            }
        }
        prop_assert!(finished <= 1);
    }

    /// What is foretold comes true when nothing comes in between.
    #[test]
    fn a_forecast_is_in_order_and_complete(
        waits in proptest::collection::vec(0_u32..100_000, 1..8), done in 0_usize..8, from in 0_u16..23, frozen in 0_i64..90_000,
    ) {
        let steps = steps(&waits);
        let done = done.min(steps.len());
        let time = |hour: u16| NaiveTime::from_hms_opt(hour.into(), 0, 0).unwrap();
        let hours = Hours::new(&[Weekday::Tue, Weekday::Sat], time(from), time(from + 1), Tz::Asia__Riyadh).unwrap();
        let around = Surroundings { frozen_until: Some(at(frozen)), tripped: None };
        let moments = forecast(&running(&steps, done, at(0), Some(&hours)), at(1), &around);
        prop_assert_eq!(moments.len(), steps.len() - done);
        prop_assert!(moments.iter().all(|moment| hours.is_open(*moment) && *moment >= at(frozen)));
        prop_assert!(moments.is_sorted());
    }

    /// Left alone, a plan is always finished by looking again when it said.
    #[test]
    fn a_plan_left_alone_comes_to_its_end(waits in proptest::collection::vec(0_u32..100_000, 1..8), from in 0_u16..23) {
        let steps = steps(&waits);
        let time = |hour: u16| NaiveTime::from_hms_opt(hour.into(), 0, 0).unwrap();
        let hours = Hours::new(&[Weekday::Tue, Weekday::Sat], time(from), time(from + 1), Tz::Europe__Berlin).unwrap();
        let (mut now, mut since, mut done) = (at(0), at(0), 0);
        for _ in 0..=3 * steps.len() {
            match next(&running(&steps, done, since, Some(&hours)), now, &Surroundings::default()) {
                Next::Take(position) => {
                    prop_assert_eq!(position, done);
                    (done, since) = (done + 1, now);
                }
                Next::Wait(until, _) => now = until,
                Next::Finish => {
                    prop_assert_eq!(done, steps.len());
                    return Ok(());
                }
                other => prop_assert!(false, "{:?}", other),
            }
        }
        prop_assert!(false, "it never ended");
    }
}
