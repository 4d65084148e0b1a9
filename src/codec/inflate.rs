//! Compressed bytes (RFC 1951), inflated within a bound.

use flate2::bufread::GzDecoder;
use flate2::{Decompress, FlushDecompress, Status};
use std::fmt;
use std::io::{self, Read};
use thiserror::Error;

/// The least bound on what compressed bytes are inflated to, in bytes.
const LEAST_BOUND: usize = 250 << 10;

/// How many times as long as the compressed bytes the inflated ones may be beyond [`LEAST_BOUND`].
const LARGEST_RATIO: usize = 10;

/// How a payload is compressed, as the header's `zip` says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// `DEF`: DEFLATE (RFC 7516, section 4.1.3; SMART Health Cards), or, as jjwt writes under this
    /// name, with zlib's frame around it (RFC 1950).
    Def,
    /// `GZIP`: gzip (RFC 1952), which jjwt writes.
    Gzip,
}

impl Compression {
    /// The compression of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Def, Self::Gzip]
            .into_iter()
            .find(|compression| compression.name() == name)
    }

    /// Its name in a header.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Def => "DEF",
            Self::Gzip => "GZIP",
        }
    }

    /// The bytes that were compressed, up to 250 KiB, or ten times the length of `bytes` where that is
    /// more: a small token must not fill the memory.
    ///
    /// # Errors
    /// When the bytes are not in this form, end early or go on after their end, or hold more than the
    /// bound.
    pub fn inflate(self, bytes: &[u8]) -> Result<Vec<u8>, InflateError> {
        let bound = LEAST_BOUND.max(LARGEST_RATIO.saturating_mul(bytes.len()));
        match self {
            // Whatever is valid without the frame is read so, as the standard says.
            Self::Def => match deflated(bytes, false, bound) {
                Err(error) if error != (InflateError::TooLong { bound }) => {
                    deflated(bytes, true, bound).map_err(|framed| match framed {
                        InflateError::Corrupt => error,
                        framed => framed,
                    })
                }
                inflated => inflated,
            },
            Self::Gzip => gunzipped(bytes, bound),
        }
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why compressed bytes cannot be inflated.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum InflateError {
    /// They are not in the form that is named.
    #[error("the compressed bytes are damaged")]
    Corrupt,
    /// They are cut off.
    #[error("the compressed bytes end early")]
    Truncated,
    /// More bytes follow their end.
    #[error("{count} bytes follow the end of the compressed ones")]
    TrailingBytes {
        /// How many.
        count: usize,
    },
    /// What they hold is longer than the bound.
    #[error("it inflates to more than {bound} bytes")]
    TooLong {
        /// The bound in bytes.
        bound: usize,
    },
}

fn deflated(bytes: &[u8], is_framed: bool, bound: usize) -> Result<Vec<u8>, InflateError> {
    const FIRST: usize = 1 << 12;
    let mut stream = Decompress::new(is_framed);
    let mut inflated = Vec::with_capacity(FIRST.min(bound));
    let read = |stream: &Decompress| usize::try_from(stream.total_in()).unwrap_or(bytes.len());
    loop {
        let rest = bytes.get(read(&stream)..).unwrap_or_default();
        let before = (stream.total_in(), inflated.len());
        // Fills what the vector has room for, and no more.
        let status = stream.decompress_vec(rest, &mut inflated, FlushDecompress::None);
        if inflated.len() > bound {
            return Err(InflateError::TooLong { bound });
        }
        match status.map_err(|_| InflateError::Corrupt)? {
            Status::StreamEnd => break,
            _ if inflated.len() == inflated.capacity() => {
                // At most one byte beyond the bound, which is enough to see that it is passed.
                let more = inflated.len().min(bound + 1 - inflated.len());
                inflated.reserve_exact(more);
            }
            _ if before == (stream.total_in(), inflated.len()) => {
                return Err(InflateError::Truncated);
            }
            _ => {}
        }
    }
    end_of(bytes.len() - read(&stream).min(bytes.len()))?;
    Ok(inflated)
}

fn gunzipped(bytes: &[u8], bound: usize) -> Result<Vec<u8>, InflateError> {
    let mut decoder = GzDecoder::new(bytes);
    let mut inflated = Vec::new();
    let limit = u64::try_from(bound).unwrap_or(u64::MAX).saturating_add(1);
    let read = decoder.by_ref().take(limit).read_to_end(&mut inflated);
    if inflated.len() > bound {
        return Err(InflateError::TooLong { bound });
    }
    read.map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => InflateError::Truncated,
        _ => InflateError::Corrupt,
    })?;
    end_of(decoder.into_inner().len())?;
    Ok(inflated)
}

