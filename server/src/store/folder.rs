//! The data folder: who may look into it, that only one server works on it, and the master key.

use crate::random;
use crate::seal::{KEY_BYTES, Sealer};
use crate::store::{OpenError, Store};
use data_encoding::HEXLOWER;
use keyhouse_model::secret::Secret;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const DATABASE: &str = "keyhouse.db";
const MASTER_KEY: &str = "master.key";
/// Held by the server that runs.
const SERVER_LOCK: &str = "server.lock";
/// Held while the folder is made ready, so that a server and the command line don't do it at the same time.
const OPENING_LOCK: &str = "opening.lock";

/// Where the fact is kept that a master key belongs to a database.
const CHECK: &str = "master_key_check";

/// Why the data folder can't be used. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// A file or folder can't be read or written.
    #[error("can't use {}: {cause}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// Others can look into a folder that is not ours to close.
    #[error(
        "{} is open to other users of this machine and holds other files; make it private (chmod 700) or name a folder \
         of its own with --data-dir",
        .0.display()
    )]
    Open(PathBuf),
    /// Another server works on it.
    #[error(
        "another keyhouse server{} is running on {}; stop it first, or name another folder with --data-dir",
        pid.as_ref().map(|pid| format!(" (process {pid})")).unwrap_or_default(), path.display()
    )]
    InUse {
        /// The folder.
        path: PathBuf,
        /// The other server's process.
        pid: Option<String>,
    },
    /// There is no database.
    #[error("there is no Keyhouse database at {}; check --data-dir", .0.display())]
    NoDatabase(PathBuf),
    /// The database can't be opened.
    #[error("{}: {cause}", path.display())]
    Database {
        /// Its file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: OpenError,
    },
    /// The master key is gone, and what was sealed under it with it.
    #[error(
        "the master key {} is missing, and the database holds values that are sealed under it; put the file back from \
         your backup, or name it with --master-key-file",
        .0.display()
    )]
    KeyMissing(PathBuf),
    /// The file holds no key.
    #[error("{} is not a Keyhouse master key: it must hold 64 hexadecimal digits", .0.display())]
    KeyUnreadable(PathBuf),
    /// It is another database's key.
    #[error("{} is the master key of another database; name the right one with --master-key-file", .0.display())]
    KeyForeign(PathBuf),
    /// Something that has no better word.
    #[error("{0}")]
    Other(crate::error::Error),
}

impl From<crate::error::Error> for FolderError {
    fn from(cause: crate::error::Error) -> Self {
        Self::Other(cause)
    }
}

/// Where a Keyhouse keeps its things.
#[derive(Clone, Debug)]
pub struct DataFolder {
    /// The folder.
    pub path: PathBuf,
    /// The database's file; by default in the folder.
    pub database: PathBuf,
    /// The master key's file; by default in the folder.
    pub master_key: PathBuf,
}

impl DataFolder {
    /// Names the files. Nothing is touched yet.
    pub fn new(path: PathBuf, database: Option<PathBuf>, master_key: Option<PathBuf>) -> Self {
        let database = database.unwrap_or_else(|| path.join(DATABASE));
        let master_key = master_key.unwrap_or_else(|| path.join(MASTER_KEY));
        Self { path, database, master_key }
    }

    /// Makes the folder and its files where they are missing, and opens them.
    ///
    /// # Errors
    /// See [`FolderError`].
    pub async fn open(&self) -> Result<(Store, Sealer), FolderError> {
        self.make_private()?;
        let _opening = self.lock_file(OPENING_LOCK).and_then(|file| {
            file.lock().map_err(|cause| self.failed(OPENING_LOCK, cause))?;
            Ok(file)
        })?;
        let database = |cause| FolderError::Database { path: self.database.clone(), cause };
        let store = Store::open(&self.database).await.map_err(database)?;
        let sealer = self.sealer(&store).await?;
        Ok((store, sealer))
    }

    /// Opens the database only if it is there.
    ///
    /// # Errors
    /// See [`FolderError`].
    pub async fn open_existing(&self) -> Result<(Store, Sealer), FolderError> {
        if !self.database.is_file() {
            return Err(FolderError::NoDatabase(self.database.clone()));
        }
        self.open().await
    }

