//! What an engine prints: a file that it writes itself, so that it goes on when the server is gone.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// A file that is longer is begun anew; the one before is kept beside it.
const MAX_BYTES: u64 = 8 << 20;
/// How much of the end is read to show the last lines.
const TAIL_BYTES: u64 = 64 << 10;
/// How many characters of a line are shown.
const MAX_CHARS: usize = 1000;

/// The log of one engine. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Log(PathBuf);

impl Log {
    /// The log of this engine in its folder.
    pub fn of(folder: &Path, engine: &str) -> Self {
        Self(folder.join(format!("{engine}.log")))
    }

    /// Its file.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The file to be written. Only its owner can read it. All write at its end, so that it can be begun anew at any
    /// time.
    pub(super) fn open(&self) -> io::Result<File> {
        self.bound()?;
        OpenOptions::new().create(true).append(true).mode(0o600).open(&self.0)
    }

    /// Begins it anew if it has grown too long. A line that is written meanwhile can get lost.
    pub(super) fn bound(&self) -> io::Result<()> {
        match fs::metadata(&self.0) {
            Ok(file) if file.len() > MAX_BYTES => {}
            Ok(_) => return Ok(()),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(cause) => return Err(cause),
        }
        fs::copy(&self.0, self.0.with_extension("log.1"))?;
        OpenOptions::new().write(true).truncate(true).open(&self.0).map(drop)
    }

    /// The last lines, the oldest first; none if it can't be read.
    pub fn tail(&self, lines: usize) -> Vec<String> {
        let read = || {
            let mut file = File::open(&self.0)?;
            let start = file.metadata()?.len().saturating_sub(TAIL_BYTES);
            file.seek(SeekFrom::Start(start))?;
            let mut text = Vec::new();
            file.take(TAIL_BYTES).read_to_end(&mut text)?;
            io::Result::Ok((start > 0, text))
        };
        let Ok((is_cut, text)) = read() else {
            return Vec::new();
        };
        let text = String::from_utf8_lossy(&text);
        // The first line may be the end of one.
        let whole = text.lines().skip(usize::from(is_cut)).filter(|line| !line.trim().is_empty());
        let all: Vec<&str> = whole.collect();
        let last = all.iter().skip(all.len().saturating_sub(lines));
        // The engines set their columns apart with tabs.
        let seen = |line: &&str| {
            line.replace('\t', " ").chars().filter(|c| !c.is_control()).take(MAX_CHARS).collect()
        };
        last.map(seen).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::io::Write;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_last_lines_are_shown_and_only_the_owner_reads() {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::of(folder.path(), "vmauth");
        assert_eq!(log.tail(2), Vec::<String>::new());
        let mut file = log.open().unwrap();
        for line in ["one", "", "two\u{7}", "three"] {
            writeln!(file, "{line}").unwrap();
        }
        assert_eq!(log.tail(2), ["two", "three"]);
        assert_eq!(log.tail(9), ["one", "two", "three"]);
        assert_eq!(fs::metadata(log.path()).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_long_log_is_begun_anew_and_its_writer_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::of(folder.path(), "vmauth");
        let mut file = log.open().unwrap();
        file.write_all(&vec![b'x'; usize::try_from(MAX_BYTES).unwrap()]).unwrap();
        log.bound().unwrap();
        writeln!(file, "\nold").unwrap();
        assert_eq!(log.tail(9), ["old"], "a line of which the begin is missing is left out");
        log.bound().unwrap();
        writeln!(file, "new").unwrap();
        assert_eq!(fs::read_to_string(log.path()).unwrap(), "new\n");
        assert!(folder.path().join("vmauth.log.1").is_file());
    }
}
