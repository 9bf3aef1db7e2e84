//! The checks of what is asked for: VictoriaMetrics Cloud's clients make some of them themselves, programs that speak
//! plain HTTP make none.

use super::flags;
use super::{
    DeduplicationUnit, DeploymentChange, DeploymentCreate, DeploymentDetails, DeploymentType,
    DeploymentUpdate, External, ExternalCheck, MaintenanceWindow, NewDeployment, RetentionUnit, Settings,
    StorageUnit,
};
use crate::catalog::{self, AWS, EXTERNAL};
use crate::name::Name;
use crate::problem::FieldProblem;

/// The least room for data, in gigabytes.
pub const MIN_STORAGE_GB: u64 = 10;
/// The most room for the data of a single node, in gigabytes (16 terabytes).
pub const MAX_SINGLE_STORAGE_GB: u64 = 16 * 1024;
/// The most room for the data of a cluster, in gigabytes (1024 terabytes).
pub const MAX_CLUSTER_STORAGE_GB: u64 = 1024 * 1024;
/// The longest retention, in years: VictoriaMetrics takes no longer one.
const MAX_RETENTION_YEARS: u32 = 100;

impl DeploymentCreate {
    /// Checks every part at once.
    ///
    /// # Errors
    /// One problem for each part that is missing or wrong, in the order of the body.
    pub fn parse(self) -> Result<NewDeployment, Vec<FieldProblem>> {
        let mut found = Problems::default();
        let name = found.keep(Name::parse(&self.name, "/name"));
        let kind = found.keep(word(&self.kind, "/type", DeploymentType::ALL, DeploymentType::as_str));
        let provider = found.keep(provider(&self.provider));
        let region = provider.as_deref().and_then(|provider| found.keep(region(&self.region, provider)));
        let tier = kind
            .zip(provider.as_deref())
            .and_then(|(kind, provider)| found.keep(tier(self.tier, kind, provider)));
        let storage = self.storage(kind);
        let storage = found.keep(storage);
        let window = deduplication(Some(self.deduplication), non_empty(&self.deduplication_unit));
        let deduplication = found.keep(window);
        let retention = found.keep(retention(self.retention, &self.retention_unit));
        let maintenance_window = found.keep(maintenance(&self.maintenance_window));
        if let Some((kind, provider)) = kind.zip(provider.as_deref()) {
            found.all(super::external::problems(self.external.as_ref(), kind, provider));
        }
        let settings = || {
            Some(Settings {
                name: name?,
                tier: tier?,
                storage_size_gb: storage?,
                retention: retention?,
                deduplication: deduplication?,
                maintenance_window: maintenance_window?,
            })
        };
        let deployment = settings().zip(kind).zip(provider.zip(region));
        let external = self.external;
        let deployment = deployment.map(|((settings, kind), (provider, region))| NewDeployment {
            kind,
            provider,
            region,
            settings,
            external,
        });
        found.or(deployment)
    }

    /// The size is checked on its own too, so that one round names all that is wrong.
    fn storage(&self, kind: Option<DeploymentType>) -> Result<u64, FieldProblem> {
        storage(self.storage_size, &self.storage_size_unit, kind.unwrap_or(DeploymentType::Cluster))
    }
}

impl ExternalCheck {
    /// Checks every part at once.
    ///
    /// # Errors
    /// One problem for each part that is missing or wrong.
    pub fn parse(self) -> Result<External, Vec<FieldProblem>> {
        let mut found = Problems::default();
        let kind = found.keep(word(&self.kind, "/type", DeploymentType::ALL, DeploymentType::as_str));
        if let Some(kind) = kind {
            found.all(super::external::problems(Some(&self.external), kind, EXTERNAL));
        }
        found.or(kind.map(|_| self.external))
    }
}

