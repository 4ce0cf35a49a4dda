//! Talent reviews of a unit, read again with every reason, and calibrated by moves that only grow.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::repository::PersonFile;
use jenjang::people::{CivilServant, OrgUnit, View};
use jenjang::policy::decide::{PolicyOnDate, decide, prepare};
use jenjang::policy::decision::Outcome;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::model::Policy;
use jenjang::policy::scale::Choice;
use jenjang::policy::types::Type;
use jenjang::policy::value::{FactIndex, Value};
use jenjang::record::RecordFilter;
use jenjang::store::{Revision, Transaction};
use jenjang::talent::{CalibrationLog, Grid, TalentEntry, TalentMap, TalentMove, TalentReview};
use jenjang_policy_files::Library;

use super::table;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::people::scope::Scope;
use crate::permissions::{Action, Target, authorize};
use crate::policies::in_force;
use crate::promotion::{Gatherer, Sources};
use crate::records;
use crate::seen::Seen;
use crate::trail::{self, Change};

/// The level of performance that reviews take from records where the table leaves it out, and the policy that gives it.
const LEVEL: (&str, &str) = ("talent.performance level", "asn/talent/performance-level");

/// The label of performance that is taken from records where the table leaves it out: the latest of the yearly ones.
const LABEL: (&str, &str) = ("performance.label", "rating");

/// The policies in force on a day, the one asked for, and that one prepared.
pub(super) async fn rules(
    tx: &mut dyn Transaction,
    shipped: &Library,
    policy: &str,
    as_of: NaiveDate,
) -> Result<(Arc<Library>, Arc<Policy>, PolicyOnDate), ServiceError> {
    let library = in_force(tx, shipped, View { as_of, known_at: as_of }).await?;
    let found = library.set.get(policy).cloned();
    let found = found.ok_or_else(|| ServiceError::not_found(Label::new("kebijakan", "policy"), policy))?;
    let on = prepare(&library.set, &found, as_of, as_of).map_err(|error| ServiceError::refused("no-such-grid", error.message()))?;
    Ok((library, found, on))
}

/// Reviews of the units somebody is in charge of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewList {
    /// The reviews, the latest first.
    pub reviews: Vec<TalentReview>,
    /// The units, by name.
    pub units: Vec<OrgUnit>,
}

/// The talent reviews that whoever acts may read.
///
/// # Errors
/// [`ServiceError::Forbidden`] for whoever may read none; [`ServiceError::Store`].
pub async fn list_reviews(context: &Context<'_>) -> Result<ReviewList, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let scope = Scope::of(context, tx, Action::ReadTalent).await?;
    let mut units = scope.units(tx).await?;
    units.sort_by(|a, b| a.name.id.cmp(&b.name.id).then_with(|| a.id.cmp(&b.id)));
    let mut reviews: Vec<TalentReview> =
        records::list::<TalentReview>(tx, &RecordFilter::all()).await?.into_iter().map(|stored| stored.value).collect();
    reviews.retain(|review| scope.takes(Some(&review.unit)));
    reviews.sort_by(|a, b| b.as_of.cmp(&a.as_of).then_with(|| a.id.cmp(&b.id)));
    Ok(ReviewList { reviews, units })
}

/// A review to be read.
#[derive(Clone, Copy)]
pub struct ReadReview<'a> {
    /// Policies that came with the program.
    pub shipped: &'a Library,
    /// Gathers facts from records.
    pub gatherer: &'a dyn Gatherer,
    /// Its id.
    pub id: &'a str,
}

/// Somebody of a review.
#[derive(Clone, Debug)]
pub struct TalentPerson {
    /// What the person is called.
    pub name: Option<Arc<str>>,
    /// The unit.
    pub unit: Option<UnitId>,
    /// Names of the facts that were handed in; all others come from records.
    pub given: BTreeSet<Arc<str>>,
    /// Names of those among them that were filled in afterwards.
    pub filled_in: BTreeSet<Arc<str>>,
    /// All facts.
    pub dossier: Dossier,
    /// At which revision what was handed in stands.
    pub revision: Revision,
    /// The first day of a suspension from office that lasts on the day of the review.
    pub suspended: Option<NaiveDate>,
}

