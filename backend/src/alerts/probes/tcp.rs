use super::Fault;
use crate::outbound::Outbound;
use arkan_domain::alerts::HostPort;

/// Whether the port takes a connection.
pub(super) async fn ask(outbound: &Outbound, target: &HostPort) -> Result<Option<String>, Fault> {
    let stream = outbound.guard().connect(&target.host, target.port).await?;
    Ok(stream.peer_addr().ok().map(|peer| peer.to_string()))
}
