//! What people are told about the monitor.

/// Why the monitor does not answer before it runs.
pub(super) const STARTING: &str = "The monitor, which measures usage, is starting. Try again in a moment.";
/// Why there is none.
pub(super) const NO_DATA_PLANE: &str = "This server runs without a data plane, so nothing is measured.";
/// What a cluster that runs elsewhere does not tell.
pub(super) const NO_VMSTORAGE: &str = "It is a cluster that runs elsewhere: only its vmstorage counts this, and Keyhouse \
    reaches vminsert and vmselect.";

/// Why nothing is known of what runs elsewhere.
pub(super) fn no_metrics(why: &str) -> String {
    format!("Its own metrics can't be read at the path /metrics: {why}. Let Keyhouse's credential read them.")
}

/// Why the monitor does not run.
pub(super) fn not_running(reason: &str) -> String {
    format!("The monitor, which measures usage, does not run, and is started again. {reason}")
        .trim_end()
        .to_owned()
}
