//! Where a test takes place.

use crate::{Api, Browser, Page, Server};

/// A server and a browser, both new.
pub struct House {
    /// The server.
    pub server: Server,
    /// The browser.
    pub browser: Browser,
}

/// The administrator's address.
pub const EMAIL: &str = "ada@example.com";
/// The administrator's password. It guards nothing but the data of one test.
pub const PASSWORD: &str = "correct horse battery staple";

impl House {
    /// One that nobody has set up.
    pub async fn fresh() -> Self {
        Self::with_flags(&[]).await
    }

    /// One with an administrator, and their session.
    pub async fn set_up() -> (Self, Api) {
        let house = Self::fresh().await;
        let admin = house.administrator().await;
        (house, admin)
    }

    /// One that nobody has set up, with more flags for its server.
    pub async fn with_flags(flags: &[&str]) -> Self {
        let (server, browser) = futures::join!(Server::start_with(flags), Browser::start());
        Self { server, browser }
    }

    /// Sets it up. Answers the administrator's session.
    pub async fn administrator(&self) -> Api {
        self.server.administrator().await
    }

    /// A window in which nobody is signed in.
    pub async fn stranger(&self) -> Page {
        self.browser.open(self.server.base()).await
    }

    /// A window with this person's session.
    pub async fn window_of(&self, person: &Api) -> Page {
        let page = self.stranger().await;
        page.set_session(person).await;
        page
    }
}
