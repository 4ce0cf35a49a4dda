//! Where my career can lead, what posts ask of me, and my place on the talent grid.

use std::collections::BTreeSet;

use jenjang::career::{CareerMap, Post, Reach};
use jenjang::people::id::PositionId;
use jenjang_service::career::{
    ChooseTarget, CompetencyView, ReadCareer, ReadCompetencies, ReadTalent, choose_target, drop_target, read_career, read_competencies,
    read_talent,
};
use serde_json::{Value, json};

use crate::api::call::{Call, Reply};
use crate::career::{GRID, LEVELS, ROUTES, posts};
use crate::error::Failure;
use crate::state::facts;

/// A post in both languages, with what kind of post it is.
fn post(map: &CareerMap, post: &Post) -> Value {
    json!({ "id": post.id, "label": post.label, "kind": map.stage(&post.id).map(|stage| &stage.label) })
}

/// The posts that are spoken of, so that nobody has to look their names up.
fn spoken_of(map: &CareerMap, reach: Option<&Reach>, plan: Option<&jenjang::career::Plan>) -> Vec<Value> {
    let mut ids: BTreeSet<&PositionId> = BTreeSet::new();
    if let Some(reach) = reach {
        ids.extend(&reach.from);
        ids.extend(reach.posts.iter().map(|post| &post.step.to));
    }
    if let Some(plan) = plan {
        ids.insert(&plan.to);
        ids.extend(plan.routes.iter().flat_map(|route| &route.steps).map(|step| &step.to));
    }
    ids.into_iter().filter_map(|id| map.post(id)).map(|found| post(map, found)).collect()
}

pub(super) async fn career(call: Call) -> Result<Reply, Failure> {
    let (me, map) = (call.me()?, posts(&call.app)?);
    let to: Option<PositionId> = call.maybe("to")?;
    let routes = call.whole("routes").unwrap_or(ROUTES);
    let command = ReadCareer { person: &me, map, shipped: &call.app.shipped, gatherer: &facts, to: to.as_ref(), routes };
    let found = read_career(&call.context(), command).await?;
    let (reach, no_reach) = match found.reach {
        Ok(reach) => (Some(reach), None),
        Err(why) => (None, Some(why)),
    };
    let (plan, no_plan) = match found.plan {
        Some(Ok(plan)) => (Some(plan), None),
        Some(Err(why)) => (None, Some(why)),
        None => (None, None),
    };
    let names = spoken_of(map, reach.as_ref(), plan.as_ref());
    Reply::ok(json!({
        "target": found.target, "reach": reach, "no-reach": no_reach, "plan": plan, "no-plan": no_plan, "posts": names,
    }))
}

pub(super) async fn list_posts(call: Call) -> Result<Reply, Failure> {
    let map = posts(&call.app)?;
    let wanted: Vec<String> = call.said("find").split_whitespace().map(str::to_lowercase).collect();
    let fits = |post: &&Post| {
        let (id, en) = (post.label.id.to_lowercase(), post.label.en.to_lowercase());
        wanted.iter().all(|word| id.contains(word)) || wanted.iter().all(|word| en.contains(word))
    };
    let found = map.posts().iter().filter(fits).map(|found| post(map, found)).collect();
    call.page_of(found, |one: &Value| one["id"].as_str().unwrap_or_default().to_owned())
}

pub(super) async fn choose(call: Call) -> Result<Reply, Failure> {
    let post: PositionId = call.id("post")?;
    Reply::ok(choose_target(&call.context(), &ChooseTarget { map: posts(&call.app)?, post: &post }).await?)
}

pub(super) async fn forget(call: Call) -> Result<Reply, Failure> {
    Reply::ok(json!({ "dropped": drop_target(&call.context()).await? }))
}

pub(super) async fn competencies(call: Call) -> Result<Reply, Failure> {
    let me = call.me()?;
    let command = ReadCompetencies { person: &me, library: &call.app.competency, map: call.app.posts.as_ref() };
    let found = read_competencies(&call.context(), command).await?;
    Reply::ok(json!({ "items": found.iter().map(beside).collect::<Vec<_>>() }))
}

/// My competencies beside one standard.
fn beside(view: &CompetencyView) -> Value {
    let rows = view.rows.iter().map(|row| {
        let (assessed, valid_until) = row.assessed.unzip();
        json!({
            "code": row.code, "label": row.label, "required": row.required, "actual": row.actual, "critical": row.critical,
            "assessed": assessed, "valid-until": valid_until.flatten(),
        })
    });
    let aside = view.set_aside.iter().map(|(label, on, reason)| json!({ "label": label, "assessed": on, "reason": reason }));
    json!({
        "post": view.which, "standard": view.standard, "framework": view.framework, "reference": view.source,
        "competencies": rows.collect::<Vec<_>>(), "set-aside": aside.collect::<Vec<_>>(),
    })
}

pub(super) async fn talent(call: Call) -> Result<Reply, Failure> {
    let me = call.me()?;
    let command = ReadTalent { person: &me, shipped: &call.app.shipped, gatherer: &facts, grid: GRID, levels: &LEVELS };
    let found = read_talent(&call.context(), command).await?;
    let axes: Vec<Value> = found.axes.iter().map(|axis| json!({ "label": axis.label, "levels": axis.levels, "own": axis.own })).collect();
    let boxes = found.boxes.iter().map(|one| json!({ "code": one.code, "label": one.label, "note": one.note, "own": one.own }));
    let missing = found.missing.iter().map(|(fact, supplier)| json!({ "fact": fact, "supplier": supplier }));
    let levels = found.levels.iter().map(|(policy, decision)| json!({ "policy": policy.id, "title": policy.title, "decision": decision }));
    Reply::ok(json!({
        "policy": found.policy.id, "title": found.policy.title, "axes": axes, "boxes": boxes.collect::<Vec<_>>(),
        "decision": found.decision, "missing": missing.collect::<Vec<_>>(), "levels": levels.collect::<Vec<_>>(),
    }))
}
