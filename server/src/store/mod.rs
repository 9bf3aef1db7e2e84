//! The database: one SQLite file, one connection that writes and several that read.
//!
//! Every change runs in a transaction that takes the write lock first (`begin immediate`), so what it has read can't
//! change under it. `synchronous = full` makes a commit wait until the log is on the disk: what was answered survives
//! a kill and a power cut. (`normal` would lose the last commits in a power cut, in WAL mode.)
//!
//! The SQL is kept to what PostgreSQL understands too: `$1` parameters, ids as text, instants as integer milliseconds
//! in UTC, sealed values as bytes.

use chrono::{DateTime, Utc};
use sqlx::migrate::Migrator;
use sqlx::pool::PoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Pool, Transaction};
use std::path::Path;
use std::time::Duration;

pub mod folder;

/// The kind of database.
pub type Db = sqlx::Sqlite;
/// A change under way: dropped without a commit, it never happened.
pub type Tx = Transaction<'static, Db>;
/// One connection, as queries take it: `&mut *tx`.
pub type Connection = sqlx::SqliteConnection;

static MIGRATIONS: Migrator = sqlx::migrate!();

/// How long a change waits for another process that writes, such as `keyhouse user add`.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a request waits for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(15);
const READERS: u32 = 8;

/// The database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    readers: Pool<Db>,
    writer: Pool<Db>,
}

impl Store {
    /// Opens the file, makes it if it is missing, and brings its tables up to date.
    ///
    /// # Errors
    /// When the file can't be opened or a migration fails.
    pub async fn open(file: &Path) -> Result<Self, OpenError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT);
        let pool = || PoolOptions::<Db>::new().acquire_timeout(ACQUIRE_TIMEOUT);
        let writer = pool().max_connections(1).min_connections(1).connect_with(options.clone()).await?;
        MIGRATIONS.run(&writer).await?;
        let readers = options.create_if_missing(false).read_only(true);
        let readers = pool().max_connections(READERS).connect_with(readers).await?;
        Ok(Self { readers, writer })
    }

    /// For queries that change nothing.
    pub fn read(&self) -> &Pool<Db> {
        &self.readers
    }

    /// Begins a change. It waits for the one under way.
    ///
    /// # Errors
    /// When the database stays busy for too long.
    pub async fn begin(&self) -> Result<Tx, sqlx::Error> {
        self.writer.begin_with("begin immediate").await
    }

    /// Ends all connections; what was committed is in the file.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Why the database can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file can't be read or written.
    #[error("can't open the database: {0}")]
    Connect(#[from] sqlx::Error),
    /// Its tables can't be brought up to date.
    #[error("can't bring the database up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
}

/// An instant as a column holds it.
pub fn to_ms(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// An instant from a column. Outside chrono's range, which no clock reaches, it is the epoch.
pub fn from_ms(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or_default()
}
