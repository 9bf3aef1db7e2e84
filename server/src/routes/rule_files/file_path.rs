//! What a path names: a deployment, a rule file, and one of its versions.

use super::NOUN;
use crate::error::{Error, Result};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::problem::FieldProblem;
use keyhouse_model::rule_file::RuleFileName;

/// A rule file in a path. The deployment is looked at first: who may not see it learns nothing about names.
#[derive(Clone, Debug)]
pub(super) struct FilePath {
    /// The deployment.
    pub(super) deployment: DeploymentId,
    name: Result<RuleFileName, FieldProblem>,
}

/// A version of a rule file in a path.
#[derive(Clone, Debug)]
pub(super) struct VersionPath {
    /// The file.
    pub(super) file: FilePath,
    number: Option<u32>,
}

impl<S: Send + Sync> FromRequestParts<S> for FilePath {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        VersionPath::from_request_parts(parts, state).await.map(|path| path.file)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for VersionPath {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        // A path with what is no UTF-8, such as `%ff`, names nothing.
        let params = RawPathParams::from_request_parts(parts, state).await;
        let params = params.map_err(|_| Error::NotFound("page"))?;
        let param = |wanted: &str| params.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value);
        let deployment = param("id").and_then(|id| id.parse().ok()).ok_or(Error::NotFound("deployment"))?;
        let name = RuleFileName::parse(param("name").unwrap_or_default(), "/name");
        let number = param("number").and_then(|number| number.parse().ok());
        Ok(Self { file: FilePath { deployment, name }, number })
    }
}

impl FilePath {
    /// The name of a file that is there, if any is.
    ///
    /// # Errors
    /// `not_found` for what is no name: no file has it.
    pub(super) fn known(self) -> Result<RuleFileName> {
        self.name.map_err(|_| Error::NotFound(NOUN))
    }

    /// The name of a file that may be made.
    ///
    /// # Errors
    /// `invalid` for what is no name.
    pub(super) fn wanted(self) -> Result<RuleFileName> {
        Ok(self.name?)
    }
}

impl VersionPath {
    /// The name of the file, and the number of its version.
    ///
    /// # Errors
    /// `not_found` for what is no name or no number.
    pub(super) fn known(self) -> Result<(RuleFileName, u32)> {
        let number = self.number.ok_or(Error::NotFound("version"))?;
        Ok((self.file.known()?, number))
    }
}
