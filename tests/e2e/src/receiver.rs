//! Somebody who is told of things: where the webhooks of Alertmanager and of Keyhouse itself lead.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A receiver on a free port of its own.
pub struct Receiver {
    url: String,
    messages: Arc<Mutex<Vec<Value>>>,
}

impl Receiver {
    /// Begins to listen.
    ///
    /// # Panics
    /// When the machine has no port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("the port").port();
        let messages = Arc::new(Mutex::new(Vec::new()));
        let heard = messages.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A connection that breaks off is tried anew by the sender.
                if let Ok(message) = message(stream).await {
                    lock(&heard).push(message);
                }
            }
        });
        Self { url: format!("http://127.0.0.1:{port}/told"), messages }
    }

    /// Where the messages are sent to.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Every message, in their order.
    pub fn messages(&self) -> Vec<Value> {
        lock(&self.messages).clone()
    }

    /// The alerts of this name that it was told of, in the order of the messages.
    pub fn told(&self, alert: &str) -> Vec<Value> {
        let messages = self.messages();
        let alerts = messages.iter().filter_map(|message| message["alerts"].as_array()).flatten();
        alerts.filter(|it| it["labels"]["alertname"] == alert).cloned().collect()
    }
}

/// A test that panicked while it held the lock has failed already.
fn lock(messages: &Mutex<Vec<Value>>) -> MutexGuard<'_, Vec<Value>> {
    messages.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes the one message of a connection.
async fn message(stream: TcpStream) -> std::io::Result<Value> {
    let mut stream = BufReader::new(stream);
    let (mut line, mut length) = (String::from("-"), 0);
    while !line.trim().is_empty() {
        line.clear();
        stream.read_line(&mut line).await?;
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().map_err(std::io::Error::other)?;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").await?;
    stream.shutdown().await?;
    serde_json::from_slice(&body).map_err(std::io::Error::other)
}
