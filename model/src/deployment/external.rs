//! The checks of where VictoriaMetrics runs already.

use super::{DeploymentType, External};
use crate::catalog::EXTERNAL;
use crate::problem::FieldProblem;
use crate::secret::OnWire;

/// How many characters a URL or a credential may have.
const MAX_CHARS: usize = 2048;

/// What is wrong with `external` for a deployment of this type at this provider.
pub(super) fn problems(
    external: Option<&External>,
    kind: DeploymentType,
    provider: &str,
) -> Vec<FieldProblem> {
    match (external, provider == EXTERNAL) {
        (None, false) => Vec::new(),
        (None, true) => {
            let detail = "Say where VictoriaMetrics runs.";
            vec![FieldProblem::new("/external", "required", detail)]
        }
        (Some(_), false) => {
            let detail = format!("Leave this out, or choose the provider {EXTERNAL}.");
            vec![FieldProblem::new("/external", "not_allowed", detail)]
        }
        (Some(external), true) => {
            let credential =
                credential_problem("/external", external.basic_auth.as_ref(), external.bearer_token.as_ref());
            url_problems(external, kind).into_iter().chain(credential).collect()
        }
    }
}

fn url_problems(external: &External, kind: DeploymentType) -> Vec<FieldProblem> {
    let single = kind == DeploymentType::SingleNode;
    let urls = &external.urls;
    [
        ("/external/url", &urls.url, single),
        ("/external/insert_url", &urls.insert_url, !single),
        ("/external/select_url", &urls.select_url, !single),
    ]
    .into_iter()
    .filter_map(|(pointer, url, wanted)| {
        let problem = |code, detail: &str| Some(FieldProblem::new(pointer, code, detail));
        match url.as_deref() {
            None | Some("") if wanted => problem("required", "Enter the URL, such as http://10.0.0.5:8428."),
            None => None,
            Some(_) if !wanted && single => problem("not_allowed", "A single node has one URL, `url`."),
            Some(_) if !wanted => problem("not_allowed", "A cluster has `insert_url` and `select_url`."),
            Some(url) => url_problem(url).and_then(|(code, detail)| problem(code, detail)),
        }
    })
    .collect()
}

/// What is wrong with a URL that paths are appended to. Its credentials have fields of their own, where they are sealed.
pub(crate) fn url_problem(url: &str) -> Option<(&'static str, &'static str)> {
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let plain =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic() && !br#""<>\^`{|}"#.contains(&byte));
    if url.len() > MAX_CHARS {
        Some(("too_long", "Use a shorter URL."))
    } else if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        Some(("not_a_url", "Enter a whole URL that begins with http:// or https://."))
    } else if rest.contains(['?', '#']) {
        Some(("not_a_url", "Leave out `?` and `#` and what follows: paths are appended to the URL."))
    } else if authority.contains('@') {
        let detail = "Leave the user and password out of the URL; give them as `basic_auth`.";
        Some(("credentials", detail))
    } else if !is_authority(authority) || !plain(path) {
        Some(("not_a_url", "Enter a URL with a host, and a port if it needs one, without blanks."))
    } else {
        None
    }
}

/// A host name, an IPv4 address or an IPv6 address in brackets, with or without a port.
fn is_authority(text: &str) -> bool {
    let after_host = match text.strip_prefix('[') {
        Some(rest) => rest
            .split_once(']')
            .and_then(|(address, rest)| address.parse::<std::net::Ipv6Addr>().is_ok().then_some(rest)),
        None => {
            let (host, rest) = text.split_at(text.find(':').unwrap_or(text.len()));
            is_host(host).then_some(rest)
        }
    };
    after_host.is_some_and(|rest| match rest.strip_prefix(':') {
        Some(port) => {
            port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
        }
        None => rest.is_empty(),
    })
}

fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    text.len() <= 253 && text.strip_suffix('.').unwrap_or(text).split('.').all(label)
}

/// What is wrong with a credential whose fields stand under `parent` in the body. Both kinds end up in one header line,
/// which a line break would split in two.
pub(crate) fn credential_problem(
    parent: &str,
    basic_auth: Option<&OnWire>,
    bearer_token: Option<&OnWire>,
) -> Option<FieldProblem> {
    let problem =
        |name, code, detail: &str| Some(FieldProblem::new(&format!("{parent}/{name}"), code, detail));
    let written =
        |text: &str| !text.is_empty() && text.len() <= MAX_CHARS && !text.chars().any(char::is_control);
    match (basic_auth, bearer_token) {
        (Some(_), Some(_)) => {
            problem("bearer_token", "not_allowed", "Use either `basic_auth` or `bearer_token`.")
        }
        (Some(pair), None) => {
            let text = pair.0.expose();
            let has_user = text.split_once(':').is_some_and(|(user, _)| !user.is_empty());
            // vmalert reads it from a file, whose end it trims, and the deployment's rules would never be evaluated.
            if text.ends_with(char::is_whitespace) && written(text) {
                let detail = "The password ends with a blank, which vmalert leaves out. Set another one there, without a \
                              blank at its end.";
                return problem("basic_auth", "ends_with_blank", detail);
            }
            if written(text) && has_user {
                return None;
            }
            problem("basic_auth", "malformed", "Enter it as user:password.")
        }
        (None, Some(token)) => {
            let text = token.0.expose();
            if written(text) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
                return None;
            }
            problem("bearer_token", "malformed", "Enter the token alone, without blanks.")
        }
        (None, None) => None,
    }
}
