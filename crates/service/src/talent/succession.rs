//! Who may follow in a critical post, how soon and in which order: boxes of a talent review, and what was handed in about the post.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::people::id::{PersonId, PositionId};
use jenjang::policy::decide::{PolicyOnDate, decide, prepare, tie_breaks};
use jenjang::policy::diagnostic::Severity;
use jenjang::policy::value::{FactIndex, Value};
use jenjang::promotion::ranking::RankOrder;
use jenjang::talent::{Candidate, SuccessionGroup};
use jenjang_policy_files::{FactsContext, read_facts_csv};

use super::review::{ReadReview, TalentView, view};
use crate::context::Context;
use crate::error::ServiceError;
use crate::permissions::Action;

/// The fact that holds somebody's box.
const BOX: &str = "talent.box";
/// The policy of readiness, and that of the order of pick.
const POLICIES: [&str; 2] = ["asn/talent/readiness", "asn/talent/pick-order"];

/// Succession in one critical post.
#[derive(Clone, Copy)]
pub struct ReadSuccession<'a> {
    /// The review whose boxes count, calibrated.
    pub review: ReadReview<'a>,
    /// The post.
    pub post: &'a PositionId,
    /// One line per person with `id`, `succession.match` and `succession.wait`; who is not in it has no match yet.
    pub table: &'a str,
}

/// Who may follow.
#[derive(Clone, Debug)]
pub struct SuccessionView {
    /// The review.
    pub review: TalentView,
    /// Readiness on its day.
    pub readiness: PolicyOnDate,
    /// The group.
    pub group: SuccessionGroup,
}

/// Groups the people of a review for a post. Nothing of it is kept.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Unsound`] for a table with errors; [`ServiceError::Refused`]
/// (`succession`); [`ServiceError::Store`].
pub async fn read_succession(context: &Context<'_>, command: ReadSuccession<'_>) -> Result<SuccessionView, ServiceError> {
    let mut held = context.store.read().await?;
    let review = view(context, held.as_mut(), command.review, Action::ReadTalent).await?;
    drop(held);
    let day = review.review.as_of;
    let on = |id: &str| -> Result<PolicyOnDate, ServiceError> {
        let policy = review.library.set.get(id).ok_or_else(|| ServiceError::not_found(Label::new("kebijakan", "policy"), id))?;
        prepare(&review.library.set, policy, day, day).map_err(|error| ServiceError::refused("succession", error.message()))
    };
    let [readiness, order] = [on(POLICIES[0])?, on(POLICIES[1])?];
    let catalogue = &readiness.policy().catalogue;
    let given = given(&readiness, command.table)?;
    if let Some(other) = given.keys().find(|id| !review.people.contains_key(*id)) {
        return Err(ServiceError::refused(
            "succession",
            Label::new(format!("`{other}` tidak ada dalam tinjauan talenta ini"), format!("`{other}` is not in this talent review")),
        ));
    }
    let mut candidates = Vec::with_capacity(review.people.len());
    for (id, person) in &review.people {
        let mut dossier = person.dossier.clone();
        for (index, value) in given.get(id).into_iter().flatten() {
            dossier.set(*index, value.clone());
        }
        if let (Some(place), Some(index)) = (review.current(id), catalogue.find(BOX)) {
            dossier.set(index, Value::Choice(place.clone()));
        }
        candidates.push(Candidate {
            id: id.clone(),
            readiness: decide(&readiness, &dossier, &[]),
            order: decide(&order, &dossier, &[]),
            tie_breaks: tie_breaks(&order, &dossier),
        });
    }
    let order = RankOrder::published(order.policy());
    let group = SuccessionGroup::of(command.post.clone(), candidates, &order);
    let group = group.map_err(|error| ServiceError::refused("succession", error.message()))?;
    Ok(SuccessionView { review, readiness, group })
}

type Given = BTreeMap<PersonId, Vec<(FactIndex, Value)>>;

/// What a table says about people.
fn given(on: &PolicyOnDate, table: &str) -> Result<Given, ServiceError> {
    if table.trim().is_empty() {
        return Ok(Given::new());
    }
    let catalogue: &Arc<_> = &on.policy().catalogue;
    let (people, found) = read_facts_csv(&FactsContext::new("tabel", catalogue, Some(on.as_of())), table);
    if found.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return Err(ServiceError::Unsound(found.into_iter().filter(|d| d.severity == Severity::Error).collect()));
    }
    let mut given = Given::new();
    for person in people {
        let Some(id) = person.id.as_deref().and_then(|id| id.parse::<PersonId>().ok()) else { continue };
        let known = catalogue.facts().iter().filter_map(|fact| catalogue.find(&fact.name));
        let known = known.map(|index| (index, person.dossier.get(index).clone()));
        given.insert(id, known.filter(|(_, value)| !matches!(value, Value::Missing)).collect());
    }
    Ok(given)
}
