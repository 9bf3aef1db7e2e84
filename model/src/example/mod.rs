//! Texts that show a person how to use a credential elsewhere: a command, a configuration file.
//!
//! Each takes the value as text, so that the screen can show a masked one and the clipboard gets the real one.

pub mod access_token;
pub mod api_key;
pub mod deployment;
mod quote;
pub mod rule_file;
