//! The rule files as they lie before `vmalert`: those of the store, but for those that this version of it refuses.
//!
//! New ones are put aside first and asked about there. So `vmalert` finds only what it takes, whenever it looks.

use super::{DryRun, dry_run, wanted};
use crate::dataplane::access::file::{FileError, replace};
use crate::dataplane::engines::Engine;
use crate::dataplane::process::make_folder;
use crate::store::Store;
use chrono::{DateTime, Utc};
use keyhouse_model::id::DeploymentId;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uuid::Uuid;

/// The files that are in force, in the deployment's folder.
pub(super) const LIVE: &str = "live";
/// A file of our own, with one group whose name is the marker.
pub(super) const MARKER: &str = "marker.yml";
/// Where files are put that nobody was asked about yet.
const NEXT: &str = "next";

/// The rule files of one deployment.
#[derive(Debug)]
pub(super) struct Files {
    folder: PathBuf,
    /// Who was asked about them.
    engine: Option<Arc<Engine>>,
    placed: BTreeMap<String, String>,
    refused: HashMap<String, (String, String)>,
    marker: String,
    placed_at: Option<DateTime<Utc>>,
    is_clear: bool,
}

impl Files {
    /// They lie in this folder.
    pub(super) fn new(folder: PathBuf) -> Self {
        let (placed, refused) = Default::default();
        Self {
            folder,
            engine: None,
            placed,
            refused,
            marker: String::new(),
            placed_at: None,
            is_clear: false,
        }
    }

    /// Those that `vmalert` is to have, each with the SHA-256 of its text.
    pub(super) fn placed(&self) -> &BTreeMap<String, String> {
        &self.placed
    }

    /// Those that it refuses, each with the SHA-256 of its text and the reason.
    pub(super) fn refused(&self) -> &HashMap<String, (String, String)> {
        &self.refused
    }

    /// The name of our own group, which is another one whenever the files are: where it is evaluated, they are.
    pub(super) fn marker(&self) -> &str {
        &self.marker
    }

    /// When they were put in their place.
    pub(super) fn placed_at(&self) -> Option<DateTime<Utc>> {
        self.placed_at
    }

    /// Whether these lie there, as this engine takes them.
    pub(super) fn are(&self, wanted: &BTreeMap<String, String>, engine: &Arc<Engine>) -> bool {
        let is_dealt = |(name, sha256): (&String, &String)| {
            self.placed.get(name) == Some(sha256)
                || self.refused.get(name).is_some_and(|(refused, _)| refused == sha256)
        };
        let is_wanted = |name: &String| wanted.contains_key(name);
        self.engine.as_ref().is_some_and(|asked| Arc::ptr_eq(asked, engine))
            && wanted.iter().all(is_dealt)
            && self.placed.keys().chain(self.refused.keys()).all(is_wanted)
    }

    /// Puts the wanted files in their place. Errors are words for people.
    pub(super) async fn place(
        &mut self,
        wanted: &BTreeMap<String, String>,
        engine: &Arc<Engine>,
        store: &Store,
        id: DeploymentId,
    ) -> Result<(), String> {
        if !self.engine.as_ref().is_some_and(|asked| Arc::ptr_eq(asked, engine)) {
            // Another version may think of each in another way, and what an earlier server left is not known.
            self.is_clear = false;
            self.clear()?;
            make_folder(&self.folder.join(LIVE))
                .map_err(|cause| FileError::new(&self.folder, cause).to_string())?;
        }
        self.is_clear = false;
        let is_new = |(name, sha256): &(&String, &String)| self.placed.get(*name) != Some(*sha256);
        let mut texts = Vec::new();
        for (name, sha256) in wanted.iter().filter(is_new) {
            let text = wanted::text(store, id, name, sha256).await.map_err(|cause| {
                tracing::error!(deployment = %id, name, %cause, "can't read a rule file");
                format!("The file {name} can't be read from the database; the server's log says why.")
            })?;
            texts.push((name.clone(), text));
        }
        let reasons = self.ask(texts, engine).await?;
        self.settle(wanted, &reasons)?;
        self.engine = Some(Arc::clone(engine));
        Ok(())
    }

