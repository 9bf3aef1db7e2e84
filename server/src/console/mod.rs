//! The console's files: from a folder, or those built into the binary.
//!
//! The set is read whole when the server starts, so a request can only name what is in it; no path reaches the disk.
//! A folder is looked at again when a page is asked for, so that a new build shows without a restart.

use crate::error::{Error, Result};
use crate::reference;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

mod encoding;
mod file;
mod files;
mod policy;

use encoding::Encoding;
use file::File;
use files::Files;

/// What every page that is no file is answered with.
const INDEX: &str = "index.html";

/// The console's files.
#[derive(Debug)]
pub struct Console {
    folder: Option<PathBuf>,
    files: RwLock<Arc<Files>>,
}

impl Console {
    /// Reads the files of `folder`, or those built in, and starts to compress them. A folder without files is none
    /// yet: a plain page says so until there are some.
    ///
    /// # Errors
    /// The folder is there and can't be read.
    pub async fn open(folder: Option<PathBuf>) -> io::Result<Self> {
        let files = match &folder {
            Some(folder) => read(folder.clone()).await?,
            None => Files::built_in(),
        };
        let files = Arc::new(files);
        files.compress_in_background();
        Ok(Self { folder, files: RwLock::new(files) })
    }

    /// Answers a request that no route took.
    ///
    /// # Errors
    /// `not_found` for an asset that is not there, `method_not_allowed` for anything but GET and HEAD.
    pub async fn respond(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<Response> {
        let path = asked_for(uri).ok_or(Error::NotFound("file"))?;
        if *method != Method::GET && *method != Method::HEAD {
            return Ok(method_not_allowed());
        }
        let files = self.files(is_page(&path)).await;
        let file = match files.get(&path) {
            None if is_page(&path) => files.get(INDEX),
            file => file,
        };
        match file {
            Some(file) => Ok(answer(file, files.policy(), method, headers).await),
            None if is_page(&path) => Ok(no_console(self.folder.is_some())),
            None => Err(Error::NotFound("file")),
        }
    }

    /// The files as they are; as they are on the disk, if `look` says so.
    async fn files(&self, look: bool) -> Arc<Files> {
        let known = Arc::clone(&self.files.read().unwrap_or_else(PoisonError::into_inner));
        let Some(folder) = self.folder.clone().filter(|_| look) else {
            return known;
        };
        let old = Arc::clone(&known);
        let read = tokio::task::spawn_blocking(move || Files::read_if_changed(&folder, &old)).await;
        match read.map_err(io::Error::other).and_then(|read| read) {
            Ok(None) => known,
            Ok(Some(files)) => {
                let files = Arc::new(files);
                files.compress_in_background();
                *self.files.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&files);
                files
            }
            // In the middle of a build, files come and go: what is known is whole.
            Err(cause) => {
                tracing::warn!(%cause, "can't read the console's files anew; the ones known are served");
                known
            }
        }
    }
}

async fn read(folder: PathBuf) -> io::Result<Files> {
    tokio::task::spawn_blocking(move || Files::read(&folder)).await.map_err(io::Error::other)?
}

/// The file or page that is asked for, without the slash before it. `None` for what only an attack sends.
fn asked_for(uri: &Uri) -> Option<String> {
    let path = percent_decode_str(uri.path()).decode_utf8().ok()?;
    let path = path.strip_prefix('/')?;
    let is_api = path == "api" || path.starts_with("api/");
    let climbs = path.split('/').any(|part| part == "..") || path.contains(['\\', '\0']);
    (!is_api && !climbs).then(|| path.to_owned())
}

/// Whether a path is one of the console's own URLs rather than one of its files. Rule files have pages that end in
/// their names.
fn is_page(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    match last.rsplit_once('.') {
        None => true,
        Some((_, extension)) => ["yml", "yaml"].contains(&extension),
    }
}

async fn answer(file: &File, policy: &HeaderValue, method: &Method, asked: &HeaderMap) -> Response {
    let wanted = Encoding::best(asked.get(header::ACCEPT_ENCODING));
    let (bytes, encoding) = file.encoded(wanted).await;
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(file.cache_control()));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy.clone());
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let etag = file.etag(encoding);
    let unchanged = is_known(&etag, asked);
    if let Ok(etag) = HeaderValue::try_from(etag) {
        headers.insert(header::ETAG, etag);
    }
    if unchanged {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.media_type()));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    if let Some(name) = encoding.name() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    if *method == Method::GET {
        *response.body_mut() = Body::from(bytes);
    }
    response
}

/// Whether the browser has this very answer (RFC 9110, 13.1.2: the comparison is a weak one).
fn is_known(etag: &str, asked: &HeaderMap) -> bool {
    asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|one| one.trim() == "*" || one.trim().trim_start_matches("W/") == etag)
}

fn method_not_allowed() -> Response {
    let mut response = Error::MethodNotAllowed.into_response();
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    response
}

/// Says how to get a console, in a server without one. The API works all the same.
fn no_console(folder_given: bool) -> Response {
    let page = include_str!("none.html").replace(
        "{{why}}",
        if folder_given {
            "The folder given as <code>--console-dir</code> holds no <code>index.html</code>."
        } else {
            "This server was built without the console's files and started without <code>--console-dir</code>."
        },
    );
    let about = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(reference::POLICY)),
    ];
    (about, page).into_response()
}

#[cfg(test)]
mod tests;
