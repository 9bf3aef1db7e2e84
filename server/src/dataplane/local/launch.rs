//! What it takes to start a deployment's processes: ports, credentials, folders, arguments.

use super::first_hour::Day;
use super::measure::Probe;
use super::plan::Plan;
use crate::dataplane::backend::{Backend, Reach};
use crate::dataplane::deployment_folder;
use crate::dataplane::engines::{self, Engine};
use crate::dataplane::process::{Health, Spec};
use crate::error::{Error, Result};
use crate::random;
use data_encoding::BASE64;
use keyhouse_model::deployment::DeploymentType;
use keyhouse_model::secret::Secret;
use std::ffi::{OsStr, OsString};
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// The user that the access endpoint and Keyhouse are for a deployment's processes.
const USER: &str = "keyhouse";

/// Everything for a start.
#[derive(Debug)]
pub(super) struct Launch {
    /// Its processes, in the order in which they are started.
    pub(super) specs: Vec<Spec>,
    /// How the access endpoint reaches it.
    pub(super) reach: Reach,
    /// The URL where it answers queries.
    pub(super) internal_url: String,
    /// Where the process that stores the data tells what it counts.
    pub(super) storage: Arc<Probe>,
    /// The same for each of its processes.
    pub(super) probes: Vec<Arc<Probe>>,
}

/// Draws new ports and new credentials.
///
/// # Errors
/// When the machine has no free port or no random bytes.
pub(super) fn prepare(plan: &Plan, engines: &[Arc<Engine>], data_folder: &Path) -> Result<Launch> {
    let start = Start {
        plan,
        data_folder,
        folder: deployment_folder(data_folder, plan.id),
        password: random::token()?,
        metrics_key: random::token()?,
    };
    let find = |name: &str| engines.iter().find(|engine| engine.name == name);
    let absent = || Error::internal("an engine is missing");
    match plan.kind {
        DeploymentType::SingleNode => start.single(find(engines::VICTORIA_METRICS).ok_or_else(absent)?),
        DeploymentType::Cluster => start.cluster(
            find(engines::VMSTORAGE).ok_or_else(absent)?,
            find(engines::VMINSERT).ok_or_else(absent)?,
            find(engines::VMSELECT).ok_or_else(absent)?,
        ),
    }
}

/// What all processes of a start share.
struct Start<'a> {
    plan: &'a Plan,
    data_folder: &'a Path,
    folder: PathBuf,
    password: Secret,
    metrics_key: Secret,
}

impl Start<'_> {
    fn single(self, engine: &Engine) -> Result<Launch> {
        let [port] = free_ports()?;
        let spec = self.spec(engine, port, vec![flag("storageDataPath", self.folder.join("data"))])?;
        let url = url(port);
        Ok(self.launch(vec![spec], Backend::Single { url: url.clone() }, url, port, &[]))
    }

    /// The storage first, which the others connect to.
    fn cluster(self, storage: &Engine, insert: &Engine, select: &Engine) -> Result<Launch> {
        let [storage_port, insert_port, select_port, for_insert, for_select] = free_ports()?;
        let address = |port| format!("{}:{port}", Ipv4Addr::LOCALHOST);
        let storage_args = vec![
            flag("storageDataPath", self.folder.join("data")),
            flag("vminsertAddr", address(for_insert)),
            flag("vmselectAddr", address(for_select)),
        ];
        let insert_args = vec![flag("storageNode", address(for_insert))];
        let select_args =
            vec![flag("storageNode", address(for_select)), flag("cacheDataPath", self.folder.join("cache"))];
        let specs = vec![
            self.spec(storage, storage_port, storage_args)?,
            self.spec(insert, insert_port, insert_args)?,
            self.spec(select, select_port, select_args)?,
        ];
        let (insert_url, select_url) = (url(insert_port), url(select_port));
        let internal_url = select_url.clone();
        let backend = Backend::Cluster { insert_url, select_url };
        Ok(self.launch(specs, backend, internal_url, storage_port, &[insert_port, select_port]))
    }

    fn spec(&self, engine: &Engine, port: u16, own: Vec<OsString>) -> Result<Spec> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let ours = [OsString::from("-envflag.enable"), flag("httpListenAddr", address.to_string())];
        let settings = self.plan.args(engine).into_iter().map(OsString::from);
        let copy = |secret: &Secret| Secret::new(secret.expose().to_owned());
        Ok(Spec {
            engine: engine.name,
            version: engine.version.clone(),
            program: engine.path.clone(),
            // Ours come last: where a flag is given twice, the last one counts.
            args: settings.chain(ours).chain(own).collect(),
            secret_env: vec![
                ("httpAuth_username".into(), Secret::new(USER.to_owned())),
                ("httpAuth_password".into(), copy(&self.password)),
                ("metricsAuthKey".into(), copy(&self.metrics_key)),
                // Nobody needs these pages, and without a key every user of the machine could open them.
                ("flagsAuthKey".into(), random::token()?),
                ("pprofAuthKey".into(), random::token()?),
            ],
            folder: self.folder.clone(),
            mark: self.data_folder.to_owned(),
            health: Health { url: format!("{}/health", url(port)), authorization: None },
        })
    }

    fn launch(
        self,
        specs: Vec<Spec>,
        backend: Backend,
        internal_url: String,
        storage: u16,
        others: &[u16],
    ) -> Launch {
        let pair = Secret::new(format!("{USER}:{}", self.password.expose()));
        let authorization = Secret::new(format!("Basic {}", BASE64.encode(pair.expose().as_bytes())));
        let key = || Secret::new(self.metrics_key.expose().to_owned());
        let is_single = matches!(backend, Backend::Single { .. });
        let probe = |port: u16| {
            let authorization = Secret::new(authorization.expose().to_owned());
            let url_of_day = format!("{}/api/v1/status/tsdb", url(port));
            let day = Day { url: url_of_day, authorization, known: Mutex::default() };
            let (url, key) = (format!("{}/metrics", url(port)), key());
            Arc::new(Probe { url, key, day: is_single.then_some(day) })
        };
        let storage = probe(storage);
        let mut probes = vec![Arc::clone(&storage)];
        probes.extend(others.iter().copied().map(probe));
        let reach = Reach { backend, authorization: Some(authorization) };
        Launch { specs, reach, internal_url, storage, probes }
    }
}

