//! E-mail: a plain text to one address, over SMTP.

use super::letter::Letter;
use super::mail_server::{MailServer, name_of};
use super::{NotSent, SetupError};
use data_encoding::BASE64;
use keyhouse_model::secret::Secret;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use std::fmt;
use std::time::Duration;
use tokio::time::timeout;

/// How long each step of a conversation with the mail server may take, and all of it.
const STEP_TIME: Duration = Duration::from_secs(10);
const WHOLE_TIME: Duration = Duration::from_secs(30);
/// How many characters of what the mail server says are passed on.
const MAX_WORDS: usize = 200;

pub(super) type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// The mail server, and who writes to whom.
pub(super) struct Email {
    transport: Transport,
    /// Its URL without the user.
    server: String,
    from: Mailbox,
    to: Vec<Mailbox>,
    /// What must not be in anything that the server says.
    unsaid: Vec<Secret>,
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email")
    }
}

impl Email {
    /// Checks what was given. `base_url` is where the console is; its host is the name that the mail server is told.
    ///
    /// # Errors
    /// When it can't be used. The error has no secret.
    pub(super) fn new(
        url: &Secret,
        password: Option<Secret>,
        from: &str,
        to: &[&str],
        base_url: &str,
    ) -> Result<Self, SetupError> {
        let server = MailServer::read(url)?;
        let credentials = server.credentials(password.as_ref())?;
        let mut builder = server.transport()?.timeout(Some(STEP_TIME)).hello_name(name_of(base_url));
        let mut unsaid = Vec::new();
        if let (Some((user, password)), Some(secret)) = (credentials, password) {
            // As it travels, alone and together with the user.
            let pair = Secret::new(format!("\0{user}\0{password}"));
            unsaid.push(Secret::new(BASE64.encode(pair.expose().as_bytes())));
            unsaid.push(Secret::new(BASE64.encode(secret.expose().as_bytes())));
            unsaid.push(secret);
            builder = builder.credentials(Credentials::new(user, password));
        }
        let mailbox = |flag: &str, text: &str| {
            let advice = "pass an e-mail address, such as keyhouse@example.com";
            text.parse::<Mailbox>().map_err(|_| SetupError::of(flag, advice))
        };
        Ok(Self {
            transport: builder.build(),
            server: server.shown(),
            from: mailbox("--notice-from", from)?,
            to: to.iter().map(|to| mailbox("--notice-to", to)).collect::<Result<_, _>>()?,
            unsaid,
        })
    }

    /// The mail server, without the user.
    pub(super) fn server(&self) -> &str {
        &self.server
    }

    /// The sender.
    pub(super) fn from(&self) -> String {
        self.from.to_string()
    }

    /// Who gets every notice.
    pub(super) fn to(&self) -> Vec<String> {
        self.to.iter().map(|to| to.email.to_string()).collect()
    }

