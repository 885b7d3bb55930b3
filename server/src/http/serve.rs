use axum::Router;
use std::{io, net::SocketAddr, time::Duration};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How long requests in flight may take after the wish to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// Serves until `stop`, then lets what is in flight finish.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, router: Router, stop: CancellationToken) -> io::Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let signal = stop.clone();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move { signal.cancelled().await });
    let too_long = async {
        stop.cancelled().await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        result = serving => result,
        () = too_long => {
            tracing::warn!("some requests did not finish in time and were cut off");
            Ok(())
        }
    }
}
