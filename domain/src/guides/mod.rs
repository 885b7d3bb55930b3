//! Rules and types of the guides pillar.
