//! The shape of what is still to come. It shows itself only after 300 ms, so that quick answers do not flash.

use leptos::prelude::*;

/// The shape of a part that is loading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// So many lines of text.
    Lines(usize),
    /// A heading.
    Title,
    /// A chart or a picture.
    Block,
}

/// Grey bars in the shape of what is loading.
#[component]
pub fn Skeleton(
    /// The shape.
    shape: Shape,
    /// What is loading, for those who can't see it. Default is "Loading".
    #[prop(default = "Loading")]
    label: &'static str,
) -> impl IntoView {
    let bars = match shape {
        Shape::Title => vec!["skeleton title"],
        Shape::Block => vec!["skeleton block"],
        Shape::Lines(lines) => {
            (0..lines).map(|i| if i + 1 == lines { "skeleton short" } else { "skeleton" }).collect()
        }
    };
    view! {
        <div class="stack tight" role="status">
            <span class="visually-hidden">{label}</span>
            {bars.into_iter().map(|class| view! { <span class=class></span> }).collect_view()}
        </div>
    }
}
