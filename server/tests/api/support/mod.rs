//! A server of its own for each test, and clients that say who asks.

mod client;

pub(crate) use client::{Answer, Client};

use chrono::{DateTime, Duration, Utc};
use keyhouse_model::api_key::{DeploymentAccess, Permission};
use keyhouse_model::member::Role;
use keyhouse_model::path;
use keyhouse_model::rules::Limits;
use keyhouse_model::secret::Secret;
use keyhouse_server::activity::Activity;
use keyhouse_server::auth::password::Passwords;
use keyhouse_server::auth::rate::SignInLimits;
use keyhouse_server::auth::setup_token::SetupToken;
use keyhouse_server::clock::Clock;
use keyhouse_server::console::Console;
use keyhouse_server::dataplane::DataPlane;
use keyhouse_server::dataplane::access::Access;
use keyhouse_server::dataplane::monitor::{self, Monitor};
use keyhouse_server::http_client::HttpClient;
use keyhouse_server::live::{Live, Pace};
use keyhouse_server::metrics::Metrics;
use keyhouse_server::notices::{NoticeFlags, Notices};
use keyhouse_server::seal::Sealer;
use keyhouse_server::state::{AppState, Settings};
use keyhouse_server::store::Store;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// The origin that people type.
pub(crate) const BASE_URL: &str = "http://127.0.0.1:8480";
/// Another origin that the console is served from.
pub(crate) const CONSOLE_ORIGIN: &str = "https://console.example.com";
pub(crate) const ADMIN: &str = "admin@example.com";
/// Faster than in earnest, so that no test waits for it.
const PACE: Pace =
    Pace { look: std::time::Duration::from_millis(50), pulse: std::time::Duration::from_millis(50) };
/// How many requests with API keys there may be in a month.
pub(crate) const ALLOWANCE: u64 = 5;
/// The password of everybody here.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A server without a socket, on a folder and a clock of its own.
pub(crate) struct TestApp {
    pub(crate) state: AppState,
    router: axum::Router,
    ahead_ms: Arc<AtomicI64>,
    folder: TempDir,
    admin: OnceCell<Client>,
}

impl TestApp {
    pub(crate) async fn new() -> Self {
        Self::with_limits(Limits::default()).await
    }

    /// With these limits on rule files.
    pub(crate) async fn with_limits(rule_limits: Limits) -> Self {
        Self::with(rule_limits, Notices::default()).await
    }

    /// That tells people of keys that end.
    pub(crate) async fn with_notices(flags: &NoticeFlags) -> Self {
        Self::with(Limits::default(), flags.open(BASE_URL).unwrap()).await
    }

