//! The version of a program from its Debian package: Debian's build of VictoriaMetrics does not tell it by itself.

use flate2::read::MultiGzDecoder;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;

/// The package that all of them are in.
const PACKAGE: &str = "victoria-metrics";

/// The version that the package's changelog names first, such as `v1.79.5`. The changelog lies in the same tree as the
/// program, whether the package was installed or only unpacked.
pub(super) fn version(program: &Path) -> Option<String> {
    let program = program.canonicalize().ok()?;
    let docs = program.parent()?.parent()?.join("share/doc").join(PACKAGE);
    let is_changelog = |name: &str| name.starts_with("changelog.Debian") && name.ends_with(".gz");
    let files = fs::read_dir(docs).ok()?.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let named = |path: &Path| path.file_name().and_then(|name| name.to_str()).is_some_and(is_changelog);
    files.filter(|path| named(path)).find_map(|path| {
        let mut line = String::new();
        BufReader::new(MultiGzDecoder::new(File::open(path).ok()?)).read_line(&mut line).ok()?;
        version_in(&line)
    })
}

/// The version in `victoriametrics (1.79.5+ds1-2+b5) sid; urgency=low`.
fn version_in(line: &str) -> Option<String> {
    let (_, rest) = line.split_once('(')?;
    let (debian, _) = rest.split_once(')')?;
    let upstream = debian.split_once(':').map_or(debian, |(_epoch, rest)| rest);
    let number = upstream.split(['+', '-', '~']).next()?;
    super::ask::version_in(&format!("v{number}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    #[test]
    fn the_version_is_in_the_changelog_beside_the_program() {
        let tree = tempfile::tempdir().unwrap();
        let docs = tree.path().join("share/doc/victoria-metrics");
        fs::create_dir_all(&docs).unwrap();
        fs::create_dir(tree.path().join("bin")).unwrap();
        let program = tree.path().join("bin/vmauth");
        fs::write(&program, "").unwrap();
        assert_eq!(version(&program), None);
        let file = File::create(docs.join("changelog.Debian.gz")).unwrap();
        let mut gzip = GzEncoder::new(file, Compression::fast());
        gzip.write_all(b"victoriametrics (1.79.5+ds1-2) unstable; urgency=medium\n\n  * New.\n").unwrap();
        gzip.finish().unwrap();
        assert_eq!(version(&program).unwrap(), "v1.79.5");
    }

    #[test]
    fn epochs_and_revisions_are_left_out() {
        assert_eq!(version_in("victoriametrics (2:1.101.0-1~bpo12+1) x").unwrap(), "v1.101.0");
        assert_eq!(version_in("no version here"), None);
    }
}
