//! What the checks say of whole files.
