use super::with_backend;
use crate::{boot::BootError, config::Config};
use arkan_backend::{Backend, audit, identity, jobs, postgres::Binaries};
use std::path::Path;

/// What one look found.
struct Finding {
    well: bool,
    what: String,
    /// What to do about it.
    remedy: &'static str,
}

pub async fn run(config: &Config) -> Result<(), BootError> {
    let mut findings = vec![
        tools().await,
        directory("data directory", &config.data_dir),
        directory("backup directory", &config.backup_dir),
    ];
    match with_backend(config, async |backend| Ok(look(&backend).await)).await {
        Ok(more) => findings.extend(more),
        Err(error) => findings.push(Finding {
            well: false,
            what: format!("database: {error}"),
            remedy: "start the database, or correct DATABASE_URL",
        }),
    }
    for finding in &findings {
        let mark = if finding.well { "ok  " } else { "FAIL" };
        println!("{mark}  {}", finding.what);
        if !finding.well {
            println!("      → {}", finding.remedy);
        }
    }
    let bad = findings.iter().filter(|finding| !finding.well).count();
    if bad == 0 {
        Ok(())
    } else {
        Err(format!("{bad} of {} looks found something wrong", findings.len()).into())
    }
}

async fn tools() -> Finding {
    let found = Binaries::find(None).await;
    Finding {
        well: found.is_ok(),
        what: match found {
            Ok(binaries) => format!(
                "PostgreSQL programs: {} in {}",
                binaries.version(),
                binaries.dir().display()
            ),
            Err(error) => format!("PostgreSQL programs: {error}"),
        },
        remedy: "install PostgreSQL 15 or newer (Debian: apt-get install postgresql postgresql-contrib)",
    }
}

fn directory(name: &str, path: &Path) -> Finding {
    let writable = std::fs::create_dir_all(path).and_then(|()| tempfile_in(path));
    Finding {
        well: writable.is_ok(),
        what: match &writable {
            Ok(()) => format!("{name}: {} can be written", path.display()),
            Err(error) => format!("{name}: {} cannot be written: {error}", path.display()),
        },
        remedy: "give the console's user the right to write there",
    }
}

fn tempfile_in(path: &Path) -> std::io::Result<()> {
    let probe = path.join(format!(".probe-{}", std::process::id()));
    std::fs::write(&probe, b"arkan")?;
    std::fs::remove_file(probe)
}

async fn look(backend: &Backend) -> Vec<Finding> {
    let chain = audit::verify(&backend.pool).await;
    let audit = Finding {
        well: matches!(chain, Ok(Ok(_))),
        what: match chain {
            Ok(Ok(rows)) => format!("audit trail: all {rows} rows hold"),
            Ok(Err(audit::ChainFault::Altered { seq })) => format!("audit trail: row {seq} was altered"),
            Ok(Err(audit::ChainFault::Broken { seq })) => format!("audit trail: broken before row {seq}"),
            Err(error) => format!("audit trail: cannot be read: {error}"),
        },
        remedy: "compare with the newest proven backup, and find out who can write to the database",
    };
    let stuck = jobs::stuck(&backend.pool, backend.clock.now()).await;
    let jobs = Finding {
        well: matches!(stuck, Ok(0)),
        what: match stuck {
            Ok(count) => format!("jobs: {count} overdue"),
            Err(error) => format!("jobs: cannot be read: {error}"),
        },
        remedy: "see that `arkan serve` is running; it takes them up by itself",
    };
    let setup = identity::needs_setup(backend).await;
    let users = Finding {
        well: matches!(setup, Ok(false)),
        what: match setup {
            Ok(false) => "users: somebody can sign in".to_owned(),
            Ok(true) => "users: nobody can sign in yet".to_owned(),
            Err(error) => format!("users: cannot be read: {error}"),
        },
        remedy: "open the set-up link that `arkan serve` prints, or run `arkan user add --role admin`",
    };
    vec![
        Finding {
            well: true,
            what: "database: answers, schema up to date".to_owned(),
            remedy: "",
        },
        audit,
        jobs,
        users,
    ]
}
