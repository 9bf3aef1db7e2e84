//! What the audit log says of a deployment's making and changes. Never its credentials.

use crate::audit::Event;
use keyhouse_model::audit::action;
use keyhouse_model::deployment::DeploymentDetails;
use serde_json::{Map, Value};

/// Fields that say nothing about what somebody did.
const LEFT_OUT: [&str; 8] =
    ["id", "created_at", "status", "status_reason", "used", "version", "price", "access_endpoint"];

/// A deployment was made.
pub(super) fn created(after: &DeploymentDetails) -> Event {
    changes(action::DEPLOYMENT_CREATE, after, &Map::new())
}

/// A deployment's settings changed.
pub(super) fn updated(before: &DeploymentDetails, after: &DeploymentDetails) -> Event {
    changes(action::DEPLOYMENT_UPDATE, after, &fields(before))
}

/// Every field, under its name on the wire, whose value is another one than before.
fn changes(action: &'static str, after: &DeploymentDetails, old: &Map<String, Value>) -> Event {
    let id = after.summary.id;
    let event = Event::new(action, "deployment", id, &after.summary.name).on_deployment(id);
    let new = fields(after);
    let gone = old.keys().filter(|name| !new.contains_key(*name));
    let event = gone.fold(event, |event, name| event.change(name, &old[name], Value::Null));
    new.iter().fold(event, |event, (name, value)| event.change(name, old.get(name), value))
}

fn fields(details: &DeploymentDetails) -> Map<String, Value> {
    let Ok(Value::Object(mut fields)) = serde_json::to_value(details) else {
        return Map::new();
    };
    for name in LEFT_OUT {
        fields.remove(name);
    }
    fields
}
