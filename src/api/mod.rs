//! The typed client: the only code that knows HTTP.
//!
//! An [`Endpoint`] says what to ask and how to read the answer, without asking; a [`Client`] sends it. The modules
//! named after resources hold one short function an endpoint. Another dialect of a management API would be another
//! set of such functions.

mod client;
mod endpoint;
mod error;
mod retry;

pub mod access_tokens;
pub mod api_keys;
pub mod audit_log;
pub mod brief;
pub mod config;
pub mod deployments;
pub mod members;
pub mod notices;
pub mod notifications;
pub mod rule_files;
pub mod session;
pub mod usage;

pub use client::{Client, Observer};
pub use endpoint::{Credential, Endpoint, Method, Request};
pub use error::{ApiError, Refusal};
