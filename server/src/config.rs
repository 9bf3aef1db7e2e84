//! The command line. Every flag has an environment variable of the same name: `--data-dir`, `KEYHOUSE_DATA_DIR`.

use crate::notices::NoticeFlags;
use crate::store::folder::DataFolder;
use clap::builder::RangedU64ValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use keyhouse_model::member::Role;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

/// Keyhouse: API keys, access tokens, rules, usage and audit for VictoriaMetrics.
#[derive(Debug, Parser)]
#[command(name = "keyhouse", version, about)]
pub struct Cli {
    /// How to write the log, which goes to standard error.
    #[arg(long, env = "KEYHOUSE_LOG_FORMAT", value_enum, default_value = "text", global = true)]
    pub log_format: LogFormat,
    /// What to log: error, warn, info, debug or trace, or a filter such as `keyhouse_server=debug`.
    #[arg(long, env = "KEYHOUSE_LOG", default_value = "info", global = true)]
    pub log: String,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// How to write the log.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start the server.
    Serve(Box<Serve>),
    /// Manage members from the command line.
    #[command(subcommand)]
    User(UserCommand),
    /// Look after the audit log.
    #[command(subcommand)]
    Audit(AuditCommand),
}

/// Where things are kept.
#[derive(Args, Debug)]
pub struct Data {
    /// The data folder. It is made if it is missing, and only its owner can look into it.
    #[arg(long, env = "KEYHOUSE_DATA_DIR", default_value = "data")]
    pub data_dir: PathBuf,
    /// The database: sqlite:FILE. Default is keyhouse.db in the data folder.
    #[arg(long, env = "KEYHOUSE_DATABASE")]
    pub database: Option<Database>,
    /// The file with the master key, under which values are sealed. Default is master.key in the data folder.
    #[arg(long, env = "KEYHOUSE_MASTER_KEY_FILE")]
    pub master_key_file: Option<PathBuf>,
}

impl Data {
    /// The folder and its files.
    pub fn folder(self) -> DataFolder {
        let database = self.database.map(|Database(file)| file);
        DataFolder::new(self.data_dir, database, self.master_key_file)
    }
}

/// The file of a SQLite database.
#[derive(Clone, Debug, PartialEq)]
pub struct Database(pub PathBuf);

impl FromStr for Database {
    type Err = String;

    fn from_str(url: &str) -> Result<Self, Self::Err> {
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            return Err(
                "this version keeps its data in SQLite only; leave the flag out, or pass sqlite:FILE".into(),
            );
        }
        let file = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
        let file = file.filter(|file| !file.is_empty());
        file.map(|file| Self(file.into())).ok_or_else(|| "pass sqlite: and the name of a file".into())
    }
}

/// Flags of `keyhouse serve`.
#[derive(Args, Debug)]
pub struct Serve {
    /// Where things are kept.
    #[command(flatten)]
    pub data: Data,
    /// The address to listen on. Port 0 picks a free one.
    #[arg(long, env = "KEYHOUSE_LISTEN", default_value = "127.0.0.1:8480")]
    pub listen: SocketAddr,
    /// What people type to get here, if it is not the address: `https://keyhouse.example.com`
    #[arg(long, env = "KEYHOUSE_PUBLIC_URL", value_parser = base_url)]
    pub public_url: Option<String>,
    /// An origin of its own that the console is also served from, such as a CDN's: `https://console.example.com`. It must
    /// be of the same site as this server, or browsers keep the session's cookie back. Can be repeated.
    #[arg(long, env = "KEYHOUSE_CONSOLE_ORIGIN", value_parser = base_url, value_delimiter = ',')]
    pub console_origin: Vec<String>,
    /// The folder with the console's files. Default is what is built into the binary.
    #[arg(long, env = "KEYHOUSE_CONSOLE_DIR")]
    pub console_dir: Option<PathBuf>,
    /// The URL under which data is written and read, as deployments show it. Default is the access endpoint's port on this server's host.
    #[arg(long, env = "KEYHOUSE_ACCESS_URL", value_parser = base_url)]
    pub access_url: Option<String>,
    /// The address of the access endpoint, where programs write and read data with access tokens. Port 0 picks a free one.
    #[arg(long, env = "KEYHOUSE_ACCESS_LISTEN", default_value = "127.0.0.1:8427")]
    pub access_listen: SocketAddr,
    /// The folder with VictoriaMetrics' programs: victoria-metrics and vmauth, for clusters also vminsert, vmselect and
    /// vmstorage. Default is to look on PATH. What is missing is looked for again, so it can be installed at any time.
    #[arg(long, env = "KEYHOUSE_BIN_DIR")]
    pub bin_dir: Option<PathBuf>,
    /// The URL of a VictoriaMetrics single node that keeps what is measured of usage. Default is one that is started in the
    /// data folder.
    #[arg(long, env = "KEYHOUSE_MONITOR_URL", value_parser = http_url)]
    pub monitor_url: Option<String>,
    /// A file with the value of the header `Authorization` that --monitor-url asks for: `Bearer …` or `Basic …`.
    #[arg(long, env = "KEYHOUSE_MONITOR_AUTHORIZATION_FILE", requires = "monitor_url")]
    pub monitor_authorization_file: Option<PathBuf>,
    /// How often usage is measured, in seconds.
    #[arg(long, env = "KEYHOUSE_SCRAPE_INTERVAL", default_value = "15", value_parser = clap::value_parser!(u64).range(1..=300))]
    pub scrape_interval: u64,
    /// How many requests of the management API with API keys there may be in a month, for the page Usage. More are
    /// answered too.
    #[arg(long, env = "KEYHOUSE_API_REQUEST_ALLOWANCE")]
    pub api_request_allowance: Option<u64>,
    /// How many rules the rule files of a deployment may hold together.
    #[arg(long, env = "KEYHOUSE_MAX_RULES", default_value = "100", value_parser = up_to(MAX_RULES))]
    pub max_rules: usize,
    /// How many bytes a rule file may have. Default is 20 MB.
    #[arg(
        long, env = "KEYHOUSE_MAX_RULE_FILE_BYTES", default_value = "20971520", value_parser = up_to(MAX_RULE_FILE_BYTES)
    )]
    pub max_rule_file_bytes: usize,
    /// Who is told of API keys that end soon.
    #[command(flatten)]
    pub notices: NoticeFlags,
}

