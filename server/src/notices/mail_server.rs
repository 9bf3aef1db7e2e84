//! The mail server, as `--smtp-url` names it.

use super::SetupError;
use super::email::Transport;
use axum::http::Uri;
use keyhouse_model::secret::Secret;
use lettre::transport::smtp::AsyncSmtpTransportBuilder;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use percent_encoding::percent_decode_str;
use reqwest::Url;
use std::net::IpAddr;

/// What stands in `--smtp-url`.
#[derive(Debug)]
pub(super) struct MailServer {
    scheme: &'static str,
    host: String,
    port: u16,
    user: Option<String>,
}

impl MailServer {
    pub(super) fn read(url: &Secret) -> Result<Self, SetupError> {
        const SHAPE: &str = "pass smtps://HOST, smtp://HOST or smtp-plain://HOST, with USER@ before the host and :PORT \
                             behind it where they are needed";
        let wrong = |advice: &str| SetupError::of("--smtp-url", advice);
        let url = Url::parse(url.expose()).map_err(|_| wrong(SHAPE))?;
        if url.password().is_some() {
            return Err(wrong("leave the password out of the URL, and pass --smtp-password-file"));
        }
        let (scheme, port) = match url.scheme() {
            "smtps" => ("smtps", 465),
            "smtp" => ("smtp", 587),
            "smtp-plain" => ("smtp-plain", 25),
            _ => return Err(wrong(SHAPE)),
        };
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        if host.is_empty()
            || !matches!(url.path(), "" | "/")
            || url.query().is_some()
            || url.fragment().is_some()
        {
            return Err(wrong(SHAPE));
        }
        let user = percent_decode_str(url.username()).decode_utf8().map_err(|_| wrong(SHAPE))?;
        let user = Some(user.into_owned()).filter(|user| !user.is_empty());
        Ok(Self { scheme, host, port: url.port().unwrap_or(port), user })
    }

    pub(super) fn shown(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        format!("{}://{host}:{}", self.scheme, self.port)
    }

    /// User and password, if somebody signs in there.
    pub(super) fn credentials(
        &self,
        password: Option<&Secret>,
    ) -> Result<Option<(String, String)>, SetupError> {
        match (&self.user, password) {
            (None, None) => Ok(None),
            (Some(_), None) => Err(SetupError::of(
                "--smtp-url",
                "pass the user's password with --smtp-password-file as well",
            )),
            (None, Some(_)) => Err(SetupError::of(
                "--smtp-password-file",
                "write the user into --smtp-url: smtps://USER@HOST",
            )),
            (Some(_), Some(_)) if self.scheme == "smtp-plain" && !self.is_here() => {
                let advice = "a password is only sent encrypted: pass smtps:// or smtp://";
                Err(SetupError::of("--smtp-url", advice))
            }
            (Some(user), Some(password)) => Ok(Some((user.clone(), password.expose().to_owned()))),
        }
    }

    /// Whether it is this machine.
    fn is_here(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    pub(super) fn transport(&self) -> Result<AsyncSmtpTransportBuilder, SetupError> {
        let tls = || {
            let unusable =
                |cause| SetupError::of("--smtp-url", format!("no secure connections can be made: {cause}"));
            TlsParameters::new(self.host.clone()).map_err(unusable)
        };
        let tls = match self.scheme {
            "smtps" => Tls::Wrapper(tls()?),
            "smtp" => Tls::Required(tls()?),
            _ => Tls::None,
        };
        Ok(Transport::builder_dangerous(self.host.as_str()).port(self.port).tls(tls))
    }
}

/// The name by which the mail server is greeted.
pub(super) fn name_of(base_url: &str) -> ClientId {
    let url = base_url.parse::<Uri>().ok();
    match url.as_ref().and_then(Uri::host) {
        Some(host) => match host.trim_matches(['[', ']']).parse() {
            Ok(IpAddr::V4(address)) => ClientId::Ipv4(address),
            Ok(IpAddr::V6(address)) => ClientId::Ipv6(address),
            Err(_) => ClientId::Domain(host.to_owned()),
        },
        None => ClientId::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_is_greeted_by_the_name_of_the_console() {
        assert_eq!(name_of("https://keys.example.com").to_string(), "keys.example.com");
        assert_eq!(name_of("http://127.0.0.1:8480").to_string(), "[127.0.0.1]");
        assert_eq!(name_of("http://[::1]:8480").to_string(), "[IPv6:::1]");
    }
}
