//! Deciding stored people: the pure part of a screening, on several threads.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;

use chrono::NaiveDate;
use jenjang::audit::{Digest, Reference, Subject, SubjectSecret};
use jenjang::legal::Label;
use jenjang::people::id::{DecisionId, PersonId, RoundId};
use jenjang::people::repository::PersonFile;
use jenjang::people::{CivilServant, View};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::decide::{PolicyOnDate, decide};
use jenjang::policy::decision::Decision;
use jenjang::policy::document::Waiver;
use jenjang::policy::stored::StoredDossier;
use jenjang::promotion::repository::DecisionRecord;
use jenjang::promotion::{OutcomeKind, Parent, WaiverRecord, waivers_for};
use jenjang::store::Transaction;
use serde::Serialize;

use super::gather::{Gatherer, Sources};
use crate::error::ServiceError;
use crate::trail::json;

/// People to be decided, with all that is gathered from.
pub(crate) struct Cases {
    people: Vec<PersonFile>,
    superiors: BTreeMap<PersonId, CivilServant>,
    waivers: Vec<WaiverRecord>,
}

impl Cases {
    /// Loads people, their superiors and waivers: three questions to the store, however many people.
    pub(crate) async fn load(tx: &mut dyn Transaction, ids: &[PersonId]) -> Result<Cases, ServiceError> {
        let people: Vec<PersonFile> = tx.people().find_many(ids).await?.into_iter().map(|stored| stored.value).collect();
        if let Some(unknown) = ids.iter().find(|id| people.binary_search_by(|found| found.id().cmp(id)).is_err()) {
            return Err(ServiceError::not_found(Label::new("pegawai", "person"), unknown));
        }
        let mut above: Vec<PersonId> = people.iter().filter_map(|person| person.superior.clone()).collect();
        above.sort();
        above.dedup();
        let found = tx.people().find_many(&above).await?;
        // a superior whose record is unsound is as good as unknown
        let superiors = found
            .into_iter()
            .filter_map(|stored| Some((stored.value.id().clone(), CivilServant::try_from(stored.value.record).ok()?)))
            .collect();
        let waivers = tx.appeals().waivers_of(ids).await?;
        Ok(Cases { people, superiors, waivers })
    }

    /// The only person, the superior, and what was waived.
    pub(crate) fn only(mut self) -> Result<(CivilServant, Option<CivilServant>, Vec<WaiverRecord>), ServiceError> {
        let waivers = std::mem::take(&mut self.waivers);
        let (person, superior) = self.first()?;
        Ok((person, superior, waivers))
    }

    /// Everybody whose record is sound, with the superior, by id.
    pub(super) fn sound(self) -> Vec<(CivilServant, Option<CivilServant>)> {
        let Cases { people, superiors, .. } = self;
        let sound = people.into_iter().filter_map(|person| {
            let superior = person.superior.as_ref().and_then(|id| superiors.get(id).cloned());
            Some((CivilServant::try_from(person.record).ok()?, superior))
        });
        sound.collect()
    }

    /// The first person and the superior.
    pub(super) fn first(mut self) -> Result<(CivilServant, Option<CivilServant>), ServiceError> {
        let Some(person) = self.people.pop() else {
            return Err(ServiceError::not_found(Label::new("pegawai", "person"), "-"));
        };
        let superior = person.superior.and_then(|id| self.superiors.remove(&id));
        let servant = CivilServant::try_from(person.record).map_err(|faults| ServiceError::refused("record-unsound", faults.message()))?;
        Ok((servant, superior))
    }
}

/// The policy, the day and the signature that people are decided with.
pub(super) struct Judge<'a> {
    pub(super) catalogue: &'a Arc<Catalogue>,
    pub(super) policy: &'a PolicyOnDate,
    pub(super) rules: Digest,
    pub(super) gatherer: &'a dyn Gatherer,
    /// The day whose knowledge of records counts.
    pub(super) records_known_at: NaiveDate,
    pub(super) round: &'a RoundId,
    pub(super) decided_on: NaiveDate,
    pub(super) decided_by: Arc<str>,
}

/// A decision with its line in the audit trail.
pub(super) struct Judged {
    pub(super) record: DecisionRecord,
    pub(super) subject: Subject,
}

impl Judge<'_> {
    /// Decides everybody, in the order of their ids.
    pub(super) fn decide_all(&self, cases: Cases) -> Result<Vec<Judged>, ServiceError> {
        let Cases { people, superiors, waivers } = cases;
        let mut of_person: BTreeMap<PersonId, Vec<WaiverRecord>> = BTreeMap::new();
        for waiver in waivers {
            of_person.entry(waiver.person.clone()).or_default().push(waiver);
        }
        let granted = |id: &PersonId| of_person.get(id).map_or(&[][..], Vec::as_slice);
        in_parallel(people, |person| self.decide(person, &superiors, granted)).into_iter().collect()
    }

    fn decide<'w>(
        &self,
        person: PersonFile,
        superiors: &BTreeMap<PersonId, CivilServant>,
        granted: impl Fn(&PersonId) -> &'w [WaiverRecord],
    ) -> Result<Judged, ServiceError> {
        let PersonFile { record, superior, secret, .. } = person;
        let servant = CivilServant::try_from(record).map_err(|faults| ServiceError::refused("record-unsound", faults.message()))?;
        let view = View { as_of: self.policy.as_of(), known_at: self.records_known_at };
        let superior = superior.and_then(|id| superiors.get(&id));
        let dossier = self.gatherer.gather(self.catalogue, Sources { person: &servant, superior, view });
        let waivers = waivers_for(granted(servant.id()), servant.id(), &self.policy.policy().id, view);
        let id = self.id_of(&secret)?;
        let decision = decide(self.policy, &dossier, &waivers);
        let signature = Signature { id, decided_on: self.decided_on, decided_by: Arc::clone(&self.decided_by), parent: None };
        let basis = Basis { rules: self.rules, dossier: StoredDossier::of(&dossier), waivers };
        let record = decision_record(servant.id(), Some(self.round), signature, &decision, basis)?;
        let subject = decision_subject(&secret, &record, None)?;
        Ok(Judged { record, subject })
    }

    /// An id that says nothing about the person, and is the same when the screening is taken up again.
    fn id_of(&self, secret: &SubjectSecret) -> Result<DecisionId, ServiceError> {
        decision_id(secret, "round", self.round.as_str())
    }
}

