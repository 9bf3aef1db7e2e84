//! Where the access endpoint finds a deployment's data.

use keyhouse_model::secret::Secret;

/// The URLs of a deployment, without a slash at the end.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Backend {
    /// One process that does it all.
    Single {
        /// Its URL.
        url: String,
    },
    /// A process for each task.
    Cluster {
        /// Of `vminsert`; paths begin with `/insert/`.
        insert_url: String,
        /// Of `vmselect`; paths begin with `/select/`.
        select_url: String,
    },
}

/// How to reach a deployment's data: where, and with which credential.
#[derive(Debug)]
pub struct Reach {
    /// Where.
    pub backend: Backend,
    /// The whole value of the header `Authorization` that it asks for.
    pub authorization: Option<Secret>,
}
