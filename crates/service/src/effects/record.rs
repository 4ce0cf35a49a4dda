//! Recording how a session is evaluated, and what came of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jenjang::Decimal;
use jenjang::audit::Subject;
use jenjang::development::catalogue::CourseSession;
use jenjang::development::effect::{Arm, BehaviourForm, CourseResult, Design, PersonResult, Phase, Satisfaction};
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::indicator::Indicator;
use jenjang::legal::Label;
use jenjang::people::id::{CourseSessionId, IndicatorId, PersonId, SurveyId};
use jenjang::people::repository::PersonFile;
use jenjang::record::{Kept, RecordFilter};
use jenjang::store::{Revision, Transaction};
use jenjang::survey::Survey;

use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// How a session is to be evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclareDesign {
    /// The session.
    pub session: CourseSessionId,
    /// How the comparison group is chosen; absent where there is none.
    pub comparison: Option<String>,
    /// Whether whole units are compared.
    pub by_unit: bool,
    /// Indicators the course is to move.
    pub results: Vec<IndicatorId>,
    /// Anonymous surveys about it, each with the level it speaks of.
    pub surveys: Vec<(u8, SurveyId)>,
}

/// Declares how a session is evaluated, by an HR officer of the unit that holds it, before anything measured afterwards is known.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`] for a session or indicator; [`ServiceError::Refused`] once something measured afterwards is there;
/// [`ServiceError::Store`].
pub async fn declare_design(context: &Context<'_>, command: &DeclareDesign) -> Result<Design, ServiceError> {
    transact!(context, tx => declare(context, tx, command).await)
}

async fn declare(context: &Context<'_>, tx: &mut dyn Transaction, command: &DeclareDesign) -> Result<Design, ServiceError> {
    let session = records::require::<CourseSession>(tx, command.session.as_str()).await?.value;
    authorize(context, tx, Action::RecordResult, &Target::unit(&session.unit)).await?;
    for indicator in &command.results {
        let indicator = records::require::<Indicator>(tx, indicator.as_str()).await?.value;
        let scope = indicator.scope.as_ref().map_or_else(Target::everything, Target::unit);
        authorize(context, tx, Action::ReadIndicators, &scope).await?;
    }
    for (level, survey) in &command.surveys {
        records::require::<Survey>(tx, survey.as_str()).await?;
        if ![1, 3, 4].contains(level) {
            return Err(ServiceError::refused(
                "survey-level",
                Label::new(
                    format!("survei `{survey}` untuk tingkat {level}, diharapkan 1 (reaksi), 3 (perilaku), atau 4 (hasil)"),
                    format!("survey `{survey}` for level {level}, expected 1 (reaction), 3 (behaviour) or 4 (results)"),
                ),
            ));
        }
    }
    let comparison = match &command.comparison {
        Some(text) => Some(records::said(text, &Label::new("cara memilih kelompok pembanding", "choice of the comparison group"))?),
        None => None,
    };
    let kept = records::list::<CourseResult>(tx, &RecordFilter::under(session.id.as_str())).await?;
    let after = kept.iter().any(|stored| matches!(&stored.value, CourseResult::Person(result) if measured_after(result)));
    if after {
        return Err(ServiceError::refused(
            "results-known",
            Label::new(
                format!("hasil sesudah pelatihan `{}` sudah dicatat, pembanding ditetapkan sebelum hasilnya diketahui", session.id),
                format!("results after session `{}` are recorded already, a comparison is declared before they are known", session.id),
            ),
        ));
    }
    let design = Design {
        session: session.id.clone(),
        comparison,
        by_unit: command.by_unit,
        results: command.results.clone(),
        surveys: command.surveys.clone(),
        declared: context.clock.today(),
        declared_by: context.actor.person().cloned(),
    };
    let after = CourseResult::Design(design.clone());
    let before = kept.into_iter().find(|stored| matches!(stored.value, CourseResult::Design(_)));
    records::save(tx, &after, before.as_ref().map(|stored| stored.revision)).await?;
    let subject = records::subject(tx, before.as_ref().map(|stored| &stored.value), Some(&after)).await?;
    trail::record(context, tx, Change::new(Action::RecordResult, vec![subject])).await?;
    Ok(design)
}

