//! The demonstration as JSON, described in docs/json.md.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::career::Plan;
use jenjang::evaluation::report::RateeReport;
use jenjang::legal::Label;
use jenjang::people::id::PersonId;
use jenjang::policy::decision::Decision;
use jenjang::policy::diff::Change;
use jenjang::policy::earliest::Earliest;
use jenjang::policy::model::VersionHash;
use jenjang::policy::nearest::Change as NearestChange;
use jenjang::policy::value::Value;
use jenjang::promotion::Round;
use jenjang_service::evaluation::CycleAnalysis;
use serde::Serialize;

use super::Demo;
use super::district::{Candidate, District, Post};
use super::draft::{Compared, Effect, GradeRow};
use super::summary::Summary;
use super::year::Year;

/// The schema's name and version.
pub(super) const SCHEMA: &str = "jenjang/demo/1";

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Record<'d> {
    schema: &'static str,
    /// Nobody in here exists.
    synthetic: bool,
    seed: u64,
    size: u32,
    as_of: NaiveDate,
    policies: Vec<PolicyUsed<'d>>,
    summary: &'d Summary,
    explained: ExplainedRecord<'d>,
    draft: DraftRecord<'d>,
    rounds: &'d [Round],
    decisions: Vec<DecidedRecord<'d>>,
    feedback: FeedbackRecord<'d>,
    boxes: Vec<BoxRecord<'d>>,
    routes: Option<RoutesRecord<'d>>,
    development: Option<&'d Year>,
    people: Vec<Facts<'d>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct PolicyUsed<'d> {
    id: &'d str,
    post: Post,
    title: &'d Label,
    version: VersionHash,
}

#[derive(Serialize)]
struct DecidedRecord<'d> {
    person: &'d PersonId,
    decision: &'d Decision,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct ExplainedRecord<'d> {
    eligible: Option<&'d PersonId>,
    not_eligible: Option<WaitingRecord<'d>>,
    unknown: Option<&'d PersonId>,
    acting: Option<ActingRecord<'d>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct ActingRecord<'d> {
    person: &'d PersonId,
    changes: &'d [NearestChange],
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct WaitingRecord<'d> {
    person: &'d PersonId,
    horizon: NaiveDate,
    earliest: &'d Earliest,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct DraftRecord<'d> {
    policy: &'d str,
    version: VersionHash,
    added: &'d str,
    changes: &'d [Change],
    gained: usize,
    lost: usize,
    became_unknown: usize,
    unchanged: usize,
    by_grade: &'d [GradeRow],
    people: &'d [Compared],
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct FeedbackRecord<'d> {
    scheme: &'d str,
    answers: usize,
    analysis: &'d CycleAnalysis,
    report: Option<&'d RateeReport>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct BoxRecord<'d> {
    person: &'d PersonId,
    #[serde(rename = "box")]
    place: &'d str,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct RoutesRecord<'d> {
    person: &'d PersonId,
    plan: &'d Plan,
}

/// A person as in a facts file.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Facts<'d> {
    id: &'d PersonId,
    as_of: NaiveDate,
    #[serde(flatten)]
    facts: BTreeMap<Arc<str>, &'d Value>,
}

pub(super) fn of(demo: &Demo) -> Record<'_> {
    let district = &demo.district;
    let person = |place: usize| district.candidates.get(place).map(|candidate| &candidate.id);
    let explained = &demo.explained;
    Record {
        schema: SCHEMA,
        synthetic: true,
        seed: demo.options.seed,
        size: demo.options.size,
        as_of: district.as_of,
        policies: policies(district),
        summary: &demo.summary,
        explained: ExplainedRecord {
            eligible: explained.eligible.and_then(person),
            not_eligible: explained.not_eligible.as_ref().and_then(|waiting| {
                person(waiting.place).map(|person| WaitingRecord { person, horizon: waiting.horizon, earliest: &waiting.earliest })
            }),
            unknown: explained.unknown.and_then(person),
            acting: explained
                .acting
                .as_ref()
                .and_then(|acting| person(acting.place).map(|person| ActingRecord { person, changes: &acting.changes })),
        },
        draft: draft(demo),
        rounds: &demo.rounds,
        decisions: district.candidates.iter().map(|c| DecidedRecord { person: &c.id, decision: &c.decision }).collect(),
        feedback: FeedbackRecord {
            scheme: &demo.feedback.scheme.parts().id,
            answers: demo.feedback.answers,
            analysis: &demo.feedback.analysis,
            report: demo.feedback.report.as_ref(),
        },
        boxes: demo.boxes.map.placed().iter().map(|placed| BoxRecord { person: &placed.id, place: placed.place.code() }).collect(),
        development: demo.year.as_ref(),
        routes: demo.routes.as_ref().map(|example| RoutesRecord { person: &example.person, plan: &example.plan }),
        people: district.candidates.iter().map(facts).collect(),
    }
}

fn policies(district: &District) -> Vec<PolicyUsed<'_>> {
    let used = Post::ALL.into_iter().filter_map(|post| district.policy(post).map(|policy| (post, policy)));
    used.map(|(post, policy)| PolicyUsed { id: &policy.id, post, title: &policy.title, version: policy.version }).collect()
}

fn draft(demo: &Demo) -> DraftRecord<'_> {
    let comparison = &demo.comparison;
    DraftRecord {
        policy: &demo.draft.policy.id,
        version: demo.draft.policy.version,
        added: &demo.draft.line,
        changes: &demo.draft.difference.changes,
        gained: comparison.count(Effect::Gained),
        lost: comparison.count(Effect::Lost),
        became_unknown: comparison.count(Effect::BecameUnknown),
        unchanged: comparison.count(Effect::Unchanged),
        by_grade: &comparison.by_grade,
        people: &comparison.people,
    }
}

fn facts(candidate: &Candidate) -> Facts<'_> {
    let catalogue = candidate.dossier.catalogue();
    let known = catalogue.facts().iter().zip(candidate.dossier.values()).filter(|(_, value)| !value.is_missing());
    Facts {
        id: &candidate.id,
        as_of: candidate.dossier.as_of(),
        facts: known.map(|(fact, value)| (Arc::clone(&fact.name), value)).collect(),
    }
}
