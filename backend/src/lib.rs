//! Services, SQL, workers and integrations, one folder per pillar.

pub mod outbound;
