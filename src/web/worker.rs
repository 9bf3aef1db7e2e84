//! Workers: programs beside the page, which may take their time. They and the page send each other texts.

use super::events::Listener;
use super::worker_scope::READY;
use wasm_bindgen::JsCast;
use web_sys::{MessageEvent, WorkerOptions, WorkerType};

/// What comes from a worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It is there, and hears what is sent from now on.
    Ready,
    /// An answer.
    Said(String),
    /// It could not be fetched or started, or broke off. Nothing more comes from it.
    Broke,
}

/// A worker. It ends when this value is dropped, whatever it is doing.
pub struct Worker {
    worker: web_sys::Worker,
    _listeners: [Listener; 3],
}

impl Worker {
    /// Starts the worker whose script is at `url`, on the page's own origin.
    ///
    /// # Errors
    /// The browser refuses such a worker.
    pub fn start(url: &str, hear: impl Fn(Heard) + Clone + 'static) -> Result<Self, String> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = web_sys::Worker::new_with_options(url, &options).map_err(|it| super::reason(&it))?;
        let (failed, unread) = (hear.clone(), hear.clone());
        let listeners = [
            Listener::new(worker.clone().into(), "message", move |event| {
                let said = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string());
                hear(match said {
                    Some(said) if said == READY => Heard::Ready,
                    Some(said) => Heard::Said(said),
                    None => Heard::Broke,
                });
            }),
            Listener::new(worker.clone().into(), "error", move |event| {
                // The page goes on; the browser has written down what happened in the worker.
                event.prevent_default();
                failed(Heard::Broke);
            }),
            Listener::new(worker.clone().into(), "messageerror", move |_| unread(Heard::Broke)),
        ];
        Ok(Self { worker, _listeners: listeners })
    }

    /// Sends it a text.
    ///
    /// # Errors
    /// The browser does not take it, for it is too long.
    pub fn say(&self, text: &str) -> Result<(), String> {
        self.worker.post_message(&text.into()).map_err(|it| super::reason(&it))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}
