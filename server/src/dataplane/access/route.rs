//! Which paths a token reaches, and where they lead.
//!
//! The paths are patterns in Go's syntax that have to match a whole path; vmauth takes the first route that has one, and
//! appends the path to the route's prefix. What no route takes is refused. Only what reads or only what writes is
//! listed, by name: under the same prefixes lie calls that delete series or change settings.

use super::super::backend::Backend;
use keyhouse_model::access_token::{AccessMode, TenantId};

/// One route of a token.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Route {
    /// The paths that it takes.
    pub(super) paths: Vec<String>,
    /// The URL that they are appended to.
    pub(super) prefix: String,
}

/// What Prometheus' clients write to, and VictoriaMetrics' own imports.
const PROMETHEUS_WRITE: &[&str] = &["/api/v1/write", "/api/v1/push", "/api/v1/import(/.*)?"];
/// What the clients of other systems write to.
const OTHER_WRITE: &[&str] =
    &["/influx/.*", "/datadog/.*", "/opentelemetry/.*", "/newrelic/.*", "/zabbixconnector/.*"];
/// What a single node also has without a prefix. Telegraf asks `/query` for databases before it writes.
const ROOT_WRITE: &[&str] = &["/write", "/query", "/api/v2/write", "(/opentsdb)?/api/put"];
/// What Prometheus' clients read.
const PROMETHEUS_READ: &[&str] = &[
    "/api/v1/(query|query_range|query_exemplars|series|series/count|labels|label/[^/]+/values|metadata)",
    "/api/v1/(export|export/csv|export/native|rules|alerts|notifiers|format_query|parse_query)",
    "/api/v1/status/(tsdb|active_queries|top_queries|buildinfo|metric_names_stats)",
    "/federate",
    "/vmui(/.*)?",
    "/vmalert(/(home|groups|alerts|alert|rule|notifiers|static/.*|api/.*)?)?",
    "/(expand-with-exprs|prettify-query|metric-relabel-debug|downsampling-filters-debug|retention-filters-debug)",
];
/// What Graphite's clients read. Other paths below `/tags` add and delete series.
const GRAPHITE_READ: &[&str] = &[
    "/render",
    r"/metrics/(find|find/|expand|expand/|index\.json)",
    "/tags(/autoComplete/(tags|values)|/findSeries)?",
    "/functions(/.*)?",
];
/// The tenants that a path of a cluster can name.
const ANY_TENANT: &str = "(multitenant|[0-9]+(:[0-9]+)?)";

/// The routes of a token with this mode and tenant to a deployment that runs there.
pub(super) fn routes(mode: AccessMode, tenant: Option<TenantId>, backend: &Backend) -> Vec<Route> {
    let [write, read] = match (backend, tenant) {
        (Backend::Single { url }, None) => single(url),
        (Backend::Cluster { insert_url, select_url }, None) => cluster(insert_url, select_url),
        (Backend::Cluster { insert_url, select_url }, Some(tenant)) => bound(insert_url, select_url, tenant),
        // A single node has no tenants, so no such token is made; one that is there all the same reaches nothing.
        (Backend::Single { .. }, Some(_)) => return Vec::new(),
    };
    let write = mode.may_write().then_some(write);
    let read = mode.may_read().then_some(read);
    write.into_iter().chain(read).collect()
}

fn single(url: &str) -> [Route; 2] {
    let write =
        [PROMETHEUS_WRITE, OTHER_WRITE, ROOT_WRITE].map(|paths| under("(/prometheus)?", paths)).concat();
    let read = [under("(/prometheus)?", PROMETHEUS_READ), under("(/prometheus)?(/graphite)?", GRAPHITE_READ)]
        .concat();
    [Route { paths: write, prefix: base(url) }, Route { paths: read, prefix: base(url) }]
}

