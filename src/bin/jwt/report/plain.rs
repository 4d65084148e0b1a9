//! Plain output: bytes for a pipe. What a terminal would obey is escaped on one.

use super::document::{Canvas, Document, Payload, Unshown};
use super::escape::{invisible, one_line, spaced, without_unicode_breaks};
use super::view::Wanted;
use jwt_toolkit::codec::NumericDate;
use jwt_toolkit::codec::json::Path;

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

/// JSON on a line that `write` appends in one piece, without line breaks around its marks.
pub(super) fn written_line(canvas: &Canvas, out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    write(out);
    let is_as_it_is = !canvas.is_terminal && (out[start..].is_ascii() || !canvas.is_one_line);
    if is_as_it_is {
        out.push(b'\n');
        return;
    }
    let line = String::from_utf8_lossy(&out[start..]).into_owned();
    out.truncate(start);
    json_line(&line, canvas, out);
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

/// Some claims. Each is on a line, a string without its quotes unless that would let it forge a line; of
/// many tokens, all are JSON on one line, between tabs.
///
/// # Errors
/// When one is not there, or encrypted; nothing is appended then.
pub(super) fn claims(
    document: &Document<'_>,
    wanted: &Wanted,
    canvas: &Canvas,
    out: &mut Vec<u8>,
) -> Result<(), Unshown> {
    let start = out.len();
    for path in &wanted.paths {
        if let Err(unshown) = claim(document, path, wanted.as_times, canvas, out) {
            out.truncate(start);
            return Err(unshown);
        }
        if canvas.is_one_line
            && let Some(end) = out.last_mut()
        {
            *end = b'\t';
        }
    }
    if canvas.is_one_line
        && let Some(end) = out.last_mut()
    {
        *end = b'\n';
    }
    Ok(())
}

fn claim(
    document: &Document<'_>,
    path: &Path,
    as_time: bool,
    canvas: &Canvas,
    out: &mut Vec<u8>,
) -> Result<(), Unshown> {
    let json = match document.payload {
        Payload::Json(json) => Some(json),
        Payload::Encrypted => return Err(Unshown::PayloadEncrypted),
        Payload::Bytes(_) | Payload::Withheld => None,
    };
    let value = json.and_then(|json| path.find(json));
    let value = value.ok_or_else(|| Unshown::ClaimMissing(path.to_string()))?;
    if as_time {
        let time = NumericDate::from_json_number(value.text());
        let time = time.ok_or_else(|| Unshown::NotATime(path.to_string()))?;
        out.extend_from_slice(time.to_string().as_bytes());
        out.push(b'\n');
        return Ok(());
    }
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
