//! The site map: one module an entry of the navigation, its dialogs beside it.

pub mod access_tokens;
pub mod api_keys;
pub mod audit_log;
pub mod deployment;
pub mod deployments;
pub mod home;
pub mod join;
pub mod members;
pub mod not_found;
pub mod rules;
pub mod set_up;
pub mod sign_in;
pub mod usage;
