//! What is in the URL behind the `?`: filters, sort, the open dialog. A link shows a colleague the same thing, and
//! back closes a dialog.

use crate::components::once::Once;
use crate::route::Route;
use crate::ui::bind::Bind;
use crate::ui::table::Sort;
use crate::web::timer::Timeout;
use keyhouse_model::key_value::last_four_within;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use std::time::Duration;

/// How long a person must pause in typing before the URL follows.
const PAUSE: Duration = Duration::from_millis(250);

type Navigate = Box<dyn Fn(&str, NavigateOptions)>;

/// The query of a page's URL.
#[derive(Clone, Copy)]
pub struct Query {
    route: Route,
    map: Memo<leptos_router::params::ParamsMap>,
    navigate: StoredValue<Navigate, LocalStorage>,
}

impl Query {
    /// The query of the page at `route`, which is the one that is shown.
    pub fn of(route: Route) -> Self {
        let navigate = use_navigate();
        Self { route, map: use_query_map(), navigate: StoredValue::new_local(Box::new(navigate)) }
    }

    /// The value of a name; empty when it is not there. Follows the URL.
    pub fn get(self, name: &str) -> String {
        self.map.with(|map| map.get_str(name).unwrap_or_default().to_owned())
    }

    /// The value of a name as it is now, without following the URL.
    pub fn get_untracked(self, name: &str) -> String {
        self.map.with_untracked(|map| map.get_str(name).unwrap_or_default().to_owned())
    }

    /// Changes values in place: back leads to the page before, not to the filter before. Empty values go.
    pub fn replace(self, changes: &[(&str, &str)]) {
        self.navigate_to(&self.href(changes), true);
    }

    /// Changes values as a step of its own: back undoes it. Empty values go.
    pub fn push(self, changes: &[(&str, &str)]) {
        self.navigate_to(&self.href(changes), false);
    }

    /// A value that a person types: at once in the signal, and in the URL when they pause, since browsers refuse to
    /// change the URL at every keystroke. Back and forward change the signal.
    pub fn typed(self, name: &'static str) -> RwSignal<String> {
        let typed = RwSignal::new(self.get_untracked(name));
        let written = StoredValue::new(typed.get_untracked());
        Effect::new(move || {
            let value = self.get(name);
            // What we wrote ourselves may be older than what was typed since.
            if written.with_value(|written| *written != value) {
                written.set_value(value.clone());
                typed.set(value);
            }
        });
        let timer = StoredValue::new_local(None::<Timeout>);
        Effect::new(move || {
            let value = typed.get();
            timer.set_value(None);
            if value != self.get_untracked(name) {
                timer.set_value(Some(Timeout::new(PAUSE, move || {
                    written.set_value(value.clone());
                    self.replace(&[(name, &value), ("page", "")]);
                })));
            }
        });
        typed
    }

    /// What is typed into a search, in the URL as [`Query::typed`] is; a pasted key is cut to its last four characters at
    /// once, so that it does not even stay in the field.
    pub fn search(self, name: &'static str) -> Bind<String> {
        let typed = self.typed(name);
        Bind::new(typed, move |text: String| typed.set(last_four_within(&text).unwrap_or(text)))
    }

    /// What a table is sorted by. Another order starts from the first page.
    pub fn sort(self) -> Bind<Option<Sort>> {
        Bind::new(Signal::derive(move || Sort::parse(&self.get("sort"))), move |sort: Option<Sort>| {
            let sort = sort.map(|sort| sort.to_string()).unwrap_or_default();
            self.replace(&[("sort", &sort), ("page", "")]);
        })
    }

    /// Which page of a table is shown, from 1.
    pub fn page(self) -> Bind<usize> {
        Bind::new(Signal::derive(move || self.get("page").parse().unwrap_or(1)), move |page: usize| {
            let page = if page > 1 { page.to_string() } else { String::new() };
            self.replace(&[("page", &page)]);
        })
    }

    /// The first of these names that is set, with its value: the dialog that is open. While a value is shown once, not
    /// even "back" takes its dialog away before the person has the value.
    pub fn dialog(self, names: &'static [&'static str], once: Once) -> Memo<Option<(&'static str, String)>> {
        Memo::new(move |before: Option<&Option<(&'static str, String)>>| {
            if let (true, Some(before)) = (once.is_shown(), before) {
                return before.clone();
            }
            self.first_of(names)
        })
    }

    /// The same for dialogs that may close at any time.
    pub fn free_dialog(self, names: &'static [&'static str]) -> Memo<Option<(&'static str, String)>> {
        Memo::new(move |_| self.first_of(names))
    }

    fn first_of(self, names: &'static [&'static str]) -> Option<(&'static str, String)> {
        names.iter().map(|name| (*name, self.get(name))).find(|(_, value)| !value.is_empty())
    }

    /// Closes every dialog of these names.
    pub fn close_dialog(self, names: &'static [&'static str]) {
        self.replace(&names.iter().map(|name| (*name, "")).collect::<Vec<_>>());
    }

    /// The URL with these values changed. A key's value that was pasted into one of them is cut to its last four
    /// characters: a secret must be neither in a URL nor in what the server is asked for by it.
    pub fn href(self, changes: &[(&str, &str)]) -> String {
        self.map.with_untracked(|map| {
            let kept = map
                .clone()
                .into_iter()
                .filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
            let pairs: Vec<_> = kept
                .map(|(name, value)| (name.into_owned(), value))
                .chain(changes.iter().map(|(name, value)| {
                    let value = last_four_within(value).unwrap_or_else(|| (*value).to_owned());
                    ((*name).to_owned(), value)
                }))
                .collect();
            let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            self.route.with(&pairs)
        })
    }

    fn navigate_to(self, url: &str, replace: bool) {
        let options = NavigateOptions { replace, scroll: false, ..NavigateOptions::default() };
        self.navigate.with_value(|navigate| navigate(url, options));
    }
}
