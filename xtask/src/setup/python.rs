//! schemathesis, which tries the API against its own OpenAPI document, in a Python environment of our own.

use std::fs;
use std::path::PathBuf;

use super::{Found, announce};
use crate::failure::{Doing, Result};
use crate::process::{self, Toolbox};
use crate::workspace::executable;

const VERSION: &str = "4.32.5";

/// Where its programs are, if it was installed to the end.
pub(crate) fn schemathesis_dir(tools: &Toolbox) -> Option<PathBuf> {
    let home = home(tools);
    let bin = home.join(if cfg!(windows) { "Scripts" } else { "bin" });
    (home.join("complete").is_file() && bin.join(executable("schemathesis")).is_file()).then_some(bin)
}

pub(super) fn schemathesis(tools: &Toolbox) -> Found {
    let ready = || Found::Ready(format!("schemathesis {VERSION}"));
    if schemathesis_dir(tools).is_some() {
        return ready();
    }
    let by_hand = "install Python 3 with its venv module (Debian: apt-get install python3-venv)".to_owned();
    if tools.find("python3").is_none() {
        return Found::Missing {
            why: "python3 is not on PATH; its step of the tests is left out".to_owned(),
            by_hand,
        };
    }
    match install(tools) {
        Ok(()) => ready(),
        Err(failure) => {
            Found::Missing { why: format!("{failure}; its step of the tests is left out"), by_hand }
        }
    }
}

fn install(tools: &Toolbox) -> Result<()> {
    announce(&format!("schemathesis {VERSION}"), "Python's packages");
    let home = home(tools);
    process::run(tools.command("python3").args(["-m", "venv", "--clear"]).arg(&home))?;
    let python = home.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let mut pip = tools.command(python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    process::run(pip.arg(format!("schemathesis=={VERSION}")))?;
    fs::write(home.join("complete"), VERSION).doing("note that schemathesis is complete")
}

/// One folder a version, so that a new version starts from nothing.
fn home(tools: &Toolbox) -> PathBuf {
    tools.workspace.tools.join(format!("schemathesis-{VERSION}"))
}
