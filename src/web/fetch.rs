//! Whether a request carries the session's cookie.

use web_sys::RequestCredentials;

/// With the cookie, also to an API on another origin of the same site.
pub const WITH_COOKIES: RequestCredentials = RequestCredentials::Include;
/// Without it.
pub const WITHOUT_COOKIES: RequestCredentials = RequestCredentials::Omit;
