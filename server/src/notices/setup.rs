//! What the command line says of notices.

use super::email::Email;
use super::webhook::Webhook;
use super::{Channels, Notices};
use clap::Args;
use keyhouse_model::secret::Secret;
use std::convert::Infallible;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

/// How many bytes a file with a secret may have; a larger one is another file.
const MAX_SECRET_BYTES: usize = 4096;

/// Flags of `keyhouse serve`. What may be a secret can't be printed, and is checked by [`NoticeFlags::open`]: clap would
/// repeat in its error what it can't read.
#[derive(Args, Clone, Debug, Default)]
pub struct NoticeFlags {
    /// The URL that is told of API keys that end soon. Who knows a secret in it should set the environment variable:
    /// everybody on the machine sees the command line.
    #[arg(long, env = "KEYHOUSE_NOTICE_WEBHOOK_URL", hide_env_values = true)]
    pub notice_webhook_url: Option<Hidden>,
    /// The file with the secret by which requests to the webhook are signed: at least 24 bytes, or whsec_ and base64.
    #[arg(long, env = "KEYHOUSE_NOTICE_WEBHOOK_SECRET_FILE")]
    pub notice_webhook_secret_file: Option<PathBuf>,
    /// The mail server that sends notices: `smtps://USER@HOST` for TLS from the start, `smtp://USER@HOST` for STARTTLS,
    /// `smtp-plain://HOST` without encryption. Without USER@, nobody signs in there.
    #[arg(long, env = "KEYHOUSE_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<Hidden>,
    /// The file with the password for the mail server.
    #[arg(long, env = "KEYHOUSE_SMTP_PASSWORD_FILE")]
    pub smtp_password_file: Option<PathBuf>,
    /// The sender of notices: `keyhouse@example.com` or `Keyhouse <keyhouse@example.com>`.
    #[arg(long, env = "KEYHOUSE_NOTICE_FROM")]
    pub notice_from: Option<String>,
    /// An address that gets each notice, besides the member who made the key. Can be repeated.
    #[arg(long, env = "KEYHOUSE_NOTICE_TO", value_delimiter = ',')]
    pub notice_to: Vec<String>,
}

/// The value of a flag that may be a secret.
#[derive(Clone)]
pub struct Hidden(Arc<Secret>);

impl FromStr for Hidden {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(Arc::new(Secret::new(text.to_owned()))))
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hidden")
    }
}

/// Why notices can't be set up: the flag, and what to do. Without its value.
#[derive(Debug, thiserror::Error)]
#[error("{flag}: {advice}")]
pub struct SetupError {
    flag: String,
    advice: String,
}

impl SetupError {
    /// `flag` is wrong.
    pub(super) fn of(flag: &str, advice: impl Into<String>) -> Self {
        Self { flag: flag.to_owned(), advice: advice.into() }
    }
}

impl NoticeFlags {
    /// Checks the flags and reads the files that they name. `base_url` is where the console is.
    ///
    /// # Errors
    /// The first flag that is wrong.
    pub fn open(&self, base_url: &str) -> Result<Notices, SetupError> {
        Ok(Notices(Arc::new(Channels { webhook: self.webhook()?, email: self.email(base_url)? })))
    }

    fn webhook(&self) -> Result<Option<Webhook>, SetupError> {
        let flag = "--notice-webhook-secret-file";
        let file = self.notice_webhook_secret_file.as_deref().filter(|file| !file.as_os_str().is_empty());
        match (given(self.notice_webhook_url.as_ref()), file) {
            (None, None) => Ok(None),
            (None, Some(_)) => Err(SetupError::of(flag, "pass --notice-webhook-url as well")),
            (Some(url), file) => {
                let secret = file.map(|file| read_secret(flag, file)).transpose()?;
                Webhook::new(url, secret.as_ref()).map(Some)
            }
        }
    }

