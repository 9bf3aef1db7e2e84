//! The browser's clock, and times as its owner's zone writes them.

use std::cell::RefCell;

use chrono::{DateTime, TimeDelta, Utc};
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Now, by this machine's clock.
pub fn now() -> DateTime<Utc> {
    from_millis(Date::now()).unwrap_or_default()
}

/// The name of the zone that this browser is set to, such as `Europe/Berlin`; `UTC` if it does not say.
pub fn zone_name() -> String {
    let options = Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    let name = Reflect::get(&options, &JsValue::from_str("timeZone")).ok().and_then(|it| it.as_string());
    name.filter(|it| !it.is_empty()).unwrap_or_else(|| "UTC".to_owned())
}

/// Date, time and short zone name in this browser's zone, such as `19 Feb 2027, 10:41 CET`.
pub fn local(at: DateTime<Utc>) -> String {
    thread_local!(static FORMAT: Format = const { Format::new() });
    FORMAT.with(|it| {
        it.write(
            at,
            &[
                ("day", "numeric"),
                ("month", "short"),
                ("year", "numeric"),
                ("hour", "2-digit"),
                ("minute", "2-digit"),
                ("timeZoneName", "short"),
            ],
        )
    })
}

/// What a clock on the wall shows at an instant, in this browser's zone, as if it hung where UTC is.
pub fn on_the_wall(at: DateTime<Utc>) -> DateTime<Utc> {
    at.checked_add_signed(TimeDelta::minutes(offset_minutes(at).into())).unwrap_or(at)
}

/// The value of an `<input type="datetime-local">` for an instant, such as `2027-02-19T10:41`.
pub fn to_input(at: DateTime<Utc>) -> String {
    let date = to_date(at);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date(),
        date.get_hours(),
        date.get_minutes()
    )
}

/// The instant that an `<input type="datetime-local">` names in this browser's zone; `None` while it is
/// not filled in.
pub fn from_input(value: &str) -> Option<DateTime<Utc>> {
    // Without the `T` a browser may read it as UTC or not at all.
    if !value.contains('T') {
        return None;
    }
    from_rfc3339(value)
}

/// The instant that a text for machines stands for, such as the `datetime` of a `<time>`.
pub fn from_rfc3339(text: &str) -> Option<DateTime<Utc>> {
    from_millis(Date::new(&JsValue::from_str(text)).get_time())
}

/// How far the local clock is ahead of UTC at an instant, in minutes.
pub fn offset_minutes(at: DateTime<Utc>) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "the browser gives whole minutes within a day")]
    let behind = to_date(at).get_timezone_offset() as i32;
    -behind
}

/// The browser's function that writes instants with certain fields: to make it takes longer than to draw a whole row of
/// a table, so it is made once.
struct Format(RefCell<Option<Function>>);

impl Format {
    const fn new() -> Self {
        Self(RefCell::new(None))
    }

    /// The `fields` are the same each time.
    fn write(&self, at: DateTime<Utc>, fields: &[(&str, &str)]) -> String {
        let mut made = self.0.borrow_mut();
        let text = made.get_or_insert_with(|| format(fields)).call1(&JsValue::UNDEFINED, &to_date(at));
        text.ok().and_then(|it| it.as_string()).unwrap_or_default()
    }
}

fn format(fields: &[(&str, &str)]) -> Function {
    let options = Object::new();
    for (name, value) in fields {
        let _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    // Day before month, and a 24-hour clock: the order of the console's own UTC times.
    let _ = Reflect::set(&options, &JsValue::from_str("hourCycle"), &JsValue::from_str("h23"));
    Intl::DateTimeFormat::new(&Array::of1(&JsValue::from_str("en-GB")), &options).format()
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of any real date fit in 53 bits")]
fn to_date(at: DateTime<Utc>) -> Date {
    Date::new(&JsValue::from_f64(at.timestamp_millis() as f64)).unchecked_into()
}

fn from_millis(millis: f64) -> Option<DateTime<Utc>> {
    if !millis.is_finite() {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a finite JavaScript date is below 2^53")]
    DateTime::from_timestamp_millis(millis as i64)
}
