//! The management API, asked in-process: one module for each part of the URL space.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod access_tokens;
mod api_keys;
mod audit_logs;
mod audit_paging;
mod catalog;
mod console;
mod cross_origin;
mod deployments;
mod errors;
mod events;
mod health;
mod idempotency;
mod notices;
mod notifications;
mod openapi;
mod rule_files;
mod scope;
mod session;
mod setup;
mod support;
mod usage;
mod users;
