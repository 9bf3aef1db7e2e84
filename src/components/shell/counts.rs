//! How much in each section of the navigation needs a person. Where nothing does, nothing is said.

use crate::api::brief;
use crate::format::number::thousands;
use crate::route::Route;
use crate::state;
use crate::state::remote::Loader;
use crate::web::timer::sleep;
use keyhouse_model::deployment::DeploymentStatus;
use keyhouse_model::live::LiveKind;
use leptos::prelude::*;
use std::time::Duration;

/// What the page itself asks for goes first.
const PAUSE: Duration = Duration::from_millis(500);

/// The counts, as far as they are known: what can't be loaded is not worth a word here.
#[derive(Clone, Copy)]
pub(super) struct Counts {
    /// Keys that end soon.
    keys: Loader<usize>,
    /// Deployments in error.
    deployments: Loader<usize>,
}

impl Counts {
    /// Follows what changes on the server.
    pub(super) fn new() -> Self {
        let (for_keys, for_deployments) = (state::client(), state::client());
        let keys = Loader::new(move || {
            let client = for_keys.clone();
            async move {
                sleep(PAUSE).await;
                Ok(client.send(brief::ending_keys()).await?.data.len())
            }
        });
        let deployments = Loader::new(move || {
            let client = for_deployments.clone();
            async move {
                sleep(PAUSE).await;
                let all = client.send(brief::states()).await?;
                Ok(all.iter().filter(|it| it.status == DeploymentStatus::Error).count())
            }
        });
        Self {
            keys: keys.follow(&[LiveKind::ApiKey]),
            deployments: deployments.follow(&[LiveKind::Deployment]),
        }
    }

    /// What is said at the entry of a page.
    pub(super) fn of(self, page: Route) -> Memo<Option<String>> {
        Memo::new(move |_| match page {
            Route::ApiKeys => self.keys.with_value(|count| words(*count, "ends soon", "end soon")).flatten(),
            Route::Deployments => {
                self.deployments.with_value(|count| words(*count, "in error", "in error")).flatten()
            }
            _ => None,
        })
    }
}

fn words(count: usize, one: &str, many: &str) -> Option<String> {
    let number = thousands(u64::try_from(count).unwrap_or(u64::MAX));
    (count > 0).then(|| format!("{number} {}", if count == 1 { one } else { many }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_no_count() {
        assert_eq!(words(0, "ends soon", "end soon"), None);
        assert_eq!(words(1, "ends soon", "end soon").as_deref(), Some("1 ends soon"));
        assert_eq!(words(1234, "ends soon", "end soon").as_deref(), Some("1,234 end soon"));
    }
}
