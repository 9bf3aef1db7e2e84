//! The monitor's own process: one more `victoria-metrics`, in a folder of its own.

use super::client::Client;
use crate::dataplane::engines::{Engine, VICTORIA_METRICS};
use crate::dataplane::local::launch::free_ports;
use crate::dataplane::process::{Health, Spec};
use crate::error::Result;
use crate::http_client::HttpClient;
use crate::random;
use data_encoding::BASE64;
use keyhouse_model::secret::Secret;
use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

/// The user that Keyhouse is.
const USER: &str = "keyhouse";
/// Its folder in the data folder.
const FOLDER: &str = "monitor";
/// A year and the month before it, so that a month can be compared with the same one a year ago.
const RETENTION_MONTHS: &str = "13";
/// What else it runs with, where its version knows the flag. It holds little, and is asked by Keyhouse only, whose newest
/// samples are to count at once and whose queries may name many deployments.
const SETTINGS: [(&str, &str); 5] = [
    ("memory.allowedPercent", "10"),
    ("search.latencyOffset", "1ms"),
    ("search.maxQueryLen", "1MiB"),
    ("loggerErrorsPerSecondLimit", "20"),
    ("loggerWarnsPerSecondLimit", "20"),
];

/// What to run, and how it is reached then: on another port and with another password at each start.
///
/// # Errors
/// When the machine has no free port or no random bytes.
pub(super) fn prepare(engine: &Engine, data_folder: &Path, http: HttpClient) -> Result<(Spec, Client)> {
    let [port] = free_ports()?;
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let url = format!("http://{listen}");
    let password = random::token()?;
    let pair = Secret::new(format!("{USER}:{}", password.expose()));
    let authorization = Secret::new(format!("Basic {}", BASE64.encode(pair.expose().as_bytes())));
    let folder = data_folder.join(FOLDER);
    let mut storage = OsString::from("-storageDataPath=");
    storage.push(folder.join("data"));
    let mut args = vec![storage, "-envflag.enable".into()];
    args.push(format!("-httpListenAddr={listen}").into());
    args.push(format!("-retentionPeriod={RETENTION_MONTHS}").into());
    let known = SETTINGS.iter().filter(|(name, _)| engine.has_flag(name));
    args.extend(known.map(|(name, value)| OsString::from(format!("-{name}={value}"))));
    let mut secret_env = vec![
        ("httpAuth_username".to_owned(), Secret::new(USER.to_owned())),
        ("httpAuth_password".to_owned(), password),
    ];
    // Nobody needs these pages, and without a key every user of the machine could open them.
    for name in ["metricsAuthKey", "flagsAuthKey", "pprofAuthKey"] {
        secret_env.push((name.to_owned(), random::token()?));
    }
    let spec = Spec {
        engine: VICTORIA_METRICS,
        version: engine.version.clone(),
        program: engine.path.clone(),
        args,
        secret_env,
        folder,
        mark: data_folder.to_owned(),
        health: Health { url: format!("{url}/health"), authorization: None },
    };
    Ok((spec, Client::new(http, url, Some(Arc::new(authorization)))))
}
