//! Streams of events over a socket.

use crate::server::{ADMIN, Server, add_user};
use keyhouse_model::path;
use std::io::{BufRead, Read};
use std::time::{Duration, Instant};

#[test]
fn what_another_process_does_is_told_too() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    add_user(&data, ADMIN, "admin");
    let server = Server::start(&data);
    let mut lines = server.signed_in(ADMIN).open(path::EVENTS).lines().map(Result::unwrap);
    assert_eq!(lines.next().as_deref(), Some("retry: 3000"));
    assert!(add_user(&data, "viewer@example.com", "viewer").status.success());
    // Comments keep the stream going, so that this ends also when the event never comes.
    let deadline = Instant::now() + Duration::from_secs(10);
    assert!(lines.take_while(|_| Instant::now() < deadline).any(|line| line == "event: user.changed"));
}

#[test]
fn an_open_stream_does_not_hold_up_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    add_user(&data, ADMIN, "admin");
    let server = Server::start(&data);
    let mut stream = server.signed_in(ADMIN).open(path::EVENTS);
    stream.read_line(&mut String::new()).unwrap();
    server.signal("TERM");
    let mut rest = String::new();
    // Ended, and not cut off when the time for requests under way is over: reading that would fail.
    stream.read_to_string(&mut rest).unwrap();
    assert_eq!(server.wait().0, Some(0));
}