/// More is one file that nobody can look after, and takes longer to evaluate than the interval.
const MAX_RULES: u64 = 1_000_000;
/// A file is checked in memory, which takes many times its size.
const MAX_RULE_FILE_BYTES: u64 = 256 * 1024 * 1024;

/// Reads a whole number from 1 to `most`.
fn up_to(most: u64) -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(1..=most)
}

/// Reads an origin such as `https://keyhouse.example.com`; a slash at its end does not count.
fn base_url(text: &str) -> Result<String, String> {
    let url = text.trim_end_matches('/');
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let is_origin = |rest: &&str| !rest.is_empty() && !rest.contains(['/', '?', '#', '@', ' ']);
    match rest.filter(is_origin) {
        Some(_) => Ok(url.to_ascii_lowercase()),
        None => Err("pass http:// or https:// and a host, with no path".into()),
    }
}

/// Reads a URL with or without a path; a slash at its end does not count. A credential in it would be seen by everybody who
/// may list processes.
fn http_url(text: &str) -> Result<String, String> {
    let url = text.trim_end_matches('/');
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let is_url =
        |rest: &&str| !rest.is_empty() && !rest.starts_with('/') && !rest.contains(['?', '#', '@', ' ']);
    match rest.filter(is_url) {
        Some(_) => Ok(url.to_owned()),
        None => Err("pass http:// or https:// and a host, without a user, a password, ? or #".into()),
    }
}

/// Members from the command line.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add a member who can sign in at once. Works before the first start, and while the server runs.
    Add(UserAdd),
}

/// Flags of `keyhouse user add`.
#[derive(Args, Debug)]
pub struct UserAdd {
    /// Where things are kept.
    #[command(flatten)]
    pub data: Data,
    /// The e-mail address.
    #[arg(long)]
    pub email: String,
    /// How the person is called. Default is the part of the address before the @.
    #[arg(long)]
    pub name: Option<String>,
    /// What the person may do: viewer, editor or admin.
    #[arg(long, value_parser = role)]
    pub role: Role,
    /// Read the password from standard input, up to the end of the first line.
    #[arg(long, required = true)]
    pub password_stdin: bool,
}

fn role(word: &str) -> Result<Role, String> {
    let role = Role::ALL.into_iter().find(|role| role.as_str() == word);
    role.ok_or_else(|| "use viewer, editor or admin".into())
}

/// The audit log from the command line.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Check that no event is missing or changed. Exits with 1 if one is.
    Verify(Data),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_a_file() {
        assert_eq!("sqlite:/var/k.db".parse(), Ok(Database("/var/k.db".into())));
        assert_eq!("sqlite://k.db".parse(), Ok(Database("k.db".into())));
        let refused = "postgres://localhost/keyhouse".parse::<Database>();
        assert!(refused.is_err_and(|text| text.contains("SQLite only")));
        assert!("sqlite:".parse::<Database>().is_err());
        assert!("k.db".parse::<Database>().is_err());
    }

    #[test]
    fn a_base_url_has_no_path() {
        assert_eq!(base_url("https://Keys.example.com/"), Ok("https://keys.example.com".into()));
        for wrong in ["keys.example.com", "https://", "https://a/b", "ftp://a", "https://u@a"] {
            assert!(base_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_monitors_url_may_have_a_path_and_no_credential() {
        assert_eq!(http_url("http://vm:8428/select/"), Ok("http://vm:8428/select".into()));
        for wrong in ["vm:8428", "http://", "http:///a", "http://u:p@a", "http://a?b", "ftp://a"] {
            assert!(http_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn limits_of_rules_are_those_of_the_cloud_unless_they_are_set() {
        let limits = |flags: &[&str]| match Cli::try_parse_from([&["keyhouse", "serve"], flags].concat()) {
            Ok(Cli { command: Command::Serve(serve), .. }) => {
                Some((serve.max_rules, serve.max_rule_file_bytes))
            }
            _ => None,
        };
        let cloud = keyhouse_model::rules::Limits::default();
        assert_eq!(limits(&[]), Some((cloud.rules, cloud.bytes)));
        assert_eq!(limits(&["--max-rules", "250", "--max-rule-file-bytes=1048576"]), Some((250, 1_048_576)));
        for wrong in ["0", "-1", "many", "99999999999"] {
            assert_eq!(limits(&["--max-rules", wrong]), None, "{wrong}");
            assert_eq!(limits(&["--max-rule-file-bytes", wrong]), None, "{wrong}");
        }
    }

    #[test]
    fn the_flags_make_sense() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
