//! Asks an engine's program what it is, and reads what it says.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;
use tokio::time::timeout;

/// How long a program may take to say something about itself.
const ASK_TIME: Duration = Duration::from_secs(10);

/// What a program prints when it is asked about itself; `None` if it can't be asked.
pub(super) async fn printed(program: &Path, flag: &str) -> Option<String> {
    let mut command = Command::new(program);
    command.arg(flag).env_clear().envs(passed_on()).stdin(Stdio::null()).kill_on_drop(true);
    match timeout(ASK_TIME, command.output()).await {
        Ok(Ok(output)) => {
            // Newer versions print the help to standard error.
            let text = [output.stdout, output.stderr].concat();
            Some(String::from_utf8_lossy(&text).into_owned())
        }
        Ok(Err(cause)) => {
            tracing::warn!(program = %program.display(), %cause, "can't ask an engine what it is");
            None
        }
        Err(_) => {
            tracing::warn!(program = %program.display(), flag, "an engine does not say what it is");
            None
        }
    }
}

/// What an engine gets of our environment. Not all of it: with `-envflag.enable` each variable could be a flag.
pub(super) fn passed_on() -> impl Iterator<Item = (&'static str, OsString)> {
    const NAMES: [&str; 5] = ["PATH", "HOME", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR"];
    NAMES.into_iter().filter_map(|name| env::var_os(name).map(|value| (name, value)))
}

/// The version in a text such as `victoria-metrics-20230407-010137-tags-v1.90.0-0-gb5d18c0d2`.
pub(super) fn version_in(text: &str) -> Option<String> {
    text.match_indices('v').find_map(|(at, _)| {
        let is_number = |c: char| c.is_ascii_digit() || c == '.';
        let rest = &text[at + 1..];
        let number = rest[..rest.find(|c| !is_number(c)).unwrap_or(rest.len())].trim_end_matches('.');
        let parts = number.split('.').filter(|part| !part.is_empty()).count();
        (parts == 3 && number.split('.').count() == 3).then(|| format!("v{number}"))
    })
}

/// The names of the flags in what `-help` prints: `  -name type`.
pub(super) fn flags_in(help: &str) -> BTreeSet<String> {
    let flag = |line: &str| {
        let name = line.strip_prefix("  -")?.split([' ', '=', '\t']).next()?;
        (!name.is_empty()).then(|| name.to_owned())
    };
    help.lines().filter_map(flag).collect()
}

/// The version in a text such as `alertmanager, version 0.25.0 (branch: debian/sid)`.
pub(super) fn version_after_word(text: &str) -> Option<String> {
    let (_, rest) = text.split_once(" version ")?;
    version_in(&format!("v{}", rest.trim_start_matches('v')))
}

/// The names of the flags in what `--help` of Prometheus' programs prints: `  -h, --name=value`.
pub(super) fn long_flags_in(help: &str) -> BTreeSet<String> {
    let flag = |line: &str| {
        let (before, rest) = line.split_once("--")?;
        let is_first = before.trim().is_empty() || (before.trim().len() == 3 && before.trim().ends_with(','));
        let name = rest.trim_start_matches("[no-]").split([' ', '=']).next()?;
        (is_first && !name.is_empty()).then(|| name.to_owned())
    };
    help.lines().filter_map(flag).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const HELP: &str = "
vmauth authenticates and authorizes incoming requests.

See the docs at https://docs.victoriametrics.com/vmauth.html .

  -auth.config string
    \tPath to auth config. It can point either to local file or to http url. See -auth for
  -enableTCP6
    \tWhether to enable IPv6
  -httpListenAddr array
    \tTCP address to listen for http connections (default [:8427])
";

    #[test]
    fn versions_are_read_from_what_builds_print() {
        let upstream = "victoria-metrics-20230407-010137-tags-v1.90.0-0-gb5d18c0d2\n";
        assert_eq!(version_in(upstream).unwrap(), "v1.90.0");
        assert_eq!(version_in("vmstorage-20260101-tags-v1.135.2-cluster-0-gabc").unwrap(), "v1.135.2");
        for none in ["", "\n", "victoria-metrics-20230407-heads-master-0-gb5d18c0d2", "v1.2", "v1..2"] {
            assert_eq!(version_in(none), None, "{none}");
        }
    }

    #[test]
    fn flags_are_read_from_the_help() {
        let flags = flags_in(HELP);
        assert_eq!(flags.iter().collect::<Vec<_>>(), ["auth.config", "enableTCP6", "httpListenAddr"]);
    }

    #[test]
    fn the_programs_of_prometheus_tell_of_themselves_in_another_way() {
        let version = "alertmanager, version 0.25.0 (branch: debian/sid, revision: 0.25.0-1+b4)\n";
        assert_eq!(version_after_word(version).unwrap(), "v0.25.0");
        assert_eq!(version_after_word("amtool, version v0.31.1 (branch: HEAD)").unwrap(), "v0.31.1");
        assert_eq!(version_after_word("something else"), None);
        let help = "Flags:\n  -h, --help                Show help (also try --help-long).\n      \
                    --config.file=\"a.yml\"  \n                 Name of --x.\n      --[no-]web.systemd-socket\n";
        let flags = long_flags_in(help);
        assert_eq!(flags.iter().collect::<Vec<_>>(), ["config.file", "help", "web.systemd-socket"]);
    }
}
