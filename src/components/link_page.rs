//! The pages that a one-time link opens: one that the server printed, or that an administrator handed over.

use crate::api::Endpoint;
use crate::components::sent_form::SentForm;
use crate::components::welcome::Welcome;
use crate::route::Route;
use crate::state::session::SessionState;
use crate::ui::badge::Tone;
use crate::ui::button::LinkButton;
use crate::ui::note::Note;
use crate::web::location;
use keyhouse_model::secret::Secret;
use keyhouse_model::session::Session;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// The token of the link, and the form that it is sent with.
#[derive(Clone, Copy)]
pub struct LinkForm {
    /// What is wrong, and whether it is under way.
    pub sent: SentForm,
    token: StoredValue<Secret>,
    enter: Callback<Session>,
}

impl LinkForm {
    /// Sends the token with what was typed, and goes on to the console.
    pub fn send(self, endpoint: impl FnOnce(Secret) -> Endpoint<Session>) {
        let token = self.token.with_value(|token| Secret::new(token.expose().to_owned()));
        let enter = self.enter;
        self.sent.send(endpoint(token), move |session| enter.run(session));
    }
}

/// A page with a form for those who come with the link's token; the others are told what they lack.
#[component]
pub fn LinkPage(
    /// Which page it is.
    route: Route,
    /// What the form is for, in a sentence.
    about: &'static str,
    /// What to do without a token.
    missing: &'static str,
    /// The form.
    #[prop(into)]
    form: Callback<LinkForm, AnyView>,
) -> impl IntoView {
    let Some(token) = take_token() else {
        return view! {
            <Welcome route>
                <Note tone=Tone::Warn>
                    <p>"This address lacks its one-time token. " {missing}</p>
                </Note>
                <LinkButton href=Route::SignIn.path()>"Go to sign in"</LinkButton>
            </Welcome>
        }
        .into_any();
    };
    let (session, navigate) = (SessionState::get(), use_navigate());
    let enter = Callback::new(move |answer: Session| {
        session.signed_in(answer);
        navigate(&Route::Home.path(), NavigateOptions { replace: true, ..NavigateOptions::default() });
    });
    let link = LinkForm { sent: SentForm::new(), token: StoredValue::new(token), enter };
    view! { <Welcome route about>{form.run(link)}</Welcome> }.into_any()
}

/// Takes the token out of the address, where it stood behind the `#`, so that it is neither in the history nor in a
/// screenshot. `None` if the link has none.
fn take_token() -> Option<Secret> {
    let token = location::fragment().strip_prefix("token=").map(str::to_owned)?;
    let path = location::path_and_query();
    let bare = path.split('#').next().unwrap_or_default();
    // Where the browser refuses, the token stays in the address, but works once only.
    let _ = location::replace_state(bare);
    (!token.is_empty()).then(|| Secret::new(token))
}
