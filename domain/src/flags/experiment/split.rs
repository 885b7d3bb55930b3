use crate::{
    flags::{Rules, StickyBy, Strategy, StrategyKind, Variant},
    text_enum,
};
use serde::{Deserialize, Serialize};

/// The group of those who have a flag without variants.
pub const ON: &str = "on";
/// The group of those who have it not.
pub const OFF: &str = "off";
/// The most groups that an experiment compares.
pub const MOST_ARMS: usize = 10;

text_enum! {
    /// What tells the groups apart.
    SplitKind {
        /// Which variant somebody gets.
        Variants = "variants",
        /// Whether somebody has the flag.
        Switch = "switch",
    }
}

/// A group and how many of a thousand are in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arm {
    pub name: String,
    pub weight: u16,
}

/// By what chance a flag deals its users into groups. Two that are equal deal alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    pub kind: SplitKind,
    pub arms: Vec<Arm>,
    /// The field of the context that is dealt by; `default` is the user, or else the session.
    pub unit: String,
    /// What is hashed with it.
    pub salts: Vec<String>,
}

/// Why the groups of a flag cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSplit {
    /// Everybody gets the same.
    Same,
    /// Conditions, not chance, decide who has it.
    Targeted,
    /// Its strategies bring different variants.
    Differs,
    /// Chance decides at each evaluation anew.
    Random,
    /// Some users get a variant by name.
    Overrides,
    /// More groups than can be compared.
    TooMany,
    /// It is on only where another flag is.
    Needs,
}

impl Split {
    /// Reads the groups from a flag's rules. `needs` tells whether it needs other flags.
    ///
    /// # Errors
    /// Why there are none that could be compared.
    pub fn of(rules: &Rules, needs: bool) -> Result<Self, NoSplit> {
        let strategies: Vec<&Strategy> = rules.strategies.iter().filter(|strategy| !strategy.disabled).collect();
        let varies = !rules.variants.is_empty() || strategies.iter().any(|strategy| !strategy.variants.is_empty());
        if varies {
            Self::of_variants(&strategies, &rules.variants)
        } else {
            Self::of_switch(&strategies, needs)
        }
    }

    fn of_variants(strategies: &[&Strategy], own: &[Variant]) -> Result<Self, NoSplit> {
        let mut salts = Vec::new();
        let mut brought: Vec<&[Variant]> = Vec::new();
        for strategy in strategies {
            if strategy.variants.is_empty() {
                brought.push(own);
            } else {
                brought.push(&strategy.variants);
                salts.push(strategy.parameter("groupId").to_owned());
            }
        }
        let first = brought.first().copied().unwrap_or(own);
        let dealt = |variants: &[Variant]| -> Vec<(String, u16, String)> {
            let parts = variants.iter().filter(|variant| variant.weight > 0);
            parts
                .map(|variant| (variant.name.clone(), variant.weight, variant.stickiness.clone()))
                .collect()
        };
        let groups = dealt(first);
        if brought.iter().any(|variants| dealt(variants) != groups) {
            return Err(NoSplit::Differs);
        }
        if first.iter().any(|variant| !variant.overrides.is_empty()) {
            return Err(NoSplit::Overrides);
        }
        // The engine deals by what the first one says.
        let unit = unit(
            &first
                .first()
                .map_or(StickyBy::Default, |variant| StickyBy::parse(&variant.stickiness)),
        )?;
        let arms = groups
            .into_iter()
            .map(|(name, weight, _)| Arm { name, weight })
            .collect();
        salts.sort();
        salts.dedup();
        Self::checked(SplitKind::Variants, arms, unit, salts)
    }

    fn of_switch(strategies: &[&Strategy], needs: bool) -> Result<Self, NoSplit> {
        let strategy = match strategies {
            [] => return Err(NoSplit::Same),
            [strategy] => strategy,
            _ => return Err(NoSplit::Targeted),
        };
        match strategy.kind() {
            Some(StrategyKind::Default) if !strategy.is_conditional() => return Err(NoSplit::Same),
            Some(StrategyKind::FlexibleRollout) if !strategy.is_conditional() => {}
            _ => return Err(NoSplit::Targeted),
        }
        if needs {
            return Err(NoSplit::Needs);
        }
        let on = strategy.percentage().map_or(0, |share| u16::from(share.get()) * 10);
        let arm = |name: &str, weight| Arm {
            name: name.to_owned(),
            weight,
        };
        let arms = [arm(OFF, 1000 - on), arm(ON, on)];
        let arms = arms.into_iter().filter(|arm| arm.weight > 0).collect();
        let salts = vec![strategy.parameter("groupId").to_owned()];
        Self::checked(SplitKind::Switch, arms, unit(&strategy.sticky())?, salts)
    }

    fn checked(kind: SplitKind, arms: Vec<Arm>, unit: String, salts: Vec<String>) -> Result<Self, NoSplit> {
        match arms.len() {
            0 | 1 => Err(NoSplit::Same),
            count if count > MOST_ARMS => Err(NoSplit::TooMany),
            _ => Ok(Self {
                kind,
                arms,
                unit,
                salts,
            }),
        }
    }

    /// The place of a group by its name.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.arms.iter().position(|arm| arm.name == name)
    }

    /// The group to hold the others against, unless someone names another.
    #[must_use]
    pub fn usual_control(&self) -> &str {
        let control = self
            .arms
            .iter()
            .find(|arm| matches!(arm.name.as_str(), "control" | OFF));
        control.or(self.arms.first()).map_or("", |arm| &arm.name)
    }

    /// What part of all users the smallest group is.
    #[must_use]
    pub fn smallest(&self) -> f64 {
        let total: u32 = self.arms.iter().map(|arm| u32::from(arm.weight)).sum();
        let least = self.arms.iter().map(|arm| arm.weight).min().unwrap_or(0);
        f64::from(least) / f64::from(total.max(1))
    }
}

fn unit(sticky: &StickyBy) -> Result<String, NoSplit> {
    match sticky {
        StickyBy::Random => Err(NoSplit::Random),
        other => Ok(other.as_str().to_owned()),
    }
}
