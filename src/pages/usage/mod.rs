//! Usage: of one deployment over time, and of the whole server month by month.

mod account;
mod card;
mod deployment;
mod feed;
mod forecast;
mod kpi;
mod month;
mod span;
mod tables;
mod values;
mod view;

pub use account::Usage;
pub use deployment::DeploymentUsage;