fn flag(name: &str, value: impl AsRef<OsStr>) -> OsString {
    let mut flag = OsString::from(format!("-{name}="));
    flag.push(value);
    flag
}

fn url(port: u16) -> String {
    format!("http://{}:{port}", Ipv4Addr::LOCALHOST)
}

/// Ports that are free now, each another one. Should somebody else take one before its engine does, the engine ends,
/// and others are drawn.
pub(in crate::dataplane) fn free_ports<const N: usize>() -> Result<[u16; N]> {
    let bind = |_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    let listeners = (0..N).map(bind).collect::<io::Result<Vec<_>>>();
    let listeners = listeners.map_err(|cause| no_port(&cause))?;
    let mut ports = [0; N];
    for (port, listener) in ports.iter_mut().zip(&listeners) {
        *port = listener.local_addr().map_err(|cause| no_port(&cause))?.port();
    }
    Ok(ports)
}

fn no_port(cause: &io::Error) -> Error {
    Error::internal(format!("there is no free port: {cause}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use keyhouse_model::deployment::{DeduplicationUnit, FlagLists, RetentionUnit};
    use keyhouse_model::id::DeploymentId;
    use std::collections::BTreeSet;
    use uuid::Uuid;

    fn launch(kind: DeploymentType, names: &[&'static str]) -> Launch {
        let plan = Plan {
            id: DeploymentId(Uuid::nil()),
            kind,
            tier: 121,
            retention: (1, RetentionUnit::Months),
            deduplication: (0, DeduplicationUnit::Seconds),
            flags: FlagLists { single: vec!["-search.maxQueryLen=32KiB".into()], ..FlagLists::default() },
        };
        let engines: Vec<_> = names.iter().map(|name| Arc::new(Engine::with_flags(name, &[]))).collect();
        prepare(&plan, &engines, Path::new("/data")).unwrap()
    }

    fn arg(spec: &Spec, name: &str) -> String {
        let args = spec.args.iter().map(|arg| arg.to_str().unwrap());
        let value = args.filter_map(|arg| arg.strip_prefix(&format!("-{name}="))).next();
        value.unwrap_or_default().to_owned()
    }

    #[test]
    fn a_single_node_is_closed_to_others() {
        let launch = launch(DeploymentType::SingleNode, &[engines::VICTORIA_METRICS]);
        let [spec] = launch.specs.as_slice() else { panic!("one process") };
        let folder = "/data/deployments/00000000-0000-0000-0000-000000000000";
        assert_eq!(arg(spec, "storageDataPath"), format!("{folder}/data"));
        assert_eq!(spec.folder, Path::new(folder));
        let url = format!("http://{}", arg(spec, "httpListenAddr"));
        assert_eq!(launch.reach.backend, Backend::Single { url: url.clone() });
        assert_eq!((spec.health.url.clone(), launch.internal_url.clone()), (format!("{url}/health"), url));
        let password = &spec.secret_env.iter().find(|(name, _)| name == "httpAuth_password").unwrap().1;
        let sent = BASE64.encode(format!("keyhouse:{}", password.expose()).as_bytes());
        assert_eq!(launch.reach.authorization.as_ref().unwrap().expose(), format!("Basic {sent}"));
        let args = format!("{:?}", spec.args);
        for (_, secret) in spec.secret_env.iter().filter(|(name, _)| name != "httpAuth_username") {
            assert!(!args.contains(secret.expose()) && !format!("{launch:?}").contains(secret.expose()));
        }
    }

    #[test]
    fn the_processes_of_a_cluster_find_each_other() {
        let launch = launch(DeploymentType::Cluster, &engines::CLUSTER);
        let [storage, insert, select] = launch.specs.as_slice() else { panic!("three processes") };
        let names = [storage.engine, insert.engine, select.engine];
        assert_eq!(names, [engines::VMSTORAGE, engines::VMINSERT, engines::VMSELECT]);
        assert_eq!(arg(insert, "storageNode"), arg(storage, "vminsertAddr"));
        assert_eq!(arg(select, "storageNode"), arg(storage, "vmselectAddr"));
        let listen = |spec| format!("http://{}", arg(spec, "httpListenAddr"));
        let backend = Backend::Cluster { insert_url: listen(insert), select_url: listen(select) };
        assert_eq!(launch.reach.backend, backend);
        let metrics: Vec<_> = launch.probes.iter().map(|probe| probe.url.clone()).collect();
        assert_eq!(metrics, [storage, insert, select].map(|spec| format!("{}/metrics", listen(spec))));
        let mut addresses: BTreeSet<_> = launch.specs.iter().map(listen).collect();
        addresses.extend([arg(storage, "vminsertAddr"), arg(storage, "vmselectAddr")]);
        assert_eq!(addresses.len(), 5, "each port is another one");
    }
}