/// Any tenant: the path names it.
fn cluster(insert_url: &str, select_url: &str) -> [Route; 2] {
    let insert = format!("/insert/{ANY_TENANT}");
    let write = [
        under(&format!("{insert}/prometheus"), PROMETHEUS_WRITE),
        under(&insert, OTHER_WRITE),
        vec![format!("{insert}/opentsdb/api/put")],
    ];
    let select = format!("/select/{ANY_TENANT}");
    let read = [
        under(&format!("{select}/prometheus"), PROMETHEUS_READ),
        under(&format!("{select}/graphite"), GRAPHITE_READ),
        vec![format!("{select}/vmui(/.*)?"), "/admin/tenants".to_owned()],
    ];
    [
        Route { paths: write.concat(), prefix: base(insert_url) },
        Route { paths: read.concat(), prefix: base(select_url) },
    ]
}

/// One tenant: the prefix names it, and no path can leave it.
fn bound(insert_url: &str, select_url: &str, tenant: TenantId) -> [Route; 2] {
    let write = [under("/prometheus", PROMETHEUS_WRITE), under("", OTHER_WRITE)].concat();
    let read = [
        under("/prometheus", PROMETHEUS_READ),
        under("/graphite", GRAPHITE_READ),
        vec!["/vmui(/.*)?".to_owned()],
    ];
    [
        Route { paths: write, prefix: format!("{}/insert/{tenant}", base(insert_url)) },
        Route { paths: read.concat(), prefix: format!("{}/select/{tenant}", base(select_url)) },
    ]
}

fn under(prefix: &str, paths: &[&str]) -> Vec<String> {
    paths.iter().map(|path| format!("{prefix}{path}")).collect()
}

