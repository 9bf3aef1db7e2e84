//! Which deployments a key reaches.

use crate::id::DeploymentId;
use crate::problem::FieldProblem;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeSet;

/// How many deployments can be selected for one key.
pub const MAX_SELECTED: usize = 1000;

/// The deployments that a key reaches: `"all"`, or an array of ids.
///
/// All of today's deployments, each selected, is not the same as all: those created later are left out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum DeploymentAccess {
    /// Every deployment, and those created later.
    All,
    /// These and no others.
    Selected(BTreeSet<DeploymentId>),
}

impl DeploymentAccess {
    /// Whether it lets a key reach a deployment.
    pub fn reaches(&self, deployment: DeploymentId) -> bool {
        match self {
            Self::All => true,
            Self::Selected(ids) => ids.contains(&deployment),
        }
    }

    /// Checks the number of selected deployments. That they exist is for the server to say.
    ///
    /// # Errors
    /// A problem with the code `empty` or `too_many`.
    pub fn check(&self, pointer: &str) -> Result<Self, FieldProblem> {
        match self {
            Self::Selected(ids) if ids.is_empty() => {
                let detail = "Select at least one deployment, or choose all of them.";
                Err(FieldProblem::new(pointer, "empty", detail))
            }
            Self::Selected(ids) if ids.len() > MAX_SELECTED => {
                let detail = format!("Select at most {MAX_SELECTED} deployments, or choose all of them.");
                Err(FieldProblem::new(pointer, "too_many", detail))
            }
            fine => Ok(fine.clone()),
        }
    }
}

impl Serialize for DeploymentAccess {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All => to.serialize_str("all"),
            Self::Selected(ids) => ids.serialize(to),
        }
    }
}

impl<'de> Deserialize<'de> for DeploymentAccess {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "expected \"all\" or an array of deployment ids")]
        enum Wire {
            Word(All),
            Ids(BTreeSet<DeploymentId>),
        }
        #[derive(Deserialize)]
        enum All {
            #[serde(rename = "all")]
            All,
        }
        Ok(match Wire::deserialize(from)? {
            Wire::Word(All::All) => Self::All,
            Wire::Ids(ids) => Self::Selected(ids),
        })
    }
}

#[cfg(feature = "openapi")]
mod schema {
    use super::DeploymentAccess;
    use utoipa::openapi::schema::{
        ArrayBuilder, KnownFormat, ObjectBuilder, OneOfBuilder, SchemaFormat, Type,
    };
    use utoipa::openapi::{RefOr, Schema};

    impl utoipa::PartialSchema for DeploymentAccess {
        fn schema() -> RefOr<Schema> {
            let all = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["all"]));
            let id = ObjectBuilder::new()
                .schema_type(Type::String)
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)));
            let ids = ArrayBuilder::new().items(id).min_items(Some(1)).max_items(Some(super::MAX_SELECTED));
            OneOfBuilder::new()
                .item(all)
                .item(ids)
                .description(Some(
                    "\"all\" (those created later too), or the ids of the selected deployments.",
                ))
                .into()
        }
    }

    impl utoipa::ToSchema for DeploymentAccess {}
}
