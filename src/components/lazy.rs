//! Views whose code is fetched when they are shown: it is in a file of its own, which `cargo xtask split` cuts out of
//! the console.
//!
//! Only a build with the feature `split` is cut. In others, such as the tests, everything is in one file, and what is
//! here finds it at once.

use crate::route::Route;
use crate::ui::badge::Tone;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::note::Note;
use crate::ui::skeleton::{Shape, Skeleton};
use crate::web::{document, location};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::pin::Pin;

/// What a file holds: how to make a view.
pub type Make = fn() -> AnyView;
/// A file on its way; one that is here takes no time.
pub type Fetching = Pin<Box<dyn Future<Output = Result<Make, NotFetched>>>>;
/// Fetches a file.
pub type Fetch = fn() -> Fetching;

/// The file could not be fetched: the network is gone, or a newer console has taken this one's place. The browser's
/// own console says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotFetched;

#[cfg(feature = "split")]
impl From<leptos::wasm_split::SplitLoaderError> for NotFetched {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

/// Declares a [`Fetch`]: that of `file`, which holds the component, and what it alone needs. A file may hold several.
macro_rules! lazy_file {
    ($vis:vis fn $name:ident in $file:ident => $component:expr) => {
        $vis fn $name() -> $crate::components::lazy::Fetching {
            use $crate::components::lazy::{Make, NotFetched};
            #[cfg_attr(
                feature = "split",
                leptos::wasm_split::wasm_split($file, fallible, wasm_split_path = leptos::wasm_split)
            )]
            fn $name() -> Result<Make, NotFetched> {
                Ok(|| $component().into_any())
            }
            #[cfg(feature = "split")]
            return Box::pin(async {
                let got = $name().await;
                // What is shown now is code that never ran, which the browser compiles meanwhile: not in one go with
                // what the page does already.
                $crate::web::timer::breathe().await;
                got
            });
            #[cfg(not(feature = "split"))]
            Box::pin(std::future::ready($name()))
        }
    };
}

/// Declares a module `lazy` with two functions a page: one called as the page, to be shown in its place, and one called
/// as is said after the file, the [`Fetch`] of that.
///
/// A page is written as its [`Place`], its file, what its [`Fetch`] is called, its module and its component.
macro_rules! lazy_pages {
    ($($place:ident $file:ident: $fetch:ident => $module:ident::$page:ident),+ $(,)?) => {
        mod lazy {
            use crate::components::lazy::{LazyView, Place, lazy_file};
            use leptos::prelude::*;
            $(
                #[allow(non_snake_case, reason = "a component")]
                pub(super) fn $page() -> AnyView {
                    view! { <LazyView file=$fetch place=Place::$place /> }.into_any()
                }
                lazy_file!(pub(super) fn $fetch in $file => super::$module::$page);
            )+
        }
    };
}

pub(crate) use {lazy_file, lazy_pages};

/// Fetches pages for people who are about to open them.
#[derive(Clone, Copy)]
pub struct Ahead(fn(Route) -> Option<Fetch>);

impl Ahead {
    /// Makes it available to the components below; told which file a page is in, if it is in one of its own.
    pub fn provide(file_of: fn(Route) -> Option<Fetch>) {
        provide_context(Self(file_of));
    }

    /// The one that was provided; where none was, it fetches nothing.
    pub fn get() -> Self {
        use_context().unwrap_or(Self(|_| None))
    }

    /// Fetches the file of a page.
    pub fn fetch(self, route: Route) {
        if let Some(file) = (self.0)(route) {
            start(file);
        }
    }
}

/// Fetches a file without waiting for it. Whoever shows it later fetches it again if this fails, and says so.
pub fn start(file: Fetch) {
    spawn_local(async move {
        let _ = file().await;
    });
}

/// Where a view is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The page in the frame.
    InFrame,
    /// All that there is on the screen.
    Alone,
    /// Something small beside what matters; without it, nothing is said.
    Aside,
}

/// Fetches a file and shows its view; meanwhile the shape of a page, and a way out if it does not come.
#[component]
pub fn LazyView(
    /// The file.
    file: Fetch,
    /// Where it is.
    place: Place,
) -> impl IntoView {
    let got = RwSignal::new(None);
    // Not cancelled when one goes elsewhere: who comes back finds it here.
    let fetch = move || {
        spawn_local(async move {
            let result = file().await;
            got.try_set(Some(result));
        });
    };
    fetch();
    let retry = Callback::new(move |()| {
        got.set(None);
        fetch();
    });
    move || match (got.get(), place) {
        (Some(Ok(make)), _) => make(),
        (_, Place::Aside) => ().into_any(),
        (None, Place::InFrame) => page_shape(),
        // The shape of the console, in index.html, is still there.
        (None, Place::Alone) if document::is_starting() => ().into_any(),
        (None, Place::Alone) => alone(page_shape()),
        (Some(Err(NotFetched)), Place::InFrame) => lost(retry),
        (Some(Err(NotFetched)), Place::Alone) => alone(lost(retry)),
    }
}

fn page_shape() -> AnyView {
    view! { <Skeleton shape=Shape::Lines(8) label="Loading the page" /> }.into_any()
}

fn alone(content: AnyView) -> AnyView {
    view! {
        <main class="page" id="main">
            {content}
        </main>
    }
    .into_any()
}

/// Says that a file did not come.
fn lost(retry: Callback<()>) -> AnyView {
    view! {
        <Note tone=Tone::Bad alert=true>
            <p>
                "This page could not be loaded. Nothing was changed; check the connection and try again. If that does not \
                 help, the console was updated meanwhile: reload it to get the new one."
            </p>
            <div class="cluster">
                <Button small=true icon=Icon::Refresh on_press=retry>
                    "Try again"
                </Button>
                <Button small=true on_press=move |()| location::reload()>
                    "Reload the console"
                </Button>
            </div>
        </Note>
    }
    .into_any()
}
