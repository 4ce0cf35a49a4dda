//! Where 360° cycles, nominations, answers, receipts and results are kept.
//!
//! INVARIANT (nothing readable while open): answers go in one by one and come out once, all together, for closing
//! ([`CycleRepository::answers`] then [`CycleRepository::sever`] in one transaction). No use case reads them otherwise.
//!
//! INVARIANT (destroyed, not flagged): after `sever` and [`Store::scrub`](crate::store::Store::scrub) nothing the store holds joins a rater to an
//! answer. Receipts say who has answered about whom; sheets say what was answered about whom; nothing leads from one to the other, neither key nor
//! order nor time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::chart::Member;
use super::cycle::Cycle;
use super::nomination::Nomination;
use super::response::{Answer, Response};
use crate::audit::Digest;
use crate::legal::Label;
use crate::people::id::{CycleId, ItemId, PersonId, RaterGroupCode, UnitId};
use crate::store::{Page, Revision, StoreError, Versioned};

/// A cycle and everything fixed before it opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct CycleFile {
    /// Its id and state.
    pub cycle: Cycle,
    /// What people read.
    pub title: Label,
    /// Whose cycle it is: the unit and all under it.
    pub unit: UnitId,
    /// Id and text version of the scheme.
    pub scheme: (Arc<str>, Digest),
    /// Id and text version of the questionnaire.
    pub instrument: (Arc<str>, Digest),
    /// The organisation chart as it was when raters were named, by person.
    pub chart: Vec<Member>,
    /// When the link between raters and answers was destroyed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severed: Option<NaiveDate>,
}

/// Which nominations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NominationFilter {
    /// Only those of this person rated.
    pub ratee: Option<PersonId>,
    /// Only those of this rater.
    pub rater: Option<PersonId>,
}

/// Proof that somebody has answered, without what was answered, when or in which order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Receipt {
    /// About whom.
    pub ratee: PersonId,
    /// Who answered.
    pub rater: PersonId,
    /// What the rater was handed: SHA-256 over random bytes that only the rater has. The audit entry holds the same.
    pub code: Digest,
}

/// One rater's answers about one person, without the rater. The id is random and means nothing outside the sheet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SeveredSheet {
    /// A random id, so that sheets have an order that says nothing.
    pub id: Arc<str>,
    /// About whom.
    pub ratee: PersonId,
    /// As a member of which group.
    pub group: RaterGroupCode,
    /// Answers by item.
    pub answers: BTreeMap<ItemId, StoredAnswer>,
}

/// An answer as kept after the cut; ordered, so that sheets are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StoredAnswer {
    /// A value of the scale.
    Value(rust_decimal::Decimal),
    /// The rater did not see it.
    NotObserved,
}

impl From<Answer> for StoredAnswer {
    fn from(answer: Answer) -> StoredAnswer {
        match answer {
            Answer::Value(value) => StoredAnswer::Value(value),
            Answer::NotObserved => StoredAnswer::NotObserved,
        }
    }
}

impl From<StoredAnswer> for Answer {
    fn from(answer: StoredAnswer) -> Answer {
        match answer {
            StoredAnswer::Value(value) => Answer::Value(value),
            StoredAnswer::NotObserved => Answer::NotObserved,
        }
    }
}

/// A free text without its rater; kept apart from the sheets, so that no text leads to a sheet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SeveredComment {
    /// A random id, so that texts have an order that says nothing.
    pub id: Arc<str>,
    /// About whom.
    pub ratee: PersonId,
    /// As a member of which group.
    pub group: RaterGroupCode,
    /// The text.
    pub text: Arc<str>,
}

/// Who a result is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// The person rated.
    Ratee,
    /// The superior.
    Superior,
    /// Those who run the cycle.
    Hr,
    /// The analysis of the whole cycle; its ratee is the cycle itself.
    Analyst,
    /// Nobody: what a later edition is made from. It says no more than the others together
    /// ([`released`](super::released::released)).
    Edition,
}

impl Audience {
    /// The word in stores and files.
    pub fn as_str(self) -> &'static str {
        match self {
            Audience::Ratee => "ratee",
            Audience::Superior => "superior",
            Audience::Hr => "hr",
            Audience::Analyst => "analyst",
            Audience::Edition => "edition",
        }
    }
}

/// A result as it was computed at closing or in a later edition: figures and texts that may be shown to its audience, nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ResultRecord {
    /// About whom; absent for the analysis of the cycle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratee: Option<PersonId>,
    /// For whom.
    pub audience: Audience,
    /// 1 at closing; a later edition withdraws whole groups or corrects what is not an answer.
    pub edition: u32,
    /// The report as JSON, as computed.
    pub report: Arc<str>,
}

/// Cycles with all that belongs to them.
#[async_trait]
pub trait CycleRepository: Send {
    /// The cycle with this id.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn find(&mut self, id: &CycleId) -> Result<Option<Versioned<CycleFile>>, StoreError>;

