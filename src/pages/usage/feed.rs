//! The numbers of one metric: asked for, kept fresh, ready to be drawn.

use super::span::{Range, Span};
use super::values;
use super::view::View;
use crate::api::{self, ApiError};
use crate::components::refresh::refresh_while;
use crate::state;
use crate::state::remote::Loader;
use crate::ui::chart::{ChartData, Unit};
use crate::web::clock;
use keyhouse_model::id::DeploymentId;
use keyhouse_model::usage::{GroupBy, UsageMetric, UsageQuery};
use leptos::prelude::*;
use std::sync::Arc;
use std::time::Duration;

/// How often numbers are asked for anew while somebody looks.
const NOW_AND_THEN: Duration = Duration::from_secs(30);

/// What is known of one metric.
#[derive(Clone, PartialEq)]
pub(super) enum Known {
    /// The numbers.
    Numbers(Arc<ChartData>),
    /// Why it can't be measured here, and what to do about it.
    Missing(String),
}

/// One metric of a deployment.
#[derive(Clone, Copy)]
pub(super) struct Feed {
    pub(super) metric: UsageMetric,
    pub(super) loader: Loader<Known>,
    /// What the numbers are of: the span, and whether beside the period before.
    shown: RwSignal<Option<(Span, bool)>>,
    view: View,
}

impl Feed {
    /// Asks for it, and again when the view is another one, or now and then if it goes on as time does.
    pub(super) fn new(
        metric: UsageMetric,
        group_by: Option<GroupBy>,
        deployment: DeploymentId,
        view: View,
    ) -> Self {
        let (client, shown) = (state::client(), RwSignal::new(None));
        let loader = Loader::new(move || {
            let (client, range, compares) = (client.clone(), view.range(), view.compares.get());
            let span = view.span.get();
            let ask = move |range: Range| {
                let Range { from, to, step_seconds } = range;
                let deployment_id = Some(deployment);
                let query =
                    UsageQuery { from, to, step_seconds, metrics: vec![metric], group_by, deployment_id };
                api::usage::over_time(&query)
            };
            async move {
                let answer = client.send(ask(range)).await?;
                let before = if compares { Some(client.send(ask(range.before())).await?) } else { None };
                view.updated.try_set(Some(clock::now()));
                shown.try_set(Some((span, compares)));
                let missing = answer.missing.iter().find(|it| it.metric == metric);
                Ok::<_, ApiError>(match missing {
                    Some(missing) => Known::Missing(missing.reason.clone()),
                    None => Known::Numbers(Arc::new(values::chart(&answer, before.as_ref(), metric))),
                })
            }
        });
        refresh_while(loader, NOW_AND_THEN, move |_| view.span.get().is_live());
        Self { metric, loader, shown, view }
    }

    /// How its values are written.
    pub(super) fn unit(self) -> Unit {
        values::unit(self.metric)
    }

    /// Whether the numbers are still those of what was looked at before. Follows both.
    pub(super) fn is_stale(self) -> bool {
        self.shown.get().is_some_and(|shown| shown != (self.view.span.get(), self.view.compares.get()))
    }

    /// Its numbers, once they are here. Follows them.
    pub(super) fn data(self) -> Memo<Option<Arc<ChartData>>> {
        Memo::new(move |_| {
            self.loader.with_value(|known| match known {
                Known::Numbers(data) => Some(Arc::clone(data)),
                Known::Missing(_) => None,
            })?
        })
    }

    /// Why there are none. Follows it.
    pub(super) fn missing(self) -> Memo<Option<String>> {
        Memo::new(move |_| {
            self.loader.with_value(|known| match known {
                Known::Missing(reason) => Some(reason.clone()),
                Known::Numbers(_) => None,
            })?
        })
    }
}
