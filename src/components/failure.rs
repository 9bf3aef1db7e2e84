//! An error that stays where it happened, with the way out.

use super::lazy::{LazyView, Place, lazy_file};
use crate::api::ApiError;
use crate::ui::badge::Tone;
use crate::ui::button::Button;
use crate::ui::copy::CopyButton;
use crate::ui::icon::Icon;
use crate::ui::note::Note;
use leptos::prelude::*;

// Who signs in without a failure has no need of it.
lazy_file!(fn copy_details in rare => CopyDetails);

/// What [`CopyDetails`] copies.
#[derive(Clone)]
struct Details(String);

/// Says what failed, offers to try again, and hands out the details for whoever looks into it.
#[component]
pub fn Failure(
    /// What failed.
    error: ApiError,
    /// Tries again. Default is that there is nothing to try.
    #[prop(optional, into)]
    retry: Option<Callback<()>>,
) -> impl IntoView {
    provide_context(Details(error.details()));
    view! {
        <Note tone=Tone::Bad alert=true>
            <p>{error.message()}</p>
            <div class="cluster">
                {retry.map(|retry| view! { <Button small=true icon=Icon::Refresh on_press=retry>"Try again"</Button> })}
                <LazyView file=copy_details place=Place::Aside />
            </div>
        </Note>
    }
}

#[component]
fn CopyDetails() -> impl IntoView {
    let Details(text) = expect_context();
    view! { <CopyButton source=text name="Copy details of the error" label="Copy details" /> }
}
