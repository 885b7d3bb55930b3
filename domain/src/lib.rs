//! Rules and types of every pillar. No I/O: everything here compiles for any target and is tested without a database.

pub mod alerts;
pub mod backups;
pub mod deployments;
pub mod fields;
pub mod flags;
pub mod freezes;
pub mod guides;
pub mod identity;
pub mod ids;
pub mod key;
pub mod pillar;
pub mod secret;
