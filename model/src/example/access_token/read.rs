//! Programs that read.

use super::super::quote::{shell, string, string_without_variables};
use super::{Example, Setting};
use crate::access_token::TEST_METRIC;

/// A data source, as a file that Grafana reads when it starts and as fields to paste.
pub(super) fn grafana(of: &Setting, value: &str) -> Example {
    let url = of.endpoints.query_base();
    let bearer = format!("Bearer {value}");
    let text = format!(
        r#"apiVersion: 1
datasources:
  - name: {name}
    type: prometheus
    access: proxy
    url: {url}
    jsonData:
      httpMethod: POST
      prometheusType: Prometheus
      prometheusVersion: "2.24.0"
      httpHeaderName1: Authorization
    secureJsonData:
      httpHeaderValue1: {value}
"#,
        name = string_without_variables(&of.deployment),
        url = string_without_variables(&url),
        value = string_without_variables(&bearer),
    );
    let expect = "Put it into Grafana’s provisioning/datasources folder and restart Grafana. Or add a Prometheus data \
                  source by hand and paste these:";
    let fields =
        vec![("URL", url.clone()), ("Custom HTTP header", "Authorization".to_owned()), ("Its value", bearer)];
    Example { fields, ..Example::file(text, "YAML", "grafana-datasource.yaml", url, expect) }
}

/// Asks for the raw samples of one metric.
pub(super) fn curl(of: &Setting, value: &str) -> Example {
    let url = of.endpoints.export();
    let text = format!(
        "curl -G {url} \\\n  -H {header} \\\n  --data-urlencode {metric}",
        url = shell(&url),
        header = shell(&format!("Authorization: Bearer {value}")),
        metric = shell(&format!("match[]={TEST_METRIC}")),
    );
    let expect = "Paste it into a terminal. It prints the samples of keyhouse_test, one series a line; put your own \
                  metric in its place. No output means that there are none.";
    Example::command(text, url, expect).with_note(
        "It asks /api/v1/export, which sees a sample within a second or two. /api/v1/query leaves out the last 30 \
         seconds, so a sample that was just written seems to be missing there.",
    )
}

/// Evaluates rules; with a token that may write, also keeps what they gave.
pub(super) fn vmalert(of: &Setting, value: &str) -> Example {
    let (url, writes) = (of.endpoints.query_base(), of.mode.may_write());
    let recording = if writes { "      - record: vmalert_example\n        expr: vector(1)\n" } else { "" };
    let (quoted_url, quoted_value) = (shell(&url), shell(value));
    let mut text = format!(
        "# The rules. A rules.yml that is there already stays as it is.
[ -e rules.yml ] || cat > rules.yml <<'EOF'
groups:
  - name: example
    rules:
{recording}      - alert: TargetDown
        expr: up == 0
        for: 5m
EOF

# Alerts go to the Alertmanager at -notifier.url.
vmalert \\
  -rule=rules.yml \\
  -evaluationInterval=15s \\
  -notifier.url=http://127.0.0.1:9093 \\
  -datasource.url={quoted_url} \\
  -datasource.bearerToken={quoted_value}"
    );
    if !writes {
        let expect = "Paste it into a terminal. It evaluates every 15 seconds; http://127.0.0.1:8880 shows its \
                      groups and alerts.";
        return Example::command(text, url, expect).with_note(
            "This token may only read: alerts work, but forget their state when vmalert restarts, and recording \
             rules need a token that may read and write.",
        );
    }
    text += &keeping(of, &url, value);
    let expect = "Paste it into a terminal. It evaluates every 15 seconds, so vmalert_example arrives within a \
                  minute; http://127.0.0.1:8880 shows its groups.";
    Example::command(text, url, expect).with_note(
        "A command line can be seen by everybody on that machine. For a service, put the token into a file that only \
         vmalert reads, and use the flags that end in bearerTokenFile.",
    )
}

/// The flags by which vmalert keeps what rules gave, and how alerts stand.
fn keeping(of: &Setting, url: &str, value: &str) -> String {
    let value = shell(value);
    format!(
        " \\\n  -remoteWrite.url={} \\\n  -remoteWrite.bearerToken={value} \\\n  -remoteRead.url={} \\\n  \
         -remoteRead.bearerToken={value}",
        shell(&of.endpoints.write_base()),
        shell(url),
    )
}

/// A data source for all projects, and the secret that it uses.
pub(super) fn perses(of: &Setting, value: &str) -> Example {
    let url = of.endpoints.query_base();
    let text = format!(
        "- kind: GlobalSecret
  metadata:
    name: {name}
  spec:
    authorization:
      type: Bearer
      credentials: {value}
- kind: GlobalDatasource
  metadata:
    name: {name}
  spec:
    default: false
    display:
      name: {display}
    plugin:
      kind: PrometheusDatasource
      spec:
        proxy:
          kind: HTTPProxy
          spec:
            url: {quoted_url}
            secret: {name}
",
        name = string(&identifier(&of.deployment)),
        value = string(value),
        display = string(&of.deployment),
        quoted_url = string(&url),
    );
    let expect = "Run percli apply -f perses-datasource.yaml, or put it into a provisioning folder of Perses. The \
                  data source can then be chosen in every project.";
    Example::file(text, "YAML", "perses-datasource.yaml", url, expect)
}

/// The name with only the characters that Perses allows in one.
fn identifier(name: &str) -> String {
    let allowed = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    name.chars().map(allowed).collect()
}