impl DeploymentUpdate {
    /// Checks every part at once against the deployment as it stands now.
    ///
    /// # Errors
    /// One problem for each part that is missing or wrong, in the order of the body.
    pub fn parse(self, now: &DeploymentDetails) -> Result<DeploymentChange, Vec<FieldProblem>> {
        let kind = now.summary.kind;
        let mut found = Problems::default();
        let name = found.keep(Name::parse(&self.name, "/name"));
        let tier = found.keep(tier(self.tier, kind, &now.summary.cloud_provider));
        let size = storage(self.storage_size, &self.storage_size_unit, kind);
        let storage = found.keep(size.and_then(|size| grown(size, now.storage_size_gb)));
        let unit = self.deduplication_unit.as_deref();
        let deduplication = found.keep(deduplication(self.deduplication, unit));
        let retention = found.keep(retention(self.retention, &self.retention_unit));
        let maintenance_window = found.keep(maintenance(&self.maintenance_window));
        let flags = self.flags.map(|flags| flags::parse(flags, kind));
        let flags = flags.map(|result| {
            result.unwrap_or_else(|problems| {
                found.all(problems);
                Default::default()
            })
        });
        let change = || {
            Some(DeploymentChange {
                settings: Settings {
                    name: name?,
                    tier: tier?,
                    storage_size_gb: storage?,
                    retention: retention?,
                    deduplication: deduplication?,
                    maintenance_window: maintenance_window?,
                },
                flags,
            })
        };
        let change = change();
        found.or(change)
    }
}

/// What was found wrong so far.
#[derive(Default)]
struct Problems(Vec<FieldProblem>);

impl Problems {
    fn keep<T>(&mut self, result: Result<T, FieldProblem>) -> Option<T> {
        result.map_err(|problem| self.0.push(problem)).ok()
    }

    fn all(&mut self, problems: Vec<FieldProblem>) {
        self.0.extend(problems);
    }

    fn or<T>(self, whole: Option<T>) -> Result<T, Vec<FieldProblem>> {
        whole.filter(|_| self.0.is_empty()).ok_or(self.0)
    }
}

/// One of a few words.
fn word<T: Copy>(
    text: &str,
    pointer: &str,
    all: &[T],
    as_str: fn(T) -> &'static str,
) -> Result<T, FieldProblem> {
    let choices: Vec<&str> = all.iter().map(|value| as_str(*value)).collect();
    let found = all.iter().copied().find(|value| as_str(*value) == text);
    found.ok_or_else(|| one_of(text, pointer, &choices))
}

fn one_of(text: &str, pointer: &str, choices: &[&str]) -> FieldProblem {
    let choices = choices.join(", ");
    if text.is_empty() {
        FieldProblem::new(pointer, "required", format!("Choose one of: {choices}."))
    } else {
        FieldProblem::new(pointer, "unknown", format!("This is none of: {choices}."))
    }
}

