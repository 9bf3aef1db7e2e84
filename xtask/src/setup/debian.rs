//! What comes from Debian's packages.

use std::cell::Cell;
use std::fs;

use super::{Found, announce};
use crate::failure::{Doing, Failure, Result};
use crate::process::{self, Toolbox};

/// The programs of the data plane; their packages are called the same.
const ENGINES: [&str; 2] = ["victoria-metrics", "prometheus-alertmanager"];

/// What deployments on this machine are made of.
pub(super) fn engines(tools: &Toolbox) -> Found {
    let lacking = "Keyhouse runs without, but deployments on this machine stay stopped";
    unpacked(tools, &ENGINES, "VictoriaMetrics, Alertmanager", lacking)
}

/// A program that writes into a deployment.
pub(super) fn prometheus(tools: &Toolbox) -> Found {
    unpacked(tools, &["prometheus"], "Prometheus", "the tests write to a deployment with it")
}

/// Programs that are unpacked beside our other tools, not installed: their packages would start services of their own
/// on the machine.
fn unpacked(tools: &Toolbox, programs: &[&str], called: &str, lacking: &str) -> Found {
    let missing: Vec<&str> =
        programs.iter().copied().filter(|program| tools.find(program).is_none()).collect();
    if missing.is_empty() {
        return Found::Ready(called.to_owned());
    }
    let names = missing.join(" and ");
    let by_hand = format!("put {names} on PATH (Debian: apt-get install {})", missing.join(" "));
    if tools.find("apt-get").is_none() || tools.find("dpkg-deb").is_none() {
        return Found::Missing { why: format!("{names} not on PATH; {lacking}"), by_hand };
    }
    match unpack(tools, &missing) {
        Ok(()) => Found::Ready(called.to_owned()),
        Err(failure) => Found::Missing { why: failure.to_string(), by_hand },
    }
}

/// A program of one Debian package, installed if this is Debian and we may.
pub(super) fn program(tools: &Toolbox, program: &str, package: &str) -> Found {
    if tools.find(program).is_some() {
        return Found::Ready(program.to_owned());
    }
    match install(tools, &[package]) {
        Ok(()) => Found::Ready(program.to_owned()),
        Err(failure) => Found::Missing {
            why: failure.to_string(),
            by_hand: format!("put {program} on PATH (Debian: apt-get install {package})"),
        },
    }
}

/// `apt-get install`, where that exists and this is root.
pub(super) fn install(tools: &Toolbox, packages: &[&str]) -> Result<()> {
    if tools.find("apt-get").is_none() {
        return Err(Failure::new("it is not on PATH, and there is no apt-get to install it with"));
    }
    if !is_root(tools) {
        return Err(Failure::new("it is not on PATH, and only root may install it"));
    }
    announce(&packages.join(", "), "apt-get");
    update_once(tools)?;
    let mut apt = tools.command("apt-get");
    apt.env("DEBIAN_FRONTEND", "noninteractive");
    process::run(apt.args(["install", "--yes", "--no-install-recommends", "-qq"]).args(packages))
}

fn unpack(tools: &Toolbox, packages: &[&str]) -> Result<()> {
    announce(&packages.join(", "), "Debian's packages, unpacked into our own folder");
    if is_root(tools) {
        update_once(tools)?;
    }
    let home = tools.workspace.tools.join("debian");
    fs::create_dir_all(&home).doing(format!("make the folder {}", home.display()))?;
    let scratch = tempfile::tempdir().doing("make a folder for downloads")?;
    process::run(
        tools
            .command("apt-get")
            .current_dir(scratch.path())
            // Else root's download as another user is refused our folder, with a warning.
            .args(["download", "-qq", "-o", "APT::Sandbox::User=root"])
            .args(packages),
    )?;
    for entry in fs::read_dir(scratch.path()).doing("list the downloads")? {
        let path = entry.doing("list the downloads")?.path();
        process::run(tools.command("dpkg-deb").arg("--extract").args([&path, &home]))?;
    }
    Ok(())
}

/// Refreshes the package lists, once a run.
fn update_once(tools: &Toolbox) -> Result<()> {
    thread_local! { static UPDATED: Cell<bool> = const { Cell::new(false) }; }
    if UPDATED.replace(true) {
        return Ok(());
    }
    process::run(tools.command("apt-get").args(["update", "-qq"]))
}

fn is_root(tools: &Toolbox) -> bool {
    process::output(tools.command("id").arg("-u")).as_deref() == Some("0")
}
