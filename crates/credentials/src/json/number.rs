//! Numbers: only those that come out of canonical JSON with the digits they went in with.

use serde_json::Number;

/// How many bytes at the beginning of the text are a number as JSON writes them; 0 where none is.
pub(super) fn length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes.get(from..).unwrap_or_default().iter().take_while(|b| b.is_ascii_digit()).count();
    let mut at = usize::from(bytes.first() == Some(&b'-'));
    let whole = digits(at);
    // a leading zero stands alone
    if whole == 0 || (whole > 1 && bytes.get(at) == Some(&b'0')) {
        return 0;
    }
    at = at.saturating_add(whole);
    if bytes.get(at) == Some(&b'.') {
        let fraction = digits(at.saturating_add(1));
        if fraction == 0 {
            return 0;
        }
        at = at.saturating_add(fraction).saturating_add(1);
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at.saturating_add(1)), Some(b'+' | b'-')));
        let exponent = digits(at.saturating_add(1).saturating_add(sign));
        if exponent == 0 {
            return 0;
        }
        at = at.saturating_add(1).saturating_add(sign).saturating_add(exponent);
    }
    at
}

/// The number of a text that is one; `None` where its canonical form would be another number.
pub(super) fn read(text: &str) -> Option<Number> {
    let float: f64 = text.parse().ok()?;
    if !float.is_finite() {
        return None;
    }
    let canonical = String::from_utf8(serde_json_canonicalizer::to_vec(&float).ok()?).ok()?;
    if parts(text)? != parts(&canonical)? {
        return None;
    }
    match text.parse::<i64>() {
        Ok(whole) => Some(Number::from(whole)),
        Err(_) => Number::from_f64(float),
    }
}

/// Digits without zeros at the ends, and the power of ten of the last: the same for all texts of one number. The sign of a zero does not count.
fn parts(text: &str) -> Option<(bool, String, i64)> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent: i64 = exponent.parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let kept = digits.trim_start_matches('0').trim_end_matches('0');
    if kept.is_empty() {
        return Some((false, String::new(), 0));
    }
    let zeros = digits.len().checked_sub(digits.trim_end_matches('0').len())?;
    let power = exponent.checked_add(i64::try_from(zeros).ok()?)?.checked_sub(i64::try_from(fraction.len()).ok()?)?;
    Some((negative, kept.to_owned(), power))
}
