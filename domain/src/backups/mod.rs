//! Rules and types of the backups pillar.
