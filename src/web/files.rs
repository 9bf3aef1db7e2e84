//! Files that a person drops, chooses or pastes, read as text.

use super::events::{Listener, is_for_a_text};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, Event, File, FileList, HtmlInputElement};

/// A file that a person handed over. It is read when its text is asked for.
#[derive(Clone)]
pub struct Picked {
    file: File,
}

/// Why a file has no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// It is no text in UTF-8.
    NotUtf8,
    /// The browser can't read it; why.
    Unreadable(String),
}

impl Picked {
    /// The file's own name, without a folder.
    pub fn name(&self) -> String {
        self.file.name()
    }

    /// How long it is, in bytes.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn bytes(&self) -> u64 {
        // The browser's number is a whole one that is not negative.
        self.file.size() as u64
    }

    /// Its text.
    ///
    /// # Errors
    /// It is not UTF-8, or it was changed or moved away since it was handed over.
    pub async fn text(self) -> Result<String, ReadError> {
        let read = JsFuture::from(self.file.array_buffer()).await;
        let buffer = read.map_err(|thrown| ReadError::Unreadable(super::reason(&thrown)))?;
        String::from_utf8(js_sys::Uint8Array::new(&buffer).to_vec()).map_err(|_| ReadError::NotUtf8)
    }
}

/// What was dropped or pasted.
#[derive(Clone, Default)]
pub struct Handed {
    /// The files.
    pub files: Vec<Picked>,
    /// How many folders were among them; what is in those is not looked at.
    pub folders: usize,
    /// The text, if it was text.
    pub text: String,
}

/// Calls `on_paste` with what is pasted where nothing is written: not in a field or an editor, which take it themselves.
pub fn on_paste(on_paste: impl Fn(Handed) + 'static) -> Listener {
    Listener::new(super::window().into(), "paste", move |event| {
        let data = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
        if let Some(data) = data.filter(|_| !is_for_a_text(&event)) {
            event.prevent_default();
            on_paste(handed(&data));
        }
    })
}

fn transfer(event: &Event) -> Option<DataTransfer> {
    event.dyn_ref::<DragEvent>()?.data_transfer()
}

fn holds_files(event: &Event) -> bool {
    let kinds = transfer(event).map(|data| data.types());
    kinds.is_some_and(|kinds| kinds.iter().any(|kind| kind.as_string().as_deref() == Some("Files")))
}

/// What was chosen in the file field that changed. It is empty again afterwards: the same file can be chosen twice.
pub fn chosen(event: &Event) -> Vec<Picked> {
    let Some(field) = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) else {
        return Vec::new();
    };
    let files = field.files().map(|list| listed(&list)).unwrap_or_default();
    field.set_value("");
    files
}

/// While this value lives, files can be dropped anywhere in the window: `on_drop` gets them, and `on_over` is told when
/// some are held over the window and when they are gone. Without it, the browser would leave the page to show the file.
pub fn on_drop(
    on_over: impl Fn(bool) + Clone + 'static,
    on_drop: impl Fn(Handed) + 'static,
) -> [Listener; 3] {
    let (over, left) = (on_over.clone(), on_over.clone());
    let window = || super::window().into();
    [
        Listener::new(window(), "dragover", move |event| {
            if holds_files(&event) {
                event.prevent_default();
                over(true);
            }
        }),
        Listener::new(window(), "dragleave", move |event| {
            // Also sent when they are moved from one element to the next.
            let to = event.dyn_ref::<DragEvent>().and_then(|it| it.related_target());
            if to.is_none() {
                left(false);
            }
        }),
        // Before an editor that would put the text of the file into its own.
        Listener::first(window(), "drop", move |event| {
            if holds_files(&event) {
                event.prevent_default();
                event.stop_propagation();
                on_over(false);
                on_drop(transfer(&event).map(|data| handed(&data)).unwrap_or_default());
            }
        }),
    ]
}

fn handed(data: &DataTransfer) -> Handed {
    let items = data.items();
    let folders = (0..items.length())
        .filter_map(|at| items.get(at)?.webkit_get_as_entry().ok().flatten())
        .filter(web_sys::FileSystemEntry::is_directory)
        .map(|entry| entry.name())
        .collect::<Vec<_>>();
    let mut files = data.files().map(|list| listed(&list)).unwrap_or_default();
    // A browser lists a folder as if it were a file.
    files.retain(|file| !folders.contains(&file.name()));
    Handed { files, folders: folders.len(), text: data.get_data("text/plain").unwrap_or_default() }
}

fn listed(list: &FileList) -> Vec<Picked> {
    (0..list.length()).filter_map(|at| list.get(at)).map(|file| Picked { file }).collect()
}