fn measured_after(result: &PersonResult) -> bool {
    result.test.as_ref().is_some_and(|test| test.after.is_some())
        || result.passed.is_some()
        || result.forms.iter().any(|form| form.phase == Phase::After)
}

/// What came of sessions. People may be named by internal id or employee number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordResults {
    /// Figures of people.
    pub people: Vec<PersonResult>,
    /// Forms about people.
    pub forms: Vec<(CourseSessionId, PersonId, BehaviourForm)>,
    /// Satisfaction of the public.
    pub satisfaction: Vec<Satisfaction>,
    /// Whether figures that are there are replaced; otherwise another value than the one there is refused.
    pub correct: bool,
}

/// What was recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// People whose figures are new or more than before.
    pub people: usize,
    /// New forms.
    pub forms: usize,
    /// Forms that were there just so.
    pub forms_before: usize,
    /// Figures of satisfaction.
    pub satisfaction: usize,
}

/// Records results, by HR officers of the units that hold the sessions: all of them or none, in one audit entry.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::ConflictOfInterest`] for the own figures; [`ServiceError::NotFound`]; [`ServiceError::Refused`] for a session
/// that has not begun or was cancelled, somebody who did not take part, a comparison group that was not declared, a figure off its scale, a figure that is
/// there with another value; [`ServiceError::Store`].
pub async fn record_results(context: &Context<'_>, command: &RecordResults) -> Result<Recorded, ServiceError> {
    transact!(context, tx => Recording::new(context, command.correct).run(tx, command).await)
}

/// What is known of one session while results are recorded.
struct SessionKnown {
    session: CourseSession,
    design: Option<Design>,
    attended: BTreeSet<PersonId>,
    enrolled: bool,
    people: BTreeMap<PersonId, (PersonResult, Option<Revision>)>,
    /// People whose figures changed, with what was there.
    changed: BTreeMap<PersonId, Option<PersonResult>>,
    codes: BTreeMap<Arc<str>, PersonId>,
}

struct Recording<'a, 'c> {
    context: &'a Context<'c>,
    correct: bool,
    sessions: BTreeMap<CourseSessionId, SessionKnown>,
    done: Recorded,
}

impl<'a, 'c> Recording<'a, 'c> {
    fn new(context: &'a Context<'c>, correct: bool) -> Recording<'a, 'c> {
        Recording { context, correct, sessions: BTreeMap::new(), done: Recorded::default() }
    }

    async fn run(mut self, tx: &mut dyn Transaction, command: &RecordResults) -> Result<Recorded, ServiceError> {
        for given in &command.people {
            let file = self.known(tx, &given.session, &given.person).await?;
            self.person(given, &file)?;
        }
        for (session, person, form) in &command.forms {
            let file = self.known(tx, session, person).await?;
            self.form(session, &file, form)?;
        }
        let mut subjects: Vec<Subject> = Vec::new();
        for given in &command.satisfaction {
            subjects.extend(self.satisfaction(tx, given).await?);
        }
        for known in self.sessions.values() {
            for (person, before) in &known.changed {
                let Some((result, revision)) = known.people.get(person) else { continue };
                let after = CourseResult::Person(Box::new(result.clone()));
                records::save(tx, &after, *revision).await?;
                let before = before.clone().map(|before| CourseResult::Person(Box::new(before)));
                subjects.push(records::subject(tx, before.as_ref(), Some(&after)).await?);
            }
            self.done.people += known.changed.len();
        }
        if !subjects.is_empty() {
            trail::record(self.context, tx, Change::new(Action::RecordResult, subjects)).await?;
        }
        Ok(self.done)
    }

