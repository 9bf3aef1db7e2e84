//! Chromium and its driver: taken from the machine, on Debian installed.

use std::env;
use std::path::PathBuf;

use super::{Found, debian};
use crate::failure::{Failure, Result};
use crate::process::Toolbox;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// The Chromium that `ensure` made sure of.
pub(crate) fn chromium_path(tools: &Toolbox) -> Result<PathBuf> {
    find_chromium(tools).ok_or_else(|| Failure::new("Chromium is not there; `cargo xtask setup` gets it"))
}

/// The ChromeDriver that `ensure` made sure of.
pub(crate) fn driver_path(tools: &Toolbox) -> Result<PathBuf> {
    find_driver(tools).ok_or_else(|| Failure::new("ChromeDriver is not there; `cargo xtask setup` gets it"))
}

pub(super) fn chromium(tools: &Toolbox) -> Found {
    found_or_installed(tools, "Chromium", "chromium", "CHROMIUM", find_chromium)
}

pub(super) fn chromedriver(tools: &Toolbox) -> Found {
    found_or_installed(tools, "ChromeDriver", "chromium-driver", "CHROMEDRIVER", find_driver)
}

/// `CHROMIUM`, else the usual names.
fn find_chromium(tools: &Toolbox) -> Option<PathBuf> {
    named("CHROMIUM")
        .or_else(|| NAMES.iter().find_map(|name| tools.find(name)))
        .or_else(|| Some(PathBuf::from(MAC)).filter(|path| path.is_file()))
}

/// `CHROMEDRIVER`, else on the path.
fn find_driver(tools: &Toolbox) -> Option<PathBuf> {
    named("CHROMEDRIVER").or_else(|| tools.find("chromedriver"))
}

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file())
}

fn found_or_installed(
    tools: &Toolbox,
    title: &str,
    package: &str,
    variable: &str,
    find: fn(&Toolbox) -> Option<PathBuf>,
) -> Found {
    let missing = |why: String| Found::Missing {
        why,
        by_hand: format!(
            "install {title} (Debian: apt-get install {package}), or set {variable} to its path"
        ),
    };
    if find(tools).is_some() {
        return Found::Ready(title.to_owned());
    }
    match debian::install(tools, &[package]) {
        Ok(()) if find(tools).is_some() => Found::Ready(title.to_owned()),
        Ok(()) => missing(format!("the package {package} did not bring it")),
        Err(failure) => missing(failure.to_string()),
    }
}
