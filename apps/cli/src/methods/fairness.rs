//! Methods of fairness.

mod compare;
mod rates;
mod strata;
mod suppression;
mod tables;

use jenjang::legal::Label;
use jenjang_statistics::fairness::Selection;
use serde_json::Value as Json;

use super::inputs::{whole, wrong};
use super::{Inputs, Method};

/// All of them, file by file.
pub(crate) const METHODS: &[&[Method]] = &[rates::METHODS, compare::METHODS, tables::METHODS, strata::METHODS, suppression::METHODS];

/// Names under which the two counts of a group may come.
const SELECTED: &[&str] = &["selected", "x", "passed", "hired", "promoted", "successes"];
const ELIGIBLE: &[&str] = &["eligible", "n", "applicants", "total", "pool", "trials"];

/// `[selected, eligible]`, or an object with the two.
fn selection(key: &str, json: &Json) -> Result<Selection, Label> {
    let (selected, eligible) = match json {
        Json::Object(object) => {
            let inputs = Inputs::new(object);
            (inputs.count(inputs.named(SELECTED))?, inputs.count(inputs.named(ELIGIBLE))?)
        }
        Json::Array(pair) => match pair.iter().map(whole).collect::<Option<Vec<u64>>>().as_deref() {
            Some(&[selected, eligible]) => (selected, eligible),
            _ => return Err(pair_expected(key, json)),
        },
        _ => return Err(pair_expected(key, json)),
    };
    selection_of(key, selected, eligible)
}

/// A selection, or the sentence why these counts are none.
fn selection_of(key: &str, selected: u64, eligible: u64) -> Result<Selection, Label> {
    Selection::try_new(selected, eligible).map_err(|_| {
        Label::new(
            format!("`{key}`: terpilih {selected} dari {eligible}, diharapkan tidak lebih dari yang memenuhi syarat"),
            format!("`{key}`: {selected} selected of {eligible}, expected no more than were eligible"),
        )
    })
}

fn pair_expected(key: &str, json: &Json) -> Label {
    wrong(key, json, "[terpilih, memenuhi syarat]", "[selected, eligible]")
}

/// The selection under a key.
fn selection_at(inputs: &Inputs<'_>, key: &str) -> Result<Selection, Label> {
    selection(key, inputs.need(key)?)
}

/// Groups by name, in the order written: an object of pairs.
fn groups<'a>(inputs: &Inputs<'a>, key: &str) -> Result<Vec<(&'a str, Selection)>, Label> {
    inputs.object(key)?.iter().map(|(name, json)| Ok((name.as_str(), selection(name, json)?))).collect()
}

/// The focal and the reference group of a request: under these names, or the two groups named otherwise, of which the first (or the men) is the
/// reference.
fn two_groups(inputs: &Inputs<'_>) -> Result<(Named, Named), Label> {
    match inputs.find("groups") {
        Some(_) => named_pair(&Inputs::new(inputs.object("groups")?)),
        None if inputs.pairs().is_empty() => Err(inputs.need("focal").err().unwrap_or_else(two_expected)),
        None => named_pair(inputs),
    }
}

/// A group with its name.
type Named = (String, Selection);

/// Focal first, reference second.
fn named_pair(inputs: &Inputs<'_>) -> Result<(Named, Named), Label> {
    let pairs = inputs.pairs();
    let at = |name: &str| pairs.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
    let reference = ["reference", "male", "men", "man", "laki-laki", "pria"].iter().find_map(|name| at(name)).or(pairs.first());
    match (pairs.as_slice(), reference) {
        ([_, _], Some((reference, one))) => {
            let (focal, other) = pairs.iter().find(|(name, _)| name != reference).ok_or_else(two_expected)?;
            Ok(((focal.to_string(), selection(focal, other)?), (reference.to_string(), selection(reference, one)?)))
        }
        _ => Err(two_expected()),
    }
}

fn two_expected() -> Label {
    Label::new("diharapkan tepat dua kelompok [terpilih, memenuhi syarat]", "expected exactly two groups [selected, eligible]")
}
