//! What I see first: what comes next, what waits for me, what is new.

use jenjang_service::home::{ReadHome, StaffWaiting, read_home};
use jenjang_service::promotion::Eligibility;
use serde_json::{Value, json};

use crate::api::call::{Call, Reply};
use crate::error::Failure;

pub(super) async fn home(call: Call) -> Result<Reply, Failure> {
    let me = call.me()?;
    let found = read_home(&call.context(), ReadHome { eligibility: call.app.qualifying_in_short(&me) }).await?;
    let (place, waiting) = (&found.place, &found.waiting);
    Reply::ok(json!({
        "unit": place.unit, "superior": place.superior, "leads": place.leads, "eligibility": found.eligibility.as_ref().map(standings),
        "decisions": found.decisions, "ratings": waiting.ratings, "matters": waiting.matters, "staff": staff(&waiting.staff),
        "appeals": waiting.appeals, "corrections": waiting.corrections, "news": found.news,
    }))
}

/// In short: `me.eligibility` tells every criterion.
fn standings(found: &Eligibility) -> Value {
    let standings = found.standings.iter().map(|one| {
        let outcome = &one.decision.outcome;
        json!({ "policy": one.policy.id, "title": one.policy.title, "fits-post": one.fits_post, "outcome": outcome, "earliest": one.earliest })
    });
    json!({ "on": found.on, "horizon": found.horizon, "standings": standings.collect::<Vec<_>>() })
}

fn staff(waiting: &StaffWaiting) -> Value {
    let raters = waiting.raters.iter().map(|(title, count)| json!({ "title": title, "proposed": count }));
    json!({
        "raters": raters.collect::<Vec<_>>(), "enrolments": waiting.enrolments, "first": waiting.first, "plans": waiting.plans,
        "placements": waiting.placements,
    })
}
