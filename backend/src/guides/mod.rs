//! Services and SQL of the guides pillar.
