//! The policies on study assignments, asked about one person.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::legal::Label;
use jenjang::number::format_decimal;
use jenjang::people::id::PersonId;
use jenjang::people::{CivilServant, View};
use jenjang::policy::decide::{PolicyOnDate, PrepareError, decide, prepare};
use jenjang::policy::decision::{Decision, Outcome, Verdict};
use jenjang::policy::dossier::Dossier;
use jenjang::policy::expression::literal::parse_value;
use jenjang::policy::stored::StoredDossier;
use jenjang::policy::value::Value;
use jenjang::promotion::OutcomeKind;
use jenjang::store::Transaction;
use jenjang::study::{Bond, Breach, StudyAssignment, StudyEligibility, StudyError, StudyPolicies};
use jenjang_policy_files::Library;

use super::refused;
use crate::error::ServiceError;
use crate::policies::{in_force, rules};
use crate::promotion::{Gatherer, Sources};
use crate::trail::json;

/// What decides on study assignments.
#[derive(Clone, Copy)]
pub struct StudyRules<'a> {
    /// The policies that came with the program; enacted versions go before them.
    pub shipped: &'a Library,
    /// Which of them speak of study assignments.
    pub policies: &'a StudyPolicies,
    /// Gathers the facts about the person.
    pub gatherer: &'a dyn Gatherer,
}

