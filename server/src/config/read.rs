use super::{Config, LogFormat, values::Values};
use figment::{
    Figment,
    providers::{Env, Format as _, Toml},
    value::Dict,
};
use ipnet::IpNet;
use std::{
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
};
use url::Url;

const KEYS: [&str; 22] = [
    "data",
    "listen",
    "public_url",
    "database_url",
    "max_connections",
    "site",
    "backup_dir",
    "backup_recipient",
    "backup_identity_file",
    "trusted_proxies",
    "outbound_allow",
    "outbound_ca_file",
    "smtp_url",
    "mail_from",
    "sentry_dsn",
    "log",
    "log_format",
    "rate_address",
    "rate_token",
    "metrics_open",
    "pg_bin",
    "config",
];

/// Everything that is wrong with the configuration.
#[derive(Debug)]
pub struct ConfigFaults(pub Vec<String>);

impl fmt::Display for ConfigFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the configuration is not right:")?;
        self.0.iter().try_for_each(|fault| write!(f, "\n  - {fault}"))
    }
}

impl std::error::Error for ConfigFaults {}

/// Reads `arkan.toml` (or the file named), then the environment, which wins.
///
/// # Errors
/// Every fault there is, at once.
pub fn load(file: Option<&Path>) -> Result<Config, ConfigFaults> {
    let path = file.map_or_else(|| PathBuf::from("arkan.toml"), Path::to_path_buf);
    let mut faults = Vec::new();
    if file.is_some() && !path.exists() {
        faults.push(format!("the file {} does not exist", path.display()));
    }
    let from_file = if path.exists() {
        Figment::from(Toml::file_exact(&path))
    } else {
        Figment::new()
    };
    match from_file.extract::<Dict>() {
        Ok(dict) => faults.extend(dict.keys().filter(|key| !KEYS.contains(&key.as_str())).map(|key| {
            format!(
                "{}: \"{key}\" is no setting; there are {}",
                path.display(),
                KEYS.join(", ")
            )
        })),
        Err(error) => return Err(ConfigFaults(vec![format!("{}: {error}", path.display())])),
    }
    let environment = Env::prefixed("ARKAN_").filter(|key| KEYS.iter().any(|known| key == *known));
    let bare = Env::raw().only(&["DATABASE_URL", "SENTRY_DSN"]);
    let dict = from_file.merge(environment).merge(bare).extract().unwrap_or_default();
    check(Values { dict, faults })
}

fn check(mut values: Values) -> Result<Config, ConfigFaults> {
    let data_dir = absolute(values.parsed("data", PathBuf::from(".arkan"), "/var/lib/arkan"));
    let listen: SocketAddr = values.parsed("listen", SocketAddr::from(([127, 0, 0, 1], 3000)), "127.0.0.1:3000");
    let default_url = format!("http://{listen}");
    let public_url = url(
        &mut values,
        "public_url",
        &["http", "https"],
        "https://console.example.com",
    );
    let public_url = public_url.or_else(|| Url::parse(&default_url).ok());
    let database_url = url(
        &mut values,
        "database_url",
        &["postgres", "postgresql"],
        "postgres://user:password@host:5432/arkan",
    );
    let max_connections: u32 = values.parsed("max_connections", 20, "20");
    if max_connections < 4 {
        values.fault("max_connections", "must be at least 4");
    }
    let log_format = match values.text("log_format").as_deref() {
        None | Some("auto") => LogFormat::Auto,
        Some("json") => LogFormat::Json,
        Some("pretty") => LogFormat::Pretty,
        Some(_) => {
            values.fault("log_format", "must be json, pretty or auto");
            LogFormat::Auto
        }
    };
    let smtp_url = url(
        &mut values,
        "smtp_url",
        &["smtp", "smtps"],
        "smtp://user:password@mail.example.com:587",
    );
    let mail_from = values
        .text("mail_from")
        .unwrap_or_else(|| "Arkan <arkan@localhost>".to_owned());
    let backup_dir = values
        .optional("backup_dir", "/srv/backups")
        .map_or_else(|| data_dir.join("backups"), absolute);
    let config = Config {
        listen,
        max_connections,
        site_dir: values.optional("site", "/usr/share/arkan/site"),
        backup_dir,
        backup_recipient: values.text("backup_recipient"),
        backup_identity_file: file(&mut values, "backup_identity_file"),
        trusted_proxies: values.list::<IpNet>("trusted_proxies", "10.0.0.0/8"),
        outbound_allow: values.list::<IpNet>("outbound_allow", "10.1.0.0/16"),
        outbound_ca_file: file(&mut values, "outbound_ca_file"),
        smtp_url,
        mail_from,
        sentry_dsn: values.text("sentry_dsn"),
        log: values
            .text("log")
            .unwrap_or_else(|| "info,sqlx::postgres::notice=warn".to_owned()),
        log_format,
        rate_per_address: values.parsed("rate_address", 1200, "1200"),
        rate_per_token: values.parsed("rate_token", 60_000, "60000"),
        metrics_open: values.parsed("metrics_open", false, "true"),
        public_url: public_url.unwrap_or_else(|| unreachable_url(&mut values)),
        database_url,
        data_dir,
    };
    if values.faults.is_empty() {
        Ok(config)
    } else {
        Err(ConfigFaults(values.faults))
    }
}

