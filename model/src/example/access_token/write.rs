//! Programs that write.

use super::super::quote::{shell, string, string_without_variables, telegraf as toml};
use super::{Example, Setting};
use crate::access_token::TEST_METRIC;

/// The first release with OpenTelemetry's own path, `/opentelemetry/v1/metrics`, is v1.99.
const OTLP_SINCE: u32 = 99;

/// Collects and sends.
pub(super) fn vmagent(of: &Setting, value: &str) -> Example {
    let url = of.endpoints.remote_write();
    let text = format!(
        r#"# What to scrape. A scrape.yml that is there already stays as it is.
[ -e scrape.yml ] || cat > scrape.yml <<'EOF'
global:
  scrape_interval: 15s
scrape_configs:
  - job_name: vmagent
    static_configs:
      - targets: ["127.0.0.1:8429"]
EOF

vmagent \
  -promscrape.config=scrape.yml \
  -remoteWrite.url={url} \
  -remoteWrite.bearerToken={value}"#,
        url = shell(&url),
        value = shell(value),
    );
    let expect = "Paste it into a terminal. vmagent scrapes itself every 15 seconds, so up{job=\"vmagent\"} arrives \
                  within a minute.";
    Example::command(text, url, expect).with_note(
        "A command line can be seen by everybody on that machine. For a service, put the token into a file that only \
         vmagent reads, and use -remoteWrite.bearerTokenFile.",
    )
}

/// Sends on what Prometheus scrapes.
pub(super) fn prometheus(of: &Setting, value: &str) -> Example {
    let url = of.endpoints.remote_write();
    let text = format!(
        r#"global:
  scrape_interval: 15s
scrape_configs:
  - job_name: prometheus
    static_configs:
      - targets: ["localhost:9090"]
remote_write:
  - url: {url}
    authorization:
      credentials: {value}
"#,
        url = string(&url),
        value = string(value),
    );
    let expect = "Save it as prometheus.yml, or copy remote_write into the one you have, and restart Prometheus. \
                  up{job=\"prometheus\"} arrives within a minute.";
    Example::file(text, "YAML", "prometheus.yml", url, expect).with_note(
        "Needs Prometheus 2.26 or newer; older ones have bearer_token in place of authorization and credentials.",
    )
}

/// Sends one sample.
pub(super) fn curl(of: &Setting, value: &str) -> Example {
    let url = of.endpoints.import_prometheus();
    let text = format!(
        "curl {url} \\\n  -H {header} \\\n  --data-binary {sample} \\\n  -w 'HTTP %{{http_code}}\\n'",
        url = shell(&url),
        header = shell(&format!("Authorization: Bearer {value}")),
        sample = shell(&format!("{TEST_METRIC}{{source=\"curl\"}} 123")),
    );
    Example::command(text, url, "Paste it into a terminal. HTTP 204 means that the sample is written.")
}

/// Passes on what programs send in OpenTelemetry's protocol.
pub(super) fn opentelemetry(of: &Setting, value: &str) -> Example {
    let is_old = of.is_older_than(OTLP_SINCE);
    let (exporter, setting, url) = if is_old {
        ("prometheusremotewrite", "endpoint", of.endpoints.remote_write())
    } else {
        ("otlphttp", "metrics_endpoint", of.endpoints.otlp())
    };
    let text = format!(
        r#"receivers:
  otlp:
    protocols:
      grpc:
        endpoint: "127.0.0.1:4317"
      http:
        endpoint: "127.0.0.1:4318"
exporters:
  {exporter}:
    {setting}: {url}
    headers:
      Authorization: {bearer}
service:
  pipelines:
    metrics:
      receivers: [otlp]
      exporters: [{exporter}]
"#,
        url = string_without_variables(&url),
        bearer = string_without_variables(&format!("Bearer {value}")),
    );
    let expect = "Run otelcol-contrib --config otel-collector.yaml, and point programs at port 4317 (gRPC) or 4318 \
                  (HTTP). Their metrics arrive as they send them.";
    let note = if is_old {
        "The VictoriaMetrics of this deployment has no OpenTelemetry endpoint (v1.99 and newer have one), so the \
         collector sends by Prometheus remote write, which every version takes."
    } else {
        "Needs VictoriaMetrics v1.99 or newer. Traces and logs do not belong here: it stores metrics only."
    };
    Example::file(text, "YAML", "otel-collector.yaml", url, expect).with_note(note)
}

/// Collects and sends in the line protocol of Influx databases.
pub(super) fn telegraf(of: &Setting, value: &str) -> Example {
    let url = of.endpoints.influx();
    let text = format!(
        r#"[agent]
  interval = "10s"

[[inputs.cpu]]
[[inputs.mem]]

[[outputs.influxdb]]
  urls = [{url}]
  http_headers = {{"Authorization" = {bearer}}}
  database = "telegraf"
  skip_database_creation = true
  exclude_retention_policy_tag = true
  content_encoding = "gzip"
"#,
        url = toml(&url),
        bearer = toml(&format!("Bearer {value}")),
    );
    let expect = "Run telegraf --config telegraf.conf. After about 20 seconds cpu_usage_idle and mem_used are there, \
                  with the label db=\"telegraf\".";
    Example::file(text, "TOML", "telegraf.conf", url, expect)
}
