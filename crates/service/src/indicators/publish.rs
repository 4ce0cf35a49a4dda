//! Publishing statistics of outcomes, with cells hidden that would say something about single people.

mod counting;
mod table;

use std::sync::Arc;

use jenjang::audit::Subject;
use jenjang::indicator::{Dimension, Publication, PublishedRow, ReportingPeriod};
use jenjang::legal::Label;
use jenjang::people::View;
use jenjang::people::id::{RoundId, UnitId};
use jenjang::record::{Kept, RecordFilter};
use jenjang::store::Transaction;
use jenjang_policy_files::Library;
use jenjang_statistics::tables::audit;

use super::{Limit, acting, limit};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::people::scope::{tree, under};
use crate::permissions::{Action, Role, Target, authorize};
use crate::policies::in_force;
use crate::promotion::Gatherer;
use crate::records;
use crate::trail::{self, Change};

use counting::count;
use table::Tabled;

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Decisions of a published round: eligible, not eligible, unknown.
    Decisions(RoundId),
    /// The duty of learning hours of a year: met, too few, none, not known.
    Learning(ReportingPeriod),
    /// Who attended a course that ended in a period.
    Training(ReportingPeriod),
}

impl Outcome {
    /// The word in files.
    pub fn as_str(&self) -> &'static str {
        match self {
            Outcome::Decisions(_) => "decisions",
            Outcome::Learning(_) => "learning",
            Outcome::Training(_) => "training",
        }
    }

    /// Of which round or period.
    fn of(&self) -> Arc<str> {
        match self {
            Outcome::Decisions(round) => round.as_str().into(),
            Outcome::Learning(period) | Outcome::Training(period) => period.to_string().into(),
        }
    }
}

/// What the rows tell apart; everybody in one row where empty.
pub type Breakdown = Vec<Dimension>;

/// A row that is shown.
pub type Row = PublishedRow;

/// A table to publish.
#[derive(Clone)]
pub struct PublishStatistics<'a> {
    /// What is counted.
    pub outcome: Outcome,
    /// What the rows tell apart.
    pub by: Breakdown,
    /// One unit and all under it; the whole service where absent.
    pub unit: Option<UnitId>,
    /// Only to look, without publishing.
    pub dry_run: bool,
    /// Policies and catalogue that came with the program.
    pub shipped: &'a Library,
    /// Gathers the facts about people.
    pub gatherer: &'a dyn Gatherer,
}

/// A table that was published now, or before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The table.
    pub table: Publication,
    /// Whether it was published now.
    pub new: bool,
}

/// Publishes a table of an outcome, by an HR officer or policy analyst.
///
/// Groups and columns below the declared number of people are put together with others; cells below it are hidden, and so many more that none of them
/// can be worked back from what is shown (found by linear programming, and checked again on the finished table). A table once published stays as it
/// is: asked for again it is given as it was, and another table of the same outcome that shares people with it is refused, because the two could be
/// subtracted.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] for a round that is not published, a period that is not over, too few
/// people, too many groups, a table that overlaps with a published one; [`ServiceError::Store`].
pub async fn publish(context: &Context<'_>, command: &PublishStatistics<'_>) -> Result<Published, ServiceError> {
    if command.dry_run {
        let mut tx = context.store.read().await?;
        return made(context, &mut *tx, command).await;
    }
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &PublishStatistics<'_>,
) -> Result<Published, ServiceError> {
    let published = made(context, tx, command).await?;
    if published.new {
        records::save(tx, &published.table, None).await?;
        let subject = shown(&published.table)?;
        trail::record(context, tx, Change::new(Action::PublishStatistics, vec![subject])).await?;
    }
    Ok(published)
}

/// What the trail proves: the table as everybody reads it.
fn shown(table: &Publication) -> Result<Subject, ServiceError> {
    trail::thing_subject(Publication::KIND.as_str(), table.key(), None, Some(&(&table.columns, &table.rows, &table.totals)))
}

