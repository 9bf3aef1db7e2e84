//! Asking `amtool` about a config.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// An `amtool` that can be asked.
pub(crate) struct Engine {
    program: PathBuf,
}

impl Engine {
    /// Finds it: `AMTOOL`, else on the path.
    ///
    /// # Panics
    /// When it is not there. Nothing is skipped: a missing piece fails the test.
    pub(crate) fn start() -> Self {
        let program = std::env::var_os("AMTOOL").filter(|value| !value.is_empty());
        let program = PathBuf::from(program.unwrap_or_else(|| "amtool".into()));
        let output = Command::new(&program).arg("--version").output();
        assert!(
            output.as_ref().is_ok_and(|output| output.status.success()),
            "There is no amtool to compare with: can't run {} ({output:?}). Install it (Debian: apt-get install \
             prometheus-alertmanager; others: the releases of Alertmanager), or set AMTOOL to its path.",
            program.display()
        );
        Self { program }
    }

    /// Why `amtool check-config` refuses a config; nothing if it takes it.
    pub(crate) fn refuses(&self, text: &str) -> Option<String> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("keyhouse-alertmanager-{}-{count}.yml", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, text).expect("write a config for amtool");
        let output = Command::new(&self.program).arg("check-config").arg(&path).output().expect("run amtool");
        std::fs::remove_file(&path).expect("remove the config");
        let said = [&output.stdout[..], &output.stderr[..]].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        (!output.status.success()).then(|| said.lines().take(4).collect::<Vec<_>>().join("\n"))
    }
}
