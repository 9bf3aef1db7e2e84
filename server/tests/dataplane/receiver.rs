//! Who is told of alerts in a test: an Alertmanager that runs elsewhere, or what one sends to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// It answers like an Alertmanager, if the credential is right, and keeps what it is sent.
pub(crate) struct Receiver {
    pub(crate) url: String,
    sent: Arc<Mutex<Vec<(String, String)>>>,
}

impl Receiver {
    /// It wants this value of the header `Authorization`; empty for none.
    pub(crate) fn start(authorization: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let sent = Arc::new(Mutex::new(Vec::new()));
        let (record, wanted) = (Arc::clone(&sent), authorization.to_owned());
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (record, wanted) = (Arc::clone(&record), wanted.clone());
                thread::spawn(move || answer(&stream.unwrap(), &wanted, &record));
            }
        });
        Self { url, sent }
    }

    /// The bodies that were posted to this path.
    pub(crate) fn posted(&self, path: &str) -> Vec<String> {
        let sent = self.sent.lock().unwrap();
        sent.iter().filter(|(to, _)| to == path).map(|(_, body)| body.clone()).collect()
    }
}

/// Answers one request after the other. An error ends it: the other side has gone.
fn answer(mut stream: &TcpStream, wanted: &str, record: &Mutex<Vec<(String, String)>>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let path = line.split(' ').nth(1)?.to_owned();
        let (mut length, mut given) = (0, String::new());
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            match name.to_ascii_lowercase().as_str() {
                "authorization" => given = value.trim().to_owned(),
                "content-length" => length = value.trim().parse().ok()?,
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let (status, body) = if given == wanted {
            record.lock().unwrap().push((path, String::from_utf8_lossy(&body).into_owned()));
            ("200 OK", "{\"versionInfo\":{\"version\":\"0.25.0\"}}")
        } else {
            ("401 Unauthorized", "no")
        };
        let length = body.len();
        write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n{body}").ok()?;
    }
}
