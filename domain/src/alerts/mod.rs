//! Rules and types of the alerts pillar.
