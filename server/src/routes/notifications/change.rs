//! Choosing where alerts go.

use super::row::Row;
use super::{Owner, show};
use crate::audit;
use crate::auth::Editor;
use crate::error::Result;
use crate::state::AppState;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::notifications::{CredentialChange, Destination, Notifications, NotifierKind};

/// Has alerts go there.
///
/// # Errors
/// `not_found` without the deployment, or when the database fails.
pub(super) async fn change(
    app: &AppState,
    caller: &Editor,
    deployment: DeploymentId,
    destination: Destination,
) -> Result<Notifications> {
    let mut tx = app.store.begin().await?;
    let owner = Owner::find(&mut tx, caller, deployment).await?;
    let before = Row::find(&mut tx, deployment).await?;
    let gets_credential = matches!(
        destination,
        Destination::External {
            credential: CredentialChange::BasicAuth(_) | CredentialChange::BearerToken(_),
            ..
        }
    );
    let row = changed(app, deployment, before.clone(), destination)?;
    // Whether a new credential is another one than that which was kept, nobody should learn from here.
    let event = row.event(&before, deployment, &owner.name).change("credential", (), given(gets_credential));
    if !event.has_changes() {
        return show(app, deployment, &before);
    }
    let (now, by) = (app.clock.now(), caller.by());
    row.save(&mut tx, deployment, now, &by.actor.name).await?;
    audit::record(&mut tx, now, &by, event).await?;
    let row = Row::find(&mut tx, deployment).await?;
    tx.commit().await?;
    app.data_plane.sync();
    show(app, deployment, &row)
}

fn given(is_given: bool) -> Option<&'static str> {
    is_given.then_some("given")
}

/// The row for a destination. The URL and the credential belong together, and go when alerts go elsewhere; the config
/// stays, so that nobody has to write it again.
fn changed(app: &AppState, deployment: DeploymentId, before: Row, destination: Destination) -> Result<Row> {
    let bare = before.clone().with_url(None, None, None);
    let (url, credential) = match destination {
        Destination::Nobody => return Ok(bare.with_kind(NotifierKind::None)),
        Destination::Managed => return Ok(bare.with_kind(NotifierKind::Managed)),
        Destination::External { url, credential } => (url, credential),
    };
    let is_same = before.url.as_deref() == Some(url.as_str());
    let seal = |name: &str, secret| Row::seal(&app.sealer, deployment, name, secret).map(Some);
    let (basic_auth, bearer_token) = match credential {
        CredentialChange::Keep if is_same => (before.basic_auth_sealed, before.bearer_token_sealed),
        CredentialChange::Keep | CredentialChange::Forget => (None, None),
        CredentialChange::BasicAuth(pair) => (seal("basic_auth", &pair)?, None),
        CredentialChange::BearerToken(token) => (None, seal("bearer_token", &token)?),
    };
    Ok(bare.with_kind(NotifierKind::External).with_url(Some(url), basic_auth, bearer_token))
}
