//! What it takes to start `vmalert` for a deployment: its arguments, its environment, and the files with its
//! credentials.
//!
//! Everybody on the machine sees the arguments, and whoever writes rules could have `%{NAME}` replaced by what stands in
//! the environment. So passwords are in files that only their owner reads, and what is in the environment has names that
//! nobody knows.

use super::door::{Credential, Door, USER};
use super::files::{LIVE, MARKER};
use crate::dataplane::access::file::replace;
use crate::dataplane::backend::{Backend, Reach};
use crate::dataplane::engines::{Engine, VMALERT};
use crate::dataplane::process::{Health, Spec};
use crate::error::{Error, Result};
use crate::random;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::secret::Secret;
use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

/// Where the files with credentials are, in the deployment's folder.
const SECRETS: &str = "secrets";
/// What of a link leads to the rule of an alert. Old versions have no labels for it.
const RULE: &str = "{{with $labels.alertgroup}}&group={{. | queryEscape}}{{end}}\
    {{with $labels.alertname}}&rule={{. | queryEscape}}{{end}}";

/// Somebody to tell of alerts.
#[derive(Debug)]
pub(super) struct Endpoint {
    /// Its URL.
    pub(super) url: String,
    /// The whole value of the header `Authorization`.
    pub(super) authorization: Option<Secret>,
}

/// What is to be started.
#[derive(Debug)]
pub(super) struct Launch<'a> {
    pub(super) id: DeploymentId,
    pub(super) engine: &'a Engine,
    /// Where the data is.
    pub(super) reach: &'a Reach,
    /// Who is told.
    pub(super) endpoint: Option<&'a Endpoint>,
    /// The URL that takes alerts of which nobody is to be told.
    pub(super) nobody: &'a str,
    /// How it is to be reached itself.
    pub(super) door: &'a Door,
    /// What people type to get to the console.
    pub(super) base_url: &'a str,
    /// The deployment's folder.
    pub(super) folder: &'a Path,
    /// The data folder of the server.
    pub(super) data_folder: &'a Path,
}

/// The arguments and the environment as they come together.
struct Flags<'a> {
    folder: &'a Path,
    /// What the names in the environment begin with.
    prefix: String,
    args: Vec<OsString>,
    secret_env: Vec<(String, Secret)>,
}

impl Launch<'_> {
    /// Writes the credentials, and says what to run.
    ///
    /// # Errors
    /// When the machine gives no random bytes, or the folder can't be written.
    pub(super) fn spec(&self) -> Result<Spec> {
        let prefix = format!("kh{}_", random::token()?.expose().replace(['-', '_'], "x"));
        let mut flags = Flags { folder: self.folder, prefix, args: Vec::new(), secret_env: Vec::new() };
        self.own_door(&mut flags)?;
        self.data(&mut flags)?;
        self.notifier(&mut flags)?;
        flags.arg("rule", MARKER);
        flags.arg("rule", &format!("{LIVE}/*"));
        flags.arg("external.url", self.base_url);
        flags.arg("external.alert.source", &format!("deployments/{}/rules?view=running{RULE}", self.id));
        let bounds = ["loggerErrorsPerSecondLimit", "loggerWarnsPerSecondLimit"];
        for name in bounds.into_iter().filter(|name| self.engine.has_flag(name)) {
            flags.arg(name, "20");
        }
        Ok(Spec {
            engine: VMALERT,
            version: self.engine.version.clone(),
            program: self.engine.path.clone(),
            args: flags.args,
            secret_env: flags.secret_env,
            folder: self.folder.to_owned(),
            mark: self.data_folder.to_owned(),
            health: Health {
                url: format!("{}/health", self.door.url),
                authorization: Some(Arc::clone(&self.door.authorization)),
            },
        })
    }

    /// Its own pages, which other users of the machine must not see.
    fn own_door(&self, flags: &mut Flags<'_>) -> Result<()> {
        flags.args.push("-envflag.enable".into());
        let prefix = flags.prefix.clone();
        flags.arg("envflag.prefix", &prefix);
        flags.arg("httpListenAddr", &self.door.listen.to_string());
        flags.env("httpAuth.username", Secret::new(USER.to_owned()));
        flags.env("httpAuth.password", copy(&self.door.password));
        // Without a key of their own, old versions show their metrics to everybody.
        flags.env("metricsAuthKey", copy(&self.door.password));
        for name in ["flagsAuthKey", "pprofAuthKey"] {
            flags.env(name, random::token()?);
        }
        Ok(())
    }

    /// Where it reads, writes, and finds how its alerts stood before it was started.
    fn data(&self, flags: &mut Flags<'_>) -> Result<()> {
        let (read, write) = match &self.reach.backend {
            Backend::Single { url } => (url.clone(), url.clone()),
            Backend::Cluster { insert_url, select_url } => {
                (format!("{select_url}/select/0/prometheus"), format!("{insert_url}/insert/0/prometheus"))
            }
        };
        let credential = self.reach.authorization.as_ref();
        for (name, url) in [("datasource", &read), ("remoteRead", &read), ("remoteWrite", &write)] {
            flags.arg(&format!("{name}.url"), url);
            flags.credential(name, "data", credential)?;
        }
        Ok(())
    }

    fn notifier(&self, flags: &mut Flags<'_>) -> Result<()> {
        match self.endpoint {
            Some(endpoint) => {
                flags.arg("notifier.url", &item(&endpoint.url));
                flags.credential("notifier", "notifier", endpoint.authorization.as_ref())
            }
            None if self.engine.has_flag("notifier.blackhole") => {
                flags.args.push("-notifier.blackhole".into());
                Ok(())
            }
            None => {
                flags.arg("notifier.url", self.nobody);
                Ok(())
            }
        }
    }
}

impl Flags<'_> {
    fn arg(&mut self, name: &str, value: &str) {
        self.args.push(format!("-{name}={value}").into());
    }

    fn env(&mut self, name: &str, value: Secret) {
        self.secret_env.push((format!("{}{}", self.prefix, name.replace('.', "_")), value));
    }

    /// The flags that begin with `name`; the secret itself lies in `file`.
    fn credential(&mut self, name: &str, file: &str, authorization: Option<&Secret>) -> Result<()> {
        let Some(authorization) = authorization else { return Ok(()) };
        let file = format!("{SECRETS}/{file}");
        let path = self.folder.join(&file);
        let secret = match Credential::read(authorization)? {
            Credential::Basic { user, password } => {
                self.env(&format!("{name}.basicAuth.username"), user);
                self.arg(&format!("{name}.basicAuth.passwordFile"), &file);
                password
            }
            Credential::Bearer(token) => {
                self.arg(&format!("{name}.bearerTokenFile"), &file);
                token
            }
        };
        replace(&path, secret.expose()).map_err(Error::internal)
    }
}

/// A value of a flag that takes a list, in which a comma would begin another one.
fn item(value: &str) -> String {
    if value.contains([',', '"', '\'']) {
        serde_json::Value::from(value).to_string()
    } else {
        value.to_owned()
    }
}

fn copy(secret: &Secret) -> Secret {
    Secret::new(secret.expose().to_owned())
}