/// A fact of the study itself, as text.
type Told = (&'static str, String);

impl StudyRules<'_> {
    /// The policy on a day; `None` where none is in force then.
    fn on(library: &Library, id: &str, view: View) -> Result<Option<PolicyOnDate>, ServiceError> {
        let policy = rules::policy(library, id)?;
        match prepare(&library.set, policy, view.as_of, view.known_at) {
            Ok(policy) => Ok(Some(policy)),
            Err(PrepareError::NotInForce { .. }) => Ok(None),
            Err(error) => Err(ServiceError::refused("policy-not-in-force", error.message())),
        }
    }

    /// Whether the person may study, decided for a day.
    pub(super) async fn eligibility(
        &self,
        tx: &mut dyn Transaction,
        study: &StudyAssignment,
        day: NaiveDate,
    ) -> Result<StudyEligibility, ServiceError> {
        let view = View::on(day);
        let library = in_force(tx, self.shipped, view).await?;
        let id = self.policies.eligibility;
        let policy = StudyRules::on(&library, id, view)?.ok_or_else(|| {
            ServiceError::refused(
                "policy-not-in-force",
                Label::new(format!("kebijakan `{id}` tidak berlaku pada {day}"), format!("policy `{id}` is not in force on {day}")),
            )
        })?;
        let catalogue = Arc::clone(&policy.policy().catalogue);
        let (person, superior) = people(tx, &study.person).await?;
        let mut dossier = self.gatherer.gather(&catalogue, Sources { person: &person, superior: superior.as_ref(), view });
        let facts = &self.policies.facts;
        let mut told: Vec<Told> = vec![(facts.programme, study.programme.to_string()), (facts.months, study.months().to_string())];
        told.extend(study.remote_or_needed.map(|needed| (facts.remote_or_needed, needed.to_string())));
        told.extend(study.accreditation.as_ref().map(|label| (facts.accreditation, label.to_string())));
        tell(&mut dossier, &told)?;
        let decision = decide(&policy, &dossier, &[]);
        let codes =
            |verdict: Verdict| decision.findings.iter().filter(|one| one.verdict == verdict).map(|one| Arc::clone(&one.code)).collect();
        let outcome = OutcomeKind::of(&decision.outcome).ok_or_else(|| {
            ServiceError::refused(
                "wrong-kind",
                Label::new(format!("kebijakan `{id}` tidak memutuskan kelayakan"), format!("policy `{id}` does not decide eligibility")),
            )
        })?;
        Ok(StudyEligibility {
            policy: Arc::clone(&decision.policy),
            version: decision.version.into(),
            rules: rules::keep(tx, &library, &[id]).await?,
            as_of: day,
            outcome,
            not_met: codes(Verdict::NotMet),
            unknown: codes(Verdict::Unknown),
            dossier: StoredDossier::of(&dossier),
            proof: json(&decision)?.into(),
        })
    }

    /// A number that a points policy gives on a day; `None` where it is not in force or gives none. With it the policy's ground.
    async fn number(
        &self,
        tx: &mut dyn Transaction,
        id: &str,
        day: NaiveDate,
        today: NaiveDate,
        told: &[Told],
    ) -> Result<Option<(Decimal, Decision, Arc<str>)>, ServiceError> {
        let view = View { as_of: day, known_at: today.max(day) };
        let library = in_force(tx, self.shipped, view).await?;
        let Some(policy) = StudyRules::on(&library, id, view)? else { return Ok(None) };
        let mut dossier = Dossier::new(Arc::clone(&policy.policy().catalogue), day);
        tell(&mut dossier, told)?;
        let decision = decide(&policy, &dossier, &[]);
        let reference = policy.policy().reference.as_ref().map_or_else(|| Arc::from("-"), |reference| Arc::clone(&reference.citation));
        Ok(match decision.outcome {
            Outcome::Value(Value::Number(number)) => Some((number, decision, reference)),
            _ => None,
        })
    }

    /// The longest the programme may take, in years, by the rule of its first day.
    pub(super) async fn longest(
        &self,
        tx: &mut dyn Transaction,
        study: &StudyAssignment,
        today: NaiveDate,
    ) -> Result<Option<Decimal>, ServiceError> {
        let told = [(self.policies.facts.programme, study.programme.to_string())];
        let found = self.number(tx, self.policies.length, study.first, today, &told).await?;
        Ok(found.map(|(years, ..)| years))
    }

    /// What is owed from a day on, by the rule of the first day of study.
    pub(super) async fn bond(
        &self,
        tx: &mut dyn Transaction,
        study: &StudyAssignment,
        on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Bond, ServiceError> {
        let id = self.policies.bond;
        let told = [(self.policies.facts.months, study.months().to_string())];
        let none = || {
            ServiceError::refused(
                "no-bond-rule",
                Label::new(
                    format!("kebijakan `{id}` tidak memberi lama ikatan dinas bagi belajar yang dimulai {}", study.first),
                    format!("policy `{id}` gives no length of the bond for a study that began on {}", study.first),
                ),
            )
        };
        let (months, decision, reference) = self.number(tx, id, study.first, today, &told).await?.ok_or_else(none)?;
        // a part of a month is owed whole
        let months = u32::try_from(months.ceil()).map_err(|_| none())?;
        Bond::of(on, months, decision.policy, reference).ok_or_else(|| refused(&StudyError::Calendar(months)))
    }

    /// What leaving after a day costs.
    pub(super) async fn breach(
        &self,
        tx: &mut dyn Transaction,
        study: &StudyAssignment,
        on: NaiveDate,
        reason: Arc<str>,
        today: NaiveDate,
    ) -> Result<Breach, ServiceError> {
        let missing_months = study.missing_after(on).map_err(|error| refused(&error))?;
        let facts = &self.policies.facts;
        let mut told: Vec<Told> = vec![(facts.months_missing, missing_months.to_string())];
        told.extend(study.bond.as_ref().map(|bond| (facts.bond_months, bond.months.to_string())));
        told.extend(study.cost.map(|cost| (facts.cost, format_decimal(cost))));
        let amount = |found: Option<(Decimal, Decision, Arc<str>)>| found.map(|(amount, ..)| amount);
        let pay_back = amount(self.number(tx, self.policies.pay_back, on, today, &told).await?);
        let fine_at_most = amount(self.number(tx, self.policies.fine, on, today, &told).await?);
        Ok(Breach { on, reason, missing_months, pay_back, fine_at_most })
    }
}

/// The person and the superior; a superior whose record is unsound is as good as unknown.
async fn people(tx: &mut dyn Transaction, id: &PersonId) -> Result<(CivilServant, Option<CivilServant>), ServiceError> {
    let found = tx.people().find(id).await?;
    let file = found.ok_or_else(|| ServiceError::not_found(Label::new("pegawai", "person"), id))?.value;
    let person = CivilServant::try_from(file.record).map_err(|faults| ServiceError::refused("record-unsound", faults.message()))?;
    let superior = match file.superior {
        Some(superior) => tx.people().find(&superior).await?.and_then(|stored| CivilServant::try_from(stored.value.record).ok()),
        None => None,
    };
    Ok((person, superior))
}

/// Sets facts of the study. A fact the catalogue does not have is no policy's business.
fn tell(dossier: &mut Dossier, told: &[Told]) -> Result<(), ServiceError> {
    let catalogue = Arc::clone(dossier.catalogue());
    for (name, text) in told {
        let Some(fact) = catalogue.find(name) else { continue };
        let value = parse_value(text, &catalogue.fact(fact).ty).map_err(|error| {
            let label = &catalogue.fact(fact).label;
            ServiceError::refused(
                "fact",
                Label::new(format!("{}: {}", label.id, error.message.id), format!("{}: {}", label.en, error.message.en)),
            )
        })?;
        dossier.set(fact, value);
    }
    Ok(())
}
