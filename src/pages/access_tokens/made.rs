//! A token that was just made: its value to copy, how to use it, and a try.

use super::actions::Actions;
use super::examples::{Chosen, TokenExamples};
use super::value::TokenValue;
use crate::ui::code::{CodeBlock, Snippet};
use crate::web::focus;
use keyhouse_model::access_token::AccessToken;
use keyhouse_model::example::access_token::Tool;
use keyhouse_model::secret::Secret;
use leptos::{html, prelude::*};

/// The first words of what takes the place of a form. They get the focus, so that they are read, and are in sight however
/// far the form was scrolled.
#[component]
pub(super) fn Lead(
    /// The words.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::P>::new();
    Effect::new(move |_| {
        if let Some(node) = node.get() {
            focus::set(&node);
        }
    });
    view! { <p node_ref=node tabindex="-1">{children()}</p> }
}

/// The value, masked: it can be revealed again, so it need not be on the screen even once.
#[component]
pub(super) fn MadeValue(
    /// The value, for the clipboard.
    value: TokenValue,
) -> impl IntoView {
    view! {
        <CodeBlock
            shown=Snippet::new().mark(value.masked())
            language="Access token"
            source=value.source(str::to_owned)
            on_copied=value.copied("the value")
        />
    }
}

/// The value and the examples.
#[component]
pub(super) fn Made(
    /// The token.
    token: AccessToken,
    /// Its value, kept by the dialog.
    held: StoredValue<Option<Secret>>,
    /// The tool that it was made for, if it is one that has examples.
    tool: Option<Tool>,
    /// What the page shares.
    actions: Actions,
) -> impl IntoView {
    let value = TokenValue::held(actions.deployment, &token, held);
    view! {
        <div class="stack loose">
            <Lead>
                "The value is filled in when you copy. Editors can copy it again from the list later; each time is in the audit log."
            </Lead>
            <MadeValue value />
            <TokenExamples token value chosen=Chosen::kept(tool) actions />
        </div>
    }
}