/// Bytes after the end would be in the token without being in its payload.
fn end_of(rest: usize) -> Result<(), InflateError> {
    match rest {
        0 => Ok(()),
        count => Err(InflateError::TrailingBytes { count }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use proptest::prelude::*;

    const LEVEL: flate2::Compression = flate2::Compression::best();

    fn all(mut reader: impl Read) -> Vec<u8> {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).unwrap();
        bytes
    }

    /// The forms in which these bytes are compressed, each with its name.
    fn compressed(bytes: &[u8]) -> [(Compression, Vec<u8>); 3] {
        [
            (Compression::Def, all(DeflateEncoder::new(bytes, LEVEL))),
            (Compression::Def, all(ZlibEncoder::new(bytes, LEVEL))),
            (Compression::Gzip, all(GzEncoder::new(bytes, LEVEL))),
        ]
    }

    #[test]
    fn every_form_is_inflated() {
        for text in ["", "{}", &"{\"sub\":\"alice\"}".repeat(9000)] {
            for (compression, bytes) in compressed(text.as_bytes()) {
                assert_eq!(compression.inflate(&bytes).unwrap(), text.as_bytes());
            }
        }
    }

    #[test]
    fn a_bomb_is_refused_at_the_bound() {
        let zeros = vec![0; 64 << 20];
        for (compression, bytes) in compressed(&zeros) {
            let bound = LEAST_BOUND.max(LARGEST_RATIO * bytes.len());
            assert!(bound < zeros.len() / 10);
            let error = InflateError::TooLong { bound };
            assert_eq!(compression.inflate(&bytes), Err(error));
        }
        for (compression, bytes) in compressed(&zeros[..LEAST_BOUND]) {
            assert!(compression.inflate(&bytes).is_ok());
        }
        for (compression, bytes) in compressed(&zeros[..=LEAST_BOUND]) {
            let bound = LEAST_BOUND;
            let error = InflateError::TooLong { bound };
            assert_eq!(compression.inflate(&bytes), Err(error));
        }
    }

    #[test]
    fn a_stream_that_is_cut_anywhere_is_refused() {
        for (compression, bytes) in compressed(br#"{"sub":"alice","roles":["a","b","c"]}"#) {
            for end in 0..bytes.len() {
                let error = compression.inflate(&bytes[..end]).unwrap_err();
                let is_told = matches!(error, InflateError::Truncated | InflateError::Corrupt);
                assert!(is_told, "{end}: {error}");
            }
        }
    }

    #[test]
    fn bytes_after_the_end_are_refused() {
        for (compression, mut bytes) in compressed(b"{}") {
            let twice = [bytes.as_slice(), &bytes].concat();
            assert!(compression.inflate(&twice).is_err());
            bytes.push(0);
            let error = InflateError::TrailingBytes { count: 1 };
            assert_eq!(compression.inflate(&bytes), Err(error));
        }
    }

    #[test]
    fn a_wrong_checksum_is_refused() {
        for (compression, mut bytes) in compressed(b"{\"a\":1}").into_iter().skip(1) {
            let last = bytes.len()
                - 1
                - if compression == Compression::Gzip {
                    4
                } else {
                    0
                };
            bytes[last] ^= 1;
            assert_eq!(compression.inflate(&bytes), Err(InflateError::Corrupt));
        }
    }

    #[test]
    fn names_are_exact() {
        assert_eq!(Compression::named("DEF"), Some(Compression::Def));
        assert_eq!(Compression::named("GZIP"), Some(Compression::Gzip));
        for name in ["", "def", "DEFLATE", "gzip", "none"] {
            assert_eq!(Compression::named(name), None);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_inflated_or_refused(bytes: Vec<u8>) {
            for compression in [Compression::Def, Compression::Gzip] {
                if let Ok(inflated) = compression.inflate(&bytes) {
                    prop_assert!(inflated.len() <= LEAST_BOUND);
                }
            }
        }
    }
}
