//! The icons: 24 by 24, drawn with lines in the colour of the text around them.

use leptos::prelude::*;

/// An icon of the set. It says nothing by itself: the text or name beside it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Logo,
    Home,
    Database,
    Key,
    Chart,
    Document,
    People,
    Bell,
    Search,
    Plus,
    Copy,
    Dots,
    Close,
    Warning,
    Info,
    Check,
    ChevronDown,
    ChevronRight,
    ChevronLeft,
    File,
    Menu,
    Sun,
    Moon,
    System,
    SignOut,
    Download,
    Upload,
    Refresh,
    Rotate,
    Pencil,
    Pause,
    Play,
    Trash,
    External,
    Eye,
    EyeOff,
    Code,
    Clock,
    Shield,
    Table,
    Filter,
    Settings,
    Link,
    Undo,
    Keyboard,
}

/// Draws an icon at the size of the text beside it (16 px).
pub fn icon(icon: Icon) -> AnyView {
    draw(icon, "icon")
}

/// Draws an icon at 14 px, for chips and table heads.
pub fn small_icon(icon: Icon) -> AnyView {
    draw(icon, "icon small")
}

/// Draws an icon at 40 px, for an empty page.
pub fn large_icon(icon: Icon) -> AnyView {
    draw(icon, "icon large")
}

/// How the lines are drawn is in `style/ui.css`: a page has so many icons that each attribute counts.
fn draw(icon: Icon, class: &'static str) -> AnyView {
    view! {
        <svg class=class viewBox="0 0 24 24" aria-hidden="true">
            <path d=outline(icon) />
        </svg>
    }
    .into_any()
}

/// A circle about (x, y) as two arcs, so that every icon is one path.
macro_rules! circle {
    ($x:literal, $y:literal, $r:literal, $d:literal) => {
        concat!(
            "M", $x, " ", $y, "m-", $r, " 0a", $r, " ", $r, " 0 1 0 ", $d, " 0a", $r, " ", $r, " 0 1 0-", $d,
            " 0"
        )
    };
}

