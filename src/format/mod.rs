//! Text for people, made of plain values: no signals, no browser, tested on the host.

pub mod number;
pub mod text;
pub mod time;
