//! The flags that a person gives to a deployment's processes: one row each, name and value.

use crate::ui::button::{Button, IconButton};
use crate::ui::icon::{Icon, small_icon};
use crate::ui::input::TextField;
use crate::web::focus;
use keyhouse_model::deployment::{DeploymentType, FlagLists, Flags};
use keyhouse_model::problem::FieldProblem;
use leptos::html;
use leptos::prelude::*;

/// One flag as it is typed.
#[derive(Clone, Copy, PartialEq)]
struct Row {
    /// Tells it from the others, also when one before it goes.
    key: usize,
    name: RwSignal<String>,
    value: RwSignal<String>,
    /// Whether the person asked for it just now, and so wants to type there.
    fresh: bool,
}

/// The flags of one kind of process.
#[derive(Clone, Copy)]
pub(super) struct FlagList {
    rows: RwSignal<Vec<Row>>,
    next_key: StoredValue<usize>,
    /// The process.
    program: &'static str,
    /// Where the list stands in what is sent.
    pointer: &'static str,
}

impl FlagList {
    fn new(program: &'static str, pointer: &'static str, flags: &[String]) -> Self {
        let list = Self { rows: RwSignal::new(Vec::new()), next_key: StoredValue::new(0), program, pointer };
        for flag in flags {
            list.add(flag, false);
        }
        list
    }

    fn add(self, flag: &str, fresh: bool) {
        let (name, value) = flag.trim_start_matches('-').split_once('=').unwrap_or_else(|| {
            let name = flag.trim_start_matches('-');
            (name, "")
        });
        let key = self.next_key.get_value();
        self.next_key.set_value(key + 1);
        let (name, value) = (RwSignal::new(name.to_owned()), RwSignal::new(value.to_owned()));
        let row = Row { key, name, value, fresh };
        self.rows.update(|rows| rows.push(row));
    }

    fn remove(self, key: usize) {
        self.rows.update(|rows| rows.retain(|row| row.key != key));
    }

    /// As they are sent; follows what is typed. A row that is empty yet is none.
    fn get(self) -> Vec<String> {
        let flag = |row: &Row| flag(&row.name.get(), &row.value.get());
        self.rows.with(|rows| rows.iter().filter_map(flag).collect())
    }

    /// The place of a row among what is sent.
    fn place(self, key: usize) -> Option<usize> {
        let sent = |row: &&Row| row.key == key || flag(&row.name.get(), &row.value.get()).is_some();
        self.rows.with(|rows| rows.iter().filter(sent).position(|row| row.key == key))
    }
}

/// A flag as it is sent; `None` for a row that is empty yet. People paste flags with their dashes.
fn flag(name: &str, value: &str) -> Option<String> {
    let (name, value) = (name.trim().trim_start_matches('-'), value.trim());
    match (name, value) {
        ("", "") => None,
        (name, "") => Some(format!("-{name}")),
        (name, value) => Some(format!("-{name}={value}")),
    }
}

/// The flags of all processes that a type has.
#[derive(Clone, Copy)]
pub(super) enum FlagsInput {
    Single(FlagList),
    Cluster { insert: FlagList, select: FlagList, storage: FlagList },
}

impl FlagsInput {
    /// Those that a deployment has.
    pub(super) fn new(kind: DeploymentType, flags: &FlagLists) -> Self {
        match kind {
            DeploymentType::SingleNode => {
                Self::Single(FlagList::new("victoria-metrics", "/flags/single_flags", &flags.single))
            }
            DeploymentType::Cluster => Self::Cluster {
                insert: FlagList::new("vminsert", "/flags/insert_flags", &flags.insert),
                select: FlagList::new("vmselect", "/flags/select_flags", &flags.select),
                storage: FlagList::new("vmstorage", "/flags/storage_flags", &flags.storage),
            },
        }
    }

    /// As they are sent; follows what is typed.
    pub(super) fn get(self) -> Flags {
        match self {
            Self::Single(list) => Flags { single_flags: Some(list.get()), ..Flags::default() },
            Self::Cluster { insert, select, storage } => Flags {
                single_flags: None,
                insert_flags: Some(insert.get()),
                select_flags: Some(select.get()),
                storage_flags: Some(storage.get()),
            },
        }
    }

    fn lists(self) -> Vec<FlagList> {
        match self {
            Self::Single(list) => vec![list],
            Self::Cluster { insert, select, storage } => vec![insert, select, storage],
        }
    }
}

/// The rows of every list.
#[component]
pub(super) fn FlagFields(
    /// What is typed.
    input: FlagsInput,
    /// What is wrong with it, by the form's own word or the server's.
    problems: Signal<Vec<FieldProblem>>,
) -> impl IntoView {
    let list = move |list: FlagList| view! { <List list problems /> };
    input.lists().into_iter().map(list).collect_view()
}

#[component]
fn List(list: FlagList, problems: Signal<Vec<FieldProblem>>) -> impl IntoView {
    let add_button = NodeRef::<html::Button>::new();
    // The button in the row, which had the focus, goes with it.
    let on_remove = Callback::new(move |key| {
        list.remove(key);
        if let Some(button) = add_button.get_untracked() {
            focus::set(&button);
        }
    });
    let row = move |row: Row| view! { <Fields list row problems on_remove /> };
    let whole = move || {
        let problem = problems.with(|all| all.iter().find(|it| it.pointer == list.pointer).cloned());
        problem.map(|it| {
            view! { <p class="error">{small_icon(Icon::Warning)} <span>{it.detail}</span></p> }
        })
    };
    view! {
        <fieldset class="field flags">
            <legend>"Flags of " {list.program}</legend>
            <p class="hint">"Beyond what Keyhouse sets itself, such as search.maxQueryLen and 32KiB. A flag that this version does not know keeps it from starting."</p>
            <For each=move || list.rows.get() key=|row| row.key children=row />
            {whole}
            <div class="cluster">
                <Button
                    small=true
                    icon=Icon::Plus
                    on_press=move |()| list.add("", true)
                    name=format!("Add a flag of {}", list.program)
                    node=add_button
                >
                    "Add a flag"
                </Button>
            </div>
        </fieldset>
    }
}

#[component]
fn Fields(
    list: FlagList,
    row: Row,
    problems: Signal<Vec<FieldProblem>>,
    on_remove: Callback<usize>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    Effect::new(move || {
        if let Some(input) = node.get().filter(|_| row.fresh) {
            focus::set(&input);
        }
    });
    let error = Signal::derive(move || {
        let pointer = format!("{}/{}", list.pointer, list.place(row.key)?);
        problems.with(|all| all.iter().find(|it| it.pointer == pointer).map(|it| it.detail.clone()))
    });
    let name = Signal::derive(move || format!("Remove the flag {}", row.name.get()));
    view! {
        <div class="flag-row">
            <TextField label="Flag" value=row.name error mono=true node />
            <TextField label="Value" value=row.value mono=true optional=true />
            <IconButton icon=Icon::Trash name on_press=move |()| on_remove.run(row.key) />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::flag;

    #[test]
    fn a_flag_is_sent_with_one_dash_however_it_was_typed() {
        for (name, value, sent) in [
            ("search.maxQueryLen", "32KiB", Some("-search.maxQueryLen=32KiB")),
            (" --loggerLevel ", " WARN ", Some("-loggerLevel=WARN")),
            ("denyQueryTracing", "", Some("-denyQueryTracing")),
            ("", "", None),
            ("", "5", Some("-=5")),
        ] {
            assert_eq!(flag(name, value).as_deref(), sent);
        }
    }
}
