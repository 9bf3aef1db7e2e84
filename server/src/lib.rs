//! The Keyhouse management API: [`app`] makes a router of an [`state::AppState`], so that tests need no socket.
//!
//! In reading order: `router` (every route on one page), `routes` (one file a resource), `auth` (the caller as an
//! argument), `audit`, `error`, `request` (what every request goes through), `store`.

pub mod activity;
pub mod audit;
pub mod auth;
pub mod clock;
pub mod command;
pub mod config;
pub mod console;
pub mod cross_origin;
pub mod dataplane;
pub mod diagnosed;
pub mod error;
pub mod health;
pub mod http_client;
pub mod idempotency;
pub mod live;
pub mod metrics;
pub mod notices;
pub mod openapi;
pub mod problems;
pub mod random;
pub mod reference;
pub mod request;
pub mod router;
pub mod routes;
pub mod seal;
pub mod state;
pub mod store;
pub mod usage;

pub use router::app;
