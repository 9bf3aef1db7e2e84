//! The nouns that the Keyhouse console and its server share, and their rules.
//!
//! Nothing here does I/O, reads a clock or knows a browser: whoever needs the time passes it in. What arrives from a
//! person or from the network is *parsed* into a type that can be sent or stored ([`api_key::ApiKeyDraft`] becomes
//! [`api_key::NewApiKey`]), so the form and the endpoint can't disagree about what is valid.

pub mod access_token;
pub mod alertmanager;
pub mod api_key;
pub mod audit;
pub mod catalog;
pub mod deployment;
pub mod example;
pub mod id;
pub mod key_value;
pub mod lifetime;
pub mod live;
pub mod member;
pub mod name;
pub mod notice;
pub mod notifications;
pub mod page;
pub mod patch;
pub mod path;
pub mod problem;
pub mod rule_file;
pub mod rule_worker;
pub mod rules;
pub mod secret;
pub mod session;
pub mod time;
pub mod usage;
mod words;
