//! Pages of a table.

use std::ops::Range;

use leptos::prelude::*;

use crate::format::number::thousands;
use crate::ui::bind::Bind;
use crate::ui::button::Button;
use crate::ui::icon::Icon;

/// How many rows a page has.
pub const PAGE_SIZE: usize = 50;

/// The rows of a page (from 1); the last page if there are not so many.
pub(super) fn range(page: usize, total: usize) -> Range<usize> {
    let start = (real_page(page, total) - 1) * PAGE_SIZE;
    start..(start + PAGE_SIZE).min(total)
}

fn pages(total: usize) -> usize {
    total.div_ceil(PAGE_SIZE).max(1)
}

fn real_page(page: usize, total: usize) -> usize {
    page.clamp(1, pages(total))
}

/// "1–50 of 10,000" and the ways to the other pages; nothing where one page is all.
pub(super) fn pager(caption: &str, page: Bind<usize>, total: Signal<usize>) -> AnyView {
    let label = format!("Pages of {caption}");
    let many = Memo::new(move |_| total.get() > PAGE_SIZE);
    let at = Memo::new(move |_| real_page(page.get(), total.get()));
    let which = move || {
        let range = range(at.get(), total.get());
        format!("{}–{} of {}", number(range.start + 1), number(range.end), number(total.get()))
    };
    let step = move |to: usize| page.set(real_page(to, total.get_untracked()));
    let no_previous = Signal::derive(move || (at.get() == 1).then(|| "This is the first page".to_owned()));
    let no_next =
        Signal::derive(move || (at.get() == pages(total.get())).then(|| "This is the last page".to_owned()));
    let bar = move || {
        view! {
            <nav class="table-pager" aria-label=label.clone()>
                <span role="status">{which}</span>
                <span class="buttons">
                    <Button
                        small=true
                        icon=Icon::ChevronLeft
                        disabled_because=no_previous
                        on_press=move |()| step(at.get_untracked() - 1)
                    >
                        "Previous"
                    </Button>
                    <Button
                        small=true
                        icon=Icon::ChevronRight
                        disabled_because=no_next
                        on_press=move |()| step(at.get_untracked() + 1)
                    >
                        "Next"
                    </Button>
                </span>
            </nav>
        }
    };
    (move || many.get().then(&bar)).into_any()
}

fn number(of: usize) -> String {
    thousands(u64::try_from(of).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn a_page_that_is_not_there_is_the_nearest_one() {
        for (page, total, rows) in [
            (1, 0, 0..0),
            (1, 3, 0..3),
            (0, 3, 0..3),
            (1, 50, 0..50),
            (2, 50, 0..50),
            (2, 51, 50..51),
            (200, 10_000, 9_950..10_000),
            (usize::MAX, 120, 100..120),
        ] {
            assert_eq!(range(page, total), rows, "page {page} of {total}");
        }
    }
}
