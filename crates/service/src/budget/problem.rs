//! What a plan is made from: needs, the catalogue, and who is enrolled where already.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use jenjang::Decimal;
use jenjang::development::budget::{BudgetPolicies, LeadershipRule};
use jenjang::development::catalogue::{Course, CourseSession};
use jenjang::development::credit::{Done, credit};
use jenjang::development::demand::{Demand, DemandRow, Subject, Tallies};
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::development::forms::Forms;
use jenjang::development::need::PersonNeeds;
use jenjang::legal::Label;
use jenjang::people::id::{CompetencyCode, CourseId, CourseSessionId, EnvelopeId, PersonId, UnitId};
use jenjang::people::{CivilServant, OrgTree, View};
use jenjang::record::RecordFilter;
use jenjang::store::Transaction;
use jenjang_planning::{Candidate, Envelope, Floors, Measure, Person, Problem, Session, Strength, UnitFloor};

use crate::error::ServiceError;
use crate::needs::gather::Gathering;
use crate::needs::{KnownPerson, NeedLibrary};
use crate::people::scope::{tree, under};
use crate::policies::in_force;
use crate::records;

/// What a unit is to have at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Share {
    /// So many percent of the money, spent on seats of its people.
    Percent(Decimal),
    /// So many seats.
    Seats(u32),
}

/// Floors as they are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FloorsAsked {
    /// Mandatory leadership training.
    pub mandatory: Strength,
    /// The yearly duty of learning hours.
    pub duty: Strength,
    /// Shares of units, with all units under them; a person counts for the nearest unit named.
    pub shares: Vec<(UnitId, Share)>,
}

impl FloorsAsked {
    /// The floors in rupiah and seats.
    pub fn floors(&self, money: Decimal) -> Floors {
        let units = self.shares.iter().map(|(unit, share)| UnitFloor {
            unit: unit.clone(),
            at_least: match share {
                Share::Percent(percent) => Measure::Money(money * *percent / Decimal::ONE_HUNDRED),
                Share::Seats(seats) => Measure::Seats(*seats),
            },
        });
        Floors { mandatory: self.mandatory, duty: self.duty, units: units.collect() }
    }
}

/// What is planned.
pub(super) struct Scene<'a> {
    pub(super) library: &'a NeedLibrary<'a>,
    pub(super) policies: &'a BudgetPolicies,
    pub(super) envelope: &'a EnvelopeId,
    pub(super) unit: &'a UnitId,
    pub(super) year: i32,
    pub(super) strategic: &'a BTreeSet<CompetencyCode>,
    pub(super) today: NaiveDate,
}

/// Everything about the people of a unit and the sessions of a year, as a problem without money and floors.
pub(super) async fn gather(
    tx: &mut dyn Transaction,
    scene: &Scene<'_>,
    people: &BTreeMap<PersonId, KnownPerson>,
    floors: &FloorsAsked,
) -> Result<Problem, ServiceError> {
    let view = View::on(scene.today);
    let scores = scores(tx, scene, people).await?;
    let library = in_force(tx, scene.library.shipped, view).await?;
    let set = &library.set;
    let leadership =
        LeadershipRule::on(set, scene.policies, view).map_err(|error| ServiceError::refused("budget-rules", error.message()))?;
    let forms =
        Forms::on(set, &scene.library.policies.forms, view).map_err(|error| ServiceError::refused("budget-rules", error.message()))?;
    let courses: BTreeMap<CourseId, Course> = all::<Course>(tx).await?.into_iter().map(|course| (course.id.clone(), course)).collect();
    let every: BTreeMap<CourseSessionId, CourseSession> =
        all::<CourseSession>(tx).await?.into_iter().map(|session| (session.id.clone(), session)).collect();
    let mut enrolled: BTreeMap<PersonId, Vec<&CourseSession>> = BTreeMap::new();
    let mut taken: BTreeMap<CourseSessionId, u32> = BTreeMap::new();
    for enrolment in all::<Enrolment>(tx).await? {
        let Some(session) = every.get(&enrolment.session) else { continue };
        if enrolment.state.is_alive() || matches!(enrolment.state, EnrolmentState::Attended { .. }) {
            enrolled.entry(enrolment.person.clone()).or_default().push(session);
        }
        // who waits comes before anybody a plan sends
        if enrolment.state.takes_a_seat() || matches!(enrolment.state, EnrolmentState::Waiting { .. }) {
            *taken.entry(enrolment.session).or_default() += 1;
        }
    }
    let open: Vec<(&CourseSession, &Course)> = every
        .values()
        .filter(|session| session.cancelled.is_none() && session.first.year() == scene.year && session.enrol_until >= scene.today)
        .filter_map(|session| Some((session, courses.get(&session.course).filter(|course| !course.retired)?)))
        .collect();
    let mut problem = Problem::default();
    for (session, _) in &open {
        let taken = taken.get(&session.id).copied().unwrap_or(0);
        problem.sessions.push(Session {
            id: session.id.clone(),
            course: session.course.clone(),
            first: session.first,
            last: session.last,
            envelope: scene.envelope.clone(),
            seats: session.capacity.saturating_sub(taken),
            at_least: 1,
            // people are enrolled: it is held and paid for anyway
            fixed_cost: if taken > 0 { Decimal::ZERO } else { session.fixed_cost },
            cost_each: session.cost_each,
        });
    }
    let tree = tree(tx).await?;
    let shares: BTreeSet<&UnitId> = floors.shares.iter().map(|(unit, _)| unit).collect();
    for (id, known) in people {
        let file = tx.people().find(id).await?;
        let due = file.and_then(|file| due(&leadership, file.value.record, view));
        let own = enrolled.get(id).map(Vec::as_slice).unwrap_or_default();
        let coming: Decimal = own
            .iter()
            .filter(|session| session.last >= scene.today && session.first.year() == scene.year)
            .filter_map(|session| hours(&forms, session, courses.get(&session.course)?))
            .sum();
        let held = |session: &CourseSession| courses.get(&session.course).and_then(|course| course.leadership.as_ref());
        let due = due.filter(|due| !own.iter().any(|session| held(session) == Some(due)));
        problem.people.push(Person {
            id: id.clone(),
            unit: nearest(&tree, known.needs.unit.as_ref(), &shares).unwrap_or_else(|| scene.unit.clone()),
            hours_missing: (known.duty.missing - coming).max(Decimal::ZERO),
            mandatory: due.is_some(),
        });
        for (session, course) in &open {
            if own.iter().any(|other| other.course == session.course || session.overlaps(other)) {
                continue;
            }
            let (gain, closes) = gain(&known.needs, course, &scores);
            let mandatory = due.is_some() && course.leadership == due;
            let hours = hours(&forms, session, course).unwrap_or_default();
            if gain > Decimal::ZERO || mandatory || (hours > Decimal::ZERO && known.duty.missing > coming) {
                problem.candidates.push(Candidate { person: id.clone(), session: session.id.clone(), gain, hours, mandatory, closes });
            }
        }
    }
    Ok(problem)
}

