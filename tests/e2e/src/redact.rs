//! Takes secrets out of what a failing test says.

/// Where secrets begin in texts of the console and the server: key and token values, one-time links, cookies.
const STARTS: [&str; 4] = ["khk_", "kht_", "token=", "kh_session="];

/// The text with everything that looks like a secret replaced.
pub fn redacted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, start)) = first_start(rest) {
        let (before, secret) = rest.split_at(at + start.len());
        let end = secret.find(|c: char| !is_of_secret(c)).unwrap_or(secret.len());
        out.push_str(before);
        out.push_str(if end > 4 { "(redacted)" } else { &secret[..end] });
        rest = &secret[end..];
    }
    out.push_str(rest);
    out
}

fn first_start(text: &str) -> Option<(usize, &'static str)> {
    STARTS.iter().filter_map(|start| text.find(start).map(|at| (at, *start))).min()
}

fn is_of_secret(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_.~+/=%".contains(c)
}

#[cfg(test)]
mod tests {
    use super::redacted;

    #[test]
    fn values_and_links_are_taken_out_and_last_fours_stay() {
        let text = "key khk_0123456789abc, link http://h/join#token=abc-DEF_123 and \"khk_…7Qa2\" stays";
        let expected = "key khk_(redacted), link http://h/join#token=(redacted) and \"khk_…7Qa2\" stays";
        assert_eq!(redacted(text), expected);
    }
}
