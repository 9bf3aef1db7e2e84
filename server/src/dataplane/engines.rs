//! VictoriaMetrics' programs as they are found on this machine. Versions differ, so each is asked what it knows: a flag
//! that is not in its `-help` is not given to it.

use super::{ask, package};
use keyhouse_model::deployment::Engine as Described;
use std::collections::{BTreeSet, HashMap};
use std::env;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

/// The single node.
pub const VICTORIA_METRICS: &str = "victoria-metrics";
/// The access endpoint.
pub const VMAUTH: &str = "vmauth";
/// A cluster's way in.
pub const VMINSERT: &str = "vminsert";
/// A cluster's way out.
pub const VMSELECT: &str = "vmselect";
/// A cluster's storage.
pub const VMSTORAGE: &str = "vmstorage";
/// Evaluates rules.
pub const VMALERT: &str = "vmalert";
/// Tells people of alerts.
pub const ALERTMANAGER: &str = "alertmanager";
/// Checks a config of Alertmanager.
pub const AMTOOL: &str = "amtool";

/// All of them.
pub const NAMES: [&str; 8] =
    [VICTORIA_METRICS, VMAUTH, VMALERT, ALERTMANAGER, AMTOOL, VMINSERT, VMSELECT, VMSTORAGE];
/// Those that a cluster takes.
pub const CLUSTER: [&str; 3] = [VMSTORAGE, VMINSERT, VMSELECT];

/// Those that come from Prometheus, and tell of themselves in another way.
const PROMETHEUS: [&str; 2] = [ALERTMANAGER, AMTOOL];

/// What is shown for a program that does not tell its version.
pub const UNKNOWN_VERSION: &str = "unknown";
/// What the files of VictoriaMetrics' own releases are called after the program's name.
const RELEASE_SUFFIX: &str = "-prod";
/// What Debian puts before the name of Alertmanager's program.
const DEBIAN_PREFIX: &str = "prometheus-";

/// One program.
#[derive(Clone, Debug)]
pub struct Engine {
    /// Its name, one of [`NAMES`].
    pub name: &'static str,
    /// Its file.
    pub path: PathBuf,
    /// Its version, such as `v1.79.5`, or [`UNKNOWN_VERSION`].
    pub version: String,
    /// Whether it is a build that does not tell its version by itself, as Debian's don't.
    is_anonymous: bool,
    flags: BTreeSet<String>,
    /// When its file was last changed: another one there is asked anew.
    changed_at: Option<SystemTime>,
}

impl Engine {
    /// Whether it knows a flag, which is named without its dash.
    pub fn has_flag(&self, name: &str) -> bool {
        self.flags.contains(name)
    }

    /// What it lacks that newer versions have, in words for people.
    pub fn lacks(&self) -> Vec<String> {
        let mut lacks = Vec::new();
        let mut note = |is_lacking: bool, text: &str| {
            if is_lacking {
                lacks.push(text.to_owned());
            }
        };
        match self.name {
            VICTORIA_METRICS => {
                note(!self.has_flag("storage.maxHourlySeries"), "A limit of active series.");
                note(self.is_before(1, 92), "Data in OpenTelemetry's format (since v1.92).");
                note(self.is_anonymous, "The web page VMUI, which Debian's build leaves out.");
            }
            VMAUTH => lacks.extend(super::access::lacks(self)),
            VMALERT => note(self.is_before(1, 92), "Rules with keep_firing_for (since v1.92)."),
            _ => {}
        }
        lacks
    }

    /// One that is known to have these flags.
    #[cfg(test)]
    pub(super) fn with_flags(name: &'static str, flags: &[&str]) -> Self {
        let flags = flags.iter().map(ToString::to_string).collect();
        let (path, version) = (PathBuf::from(name), "v1.79.5".to_owned());
        Self { name, path, version, is_anonymous: false, flags, changed_at: None }
    }

    /// Whether its version is known and older than this one.
    fn is_before(&self, major: u32, minor: u32) -> bool {
        let mut numbers = self.version.trim_start_matches('v').split('.').map_while(|part| part.parse().ok());
        let version: Option<(u32, u32)> = numbers.next().zip(numbers.next());
        version.is_some_and(|version| version < (major, minor))
    }

