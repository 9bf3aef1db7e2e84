//! Pieces that know the domain and serve several pages.

pub mod credentials;
pub mod day_line;
pub mod delete_question;
pub mod deployment;
pub mod deployment_form;
pub mod deployment_picker;
pub mod deployment_status;
pub mod deployment_words;
pub mod failure;
pub mod lazy;
pub mod lifetime_field;
pub mod link_page;
pub mod loaded;
pub mod new_password;
pub mod once;
pub mod page;
pub mod process_log;
pub mod query;
pub mod refresh;
pub mod rule_check;
pub mod sent_form;
pub mod shell;
pub mod status_badge;
pub mod type_name;
pub mod welcome;
pub mod words;
