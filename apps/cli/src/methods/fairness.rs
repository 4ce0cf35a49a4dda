//! Methods of fairness.

pub(crate) mod rates;

use jenjang::legal::Label;
use jenjang_statistics::fairness::Selection;
use serde_json::Value as Json;

use super::Inputs;
use super::inputs::{whole, wrong};

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
