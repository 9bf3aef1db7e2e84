//! A stand-in for a cluster: it records what it is asked, and does nothing else.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// Path and query.
    pub(crate) target: String,
    /// The header of this name; empty without one.
    pub(crate) authorization: String,
}

/// It answers 204 to everything, until the test ends.
pub(crate) struct StandIn {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl StandIn {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let record = Arc::clone(&record);
                thread::spawn(move || answer(&stream.unwrap(), &record));
            }
        });
        Self { url, seen }
    }

    /// What programs asked.
    fn asked(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn last(&self) -> Seen {
        self.asked().pop().unwrap()
    }

    pub(crate) fn count(&self) -> usize {
        self.asked().len()
    }
}

/// Answers one request after the other. An error ends it: the other side has gone.
fn answer(mut stream: &TcpStream, record: &Mutex<Vec<Seen>>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let mut seen = Seen { target: line.split(' ').nth(1)?.to_owned(), authorization: String::new() };
        let mut length = 0;
        let mut is_keyhouse = false;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            match name.to_ascii_lowercase().as_str() {
                "authorization" => seen.authorization = value.trim().to_owned(),
                // The server itself looks whether it is there, which does not count.
                "user-agent" => is_keyhouse = value.trim().starts_with("keyhouse/"),
                "content-length" => length = value.trim().parse().ok()?,
                _ => {}
            }
        }
        reader.read_exact(&mut vec![0; length]).ok()?;
        if !is_keyhouse {
            record.lock().unwrap().push(seen);
        }
        stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").ok()?;
    }
}
