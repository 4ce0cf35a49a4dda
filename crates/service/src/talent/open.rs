//! Making a talent review: of the people of a table, or of everybody who works in a unit.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::repository::PeopleFilter;
use jenjang::policy::decide::PolicyOnDate;
use jenjang::store::{Page, StoreError, Transaction};
use jenjang::talent::{Grid, TalentEntry, TalentReview};
use jenjang_policy_files::Library;

use super::review::rules;
use super::table::{self, MOST, unfit};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::people::scope::under;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

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
    /// One line per person with `id` and facts of the catalogue; what is absent is taken from records as far as they say it. Empty for everybody who works
    /// in the unit or under it.
    pub table: &'a str,
}

/// Makes a talent review; how many people it holds.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Unsound`] for a table with errors, all of them; [`ServiceError::Refused`]: `no-such-grid`,
/// `talent-table`, also where the unit has nobody or too many, `elsewhere` for somebody who is not of the unit, `taken`; [`ServiceError::Store`].
pub async fn open_review(context: &Context<'_>, command: OpenReview<'_>) -> Result<usize, ServiceError> {
    transact!(context, tx => open_in(context, tx, command).await)
}

async fn open_in(context: &Context<'_>, tx: &mut dyn Transaction, command: OpenReview<'_>) -> Result<usize, ServiceError> {
    authorize(context, tx, Action::RunTalent, &Target::unit(command.unit)).await?;
    let (_, _, on) = rules(tx, command.shipped, command.policy, command.as_of).await?;
    Grid::of(&on).map_err(|error| ServiceError::refused("no-such-grid", error.message()))?;
    let (header, entries) =
        if command.table.trim().is_empty() { everybody(tx, &command).await? } else { of_table(tx, &command, &on).await? };
    let review = TalentReview {
        id: command.id.into(),
        title: command.title.clone(),
        unit: command.unit.clone(),
        policy: command.policy.into(),
        as_of: command.as_of,
        header,
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

/// The header of a review, and what is handed in about each.
type Entries = (Arc<str>, Vec<TalentEntry>);

/// Everybody who works in the unit or under it, of whom nothing is handed in.
async fn everybody(tx: &mut dyn Transaction, command: &OpenReview<'_>) -> Result<Entries, ServiceError> {
    let filter = PeopleFilter { units: Some(under(tx, command.unit).await?), ..PeopleFilter::default() };
    let count = tx.people().count(&filter).await?;
    if count == 0 || count > u64::try_from(MOST).unwrap_or(u64::MAX) {
        return Err(unfit(
            format!(
                "unit ini dan unit di bawahnya berisi {count} pegawai, diharapkan 1 sampai {MOST}: pilih unit lain, atau sertakan tabel"
            ),
            format!("{count} people work in this unit and under it, expected 1 to {MOST}: choose another unit, or give a table"),
        ));
    }
    let people = tx.people().list(&filter, &Page::all()).await?;
    let entry = |person: &PersonId| entry(command, person.clone(), table::cell(person.as_str()));
    Ok(("id".into(), people.iter().map(|stored| entry(stored.value.id())).collect()))
}

/// The people of a table.
async fn of_table(tx: &mut dyn Transaction, command: &OpenReview<'_>, on: &PolicyOnDate) -> Result<Entries, ServiceError> {
    let (header, rows) = table::lines(command.table)?;
    let people = table::read(on, command.table)?;
    let mut entries = Vec::with_capacity(people.len());
    for (person, row) in people.iter().zip(rows) {
        let named = person.id.as_deref().and_then(|id| id.parse::<PersonId>().ok());
        let Some(named) = named else {
            return Err(unfit(
                format!("baris {} tidak menyebut `id` pegawai", person.line),
                format!("line {} names no `id` of a person", person.line),
            ));
        };
        entries.push(entry(command, named, row.to_owned()));
    }
    known(tx, command.unit, &entries).await?;
    Ok((header.into(), entries))
}

fn entry(command: &OpenReview<'_>, person: PersonId, row: String) -> TalentEntry {
    TalentEntry { review: command.id.into(), person, row: row.into(), facts: Default::default() }
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
