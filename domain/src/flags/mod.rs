//! Rules and types of the flags pillar.