    /// Takes the folder for a server. It is free again when the file is dropped, or its process ends in any way.
    ///
    /// # Errors
    /// [`FolderError::InUse`].
    pub fn lock(&self) -> Result<File, FolderError> {
        self.make_private()?;
        let mut file = self.lock_file(SERVER_LOCK)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                // Only for the message: without it, the process is not named.
                let pid = file.read_to_string(&mut pid).ok().map(|_| pid.trim().to_owned());
                return Err(FolderError::InUse {
                    path: self.path.clone(),
                    pid: pid.filter(|pid| !pid.is_empty()),
                });
            }
            Err(TryLockError::Error(cause)) => return Err(self.failed(SERVER_LOCK, cause)),
        }
        let written = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
        written.map_err(|cause| self.failed(SERVER_LOCK, cause))?;
        Ok(file)
    }

    fn lock_file(&self, name: &str) -> Result<File, FolderError> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        options.open(self.path.join(name)).map_err(|cause| self.failed(name, cause))
    }

    /// Makes the folder, or closes it to others if it is ours: empty, or with a database in it.
    fn make_private(&self) -> Result<(), FolderError> {
        let failed = |cause| FolderError::Io { path: self.path.clone(), cause };
        DirBuilder::new().recursive(true).mode(0o700).create(&self.path).map_err(failed)?;
        let mode = fs::metadata(&self.path).map_err(failed)?.permissions().mode();
        if mode & 0o077 == 0 {
            return Ok(());
        }
        let is_empty = fs::read_dir(&self.path).map_err(failed)?.next().is_none();
        if !is_empty && !self.path.join(DATABASE).is_file() {
            return Err(FolderError::Open(self.path.clone()));
        }
        fs::set_permissions(&self.path, fs::Permissions::from_mode(0o700)).map_err(failed)
    }

    /// Reads the master key, or makes it on the first start, and checks that it is this database's.
    async fn sealer(&self, store: &Store) -> Result<Sealer, FolderError> {
        let check: Option<Vec<u8>> = sqlx::query_scalar("select value from server_facts where name = $1")
            .bind(CHECK)
            .fetch_optional(store.read())
            .await
            .map_err(crate::error::Error::from)?;
        let key = match (read_key(&self.master_key)?, &check) {
            (Some(key), _) => key,
            (None, None) => make_key(&self.master_key)?,
            (None, Some(_)) => return Err(FolderError::KeyMissing(self.master_key.clone())),
        };
        let sealer = Sealer::new(&key);
        match check {
            Some(sealed) if sealer.open(CHECK, &sealed).is_err() => {
                Err(FolderError::KeyForeign(self.master_key.clone()))
            }
            Some(_) => Ok(sealer),
            None => {
                let sealed = sealer.seal(CHECK, &Secret::new(CHECK.to_owned()))?;
                keep_check(store, sealed).await?;
                Ok(sealer)
            }
        }
    }

    fn failed(&self, name: &str, cause: io::Error) -> FolderError {
        FolderError::Io { path: self.path.join(name), cause }
    }
}

async fn keep_check(store: &Store, sealed: Vec<u8>) -> crate::error::Result<()> {
    let mut tx = store.begin().await?;
    let insert =
        sqlx::query("insert into server_facts (name, value) values ($1, $2)").bind(CHECK).bind(sealed);
    insert.execute(&mut *tx).await?;
    Ok(tx.commit().await?)
}

fn read_key(path: &Path) -> Result<Option<Zeroizing<[u8; KEY_BYTES]>>, FolderError> {
    let text = match fs::read(path) {
        Ok(text) => Zeroizing::new(text),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(FolderError::Io { path: path.to_owned(), cause }),
    };
    let unreadable = || FolderError::KeyUnreadable(path.to_owned());
    let bytes = Zeroizing::new(HEXLOWER.decode(text.trim_ascii()).map_err(|_| unreadable())?);
    let key = <[u8; KEY_BYTES]>::try_from(bytes.as_slice()).map_err(|_| unreadable())?;
    let open_to_others = fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0);
    if open_to_others {
        tracing::warn!(file = %path.display(), "other users of this machine can read the master key; make it 0600");
    }
    Ok(Some(Zeroizing::new(key)))
}

/// Draws a key and makes sure that it is on the disk before anything is sealed under it.
fn make_key(path: &Path) -> Result<Zeroizing<[u8; KEY_BYTES]>, FolderError> {
    let failed = |cause| FolderError::Io { path: path.to_owned(), cause };
    let key = Zeroizing::new(random::bytes::<KEY_BYTES>()?);
    let text = Zeroizing::new(HEXLOWER.encode(&*key));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
    writeln!(file, "{}", *text).and_then(|()| file.sync_all()).map_err(failed)?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
    }
    tracing::info!(file = %path.display(), "made the master key; keep a copy of it apart from the database");
    Ok(key)
}
