//! The console in a real Chromium against the real server: what the tests in `tests/flows` are written with.
//!
//! A test makes a [`House`] (a server of its own with an empty data folder, and a browser of its own with an empty
//! profile), opens pages in it, and acts as a person does: it finds things by their role and name, presses them with
//! the mouse or the keyboard, and reads what is on the screen. Nothing waits for a fixed time; [`eventually`] looks
//! again until it is so, or says what is there instead.
//!
//! What fails panics with a message. Messages never hold a secret: texts of the page and of the server's log go
//! through [`redact::redacted`] first.

pub mod api;
pub mod browser;
pub mod console_files;
pub mod contents;
pub mod house;
pub mod input;
pub mod locator;
pub mod needs;
pub mod page;
pub mod plane;
pub mod receiver;
pub mod redact;
pub mod server;
pub mod shell;
pub mod static_host;
mod tree;
pub mod wait;
pub mod watch;

pub use api::Api;
pub use browser::{Browser, Look};
pub use console_files::ConsoleFiles;
pub use house::House;
pub use locator::{Locator, Name, containing};
pub use page::Page;
pub use plane::{Deployment, Token};
pub use receiver::Receiver;
pub use server::Server;
pub use shell::Shell;
pub use static_host::StaticHost;
pub use wait::eventually;