/// The people a plan is for.
pub(super) async fn units(tx: &mut dyn Transaction, unit: &UnitId) -> Result<BTreeSet<UnitId>, ServiceError> {
    under(tx, unit).await
}

/// How much the gap in each competency weighs: its score by the published policy of demand, over the people planned for, as a share of 100.
async fn scores(
    tx: &mut dyn Transaction,
    scene: &Scene<'_>,
    people: &BTreeMap<PersonId, KnownPerson>,
) -> Result<BTreeMap<Subject, Decimal>, ServiceError> {
    let rules = Gathering::on(tx, scene.library, scene.today, scene.today).await?.rules;
    let too_large = || {
        ServiceError::refused(
            "budget-problem",
            Label::new("angka kebutuhan terlalu besar untuk dihitung persis", "the figures of needs are too large"),
        )
    };
    let mut tallies = Tallies::default();
    for known in people.values() {
        tallies.count(&known.needs, &[]).ok_or_else(too_large)?;
    }
    let name = |subject: &Subject| Label::same(subject.competency.as_str());
    let demand = Demand::of(&rules, &tallies, scene.strategic, name, |_, _| true).ok_or_else(too_large)?;
    let score =
        |row: DemandRow| Some((Subject { framework: row.framework, competency: row.competency }, row.score? / Decimal::ONE_HUNDRED));
    Ok(demand.rows.into_iter().filter_map(score).collect())
}

/// Levels the course closes of gaps measured, each by the weight of its competency, and the gaps.
fn gain(needs: &PersonNeeds, course: &Course, scores: &BTreeMap<Subject, Decimal>) -> (Decimal, BTreeSet<Arc<str>>) {
    let (mut gain, mut closes) = (Decimal::ZERO, BTreeSet::new());
    for to in &course.leads_to {
        let closed = needs.closed_by(&to.framework, &to.competency, to.level);
        if closed <= Decimal::ZERO {
            continue;
        }
        let subject = Subject { framework: to.framework.clone(), competency: to.competency.clone() };
        gain += closed * scores.get(&subject).copied().unwrap_or_default();
        closes.insert(format!("{}/{}", to.framework, to.competency).into());
    }
    (gain, closes)
}

fn hours(forms: &Forms, session: &CourseSession, course: &Course) -> Option<Decimal> {
    let rule = forms.get(&course.form)?.rule(course.abroad);
    let done = Done { first: session.first, last: session.last, amount: course.amount, abroad: course.abroad };
    credit(rule, done, &course.form, &[]).ok().map(|credit| credit.hours)
}

fn due(
    rule: &LeadershipRule,
    record: jenjang::people::civil_servant::CivilServantRecord,
    view: View,
) -> Option<jenjang::people::id::TrainingCode> {
    // a register nobody has consulted says nothing about what was passed
    let passed = record.registers.leadership.clone()?;
    let servant = CivilServant::try_from(record).ok()?;
    let position = servant.registers().positions.consulted()?.held(view)?;
    rule.due(&position.kind, &passed)
}

fn nearest(tree: &OrgTree, unit: Option<&UnitId>, named: &BTreeSet<&UnitId>) -> Option<UnitId> {
    let unit = unit?;
    let above = tree.path(unit).map(|above| &above.id).find(|above| named.contains(above));
    Some(above.unwrap_or(unit).clone())
}

async fn all<T: jenjang::record::Kept>(tx: &mut dyn Transaction) -> Result<Vec<T>, ServiceError> {
    Ok(records::list(tx, &RecordFilter::all()).await?.into_iter().map(|stored| stored.value).collect())
}

/// The money of one envelope.
pub(super) fn with_money(problem: Problem, envelope: &EnvelopeId, money: Decimal, floors: &FloorsAsked, each: Option<u32>) -> Problem {
    Problem { envelopes: vec![Envelope { id: envelope.clone(), money }], floors: floors.floors(money), sessions_each: each, ..problem }
}
