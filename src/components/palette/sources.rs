//! Where the entries come from: what every search may need is asked for when the palette opens, what belongs to each
//! deployment once something is typed. What came is kept, so that it is there at once the next time.

use super::entry::{self, Entry, May};
use crate::api::brief::{self, Deployment, Key};
use crate::api::{ApiError, Client};
use crate::state;
use crate::state::session::SessionState;
use leptos::prelude::*;
use leptos::task::spawn_local_scoped_with_cancellation;
use std::future::Future;

/// How many deployments are asked for what belongs to them: three calls each.
const ASKED: usize = 50;

/// What belongs to the deployments, by kind.
type Parts = RwSignal<Vec<Entry>>;

/// The entries.
#[derive(Clone, Copy)]
pub(super) struct Sources {
    client: StoredValue<Client>,
    deployments: RwSignal<Vec<Deployment>>,
    keys: RwSignal<Vec<Key>>,
    tokens: Parts,
    rule_files: Parts,
    rules: Parts,
    /// How many loads are under way.
    loading: RwSignal<usize>,
    /// What could not be loaded, by kind.
    failed: RwSignal<Vec<&'static str>>,
}

impl Sources {
    /// Nothing is loaded yet.
    pub(super) fn new() -> Self {
        Self {
            client: StoredValue::new(state::client()),
            deployments: RwSignal::new(Vec::new()),
            keys: RwSignal::new(Vec::new()),
            tokens: RwSignal::new(Vec::new()),
            rule_files: RwSignal::new(Vec::new()),
            rules: RwSignal::new(Vec::new()),
            loading: RwSignal::new(0),
            failed: RwSignal::new(Vec::new()),
        }
    }

    /// All entries. Follows what is loaded.
    pub(super) fn entries(self) -> Memo<Vec<Entry>> {
        let session = SessionState::get();
        Memo::new(move |_| {
            let may = May { edit: session.may_edit(), administer: session.may_administer() };
            let mut all = entry::pages();
            all.extend(entry::actions(may));
            self.deployments.with(|it| all.extend(it.iter().flat_map(entry::deployment)));
            self.keys.with(|it| all.extend(it.iter().map(entry::key)));
            for parts in [self.tokens, self.rule_files, self.rules] {
                parts.with(|it| all.extend(it.iter().cloned()));
            }
            all
        })
    }

    /// Loads as long as the palette is open: what is under way when it closes is not waited for. `wants_parts` says
    /// whether what belongs to deployments is looked for.
    pub(super) fn load(self, wants_parts: Memo<bool>) {
        self.loading.set(0);
        self.failed.set(Vec::new());
        let client = self.client.get_value();
        self.start("API keys", async move {
            self.keys.set(brief::keys(client).await?);
            Ok(())
        });
        let known = RwSignal::new(false);
        let client = self.client.get_value();
        self.start("Deployments", async move {
            self.deployments.set(client.send(brief::deployments()).await?);
            known.set(true);
            Ok(())
        });
        Effect::new(move || {
            if known.get() && wants_parts.get() {
                self.load_parts();
            }
        });
    }

    /// The three kinds at once, each deployment by deployment.
    fn load_parts(self) {
        let asked: Vec<_> = self.deployments.with_untracked(|it| it.iter().take(ASKED).cloned().collect());
        self.each("Access tokens", self.tokens, asked.clone(), tokens);
        self.each("Rule files", self.rule_files, asked.clone(), rule_files);
        self.each("Rules", self.rules, asked, rules);
    }

    /// Loads a kind; all of it takes the place of what was there, so that nothing flickers.
    fn each(
        self,
        kind: &'static str,
        parts: Parts,
        deployments: Vec<Deployment>,
        load: impl AsyncFn(Client, Deployment) -> Result<Vec<Entry>, ApiError> + 'static,
    ) {
        let client = self.client.get_value();
        self.start(kind, async move {
            let (mut all, mut failure) = (Vec::new(), None);
            for deployment in deployments {
                match load(client.clone(), deployment).await {
                    Ok(mut loaded) => all.append(&mut loaded),
                    // One that does not answer must not hide the others.
                    Err(error) => failure = Some(error),
                }
            }
            parts.set(all);
            failure.map_or(Ok(()), Err)
        });
    }

    fn start(self, kind: &'static str, load: impl Future<Output = Result<(), ApiError>> + 'static) {
        self.loading.update(|loading| *loading += 1);
        spawn_local_scoped_with_cancellation(async move {
            if load.await.is_err() {
                self.failed.update(|failed| failed.push(kind));
            }
            self.loading.update(|loading| *loading = loading.saturating_sub(1));
        });
    }

    /// Whether something is under way. Follows it.
    pub(super) fn is_loading(self) -> bool {
        self.loading.get() > 0
    }

    /// What of it can't be found now; empty if everything can. Follows it.
    pub(super) fn lacks(self) -> String {
        let failed = self.failed.with(|failed| failed.join(", "));
        let more = self.deployments.with(Vec::len) > ASKED;
        let limit = format!("Tokens and rules are looked for in the first {ASKED} deployments.");
        match (failed.is_empty(), more) {
            (true, false) => String::new(),
            (true, true) => limit,
            (false, _) => format!("Not all could be loaded: {failed}. Open the palette again to retry."),
        }
    }
}

async fn tokens(client: Client, of: Deployment) -> Result<Vec<Entry>, ApiError> {
    let tokens = client.send(brief::tokens(of.id)).await?;
    Ok(tokens.iter().map(|it| entry::token(&of, it)).collect())
}

async fn rule_files(client: Client, of: Deployment) -> Result<Vec<Entry>, ApiError> {
    let files = client.send(brief::rule_files(of.id)).await?;
    Ok(files.iter().map(|it| entry::rule_file(&of, it)).collect())
}

async fn rules(client: Client, of: Deployment) -> Result<Vec<Entry>, ApiError> {
    let groups = client.send(brief::rules(of.id)).await?;
    Ok(entry::rules(&of, &groups))
}
