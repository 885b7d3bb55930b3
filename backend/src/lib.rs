//! Services, SQL, workers and integrations, one folder per pillar.
//!
//! A service checks the permission, changes the rows, and records audit and timeline in the same transaction
//! ([`Write`]). Reading services take the [`Actor`](arkan_domain::identity::Actor) too.

pub mod alerts;
pub mod audit;
pub mod backups;
pub mod clock;
pub mod dashboard;
pub mod db;
pub mod deployments;
pub mod error;
pub mod events;
pub mod flags;
pub mod freezes;
pub mod guides;
pub mod identity;
pub mod jobs;
pub mod outbound;
pub mod postgres;
pub mod projects;
pub mod secrets;
pub mod settings;
pub mod timeline;

mod context;
mod write;

pub use clock::Clock;
pub use context::{Backend, Settings};
pub use error::{Error, Result};
pub use sqlx::Error as DatabaseError;
pub use write::Write;
