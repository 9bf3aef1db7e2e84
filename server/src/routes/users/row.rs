//! A person as a row of the table.

use crate::error::{Error, Result};
use crate::store::{Connection, Tx, from_ms, to_ms};
use chrono::{DateTime, Utc};
use keyhouse_model::id::UserId;
use keyhouse_model::member::{NewUser, Role, User, UserStatus};
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

/// The columns of [`UserRow`], in a select.
pub const COLUMNS: &str = "users.id, users.email, users.name, users.role, users.created_at, users.seen_at, \
    users.password_hash, users.invitation_expires_at";

/// A person as they are stored.
#[derive(Debug, FromRow)]
pub struct UserRow {
    id: String,
    email: String,
    name: String,
    role: String,
    created_at: i64,
    seen_at: Option<i64>,
    /// The hash of the password, once there is one.
    pub password_hash: Option<String>,
    /// Until when the open invitation can be taken, in milliseconds since 1970.
    pub invitation_expires_at: Option<i64>,
}

impl UserRow {
    /// The person. What is no known role, which the table's check prevents, may only read.
    pub fn into_user(self) -> User {
        let role = Role::ALL.into_iter().find(|role| role.as_str() == self.role);
        User {
            id: UserId(self.id.parse().unwrap_or_default()),
            email: self.email,
            name: self.name,
            role: role.unwrap_or(Role::Viewer),
            status: if self.password_hash.is_some() { UserStatus::Active } else { UserStatus::Invited },
            created_at: from_ms(self.created_at),
            last_seen_at: self.seen_at.map(from_ms),
        }
    }
}

/// Finds the person whose `column` is `value`.
async fn find_by(connection: &mut Connection, column: &'static str, value: &str) -> Result<Option<UserRow>> {
    let sql = format!("select {COLUMNS} from users where {column} = $1");
    Ok(sqlx::query_as(AssertSqlSafe(sql)).bind(value).fetch_optional(connection).await?)
}

/// Finds a person by the id.
///
/// # Errors
/// `not_found`, or when the database fails.
pub async fn find(connection: &mut Connection, id: UserId) -> Result<User> {
    let found = find_by(connection, "id", &id.to_string()).await?;
    found.map(UserRow::into_user).ok_or(Error::NotFound("member"))
}

/// Finds a person by the address, in lower case.
///
/// # Errors
/// When the database fails.
pub async fn find_by_email(connection: &mut Connection, email: &str) -> Result<Option<UserRow>> {
    find_by(connection, "email", email).await
}

/// Finds a person by the hash of the token in their sign-up link.
///
/// # Errors
/// When the database fails.
pub async fn find_by_invitation(connection: &mut Connection, hash: &str) -> Result<Option<UserRow>> {
    find_by(connection, "invitation_hash", hash).await
}

/// Everybody, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn all(connection: &mut Connection) -> Result<Vec<User>> {
    let sql = format!("select {COLUMNS} from users order by created_at desc, id desc");
    let rows: Vec<UserRow> = sqlx::query_as(AssertSqlSafe(sql)).fetch_all(connection).await?;
    Ok(rows.into_iter().map(UserRow::into_user).collect())
}

/// Adds a person, with a password or yet without.
///
/// # Errors
/// `name_taken` when somebody has the address, or when the database fails.
pub async fn add(
    tx: &mut Tx,
    new: &NewUser,
    password_hash: Option<String>,
    now: DateTime<Utc>,
) -> Result<User> {
    let email = new.email.as_str();
    if find_by_email(tx, email).await?.is_some() {
        return Err(Error::NameTaken(format!("{email} is a member already. Use another address.")));
    }
    let id = UserId(Uuid::new_v4());
    let status = if password_hash.is_some() { UserStatus::Active } else { UserStatus::Invited };
    sqlx::query("insert into users (id, email, name, role, password_hash, created_at) values ($1, $2, $3, $4, $5, $6)")
        .bind(id.to_string())
        .bind(email)
        .bind(new.name.as_str())
        .bind(new.role.as_str())
        .bind(password_hash)
        .bind(to_ms(now))
        .execute(&mut **tx)
        .await?;
    let (email, name) = (email.to_owned(), new.name.to_string());
    Ok(User { id, email, name, role: new.role, status, created_at: now, last_seen_at: None })
}

/// Whether somebody can administer: an administrator who has taken the invitation.
///
/// # Errors
/// When the database fails.
pub async fn has_administrator(connection: &mut Connection) -> Result<bool> {
    Ok(count_administrators(connection).await? > 0)
}

/// Refuses to take the rights of an administrator from the last one.
///
/// # Errors
/// `conflict`, or when the database fails.
pub async fn check_not_last_administrator(tx: &mut Tx, user: &User) -> Result<()> {
    let is_one = user.role == Role::Admin && user.status == UserStatus::Active;
    if is_one && count_administrators(tx).await? <= 1 {
        let detail = "This is the last administrator. Make another member an administrator first.";
        return Err(Error::Conflict(detail.into()));
    }
    Ok(())
}

async fn count_administrators(connection: &mut Connection) -> Result<i64> {
    let sql = "select count(*) from users where role = 'admin' and password_hash is not null";
    Ok(sqlx::query_scalar(sql).fetch_one(connection).await?)
}