    /// Asks the program at `path` what it is; `None` if it does not say so.
    async fn ask(name: &'static str, path: PathBuf, changed_at: Option<SystemTime>) -> Option<Self> {
        let is_prometheus = PROMETHEUS.contains(&name);
        let (version, help) = if is_prometheus { ("--version", "--help") } else { ("-version", "-help") };
        let (version, help) = tokio::join!(ask::printed(&path, version), ask::printed(&path, help));
        let flags = if is_prometheus { ask::long_flags_in(&help?) } else { ask::flags_in(&help?) };
        if flags.is_empty() {
            tracing::warn!(engine = name, path = %path.display(), "this is no engine: its help names no flag");
            return None;
        }
        let told =
            if is_prometheus { ask::version_after_word(&version?) } else { ask::version_in(&version?) };
        let is_anonymous = told.is_none();
        let version = told.or_else(|| package::version(&path)).unwrap_or_else(|| UNKNOWN_VERSION.to_owned());
        tracing::info!(engine = name, version, path = %path.display(), "found an engine");
        Some(Self { name, path, version, is_anonymous, flags, changed_at })
    }
}

/// The programs that are there. They are looked for again and again, so that installing one is enough.
#[derive(Debug)]
pub struct Engines {
    folders: Vec<PathBuf>,
    found: RwLock<HashMap<&'static str, Arc<Engine>>>,
}

impl Engines {
    /// Looks in `bin_dir`, or on `PATH` without one.
    ///
    /// # Errors
    /// When this process has no working folder that a relative path could be meant from.
    pub async fn look(bin_dir: Option<PathBuf>) -> io::Result<Self> {
        let on_path = || env::var_os("PATH").unwrap_or_default();
        let folders = bin_dir.map_or_else(|| env::split_paths(&on_path()).collect(), |folder| vec![folder]);
        // Engines work in folders of their own: a relative path would mean something else there.
        let named = folders.into_iter().filter(|folder| !folder.as_os_str().is_empty());
        let folders = named.map(std::path::absolute).collect::<io::Result<_>>()?;
        let engines = Self { folders, found: RwLock::default() };
        engines.look_again().await;
        Ok(engines)
    }

    /// None at all, and none to be found.
    pub fn none() -> Self {
        Self { folders: Vec::new(), found: RwLock::default() }
    }

    /// Exactly these.
    #[cfg(test)]
    pub(super) fn of<const N: usize>(found: [Engine; N]) -> Self {
        let found = found.map(|engine| (engine.name, Arc::new(engine))).into();
        Self { folders: Vec::new(), found: RwLock::new(found) }
    }

    /// Looks for those that were not there, and at those that may be other ones by now: an update replaces the file.
    pub async fn look_again(&self) {
        for name in NAMES {
            let (path, known) = (self.find(name), self.get(name));
            let changed_at = path.as_ref().and_then(|path| path.metadata().ok()?.modified().ok());
            let is_same =
                |engine: &Arc<Engine>| Some(&engine.path) == path.as_ref() && engine.changed_at == changed_at;
            if known.as_ref().is_some_and(is_same) {
                continue;
            }
            let engine = match path {
                Some(path) => Engine::ask(name, path, changed_at).await,
                None => None,
            };
            let mut found = self.found.write().unwrap_or_else(PoisonError::into_inner);
            match engine {
                Some(engine) => found.insert(name, Arc::new(engine)),
                None => found.remove(name),
            };
        }
    }

    fn find(&self, name: &str) -> Option<PathBuf> {
        let files = [name.to_owned(), format!("{name}{RELEASE_SUFFIX}"), format!("{DEBIAN_PREFIX}{name}")];
        let files = |folder: &PathBuf| files.each_ref().map(|file| folder.join(file));
        self.folders.iter().flat_map(files).find(|file| is_program(file))
    }

