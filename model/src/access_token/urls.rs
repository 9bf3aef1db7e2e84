//! Where data is written and read with a token: the paths differ by the deployment's type and the token's tenant.

use super::TenantId;
use crate::deployment::DeploymentType;

/// The URLs under which one token writes and reads.
///
/// In a cluster the path names a tenant; for a token of any tenant these URLs name tenant 0, the first one. A token
/// that is bound to a tenant must leave it out: the access endpoint fills it in.
#[derive(Clone, Debug, PartialEq)]
pub struct Endpoints {
    kind: DeploymentType,
    tenant: Option<TenantId>,
    base: String,
}

impl Endpoints {
    /// Of a token that is bound to `tenant` (`None` for any), at the access endpoint `base`.
    pub fn new(kind: DeploymentType, tenant: Option<TenantId>, base: &str) -> Self {
        Self { kind, tenant, base: base.trim_end_matches('/').to_owned() }
    }

    /// Prometheus remote write.
    pub fn remote_write(&self) -> String {
        self.write("/prometheus", "/api/v1/write")
    }

    /// What remote write's own path is put behind, for tools such as vmalert that do so themselves.
    pub fn write_base(&self) -> String {
        self.write("/prometheus", "")
    }

    /// Lines in Prometheus' text format.
    pub fn import_prometheus(&self) -> String {
        self.write("/prometheus", "/api/v1/import/prometheus")
    }

    /// Lines of JSON, as [`Endpoints::export`] answers them.
    pub fn import_json(&self) -> String {
        self.write("/prometheus", "/api/v1/import")
    }

    /// Metrics in OpenTelemetry's protocol, as protobuf over HTTP.
    pub fn otlp(&self) -> String {
        self.write("", "/opentelemetry/v1/metrics")
    }

    /// What clients of an Influx database call its URL; they put `/write` behind it.
    pub fn influx(&self) -> String {
        self.write("", "/influx")
    }

    /// Series as Datadog's agent sends them.
    pub fn datadog(&self) -> String {
        self.write("", "/datadog/api/v2/series")
    }

    /// What Prometheus' clients, such as Grafana, call its URL.
    pub fn query_base(&self) -> String {
        self.read("/prometheus", "")
    }

    /// The value of an expression at one instant.
    pub fn query(&self) -> String {
        self.read("/prometheus", "/api/v1/query")
    }

    /// The values of an expression over a range of time.
    pub fn query_range(&self) -> String {
        self.read("/prometheus", "/api/v1/query_range")
    }

    /// Raw samples as lines of JSON.
    pub fn export(&self) -> String {
        self.read("/prometheus", "/api/v1/export")
    }

    /// What Graphite's clients call its URL.
    pub fn graphite(&self) -> String {
        self.read("", "/graphite")
    }

    fn write(&self, format: &str, path: &str) -> String {
        self.url("insert", format, path)
    }

    fn read(&self, format: &str, path: &str) -> String {
        self.url("select", format, path)
    }

    fn url(&self, direction: &str, format: &str, path: &str) -> String {
        let base = &self.base;
        match (self.kind, self.tenant) {
            // A single node takes Prometheus' paths as Prometheus does.
            (DeploymentType::SingleNode, _) if format == "/prometheus" => format!("{base}{path}"),
            (DeploymentType::SingleNode, _) | (DeploymentType::Cluster, Some(_)) => {
                format!("{base}{format}{path}")
            }
            (DeploymentType::Cluster, None) => format!("{base}/{direction}/0{format}{path}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Url = fn(&Endpoints) -> String;

    const SINGLE: fn(&str) -> Endpoints = |base| Endpoints::new(DeploymentType::SingleNode, None, base);

    fn cluster(tenant: Option<TenantId>) -> Endpoints {
        Endpoints::new(DeploymentType::Cluster, tenant, "https://vm.example.com/")
    }

    /// The rows of VictoriaMetrics Cloud's table: a single node, a cluster, a token of one tenant.
    #[test]
    fn every_url_is_that_of_the_table() {
        let all = [SINGLE("https://vm.example.com"), cluster(None), cluster("5:7".parse().ok())];
        let table: [(Url, [&str; 3]); 12] = [
            (Endpoints::write_base, ["", "/insert/0/prometheus", "/prometheus"]),
            (
                Endpoints::remote_write,
                ["/api/v1/write", "/insert/0/prometheus/api/v1/write", "/prometheus/api/v1/write"],
            ),
            (
                Endpoints::import_prometheus,
                [
                    "/api/v1/import/prometheus",
                    "/insert/0/prometheus/api/v1/import/prometheus",
                    "/prometheus/api/v1/import/prometheus",
                ],
            ),
            (
                Endpoints::import_json,
                ["/api/v1/import", "/insert/0/prometheus/api/v1/import", "/prometheus/api/v1/import"],
            ),
            (
                Endpoints::otlp,
                [
                    "/opentelemetry/v1/metrics",
                    "/insert/0/opentelemetry/v1/metrics",
                    "/opentelemetry/v1/metrics",
                ],
            ),
            (Endpoints::influx, ["/influx", "/insert/0/influx", "/influx"]),
            (
                Endpoints::datadog,
                ["/datadog/api/v2/series", "/insert/0/datadog/api/v2/series", "/datadog/api/v2/series"],
            ),
            (Endpoints::query_base, ["", "/select/0/prometheus", "/prometheus"]),
            (
                Endpoints::query,
                ["/api/v1/query", "/select/0/prometheus/api/v1/query", "/prometheus/api/v1/query"],
            ),
            (
                Endpoints::query_range,
                [
                    "/api/v1/query_range",
                    "/select/0/prometheus/api/v1/query_range",
                    "/prometheus/api/v1/query_range",
                ],
            ),
            (
                Endpoints::export,
                ["/api/v1/export", "/select/0/prometheus/api/v1/export", "/prometheus/api/v1/export"],
            ),
            (Endpoints::graphite, ["/graphite", "/select/0/graphite", "/graphite"]),
        ];
        for (url, paths) in table {
            for (endpoints, path) in all.iter().zip(paths) {
                assert_eq!(url(endpoints), format!("https://vm.example.com{path}"));
            }
        }
    }

    #[test]
    fn a_slash_at_the_end_of_the_endpoint_is_not_doubled() {
        assert_eq!(SINGLE("http://127.0.0.1:8427/").remote_write(), "http://127.0.0.1:8427/api/v1/write");
        assert_eq!(SINGLE("http://127.0.0.1:8427/").query_base(), "http://127.0.0.1:8427");
    }
}
