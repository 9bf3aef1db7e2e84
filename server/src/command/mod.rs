//! What the binary does: one module for each command.

use crate::config::{AuditCommand, Cli, Command, LogFormat, UserCommand};
use clap::Parser;
use std::error::Error as StdError;
use std::io::{self, Write};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

mod audit_verify;
mod serve;
mod user_add;

/// Why a command failed, for the person at the terminal.
type Failure = Box<dyn StdError + Send + Sync>;

/// Reads the command line, and does what it says. The exit code is 0 if all went well.
pub async fn run() -> ExitCode {
    let cli = Cli::parse();
    if let Err(failure) = start_log(&cli) {
        return tell(failure.as_ref());
    }
    let result = match cli.command {
        Command::Serve(flags) => serve::run(*flags).await.map(|()| ExitCode::SUCCESS),
        Command::User(UserCommand::Add(flags)) => user_add::run(flags).await.map(|()| ExitCode::SUCCESS),
        Command::Audit(AuditCommand::Verify(flags)) => audit_verify::run(flags).await,
    };
    result.unwrap_or_else(|failure| tell(failure.as_ref()))
}

fn tell(failure: &(dyn StdError + 'static)) -> ExitCode {
    // Nobody is left to tell if this fails too.
    let _ = writeln!(io::stderr(), "keyhouse: {failure}");
    ExitCode::FAILURE
}

fn start_log(cli: &Cli) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&cli.log).map_err(|cause| format!("--log {}: {cause}", cli.log))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    match cli.log_format {
        LogFormat::Text => log.with_ansi(io::IsTerminal::is_terminal(&io::stderr())).try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    }
}

/// Writes a line to standard output, for whoever waits for it there.
fn say(line: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}
