//! What every handler can reach.

use crate::activity::Activity;
use crate::auth::password::Passwords;
use crate::auth::rate::SignInLimits;
use crate::auth::setup_token::SetupToken;
use crate::clock::Clock;
use crate::console::Console;
use crate::dataplane::DataPlane;
use crate::dataplane::access::Access;
use crate::dataplane::monitor::Monitor;
use crate::http_client::HttpClient;
use crate::live::Live;
use crate::metrics::Metrics;
use crate::notices::Notices;
use crate::seal::Sealer;
use crate::store::Store;
use axum::http::Uri;
use keyhouse_model::rules::Limits;
use std::sync::Arc;

/// The parts of a running server. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// Encrypts what must be shown again.
    pub sealer: Arc<Sealer>,
    /// Hashes and checks passwords.
    pub passwords: Arc<Passwords>,
    /// How often someone may try to sign in.
    pub sign_in_limits: Arc<SignInLimits>,
    /// Who was here lately, not yet written to the store.
    pub activity: Arc<Activity>,
    /// The one-time token of the set-up link, while there is no administrator.
    pub setup_token: Arc<SetupToken>,
    /// The console's files.
    pub console: Arc<Console>,
    /// What the server counts about itself.
    pub metrics: Arc<Metrics>,
    /// Tells those who listen what happens.
    pub live: Live,
    /// What runs for deployments.
    pub data_plane: DataPlane,
    /// Lets access tokens in.
    pub access: Access,
    /// Tells people of keys that end.
    pub notices: Notices,
    /// Keeps what was measured.
    pub monitor: Monitor,
    /// Calls others.
    pub http_client: HttpClient,
    /// What the command line said.
    pub settings: Arc<Settings>,
}

/// What the command line said that handlers need to know.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What people type to get here, without a slash at the end: `https://keyhouse.example.com`.
    pub base_url: String,
    /// The base URL of the access endpoint, if one was given.
    pub access_url: Option<String>,
    /// The port that the access endpoint listens on.
    pub access_port: u16,
    /// Other origins that the console is served from.
    pub console_origins: Vec<String>,
    /// How much the rule files of a deployment may hold.
    pub rule_limits: Limits,
    /// How many requests of the management API there may be in a month, if somebody set a number.
    pub api_request_allowance: Option<u64>,
}

impl Settings {
    /// The URL under which data is written and read: where the command line says, else the access endpoint's port on
    /// the host that people type to get here.
    pub fn access_endpoint(&self) -> String {
        let host = || {
            let url = self.base_url.parse::<Uri>().ok()?;
            url.host().map(str::to_owned)
        };
        let derived =
            || format!("http://{}:{}", host().unwrap_or_else(|| "127.0.0.1".into()), self.access_port);
        self.access_url.clone().unwrap_or_else(derived)
    }

    /// Whether people come over https, so that the cookie must not travel without it.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}
