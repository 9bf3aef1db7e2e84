//! How a file is compressed on its way: which way the browser takes, and the work itself.

use axum::http::HeaderValue;
use std::io::{self, Write};

/// How the bytes of an answer are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Encoding {
    /// As they are.
    Identity,
    /// With gzip, which every client reads.
    Gzip,
    /// With brotli, a sixth smaller.
    Brotli,
}

impl Encoding {
    /// The smallest that the client takes, by its `Accept-Encoding`.
    pub(super) fn best(accepted: Option<&HeaderValue>) -> Self {
        let accepted = accepted.and_then(|value| value.to_str().ok()).unwrap_or_default();
        let takes = |name: &str| accepted.split(',').any(|one| takes(one, name));
        if takes("br") {
            Self::Brotli
        } else if takes("gzip") {
            Self::Gzip
        } else {
            Self::Identity
        }
    }

    /// Its name in `Content-Encoding`, if it has one there.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }

    /// Compresses as well as it can, which takes seconds for a large file.
    pub(super) fn write(self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Self::Identity => Ok(bytes.to_vec()),
            Self::Gzip => {
                let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
                out.write_all(bytes)?;
                out.finish()
            }
            Self::Brotli => {
                let mut out = Vec::new();
                let params = brotli::enc::BrotliEncoderParams { quality: QUALITY, ..Default::default() };
                brotli::BrotliCompress(&mut io::Cursor::new(bytes), &mut out, &params)?;
                Ok(out)
            }
        }
    }
}

/// The best there is. Without optimization that takes half a minute for the console.
const QUALITY: i32 = if cfg!(debug_assertions) { 5 } else { 11 };

/// Whether one entry of `Accept-Encoding`, such as `br;q=0.8`, takes `name`.
fn takes(entry: &str, name: &str) -> bool {
    let mut parts = entry.split(';').map(str::trim);
    let named = parts.next().is_some_and(|found| found.eq_ignore_ascii_case(name));
    let refused = parts
        .filter_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
        .any(|quality| quality.trim().parse::<f32>().is_ok_and(|quality| quality <= 0.0));
    named && !refused
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::io::Read;

    #[test]
    fn the_client_decides() {
        for (accepted, best) in [
            ("gzip, deflate, br, zstd", Encoding::Brotli),
            ("gzip, br;q=0", Encoding::Gzip),
            ("GZIP;q=0.5", Encoding::Gzip),
            ("identity, br; q=0.0", Encoding::Identity),
            ("", Encoding::Identity),
            ("brotli", Encoding::Identity),
        ] {
            let header = HeaderValue::from_str(accepted).unwrap();
            assert_eq!(Encoding::best(Some(&header)), best, "{accepted}");
        }
        assert_eq!(Encoding::best(None), Encoding::Identity);
    }

    #[test]
    fn what_is_compressed_reads_back() {
        let text = "the console's files ".repeat(500).into_bytes();
        let mut back = Vec::new();
        let packed = Encoding::Gzip.write(&text).unwrap();
        flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut back).unwrap();
        assert_eq!(back, text);
        let packed = Encoding::Brotli.write(&text).unwrap();
        assert!(packed.len() < text.len() / 10);
        back.clear();
        brotli::Decompressor::new(packed.as_slice(), 4096).read_to_end(&mut back).unwrap();
        assert_eq!(back, text);
    }
}
