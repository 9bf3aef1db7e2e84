//! A webhook: takes every request, and answers what it is told to.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::{Router, routing};
use serde_json::Value;
use std::sync::atomic::{AtomicU16, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A request that came.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Call {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

/// Where requests come, and what is answered.
#[derive(Debug)]
pub(super) struct Hook {
    pub(super) url: String,
    door: Arc<Door>,
}

#[derive(Debug)]
struct Door {
    calls: Mutex<Vec<Call>>,
    status: AtomicU16,
    wait_ms: AtomicU64,
}

impl Hook {
    pub(super) async fn start() -> Self {
        let door = Arc::new(Door {
            calls: Mutex::default(),
            status: AtomicU16::new(204),
            wait_ms: AtomicU64::new(0),
        });
        let router = Router::new().route("/t0ken", routing::post(take)).with_state(Arc::clone(&door));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/t0ken", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, router).into_future());
        Self { url, door }
    }

    /// From now on it answers with this status.
    pub(super) fn answer(&self, status: u16) {
        self.door.status.store(status, Ordering::SeqCst);
    }

    /// From now on it takes its time.
    pub(super) fn wait(&self, time: Duration) {
        self.door.wait_ms.store(u64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// What came since this was asked last.
    pub(super) fn calls(&self) -> Vec<Call> {
        std::mem::take(&mut *self.door.calls.lock().unwrap())
    }

    /// The types and days of what came since this was asked last.
    pub(super) fn told(&self) -> Vec<(String, i64)> {
        let calls = self.calls().into_iter().map(|call| call.json());
        calls
            .map(|body| (body["type"].as_str().unwrap().to_owned(), body["data"]["days"].as_i64().unwrap()))
            .collect()
    }
}

async fn take(State(door): State<Arc<Door>>, headers: HeaderMap, body: Bytes) -> impl IntoResponse {
    door.calls.lock().unwrap().push(Call { headers, body });
    tokio::time::sleep(Duration::from_millis(door.wait_ms.load(Ordering::SeqCst))).await;
    let status = StatusCode::from_u16(door.status.load(Ordering::SeqCst)).unwrap();
    (status, [("location", "/elsewhere")], "")
}
