//! A stream of server-sent events.

use super::events::Listener;
use wasm_bindgen::JsCast;
use web_sys::{EventSourceInit, MessageEvent};

/// What comes over a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The stream is open: what happens from now on is heard.
    Opened,
    /// An event.
    Event {
        /// Its name, one of those that were asked for.
        name: &'static str,
        /// What it says.
        data: String,
    },
    /// The stream could not be opened, or has ended. Nothing more is heard, and why is not known.
    Lost,
}

/// An open stream, or one that is being opened. It is closed when this value is dropped.
pub struct EventSource {
    source: web_sys::EventSource,
    _listeners: Vec<Listener>,
}

impl EventSource {
    /// Opens the stream at `url`, with the cookies of its origin, and hears the events of these names.
    ///
    /// A browser would open a lost stream again by itself, at a pace of its own. This one stays lost, so that whoever
    /// opened it can look first why, and wait longer each time.
    ///
    /// # Errors
    /// The URL is none.
    pub fn open(
        url: &str,
        names: impl IntoIterator<Item = &'static str>,
        hear: impl Fn(Heard) + Clone + 'static,
    ) -> Result<Self, String> {
        let options = EventSourceInit::new();
        options.set_with_credentials(true);
        let source = web_sys::EventSource::new_with_event_source_init_dict(url, &options)
            .map_err(|thrown| super::reason(&thrown))?;
        let (opened, lost, ended) = (hear.clone(), hear.clone(), source.clone());
        let mut listeners = vec![
            Listener::new(source.clone().into(), "open", move |_| opened(Heard::Opened)),
            Listener::new(source.clone().into(), "error", move |_| {
                ended.close();
                lost(Heard::Lost);
            }),
        ];
        listeners.extend(names.into_iter().map(|name| {
            let hear = hear.clone();
            Listener::new(source.clone().into(), name, move |event| {
                let data = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string());
                hear(Heard::Event { name, data: data.unwrap_or_default() });
            })
        }));
        Ok(Self { source, _listeners: listeners })
    }
}

impl Drop for EventSource {
    fn drop(&mut self) {
        self.source.close();
    }
}
