//! A draft of the shipped regular policy with a shorter time in grade, and what it would change for the same people.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::people::id::PersonId;
use jenjang::policy::decide::decide;
use jenjang::policy::decision::Outcome;
use jenjang::policy::diagnostic::Severity;
use jenjang::policy::diff::{PolicyDiff, diff};
use jenjang::policy::model::{Policy, in_force};
use jenjang::policy::value::Value;
use rust_decimal::Decimal;
use serde::Serialize;

use super::district::{District, Post, missing, prepared};
use super::summary::Tally;
use crate::library::Library;
use crate::output::{Failure, Voice};

const POLICY: &str = "asn/promotion/regular";
const FILE: &str = "asn/policies/promotion/regular.toml";
const PARAMETER: &str = "minimum-years-in-grade";

/// The draft and what it is made of.
pub(super) struct Draft {
    pub(super) policy: Arc<Policy>,
    /// The value in force without the draft.
    pub(super) before: Decimal,
    /// The value under the draft.
    pub(super) after: Decimal,
    /// The line added to the policy file.
    pub(super) line: String,
    pub(super) difference: PolicyDiff,
}

/// Adds a dated value one year below the present one to the shipped text, and compiles the text as a draft beside the shipped policies.
pub(super) fn draft(library: &mut Library, as_of: NaiveDate, voice: &Voice) -> Result<Draft, Failure> {
    let shipped = library.set().get(POLICY).cloned().ok_or_else(|| missing(POLICY))?;
    let parameter = shipped.parameters.iter().find(|parameter| &*parameter.name == PARAMETER);
    let Some(Value::Number(before)) = parameter.and_then(|p| in_force(&p.values, as_of, as_of)).map(|dated| dated.value.clone()) else {
        return Err(Failure::said(
            format!("parameter `{PARAMETER}` dari `{POLICY}` tidak mempunyai nilai pada {as_of}"),
            format!("parameter `{PARAMETER}` of `{POLICY}` has no value on {as_of}"),
        ));
    };
    let after = before - Decimal::ONE;
    let line = format!(r#"{{ from = {as_of}, value = "{after}", reference = "jenjang demo", certainty = "unverified" }}"#);
    let text = with_value(library.files.sources.get(FILE), &line).ok_or_else(|| missing(POLICY))?;
    let known = library.files.diagnostics.len();
    let added = library.files.add_policies([("draft.toml", text.as_bytes())]);
    let policy = added.into_iter().flatten().next().and_then(|id| library.set().get(&id).cloned());
    let Some(policy) = policy else {
        library.show(&library.files.diagnostics[known..], Severity::Error, voice);
        return Err(Failure::said("rancangan contoh tidak dapat dipakai", "the example draft cannot be used"));
    };
    let difference = diff(&shipped, &policy);
    Ok(Draft { policy, before, after, line, difference })
}

/// The policy text as a draft, with one more entry at the end of the parameter's history.
fn with_value(text: &str, line: &str) -> Option<String> {
    let (head, rest) = text.split_once(&format!("[parameters.{PARAMETER}]"))?;
    let history = rest.find("values")?;
    let mut depth = 0_usize;
    let mut in_text = false;
    let end = rest.get(history..)?.char_indices().find_map(|(at, c)| {
        match c {
            '"' => in_text = !in_text,
            '[' if !in_text => depth += 1,
            ']' if !in_text => depth = depth.saturating_sub(1),
            _ => return None,
        }
        (c == ']' && !in_text && depth == 0).then_some(history + at)
    })?;
    let entries = rest.get(..end)?.trim_end().trim_end_matches(',');
    let head = head.replacen("[policy]\n", "[policy]\nstatus = \"draft\"\n", 1);
    Some(format!("{head}[parameters.{PARAMETER}]{entries}, {line}{}", rest.get(end..)?))
}

/// What becomes of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Effect {
    /// Becomes eligible.
    Gained,
    /// Becomes not eligible.
    Lost,
    /// The answer becomes unknown.
    BecameUnknown,
    /// The same answer.
    Unchanged,
}

pub(super) fn effect(before: &Outcome, after: &Outcome) -> Effect {
    match after {
        _ if before == after => Effect::Unchanged,
        Outcome::Eligible => Effect::Gained,
        Outcome::NotEligible => Effect::Lost,
        Outcome::Unknown | Outcome::Value(_) => Effect::BecameUnknown,
    }
}

/// One grade under both versions.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct GradeRow {
    /// `null` where the grade is not known.
    pub(super) grade: Option<Arc<str>>,
    pub(super) before: Tally,
    pub(super) after: Tally,
    pub(super) gained: usize,
    pub(super) lost: usize,
    pub(super) became_unknown: usize,
    pub(super) unchanged: usize,
}

/// One person under both versions.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Compared {
    pub(super) person: PersonId,
    pub(super) before: Outcome,
    pub(super) after: Outcome,
    pub(super) effect: Effect,
}

/// The same people under both versions.
pub(super) struct Comparison {
    /// Lowest grade first.
    pub(super) by_grade: Vec<GradeRow>,
    /// In the order of their ids.
    pub(super) people: Vec<Compared>,
}

impl Comparison {
    pub(super) fn count(&self, effect: Effect) -> usize {
        self.people.iter().filter(|person| person.effect == effect).count()
    }
}

/// Decides everybody who stood under the shipped policy once more under the draft. `library` holds the draft in its place.
pub(super) fn compare(library: &Library, district: &District) -> Result<Comparison, Failure> {
    let draft = prepared(library.set(), POLICY, district.as_of)?;
    let mut rows: BTreeMap<Option<u16>, GradeRow> = BTreeMap::new();
    let mut people = Vec::new();
    for candidate in district.candidates.iter().filter(|candidate| candidate.post == Post::General) {
        let before = candidate.decision.outcome.clone();
        let after = decide(&draft, &candidate.dossier, &[]).outcome;
        let effect = effect(&before, &after);
        let grade = candidate.choice("grade");
        let row = rows.entry(grade.map(jenjang::policy::scale::Choice::rank)).or_insert_with(|| GradeRow {
            grade: grade.map(|grade| Arc::clone(grade.code())),
            before: Tally::default(),
            after: Tally::default(),
            gained: 0,
            lost: 0,
            became_unknown: 0,
            unchanged: 0,
        });
        row.before.add(&before);
        row.after.add(&after);
        match effect {
            Effect::Gained => row.gained += 1,
            Effect::Lost => row.lost += 1,
            Effect::BecameUnknown => row.became_unknown += 1,
            Effect::Unchanged => row.unchanged += 1,
        }
        people.push(Compared { person: candidate.id.clone(), before, after, effect });
    }
    Ok(Comparison { by_grade: rows.into_values().collect(), people })
}
