//! Everything a report reads.

use std::collections::{BTreeMap, BTreeSet};

use jenjang::development::catalogue::{Course, CourseSession, Provider};
use jenjang::development::effect::{CourseResult, Design, PersonResult, Satisfaction};
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::indicator::{Indicator, Reading};
use jenjang::legal::Label;
use jenjang::people::id::{CourseSessionId, IndicatorId, SurveyId};
use jenjang::record::RecordFilter;
use jenjang::store::Transaction;
use jenjang::survey::{Results, Survey};

use super::report::{About, EffectQuery};
use crate::context::Context;
use crate::error::ServiceError;
use crate::people::scope::Scope;
use crate::permissions::{Action, allowed};
use crate::records;

/// One session with everything recorded about it.
pub(super) struct Held {
    pub(super) session: CourseSession,
    pub(super) design: Option<Design>,
    pub(super) results: Vec<PersonResult>,
    pub(super) satisfaction: Vec<Satisfaction>,
    /// How many attended by the enrolments; none where the session has no enrolments here.
    pub(super) attended: Option<usize>,
}

pub(super) struct Loaded {
    pub(super) title: Label,
    pub(super) sessions: Vec<Held>,
    pub(super) indicators: BTreeMap<IndicatorId, (Indicator, Vec<Reading>)>,
    /// What surveys have published, with the level they speak of.
    pub(super) surveys: Vec<(u8, Results)>,
}

pub(super) async fn load(context: &Context<'_>, tx: &mut dyn Transaction, query: &EffectQuery<'_>) -> Result<Loaded, ServiceError> {
    let scope = Scope::of(context, tx, Action::ReadEffect).await?;
    let courses: BTreeMap<_, Course> = records::list::<Course>(tx, &RecordFilter::all())
        .await?
        .into_iter()
        .map(|stored| (stored.value.id.clone(), stored.value))
        .collect();
    let title = title(tx, query, &courses).await?;
    let chosen = |course: &Course| match &query.about {
        About::Course(id) => course.id == *id,
        About::Provider(id) => course.provider == *id,
        About::Programme(field) => course.field.as_deref() == Some(field),
    };
    let (mut sessions, mut hidden) = (Vec::new(), false);
    for course in courses.values().filter(|course| chosen(course)) {
        for stored in records::list::<CourseSession>(tx, &RecordFilter::under(course.id.as_str())).await? {
            let session = stored.value;
            let within = query.from.is_none_or(|from| session.last >= from) && query.to.is_none_or(|to| session.last <= to);
            if session.cancelled.is_some() || !within || session.first > context.clock.today() {
                continue;
            }
            if scope.takes(Some(&session.unit)) {
                sessions.push(held(tx, session).await?);
            } else {
                hidden = true;
            }
        }
    }
    if sessions.is_empty() && hidden {
        return Err(ServiceError::Forbidden { action: Action::ReadEffect, allowed: allowed(Action::ReadEffect) });
    }
    sessions.sort_by(|a, b| (a.session.last, &a.session.id).cmp(&(b.session.last, &b.session.id)));
    let mut indicators = BTreeMap::new();
    for id in sessions.iter().filter_map(|held| held.design.as_ref()).flat_map(|design| design.results.clone()) {
        if indicators.contains_key(&id) {
            continue;
        }
        let Some(stored) = records::find::<Indicator>(tx, id.as_str()).await? else { continue };
        let readings = records::list::<Reading>(tx, &RecordFilter::under(id.as_str())).await?;
        indicators.insert(id, (stored.value, readings.into_iter().map(|stored| stored.value).collect()));
    }
    let named: BTreeSet<(u8, SurveyId)> =
        sessions.iter().filter_map(|held| held.design.as_ref()).flat_map(|design| design.surveys.clone()).collect();
    let mut surveys = Vec::new();
    for (level, id) in named {
        let survey = records::find::<Survey>(tx, id.as_str()).await?;
        surveys.extend(survey.and_then(|stored| stored.value.published).map(|results| (level, *results)));
    }
    Ok(Loaded { title, sessions, indicators, surveys })
}

async fn title(
    tx: &mut dyn Transaction,
    query: &EffectQuery<'_>,
    courses: &BTreeMap<jenjang::people::id::CourseId, Course>,
) -> Result<Label, ServiceError> {
    match &query.about {
        About::Course(id) => {
            courses.get(id).map(|course| course.title.clone()).ok_or_else(|| ServiceError::not_found(kind::<Course>(), id))
        }
        About::Provider(id) => Ok(Label::same(&*records::require::<Provider>(tx, id.as_str()).await?.value.name)),
        About::Programme(field) if courses.values().any(|course| course.field.as_deref() == Some(field)) => Ok(Label::same(&**field)),
        About::Programme(field) => Err(ServiceError::not_found(Label::new("bidang pelatihan", "field of courses"), field)),
    }
}

fn kind<T: jenjang::record::Kept>() -> Label {
    T::KIND.label()
}

async fn held(tx: &mut dyn Transaction, session: CourseSession) -> Result<Held, ServiceError> {
    let id: &CourseSessionId = &session.id;
    let enrolments = records::list::<Enrolment>(tx, &RecordFilter::under(id.as_str())).await?;
    let came = enrolments.iter().filter(|stored| matches!(stored.value.state, EnrolmentState::Attended { .. })).count();
    let passed: BTreeMap<_, bool> = enrolments
        .iter()
        .filter_map(|stored| match &stored.value.state {
            EnrolmentState::Attended { passed: Some(passed), .. } => Some((stored.value.person.clone(), *passed)),
            _ => None,
        })
        .collect();
    let (mut design, mut results, mut satisfaction) = (None, Vec::new(), Vec::new());
    for stored in records::list::<CourseResult>(tx, &RecordFilter::under(id.as_str())).await? {
        match stored.value {
            CourseResult::Design(found) => design = Some(found),
            CourseResult::Person(mut result) => {
                // the roll of the session says who passed, where nobody said so here
                result.passed = result.passed.or_else(|| passed.get(&result.person).copied());
                results.push(*result);
            }
            CourseResult::Satisfaction(figure) => satisfaction.push(figure),
        }
    }
    let attended = (!enrolments.is_empty()).then_some(came);
    Ok(Held { session, design, results, satisfaction, attended })
}