    /// Sends it to an address.
    pub(super) async fn send(&self, recipient: &str, letter: &Letter) -> Result<(), NotSent> {
        let message = self.message(recipient, letter)?;
        match timeout(WHOLE_TIME, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(cause)) => Err(self.not_sent(&cause)),
            Err(_) => {
                Err(NotSent { detail: "The mail server did not answer in time.".to_owned(), is_down: true })
            }
        }
    }

    fn message(&self, recipient: &str, letter: &Letter) -> Result<Message, NotSent> {
        let not_sent = |detail: String| NotSent { detail, is_down: false };
        let address: Address =
            recipient.parse().map_err(|_| not_sent("No mail can be sent to this address.".to_owned()))?;
        // Nobody's holiday answers it (RFC 3834).
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, address))
            .subject(letter.subject())
            .date(letter.at.into())
            .message_id(Some(format!("<{}@{}>", letter.id, self.from.email.domain())))
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text())
            .map_err(|cause| not_sent(format!("The mail can't be written: {cause}.")))
    }

    fn not_sent(&self, cause: &SmtpError) -> NotSent {
        let said = self.said(cause);
        match cause.status() {
            Some(code) => {
                let detail = format!("The mail server refuses it with {code}{said}.");
                NotSent { detail, is_down: false }
            }
            None if cause.is_timeout() => {
                NotSent { detail: "The mail server did not answer in time.".to_owned(), is_down: true }
            }
            None if cause.is_tls() => NotSent {
                detail: format!("There is no secure connection to the mail server{said}."),
                is_down: true,
            },
            None => {
                let detail = format!("The mail server could not be talked to{said}. Check --smtp-url.");
                NotSent { detail, is_down: true }
            }
        }
    }

    /// What is behind it, in one line, and nothing if a secret is in that.
    fn said(&self, cause: &SmtpError) -> String {
        let mut innermost: &dyn std::error::Error = cause;
        while let Some(source) = innermost.source() {
            innermost = source;
        }
        let words = innermost.to_string();
        if self.unsaid.iter().any(|secret| words.contains(secret.expose())) {
            return String::new();
        }
        let line: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let line: String = line.chars().filter(|c| !c.is_control()).take(MAX_WORDS).collect();
        format!(": {}", line.trim_end_matches('.'))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::letter::tests::letter;
    use super::*;

    fn email(url: &str, password: Option<&str>) -> Result<Email, String> {
        let password = password.map(|password| Secret::new(password.to_owned()));
        let url = Secret::new(url.to_owned());
        let email = Email::new(
            &url,
            password,
            "Keyhouse <k@example.com>",
            &["Ops <ops@example.com>"],
            "https://keys.example.com",
        );
        email.map_err(|error| error.to_string())
    }

    #[test]
    fn the_url_says_how_the_server_is_reached() {
        let shown = |url: &str, password| email(url, password).map(|email| email.server().to_owned());
        assert_eq!(shown("smtps://mail.example.com", None).unwrap(), "smtps://mail.example.com:465");
        assert_eq!(
            shown("smtp://me%40example.com@mail.example.com", Some("p")).unwrap(),
            "smtp://mail.example.com:587"
        );
        assert_eq!(shown("smtp-plain://[::1]:2525/", None).unwrap(), "smtp-plain://[::1]:2525");
        assert_eq!(shown("smtp-plain://u@127.0.0.1", Some("p")).unwrap(), "smtp-plain://127.0.0.1:25");
    }

    #[test]
    fn what_can_not_be_used_is_refused_without_being_told() {
        for (url, password, advice) in [
            ("smtps://user:s3cret@mail.example.com", None, "leave the password out"),
            ("s3cret", None, "pass smtps://HOST"),
            ("https://mail.example.com/s3cret", None, "pass smtps://HOST"),
            ("smtp://mail.example.com/s3cret", None, "pass smtps://HOST"),
            ("smtp://mail.example.com?s3cret", None, "pass smtps://HOST"),
            ("smtp://", None, "pass smtps://HOST"),
            ("smtp://s3cret@mail.example.com", None, "--smtp-password-file as well"),
            ("smtp://mail.example.com", Some("s3cret"), "write the user into --smtp-url"),
            ("smtp-plain://user@mail.example.com", Some("s3cret"), "only sent encrypted"),
        ] {
            let error = email(url, password).unwrap_err();
            assert!(error.contains(advice) && !error.contains("s3cret"), "{url}: {error}");
        }
        let url = Secret::new("smtp://mail.example.com".into());
        assert!(Email::new(&url, None, "nobody", &[], "http://a").is_err());
        assert!(Email::new(&url, None, "k@example.com", &["a@b.com, c"], "http://a").is_err());
    }

    #[test]
    fn a_mail_is_plain_text_that_nobody_answers() {
        let email = email("smtp://mail.example.com", None).unwrap();
        assert_eq!(
            (email.from(), email.to()),
            ("Keyhouse <k@example.com>".into(), vec!["ops@example.com".to_owned()])
        );
        let mail =
            String::from_utf8(email.message("ada@example.com", &letter()).unwrap().formatted()).unwrap();
        for header in [
            "From: Keyhouse <k@example.com>\r\n",
            "To: ada@example.com\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Content-Type: text/plain; charset=utf-8\r\n",
            "Message-ID: <00000000-0000-0000-0000-000000000007@example.com>\r\n",
            "Date: Fri, 18 Sep 2026 14:13:20 +0000\r\n",
        ] {
            assert!(mail.contains(header), "{header}: {mail}");
        }
        assert!(email.message("ada@example.com\r\nBcc: x@y.z", &letter()).is_err());
    }
}
