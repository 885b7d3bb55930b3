use super::Percentage;
use crate::text_enum;

text_enum! {
    /// What a flag is for, and so how long it should live.
    FlagKind {
        /// Brings a change to users step by step; removed when everyone has it.
        Release = "release",
        /// Compares a change with what was there.
        Experiment = "experiment",
        /// Steers the system at run time: limits, fallbacks.
        Operational = "operational",
        /// Takes a part of the product out of service.
        KillSwitch = "kill_switch",
        /// Opens something to some.
        Permission = "permission",
    }
}

impl FlagKind {
    /// The percentage that a new flag begins with, while it is still off. What is brought to users step by step
    /// begins with nobody, so that switching it on surprises no one; the rest is on or off as a whole.
    #[must_use]
    pub const fn first_percentage(self) -> Percentage {
        match self {
            Self::Release | Self::Experiment => Percentage::NOBODY,
            Self::Operational | Self::KillSwitch | Self::Permission => Percentage::EVERYONE,
        }
    }
}