/// A review with its map.
#[derive(Clone, Debug)]
pub struct TalentView {
    /// The review.
    pub review: TalentReview,
    /// Policies in force on its day.
    pub library: Arc<Library>,
    /// The policy of the grid on that day: [`Grid::of`] reads it.
    pub policy: PolicyOnDate,
    /// Everybody as the policy places them.
    pub map: TalentMap,
    /// Where the meeting moved them.
    pub log: CalibrationLog,
    /// Everybody, by id.
    pub people: BTreeMap<PersonId, TalentPerson>,
    /// The place in the log of the last move of each who was moved.
    pub last: BTreeMap<PersonId, u32>,
    /// Names of those who answer for moves, where known.
    pub movers: BTreeMap<PersonId, Arc<str>>,
    /// Names of the units they work in.
    pub units: BTreeMap<UnitId, Label>,
}

impl TalentView {
    /// The box somebody is in now.
    pub fn current(&self, person: &PersonId) -> Option<&Choice> {
        self.log.current(person)
    }

    /// What can be filled in about somebody: the facts of one value that the grid asks for and no record says, in the order of their names.
    pub fn fillable(&self, person: &TalentPerson) -> Vec<FactIndex> {
        let catalogue = &self.policy.policy().catalogue;
        let single = |ty: &Type| matches!(ty, Type::Number(_) | Type::Date | Type::Boolean | Type::Choice(_) | Type::Text);
        let open = |index: &FactIndex| {
            let fact = catalogue.fact(*index);
            let missing = matches!(person.dossier.get(*index), Value::Missing) && fact.derive.is_none();
            let unsaid = missing || person.given.contains(&fact.name);
            unsaid && single(&fact.ty)
        };
        self.policy.facts().iter().copied().filter(open).collect()
    }

    /// What whoever reads this sees of somebody's box: the last move, where there is one.
    pub fn seen(&self, person: &PersonId) -> Option<Revision> {
        self.last.get(person).map(|number| Revision(u64::from(*number)))
    }
}

/// Reads a review: places everybody again by the policy of its day and goes through the log.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; what [`open_review`](super::open_review) refuses; [`ServiceError::Store`].
pub async fn read_review(context: &Context<'_>, command: ReadReview<'_>) -> Result<TalentView, ServiceError> {
    let mut held = context.store.read().await?;
    view(context, held.as_mut(), command, Action::ReadTalent).await
}