fn outline(icon: Icon) -> &'static str {
    match icon {
        Icon::Logo => concat!(
            "M3 11 12 3.5 21 11v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1z",
            circle!("12", "12.2", "2.1", "4.2"),
            "M12 14.3V18"
        ),
        Icon::Home => "M4 11 12 4l8 7v8a1 1 0 0 1-1 1h-4v-5h-6v5H5a1 1 0 0 1-1-1z",
        Icon::Database => {
            "M4.5 6c0-1.5 3.4-2.8 7.5-2.8s7.5 1.3 7.5 2.8-3.4 2.8-7.5 2.8S4.5 7.5 4.5 6v12c0 1.5 3.4 2.8 7.5 2.8s7.5-1.3 7.5-2.8V6M4.5 12c0 1.5 3.4 2.8 7.5 2.8s7.5-1.3 7.5-2.8"
        }
        Icon::Key => {
            concat!(circle!("8", "15.5", "4.2", "8.4"), "M11 12.5 19.5 4M16 7.5l2.6 2.6M13.6 10l1.7 1.7")
        }
        Icon::Chart => "M4 4v16h16M8 16l4-5 3 3 5-7",
        Icon::Document => {
            "M6 3.5h9l4 4V20a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V4.5a1 1 0 0 1 1-1zM9 12h6M9 16h6M9 8h3"
        }
        Icon::People => concat!(
            circle!("9", "8.5", "3.3", "6.6"),
            "M3 19.5c.6-3.3 3-5 6-5s5.4 1.7 6 5M16 5.6a3.2 3.2 0 0 1 0 5.9M17.8 14.9c1.7.8 2.8 2.3 3.2 4.6"
        ),
        Icon::Bell => {
            "M12 4a6 6 0 0 1 6 6c0 4.5 1.6 6 2 6.5H4c.4-.5 2-2 2-6.5a6 6 0 0 1 6-6zM10 19.5a2.1 2.1 0 0 0 4 0"
        }
        Icon::Search => concat!(circle!("11", "11", "6.5", "13"), "M16 16l4.5 4.5"),
        Icon::Plus => "M12 5v14M5 12h14",
        Icon::Copy => {
            "M10.5 8.5h7.5a2 2 0 0 1 2 2V18a2 2 0 0 1-2 2h-7.5a2 2 0 0 1-2-2v-7.5a2 2 0 0 1 2-2zM15.5 8.5v-3A1.5 1.5 0 0 0 14 4H5.5A1.5 1.5 0 0 0 4 5.5V14a1.5 1.5 0 0 0 1.5 1.5h3"
        }
        Icon::Dots => concat!(
            circle!("5.5", "12", "0.7", "1.4"),
            circle!("12", "12", "0.7", "1.4"),
            circle!("18.5", "12", "0.7", "1.4")
        ),
        Icon::Close => "M6 6l12 12M18 6 6 18",
        Icon::Warning => "M12 4 21 19.5H3zM12 10v4.5M12 17v.2",
        Icon::Info => concat!(circle!("12", "12", "8.5", "17"), "M12 11v5M12 8v.2"),
        Icon::Check => "M5 12.5l4.5 4.5L19 7.5",
        Icon::ChevronDown => "M8 10l4 4 4-4",
        Icon::ChevronRight => "M10 8l4 4-4 4",
        Icon::ChevronLeft => "M14 8l-4 4 4 4",
        Icon::File => "M7 3.5h7l4.5 4.5V20a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V4.5a1 1 0 0 1 1-1zM14 3.5V8h4.5",
        Icon::Menu => "M4 7h16M4 12h16M4 17h16",
        Icon::Sun => concat!(
            circle!("12", "12", "4", "8"),
            "M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4"
        ),
        Icon::Moon => "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z",
        Icon::System => "M4 5h16v11H4zM9 20h6M12 16v4",
        Icon::SignOut => "M14 4H6a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1h8M10 12h10M16.5 8.5 20 12l-3.5 3.5",
        Icon::Download => "M12 4v11M7.5 11 12 15.5 16.5 11M5 20h14",
        Icon::Upload => "M12 16V4.5M7.5 9 12 4.5 16.5 9M5 20h14",
        Icon::Refresh => "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L20 9.3M20 4.5v4.8h-4.8",
        Icon::Rotate => {
            "M4.5 12a7.5 7.5 0 0 1 12.8-5.3L20 9.3M20 4.5v4.8h-4.8M19.5 12a7.5 7.5 0 0 1-12.8 5.3L4 14.7M4 19.5v-4.8h4.8"
        }
        Icon::Pencil => "M4.5 19.5l1-4.5L16 4.5l3.5 3.5L9 18.5zM13.5 7l3.5 3.5",
        Icon::Pause => "M8.5 5v14M15.5 5v14",
        Icon::Play => "M7.5 5v14l11-7z",
        Icon::Trash => {
            "M4.5 7h15M9 7V4.5h6V7M6.5 7l.8 12.5a1 1 0 0 0 1 .9h7.4a1 1 0 0 0 1-.9L17.5 7M10 11v5.5M14 11v5.5"
        }
        Icon::External => {
            "M13.5 4.5h6v6M19.5 4.5 11 13M17.5 14v4.5a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1H10"
        }
        Icon::Eye => concat!(
            "M2.5 12c2-4 5.5-6.5 9.5-6.5s7.5 2.5 9.5 6.5c-2 4-5.5 6.5-9.5 6.5S4.5 16 2.5 12z",
            circle!("12", "12", "3", "6")
        ),
        Icon::EyeOff => concat!(
            "M2.5 12c2-4 5.5-6.5 9.5-6.5s7.5 2.5 9.5 6.5c-2 4-5.5 6.5-9.5 6.5S4.5 16 2.5 12z",
            circle!("12", "12", "3", "6"),
            "M4 20 20 4"
        ),
        Icon::Code => "M8.5 7 3.5 12l5 5M15.5 7l5 5-5 5M13.5 5l-3 14",
        Icon::Clock => concat!(circle!("12", "12", "8.5", "17"), "M12 7v5l3.5 2"),
        Icon::Shield => "M12 3.5 5 6v6c0 4.5 3 7.5 7 8.5 4-1 7-4 7-8.5V6zM9 12l2.2 2.2L15.2 10",
        Icon::Table => "M4 5h16v14H4zM4 10h16M10 10v9",
        Icon::Filter => "M4 6h16M7 12h10M10 18h4",
        Icon::Settings => concat!(
            "M4 7h8M18 7h2M4 17h2M12 17h8",
            circle!("15", "7", "2.5", "5"),
            circle!("9", "17", "2.5", "5")
        ),
        Icon::Link => {
            "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1"
        }
        Icon::Keyboard => {
            "M4 6h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1zM6.8 10v.2M10.3 10v.2M13.7 10v.2M17.2 10v.2M8 14h8"
        }
        Icon::Undo => "M8.5 5 4.5 9l4 4M4.5 9H14a5.5 5.5 0 0 1 0 11h-4",
    }
}
