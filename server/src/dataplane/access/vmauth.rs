//! Speaks with vmauth itself: its metrics, and the order to read its config again.

use super::absent::PROBE;
use crate::dataplane::engines::{Engine, VMAUTH};
use crate::dataplane::process::{Health, Spec};
use crate::error::Result;
use crate::http_client::{Answer, CallError, HttpClient, Limits};
use crate::random;
use keyhouse_model::secret::Secret;
use std::ffi::OsString;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

/// It is on this machine and answers in milliseconds, or something is wrong.
const WAIT: Duration = Duration::from_millis(500);
/// Its metrics with thousands of tokens.
const MAX_METRICS_BYTES: usize = 16 << 20;

/// vmauth at its address, with keys that only Keyhouse has: whoever may use the access endpoint reaches its own pages
/// on the same port.
#[derive(Debug)]
pub(super) struct Vmauth {
    client: HttpClient,
    listen: SocketAddr,
    base: String,
    metrics_key: Secret,
    reload_key: Secret,
}

impl Vmauth {
    /// It listens on `listen`, and gets new keys.
    ///
    /// # Errors
    /// When the machine gives no random bytes.
    pub(super) fn new(client: HttpClient, listen: SocketAddr) -> Result<Self> {
        let base = format!("http://{}", reachable(listen));
        Ok(Self { client, listen, base, metrics_key: random::token()?, reload_key: random::token()? })
    }

    /// Its URL on this machine.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// How to start it with the config at `config`, in that file's folder.
    ///
    /// # Errors
    /// When the machine gives no random bytes.
    pub(super) fn spec(&self, engine: &Engine, config: &Path, data_folder: &Path) -> Result<Spec> {
        let listen = self.listen;
        let mut file = OsString::from("-auth.config=");
        file.push(config);
        let mut args = vec![file, "-envflag.enable".into(), format!("-httpListenAddr={listen}").into()];
        // One bad client must not wash all else out of the log.
        let bounds = ["loggerWarnsPerSecondLimit", "loggerErrorsPerSecondLimit"];
        let known = bounds.iter().filter(|flag| engine.has_flag(flag));
        args.extend(known.map(|flag| format!("-{flag}=20").into()));
        if listen.is_ipv6() {
            args.push("-enableTCP6".into());
        }
        Ok(Spec {
            engine: VMAUTH,
            version: engine.version.clone(),
            program: engine.path.clone(),
            args,
            secret_env: self.environment()?,
            folder: config.parent().unwrap_or(data_folder).to_owned(),
            mark: data_folder.to_owned(),
            health: Health { url: format!("{}/health", self.base), authorization: None },
        })
    }

    /// What it has to find in its environment: a command line can be read by every user of the machine.
    fn environment(&self) -> Result<Vec<(String, Secret)>> {
        let copy = |secret: &Secret| Secret::new(secret.expose().to_owned());
        Ok(vec![
            ("metricsAuthKey".into(), copy(&self.metrics_key)),
            ("reloadAuthKey".into(), copy(&self.reload_key)),
            ("flagsAuthKey".into(), random::token()?),
            ("pprofAuthKey".into(), random::token()?),
        ])
    }

    /// The status that it answers to a probe with this token: 204 if it knows the token.
    pub(super) async fn probe(&self, token: &Secret) -> Result<u16, CallError> {
        let authorization = Secret::new(format!("Bearer {}", token.expose()));
        let limits = Limits { time: WAIT, ..Limits::default() };
        let answer = self.client.get(&format!("{}{PROBE}", self.base), Some(&authorization), limits).await?;
        Ok(answer.status)
    }

    /// Its metrics. It makes them once a second, so they may be so old.
    pub(super) async fn metrics(&self) -> Result<String, CallError> {
        let answer = self.ask("/metrics", &self.metrics_key).await?;
        Ok(answer.text())
    }

    /// Has it read its config again. It says yes also when it then refuses the config.
    pub(super) async fn reload(&self) -> Result<(), CallError> {
        self.ask("/-/reload", &self.reload_key).await.map(drop)
    }

    /// The key travels in the body: a URL is more easily written to some log.
    async fn ask(&self, path: &str, key: &Secret) -> Result<Answer, CallError> {
        let url = format!("{}{path}", self.base);
        let body = format!("authKey={}", key.expose()).into_bytes();
        let limits = Limits { time: WAIT, body_bytes: MAX_METRICS_BYTES };
        let form = "application/x-www-form-urlencoded";
        let answer = self.client.post(&url, None, form, body, limits).await?;
        // Another program on its port would answer something else.
        let refused = || CallError::Other(format!("it answered {} to {path}", answer.status));
        if answer.is_success() { Ok(answer) } else { Err(refused()) }
    }
}

/// An address that this machine itself can call.
pub(super) fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}
