//! What is wrong at the access endpoint at the moment.

use crate::components::failure::Failure;
use crate::state::remote::{Loader, Remote};
use crate::ui::badge::Tone;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::note::Note;
use crate::{api, state};
use keyhouse_model::deployment::DataPlane;
use keyhouse_model::live::LiveKind;
use leptos::prelude::*;

/// Says so when data can't be written or read at the moment; else nothing. The endpoint itself is in the page's head.
#[component]
pub(super) fn AccessProblem() -> impl IntoView {
    let client = state::client();
    let data_plane = Loader::new(move || {
        let client = client.clone();
        async move { client.send(api::deployments::data_plane()).await }
    });
    let data_plane = data_plane.follow(&[LiveKind::Deployment]);
    move || data_plane.with(|it| problem(it, data_plane))
}

fn problem(data_plane: &Remote<DataPlane>, loader: Loader<DataPlane>) -> Option<AnyView> {
    let retry = Callback::new(move |()| loader.reload());
    let found = match data_plane {
        Remote::Waiting => return None,
        Remote::Failed(error) => {
            return Some(view! { <Failure error=error.clone() retry /> }.into_any());
        }
        Remote::Here(found) => found,
    };
    let what = found.access_problem.clone()?;
    let install =
        found.engines.iter().find(|engine| engine.name == "vmauth").and_then(|it| it.install.clone());
    let look_again = move || {
        view! { <Button small=true icon=Icon::Refresh on_press=retry>"Look again"</Button> }
    };
    Some(
        view! {
            <Note tone=Tone::Warn action=look_again>
                <p>
                    <strong>"Data can’t be written or read with these tokens at the moment. "</strong> {what}
                </p>
                {install.map(|how| view! { <p>"To get vmauth: " {how}</p> })}
                <p>
                    "Tokens can be made and deleted meanwhile; the change is in force as soon as the access endpoint is back."
                </p>
            </Note>
        }
        .into_any(),
    )
}
