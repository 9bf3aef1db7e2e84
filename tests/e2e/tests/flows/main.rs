//! What people do with Keyhouse, told as stories: each on a server and in a browser of its own.

mod accessible;
mod appearance;
mod audit;
mod data_plane;
mod deletion;
mod elsewhere;
mod files;
mod filters;
mod interruptions;
mod key_life;
mod keyboard;
mod live;
mod many_keys;
mod members;
mod policy;
mod reveal;
mod session_end;
mod sign_in;
mod steps;