async fn made(context: &Context<'_>, tx: &mut dyn Transaction, command: &PublishStatistics<'_>) -> Result<Published, ServiceError> {
    let target = command.unit.as_ref().map_or_else(Target::everything, Target::unit);
    let roles = authorize(context, tx, Action::PublishStatistics, &target).await?;
    // tables nobody keeps can be subtracted from each other: who reads the people themselves learns nothing by it
    if command.dry_run && !roles.contains(&Role::HrOfficer) {
        return Err(ServiceError::Forbidden { action: Action::PublishStatistics, allowed: &[Role::HrOfficer] });
    }
    let actor = acting(context, Action::PublishStatistics)?.clone();
    let mut by = command.by.clone();
    by.sort_unstable();
    by.dedup();
    let (outcome, of) = (command.outcome.as_str(), command.outcome.of());
    if let Some(table) = before(tx, command, &of, &by).await? {
        return Ok(Published { table, new: false });
    }
    let today = context.clock.today();
    let library = in_force(tx, command.shipped, View { as_of: today, known_at: today }).await?;
    let (least, room) = (limit(&library, Limit::SmallestCell, today)?, limit(&library, Limit::CellRoom, today)?);
    let units = match &command.unit {
        Some(unit) => Some(under(tx, unit).await?),
        None => None,
    };
    let counted = count(tx, &command.outcome, &by, units.as_ref(), &library, command.gatherer, today).await?;
    let title = counted.title.clone();
    let Tabled { columns, rows, counts, protection } = table::protected(counted, least, room)?;
    let hidden = protection.hidden();
    // INVARIANT (what is hidden stays hidden): the finished table is looked at once more, as a reader would who knows linear programming
    let looked =
        audit(&counts, &hidden, u64::from(least), u64::from(room)).map_err(|reason| ServiceError::refused("table", reason.label()))?;
    if !looked.is_safe() || !looked.recoverable.is_empty() {
        return Err(too_fine());
    }
    let rows = rows
        .into_iter()
        .enumerate()
        .map(|(row, groups)| PublishedRow {
            groups,
            cells: (0..columns.len()).map(|column| counts.get((row, column)).filter(|_| !hidden.contains(&(row, column)))).collect(),
            total: counts.row_totals().get(row).copied().unwrap_or_default(),
        })
        .collect();
    let size = |cells: usize| u32::try_from(cells).unwrap_or(u32::MAX);
    let table = Publication {
        outcome: outcome.into(),
        of,
        unit: command.unit.clone(),
        title,
        by,
        columns,
        rows,
        totals: counts.column_totals().to_vec(),
        least,
        primary: size(protection.primary.len()),
        complementary: size(protection.complementary.len()),
        published: today,
        published_by: Some(actor),
    };
    Ok(Published { table, new: true })
}

/// The table that was published before, if it is this one.
///
/// # Errors
/// `published-otherwise` where people of this table stand in another one of the same outcome.
async fn before(
    tx: &mut dyn Transaction,
    command: &PublishStatistics<'_>,
    of: &Arc<str>,
    by: &[Dimension],
) -> Result<Option<Publication>, ServiceError> {
    let parent = Publication::parent_of(command.outcome.as_str(), of);
    let tree = tree(tx).await?;
    for stored in records::list::<Publication>(tx, &RecordFilter::under(Arc::clone(&parent))).await? {
        let other = stored.value;
        if other.unit == command.unit && other.by == by {
            return Ok(Some(other));
        }
        let apart = match (&other.unit, &command.unit) {
            (Some(other), Some(unit)) => !tree.is_within(other, unit) && !tree.is_within(unit, other),
            _ => false,
        };
        if !apart {
            let words = |language: jenjang::legal::Language| {
                let words: Vec<String> = other.by.iter().map(|dimension| dimension.label().get(language).to_owned()).collect();
                if words.is_empty() { "-".to_owned() } else { words.join(", ") }
            };
            let (id, en) = (words(jenjang::legal::Language::Id), words(jenjang::legal::Language::En));
            let (day, unit) = (other.published, other.unit.as_ref().map_or("*", UnitId::as_str).to_owned());
            return Err(ServiceError::refused(
                "published-otherwise",
                Label::new(
                    format!(
                        "`{parent}` sudah diumumkan {day} menurut {id} (unit {unit}); tabel kedua atas orang yang sama dapat dikurangkan darinya"
                    ),
                    format!(
                        "`{parent}` was published on {day} by {en} (unit {unit}); a second table of the same people could be subtracted from it"
                    ),
                ),
            ));
        }
    }
    Ok(None)
}

/// Why a table cannot be shown at all.
fn too_fine() -> ServiceError {
    ServiceError::refused(
        "too-few-people",
        Label::new(
            "orangnya terlalu sedikit untuk tabel ini, pilih rincian yang lebih kasar",
            "there are too few people for this table, choose a coarser breakdown",
        ),
    )
}
