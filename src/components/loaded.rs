//! Shows what a [`Loader`] loads: a skeleton meanwhile, the error with a retry if it fails, the value when it is here.

use super::failure::Failure;
use crate::state::remote::{Loader, Remote};
use leptos::prelude::*;

/// What a loader is at, without the value: the view of the value stays while only the value changes.
#[derive(Clone, PartialEq)]
enum Stage {
    Waiting,
    Here,
    Failed(crate::api::ApiError),
}

/// One of skeleton, error and content.
#[component]
pub fn Loaded<T: Send + Sync + 'static>(
    /// What is loaded.
    loader: Loader<T>,
    /// The shape of what is to come.
    #[prop(into)]
    skeleton: ViewFn,
    /// The content; made once the value is here, and then follows the loader itself.
    #[prop(into)]
    content: ViewFn,
) -> impl IntoView {
    let stage = Memo::new(move |_| {
        loader.with(|value| match value {
            Remote::Waiting => Stage::Waiting,
            Remote::Here(_) => Stage::Here,
            Remote::Failed(error) => Stage::Failed(error.clone()),
        })
    });
    let retry = Callback::new(move |()| loader.reload());
    move || match stage.get() {
        Stage::Waiting => skeleton.run(),
        Stage::Here => view! {
            {move || loader.refresh_error().map(|error| view! { <Failure error retry /> })}
            {content.run()}
        }
        .into_any(),
        Stage::Failed(error) => view! { <Failure error retry /> }.into_any(),
    }
}
