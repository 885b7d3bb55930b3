use crate::text_enum;

text_enum! {
    /// How a constraint compares a field of the context: the operators of the Unleash client specification.
    Operator {
        In = "IN",
        NotIn = "NOT_IN",
        StrContains = "STR_CONTAINS",
        StrStartsWith = "STR_STARTS_WITH",
        StrEndsWith = "STR_ENDS_WITH",
        Regex = "REGEX",
        NumEq = "NUM_EQ",
        NumGt = "NUM_GT",
        NumGte = "NUM_GTE",
        NumLt = "NUM_LT",
        NumLte = "NUM_LTE",
        DateAfter = "DATE_AFTER",
        DateBefore = "DATE_BEFORE",
        SemverEq = "SEMVER_EQ",
        SemverGt = "SEMVER_GT",
        SemverGte = "SEMVER_GTE",
        SemverLt = "SEMVER_LT",
        SemverLte = "SEMVER_LTE",
        InCidr = "IN_CIDR",
    }
}

/// What an operator compares with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// A list of texts.
    Texts,
    /// A list of addresses or networks in CIDR notation (RFC 4632).
    Networks,
    Number,
    /// A moment, RFC 3339.
    Date,
    /// A version, Semantic Versioning 2.0.0.
    Version,
    /// A regular expression without look-around and back references.
    Pattern,
}

impl Operator {
    #[must_use]
    pub const fn operand(self) -> Operand {
        match self {
            Self::In | Self::NotIn | Self::StrContains | Self::StrStartsWith | Self::StrEndsWith => Operand::Texts,
            Self::InCidr => Operand::Networks,
            Self::Regex => Operand::Pattern,
            Self::NumEq | Self::NumGt | Self::NumGte | Self::NumLt | Self::NumLte => Operand::Number,
            Self::DateAfter | Self::DateBefore => Operand::Date,
            Self::SemverEq | Self::SemverGt | Self::SemverGte | Self::SemverLt | Self::SemverLte => Operand::Version,
        }
    }

    /// Whether capitals can be made not to matter.
    #[must_use]
    pub const fn has_case(self) -> bool {
        matches!(
            self,
            Self::StrContains | Self::StrStartsWith | Self::StrEndsWith | Self::Regex
        )
    }
}

impl Operand {
    /// Whether it is a list of values rather than one.
    #[must_use]
    pub const fn is_list(self) -> bool {
        matches!(self, Self::Texts | Self::Networks)
    }
}
