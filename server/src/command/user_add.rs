//! `keyhouse user add`

use super::{Failure, say};
use crate::audit::{self, By, Event};
use crate::auth::password::Passwords;
use crate::clock::Clock;
use crate::config::UserAdd;
use crate::routes::users::row;
use keyhouse_model::audit::action;
use keyhouse_model::member::{MAX_PASSWORD_BYTES, NewUser, UserDraft, check_password};
use keyhouse_model::problem::FieldProblem;
use keyhouse_model::secret::Secret;
use std::io::{self, BufRead, Read};

/// Adds a member who can sign in at once.
pub(super) async fn run(flags: UserAdd) -> Result<(), Failure> {
    let draft = UserDraft { email: Some(flags.email), name: flags.name, role: Some(flags.role) };
    let new = draft.parse().map_err(|problems| words(&problems))?;
    let password = read_password()?;
    check_password(&password, "/password").map_err(|problem| words(&[problem]))?;
    let hash = Passwords::default().hash(password).await?;
    let (store, _) = flags.data.folder().open().await?;
    let mut tx = store.begin().await?;
    let now = Clock::system().now();
    let NewUser { email, role, .. } = &new;
    let user = row::add(&mut tx, &new, Some(hash), now).await?;
    let event = Event::new(action::USER_CREATE, "user", user.id, &user.email).change("role", (), user.role);
    audit::record(&mut tx, now, &By::system("keyhouse user add"), event).await?;
    tx.commit().await?;
    store.close().await;
    say(&format!("Added {} with the role {}.", email.as_str(), role.as_str()))?;
    Ok(())
}

fn read_password() -> Result<Secret, Failure> {
    let mut line = String::with_capacity(MAX_PASSWORD_BYTES + 2);
    // One more than a password may have, so that a longer one is refused and not cut.
    let most = u64::try_from(MAX_PASSWORD_BYTES + 2)?;
    io::stdin()
        .lock()
        .take(most)
        .read_line(&mut line)
        .map_err(|cause| format!("can't read the password: {cause}"))?;
    line.truncate(line.trim_end_matches(['\r', '\n']).len());
    Ok(Secret::new(line))
}

fn words(problems: &[FieldProblem]) -> String {
    let words = problems
        .iter()
        .map(|problem| format!("{}: {}", problem.pointer.trim_start_matches('/'), problem.detail));
    words.collect::<Vec<_>>().join(" ")
}