    /// Loads a session once, and finds the person by id or employee number.
    async fn known(&mut self, tx: &mut dyn Transaction, session: &CourseSessionId, person: &PersonId) -> Result<PersonFile, ServiceError> {
        self.load(tx, session).await?;
        let id = match tx.people().find(person).await? {
            Some(_) => person.clone(),
            None => {
                let found = tx.people().find_by_number(person.as_str()).await?;
                found.ok_or_else(|| ServiceError::not_found(Label::new("pegawai", "person"), person))?
            }
        };
        let file = tx.people().find(&id).await?;
        let file = file.ok_or_else(|| ServiceError::not_found(Label::new("pegawai", "person"), &id))?.value;
        if self.context.actor.person() == Some(&id) {
            return Err(ServiceError::ConflictOfInterest(Label::new(
                "hasil pelatihan sendiri harus dicatat oleh orang lain",
                "the own results of a course have to be recorded by somebody else",
            )));
        }
        Ok(file)
    }

    async fn load(&mut self, tx: &mut dyn Transaction, id: &CourseSessionId) -> Result<(), ServiceError> {
        if self.sessions.contains_key(id) {
            return Ok(());
        }
        let session = records::require::<CourseSession>(tx, id.as_str()).await?.value;
        authorize(self.context, tx, Action::RecordResult, &Target::unit(&session.unit)).await?;
        let today = self.context.clock.today();
        if session.cancelled.is_some() {
            return Err(ServiceError::refused(
                "session-cancelled",
                Label::new(format!("pelatihan `{id}` dibatalkan"), format!("session `{id}` was called off")),
            ));
        }
        if session.first > today {
            let first = session.first;
            return Err(ServiceError::refused(
                "session-not-begun",
                Label::new(
                    format!("pelatihan `{id}` baru mulai {first}, sekarang {today}"),
                    format!("session `{id}` begins on {first} only, today is {today}"),
                ),
            ));
        }
        let enrolments = records::list::<Enrolment>(tx, &RecordFilter::under(id.as_str())).await?;
        let came = enrolments.iter().filter(|stored| matches!(stored.value.state, EnrolmentState::Attended { .. }));
        let attended = came.map(|stored| stored.value.person.clone()).collect();
        let (mut design, mut people, mut codes) = (None, BTreeMap::new(), BTreeMap::new());
        for stored in records::list::<CourseResult>(tx, &RecordFilter::under(id.as_str())).await? {
            match stored.value {
                CourseResult::Design(found) => design = Some(found),
                CourseResult::Person(result) => {
                    codes.extend(result.forms.iter().map(|form| (Arc::clone(&form.code), result.person.clone())));
                    people.insert(result.person.clone(), (*result, Some(stored.revision)));
                }
                CourseResult::Satisfaction(_) => {}
            }
        }
        let enrolled = !enrolments.is_empty();
        let known = SessionKnown { session, design, attended, enrolled, people, changed: BTreeMap::new(), codes };
        self.sessions.insert(id.clone(), known);
        Ok(())
    }

    fn session(&mut self, id: &CourseSessionId) -> Result<&mut SessionKnown, ServiceError> {
        self.sessions.get_mut(id).ok_or_else(|| ServiceError::not_found(CourseSession::KIND.label(), id))
    }

    fn person(&mut self, given: &PersonResult, file: &PersonFile) -> Result<(), ServiceError> {
        on_scale(given)?;
        let correct = self.correct;
        let known = self.session(&given.session)?;
        known.takes_part(file.id(), given.arm)?;
        let before = known.people.get(file.id()).map(|(result, _)| result.clone());
        let mut after = before.clone().unwrap_or_else(|| PersonResult::new(given.session.clone(), file.id().clone(), given.arm));
        if after.arm != given.arm {
            return Err(differs(file.id(), after.arm.as_str(), given.arm.as_str()));
        }
        after.unit = after.unit.or_else(|| file.unit.clone());
        for (item, answer) in &given.reaction {
            let there = after.reaction.get(item).copied().flatten();
            after.reaction.insert(Arc::clone(item), merged(there, *answer, correct, file.id())?);
        }
        if let Some(test) = given.test {
            let mut there = after.test.unwrap_or_default();
            if there.maximum != test.maximum && !there.maximum.is_zero() && !correct {
                return Err(differs(file.id(), &there.maximum.to_string(), &test.maximum.to_string()));
            }
            there.maximum = test.maximum;
            there.before = merged(there.before, test.before, correct, file.id())?;
            there.after = merged(there.after, test.after, correct, file.id())?;
            after.test = Some(there);
        }
        after.passed_before = merged(after.passed_before, given.passed_before, correct, file.id())?;
        after.passed = merged(after.passed, given.passed, correct, file.id())?;
        if !given.earlier.is_empty() {
            after.earlier.clone_from(&given.earlier);
        }
        after.asked.extend(given.asked.iter().map(|(role, n)| (*role, *n)));
        if before.as_ref() != Some(&after) {
            known.change(file.id(), before, after);
        }
        Ok(())
    }

