//! What an appointment decree needs of a round that was decided.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::people::id::{DecisionId, PersonId, RoundId};
use jenjang::promotion::RoundPlan;
use serde_json::Value;

use super::round::{authorized, whole};
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::Action;

/// Who was chosen, and what the choice rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecreeFacts {
    /// The round.
    pub plan: RoundPlan,
    /// When the choice was made.
    pub decided_on: NaiveDate,
    /// Who was chosen.
    pub person: PersonId,
    /// The name, where the record holds one.
    pub name: Option<Arc<str>>,
    /// The employee number, where the record holds one.
    pub employee_number: Option<Arc<str>>,
    /// Code of the last grade.
    pub grade: Option<Arc<str>>,
    /// The decision about the person, by which anybody verifies that it is on record.
    pub decision: Option<DecisionId>,
    /// The instruments that the decision about the person rests on, each once, in the order of its criteria; only those whose text or official summary was
    /// read: practice is no ground a decree can recall.
    pub references: Vec<Arc<str>>,
}

/// What a decree about somebody who was chosen in a round needs.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] for a round that is not decided (`not-decided`) or somebody who was not
/// chosen in it (`not-chosen`); [`ServiceError::Store`].
pub async fn decree_facts(context: &Context<'_>, round: &RoundId, person: &PersonId) -> Result<DecreeFacts, ServiceError> {
    let mut tx = context.store.read().await?;
    let file = authorized(context, &mut *tx, Action::PrintDecree, round).await?.value;
    let decided = whole(&mut *tx, &file).await?;
    let Some(selection) = decided.selection() else {
        return Err(ServiceError::refused(
            "not-decided",
            Label::new(format!("putaran `{round}` belum diputuskan"), format!("round `{round}` is not decided yet")),
        ));
    };
    if !selection.chosen().iter().any(|pick| pick.person == *person) {
        return Err(ServiceError::refused(
            "not-chosen",
            Label::new(
                format!("`{person}` tidak terpilih dalam putaran `{round}`"),
                format!("`{person}` was not chosen in round `{round}`"),
            ),
        ));
    }
    let decided_on = selection.decided_on();
    let head = decided.screening().and_then(|screening| screening.heads().find(|head| head.person == *person)).cloned();
    let record = match head {
        Some(head) => tx.decisions().find(&head.id).await?,
        None => None,
    };
    let references = record.as_ref().map(|record| instruments(&record.proof)).unwrap_or_default();
    let found = tx.people().find(person).await?;
    let who = found.ok_or_else(|| ServiceError::not_found(Label::new("pegawai", "person"), person))?.value.record;
    let grade = who.registers.grades.as_ref().and_then(|grades| grades.iter().max_by_key(|grade| grade.since));
    Ok(DecreeFacts {
        plan: file.plan,
        decided_on,
        person: person.clone(),
        decision: record.map(|record| record.id),
        grade: grade.map(|grade| grade.grade.as_str().into()),
        name: who.name,
        employee_number: who.employee_number,
        references,
    })
}

/// The instruments the findings of a decision cite; a citation may name several.
fn instruments(proof: &str) -> Vec<Arc<str>> {
    let proof: Value = serde_json::from_str(proof).unwrap_or(Value::Null);
    let findings = proof.get("findings").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut found: Vec<Arc<str>> = Vec::new();
    for reference in findings.iter().filter_map(|finding| finding.get("reference")) {
        let word = |key: &str| reference.get(key).and_then(Value::as_str).unwrap_or_default();
        if !matches!(word("certainty"), "text" | "secondary") {
            continue;
        }
        for one in word("citation").split(';').map(str::trim).filter(|one| !one.is_empty()) {
            if !found.iter().any(|known| **known == *one) {
                found.push(one.into());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decree_recalls_what_was_read_and_each_instrument_once() {
        let proof = r#"{"findings":[
            {"code":"a","reference":{"citation":"PP 99/2000 ps. 7; Peraturan BKN 2/2025","certainty":"text"}},
            {"code":"b","reference":{"citation":"Kanreg I BKN (2023)","certainty":"practice"}},
            {"code":"c","reference":{"citation":"Peraturan BKN 2/2025","certainty":"secondary"}},
            {"code":"d"}
        ]}"#;
        assert_eq!(instruments(proof), ["PP 99/2000 ps. 7".into(), Arc::<str>::from("Peraturan BKN 2/2025")]);
        assert!(instruments("nothing").is_empty());
    }
}
