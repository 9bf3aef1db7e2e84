//! schemathesis, which tries the API against its own OpenAPI document, in a Python environment of our own.

use std::fs;
use std::path::PathBuf;

use super::{Found, announce};
use crate::failure::{Doing, Result};
use crate::process::{self, Toolbox};
use crate::workspace::executable;

/// Every package with its version, so that the step changes only when we change it.
const REQUIREMENTS: &str = include_str!("../../../tests/schemathesis/requirements.txt");

/// Where its programs are, if it was installed to the end.
pub(crate) fn schemathesis_dir(tools: &Toolbox) -> Option<PathBuf> {
    let home = home(tools);
    let bin = home.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let is_wanted = fs::read_to_string(home.join("complete")).is_ok_and(|it| it == REQUIREMENTS);
    (is_wanted && bin.join(executable("schemathesis")).is_file()).then_some(bin)
}

pub(super) fn schemathesis(tools: &Toolbox) -> Found {
    let ready = || Found::Ready(label());
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
    announce(&label(), "Python's packages");
    let home = home(tools);
    process::run(tools.command("python3").args(["-m", "venv", "--clear"]).arg(&home))?;
    let python = home.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let mut pip = tools.command(python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    let requirements = home.join("requirements.txt");
    fs::write(&requirements, REQUIREMENTS).doing("write the list of Python's packages")?;
    process::run(pip.arg("--requirement").arg(requirements))?;
    fs::write(home.join("complete"), REQUIREMENTS).doing("note that schemathesis is complete")
}

fn home(tools: &Toolbox) -> PathBuf {
    tools.workspace.tools.join("schemathesis")
}

/// Its name and version.
fn label() -> String {
    let line = REQUIREMENTS.lines().find(|line| line.starts_with("schemathesis=="));
    line.unwrap_or("schemathesis").replace("==", " ")
}
