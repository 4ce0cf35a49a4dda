//! Which keys come first: the order of docs/policy-format.md.

use crate::keys;

/// The known keys of the section at `path` (`["parameters", "minimum-years"]`), in order. `None` where names are free.
pub(super) fn of_section(path: &[&str]) -> Option<&'static [&'static str]> {
    match path {
        ["policy"] => Some(keys::POLICY),
        ["catalogue"] => Some(keys::CATALOGUE),
        ["criteria"] => Some(keys::CRITERION),
        ["groups"] => Some(keys::GROUP),
        ["components"] => Some(keys::COMPONENT),
        ["score"] => Some(keys::SCORE),
        ["tie-breaks"] => Some(keys::TIE_BREAK),
        ["points"] => Some(keys::POINTS),
        ["classification"] => Some(keys::CLASSIFICATION),
        ["periods"] => Some(keys::PERIODS),
        ["cases"] => Some(keys::CASE),
        ["parameters", _] => Some(keys::PARAMETER),
        ["definitions", _] => Some(keys::DEFINITION),
        ["scales", _] => Some(keys::SCALE),
        ["tables", _] => Some(keys::TABLE),
        ["bands", _] => Some(keys::BANDS),
        ["facts", _] => Some(keys::FACT),
        [top, .., last] => of_value(top, last),
        _ => None,
    }
}

/// The known keys of a table written as the value of `key`, or in a list that is, under a top-level section.
pub(super) fn of_value(top: &str, key: &str) -> Option<&'static [&'static str]> {
    match (top, key) {
        ("facts", "source") | (_, "label" | "title" | "summary" | "check" | "note" | "supplier") => Some(keys::LABEL),
        (_, "effective") => Some(keys::PERIOD),
        (_, "rounding") => Some(keys::ROUNDING),
        ("parameters", "values") => Some(keys::PARAMETER_VALUE),
        ("scales", "values") => Some(keys::SCALE_VALUE),
        ("periods", "values") => Some(keys::PERIODS_VALUE),
        ("tables", "versions") => Some(keys::TABLE_VERSION),
        ("bands", "versions") => Some(keys::BANDS_VERSION),
        ("criteria", "waivable") => Some(keys::WAIVABLE),
        ("cases", "waivers") => Some(keys::WAIVER),
        ("cases", "expect") => Some(keys::EXPECT),
        _ => None,
    }
}

/// The place of a top-level section in a policy file or a catalogue.
pub(super) fn rank_of_section(in_catalogue: bool, name: &str) -> usize {
    let known = if in_catalogue { keys::CATALOGUE_FILE } else { keys::POLICY_FILE };
    known.iter().position(|section| *section == name).unwrap_or(known.len())
}

/// The place of a key among the known ones; unknown keys come last, free names stay as they are.
pub(super) fn rank(known: Option<&[&str]>, key: &str) -> usize {
    known.map_or(0, |known| known.iter().position(|k| *k == key).unwrap_or(known.len()))
}

/// A key as it is written: bare where it can be.
pub(super) fn written(key: &str) -> String {
    if !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
        return key.to_owned();
    }
    let mut out = String::from("\"");
    for c in key.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