fn non_empty(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn provider(text: &str) -> Result<String, FieldProblem> {
    let all = catalog::cloud_providers();
    let ids: Vec<&str> = all.iter().map(|provider| provider.id.as_str()).collect();
    if ids.contains(&text) { Ok(text.to_owned()) } else { Err(one_of(text, "/provider", &ids)) }
}

/// A region of the provider. The one region of a provider need not be said; those of `aws` must, as its clients do.
fn region(text: &str, provider: &str) -> Result<String, FieldProblem> {
    let all = catalog::regions();
    let of_provider = all.iter().filter(|region| region.cloud_provider == provider);
    let names: Vec<&str> = of_provider.map(|region| region.name.as_str()).collect();
    match names.as_slice() {
        [only] if text.is_empty() && provider != AWS => Ok((*only).to_owned()),
        names if names.contains(&text) => Ok(text.to_owned()),
        names => Err(one_of(text, "/region", names)),
    }
}

fn tier(id: u32, kind: DeploymentType, provider: &str) -> Result<u32, FieldProblem> {
    let problem = |code, why: String| {
        let fits: Vec<String> = catalog::tiers()
            .iter()
            .filter(|tier| tier.kind == kind && tier.cloud_provider == provider)
            .map(|tier| format!("{} ({})", tier.id, tier.name))
            .collect();
        Err(FieldProblem::new("/tier", code, format!("{why} Choose one of: {}.", fits.join(", "))))
    };
    match catalog::tier(id) {
        None if id == 0 => problem("required", "A deployment needs a tier.".into()),
        None => problem("unknown", format!("There is no tier {id}.")),
        Some(tier) if tier.kind != kind => {
            let words = (tier.kind.as_str(), kind.as_str());
            problem("wrong_type", format!("Tier {id} is for {}, not for {}.", words.0, words.1))
        }
        Some(tier) if tier.cloud_provider != provider => {
            problem("wrong_provider", format!("Tier {id} is of {}, not of {provider}.", tier.cloud_provider))
        }
        Some(tier) => Ok(tier.id),
    }
}

/// Room for data in gigabytes. A terabyte is 1024 of them: Terraform's provider divides by that.
fn storage(size: u64, unit: &str, kind: DeploymentType) -> Result<u64, FieldProblem> {
    let unit = word(unit, "/storage_size_unit", StorageUnit::ALL, StorageUnit::as_str)?;
    let problem = |code, detail: String| Err(FieldProblem::new("/storage_size", code, detail));
    let max = match kind {
        DeploymentType::SingleNode => MAX_SINGLE_STORAGE_GB,
        DeploymentType::Cluster => MAX_CLUSTER_STORAGE_GB,
    };
    let gigabytes = match unit {
        StorageUnit::Gigabytes => Some(size),
        StorageUnit::Terabytes => size.checked_mul(1024),
    };
    match gigabytes {
        Some(0) => problem("required", "Say how much room the data needs.".into()),
        Some(size) if size < MIN_STORAGE_GB => {
            problem("too_small", format!("The least is {MIN_STORAGE_GB} GB."))
        }
        Some(size) if size <= max => Ok(size),
        _ => problem("too_large", format!("The most for {} is {} TB.", kind.as_str(), max / 1024)),
    }
}

fn grown(size: u64, now: u64) -> Result<u64, FieldProblem> {
    if size < now {
        let detail = format!("Storage can only grow; it has {now} GB now.");
        return Err(FieldProblem::new("/storage_size", "too_small", detail));
    }
    Ok(size)
}

fn retention(value: u32, unit: &str) -> Result<(u32, RetentionUnit), FieldProblem> {
    let unit = word(unit, "/retention_unit", RetentionUnit::ALL, RetentionUnit::as_str)?;
    let a_year = match unit {
        RetentionUnit::Days => 365,
        RetentionUnit::Months => 12,
    };
    if value == 0 {
        let detail = "Say for how long data is kept.";
        return Err(FieldProblem::new("/retention", "required", detail));
    }
    if value > MAX_RETENTION_YEARS * a_year {
        let detail = format!("The longest retention is {MAX_RETENTION_YEARS} years.");
        return Err(FieldProblem::new("/retention", "too_large", detail));
    }
    Ok((value, unit))
}

/// A window of deduplication. Both absent means that it stays as it is; on its own, each lacks the other, but that 0
/// needs no unit.
fn deduplication(
    value: Option<u32>,
    unit: Option<&str>,
) -> Result<Option<(u32, DeduplicationUnit)>, FieldProblem> {
    let pointer = "/deduplication_unit";
    let read = |unit| word(unit, pointer, DeduplicationUnit::ALL, DeduplicationUnit::as_str);
    match (value, unit) {
        (None, None) => Ok(None),
        (Some(value), Some(unit)) => Ok(Some((value, read(unit)?))),
        (Some(0), None) => Ok(Some((0, DeduplicationUnit::Seconds))),
        (Some(_), None) => read("").map(|_| None),
        (None, Some(_)) => {
            let detail = "Say the window too, 0 for off; or leave out its unit.";
            Err(FieldProblem::new("/deduplication", "required", detail))
        }
    }
}

fn maintenance(text: &str) -> Result<MaintenanceWindow, FieldProblem> {
    word(text, "/maintenance_window", MaintenanceWindow::ALL, MaintenanceWindow::as_str)
}
