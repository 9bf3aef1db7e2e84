//! The real binary: how it starts, ends, is killed, and what it leaves in its files.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod crash;
mod events;
mod leaks;
mod lifecycle;
mod notices;
mod server;
