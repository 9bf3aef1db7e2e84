//! The parts of the console in a real browser, one module for each. Everything is found as a person finds it: by role
//! and name.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod answers;
mod stage;
mod streams;

mod access_tokens;
mod access_tokens_dialogs;
mod audit_log;
mod audit_log_deployment;
mod audit_log_kept;
mod audit_log_tail;
mod button;
mod chart;
mod choice;
mod code;
mod code_editor;
mod copy;
mod day_line;
mod deployment;
mod deployment_picker;
mod deployments;
mod dialog;
mod field;
mod home;
mod lifetime_field;
mod live;
mod live_pages;
mod members;
mod menu;
mod new_deployment;
mod notices;
mod once;
mod palette;
mod rule_check;
mod rules_files;
mod rules_files_add;
mod rules_files_save;
mod rules_notifications;
mod rules_notifications_config;
mod rules_running;
mod shortcuts;
mod table;
mod tabs;
mod time;
mod toast;
mod usage;
mod usage_month;
mod web;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
