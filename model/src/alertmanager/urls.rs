//! URLs and addresses, as Go reads them.

/// What is wrong with a URL that is called; nothing if Alertmanager takes it.
pub(super) fn url_problem(text: &str) -> Option<&'static str> {
    if text.chars().any(|c| c.is_ascii_control()) {
        return Some("A URL can't have control characters or line ends.");
    }
    let text = match text.split_once('#') {
        Some((_, fragment)) if !escapes_fit(fragment) => return Some(BAD_ESCAPE),
        Some((before, _)) => before,
        None => text,
    };
    let (scheme, rest) = text.split_once(':').unwrap_or_default();
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return Some("Enter a whole URL that begins with http:// or https://.");
    }
    let rest = rest.split('?').next().unwrap_or_default();
    let Some(rest) = rest.strip_prefix("//") else {
        return Some("Behind http: and https: come two slashes and a host.");
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    authority_problem(authority).or_else(|| (!escapes_fit(path)).then_some(BAD_ESCAPE))
}

const BAD_ESCAPE: &str = "Behind % in a URL come two hexadecimal digits. Write %25 for the sign itself.";

fn authority_problem(authority: &str) -> Option<&'static str> {
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let in_user = |c: char| c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c);
    if !user.chars().all(in_user) || !escapes_fit(user) {
        return Some("The user or password in this URL has characters that must be written as %.");
    }
    if host.is_empty() {
        return Some("The URL has no host.");
    }
    let port = match host.strip_prefix('[') {
        Some(inner) => match inner.split_once(']') {
            Some((_, port)) => port,
            None => return Some("The bracket around the IPv6 address is never closed."),
        },
        None => host.rfind(':').map_or("", |colon| &host[colon..]),
    };
    let port_fits = port.is_empty()
        || port.strip_prefix(':').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    if !port_fits {
        return Some("The port of a URL is a number.");
    }
    // In brackets, a zone may stand behind %25, which is nobody's receiver.
    let in_host =
        |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || "-_.~!$&'()*+,;=:[]<>\"%".contains(c);
    if host.chars().all(in_host) && (host.starts_with('[') || host_escapes_fit(host)) {
        None
    } else {
        Some("The host of this URL has a character that can't be there.")
    }
}

/// Whether two hexadecimal digits stand behind each %.
fn escapes_fit(text: &str) -> bool {
    text.split('%').skip(1).all(|rest| {
        let digits = rest.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}

/// In a host, only bytes that are no ASCII can be escaped.
fn host_escapes_fit(host: &str) -> bool {
    escapes_fit(host) && host.split('%').skip(1).all(|rest| !rest.starts_with(|c: char| c < '8'))
}

/// What is wrong with `host:port`; nothing if Alertmanager takes it.
pub(super) fn address_problem(text: &str) -> Option<&'static str> {
    const SHAPE: &str = "Enter host and port, such as smtp.example.com:587.";
    if text.is_empty() {
        return None;
    }
    let Some((host, port)) = text.rsplit_once(':') else { return Some(SHAPE) };
    let host_fits = match host.strip_prefix('[') {
        Some(inner) => inner.strip_suffix(']').is_some_and(|inner| !inner.contains(['[', ']'])),
        None => !host.contains([':', '[', ']']),
    };
    (!host_fits || port.is_empty() || port.contains(['[', ']'])).then_some(SHAPE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_taken_and_refused_as_go_does() {
        for text in [
            "http://a",
            "HTTPS://a.b:80/c?d=%zz#e",
            "http://user:p%40ss@host/",
            "http://[::1]:80/",
            "http://a/ b",
            "http://a:/",
            "http://ä/",
            "http://:80",
        ] {
            assert_eq!(url_problem(text), None, "{text}");
        }
        for text in [
            "",
            "a",
            "a.b/c",
            "ftp://a",
            "http:a",
            "http:/a",
            "http://",
            "http:///a",
            "http://a b/",
            "http://a:b",
            "http://a/%z",
            "http://a/#%z",
            "http://[::1",
            "http://u ser@a",
            "http://a\nb",
            "http://{{a}}",
        ] {
            assert!(url_problem(text).is_some(), "{text}");
        }
    }

    #[test]
    fn an_address_has_a_host_and_a_port() {
        for text in ["", "a:25", ":25", "[::1]:25", "a:smtp"] {
            assert_eq!(address_problem(text), None, "{text}");
        }
        for text in ["a", "a:", "::1:25", "[::1]", "[a:25", "a]:25"] {
            assert!(address_problem(text).is_some(), "{text}");
        }
    }
}