/// A socket address always makes a URL; should it not, boot stops with a fault instead of a panic.
fn unreachable_url(values: &mut Values) -> Url {
    values.fault("public_url", "is needed");
    Url::from_file_path("/").unwrap_or_else(|()| unreachable!("a constant path is a URL"))
}

fn url(values: &mut Values, key: &str, schemes: &[&str], example: &str) -> Option<Url> {
    let url: Url = values.optional(key, example)?;
    if schemes.contains(&url.scheme()) && url.has_host() {
        Some(url)
    } else {
        values.fault(
            key,
            &format!(
                "must begin with {}://; write it like {example}",
                schemes.join(":// or ")
            ),
        );
        None
    }
}

fn file(values: &mut Values, key: &str) -> Option<PathBuf> {
    let path: PathBuf = values.optional(key, "/etc/arkan/file")?;
    if !path.is_file() {
        values.fault(key, &format!("names {}, which is not a file", path.display()));
    }
    Some(path)
}

fn absolute(path: PathBuf) -> PathBuf {
    std::path::absolute(&path).unwrap_or(path)
}

#[cfg(test)]
#[allow(clippy::result_large_err, reason = "figment's Jail wants its own error")]
mod tests {
    use super::*;
    use figment::Jail;

    #[test]
    fn every_fault_is_told_at_once() {
        Jail::expect_with(|jail| {
            jail.clear_env();
            jail.create_file(
                "arkan.toml",
                "listen = \"nowhere\"\nlisen = \"typo\"\ntrusted_proxies = [\"10.0.0.0/99\"]",
            )?;
            jail.set_env("ARKAN_LOG_FORMAT", "yaml");
            jail.set_env("DATABASE_URL", "mysql://host/db");
            let faults = load(None).expect_err("refused").to_string();
            for part in [
                "ARKAN_LISTEN",
                "\"lisen\"",
                "ARKAN_TRUSTED_PROXIES",
                "ARKAN_LOG_FORMAT",
                "DATABASE_URL",
            ] {
                assert!(faults.contains(part), "{part} is missing in {faults}");
            }
            Ok(())
        });
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        Jail::expect_with(|jail| {
            jail.clear_env();
            jail.create_file("arkan.toml", "listen = \"127.0.0.1:4000\"\nmax_connections = 9")?;
            jail.set_env("ARKAN_LISTEN", "127.0.0.1:5000");
            let config = load(None).expect("right");
            assert_eq!(config.listen.port(), 5000);
            assert_eq!(config.max_connections, 9);
            assert_eq!(config.public_url.as_str(), "http://127.0.0.1:5000/");
            Ok(())
        });
    }

    #[test]
    fn numbers_of_the_environment_are_read() {
        Jail::expect_with(|jail| {
            jail.clear_env();
            jail.set_env("ARKAN_RATE_ADDRESS", "0");
            jail.set_env("ARKAN_MAX_CONNECTIONS", "50");
            let config = load(None).expect("right");
            assert_eq!((config.rate_per_address, config.max_connections), (0, 50));
            jail.set_env("ARKAN_RATE_TOKEN", "-1");
            assert!(
                load(None)
                    .expect_err("refused")
                    .to_string()
                    .contains("ARKAN_RATE_TOKEN")
            );
            Ok(())
        });
    }
}
