//! The series by name: one press shows only one of them.

use std::collections::BTreeSet;

use leptos::{ev, prelude::*};

use super::scene::Scene;
use super::tooltip::swatch;

/// A button for each series, where there are several.
pub(super) fn legend(scene: Scene) -> AnyView {
    let entries = Memo::new(move |_| {
        scene.data.with(|data| {
            let entry = |(series, slot): (&super::data::Series, Option<usize>)| {
                (series.key.clone(), series.name.clone(), slot)
            };
            data.series.iter().zip(data.slots()).map(entry).collect::<Vec<_>>()
        })
    });
    let several = move || entries.with(|all| all.len() > 1);
    let label = scene.title.with_value(|title| format!("Series of {title}"));
    view! {
        <div class="chart-legend" role="group" aria-label=label hidden=move || !several()>
            {move || {
                several().then(|| entries.get().into_iter().map(|it| button(scene, it)).collect_view())
            }}
        </div>
    }
    .into_any()
}

fn button(scene: Scene, (key, name, slot): (String, String, Option<usize>)) -> AnyView {
    let own = key.clone();
    let is_shown = Memo::new(move |_| scene.hidden.with(|hidden| !hidden.contains(&own)));
    let key = StoredValue::new(key);
    let press = move |adds: bool| {
        let all =
            scene.data.with_untracked(|data| data.series.iter().map(|it| it.key.clone()).collect::<Vec<_>>());
        scene.hidden.update(|hidden| {
            *hidden =
                key.with_value(
                    |key| if adds { toggled(hidden, key, &all) } else { isolated(hidden, key, &all) },
                );
        });
    };
    let on_key = move |event: ev::KeyboardEvent| {
        // A press by the keyboard does not tell the browser's click of the other key.
        let adds = event.shift_key() || event.ctrl_key() || event.meta_key();
        if adds && (event.key() == "Enter" || event.key() == " ") {
            event.prevent_default();
            press(true);
        }
    };
    view! {
        <button
            type="button"
            aria-pressed=move || is_shown.get().to_string()
            title="Shows only this one; with Shift or Ctrl, hides or shows it beside the others"
            on:click=move |event| press(event.shift_key() || event.ctrl_key() || event.meta_key())
            on:keydown=on_key
        >
            {swatch(slot)}
            <span class="truncate">{name}</span>
        </button>
    }
    .into_any()
}

/// Only `key`; all, if it was alone already.
fn isolated(hidden: &BTreeSet<String>, key: &str, all: &[String]) -> BTreeSet<String> {
    let others: BTreeSet<String> = all.iter().filter(|it| *it != key).cloned().collect();
    let is_alone = !hidden.contains(key) && others.iter().all(|it| hidden.contains(it));
    if is_alone { BTreeSet::new() } else { others }
}

/// `key` beside the others, or not; the last one stays.
fn toggled(hidden: &BTreeSet<String>, key: &str, all: &[String]) -> BTreeSet<String> {
    let mut next = hidden.clone();
    if !next.remove(key) {
        next.insert(key.to_owned());
    }
    if all.iter().all(|it| next.contains(it)) { hidden.clone() } else { next }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(keys: &[&str]) -> BTreeSet<String> {
        keys.iter().map(|it| (*it).to_owned()).collect()
    }

    #[test]
    fn a_press_isolates_and_another_one_brings_all_back() {
        let all = ["a", "b", "c"].map(String::from);
        let only_b = isolated(&set(&[]), "b", &all);
        assert_eq!(only_b, set(&["a", "c"]));
        assert_eq!(isolated(&only_b, "b", &all), set(&[]));
        assert_eq!(isolated(&only_b, "a", &all), set(&["b", "c"]), "another one takes its place");
    }

    #[test]
    fn with_a_second_key_one_goes_and_comes_and_the_last_one_stays() {
        let all = ["a", "b"].map(String::from);
        let without_a = toggled(&set(&[]), "a", &all);
        assert_eq!(without_a, set(&["a"]));
        assert_eq!(toggled(&without_a, "a", &all), set(&[]));
        assert_eq!(toggled(&without_a, "b", &all), without_a);
    }
}
