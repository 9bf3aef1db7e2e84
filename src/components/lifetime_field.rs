//! How long a credential lasts, with a sentence of when that is.

use crate::components::words::instant;
use crate::format::time::relative;
use crate::ui::badge::Tone;
use crate::ui::choice::{Choice, Segmented};
use crate::ui::input::{TextField, TextKind};
use crate::ui::note::Note;
use crate::ui::time::use_now;
use crate::web::clock;
use chrono::{DateTime, Duration, Utc};
use keyhouse_model::lifetime::{DEFAULT_DAYS, Lifetime, MAX_DAYS, PRESET_DAYS};
use keyhouse_model::patch::Patch;
use leptos::prelude::*;

const KEEP: &str = "keep";
const CUSTOM: &str = "custom";
const NEVER: &str = "never";

/// What is chosen.
#[derive(Clone, Copy)]
pub struct LifetimeInput {
    choice: RwSignal<String>,
    /// As the browser's own date and time field writes it.
    custom: RwSignal<String>,
    kept: Option<Option<DateTime<Utc>>>,
}

impl Default for LifetimeInput {
    fn default() -> Self {
        Self::new()
    }
}

impl LifetimeInput {
    /// For something new: the default lifetime.
    pub fn new() -> Self {
        Self {
            choice: RwSignal::new(DEFAULT_DAYS.to_string()),
            custom: RwSignal::new(String::new()),
            kept: None,
        }
    }

    /// For something that ends at `end` already: that stays unless another lifetime is chosen.
    pub fn keeping(end: Option<DateTime<Utc>>) -> Self {
        Self { choice: RwSignal::new(KEEP.into()), kept: Some(end), ..Self::new() }
    }

    /// When it will end, as a change of what was; absent while it stays or a custom date is not filled in.
    pub fn end(self, now: DateTime<Utc>) -> Patch<DateTime<Utc>> {
        let lifetime = self.choice.with(|choice| match choice.as_str() {
            NEVER => Some(Lifetime::Never),
            CUSTOM => self.custom.with(|text| clock::from_input(text)).map(Lifetime::Until),
            days => days.parse().ok().map(Lifetime::Days),
        });
        lifetime.map_or(Patch::Absent, |lifetime| lifetime.end(now).into())
    }

    fn sentence(self, now: DateTime<Utc>) -> String {
        match (self.end(now), self.kept) {
            (Patch::Set(end), _) => format!("Ends {}, {}.", instant(end), relative(end, now)),
            (Patch::Clear, _) => "Never ends by itself.".into(),
            (Patch::Absent, Some(Some(end))) if self.keeps() => {
                format!("Ends {}, {}.", instant(end), relative(end, now))
            }
            (Patch::Absent, Some(None)) if self.keeps() => "Never ends by itself.".into(),
            (Patch::Absent, _) => format!("Choose a date and time ({}).", clock::zone_name()),
        }
    }

    fn keeps(self) -> bool {
        self.choice.with(|choice| choice == KEEP)
    }
}

/// The field.
#[component]
pub fn LifetimeField(
    /// What is chosen.
    input: LifetimeInput,
    /// What the form or the server says is wrong.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let now = use_now();
    // Who turns to a date of their own starts from what was chosen before, not from nothing.
    Effect::new(move |before: Option<String>| {
        let choice = input.choice.get();
        if let (CUSTOM, Some(days)) = (choice.as_str(), before.and_then(|before| before.parse::<u16>().ok()))
        {
            let end = Lifetime::Days(days).end(now.get_untracked());
            input.custom.set(end.map(clock::to_input).unwrap_or_default());
        }
        choice
    });
    let bound = move |days| clock::to_input(now.get() + Duration::days(days));
    view! {
        <Segmented
            label="Lifetime"
            options=options(input.kept.is_some())
            value=input.choice
            hint=Signal::derive(move || input.sentence(now.get()))
            error
        />
        <Show when=move || input.choice.with(|choice| choice == CUSTOM)>
            <TextField
                label="Ends at"
                value=input.custom
                kind=TextKind::DateTime
                hint=format!("In your zone, {}.", clock::zone_name())
                min=Signal::derive(move || bound(0))
                max=Signal::derive(move || bound(MAX_DAYS))
            />
        </Show>
        <Show when=move || input.choice.with(|choice| choice == NEVER)>
            <Note tone=Tone::Warn>
                <p>
                    "A key without end works until someone deletes it, also after it leaked. Choose a year and rotate it \
                     where you can."
                </p>
            </Note>
        </Show>
    }
}

fn options(keep: bool) -> Vec<Choice> {
    let kept = keep.then(|| Choice::new(KEEP, "As it is"));
    let presets = PRESET_DAYS.map(|days| {
        let label = if days == 365 { "1 year".to_owned() } else { format!("{days} days") };
        Choice::new(days.to_string(), label)
    });
    let others = [Choice::new(CUSTOM, "Custom date"), Choice::new(NEVER, "No expiration")];
    kept.into_iter().chain(presets).chain(others).collect()
}
