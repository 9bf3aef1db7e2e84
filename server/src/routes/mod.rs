//! One module for each resource: its `router()`, then the shapes that only it uses, then its handlers. A handler reads
//! as: who, may they, do it, record it, answer.

pub mod access_tokens;
pub mod api_keys;
pub mod audit_logs;
pub mod catalog;
pub mod data_plane;
pub mod deployments;
pub mod events;
pub mod notices;
pub mod notifications;
pub mod rule_files;
pub mod rule_sets;
pub mod session;
pub mod setup;
pub mod usage;
pub mod users;
