//! Services and SQL of the backups pillar.
