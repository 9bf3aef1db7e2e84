//! A mail server: as much of SMTP (RFC 5321) as a client needs to hand over a mail.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A mail that came.
#[derive(Clone, Debug, Default)]
pub(super) struct Mail {
    /// What stood behind `AUTH PLAIN`.
    pub(super) auth: String,
    pub(super) to: String,
    /// Headers and text.
    pub(super) text: String,
}

impl Mail {
    /// The text alone, of which long lines came in pieces (quoted-printable).
    pub(super) fn body(&self) -> String {
        let body = self.text.split_once("\r\n\r\n").unwrap().1;
        body.replace("=\r\n", "").replace("=20", " ").replace("=3D", "=")
    }

    pub(super) fn header(&self, name: &str) -> &str {
        let head = self.text.split("\r\n\r\n").next().unwrap();
        let line = head.split("\r\n").find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_default()
    }
}

/// Where mails come. What begins with `refused` in a command is answered with `with`.
#[derive(Debug)]
pub(super) struct MailServer {
    pub(super) url: String,
    pub(super) port: u16,
    mails: Arc<Mutex<Vec<Mail>>>,
    refuses: Arc<Mutex<Option<(String, String)>>>,
}

impl MailServer {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (mails, refuses) = (Arc::<Mutex<Vec<Mail>>>::default(), Arc::<Mutex<Option<_>>>::default());
        let (taken, told) = (Arc::clone(&mails), Arc::clone(&refuses));
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                // A client that hangs up is no concern of the test.
                tokio::spawn(serve(socket, Arc::clone(&taken), Arc::clone(&told)));
            }
        });
        Self { url: format!("smtp-plain://127.0.0.1:{port}"), port, mails, refuses }
    }

    /// From now on, a command that begins so is answered so.
    pub(super) fn refuse(&self, command: &str, with: &str) {
        *self.refuses.lock().unwrap() = Some((command.to_owned(), with.to_owned()));
    }

    /// What came since this was asked last, sorted by recipient.
    pub(super) fn mails(&self) -> Vec<Mail> {
        let mut mails = std::mem::take(&mut *self.mails.lock().unwrap());
        mails.sort_by(|a, b| a.to.cmp(&b.to));
        mails
    }

    /// To whom, of what came since this was asked last.
    pub(super) fn recipients(&self) -> Vec<String> {
        self.mails().into_iter().map(|mail| mail.to).collect()
    }
}

async fn serve(
    socket: TcpStream,
    mails: Arc<Mutex<Vec<Mail>>>,
    refuses: Arc<Mutex<Option<(String, String)>>>,
) -> std::io::Result<()> {
    let (reader, mut writer) = socket.into_split();
    let mut lines = BufReader::new(reader).lines();
    let mut mail = Mail::default();
    writer.write_all(b"220 mail.example.com ESMTP\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let refused = refuses.lock().unwrap().clone().filter(|(command, _)| line.starts_with(command));
        let word = line.split(' ').next().unwrap_or_default();
        let answer = match (refused, word) {
            (Some((_, answer)), _) => answer,
            (None, "EHLO") => "250-mail.example.com\r\n250-AUTH PLAIN\r\n250 8BITMIME".to_owned(),
            (None, "AUTH") => {
                mail.auth = line.trim_start_matches("AUTH PLAIN ").to_owned();
                "235 welcome".to_owned()
            }
            (None, "RCPT") => {
                mail.to =
                    line.trim_start_matches("RCPT TO:<").split('>').next().unwrap_or_default().to_owned();
                "250 ok".to_owned()
            }
            (None, "DATA") => {
                writer.write_all(b"354 go on\r\n").await?;
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    mail.text.push_str(&format!("{line}\r\n"));
                }
                mails.lock().unwrap().push(std::mem::take(&mut mail));
                "250 taken".to_owned()
            }
            (None, "QUIT") => "221 bye".to_owned(),
            (None, _) => "250 ok".to_owned(),
        };
        writer.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}
