//! Plain output: bytes for a pipe. What a terminal would obey is escaped on one.

use super::document::{Canvas, Document, Payload, Unshown};
use super::escape::{invisible, one_line, spaced, without_unicode_breaks};

/// JSON on a line: as the token has it in a pipe, without what a terminal would obey on one. Of many
/// lines, each is one for every reader.
pub(super) fn json_line(json: &str, canvas: &Canvas, out: &mut Vec<u8>) {
    let line = one_line(json);
    if canvas.is_terminal {
        let line = line.replace('\t', " ");
        out.extend_from_slice(invisible(&line).as_bytes());
    } else if canvas.is_one_line {
        out.extend_from_slice(without_unicode_breaks(&line).as_bytes());
    } else {
        out.extend_from_slice(line.as_bytes());
    }
    out.push(b'\n');
}

/// A token on a line.
pub(super) fn token(text: &[u8], canvas: &Canvas, out: &mut Vec<u8>) {
    if canvas.is_terminal {
        out.extend_from_slice(invisible(&String::from_utf8_lossy(text)).as_bytes());
    } else {
        out.extend_from_slice(text);
    }
    out.push(b'\n');
}

/// The payload: JSON on its line. Of anything else the exact bytes, or, of one token among many, its
/// bytes on one line, each line break as a space.
///
/// # Errors
/// When it is encrypted.
pub(super) fn payload(
    document: &Document<'_>,
    canvas: &Canvas,
    out: &mut Vec<u8>,
) -> Result<(), Unshown> {
    match document.payload {
        Payload::Withheld => {}
        Payload::Json(json) => json_line(json.text(), canvas, out),
        Payload::Bytes(bytes) if canvas.is_one_line => token(&spaced(bytes), canvas, out),
        Payload::Bytes(bytes) => out.extend_from_slice(bytes),
        Payload::Encrypted => return Err(Unshown::PayloadEncrypted),
    }
    Ok(())
}

/// One claim. A string goes without its quotes unless that would let it forge a line; of many tokens,
/// each claim is JSON.
///
/// # Errors
/// When it is not there, or encrypted.
pub(super) fn claim(
    document: &Document<'_>,
    name: &str,
    canvas: &Canvas,
    out: &mut Vec<u8>,
) -> Result<(), Unshown> {
    let json = match document.payload {
        Payload::Json(json) => Some(json),
        Payload::Encrypted => return Err(Unshown::PayloadEncrypted),
        Payload::Bytes(_) | Payload::Withheld => None,
    };
    let value = json.and_then(|json| json.find(name));
    let value = value.ok_or_else(|| Unshown::ClaimMissing(name.to_owned()))?;
    let forges_lines = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    match value.as_str() {
        _ if canvas.is_one_line => json_line(value.text(), canvas, out),
        Some(text) if text.contains(forges_lines) => {
            json_line(&invisible(value.text()), canvas, out);
        }
        Some(text) if canvas.is_terminal && *invisible(&text) != *text => {
            json_line(value.text(), canvas, out);
        }
        Some(text) => {
            out.extend_from_slice(text.as_bytes());
            out.push(b'\n');
        }
        None => json_line(value.text(), canvas, out),
    }
    Ok(())
}