    /// Where every cycle stands, by id, without its chart: for whatever looks through all cycles.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn states(&mut self) -> Result<Vec<Cycle>, StoreError> {
        Ok(self.list().await?.into_iter().map(|stored| stored.value.cycle).collect())
    }

    /// All cycles without their charts, by id: for lists.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn heads(&mut self) -> Result<Vec<CycleFile>, StoreError> {
        Ok(self.list().await?.into_iter().map(|stored| CycleFile { chart: Vec::new(), ..stored.value }).collect())
    }

    /// All cycles, by id.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn list(&mut self) -> Result<Vec<Versioned<CycleFile>>, StoreError>;

    /// Keeps a cycle.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the revision is another.
    async fn save(&mut self, file: &CycleFile, expected: Option<Revision>) -> Result<Revision, StoreError>;

    /// Nominations by person rated and rater.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn nominations(&mut self, cycle: &CycleId, filter: &NominationFilter) -> Result<Vec<Nomination>, StoreError>;

    /// Nominations of some people rated, by person rated and rater.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn nominations_of(&mut self, cycle: &CycleId, ratees: &BTreeSet<PersonId>) -> Result<Vec<Nomination>, StoreError>;

    /// Keeps nominations; one of the same rater for the same person is replaced, the last of two in one call stays.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn save_nominations(&mut self, cycle: &CycleId, nominations: &[Nomination]) -> Result<(), StoreError>;

    /// Keeps what a rater has filled in so far, in the place of an earlier draft. It is kept as safely as an answer, read by nobody else, counted by
    /// nobody, and destroyed with the answer that takes its place, with the cut, and on request.
    ///
    /// # Errors
    /// [`StoreError::KeyMissing`] where the store seals answers and has lost the key.
    async fn put_draft(&mut self, cycle: &CycleId, draft: &Response) -> Result<(), StoreError>;

    /// What a rater has filled in so far about a person.
    ///
    /// # Errors
    /// [`StoreError::KeyMissing`] where the store seals answers and has lost the key.
    async fn draft(&mut self, cycle: &CycleId, ratee: &PersonId, rater: &PersonId) -> Result<Option<Response>, StoreError>;

    /// Destroys a draft, where there is one.
    ///
    /// # Errors
    /// [`StoreError::KeyMissing`] where the store seals answers and has lost the key.
    async fn drop_draft(&mut self, cycle: &CycleId, ratee: &PersonId, rater: &PersonId) -> Result<(), StoreError>;

    /// Takes an answer and its receipt; an earlier answer of the same rater about the same person, and its receipt, are replaced and not kept.
    /// A draft of it is destroyed.
    ///
    /// # Errors
    /// [`StoreError::KeyMissing`] where the store seals answers and has lost the key.
    async fn put_answer(&mut self, cycle: &CycleId, response: &Response, receipt: &Receipt) -> Result<(), StoreError>;

    /// Every answer of a cycle with its rater, by person rated and rater, for closing only. Empty once severed.
    ///
    /// # Errors
    /// [`StoreError::KeyMissing`] where the store seals answers and has lost the key.
    async fn answers(&mut self, cycle: &CycleId) -> Result<Vec<Response>, StoreError>;

    /// Who has answered about whom, by person rated and rater.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn receipts(&mut self, cycle: &CycleId, filter: &NominationFilter) -> Result<Vec<Receipt>, StoreError>;

    /// Destroys every answer and every draft of a cycle with its rater and keeps these sheets and texts instead, in the order of their random ids. Receipts
    /// stay. Sheets and texts may also be added where there are no answers.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the cycle has a sheet or a text of the same id already.
    async fn sever(&mut self, cycle: &CycleId, sheets: &[SeveredSheet], comments: &[SeveredComment]) -> Result<(), StoreError>;

    /// The sheets kept after the cut about one person or all, by id.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn sheets(&mut self, cycle: &CycleId, ratee: Option<&PersonId>) -> Result<Vec<SeveredSheet>, StoreError>;

    /// The texts kept after the cut about one person or all, by id.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn comments(&mut self, cycle: &CycleId, ratee: Option<&PersonId>) -> Result<Vec<SeveredComment>, StoreError>;

    /// Keeps results. They do not change: one that is there already for the same person, audience and edition is a [`StoreError::Conflict`].
    ///
    /// # Errors
    /// See above.
    async fn save_results(&mut self, cycle: &CycleId, results: &[ResultRecord]) -> Result<(), StoreError>;

    /// The results for an audience about one person or all, by person and edition. A page counts people: all editions about a person stand on
    /// one page. What is about no person stands first, on the first page (the one without `after`) whatever its limit, and only where all are
    /// asked for. The page holds for one person too: somebody not greater than `after` is not on it.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn results(
        &mut self,
        cycle: &CycleId,
        audience: Audience,
        ratee: Option<&PersonId>,
        page: &Page<PersonId>,
    ) -> Result<Vec<ResultRecord>, StoreError>;

    /// The cycles in which somebody rates or is rated, whatever became of the nomination.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn cycles_of(&mut self, person: &PersonId) -> Result<BTreeSet<CycleId>, StoreError> {
        let rated = NominationFilter { ratee: Some(person.clone()), rater: None };
        let rates = NominationFilter { ratee: None, rater: Some(person.clone()) };
        let mut found = BTreeSet::new();
        for cycle in self.states().await? {
            let id = cycle.id();
            if !self.nominations(id, &rated).await?.is_empty() || !self.nominations(id, &rates).await?.is_empty() {
                found.insert(id.clone());
            }
        }
        Ok(found)
    }

    /// The cycles with a result about somebody for HR.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn cycles_with_results(&mut self, person: &PersonId) -> Result<BTreeSet<CycleId>, StoreError> {
        let mut found = BTreeSet::new();
        for cycle in self.states().await? {
            if !self.results(cycle.id(), Audience::Hr, Some(person), &Page::all()).await?.is_empty() {
                found.insert(cycle.id().clone());
            }
        }
        Ok(found)
    }

    /// Removes what is kept about a person in all cycles: nominations, receipts, answers and drafts in which the person rates or is rated, sheets,
    /// texts and results about the person. For erasure. How many entries there were.
    ///
    /// # Errors
    /// [`StoreError`] of the backend.
    async fn remove_person(&mut self, person: &PersonId) -> Result<u64, StoreError>;
}