pub(super) async fn view(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: ReadReview<'_>,
    action: Action,
) -> Result<TalentView, ServiceError> {
    let review = records::require::<TalentReview>(tx, command.id).await?.value;
    authorize(context, tx, action, &Target::unit(&review.unit)).await?;
    let (library, _, on) = rules(tx, command.shipped, &review.policy, review.as_of).await?;
    let entries = records::list::<TalentEntry>(tx, &RecordFilter::under(review.id.as_ref())).await?;
    let moves = records::list::<TalentMove>(tx, &RecordFilter::under(review.id.as_ref())).await?;
    let table: String =
        [&*review.header].into_iter().chain(entries.iter().map(|entry| &*entry.value.row)).map(|line| format!("{line}\n")).collect();
    let given = if entries.is_empty() { Vec::new() } else { table::read(&on, &table)? };
    let ids: Vec<PersonId> = entries.iter().map(|entry| entry.value.person.clone()).collect();
    let files: BTreeMap<PersonId, PersonFile> =
        tx.people().find_many(&ids).await?.into_iter().map(|stored| (stored.value.id().clone(), stored.value)).collect();
    let above: BTreeSet<PersonId> = files.values().filter_map(|file| file.superior.clone()).collect();
    let above = tx.people().find_many(&above.into_iter().collect::<Vec<_>>()).await?;
    let above: BTreeMap<PersonId, CivilServant> =
        above.into_iter().filter_map(|s| Some((s.value.id().clone(), CivilServant::try_from(s.value.record).ok()?))).collect();
    // in the order of the log: the last one stays
    let last = moves.iter().map(|stored| (stored.value.person.clone(), stored.value.number)).collect();
    let by: BTreeSet<PersonId> = moves.iter().filter_map(|stored| stored.value.by.clone()).collect();
    let movers = tx.people().find_many(&by.into_iter().collect::<Vec<_>>()).await?;
    let movers = movers.into_iter().filter_map(|s| Some((s.value.id().clone(), s.value.record.name?))).collect();
    let units = tx.people().units().await?.into_iter().map(|unit| (unit.id, unit.name)).collect();
    let view = View { as_of: review.as_of, known_at: review.as_of };
    let mut people = BTreeMap::new();
    for (entry, mut given) in entries.iter().zip(given) {
        let person = &entry.value.person;
        for (index, value) in table::filled_in(&on, &entry.value.facts)? {
            given.dossier.set(index, value);
        }
        let file = files.get(person);
        let servant = file.and_then(|file| CivilServant::try_from(file.record.clone()).ok());
        let superior = file.and_then(|file| above.get(file.superior.as_ref()?));
        let suspended = servant.as_ref().and_then(|servant| suspended_since(servant, view));
        let gathered = servant.map(|servant| command.gatherer.gather(&on.policy().catalogue, Sources { person: &servant, superior, view }));
        let (dossier, handed_in) = overlaid(&library, &on, gathered, &given.dossier);
        let known = TalentPerson {
            name: file.and_then(|file| file.record.name.clone()),
            unit: file.and_then(|file| file.unit.clone()),
            filled_in: entry.value.facts.keys().filter(|name| handed_in.contains(*name)).cloned().collect(),
            given: handed_in,
            dossier,
            revision: entry.revision,
            suspended,
        };
        people.insert(person.clone(), known);
    }
    let grid = Grid::of(&on).map_err(|error| ServiceError::refused("no-such-grid", error.message()))?;
    let map = TalentMap::of(&grid, people.iter().map(|(id, person)| (id.clone(), &person.dossier)));
    let map = map.map_err(|error| ServiceError::refused("talent-table", error.message()))?;
    let log = log(&grid, &map, moves.into_iter().map(|stored| stored.value))?;
    Ok(TalentView { review, library, policy: on, map, log, people, last, movers, units })
}

/// Since when somebody is suspended from office on the day of a view, as the record tells. Where nobody looked, nothing is said.
fn suspended_since(servant: &CivilServant, view: View) -> Option<NaiveDate> {
    let suspensions = servant.registers().suspensions.consulted()?;
    suspensions.running(view).map(|spell| spell.since).min()
}

/// What was handed in over what records say, and which facts were handed in.
fn overlaid(library: &Library, on: &PolicyOnDate, gathered: Option<Dossier>, given: &Dossier) -> (Dossier, BTreeSet<Arc<str>>) {
    let catalogue = &on.policy().catalogue;
    let mut dossier = gathered.unwrap_or_else(|| Dossier::new(Arc::clone(catalogue), on.as_of()));
    let mut handed_in = BTreeSet::new();
    for fact in catalogue.facts() {
        let Some(index) = catalogue.find(&fact.name) else { continue };
        if !matches!(given.get(index), Value::Missing) {
            dossier.set(index, given.get(index).clone());
            handed_in.insert(Arc::clone(&fact.name));
        }
    }
    if let (Some(label), Some(yearly)) = (catalogue.find(LABEL.0), catalogue.find(LABEL.1))
        && matches!(dossier.get(label), Value::Missing)
        && let Value::List(years) = dossier.get(yearly)
        && let Some(latest) = years.first().cloned()
    {
        match dossier.source(yearly).cloned() {
            Some(record) => dossier.set_from(label, latest, record),
            None => dossier.set(label, latest),
        }
    }
    if let Some(level) = catalogue.find(LEVEL.0).filter(|level| matches!(dossier.get(*level), Value::Missing))
        && let Some(policy) = library.set.get(LEVEL.1)
        && let Ok(by_label) = prepare(&library.set, policy, on.as_of(), on.as_of())
        && let Outcome::Value(found @ Value::Choice(_)) = decide(&by_label, &dossier, &[]).outcome
    {
        match catalogue.find(LABEL.0).and_then(|label| dossier.source(label).cloned()) {
            Some(record) => dossier.set_from(level, found, record),
            None => dossier.set(level, found),
        }
    }
    (dossier, handed_in)
}

