//! Where things are: the repository, what is built from it, and the cache of tools.

use std::env;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Result};

/// The folders that the commands work in.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    /// The repository.
    pub(crate) root: PathBuf,
    /// Cargo's target folder: `CARGO_TARGET_DIR`, else `target` in the repository.
    pub(crate) target: PathBuf,
    /// Tools of our own, kept between runs and shared by all clones.
    pub(crate) tools: PathBuf,
}

impl Workspace {
    pub(crate) fn find() -> Result<Self> {
        let manifest_dir = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest_dir
            .parent()
            .filter(|dir| dir.join("Trunk.toml").is_file())
            .ok_or_else(|| Failure::new("call this as `cargo xtask` from inside the repository"))?
            .to_path_buf();
        // Cargo reads a relative CARGO_TARGET_DIR from where it is called; children are called from the root.
        let target = match env::var_os("CARGO_TARGET_DIR").filter(|dir| !dir.is_empty()) {
            Some(dir) => std::path::absolute(&dir).map_err(|error| Failure::new(error.to_string()))?,
            None => root.join("target"),
        };
        Ok(Self { root, target, tools: cache_dir()?.join("tools") })
    }

    /// The console as Trunk builds it.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The server as `build::server` makes it.
    pub(crate) fn server_binary(&self) -> PathBuf {
        self.target.join("server").join(executable("keyhouse"))
    }

    /// The folder of one of our npm packages.
    pub(crate) fn npm_package(&self, name: &str) -> PathBuf {
        self.tools.join("node_modules").join(name)
    }
}

/// The file name of a program on this system.
pub(crate) fn executable(name: &str) -> String {
    format!("{name}{}", env::consts::EXE_SUFFIX)
}

fn cache_dir() -> Result<PathBuf> {
    let of = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    of("KEYHOUSE_CACHE")
        .or_else(|| of("XDG_CACHE_HOME").map(|dir| dir.join("keyhouse")))
        .or_else(|| of("HOME").map(|dir| dir.join(".cache/keyhouse")))
        .or_else(|| of("LOCALAPPDATA").map(|dir| dir.join("keyhouse")))
        .filter(|dir| Path::is_absolute(dir))
        .ok_or_else(|| {
            Failure::new(
                "no place for tools: set KEYHOUSE_CACHE to the absolute path of a folder that may be written",
            )
        })
}
