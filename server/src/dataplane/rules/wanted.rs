//! What the store says is to be evaluated for each deployment, and who is to be told.

use crate::dataplane::wanted::authorization;
use crate::error::{Error, Result};
use crate::seal::Sealer;
use crate::store::Store;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::notifications::{NotifierKind, STARTER_CONFIG};
use keyhouse_model::secret::Secret;
use sqlx::FromRow;
use std::collections::{BTreeMap, HashMap};

/// What is wanted for a deployment.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Wanted {
    /// The files by their names, each with the SHA-256 of its text.
    pub(super) files: BTreeMap<String, String>,
    /// Who is told of the alerts.
    pub(super) notifier: Notifier,
}

/// Who is told of the alerts of a deployment.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Notifier {
    /// Nobody.
    #[default]
    Nobody,
    /// An Alertmanager that Keyhouse runs. Each config that was ever saved has another mark.
    Managed {
        /// The mark of the config; none before somebody saved one.
        mark: Option<Vec<u8>>,
    },
    /// An Alertmanager that runs elsewhere.
    External(Elsewhere),
}

/// Where an Alertmanager runs, and the credential for it as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Elsewhere {
    /// Its URL, without a slash at the end.
    pub(super) url: String,
    basic_auth: Option<Vec<u8>>,
    bearer_token: Option<Vec<u8>>,
}

impl Elsewhere {
    /// The whole value of the header `Authorization`.
    ///
    /// # Errors
    /// When the credential does not open.
    pub(super) fn authorization(&self, id: DeploymentId, sealer: &Sealer) -> Result<Option<Secret>> {
        let open = |name: &str, sealed: &Option<Vec<u8>>| {
            sealed.as_ref().map(|sealed| sealer.open(&place(id, name), sealed)).transpose()
        };
        let basic_auth = open("basic_auth", &self.basic_auth)?;
        let bearer_token = open("bearer_token", &self.bearer_token)?;
        Ok(authorization(basic_auth.as_ref(), bearer_token.as_ref()))
    }
}

/// Where a secret of a deployment's notifications is kept.
fn place(id: DeploymentId, name: &str) -> String {
    format!("notifications:{id}:{name}")
}

#[derive(Debug, FromRow)]
struct Row {
    deployment_id: String,
    kind: String,
    mark: Option<Vec<u8>>,
    url: Option<String>,
    basic_auth_sealed: Option<Vec<u8>>,
    bearer_token_sealed: Option<Vec<u8>>,
}

/// What is wanted for every deployment that there is.
///
/// # Errors
/// When the database fails, or holds what is unknown.
pub(super) async fn read(store: &Store) -> Result<HashMap<DeploymentId, Wanted>> {
    let ids: Vec<String> = sqlx::query_scalar("select id from deployments").fetch_all(store.read()).await?;
    let read = |id: &str| id.parse::<DeploymentId>().map_err(Error::internal);
    let mut wanted: HashMap<DeploymentId, Wanted> =
        ids.iter().map(|id| Ok((read(id)?, Wanted::default()))).collect::<Result<_>>()?;
    let files: Vec<(String, String, String)> = sqlx::query_as(
        "select f.deployment_id, f.name, v.sha256 from rule_files f join rule_file_versions v \
         on v.deployment_id = f.deployment_id and v.name = f.name and v.number = f.version",
    )
    .fetch_all(store.read())
    .await?;
    for (id, name, sha256) in files {
        wanted.entry(read(&id)?).or_default().files.insert(name, sha256);
    }
    // A config begins with a nonce, which is another one whenever one is sealed.
    let rows: Vec<Row> = sqlx::query_as(
        "select deployment_id, kind, substr(config_sealed, 1, 24) as mark, url, basic_auth_sealed, \
         bearer_token_sealed from notifications",
    )
    .fetch_all(store.read())
    .await?;
    for row in rows {
        let id = read(&row.deployment_id)?;
        wanted.entry(id).or_default().notifier = notifier(row)?;
    }
    Ok(wanted)
}

fn notifier(row: Row) -> Result<Notifier> {
    match NotifierKind::from_word(&row.kind) {
        Some(NotifierKind::None) => Ok(Notifier::Nobody),
        Some(NotifierKind::Managed) => Ok(Notifier::Managed { mark: row.mark }),
        Some(NotifierKind::External) => {
            let url = row.url.ok_or_else(|| Error::internal("an external Alertmanager has no URL"))?;
            Ok(Notifier::External(Elsewhere {
                url: url.trim_end_matches('/').to_owned(),
                basic_auth: row.basic_auth_sealed,
                bearer_token: row.bearer_token_sealed,
            }))
        }
        None => Err(Error::internal(format!("the store holds a word that is unknown: {}", row.kind))),
    }
}

/// The text of a file of a deployment, by the SHA-256 of it.
///
/// # Errors
/// When the database fails, or the file is gone.
pub(super) async fn text(store: &Store, id: DeploymentId, name: &str, sha256: &str) -> Result<Vec<u8>> {
    let text: Option<Vec<u8>> = sqlx::query_scalar(
        "select content from rule_file_versions where deployment_id = $1 and name = $2 and sha256 = $3 limit 1",
    )
    .bind(id.to_string())
    .bind(name)
    .bind(sha256)
    .fetch_optional(store.read())
    .await?;
    text.ok_or_else(|| Error::internal("a rule file is gone"))
}

/// Alertmanager's config for a deployment.
///
/// # Errors
/// When the database fails, or the config does not open.
pub(super) async fn config(store: &Store, sealer: &Sealer, id: DeploymentId) -> Result<Secret> {
    let sealed: Option<Option<Vec<u8>>> =
        sqlx::query_scalar("select config_sealed from notifications where deployment_id = $1")
            .bind(id.to_string())
            .fetch_optional(store.read())
            .await?;
    match sealed.flatten() {
        Some(sealed) => sealer.open(&place(id, "config"), &sealed),
        None => Ok(Secret::new(STARTER_CONFIG.to_owned())),
    }
}
