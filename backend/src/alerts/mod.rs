//! Services and SQL of the alerts pillar.
