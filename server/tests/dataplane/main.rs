//! The data plane with real programs.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod access;
mod external;
mod failures;
mod local;
mod machine;
mod missing;
mod monitor;
mod notifications;
mod receiver;
mod rule_gate;
mod rules;
mod rules_missing;
mod rules_notify;
mod rules_secrets;
mod rules_world;
#[path = "../process/server.rs"]
#[allow(dead_code, reason = "shared with the tests of the process, which use other parts of it")]
mod server;
mod stand_in;
mod usage;
mod usage_missing;
mod world;
