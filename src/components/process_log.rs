//! The latest lines of the log of one of the programs that carry a deployment.

use crate::ui::code::CodeBlock;
use keyhouse_model::deployment::Process;
use leptos::prelude::*;

/// The lines, to be opened; it stays open while they change. Nothing where there are none.
#[component]
pub fn ProcessLog(
    /// The process, once it was started.
    #[prop(into)]
    process: Signal<Option<Process>>,
) -> impl IntoView {
    let log =
        Memo::new(move |_| process.with(|it| it.as_ref().map(|it| it.log.join("\n"))).unwrap_or_default());
    let has_log = Memo::new(move |_| log.with(|it| !it.is_empty()));
    let language = Signal::derive(move || {
        process.with(|it| it.as_ref().map(|it| format!("Log of {}", it.engine)).unwrap_or_default())
    });
    view! {
        <Show when=move || has_log.get()>
            <details class="disclosure log">
                <summary>"Latest log lines"</summary>
                <CodeBlock shown=Signal::derive(move || log.get().into()) language />
            </details>
        </Show>
    }
}
