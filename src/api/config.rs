//! Where the API is: `config.json` beside index.html, for a console that another host serves.

use super::ApiError;
use gloo_net::http::RequestBuilder;
use serde::Deserialize;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Config {
    /// Without a slash at its end; empty for the console's own origin.
    api_base_url: String,
}

/// The base URL of the API; empty for the console's own origin, which is also what a missing file means.
///
/// # Errors
/// The file can't be fetched, or is not what it should be.
pub async fn api_base_url() -> Result<String, ApiError> {
    let request = RequestBuilder::new("config.json").build().map_err(|_| ApiError::Offline)?;
    let response = request.send().await.map_err(|_| ApiError::Offline)?;
    if response.status() == 404 {
        return Ok(String::new());
    }
    let text = response.text().await.map_err(|_| ApiError::Offline)?;
    let unreadable = |error: serde_json::Error| ApiError::Unreadable {
        status: response.status(),
        detail: format!("config.json: {error}"),
        request_id: None,
    };
    serde_json::from_str::<Config>(&text).map(|config| config.api_base_url).map_err(unreadable)
}
