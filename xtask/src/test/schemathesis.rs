//! The API tried against its own OpenAPI document: thousands of requests, right and wrong, as an administrator and as
//! a program. No answer may be a 5xx or differ from the document. `tests/schemathesis/` says how they are made.

use std::process::Command;

use crate::failure::{Doing, Failure, Result};
use crate::process::{self, Toolbox};
use crate::server::Server;
use crate::setup;
use crate::test::tally::Tally;

/// Who calls: one file of settings each.
const CALLERS: [&str; 2] = ["administrator", "program"];

pub(super) fn run(tools: &Toolbox, tally: &mut Tally) -> Result<()> {
    let Some(programs) = setup::schemathesis_dir(tools) else {
        println!("Left out: schemathesis is not there");
        tally.skipped += CALLERS.len();
        return Ok(());
    };
    // Both the session and what it leaves behind in its working folder last for this run only.
    let scratch = tempfile::tempdir().doing("make a working folder")?;
    let server = Server::start(tools)?;
    let (_, session) =
        server.cookie.split_once('=').ok_or_else(|| Failure::new("the cookie has no value"))?;
    let key = server.create_key("schemathesis", "rw")?;
    for caller in CALLERS {
        println!("\nAs {caller}");
        let settings = tools.workspace.root.join(format!("tests/schemathesis/{caller}.toml"));
        let mut command: Command = tools.command(programs.join("schemathesis"));
        command.current_dir(scratch.path()).arg("--config-file").arg(settings).args(["--no-color", "run"]);
        command.arg(format!("{}/api/v1/openapi.json", server.base));
        command
            .env("KEYHOUSE_ORIGIN", &server.base)
            .env("KEYHOUSE_SESSION", session)
            .env("KEYHOUSE_KEY", &key);
        match process::run(&mut command) {
            Ok(()) => tally.passed += 1,
            Err(failure) => {
                tally.failed += 1;
                return Err(failure);
            }
        }
    }
    Ok(())
}
