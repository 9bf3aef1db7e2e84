//! How Alertmanager calls others: `http_config` and what belongs to it, as its documentation has it under that name.

use super::fields::Fields;
use super::reader::Reader;
use super::schema::Kind::{Any, Bool, File, Needed, Object, OneOf, Secret, SecretMap, Text, Texts};
use super::schema::{Field, Shape, field, nothing};
use crate::rules::Code;

/// The settings of HTTP calls.
pub(super) static HTTP: Shape = Shape {
    what: "http_config",
    fields: &[
        &[
            field("basic_auth", Object(&BASIC_AUTH)),
            field("authorization", Object(&AUTHORIZATION)),
            field("oauth2", Object(&OAUTH2)),
            field("bearer_token", Secret),
            field("bearer_token_file", File),
            field("tls_config", Object(&TLS)),
            field("follow_redirects", Bool),
            field("enable_http2", Bool),
            field("http_headers", Any),
        ],
        PROXY,
    ],
    check: check_http,
};

const PROXY: &[Field] = &[
    // With a user and password in it, often.
    field("proxy_url", Secret),
    field("no_proxy", Text),
    field("proxy_from_environment", Bool),
    field("proxy_connect_header", SecretMap),
];

static BASIC_AUTH: Shape = Shape {
    what: "basic_auth",
    fields: &[&[
        field("username", Secret),
        field("username_file", File),
        field("username_ref", Text),
        field("password", Secret),
        field("password_file", File),
        field("password_ref", Text),
    ]],
    check: nothing,
};

static AUTHORIZATION: Shape = Shape {
    what: "authorization",
    fields: &[&[
        field("type", Text),
        field("credentials", Secret),
        field("credentials_file", File),
        field("credentials_ref", Text),
    ]],
    check: check_authorization,
};

static OAUTH2: Shape = Shape {
    what: "oauth2",
    fields: &[
        &[
            field("client_id", Needed),
            field("client_secret", Secret),
            field("client_secret_file", File),
            field("client_secret_ref", Text),
            field("scopes", Texts),
            field("token_url", Needed),
            field("endpoint_params", SecretMap),
            field("tls_config", Object(&TLS)),
        ],
        PROXY,
    ],
    check: nothing,
};

const TLS_VERSIONS: &[&str] = &["TLS10", "TLS11", "TLS12", "TLS13"];

/// The settings of TLS.
pub(super) static TLS: Shape = Shape {
    what: "tls_config",
    fields: &[&[
        field("ca", Text),
        field("cert", Text),
        field("key", Secret),
        field("ca_file", File),
        field("cert_file", File),
        field("key_file", File),
        field("ca_ref", Text),
        field("cert_ref", Text),
        field("key_ref", Text),
        field("server_name", Text),
        field("insecure_skip_verify", Bool),
        field("min_version", OneOf(TLS_VERSIONS)),
        field("max_version", OneOf(TLS_VERSIONS)),
        field("next_protos", Texts),
    ]],
    check: nothing,
};

/// Only one way to sign in can be there.
fn check_http(reader: &mut Reader<'_, '_>, fields: &Fields) {
    let ways = ["basic_auth", "authorization", "oauth2", "bearer_token"];
    let mut found = ways.iter().filter(|name| fields.is_there(reader.tree, name));
    if let (Some(first), Some(second)) = (found.next(), found.next()) {
        let message =
            format!("There is {first} already, and only one way to sign in can be used. Delete one.");
        reader.error_at_key(fields, second, Code::ConflictingFields, message);
    }
}

fn check_authorization(reader: &mut Reader<'_, '_>, fields: &Fields) {
    let kind = fields.text(reader.tree, "type").unwrap_or_default();
    if kind.trim().eq_ignore_ascii_case("basic") {
        let message = "For user and password, there is basic_auth. Use that instead of authorization.";
        reader.error_at_value(fields, "type", Code::UnknownValue, message.to_owned());
    }
}

/// Without a key in the config, Amazon's library looks for one on the server: in files, in the environment, and at the
/// machine's own role. Whoever writes a config must not act as the server.
pub(super) fn check_amazon_key(reader: &mut Reader<'_, '_>, sns: &Fields) {
    let tree = reader.tree;
    let sigv4 = sns.value("sigv4").map(|node| Fields::of(tree, node)).unwrap_or_default();
    if sigv4.is_filled(tree, "profile") {
        let message = "profile would read credentials from the files of the server that Alertmanager runs on. Write \
                       access_key: and secret_key: instead; they are kept encrypted.";
        reader.error_at_key(&sigv4, "profile", Code::ServerCredentials, message.to_owned());
    }
    // One half without the other is said by itself.
    let halves = ["access_key", "secret_key"];
    let half = halves.map(|name| sigv4.is_there(tree, name));
    if half[0] == half[1] && !halves.iter().all(|name| sigv4.is_filled(tree, name)) && reader.whole {
        let message = "Without a key, Alertmanager would sign in to Amazon as the server that it runs on. Add sigv4: \
                       with access_key: and secret_key:; they are kept encrypted.";
        reader.error(reader.first_line(sns.node), Code::ServerCredentials, message);
    }
    // Alertmanager takes on the role with the key of the config only if there is a URL, too.
    if sigv4.is_filled(tree, "role_arn") && !sns.is_filled(tree, "api_url") && reader.whole {
        let message = "Without api_url: beside sigv4:, Alertmanager would take on this role as the server that it runs \
                       on. Add it, such as https://sns.us-east-2.amazonaws.com.";
        reader.error_at_key(&sigv4, "role_arn", Code::ServerCredentials, message.to_owned());
    }
}

/// The two halves of a key of Amazon's belong together.
pub(super) fn check_sigv4(reader: &mut Reader<'_, '_>, fields: &Fields) {
    let (key, secret) =
        (fields.is_there(reader.tree, "access_key"), fields.is_there(reader.tree, "secret_key"));
    if key != secret && reader.whole {
        let missing = if key { "secret_key" } else { "access_key" };
        reader.missing(fields, &format!("access_key and secret_key belong together; {missing} is missing."));
    }
}
