//! What people do with Keyhouse, told as stories: each on a server and in a browser of its own.

mod accessible;
mod accessible_deployments;
mod appearance;
mod audit;
mod data_plane;
mod deletion;
mod deployments;
mod elsewhere;
mod files;
mod filters;
mod first_steps;
mod interruptions;
mod key_life;
mod keyboard;
mod live;
mod many_keys;
mod members;
mod policy;
mod reveal;
mod session_end;
mod settings;
mod sign_in;
mod steps;
mod tokens;
mod viewers;
