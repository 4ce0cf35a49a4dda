//! A stored decision in words, from its proof.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::people::id::{DecisionId, RoundId};
use jenjang::promotion::decision::Parent;
use jenjang::promotion::repository::{DecisionRecord, OutcomeKind};
use serde::Serialize;
use serde_json::Value;

/// A decision about a person, with its findings in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct DecisionView {
    /// Its id.
    pub id: DecisionId,
    /// Id of the policy.
    pub policy: Arc<str>,
    /// In which round.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round: Option<RoundId>,
    /// The day decided for.
    pub as_of: NaiveDate,
    /// When it was signed.
    pub decided_on: NaiveDate,
    /// Who signed it.
    pub decided_by: Arc<str>,
    /// What came out.
    pub outcome: OutcomeKind,
    /// The decision it corrects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<Parent>,
    /// One per criterion, in the policy's order.
    pub findings: Vec<FindingView>,
}

/// One finding of a stored decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct FindingView {
    /// The criterion's code.
    pub code: String,
    /// The answer's word (`met`, `not-met`, `unknown`, …).
    pub verdict: String,
    /// The legal ground.
    pub reference: String,
    /// The finding as a sentence.
    pub sentence: Label,
}

impl DecisionView {
    /// The view of a stored decision.
    pub fn of(record: &DecisionRecord) -> DecisionView {
        let proof: Value = serde_json::from_str(&record.proof).unwrap_or(Value::Null);
        let findings = proof.get("findings").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        DecisionView {
            id: record.id.clone(),
            policy: Arc::clone(&record.policy),
            round: record.round.clone(),
            as_of: record.as_of,
            decided_on: record.decided_on,
            decided_by: Arc::clone(&record.decided_by),
            outcome: record.outcome,
            parent: record.parent.clone(),
            findings: findings.iter().map(finding).collect(),
        }
    }
}

fn finding(proof: &Value) -> FindingView {
    let word = |key: &str| proof.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (code, verdict) = (word("code"), word("verdict"));
    let reference = proof.pointer("/reference/citation").and_then(Value::as_str).unwrap_or_default().to_owned();
    let answer = match verdict.as_str() {
        "met" => Label::new("terpenuhi", "met"),
        "not-met" => Label::new("tidak terpenuhi", "not met"),
        "not-applicable" => Label::new("tidak berlaku bagi yang bersangkutan", "does not apply"),
        "waived" => Label::new("dikecualikan", "waived"),
        _ => Label::new("belum diketahui", "unknown"),
    };
    let mut id = format!("`{code}` {}", answer.id);
    let mut en = format!("`{code}` {}", answer.en);
    if let Some((found, required)) = measured(proof) {
        id.push_str(&format!(": ditemukan {}, disyaratkan {}", found.id, required.id));
        en.push_str(&format!(": found {}, required {}", found.en, required.en));
    }
    if let Some(remedy) = remedy(proof) {
        id.push_str(&format!("; {}", remedy.id));
        en.push_str(&format!("; {}", remedy.en));
    }
    if !reference.is_empty() {
        id.push_str(&format!(" ({reference})"));
        en.push_str(&format!(" ({reference})"));
    }
    FindingView { code, verdict, reference, sentence: Label::new(id, en) }
}

/// What was found and required, where the finding is a comparison of one value.
fn measured(proof: &Value) -> Option<(Label, Label)> {
    let required = proof.get("required")?;
    let limit = || text(required.get("value").unwrap_or(&Value::Null));
    let required = match required.get("test")?.as_str()? {
        "equal" => limit(),
        "not-equal" => around(&limit(), "selain", "other than"),
        "less" => around(&limit(), "kurang dari", "less than"),
        "at-most" => around(&limit(), "paling banyak", "at most"),
        "more" => around(&limit(), "lebih dari", "more than"),
        "at-least" => around(&limit(), "sedikitnya", "at least"),
        "within" => around(&limit(), "dalam", "within"),
        "one-of" => around(&limit(), "salah satu dari", "one of"),
        "none" => Label::new("tidak ada", "none"),
        "some" => Label::new("ada", "one"),
        _ => return None,
    };
    Some((text(proof.get("found")?), required))
}

fn around(limit: &Label, id: &str, en: &str) -> Label {
    Label::new(format!("{id} {}", limit.id), format!("{en} {}", limit.en))
}

fn text(value: &Value) -> Label {
    match value {
        Value::Null => Label::new("tidak ada", "none"),
        Value::Bool(true) => Label::new("ya", "yes"),
        Value::Bool(false) => Label::new("tidak", "no"),
        Value::String(text) => Label::same(text.as_str()),
        Value::Array(values) => {
            let all: Vec<Label> = values.iter().map(text).collect();
            let of = |pick: fn(&Label) -> &str| all.iter().map(pick).collect::<Vec<_>>().join(", ");
            Label::new(of(|label| &label.id), of(|label| &label.en))
        }
        Value::Object(_) => Label::new("data belum ada", "missing"),
        Value::Number(number) => Label::same(number.to_string()),
    }
}

fn remedy(proof: &Value) -> Option<Label> {
    let remedy = proof.get("remedy")?;
    match remedy.get("do")?.as_str()? {
        "wait" => {
            let until = remedy.get("until")?.as_str()?;
            Some(Label::new(format!("terpenuhi dengan menunggu sampai {until}"), format!("met by waiting until {until}")))
        }
        "supply" => {
            let facts = text(remedy.get("facts")?);
            Some(Label::new(format!("lengkapi data: {}", facts.id), format!("supply: {}", facts.en)))
        }
        _ => None,
    }
}
