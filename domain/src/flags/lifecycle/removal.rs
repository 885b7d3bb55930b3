use super::{Evidence, InEnvironment, QUIET, QUIET_DAYS};
use chrono::{DateTime, Utc};

/// A reason to believe that nothing changes when the code stops asking. Days are whole ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// It was made so many days ago, and no application ever asked.
    NeverAsked { days: i64 },
    /// No application asked there for so long.
    Quiet { environment: String, days: i64 },
    /// Everyone who asked there got the same answer for so long, and the settings give no other.
    SameAnswer {
        environment: String,
        value: bool,
        days: i64,
    },
}

/// What speaks against removing the code that asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// It is of a kind that is made to stay, and its owner did not say that it is done.
    Permanent,
    /// Other flags need it: their keys.
    Dependents(Vec<String>),
    /// It is so many days old, and nobody has asked yet: the code may be on its way.
    Young { days: i64 },
    /// There the answer depends on who asks.
    Differs { environment: String },
    /// There more than one variant was answered lately.
    Variants { environment: String },
    /// There the answer has been the same for only so many days.
    Recent { environment: String, days: i64 },
    /// The environments that are asked do not give the same value.
    Disagree,
    /// Its owner said that another path stays than the one that everyone is on.
    Contradicted { keeps: bool },
}

/// Whether the code that asks for a flag can be removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removal {
    /// Which path of the code stays; none when no application asks, so that there is no path.
    pub keeps: Option<bool>,
    pub proofs: Vec<Proof>,
    pub obstacles: Vec<Obstacle>,
}

impl Removal {
    /// Nothing speaks against it, and something for it.
    #[must_use]
    pub const fn is_safe(&self) -> bool {
        self.obstacles.is_empty() && !self.proofs.is_empty()
    }
}

pub(super) fn removal(evidence: &Evidence, now: DateTime<Utc>) -> Removal {
    let mut removal = Removal::default();
    if evidence.kind.lifetime_days().is_none() && evidence.completion.is_none() {
        removal.obstacles.push(Obstacle::Permanent);
    }
    if !evidence.dependents.is_empty() {
        let dependents = evidence.dependents.clone();
        removal.obstacles.push(Obstacle::Dependents(dependents));
    }
    let days = (now - evidence.created_at).num_days();
    if evidence.last_seen().is_some() {
        for place in &evidence.environments {
            weigh(place, now, &mut removal);
        }
    } else if days >= QUIET_DAYS {
        removal.proofs.push(Proof::NeverAsked { days });
    } else {
        removal.obstacles.push(Obstacle::Young { days });
    }
    let answers = |wanted| {
        let same = |proof: &Proof| matches!(proof, Proof::SameAnswer { value, .. } if *value == wanted);
        removal.proofs.iter().any(same)
    };
    let (on, off) = (answers(true), answers(false));
    removal.keeps = if on == off { None } else { Some(on) };
    if on && off {
        removal.obstacles.push(Obstacle::Disagree);
    }
    if let Some(completion) = evidence.completion {
        let keeps = completion.keeps;
        if removal.keeps.is_some_and(|kept| kept != keeps) {
            removal.obstacles.push(Obstacle::Contradicted { keeps });
        }
        removal.keeps = Some(keeps);
    }
    removal
}

/// What one environment says. One that nobody ever asked says nothing.
fn weigh(place: &InEnvironment, now: DateTime<Utc>, removal: &mut Removal) {
    let Some(quiet) = place.quiet_for(now) else { return };
    let environment = place.name.clone();
    if quiet >= QUIET {
        let days = quiet.num_days();
        removal.proofs.push(Proof::Quiet { environment, days });
        return;
    }
    let Some(value) = place.everyone else {
        removal.obstacles.push(Obstacle::Differs { environment });
        return;
    };
    if place.variants > 1 {
        removal.obstacles.push(Obstacle::Variants { environment });
        return;
    }
    let held = place.held(value, now);
    let days = held.num_days();
    if held >= QUIET {
        removal.proofs.push(Proof::SameAnswer {
            environment,
            value,
            days,
        });
    } else {
        removal.obstacles.push(Obstacle::Recent { environment, days });
    }
}
