//! A plain host of files, as people put the console on: it knows nothing of Keyhouse.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::needs;

/// A host on a free port of its own.
pub struct StaticHost {
    listener: TcpListener,
    base: String,
}

impl StaticHost {
    /// Takes a port. Nothing is served yet.
    ///
    /// # Panics
    /// When the machine has none.
    pub async fn bind() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("the port").port();
        Self { listener, base: format!("http://127.0.0.1:{port}") }
    }

    /// Its origin.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Serves the console's files from now on, with a `config.json` that names the API's base URL. Answers the origin.
    pub fn serve(self, api_base_url: &str) -> String {
        let config = json!({ "api_base_url": api_base_url });
        tokio::spawn(async move {
            while let Ok((stream, _)) = self.listener.accept().await {
                let config = config.clone();
                tokio::spawn(async move {
                    // A browser that goes away in the middle is no concern of the host.
                    let _ = answer(stream, &config).await;
                });
            }
        });
        self.base
    }
}

/// Answers the one request of a connection.
async fn answer(stream: TcpStream, config: &Value) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    let mut header = String::from("-");
    while !header.trim().is_empty() {
        header.clear();
        stream.read_line(&mut header).await?;
    }
    let path = line.split([' ', '?']).nth(1).unwrap_or("/").to_owned();
    let (status, media_type, body) = if path == "/config.json" {
        ("200 OK", "application/json", config.to_string().into_bytes())
    } else {
        file(&needs::console_dir(), &path)
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&body).await?;
    stream.shutdown().await
}

/// The file, else index.html for what is a page of the console.
fn file(console: &Path, path: &str) -> (&'static str, &'static str, Vec<u8>) {
    let name = path.trim_start_matches('/');
    let is_page = !name.contains('.');
    let file: PathBuf = console.join(if is_page { "index.html" } else { name });
    match std::fs::read(&file) {
        Ok(bytes) => ("200 OK", media_type(&file), bytes),
        Err(_) => ("404 Not Found", "text/plain", Vec::new()),
    }
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
