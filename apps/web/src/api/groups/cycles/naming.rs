//! What a cycle was planned with; who is named to rate whom, for those who name and approve; the form of a rater.

use jenjang::evaluation::response::Answer;
use jenjang::people::id::{CycleId, PersonId};
use jenjang_service::cycles::{
    CycleText, DraftAnswer, NamingGroup, StaffCycle, StaffNaming, read_own_naming, read_plan, read_rating, read_staff_naming,
};
use serde_json::{Map, Value, json};

use crate::api::call::{Call, Reply};
use crate::error::Failure;

fn group(found: &NamingGroup) -> Value {
    let named = found.named.iter().map(|one| json!({ "rater": one.rater, "name": one.name, "state": one.state }));
    let candidates = found.candidates.iter().map(|(person, name)| json!({ "person": person, "name": name }));
    json!({ "group": found.group, "named": named.collect::<Vec<_>>(), "candidates": candidates.collect::<Vec<_>>() })
}

pub(super) async fn planned(call: Call) -> Result<Reply, Failure> {
    let found = read_plan(&call.context(), &call.path("cycle")?).await?;
    let text = |text: &CycleText| json!({ "file": text.file, "text": text.text });
    Reply::ok(json!({
        "id": found.cycle, "title": found.title, "unit": found.unit, "scheme": text(&found.scheme), "instrument": text(&found.instrument),
    }))
}

pub(super) async fn own(call: Call) -> Result<Reply, Failure> {
    let found = read_own_naming(&call.context(), &call.path("cycle")?).await?;
    let groups: Vec<Value> = found.groups.iter().map(group).collect();
    Reply::ok(json!({
        "cycle": found.cycle.id(), "title": found.title, "state": found.cycle.state(), "groups": groups, "filled-by-others": found.others,
    }))
}

pub(super) async fn of_staff(call: Call) -> Result<Reply, Failure> {
    let found = read_staff_naming(&call.context()).await?;
    let person =
        |one: &StaffNaming| json!({ "person": one.person, "name": one.name, "groups": one.groups.iter().map(group).collect::<Vec<_>>() });
    let cycle = |one: &StaffCycle| json!({ "cycle": one.cycle.id(), "title": one.title, "people": one.people.iter().map(person).collect::<Vec<_>>() });
    call.page_of(found.iter().map(cycle).collect(), |one: &Value| one["cycle"].as_str().unwrap_or_default().to_owned())
}

pub(super) async fn rating(call: Call) -> Result<Reply, Failure> {
    let (cycle, ratee): (CycleId, PersonId) = (call.path("cycle")?, call.path("ratee")?);
    let found = read_rating(&call.context(), &cycle, &ratee).await?;
    Reply::ok(json!({
        "cycle": cycle, "ratee": ratee, "name": found.name, "title": found.title, "state": found.cycle.state(), "group": found.group,
        "approved": found.approved, "answered": found.answered, "draft": found.draft.as_ref().map(draft),
    }))
}

/// Answers as they can be sent again.
fn draft(found: &DraftAnswer) -> Value {
    let said = |answer: &Answer| match answer {
        Answer::NotObserved => json!("not-observed"),
        Answer::Value(value) => json!(value),
    };
    let answers: Map<String, Value> = found.answers.iter().map(|(item, answer)| (item.to_string(), said(answer))).collect();
    json!({ "answers": answers, "comment": found.comment })
}
