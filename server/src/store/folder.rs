//! The data folder: who may look into it, and that only one server works on it.
