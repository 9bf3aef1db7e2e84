//! One file of the console: its bytes, compressed once, and what its answer says about it.

use super::encoding::Encoding;
use axum::body::Bytes;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::ops::RangeInclusive;
use tokio::sync::OnceCell;

/// Smaller files gain nothing from compression.
const MIN_BYTES: usize = 512;
/// How many hex digits Trunk puts into a file's name: 64 bits, without the zeros on the left.
const HASH_CHARS: RangeInclusive<usize> = 12..=16;
/// The extensions of files whose name ends in a hash of what is in them. Trunk takes that of the console's own files too
/// early, before the last steps of its build; `cargo xtask split` names them anew.
const HASHED: [&str; 7] = ["css", "ico", "js", "png", "svg", "wasm", "woff2"];

/// For what never changes under its name.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// One file.
#[derive(Debug)]
pub(super) struct File {
    bytes: Bytes,
    digest: String,
    media_type: &'static str,
    cache_control: &'static str,
    gzip: OnceCell<Option<Bytes>>,
    brotli: OnceCell<Option<Bytes>>,
}

impl File {
    /// The file of this name with these bytes.
    pub(super) fn new(name: &str, bytes: Bytes) -> Self {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let immutable = HASHED.contains(&extension) && has_hash(name);
        Self {
            digest: HEXLOWER.encode(&Sha256::digest(&bytes)[..16]),
            bytes,
            media_type: media_type(extension),
            cache_control: if immutable { IMMUTABLE } else { "no-cache" },
            gzip: OnceCell::new(),
            brotli: OnceCell::new(),
        }
    }

    /// The same with what the build has already compressed with brotli, which is taken only if the name says that both
    /// are of one build.
    pub(super) fn with_brotli(mut self, compressed: Option<Bytes>) -> Self {
        if let Some(compressed) = compressed.filter(|_| self.is_immutable()) {
            self.brotli = OnceCell::new_with(Some(Some(compressed)));
        }
        self
    }

    fn is_immutable(&self) -> bool {
        self.cache_control == IMMUTABLE
    }

    /// The bytes as they are.
    pub(super) fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    pub(super) fn media_type(&self) -> &'static str {
        self.media_type
    }

    pub(super) fn cache_control(&self) -> &'static str {
        self.cache_control
    }

    /// Names this content in this encoding.
    pub(super) fn etag(&self, encoding: Encoding) -> String {
        match encoding.name() {
            None => format!("\"{}\"", self.digest),
            Some(name) => format!("\"{}-{name}\"", self.digest),
        }
    }

    /// The bytes as the client wants them, or as they are where compression does not help. Whoever asks first waits
    /// for the work.
    pub(super) async fn encoded(&self, wanted: Encoding) -> (Bytes, Encoding) {
        let cell = match wanted {
            Encoding::Identity => return (self.bytes.clone(), Encoding::Identity),
            Encoding::Gzip => &self.gzip,
            Encoding::Brotli => &self.brotli,
        };
        match cell.get_or_init(|| self.compressed(wanted)).await {
            Some(bytes) => (bytes.clone(), wanted),
            None => (self.bytes.clone(), Encoding::Identity),
        }
    }

    async fn compressed(&self, encoding: Encoding) -> Option<Bytes> {
        if !self.is_text() || self.bytes.len() < MIN_BYTES {
            return None;
        }
        let bytes = self.bytes.clone();
        let written = tokio::task::spawn_blocking(move || encoding.write(&bytes)).await.ok()?;
        written.ok().filter(|written| written.len() < self.bytes.len()).map(Bytes::from)
    }

    fn is_text(&self) -> bool {
        let kind = self.media_type;
        kind.starts_with("text/") || kind.starts_with("application/") || kind == "image/svg+xml"
    }
}

/// Whether a name ends in a dash and a hash before its extension, as in `tokens-0123456789abcdef.css`.
fn has_hash(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        HASH_CHARS.contains(&hash.len())
            && hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    })
}

fn media_type(extension: &str) -> &'static str {
    match extension {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_by_its_content_is_kept_for_ever() {
        let of = |name: &str| File::new(name, Bytes::new()).cache_control();
        for name in [
            "tokens-0123456789abcdef.css",
            "icon-0123456789abcdef.svg",
            "base-281d1b7b1e116b2.css",
            "keyhouse-console-0123456789abcdef.js",
            "keyhouse-console-api-keys-0123456789abcdef.wasm",
        ] {
            assert!(of(name).contains("immutable"), "{name}");
        }
        for name in [
            "index.html",
            "config.json",
            "keyhouse-console.js",
            "keyhouse-console-0123456789abcdef_bg.wasm",
            "tokens.css",
            "tokens-0123456789ABCDEF.css",
            "tokens-0123.css",
        ] {
            assert_eq!(of(name), "no-cache", "{name}");
        }
    }

    #[tokio::test]
    async fn what_compression_does_not_help_is_sent_as_it_is() {
        let small = File::new("a.css", Bytes::from_static(b"a{}"));
        assert_eq!(small.encoded(Encoding::Brotli).await.1, Encoding::Identity);
        let picture = File::new("a.png", Bytes::from(vec![0; 4096]));
        assert_eq!(picture.encoded(Encoding::Gzip).await.1, Encoding::Identity);
        let wasm = File::new("a.wasm", Bytes::from(vec![0; 4096]));
        assert_eq!(wasm.encoded(Encoding::Gzip).await.1, Encoding::Gzip);
        assert_ne!(wasm.etag(Encoding::Gzip), wasm.etag(Encoding::Brotli));
    }
}
