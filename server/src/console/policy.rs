//! The content security policy of the console's page, from the page itself.

use axum::http::{HeaderValue, Uri};
use data_encoding::BASE64;
use sha2::{Digest, Sha256};

/// Allows what the page needs and nothing else: its own files, WebAssembly, the scripts that stand in it, and calls to
/// its own origin or to the API that `config` names.
pub(super) fn of(page: &str, config: Option<&str>) -> HeaderValue {
    let scripts: String = inline_scripts(page).map(|script| format!(" 'sha256-{}'", hash(script))).collect();
    let api = config.and_then(api_origin).map(|origin| format!(" {origin}")).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'; img-src 'self'; font-src \
         'self'; connect-src 'self'{api}; worker-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'self'; \
         frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
}

/// The text of every script that has one of its own rather than a `src`.
fn inline_scripts(page: &str) -> impl Iterator<Item = &str> {
    let mut rest = page;
    std::iter::from_fn(move || {
        loop {
            let start = find_ignoring_case(rest, "<script")?;
            let (attributes, body) = split_tag(&rest[start + "<script".len()..])?;
            let end = find_ignoring_case(body, "</script")?;
            rest = &body[end..];
            if !has_src(attributes) {
                return Some(&body[..end]);
            }
        }
    })
}

/// Splits behind the tag's own `>`, which may also stand in a quoted value.
fn split_tag(text: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return Some((&text[..at], &text[at + 1..])),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

fn has_src(attributes: &str) -> bool {
    attributes.split_whitespace().any(|part| {
        let name = part.split('=').next().unwrap_or_default();
        name.eq_ignore_ascii_case("src")
    })
}

fn find_ignoring_case(text: &str, what: &str) -> Option<usize> {
    text.as_bytes().windows(what.len()).position(|window| window.eq_ignore_ascii_case(what.as_bytes()))
}

/// As a browser sees it: the parser turns every kind of line end into a line feed.
fn hash(script: &str) -> String {
    let seen = script.replace("\r\n", "\n").replace('\r', "\n");
    BASE64.encode(&Sha256::digest(seen.as_bytes()))
}

/// The origin of the API, if `config.json` names one.
fn api_origin(config: &str) -> Option<String> {
    let config: serde_json::Value = serde_json::from_str(config).ok()?;
    let url: Uri = config.get("api_base_url")?.as_str()?.parse().ok()?;
    let scheme = url.scheme_str().filter(|scheme| ["http", "https"].contains(scheme))?;
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let host = url.host().filter(|host| !host.contains([';', ',', '\'', '"', '*']))?;
    Some(format!("{scheme}://{host}{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(page: &str, config: Option<&str>) -> String {
        of(page, config).to_str().map(str::to_owned).unwrap_or_default()
    }

    #[test]
    fn the_hash_of_each_inline_script_is_in_it() {
        let page = "<script src=\"a.js\"></script><SCRIPT type='module'>alert(1)</SCRIPT><script nonce=\">\">b</script>";
        let scripts: Vec<_> = inline_scripts(page).collect();
        assert_eq!(scripts, ["alert(1)", "b"]);
        // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
        let hash = "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='";
        assert!(policy(page, None).contains(hash), "{}", policy(page, None));
    }

    #[test]
    fn line_ends_are_hashed_as_the_browser_sees_them() {
        assert_eq!(hash("a\r\nb\rc"), hash("a\nb\nc"));
    }

    #[test]
    fn no_inline_style_no_frame_and_nothing_by_default() {
        let policy = policy("<p>no scripts, and a half one <script", None);
        assert!(policy.starts_with("default-src 'none';") && policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe-inline") && !policy.contains("sha256"));
        assert!(policy.contains("connect-src 'self';") && policy.contains("style-src 'self';"));
    }

    #[test]
    fn an_api_elsewhere_may_be_called() {
        let with = |url: &str| policy("", Some(&format!("{{\"api_base_url\": \"{url}\"}}")));
        assert!(
            with("https://keys.example.com:8443/prefix")
                .contains("connect-src 'self' https://keys.example.com:8443;")
        );
        for own in ["", "/prefix", "javascript:alert(1)", "https://a;script-src *"] {
            assert!(with(own).contains("connect-src 'self';"), "{own}");
        }
        assert!(policy("", Some("no json")).contains("connect-src 'self';"));
    }
}