/// Who signed a decision when.
pub(super) struct Signature {
    pub(super) id: DecisionId,
    pub(super) decided_on: NaiveDate,
    pub(super) decided_by: Arc<str>,
    pub(super) parent: Option<Parent>,
}

/// What a decision rests on.
pub(super) struct Basis {
    pub(super) rules: Digest,
    pub(super) dossier: StoredDossier,
    pub(super) waivers: Vec<Waiver>,
}

/// A decision as it is kept.
pub(super) fn decision_record(
    person: &PersonId,
    round: Option<&RoundId>,
    signature: Signature,
    decision: &Decision,
    basis: Basis,
) -> Result<DecisionRecord, ServiceError> {
    let Some(outcome) = OutcomeKind::of(&decision.outcome) else {
        return Err(ServiceError::refused(
            "wrong-kind",
            Label::new(
                format!("kebijakan `{}` tidak memutuskan kelayakan", decision.policy),
                format!("policy `{}` does not decide eligibility", decision.policy),
            ),
        ));
    };
    let Signature { id, decided_on, decided_by, parent } = signature;
    let Basis { rules, dossier, waivers } = basis;
    Ok(DecisionRecord {
        id,
        person: person.clone(),
        round: round.cloned(),
        decided_on,
        decided_by,
        parent,
        policy: Arc::clone(&decision.policy),
        version: decision.version.into(),
        rules,
        as_of: decision.as_of,
        known_at: decision.known_at,
        outcome,
        dossier,
        waivers,
        proof: json(decision)?.into(),
    })
}

/// An id that only whoever has the secret can tie to the person.
pub(super) fn decision_id(secret: &SubjectSecret, kind: &str, of: &str) -> Result<DecisionId, ServiceError> {
    let digest = secret.digest(format!("decision:{kind}:{of}")).to_string();
    let text = digest.get(..32).unwrap_or(&digest);
    text.parse().map_err(|error: jenjang::people::id::TextError| ServiceError::refused("decision-id", Label::same(error.to_string())))
}

/// What is written down of a decision: a keyed digest over signature and proof, in the name of the person.
pub(super) fn decision_subject(
    secret: &SubjectSecret,
    after: &DecisionRecord,
    before: Option<&DecisionRecord>,
) -> Result<Subject, ServiceError> {
    let digest = |record: &DecisionRecord| decision_digest(secret, record);
    Ok(Subject { of: Reference::person(secret, &after.person), before: before.map(digest).transpose()?, after: Some(digest(after)?) })
}

/// Everything of a decision but the facts, which the proof holds a digest of.
fn decision_digest(secret: &SubjectSecret, record: &DecisionRecord) -> Result<Digest, ServiceError> {
    #[derive(Serialize)]
    #[serde(rename_all = "kebab-case")]
    struct Signed<'a> {
        id: &'a DecisionId,
        round: Option<&'a RoundId>,
        decided_on: NaiveDate,
        decided_by: &'a str,
        parent: Option<&'a Parent>,
        rules: Digest,
        proof: &'a str,
    }
    let DecisionRecord { id, round, decided_on, decided_by, parent, rules, proof, .. } = record;
    let (round, parent, decided_on, rules) = (round.as_ref(), parent.as_ref(), *decided_on, *rules);
    Ok(secret.digest(json(&Signed { id, round, decided_on, decided_by, parent, rules, proof })?))
}

/// At least so many for a thread of their own.
const WORTH_A_THREAD: usize = 64;

/// Works on all items, on as many threads as the machine has; results in the order of the items.
pub(super) fn in_parallel<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get).min(items.len() / WORTH_A_THREAD);
    if threads < 2 {
        return items.into_iter().map(work).collect();
    }
    let size = items.len().div_ceil(threads);
    let mut parts: Vec<Vec<T>> = Vec::with_capacity(threads);
    let mut items = items.into_iter();
    while parts.len() < threads {
        parts.push(items.by_ref().take(size).collect());
    }
    let work = &work;
    thread::scope(|scope| {
        let mut parts = parts.into_iter();
        let own = parts.next();
        let others: Vec<_> = parts.map(|part| scope.spawn(move || part.into_iter().map(work).collect::<Vec<R>>())).collect();
        let mut results: Vec<R> = own.into_iter().flatten().map(work).collect();
        for other in others {
            match other.join() {
                Ok(part) => results.extend(part),
                // a panic of the gatherer goes on in this thread
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        results
    })
}
