//! Flags: service, SQL, and the engines that evaluate them in memory.

/// The evaluation engines of every environment.
#[derive(Default)]
pub struct Engines {}
