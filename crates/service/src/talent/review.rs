//! Talent reviews of a unit: made from a table and the records, read again with every reason, calibrated by moves that only grow.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::repository::PersonFile;
use jenjang::people::{CivilServant, OrgUnit, View};
use jenjang::policy::decide::{PolicyOnDate, decide, prepare};
use jenjang::policy::decision::Outcome;
use jenjang::policy::diagnostic::Severity;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::model::Policy;
use jenjang::policy::scale::Choice;
use jenjang::policy::value::Value;
use jenjang::record::RecordFilter;
use jenjang::store::{Revision, StoreError, Transaction};
use jenjang::talent::{CalibrationLog, Grid, TalentEntry, TalentMap, TalentMove, TalentReview};
use jenjang_policy_files::{FactsContext, Library, Person, read_facts_csv};

use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::people::scope::{Scope, under};
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

/// Most people of one review.
const MOST: usize = 2_000;

/// A talent review to be made.
#[derive(Clone, Copy)]
pub struct OpenReview<'a> {
    /// Policies that came with the program.
    pub shipped: &'a Library,
    /// Its id.
    pub id: &'a str,
    /// What people read.
    pub title: &'a Label,
    /// Whose people.
    pub unit: &'a UnitId,
    /// The classification that is read as a grid.
    pub policy: &'a str,
    /// The day people are placed for.
    pub as_of: NaiveDate,
    /// One line per person with `id` and facts of the catalogue; what is absent is taken from records as far as they say it.
    pub table: &'a str,
}

/// Makes a talent review; how many people it holds.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Unsound`] for a table with errors, all of them; [`ServiceError::Refused`]: `no-such-grid`,
/// `talent-table`, `elsewhere` for somebody who is not of the unit, `taken`; [`ServiceError::Store`].
pub async fn open_review(context: &Context<'_>, command: OpenReview<'_>) -> Result<usize, ServiceError> {
    transact!(context, tx => open_in(context, tx, command).await)
}

async fn open_in(context: &Context<'_>, tx: &mut dyn Transaction, command: OpenReview<'_>) -> Result<usize, ServiceError> {
    authorize(context, tx, Action::RunTalent, &Target::unit(command.unit)).await?;
    let (_, _, on) = rules(tx, command.shipped, command.policy, command.as_of).await?;
    Grid::of(&on).map_err(|error| ServiceError::refused("no-such-grid", error.message()))?;
    let (header, rows) = lines(command.table)?;
    let people = read_table(&on, command.table)?;
    let mut entries = Vec::with_capacity(people.len());
    for (person, row) in people.iter().zip(rows) {
        let named = person.id.as_deref().and_then(|id| id.parse::<PersonId>().ok());
        let Some(named) = named else {
            return Err(unfit(
                format!("baris {} tidak menyebut `id` pegawai", person.line),
                format!("line {} names no `id` of a person", person.line),
            ));
        };
        entries.push(TalentEntry { review: command.id.into(), person: named, row: row.into() });
    }
    known(tx, command.unit, &entries).await?;
    let review = TalentReview {
        id: command.id.into(),
        title: command.title.clone(),
        unit: command.unit.clone(),
        policy: command.policy.into(),
        as_of: command.as_of,
        header: header.into(),
    };
    match records::save(tx, &review, None).await {
        Err(ServiceError::Store(StoreError::Conflict { .. })) => {
            return Err(ServiceError::refused(
                "taken",
                Label::new(format!("kode `{}` sudah dipakai", review.id), format!("the code `{}` is taken", review.id)),
            ));
        }
        saved => drop(saved?),
    }
    let mut subjects = vec![records::subject(tx, None, Some(&review)).await?];
    for entry in &entries {
        records::save(tx, entry, None).await?;
        subjects.push(records::subject(tx, None, Some(entry)).await?);
    }
    trail::record(context, tx, Change::new(Action::RunTalent, subjects)).await?;
    Ok(entries.len())
}

fn unfit(id: String, en: String) -> ServiceError {
    ServiceError::refused("talent-table", Label::new(id, en))
}

/// The first line of a table, and one line per person.
fn lines(table: &str) -> Result<(&str, Vec<&str>), ServiceError> {
    let mut lines = table.trim_start_matches('\u{feff}').lines().filter(|line| !line.trim().is_empty());
    let header = lines.next().ok_or_else(|| {
        unfit(
            "tabel kosong, diharapkan baris judul `id,…` dan satu baris per orang".to_owned(),
            "the table is empty, expected a header `id,…` and one line per person".to_owned(),
        )
    })?;
    let rows: Vec<&str> = lines.collect();
    if rows.is_empty() || rows.len() > MOST {
        return Err(unfit(
            format!("tabel berisi {} orang, diharapkan 1 sampai {MOST}", rows.len()),
            format!("the table holds {} people, expected 1 to {MOST}", rows.len()),
        ));
    }
    Ok((header, rows))
}

