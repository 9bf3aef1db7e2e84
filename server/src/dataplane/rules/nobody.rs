//! Takes the alerts of deployments of which nobody is to be told: versions of `vmalert` before v1.88 don't start
//! without somebody to tell.

use axum::Router;
use axum::http::StatusCode;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// An endpoint on a free loopback port that takes everything and keeps nothing.
#[derive(Debug)]
pub(super) struct Nobody {
    /// Its URL.
    pub(super) url: String,
    task: JoinHandle<io::Result<()>>,
}

impl Nobody {
    /// Begins to answer.
    ///
    /// # Errors
    /// When there is no free port.
    pub(super) async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let router: Router = Router::new().fallback(async || StatusCode::OK);
        Ok(Self { url, task: tokio::spawn(axum::serve(listener, router).into_future()) })
    }
}

impl Drop for Nobody {
    fn drop(&mut self) {
        self.task.abort();
    }
}
