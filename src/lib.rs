//! The Keyhouse console: a single-page app that talks to the management API through one typed client.
//!
//! In reading order: the routes, then what every page stands in, then the pages; below them the parts they are made of.

pub mod api;
pub mod app;
pub mod components;
pub mod format;
pub mod pages;
pub mod route;
pub mod state;
pub mod ui;
pub mod web;

pub use app::App;
