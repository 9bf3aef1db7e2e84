//! Views whose code is fetched when they are shown: each is a file of its own, which `cargo xtask split` cuts out of
//! the console.
//!
//! Only a build with the feature `split` is cut. Without it, as in the tests, everything is in one file, and what is
//! here finds it at once.

use crate::route::Route;
use crate::ui::badge::Tone;
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::note::Note;
use crate::ui::skeleton::{Shape, Skeleton};
use crate::web::location;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::pin::Pin;

/// What a file holds: how to make its view.
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
            return Box::pin($name());
            #[cfg(not(feature = "split"))]
            Box::pin(std::future::ready($name()))
        }
    };
}

/// Declares a module `lazy` with a component for each of these pages, called as the page's own, which fetches the
/// page's file and shows the page. `lazy::FILES` is for [`provide`].
///
/// A page is written `module::Component`. The variant of its route is called as the component, its file as the module.
macro_rules! lazy_pages {
    ($($file:ident: $module:ident::$page:ident),+ $(,)?) => {
        mod lazy {
            use super::{$($module),+};
            use crate::components::lazy::{Fetch, LazyView, lazy_file};
            use crate::route::Route;
            use leptos::prelude::*;

            pub(super) const FILES: &[(Route, Fetch)] = &[$((Route::$page, $module)),+];
            $(
                #[allow(non_snake_case, reason = "a component")]
                pub(super) fn $page() -> AnyView {
                    view! { <LazyView file=$module /> }.into_any()
                }
                lazy_file!(fn $module in $file => $module::$page);
            )+
        }
    };
}

pub(crate) use {lazy_file, lazy_pages};

/// The files of the pages that have one.
#[derive(Clone, Copy)]
struct Files(&'static [(Route, Fetch)]);

/// Lets the components below fetch these ahead.
pub fn provide(files: &'static [(Route, Fetch)]) {
    provide_context(Files(files));
}

/// Fetches the file of a page ahead, for a person who is about to open it. If that fails, opening the page says so.
pub fn fetch_ahead(route: Route) {
    let files = use_context().map_or(&[][..], |Files(files)| files);
    for (_, fetch) in files.iter().filter(|(page, _)| *page == route) {
        let fetching = fetch();
        spawn_local(async move {
            // Opening the page tries again and says what comes of it.
            let _ = fetching.await;
        });
    }
}

/// Fetches a page's file and shows the page; meanwhile its shape, and a way out if that fails.
#[component]
pub fn LazyView(
    /// The file.
    file: Fetch,
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
    let retry = move |()| {
        got.set(None);
        fetch();
    };
    move || {
        match got.get() {
        None => view! { <Skeleton shape=Shape::Title /><Skeleton shape=Shape::Lines(8) label="Loading the page" /> }
            .into_any(),
        Some(Ok(make)) => make(),
        Some(Err(NotFetched)) => view! { <Lost on_retry=retry /> }.into_any(),
    }
    }
}

/// Says that a page's file did not come.
#[component]
fn Lost(
    /// Tries again.
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    view! {
        <Note tone=Tone::Bad alert=true>
            <p>
                "This page could not be loaded. Nothing was changed. Check the connection and try again; if that does \
                 not help, the console was updated meanwhile, and reloading it gets the new one."
            </p>
            <div class="cluster">
                <Button small=true icon=Icon::Refresh on_press=on_retry>
                    "Try again"
                </Button>
                <Button small=true on_press=move |()| location::reload()>
                    "Reload the console"
                </Button>
            </div>
        </Note>
    }
}
