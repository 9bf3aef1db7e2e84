//! A Chromium of its own for a test.

use std::time::{Duration, Instant};
use std::{fs, thread};

use chromiumoxide::BrowserConfig;
use chromiumoxide::cdp::browser_protocol::target::{CreateBrowserContextParams, CreateTargetParams};
use futures::StreamExt;
use tempfile::TempDir;

use crate::needs;
use crate::page::Page;

/// Nothing that the browser does by itself, so that all requests are those of the console.
const FLAGS: [&str; 11] = [
    "disable-gpu",
    "disable-quic",
    "no-first-run",
    "no-default-browser-check",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
    "disable-dev-shm-usage",
    "disable-extensions",
    "disable-background-timer-throttling",
    "disable-renderer-backgrounding",
];

/// How a page is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether the person prefers dark.
    pub dark: bool,
    /// The width of the window in CSS pixels.
    pub width: u32,
}

impl Look {
    /// A light desk.
    pub const DESK: Self = Self { dark: false, width: 1360 };
}

/// A browser with an empty profile. Ends when it is dropped.
pub struct Browser {
    chromium: chromiumoxide::Browser,
    profile: TempDir,
}

/// How long the browser may take to go, and its profile with it.
const END: Duration = Duration::from_secs(3);

impl Browser {
    /// Starts one.
    ///
    /// # Panics
    /// When there is none, or it does not start.
    pub async fn start() -> Self {
        let profile = tempfile::tempdir().expect("a folder for the browser's profile");
        let config = BrowserConfig::builder()
            .chrome_executable(needs::chromium())
            .user_data_dir(profile.path())
            .disable_default_args()
            .args(FLAGS)
            .no_sandbox()
            .new_headless_mode()
            .viewport(None)
            .launch_timeout(Duration::from_secs(60))
            .request_timeout(Duration::from_secs(60))
            .build()
            .unwrap_or_else(|error| panic!("Chromium can't be started: {error}"));
        let (chromium, mut handler) = chromiumoxide::Browser::launch(config)
            .await
            .unwrap_or_else(|error| panic!("Chromium did not start: {error}"));
        tokio::spawn(async move { while handler.next().await.is_some() {} });
        Self { chromium, profile }
    }

    /// A window on the site at `base`, of someone who has not signed in. It shares nothing with other windows.
    ///
    /// # Panics
    /// When the browser does not open it.
    pub async fn open(&self, base: &str) -> Page {
        let opened = async {
            let context = self.chromium.create_browser_context(CreateBrowserContextParams::default()).await?;
            let target =
                CreateTargetParams::builder().url("about:blank").browser_context_id(context.clone()).build();
            let page = self.chromium.new_page(target.map_err(chromiumoxide::error::CdpError::msg)?).await?;
            Page::new(page, &self.chromium, context, base).await
        };
        opened.await.unwrap_or_else(|error| panic!("Chromium did not open a window: {error}"))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let deadline = Instant::now() + END;
        if let Some(child) = self.chromium.get_mut_child() {
            // It may have ended by itself; then there is nothing to end.
            let _ = child.inner.start_kill();
            until(deadline, || child.inner.try_wait().is_ok_and(|status| status.is_some()));
        }
        // Its helpers end a moment later, and write into the profile until then.
        until(deadline, || fs::remove_dir_all(self.profile.path()).is_ok() || !self.profile.path().exists());
    }
}

fn until(deadline: Instant, mut is_done: impl FnMut() -> bool) {
    while !is_done() && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(10));
    }
}