    fn email(&self, base_url: &str) -> Result<Option<Email>, SetupError> {
        let flag = "--smtp-password-file";
        let file = self.smtp_password_file.as_deref().filter(|file| !file.as_os_str().is_empty());
        let from = self.notice_from.as_deref().filter(|from| !from.is_empty());
        let to: Vec<&str> = self.notice_to.iter().map(|to| to.trim()).filter(|to| !to.is_empty()).collect();
        let Some(url) = given(self.smtp_url.as_ref()) else {
            let alone =
                [(flag, file.is_some()), ("--notice-from", from.is_some()), ("--notice-to", !to.is_empty())];
            return match alone.iter().find(|(_, is_given)| *is_given) {
                None => Ok(None),
                Some((flag, _)) => Err(SetupError::of(flag, "pass --smtp-url as well")),
            };
        };
        let password = file.map(|file| read_secret(flag, file)).transpose()?;
        let from =
            from.ok_or_else(|| SetupError::of("--smtp-url", "pass the sender with --notice-from as well"))?;
        Email::new(url, password, from, &to, base_url).map(Some)
    }
}

/// What is set; in the environment, an empty value is none.
fn given(flag: Option<&Hidden>) -> Option<&Secret> {
    flag.map(|Hidden(secret)| &**secret).filter(|secret| !secret.expose().is_empty())
}

/// The first line of a file.
fn read_secret(flag: &str, file: &Path) -> Result<Secret, SetupError> {
    let wrong = |why: String| SetupError::of(flag, format!("{}: {why}", file.display()));
    let text = fs::read_to_string(file).map(Secret::new).map_err(|cause| wrong(cause.to_string()))?;
    let line = text.expose().strip_suffix('\n').unwrap_or(text.expose());
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() || line.len() > MAX_SECRET_BYTES || line.contains(['\n', '\r', '\0']) {
        return Err(wrong("write the secret into it, on one line and nothing else".to_owned()));
    }
    Ok(Secret::new(line.to_owned()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn hidden(text: &str) -> Option<Hidden> {
        text.parse().ok()
    }

    fn error(flags: &NoticeFlags) -> String {
        flags.open("https://keys.example.com").unwrap_err().to_string()
    }

    fn file(text: &str) -> (tempfile::TempDir, Option<PathBuf>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        fs::write(&path, text).unwrap();
        (folder, Some(path))
    }

    #[test]
    fn without_flags_nothing_is_set_up() {
        assert!(!NoticeFlags::default().open("http://a").unwrap().is_set_up());
        let empty = NoticeFlags {
            notice_webhook_url: hidden(""),
            notice_webhook_secret_file: Some(PathBuf::new()),
            smtp_url: hidden(""),
            smtp_password_file: Some(PathBuf::new()),
            notice_from: Some(String::new()),
            notice_to: vec![String::new()],
        };
        assert!(!empty.open("http://a").unwrap().is_set_up());
    }

    #[test]
    fn a_flag_without_the_one_that_it_belongs_to_is_refused() {
        let none = NoticeFlags::default;
        let (_folder, path) = file("a secret of many, many bytes\n");
        let alone = NoticeFlags { notice_webhook_secret_file: path.clone(), ..none() };
        assert_eq!(error(&alone), "--notice-webhook-secret-file: pass --notice-webhook-url as well");
        let alone = NoticeFlags { notice_to: vec!["a@example.com".into()], ..none() };
        assert_eq!(error(&alone), "--notice-to: pass --smtp-url as well");
        let alone = NoticeFlags { smtp_password_file: path, ..none() };
        assert_eq!(error(&alone), "--smtp-password-file: pass --smtp-url as well");
        let alone = NoticeFlags { smtp_url: hidden("smtp://mail.example.com"), ..none() };
        assert!(error(&alone).contains("--notice-from"));
    }

    #[test]
    fn a_secret_is_one_line_of_a_file() {
        for (text, wanted) in [("s3cret\n", "s3cret"), ("s3cret\r\n", "s3cret"), (" s ", " s ")] {
            let (_folder, path) = file(text);
            assert_eq!(read_secret("--x", &path.unwrap()).unwrap().expose(), wanted);
        }
        for text in ["", "\n", "s3cret\ns3cret", "s3cret\n\n", &"s3cret".repeat(1000)] {
            let (_folder, path) = file(text);
            let error = read_secret("--x", &path.unwrap()).unwrap_err().to_string();
            assert!(error.starts_with("--x: ") && !error.contains("s3cret"), "{error}");
        }
        assert!(read_secret("--x", Path::new("/nowhere/at/all")).is_err());
    }

    #[test]
    fn what_may_be_a_secret_is_not_printed() {
        let flags = NoticeFlags { notice_webhook_url: hidden("https://a/s3cret"), ..NoticeFlags::default() };
        assert!(!format!("{flags:?} {:?}", flags.open("http://a").unwrap()).contains("s3cret"));
    }
}