    async fn with(rule_limits: Limits, notices: Notices) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ahead_ms = Arc::new(AtomicI64::new(0));
        let ahead = Arc::clone(&ahead_ms);
        let clock = Clock::new(move || Utc::now() + Duration::milliseconds(ahead.load(Ordering::Relaxed)));
        let store = Store::open(&folder.path().join("keyhouse.db")).await.unwrap();
        let live = Live::start(&store, PACE).await.unwrap();
        let state = AppState {
            store,
            clock,
            sealer: Arc::new(Sealer::new(&[7; 32].into())),
            passwords: Arc::new(Passwords::default()),
            sign_in_limits: Arc::new(SignInLimits::default()),
            activity: Arc::new(Activity::default()),
            setup_token: Arc::new(SetupToken::default()),
            console: Arc::new(Console::open(None).await.unwrap()),
            metrics: Arc::new(Metrics::new().unwrap()),
            live,
            data_plane: DataPlane::absent(),
            access: Access::absent(),
            notices,
            monitor: Monitor::absent(),
            http_client: HttpClient::new().unwrap(),
            settings: Arc::new(Settings {
                base_url: BASE_URL.to_owned(),
                access_url: None,
                access_port: 8427,
                console_origins: vec![CONSOLE_ORIGIN.to_owned()],
                rule_limits,
                api_request_allowance: Some(ALLOWANCE),
            }),
        };
        let router = keyhouse_server::app(state.clone());
        Self { state, router, ahead_ms, folder, admin: OnceCell::new() }
    }

    /// The same server with a monitor at this URL. Whoever asked the one before still asks that one.
    pub(crate) fn measured_by(self, url: &str) -> Self {
        let state = self.state;
        let parts = monitor::Parts {
            place: monitor::Place::At { url: url.to_owned(), authorization: None },
            every: std::time::Duration::from_millis(100),
            store: state.store.clone(),
            activity: Arc::clone(&state.activity),
            clock: state.clock.clone(),
            http: state.http_client.clone(),
            data_plane: state.data_plane.clone(),
            access: state.access.clone(),
            data_folder: self.folder.path().to_owned(),
        };
        let state = AppState { monitor: Monitor::start(parts).unwrap(), ..state };
        Self { router: keyhouse_server::app(state.clone()), state, ..self }
    }

    /// Lets time pass.
    pub(crate) fn advance(&self, by: Duration) {
        self.ahead_ms.fetch_add(by.num_milliseconds(), Ordering::Relaxed);
    }

    /// The time as the server reads it.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.state.clock.now()
    }

    /// Where the server keeps its files.
    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Asks without a credential.
    pub(crate) fn anonymous(&self) -> Client {
        Client::new(self.router.clone())
    }

    /// The first administrator, who is set up when first asked for.
    pub(crate) async fn admin(&self) -> Client {
        let set_up = async {
            let token = self.state.setup_token.issue().unwrap();
            let body = json!({ "token": token.expose(), "email": ADMIN, "password": PASSWORD });
            let answer = self.anonymous().post(path::SETUP, body).await;
            self.anonymous().with_cookie(&answer.session_cookie())
        };
        self.admin.get_or_init(|| set_up).await.clone()
    }

    /// A new member with this role, signed in.
    pub(crate) async fn member(&self, email: &str, role: Role) -> Client {
        let invited =
            self.admin().await.post(path::USERS, json!({ "email": email, "role": role })).await.expect(201);
        let link = invited["sign_up_link"].as_str().unwrap();
        let token = link.split_once("#token=").unwrap().1;
        let answer =
            self.anonymous().post(path::INVITATION, json!({ "token": token, "password": PASSWORD })).await;
        self.anonymous().with_cookie(&answer.session_cookie())
    }

    pub(crate) async fn editor(&self) -> Client {
        self.member("editor@example.com", Role::Editor).await
    }

    pub(crate) async fn viewer(&self) -> Client {
        self.member("viewer@example.com", Role::Viewer).await
    }

    /// A program with a new key.
    pub(crate) async fn key(&self, permission: Permission, access: DeploymentAccess) -> Client {
        let body = json!({
            "name": "program", "expires_at": null, "permission": permission, "deployment_access": access,
        });
        let key = self.admin().await.post(path::API_KEYS, body).await.expect(201);
        self.with_key(&key)
    }

    /// A program with the key that an answer shows whole.
    pub(crate) fn with_key(&self, key: &Value) -> Client {
        self.anonymous().with_key(Secret::new(key["value"].as_str().unwrap().to_owned()))
    }

    /// The first administrator in a new session, when time has ended the one before.
    pub(crate) async fn sign_in_admin(&self) -> Client {
        let credentials = json!({ "email": ADMIN, "password": PASSWORD });
        let answer = self.anonymous().post(path::SESSION, credentials).await;
        self.anonymous().with_cookie(&answer.session_cookie())
    }

    /// The newest events of the audit log, as `action outcome`.
    pub(crate) async fn audit_trail(&self) -> Vec<String> {
        self.audit_trail_of(&self.admin().await).await
    }

    /// The newest events of the audit log as `reader` sees it.
    pub(crate) async fn audit_trail_of(&self, reader: &Client) -> Vec<String> {
        let log = reader.get(&format!("{}?limit=1000", path::AUDIT_LOGS)).await.expect(200);
        let word = |event: &Value, name: &str| event[name].as_str().unwrap().to_owned();
        let events = log["data"].as_array().unwrap().iter();
        events.map(|event| format!("{} {}", word(event, "action"), word(event, "outcome"))).collect()
    }
}