    fn form(&mut self, session: &CourseSessionId, file: &PersonFile, form: &BehaviourForm) -> Result<(), ServiceError> {
        let (today, code) = (self.context.clock.today(), &form.code);
        let known = self.session(session)?;
        let answers = form.behaviour.values().chain(form.impact.values()).flatten();
        if let Some(answer) = answers.copied().find(|answer| *answer < 1 || *answer > form.highest) {
            let highest = form.highest;
            return Err(ServiceError::refused(
                "answer-off-scale",
                Label::new(
                    format!("formulir `{code}`: jawaban {answer}, diharapkan 1 sampai {highest}"),
                    format!("form `{code}`: the answer {answer}, expected 1 to {highest}"),
                ),
            ));
        }
        if form.phase == Phase::After && known.session.last >= today {
            let last = known.session.last;
            return Err(ServiceError::refused(
                "form-too-early",
                Label::new(
                    format!("formulir `{code}` sesudah pelatihan, padahal pelatihan baru berakhir {last}"),
                    format!("form `{code}` is of after the course, which ends on {last} only"),
                ),
            ));
        }
        let arm = known.people.get(file.id()).map_or(Arm::Trained, |(result, _)| result.arm);
        known.takes_part(file.id(), arm)?;
        if let Some(about) = known.codes.get(code) {
            let same = about == file.id() && known.people.get(about).is_some_and(|(result, _)| result.forms.contains(form));
            if same {
                self.done.forms_before += 1;
                return Ok(());
            }
            return Err(ServiceError::refused(
                "form-there",
                Label::new(
                    format!("formulir `{code}` sudah tercatat dengan isi lain, setiap formulir mempunyai kode sendiri"),
                    format!("form `{code}` is recorded already with another content, every form has a code of its own"),
                ),
            ));
        }
        known.codes.insert(Arc::clone(code), file.id().clone());
        let before = known.people.get(file.id()).map(|(result, _)| result.clone());
        let mut after = before.clone().unwrap_or_else(|| PersonResult::new(session.clone(), file.id().clone(), arm));
        after.unit = after.unit.or_else(|| file.unit.clone());
        after.forms.push(form.clone());
        // by code, so that the order they came in says nothing about who filled them in
        after.forms.sort_by(|a, b| a.code.cmp(&b.code));
        known.change(file.id(), before, after);
        self.done.forms += 1;
        Ok(())
    }

    async fn satisfaction(&mut self, tx: &mut dyn Transaction, given: &Satisfaction) -> Result<Option<Subject>, ServiceError> {
        self.load(tx, &given.session).await?;
        authorize(self.context, tx, Action::RecordResult, &Target::unit(&given.unit)).await?;
        let (four, nine) = (Decimal::from(4), given.means.len() == 9);
        if !nine || given.means.iter().any(|mean| *mean < Decimal::ONE || *mean > four) {
            return Err(ServiceError::refused(
                "satisfaction-means",
                Label::new("diharapkan sembilan rata-rata unsur antara 1 dan 4", "expected nine means of elements between 1 and 4"),
            ));
        }
        let after = CourseResult::Satisfaction(given.clone());
        let before = records::find::<CourseResult>(tx, after.key()).await?;
        if before.as_ref().is_some_and(|stored| stored.value == after) {
            return Ok(None);
        }
        if before.is_some() && !self.correct {
            return Err(ServiceError::refused(
                "figure-there",
                Label::new(
                    format!("kepuasan `{}` periode `{}` sudah tercatat dengan nilai lain", given.unit, given.period),
                    format!("satisfaction of `{}` in `{}` is recorded already with other values", given.unit, given.period),
                ),
            ));
        }
        records::save(tx, &after, before.as_ref().map(|stored| stored.revision)).await?;
        self.done.satisfaction += 1;
        Ok(Some(records::subject(tx, before.as_ref().map(|stored| &stored.value), Some(&after)).await?))
    }
}