/// The people of a table.
fn read_table(on: &PolicyOnDate, table: &str) -> Result<Vec<Person>, ServiceError> {
    let facts = FactsContext::new("tabel", &on.policy().catalogue, Some(on.as_of()));
    let (people, found) = read_facts_csv(&facts, table);
    if found.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return Err(ServiceError::Unsound(found.into_iter().filter(|d| d.severity == Severity::Error).collect()));
    }
    let (_, rows) = lines(table)?;
    if people.len() != rows.len() {
        return Err(unfit("tiap orang harus berdiri pada satu baris".to_owned(), "each person has to stand on one line".to_owned()));
    }
    if let Some(person) = people.iter().find(|person| person.dossier.as_of() != on.as_of()) {
        let line = person.line;
        return Err(unfit(
            format!("baris {line} menyebut hari lain daripada hari tinjauan"),
            format!("line {line} names another day than that of the review"),
        ));
    }
    Ok(people)
}

/// Refuses people who are not there, stand twice, or work elsewhere.
async fn known(tx: &mut dyn Transaction, unit: &UnitId, entries: &[TalentEntry]) -> Result<(), ServiceError> {
    let ids: BTreeSet<PersonId> = entries.iter().map(|entry| entry.person.clone()).collect();
    if ids.len() < entries.len() {
        return Err(unfit("seseorang berdiri dua kali dalam tabel".to_owned(), "somebody stands twice in the table".to_owned()));
    }
    let units = under(tx, unit).await?;
    let found = tx.people().find_many(&ids.iter().cloned().collect::<Vec<_>>()).await?;
    let inside: BTreeSet<&PersonId> =
        found.iter().filter(|stored| stored.value.unit.as_ref().is_some_and(|unit| units.contains(unit))).map(|s| s.value.id()).collect();
    match ids.iter().find(|id| !inside.contains(id)) {
        // the same words for somebody who is not there: nobody learns who works elsewhere
        Some(other) => Err(ServiceError::refused(
            "elsewhere",
            Label::new(format!("`{other}` bukan pegawai unit ini"), format!("`{other}` is nobody of this unit")),
        )),
        None => Ok(()),
    }
}

/// The policies in force on a day, the one asked for, and that one prepared.
async fn rules(
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
    /// All facts.
    pub dossier: Dossier,
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

    /// What whoever reads this sees of somebody's box: the last move, where there is one.
    pub fn seen(&self, person: &PersonId) -> Option<Revision> {
        self.last.get(person).map(|number| Revision(u64::from(*number)))
    }
}

/// Reads a review: places everybody again by the policy of its day and goes through the log.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; what [`open_review`] refuses; [`ServiceError::Store`].
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
    let given = if entries.is_empty() { Vec::new() } else { read_table(&on, &table)? };
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
    for (entry, given) in entries.iter().zip(&given) {
        let person = &entry.value.person;
        let file = files.get(person);
        let servant = file.and_then(|file| CivilServant::try_from(file.record.clone()).ok());
        let superior = file.and_then(|file| above.get(file.superior.as_ref()?));
        let gathered = servant.map(|servant| command.gatherer.gather(&on.policy().catalogue, Sources { person: &servant, superior, view }));
        let (dossier, handed_in) = overlaid(&library, &on, gathered, &given.dossier);
        let known = TalentPerson {
            name: file.and_then(|file| file.record.name.clone()),
            unit: file.and_then(|file| file.unit.clone()),
            given: handed_in,
            dossier,
        };
        people.insert(person.clone(), known);
    }
    let grid = Grid::of(&on).map_err(|error| ServiceError::refused("no-such-grid", error.message()))?;
    let map = TalentMap::of(&grid, people.iter().map(|(id, person)| (id.clone(), &person.dossier)));
    let map = map.map_err(|error| ServiceError::refused("talent-table", error.message()))?;
    let log = log(&grid, &map, moves.into_iter().map(|stored| stored.value))?;
    Ok(TalentView { review, library, policy: on, map, log, people, last, movers, units })
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
            None => "-".parse().map_err(|_| unfit("-".to_owned(), "-".to_owned()))?,
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
