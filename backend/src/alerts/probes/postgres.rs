use super::Fault;
use crate::outbound::{Outbound, OutboundError};
use arkan_domain::{
    alerts::{Failure, HostPort, TlsMode},
    secret::Secret,
};
use sqlx::{
    ConnectOptions as _, Connection as _,
    postgres::{PgConnectOptions, PgSslMode},
};
use std::{io, path::Path};
use tokio::net::{TcpStream, UnixListener};
use tokio_util::task::AbortOnDropHandle;

/// As whom to sign in, and how.
pub(super) struct Login<'a> {
    pub database: &'a str,
    pub user: &'a str,
    pub password: Option<&'a Secret>,
    pub tls: TlsMode,
}

/// Signs in and asks `SELECT 1`; the detail is the server's version.
pub(super) async fn ask(outbound: &Outbound, target: &HostPort, login: &Login<'_>) -> Result<Option<String>, Fault> {
    let stream = outbound.guard().connect(&target.host, target.port).await?;
    let dir = tempfile::tempdir().map_err(OutboundError::from)?;
    let _relay = relay(dir.path(), target.port, stream).map_err(OutboundError::from)?;
    let options = PgConnectOptions::new_without_pgpass()
        .host(&target.host)
        .port(target.port)
        .socket(dir.path())
        .database(login.database)
        .username(login.user)
        // Also an empty one: else the driver would send the console's own PGPASSWORD.
        .password(login.password.map_or("", Secret::expose))
        .application_name("arkan check")
        .ssl_mode(match login.tls {
            TlsMode::Disable => PgSslMode::Disable,
            TlsMode::Require => PgSslMode::Require,
            TlsMode::VerifyFull => PgSslMode::VerifyFull,
        })
        .disable_statement_logging();
    let options = match outbound.ca_file() {
        Some(path) => options.ssl_root_cert(path),
        None => options,
    };
    ask_options(&options).await
}

/// Opens a connection, asks, and closes it again.
pub(super) async fn ask_options(options: &PgConnectOptions) -> Result<Option<String>, Fault> {
    let mut connection = sqlx::PgConnection::connect_with(options).await.map_err(fault)?;
    let one: i32 = sqlx::query_scalar("SELECT 1")
        .fetch_one(&mut connection)
        .await
        .map_err(fault)?;
    let version: String = sqlx::query_scalar("SHOW server_version")
        .fetch_one(&mut connection)
        .await
        .map_err(fault)?;
    // What was asked is known; a goodbye that does not arrive changes nothing.
    let _ = connection.close().await;
    if one == 1 {
        Ok(Some(version))
    } else {
        Err(Fault(Failure::Database, None))
    }
}

/// Hands a connection that the guard has made to the driver, through a socket in a private directory: the driver
/// resolves nothing itself, and still checks the certificate against the host's name.
fn relay(dir: &Path, port: u16, mut remote: TcpStream) -> io::Result<AbortOnDropHandle<()>> {
    let listener = UnixListener::bind(dir.join(format!(".s.PGSQL.{port}")))?;
    Ok(AbortOnDropHandle::new(tokio::spawn(async move {
        if let Ok((mut local, _)) = listener.accept().await {
            // Whatever breaks here, the driver sees a closed connection.
            let _ = tokio::io::copy_bidirectional(&mut local, &mut remote).await;
        }
    })))
}

fn fault(error: sqlx::Error) -> Fault {
    match error {
        // 28: invalid authorization. 28P01 and 28000 are a wrong password and no such user.
        sqlx::Error::Database(error) if error.code().is_some_and(|code| code.starts_with("28")) => {
            Fault(Failure::Auth, Some(error.message().to_owned()))
        }
        sqlx::Error::Database(error) => Fault(Failure::Database, Some(error.message().to_owned())),
        sqlx::Error::Tls(error) => Fault(Failure::Tls, Some(error.to_string())),
        sqlx::Error::Io(error) => OutboundError::from(error).into(),
        other => Fault(Failure::Protocol, Some(other.to_string())),
    }
}
