//! E-mail.

use super::fields::Fields;
use super::http::TLS;
use super::reader::Reader;
use super::schema::Kind::{Address, Any, Bool, File, Needed, Object, Secret, Text, TextMap};
use super::schema::{Shape, field};
use crate::rules::Code;
use std::collections::HashMap;

/// A mail.
pub(super) static EMAIL: Shape = Shape {
    what: "email_configs",
    fields: &[&[
        field("send_resolved", Bool),
        field("to", Needed),
        field("from", Text),
        field("hello", Text),
        field("smarthost", Address),
        field("auth_username", Secret),
        field("auth_password", Secret),
        field("auth_password_file", File),
        field("auth_secret", Secret),
        field("auth_secret_file", File),
        field("auth_identity", Secret),
        field("headers", TextMap),
        field("html", Text),
        field("text", Text),
        field("require_tls", Bool),
        field("tls_config", Object(&TLS)),
        field("force_implicit_tls", Bool),
        field("threading", Any),
    ]],
    check: check_email,
};

fn check_email(reader: &mut Reader<'_, '_>, fields: &Fields) {
    reader.own_or_global(fields, "smarthost", "smtp_smarthost");
    reader.own_or_global(fields, "from", "smtp_from");
    let Some(headers) = fields.value("headers") else { return };
    let mut seen: HashMap<String, String> = HashMap::new();
    for (name, key) in Fields::of(reader.tree, headers).keys() {
        // The same name in the same letters is said already.
        let first = seen.entry(name.to_ascii_lowercase()).or_insert_with(|| name.clone());
        if *first != name {
            let message = format!("There is a header {first} already; capital letters make no difference.");
            reader.error(reader.tree.span(key), Code::DuplicateField, message);
        }
    }
}
