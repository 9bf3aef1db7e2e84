//! What answers for deployments that don't run: 503, which collectors take as a reason to keep their data and try again.
//! And what answers those who look whether vmauth leads there.

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The path that answers 204.
pub(super) const PROBE: &str = "/-/keyhouse/in-force";

const ANSWER: &str = "The deployment of this access token does not run at the moment. Start it in Keyhouse, or see \
    there what is wrong with it. Nothing was written or read; try again later.\n";

/// An endpoint on a free loopback port.
#[derive(Debug)]
pub(super) struct Absent {
    /// Its URL.
    pub(super) url: String,
    task: JoinHandle<io::Result<()>>,
}

impl Absent {
    /// Begins to answer.
    ///
    /// # Errors
    /// When there is no free port.
    pub(super) async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let router: Router = Router::new().route(PROBE, get(StatusCode::NO_CONTENT)).fallback(answer);
        Ok(Self { url, task: tokio::spawn(axum::serve(listener, router).into_future()) })
    }
}

impl Drop for Absent {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer() -> impl IntoResponse {
    let headers = [
        (header::RETRY_AFTER, HeaderValue::from_static("5")),
        (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
    ];
    (StatusCode::SERVICE_UNAVAILABLE, headers, ANSWER)
}