    /// Asks about new files. Answers for each that is refused, why. All that are not are in [`NEXT`] then.
    async fn ask(
        &self,
        texts: Vec<(String, Vec<u8>)>,
        engine: &Engine,
    ) -> Result<HashMap<String, String>, String> {
        let next = self.folder.join(NEXT);
        empty(&next)?;
        let mut reasons = HashMap::new();
        let mut names = Vec::new();
        for (name, text) in texts {
            match foreign_variable(&text) {
                Some(variable) => {
                    let why = format!(
                        "It has %{{{variable}}}, which is no variable for rules. Write the value out."
                    );
                    reasons.insert(name, why);
                }
                None => {
                    let path = next.join(&name);
                    fs::write(&path, text).map_err(|cause| FileError::new(&path, cause).to_string())?;
                    names.push(name);
                }
            }
        }
        if names.is_empty() || dry_run::ask(engine, &self.folder, &format!("{NEXT}/*")).await == DryRun::Taken
        {
            return Ok(reasons);
        }
        for name in names {
            match dry_run::ask(engine, &self.folder, &format!("{NEXT}/{name}")).await {
                DryRun::Taken => {}
                DryRun::Refused(why) => {
                    reasons.insert(name, format!("vmalert {} refuses it: {why}", engine.version));
                }
                DryRun::NotAsked(why) => return Err(why),
            }
        }
        Ok(reasons)
    }

    fn settle(
        &mut self,
        wanted: &BTreeMap<String, String>,
        reasons: &HashMap<String, String>,
    ) -> Result<(), String> {
        let (next, live) = (self.folder.join(NEXT), self.folder.join(LIVE));
        let mut placed = BTreeMap::new();
        let mut refused = HashMap::new();
        for (name, sha256) in wanted {
            match reasons.get(name) {
                Some(why) => {
                    refused.insert(name.clone(), (sha256.clone(), why.clone()));
                }
                None => {
                    let path = live.join(name);
                    if self.placed.get(name) != Some(sha256) {
                        fs::rename(next.join(name), &path)
                            .map_err(|cause| FileError::new(&path, cause).to_string())?;
                    }
                    placed.insert(name.clone(), sha256.clone());
                }
            }
        }
        let kept: BTreeSet<&String> = placed.keys().collect();
        for name in self.placed.keys().filter(|name| !kept.contains(name)) {
            remove(&live.join(name))?;
        }
        (self.placed, self.refused) = (placed, refused);
        self.mark()
    }

    /// Draws another marker, so that what lies there is another set of files even if none is another one.
    pub(super) fn mark(&mut self) -> Result<(), String> {
        let marker = format!("keyhouse-{}", Uuid::new_v4().simple());
        // The rule yields nothing, and is there since a group without rules may not be shown.
        let text = format!(
            "groups:\n- name: {marker}\n  interval: 1h\n  rules:\n  - record: keyhouse_nothing\n    expr: vector(0) > 1\n"
        );
        replace(&self.folder.join(MARKER), &text).map_err(|cause| cause.to_string())?;
        self.marker = marker;
        self.placed_at = Some(Utc::now());
        Ok(())
    }

    /// Removes all of them.
    pub(super) fn clear(&mut self) -> Result<(), String> {
        if self.is_clear {
            return Ok(());
        }
        self.engine = None;
        self.placed.clear();
        self.refused.clear();
        [LIVE, NEXT].into_iter().try_for_each(|name| remove_folder(&self.folder.join(name)))?;
        self.is_clear = true;
        Ok(())
    }
}

/// Makes a folder in which there is nothing, and which nobody else can look into.
fn empty(folder: &Path) -> Result<(), String> {
    remove_folder(folder)?;
    make_folder(folder).map_err(|cause| FileError::new(folder, cause).to_string())
}

fn remove_folder(folder: &Path) -> Result<(), String> {
    match fs::remove_dir_all(folder) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
            Err(FileError::new(folder, cause).to_string())
        }
        _ => Ok(()),
    }
}

fn remove(path: &Path) -> Result<(), String> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(FileError::new(path, cause).to_string()),
        _ => Ok(()),
    }
}

/// A variable in `%{…}` that rules may not have. `vmalert` puts in whatever its environment holds, and there are its own
/// credentials.
fn foreign_variable(text: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(text);
    let names = text.match_indices("%{").filter_map(|(at, _)| {
        let rest = &text[at + 2..];
        rest.find('}').map(|end| &rest[..end])
    });
    let allowed = super::environment();
    let is_name =
        |name: &&str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    names.filter(is_name).find(|name| !allowed.contains(*name)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_variables_that_are_meant_for_rules_may_stand_in_them() {
        let found = |text: &str| foreign_variable(text.as_bytes());
        assert_eq!(found("a: %{httpAuth_password}").as_deref(), Some("httpAuth_password"));
        assert_eq!(found("a: 100%{} of %{a b}"), None);
        assert_eq!(found("a: %{x %{KEYHOUSE_ENGINE_OF} y").as_deref(), Some("KEYHOUSE_ENGINE_OF"));
        assert_eq!(found("a: %{TZ"), None, "it does not end");
    }
}
