//! Configuration by `arkan.toml` and environment, checked at boot with every fault in one message.

mod read;
mod values;

pub use read::load;

use ipnet::IpNet;
use std::{net::SocketAddr, path::PathBuf};
use url::Url;

/// What the console was told, or its defaults.
#[derive(Clone, Debug)]
pub struct Config {
    /// `ARKAN_DATA`: keys, snapshots, the embedded cluster, backups. Default `./.arkan`.
    pub data_dir: PathBuf,
    /// `ARKAN_LISTEN`: default `127.0.0.1:3000`.
    pub listen: SocketAddr,
    /// `ARKAN_PUBLIC_URL`: where people open the console. Default `http://<listen>`.
    pub public_url: Url,
    /// `DATABASE_URL`: without it the console runs its own Postgres.
    pub database_url: Option<Url>,
    /// `ARKAN_MAX_CONNECTIONS`: the pool's size. Default 20.
    pub max_connections: u32,
    /// `ARKAN_SITE`: the folder with stylesheet, scripts and fonts.
    pub site_dir: Option<PathBuf>,
    /// `ARKAN_BACKUP_DIR`: default `<data>/backups`.
    pub backup_dir: PathBuf,
    pub backup_recipient: Option<String>,
    pub backup_identity_file: Option<PathBuf>,
    /// `ARKAN_TRUSTED_PROXIES`: whose `X-Forwarded-For` is believed. Default: nobody's.
    pub trusted_proxies: Vec<IpNet>,
    /// `ARKAN_OUTBOUND_ALLOW`: private networks that checks and webhooks may reach. Default: none.
    pub outbound_allow: Vec<IpNet>,
    pub outbound_ca_file: Option<PathBuf>,
    pub smtp_url: Option<Url>,
    pub mail_from: String,
    pub sentry_dsn: Option<String>,
    /// `ARKAN_LOG`: a filter such as `info,arkan=debug`.
    pub log: String,
    /// `ARKAN_LOG_FORMAT`: `json`, `pretty`, or `auto` (pretty on a terminal).
    pub log_format: LogFormat,
    /// `ARKAN_RATE_ADDRESS`: requests a minute from one address. 0: no limit.
    pub rate_per_address: u32,
    /// `ARKAN_RATE_TOKEN`: requests a minute with one API token. 0: no limit.
    pub rate_per_token: u32,
    /// `ARKAN_METRICS_OPEN`: `/metrics` without a token.
    pub metrics_open: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Auto,
    Json,
    Pretty,
}
