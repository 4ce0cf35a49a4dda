//! What whoever runs a round looks at: whom it is meant for, what a screening would find, the ranking row by row.

use jenjang::people::id::{PersonId, RoundId};
use jenjang_asn::promotion::is_meant_for_post;
use jenjang_service::promotion::{FindFitting, RankingRow, ReadRanking, find_fitting, preview_screening, read_ranking};
use serde_json::{Value, json};

use crate::api::call::{Call, Reply};
use crate::error::Failure;
use crate::state::facts;

pub(super) async fn fitting(call: Call) -> Result<Reply, Failure> {
    let round: RoundId = call.path("round")?;
    let command = FindFitting { round: &round, shipped: &call.app.shipped, gatherer: &facts, fits_post: &is_meant_for_post };
    let found = find_fitting(&call.context(), command).await?;
    call.page_of(found, |person: &PersonId| person.as_str().to_owned())
}

pub(super) async fn preview(call: Call) -> Result<Reply, Failure> {
    let round: RoundId = call.path("round")?;
    let found = preview_screening(&call.context(), &round, &call.app.shipped, &facts).await?;
    let criteria = found.criteria.iter().map(|(code, (not_met, unknown))| json!({ "code": code, "not-met": not_met, "unknown": unknown }));
    let label = |fact: &str| call.app.catalogue().and_then(|catalogue| Some(catalogue.fact(catalogue.find(fact)?).label.clone()));
    let missing = found.missing.iter().map(|(fact, people)| json!({ "fact": fact, "label": label(fact), "people": people }));
    let lacking = found.lacking.iter().map(|one| json!({ "person": one.person, "name": one.name, "unit": one.unit, "facts": one.facts }));
    Reply::ok(json!({
        "eligible": found.counts.eligible, "not-eligible": found.counts.not_eligible, "unknown": found.counts.unknown,
        "criteria": criteria.collect::<Vec<_>>(), "missing": missing.collect::<Vec<_>>(), "lacking": lacking.collect::<Vec<_>>(),
    }))
}

pub(super) async fn ranking(call: Call) -> Result<Reply, Failure> {
    let round: RoundId = call.path("round")?;
    let command = ReadRanking { round: &round, skip: call.whole("skip").unwrap_or_default(), limit: call.limit() };
    let found = read_ranking(&call.context(), command).await?;
    let unranked = found.unranked.iter().map(|(one, name)| json!({ "person": one.id, "name": name, "missing": one.missing }));
    Reply::ok(json!({
        "components": found.components, "tie-breaks": found.tie_breaks, "total": found.total,
        "rows": found.rows.iter().map(row).collect::<Vec<_>>(), "unranked": unranked.collect::<Vec<_>>(),
    }))
}

fn row(one: &RankingRow) -> Value {
    let part = |part: &jenjang_service::promotion::RankingComponent| json!({ "value": part.value, "weight": part.weight, "contribution": part.contribution });
    json!({
        "ranked": one.ranked, "name": one.name, "components": one.components.iter().map(part).collect::<Vec<_>>(),
        "tie-breaks": one.tie_breaks,
    })
}
