//! The parts of the console in a real browser, one module for each. Everything is found as a person finds it: by role
//! and name.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod answers;
mod stage;

mod audit_log;
mod button;
mod choice;
mod code;
mod copy;
mod deployment_picker;
mod dialog;
mod field;
mod lifetime_field;
mod members;
mod menu;
mod once;
mod table;
mod tabs;
mod time;
mod toast;
mod web;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