fn base(url: &str) -> String {
    url.trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use keyhouse_model::access_token::Endpoints;
    use keyhouse_model::deployment::DeploymentType;
    use regex::Regex;

    const TENANT: TenantId = TenantId { account: 5, project: Some(7) };

    fn single() -> Backend {
        Backend::Single { url: "http://vm:8428/".into() }
    }

    fn cluster() -> Backend {
        Backend::Cluster {
            insert_url: "http://vminsert:8480".into(),
            select_url: "http://vmselect:8481/pre".into(),
        }
    }

    /// Where vmauth leads a request for `path`: the first route with a pattern that matches all of it.
    fn lead(mode: AccessMode, tenant: Option<TenantId>, backend: &Backend, path: &str) -> Option<String> {
        let takes = |route: &Route| {
            route.paths.iter().any(|pattern| Regex::new(&format!("^(?:{pattern})$")).unwrap().is_match(path))
        };
        let routes = routes(mode, tenant, backend);
        routes.iter().find(|route| takes(route)).map(|route| format!("{}{path}", route.prefix))
    }

    /// That every mode gets there which may write (or read), and no other.
    #[track_caller]
    fn check(writes: bool, tenant: Option<TenantId>, backend: &Backend, path: &str, to: &str) {
        for mode in AccessMode::ALL {
            let may = if writes { mode.may_write() } else { mode.may_read() };
            let expected = may.then(|| to.to_owned());
            assert_eq!(lead(*mode, tenant, backend, path), expected, "{} {path}", mode.as_str());
        }
    }

    fn writes(urls: &Endpoints) -> Vec<String> {
        let more = ["/write", "/query", "/health"].map(|end| format!("{}{end}", urls.influx()));
        let pushed = format!("{}/metrics/job/a/instance/b", urls.import_prometheus());
        let plain =
            [urls.remote_write(), urls.import_prometheus(), urls.import_json(), urls.otlp(), urls.datadog()];
        plain.into_iter().chain(more).chain([pushed]).collect()
    }

    fn reads(urls: &Endpoints) -> Vec<String> {
        let base = urls.query_base();
        let below = [
            "/api/v1/labels",
            "/api/v1/label/job/values",
            "/api/v1/series",
            "/api/v1/export/csv",
            "/federate",
        ];
        let below = below.map(|end| format!("{base}{end}"));
        let rules = ["/vmalert/api/v1/rules", "/vmalert/api/v1/alerts", "/vmui/", "/api/v1/status/buildinfo"];
        let rules = rules.map(|end| format!("{base}{end}"));
        let graphite =
            ["/render", "/metrics/find", "/tags/findSeries"].map(|end| format!("{}{end}", urls.graphite()));
        let plain = [urls.query(), urls.query_range(), urls.export()];
        plain.into_iter().chain(below).chain(rules).chain(graphite).collect()
    }

    #[test]
    fn every_url_of_the_table_leads_there_for_those_who_may() {
        for (kind, tenant, backend, write_to, read_to) in [
            (DeploymentType::SingleNode, None, single(), "http://vm:8428", "http://vm:8428"),
            (DeploymentType::Cluster, None, cluster(), "http://vminsert:8480", "http://vmselect:8481/pre"),
            (
                DeploymentType::Cluster,
                Some(TENANT),
                cluster(),
                "http://vminsert:8480/insert/5:7",
                "http://vmselect:8481/pre/select/5:7",
            ),
        ] {
            let urls = Endpoints::new(kind, tenant, "");
            for path in writes(&urls) {
                check(true, tenant, &backend, &path, &format!("{write_to}{path}"));
            }
            for path in reads(&urls) {
                check(false, tenant, &backend, &path, &format!("{read_to}{path}"));
            }
        }
    }

    #[test]
    fn a_single_node_takes_the_short_forms_and_those_of_tenants_too() {
        for path in ["/write", "/api/v2/write", "/query", "/api/put", "/prometheus/api/v1/write"] {
            check(true, None, &single(), path, &format!("http://vm:8428{path}"));
        }
        for path in
            ["/render", "/metrics/index.json", "/prometheus/api/v1/query", "/prometheus/graphite/render"]
        {
            check(false, None, &single(), path, &format!("http://vm:8428{path}"));
        }
    }

    #[test]
    fn a_cluster_takes_any_tenant_by_its_number() {
        for tenant in ["0", "5", "5:7", "multitenant"] {
            let path = format!("/insert/{tenant}/prometheus/api/v1/write");
            check(true, None, &cluster(), &path, &format!("http://vminsert:8480{path}"));
            let path = format!("/select/{tenant}/prometheus/api/v1/query");
            check(false, None, &cluster(), &path, &format!("http://vmselect:8481/pre{path}"));
        }
        check(false, None, &cluster(), "/admin/tenants", "http://vmselect:8481/pre/admin/tenants");
        for path in
            ["/insert/x/prometheus/api/v1/write", "/insert/prometheus/api/v1/write", "/insert/5:/write"]
        {
            assert_eq!(lead(AccessMode::ReadWrite, None, &cluster(), path), None, "{path}");
        }
    }

    #[test]
    fn what_deletes_or_administers_is_reached_by_nobody() {
        let dangers = [
            "/api/v1/admin/tsdb/delete_series",
            "/api/v1/admin/status/metric_names_stats/reset",
            "/internal/resetRollupResultCache",
            "/internal/force_merge",
            "/snapshot/create",
            "/metrics",
            "/flags",
            "/debug/pprof/heap",
            "/-/reload",
            "/vmalert/-/reload",
            "/tags/tagSeries",
            "/tags/tagMultiSeries",
            "/tags/delSeries",
            "/targets",
            "/",
            "",
        ];
        let prefixes = [
            "",
            "/prometheus",
            "/graphite",
            "/select/0/prometheus",
            "/select/0/graphite",
            "/delete/0/prometheus",
        ];
        for (tenant, backend) in [(None, single()), (None, cluster()), (Some(TENANT), cluster())] {
            for path in prefixes.iter().flat_map(|prefix| dangers.map(|path| format!("{prefix}{path}"))) {
                assert_eq!(lead(AccessMode::ReadWrite, tenant, &backend, &path), None, "{path}");
            }
        }
    }

    #[test]
    fn a_tenant_is_not_left_and_a_single_node_has_none() {
        for path in
            ["/insert/0/prometheus/api/v1/write", "/select/0/prometheus/api/v1/query", "/admin/tenants"]
        {
            assert_eq!(lead(AccessMode::ReadWrite, Some(TENANT), &cluster(), path), None, "{path}");
        }
        assert!(routes(AccessMode::ReadWrite, Some(TENANT), &single()).is_empty());
    }
}