    /// The program with this name, if it is there.
    pub fn get(&self, name: &str) -> Option<Arc<Engine>> {
        self.found.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// Those of these names that are not there.
    pub fn missing(&self, names: &[&'static str]) -> Vec<&'static str> {
        names.iter().copied().filter(|name| self.get(name).is_none()).collect()
    }

    /// Every program, also what is not there.
    pub fn describe(&self) -> Vec<Described> {
        let describe = |name: &'static str| match self.get(name) {
            Some(engine) => Described {
                name: name.to_owned(),
                version: Some(engine.version.clone()),
                lacks: engine.lacks(),
                install: None,
            },
            None => Described {
                name: name.to_owned(),
                version: None,
                lacks: Vec::new(),
                install: Some(install(name).to_owned()),
            },
        };
        NAMES.into_iter().map(describe).collect()
    }
}

/// How to get the program with this name, in a sentence or two.
pub fn install(name: &str) -> &'static str {
    if CLUSTER.contains(&name) {
        "Get the archive victoria-metrics-…-cluster.tar.gz of a release \
         (https://github.com/VictoriaMetrics/VictoriaMetrics/releases), and put its programs on PATH or into --bin-dir."
    } else if PROMETHEUS.contains(&name) {
        "On Debian and Ubuntu: apt-get install prometheus-alertmanager. Elsewhere take it from a release \
         (https://github.com/prometheus/alertmanager/releases), and put it on PATH or into --bin-dir."
    } else {
        "On Debian and Ubuntu: apt-get install victoria-metrics. Elsewhere take it from a release \
         (https://github.com/VictoriaMetrics/VictoriaMetrics/releases), and put it on PATH or into --bin-dir."
    }
}

/// Says that programs are not there, and how to get them.
pub fn missing_in_words(names: &[&str]) -> String {
    let verb = if names.len() == 1 { "is" } else { "are" };
    let how = names.first().map(|name| install(name)).unwrap_or_default();
    format!("{} {verb} not installed on this machine. {how}", names.join(", "))
}

fn is_program(path: &Path) -> bool {
    path.metadata().is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::fs;
    use std::time::Duration;

    #[test]
    fn what_an_old_version_lacks_is_told() {
        let single = |version: &str| {
            let engine = Engine::with_flags(VICTORIA_METRICS, &["storage.maxHourlySeries"]);
            Engine { version: version.into(), ..engine }.lacks()
        };
        assert!(single("v1.79.5")[0].contains("OpenTelemetry"));
        assert!(single("v1.92.0").is_empty() && single(UNKNOWN_VERSION).is_empty());
    }

    #[tokio::test]
    async fn a_program_is_found_under_either_name_once_it_is_there_and_again_when_it_is_another() {
        let folder = tempfile::tempdir().unwrap();
        let engines = Engines::look(Some(folder.path().to_owned())).await.unwrap();
        assert_eq!(engines.missing(&NAMES), NAMES);
        let file = folder.path().join("vmauth-prod");
        let write = |version: &str, at: u64| {
            let text = format!("#!/bin/sh\necho vmauth-1-tags-{version}-0-g\necho '  -auth.config string'\n");
            fs::write(&file, text).unwrap();
            let file = fs::File::options().write(true).open(&file).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(at)).unwrap();
        };
        write("v1.99.1", 1);
        engines.look_again().await;
        assert!(engines.get(VMAUTH).is_none(), "it can't be run yet");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        engines.look_again().await;
        let vmauth = engines.get(VMAUTH).unwrap();
        assert_eq!((vmauth.version.as_str(), vmauth.has_flag("auth.config")), ("v1.99.1", true));
        let described = engines.describe();
        let install = |name| described.iter().find(|one| one.name == name).unwrap().install.clone();
        assert_eq!(install(VMAUTH), None);
        assert!(install(VICTORIA_METRICS).unwrap().contains("apt-get install victoria-metrics"));
        assert!(install(VMSTORAGE).unwrap().contains("cluster"));
        write("v1.100.0", 2);
        engines.look_again().await;
        assert_eq!(engines.get(VMAUTH).unwrap().version, "v1.100.0");
        fs::remove_file(&file).unwrap();
        engines.look_again().await;
        assert!(engines.get(VMAUTH).is_none());
    }

    #[tokio::test]
    async fn what_names_no_flag_is_no_engine() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("vmauth");
        fs::write(&file, "#!/bin/sh\necho hello\n").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        assert!(Engines::look(Some(folder.path().to_owned())).await.unwrap().get(VMAUTH).is_none());
    }
}
