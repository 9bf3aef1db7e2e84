//! Tenants of a cluster.

use crate::problem::FieldProblem;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A tenant of a cluster: an account, and a project of it where one was named. Both are 32-bit numbers.
///
/// It is written as it was read: `5` stays `5`, though it names the same tenant as `5:0`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TenantId {
    /// The account.
    pub account: u32,
    /// The project; `None` means 0.
    pub project: Option<u32>,
}

impl TenantId {
    /// Reads `accountID` or `accountID:projectID`; `pointer` is where it stands in the body, for the problem.
    ///
    /// # Errors
    /// A problem with the code `invalid`.
    pub fn parse(text: &str, pointer: &str) -> Result<Self, FieldProblem> {
        let detail = format!("Write accountID or accountID:projectID, each a number from 0 to {}.", u32::MAX);
        text.trim().parse().map_err(|()| FieldProblem::new(pointer, "invalid", detail))
    }
}

impl FromStr for TenantId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        // `parse` alone would take a sign.
        let number = |text: &str| {
            let digits = text.bytes().all(|byte| byte.is_ascii_digit());
            if digits { text.parse().map_err(drop) } else { Err(()) }
        };
        match text.split_once(':') {
            Some((account, project)) => {
                Ok(Self { account: number(account)?, project: Some(number(project)?) })
            }
            None => Ok(Self { account: number(text)?, project: None }),
        }
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.project {
            Some(project) => write!(f, "{}:{project}", self.account),
            None => self.account.fmt(f),
        }
    }
}

impl Serialize for TenantId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TenantId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(|()| D::Error::custom("a tenant is accountID or accountID:projectID"))
    }
}