impl SessionKnown {
    fn change(&mut self, person: &PersonId, before: Option<PersonResult>, after: PersonResult) {
        let revision = self.people.get(person).and_then(|(_, revision)| *revision);
        self.people.insert(person.clone(), (after, revision));
        self.changed.entry(person.clone()).or_insert(before);
    }

    /// Refuses for somebody who is not on this side of the comparison.
    fn takes_part(&self, person: &PersonId, arm: Arm) -> Result<(), ServiceError> {
        let session = &self.session.id;
        match arm {
            // a session held elsewhere may have no enrolments here
            Arm::Trained if self.enrolled && !self.attended.contains(person) => Err(ServiceError::refused(
                "did-not-attend",
                Label::new(
                    format!("`{person}` tidak tercatat hadir pada `{session}`, catat kehadiran lebih dahulu"),
                    format!("`{person}` is not recorded as having attended `{session}`, record attendance first"),
                ),
            )),
            Arm::Comparison if self.attended.contains(person) => Err(ServiceError::refused(
                "attended",
                Label::new(
                    format!("`{person}` hadir pada `{session}`, jadi bukan kelompok pembanding"),
                    format!("`{person}` attended `{session}` and is no comparison group"),
                ),
            )),
            Arm::Comparison if self.design.as_ref().is_none_or(|design| design.comparison.is_none()) => Err(ServiceError::refused(
                "no-comparison-declared",
                Label::new(
                    format!("kelompok pembanding `{session}` belum ditetapkan; tetapkan dengan `development result design`"),
                    format!("no comparison group was declared for `{session}`; declare it with `development result design`"),
                ),
            )),
            Arm::Trained | Arm::Comparison => Ok(()),
        }
    }
}

/// What is known after one more value was given for the same thing.
fn merged<T: PartialEq + Copy + std::fmt::Display>(
    there: Option<T>,
    given: Option<T>,
    correct: bool,
    person: &PersonId,
) -> Result<Option<T>, ServiceError> {
    match (there, given) {
        (Some(there), Some(given)) if there != given && !correct => Err(differs(person, &there.to_string(), &given.to_string())),
        (there, given) => Ok(given.or(there)),
    }
}

fn differs(person: &PersonId, there: &str, given: &str) -> ServiceError {
    ServiceError::refused(
        "figure-there",
        Label::new(
            format!("`{person}`: sudah tercatat {there}, diberikan {given}; koreksi harus diminta tersendiri"),
            format!("`{person}`: {there} is recorded already, {given} was given; a correction has to be asked for"),
        ),
    )
}

fn on_scale(given: &PersonResult) -> Result<(), ServiceError> {
    let person = &given.person;
    let refused = |found: String, id: &str, en: &str| {
        Err(ServiceError::refused(
            "figure-off-scale",
            Label::new(format!("`{person}`: {found}, diharapkan {id}"), format!("`{person}`: {found}, expected {en}")),
        ))
    };
    if let Some((item, answer)) = given.reaction.iter().find(|(_, answer)| answer.is_some_and(|answer| !(1..=5).contains(&answer))) {
        return refused(format!("{item} = {}", answer.unwrap_or_default()), "1 sampai 5", "1 to 5");
    }
    if let Some(test) = given.test {
        if test.maximum <= Decimal::ZERO {
            return refused(format!("maximum = {}", test.maximum), "lebih dari 0", "more than 0");
        }
        let off = [test.before, test.after].into_iter().flatten().find(|points| *points < Decimal::ZERO || *points > test.maximum);
        if let Some(points) = off {
            let maximum = test.maximum;
            return refused(points.to_string(), &format!("0 sampai {maximum}"), &format!("0 to {maximum}"));
        }
    }
    let off = given.earlier.iter().flatten().find(|value| **value < Decimal::ZERO || **value > Decimal::ONE_HUNDRED);
    match off {
        Some(value) => refused(format!("earlier = {value}"), "0 sampai 100", "0 to 100"),
        None => Ok(()),
    }
}
