//! Filling in what a talent review asks about somebody and no record says.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::people::id::PersonId;
use jenjang::record::Kept;
use jenjang::store::Transaction;
use jenjang::talent::TalentEntry;

use super::review::{ReadReview, view};
use super::table;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::Action;
use crate::records;
use crate::seen::Seen;
use crate::trail::{self, Change};

/// What is filled in about somebody.
#[derive(Clone, Copy)]
pub struct FillIn<'a> {
    /// The review.
    pub review: ReadReview<'a>,
    /// About whom.
    pub person: &'a PersonId,
    /// Values by names of facts, written as in the cells of a table; an empty one takes back what was handed in.
    pub facts: &'a BTreeMap<String, String>,
    /// What was seen of what was handed in before: its revision is that of [`TalentPerson`](super::TalentPerson).
    pub seen: Seen,
}

/// Fills in facts about somebody of a review. What records say is not filled in, but mended where it stands; one's own facts are for others to fill in.
/// Where nothing is another than before, nothing is written.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Unsound`] for values that cannot be read, all of them;
/// [`ServiceError::Refused`] (`talent-fact`) for a fact that the grid does not ask or records say, and for oneself; [`ServiceError::Store`], with a
/// conflict where somebody else filled in something since.
pub async fn fill_in(context: &Context<'_>, command: FillIn<'_>) -> Result<(), ServiceError> {
    transact!(context, tx => fill(context, tx, command).await)
}

async fn fill(context: &Context<'_>, tx: &mut dyn Transaction, command: FillIn<'_>) -> Result<(), ServiceError> {
    let view = view(context, tx, command.review, Action::RunTalent).await?;
    let absent = || ServiceError::not_found(TalentEntry::KIND.label(), command.person);
    let known = view.people.get(command.person).ok_or_else(absent)?;
    if context.actor.person() == Some(command.person) {
        return Err(refused("data sendiri diisi oleh orang lain", "one's own facts are filled in by somebody else"));
    }
    let stored = records::require::<TalentEntry>(tx, format!("{}/{}", view.review.id, command.person)).await?;
    command.seen.still("talent entry", command.person, Some(stored.revision))?;
    let catalogue = &view.policy.policy().catalogue;
    let fillable = view.fillable(known);
    let mut typed: BTreeMap<Arc<str>, Arc<str>> = BTreeMap::new();
    for (name, text) in command.facts {
        let index = catalogue.find(name).filter(|index| fillable.contains(index));
        let index = index.ok_or_else(|| {
            refused(
                &format!("`{name}` tidak diminta oleh kisi ini, atau sudah tercatat pada data pegawai"),
                &format!("`{name}` is not asked by this grid, or stands in the records already"),
            )
        })?;
        let text = if text.trim().is_empty() { table::UNKNOWN } else { text.trim() };
        typed.insert(Arc::clone(&catalogue.fact(index).name), text.into());
    }
    for (index, value) in table::typed_in(&view.policy, &typed)? {
        if *known.dossier.get(index) == value {
            typed.remove(&catalogue.fact(index).name);
        }
    }
    if typed.is_empty() {
        return Ok(());
    }
    let before = stored.value;
    let mut after = before.clone();
    after.facts.extend(typed);
    records::save(tx, &after, Some(stored.revision)).await?;
    let subject = records::subject(tx, Some(&before), Some(&after)).await?;
    trail::record(context, tx, Change::new(Action::RunTalent, vec![subject])).await
}

fn refused(id: &str, en: &str) -> ServiceError {
    ServiceError::refused("talent-fact", Label::new(id, en))
}