/// The log over the boxes of the map. A move of somebody who has no box any more, or to a box the grid no longer has, stays out.
fn log(grid: &Grid<'_>, map: &TalentMap, moves: impl Iterator<Item = TalentMove>) -> Result<CalibrationLog, ServiceError> {
    let refused = |error: jenjang::talent::CalibrationError| ServiceError::refused("calibration", error.message());
    let placed = map.placed().iter().map(|placement| (placement.id.clone(), placement.place.clone()));
    let mut log = CalibrationLog::open(placed).map_err(refused)?;
    for TalentMove { person, to, reason, by, on, .. } in moves {
        let Some(after) = Choice::parse(grid.boxes(), &to) else { continue };
        let by = match by {
            Some(by) => by,
            None => "-".parse().map_err(|_| table::unfit("-".to_owned(), "-".to_owned()))?,
        };
        // what was sound when it was recorded may stand beside records that changed since
        let _ = log.record(&person, after, &reason, by, on);
    }
    Ok(log)
}

/// A move of the calibration meeting.
#[derive(Clone, Copy)]
pub struct MovePerson<'a> {
    /// The review.
    pub review: ReadReview<'a>,
    /// Who is moved.
    pub person: &'a PersonId,
    /// Code of the box.
    pub to: &'a str,
    /// Why.
    pub reason: &'a str,
    /// What was seen of the person's box before: its revision is that of [`TalentView::seen`].
    pub seen: Seen,
}

/// Records a move. Whoever acts answers for it and cannot move oneself.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Refused`] (`calibration`) for a blank reason, the same or an unknown box, oneself, or somebody without a
/// box; [`ServiceError::Store`], with a conflict where the person was moved since the box was seen.
pub async fn move_person(context: &Context<'_>, command: MovePerson<'_>) -> Result<(), ServiceError> {
    transact!(context, tx => move_in(context, tx, command).await)
}

async fn move_in(context: &Context<'_>, tx: &mut dyn Transaction, command: MovePerson<'_>) -> Result<(), ServiceError> {
    let mut view = view(context, tx, command.review, Action::Calibrate).await?;
    let Some(by) = context.actor.person().cloned() else { return Ok(()) };
    command.seen.still("talent box", command.person, view.seen(command.person))?;
    let grid = Grid::of(&view.policy).map_err(|error| ServiceError::refused("no-such-grid", error.message()))?;
    let after = Choice::parse(grid.boxes(), command.to).ok_or_else(|| {
        let to = command.to;
        ServiceError::refused("calibration", Label::new(format!("tidak ada kotak `{to}`"), format!("there is no box `{to}`")))
    })?;
    let on = context.clock.today();
    let to = Arc::clone(after.code());
    let recorded = view.log.record(command.person, after, command.reason, by.clone(), on);
    let reason = recorded.map_err(|error| ServiceError::refused("calibration", error.message()))?.reason.clone();
    let earlier = records::list::<TalentMove>(tx, &RecordFilter::under(view.review.id.as_ref())).await?;
    let number = earlier.last().map_or(1, |last| last.value.number.saturating_add(1));
    let person = command.person.clone();
    let entry = TalentMove { review: Arc::clone(&view.review.id), number, person, to, reason, by: Some(by), on };
    records::save(tx, &entry, None).await?;
    let subject = records::subject(tx, None, Some(&entry)).await?;
    trail::record(context, tx, Change::new(Action::Calibrate, vec![subject])).await
}
