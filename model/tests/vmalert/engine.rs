//! Asking `vmalert` about a file.

use keyhouse_model::rules::EngineVersion;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The version of Debian's package.
const DEBIAN: EngineVersion = EngineVersion::new(1, 79, 5);

/// A `vmalert` that can be asked.
pub(crate) struct Engine {
    program: PathBuf,
    /// What it says that it is.
    pub(crate) version: EngineVersion,
}

impl Engine {
    /// Finds it: `VMALERT`, else on the path.
    ///
    /// # Panics
    /// When it is not there. Nothing is skipped: a missing piece fails the test.
    pub(crate) fn start() -> Self {
        let program = std::env::var_os("VMALERT").filter(|value| !value.is_empty());
        let program = PathBuf::from(program.unwrap_or_else(|| "vmalert".into()));
        let output = Command::new(&program).arg("-version").output().unwrap_or_else(|error| {
            panic!(
                "There is no vmalert to compare with: can't run {} ({error}). Install it (Debian: apt-get install \
                 victoria-metrics; others: vmutils from the releases of VictoriaMetrics), or set VMALERT to its path.",
                program.display()
            )
        });
        let said = words(&output);
        let mut parts = said.split(['-', '+', ' ', '\n']).filter(|part| part.contains('.'));
        let said = parts.find_map(EngineVersion::parse);
        let engine = Self { program, version: said.unwrap_or(DEBIAN) };
        // Debian's build does not know its version, but it refuses what came with the next one.
        let next = "groups: [{name: g, headers: [\"a: b\"]}]";
        assert!(
            said.is_some() || engine.refuses(next).is_some(),
            "{} says no version, and is not that of Debian 12, {DEBIAN}.",
            engine.program.display()
        );
        engine
    }

    /// Why `vmalert -dryRun` refuses a file; nothing if it takes it.
    pub(crate) fn refuses(&self, text: &str) -> Option<String> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("keyhouse-rules-{}-{count}.yml", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, text).expect("write a file for vmalert");
        let output = Command::new(&self.program)
            .arg("-dryRun")
            .arg(format!("-rule={}", path.display()))
            .output()
            .expect("run vmalert");
        std::fs::remove_file(&path).expect("remove the file");
        (!output.status.success()).then(|| words(&output))
    }
}

fn words(output: &Output) -> String {
    let said = [&output.stdout[..], &output.stderr[..]].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    // The log begins with the flags, one a line.
    said.lines().filter(|line| !line.contains("\tinfo\t")).collect::<Vec<_>>().join("\n")
}
