//! What one can do with a chart: look at it as a table, take it along.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::csv::{csv, file_name};
use super::picture::picture;
use super::scene::Scene;
use crate::ui::icon::Icon;
use crate::ui::menu::{Menu, MenuItem};
use crate::web::{canvas, download};

/// The name of a file that was saved, or why it was not.
pub type Saved = Result<String, String>;

/// The menu of a chart.
pub(super) fn menu(scene: Scene, as_table: RwSignal<bool>, on_saved: Option<Callback<Saved>>) -> AnyView {
    let tell = move |saved: Saved| {
        if let Some(on_saved) = on_saved {
            on_saved.run(saved);
        }
    };
    let items = move |()| {
        let (look, icon) = if as_table.get_untracked() {
            ("Show as chart", Icon::Chart)
        } else {
            ("Show as table", Icon::Table)
        };
        let turn = move || as_table.update(|it| *it = !*it);
        let save_picture = move || {
            spawn_local(async move {
                let name = name_of(scene, "png");
                tell(canvas::save_png(&name, picture(scene)).await.map(|()| name));
            });
        };
        vec![
            MenuItem::button(look, turn).icon(icon),
            MenuItem::button("Save as CSV", move || tell(save_csv(scene)))
                .icon(Icon::Download)
                .detail("Every value."),
            MenuItem::button("Save as PNG", save_picture)
                .icon(Icon::Download)
                .detail("The chart as a picture."),
        ]
    };
    let name = scene.title.with_value(|title| format!("Actions for {title}"));
    view! { <Menu name items small=true /> }.into_any()
}

/// All series, also those that are hidden: a file is for calculating.
fn save_csv(scene: Scene) -> Saved {
    let (name, zone) = (name_of(scene, "csv"), scene.zone.get_untracked());
    let text = scene.data.with_untracked(|data| csv(data, scene.unit, &zone.name(), &|at| zone.offset(at)));
    download::save_text(&name, "text/csv", &text).map(|()| name)
}

fn name_of(scene: Scene, ending: &str) -> String {
    let zone = scene.zone.get_untracked();
    scene.data.with_untracked(|data| {
        scene.title.with_value(|title| file_name(title, data, &|at| zone.offset(at), ending))
    })
}
