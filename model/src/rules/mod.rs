//! Rule files: read and checked before they are live.

pub mod metricsql;
