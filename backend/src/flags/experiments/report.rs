use super::{Unit, UnitKey, queries, queries::Running};
use crate::{Backend, Result, flags::engines::Noted};
use arkan_domain::ids::EnvironmentId;
use chrono::{DateTime, Utc};
use std::collections::HashMap;

/// Somebody was shown a group, says the application.
#[derive(Clone, Debug)]
pub struct Exposure {
    pub flag: String,
    pub variant: String,
    pub unit: String,
    pub at: DateTime<Utc>,
}

/// Somebody did something, says the application.
#[derive(Clone, Debug)]
pub struct Conversion {
    pub event: String,
    pub unit: String,
    pub at: DateTime<Utc>,
}

/// What an application reports. Its form is right already.
#[derive(Clone, Debug, Default)]
pub struct Reported {
    pub exposures: Vec<Exposure>,
    pub conversions: Vec<Conversion>,
}

/// Why something well said was not counted. None of it is the application's mistake: experiments begin and end
/// without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// No experiment with this flag, or of this event, runs here.
    NoExperiment,
    /// The experiment has no group of this name.
    UnknownVariant,
    /// It happened before the experiment began.
    BeforeStart,
}

/// What became of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub exposures: usize,
    pub conversions: usize,
    /// What was left out, by its place in the list.
    pub exposures_left: Vec<(usize, LeftOut)>,
    pub conversions_left: Vec<(usize, LeftOut)>,
}

/// Who did something, and when.
type Done = (Unit, DateTime<Utc>);

/// Writes what an application reports. When this returns, it is stored; the same report again changes nothing.
///
/// # Errors
/// When the database does not answer; then nothing was written.
pub async fn report(backend: &Backend, environment: EnvironmentId, reported: &Reported) -> Result<Taken> {
    let flags: Vec<String> = reported.exposures.iter().map(|one| one.flag.clone()).collect();
    let events: Vec<String> = reported.conversions.iter().map(|one| one.event.clone()).collect();
    let mut tx = backend.pool.begin().await?;
    let running = queries::hold(&mut tx, environment, &flags, &events).await?;
    let mut taken = Taken::default();
    if running.is_empty() {
        let all = |count: usize| (0..count).map(|at| (at, LeftOut::NoExperiment)).collect();
        taken.exposures_left = all(reported.exposures.len());
        taken.conversions_left = all(reported.conversions.len());
        return Ok(taken);
    }
    let key = UnitKey::of(backend, environment);
    let mut noted: HashMap<usize, Vec<Noted>> = HashMap::new();
    for (at, exposure) in reported.exposures.iter().enumerate() {
        match place(&running, exposure) {
            Ok((which, arm)) => {
                taken.exposures += 1;
                noted.entry(which).or_default().push(Noted {
                    unit: key.unit(&exposure.unit),
                    arm,
                    at: exposure.at,
                });
            }
            Err(why) => taken.exposures_left.push((at, why)),
        }
    }
    let mut done: HashMap<usize, Vec<Done>> = HashMap::new();
    for (at, conversion) in reported.conversions.iter().enumerate() {
        let counting = |(_, one): &(usize, &Running)| one.event == conversion.event;
        let (mut counted, mut why) = (false, LeftOut::NoExperiment);
        for (which, one) in running.iter().enumerate().filter(counting) {
            if conversion.at < one.started_at {
                why = LeftOut::BeforeStart;
            } else {
                counted = true;
                done.entry(which)
                    .or_default()
                    .push((key.unit(&conversion.unit), conversion.at));
            }
        }
        if counted {
            taken.conversions += 1;
        } else {
            taken.conversions_left.push((at, why));
        }
    }
    // In the order of the experiments, exposures before conversions: reports wait for each other.
    for (which, one) in running.iter().enumerate() {
        if let Some(noted) = noted.get(&which) {
            queries::expose(&mut *tx, one.id, noted).await?;
        }
        if let Some(done) = done.get(&which) {
            queries::convert(&mut tx, one.id, done).await?;
        }
    }
    tx.commit().await?;
    backend.flags.counted();
    Ok(taken)
}

/// To which experiment and group an exposure belongs.
fn place(running: &[Running], exposure: &Exposure) -> Result<(usize, i16), LeftOut> {
    let which = running
        .iter()
        .position(|one| one.key == exposure.flag)
        .ok_or(LeftOut::NoExperiment)?;
    let one = &running[which];
    let arm = one.split.position(&exposure.variant).ok_or(LeftOut::UnknownVariant)?;
    if exposure.at < one.started_at {
        return Err(LeftOut::BeforeStart);
    }
    Ok((which, i16::try_from(arm).map_err(|_| LeftOut::UnknownVariant)?))
}
