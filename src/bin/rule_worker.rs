//! The worker that checks rule files for the console. It is a program of its own, which the console starts when it has
//! something to check (`src/components/rule_check`).

#[path = "../web/worker_scope.rs"]
mod worker_scope;

use keyhouse_model::rule_worker::{Request, answer};

fn main() {
    console_error_panic_hook::set_once();
    worker_scope::serve(replied);
}

/// A request and its number as JSON, the reply and the same number as JSON. What is no request gets no reply.
fn replied(asked: &str) -> String {
    let Ok((number, request)) = serde_json::from_str::<(u64, Request)>(asked) else {
        return String::new();
    };
    serde_json::to_string(&(number, answer(&request))).unwrap_or_default()
}
