//! `keyhouse audit verify`

use super::{Failure, say};
use crate::audit::chain;
use crate::config::Data;
use std::process::ExitCode;

/// Checks the log. The exit code is 1 if it is broken.
pub(super) async fn run(flags: Data) -> Result<ExitCode, Failure> {
    let (store, _) = flags.folder().open_existing().await?;
    let found = chain::verify(&store).await?;
    store.close().await;
    if found.intact {
        say(&format!("The audit log is intact: {} events, none missing or changed.", found.events))?;
        return Ok(ExitCode::SUCCESS);
    }
    let after = found.events;
    let what = match found.first_broken {
        Some(id) => format!("event {id} after the first {after} does not fit."),
        None => format!("events are missing after the first {after}."),
    };
    say(&format!("The audit log is broken: {what}"))?;
    Ok(ExitCode::FAILURE)
}
