//! What is known of mentors and mentees: from the store, and what the officer says besides.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::competency::repository::ProfileRecord;
use jenjang::competency::{Framework, ProfileQuestion};
use jenjang::development::need::NeedSource;
use jenjang::legal::Label;
use jenjang::mentoring::{Criterion, MentoringProgramme, Participant, RankFacts};
use jenjang::people::id::{CompetencyCode, PersonId};
use jenjang::people::repository::PersonFile;
use jenjang::people::{CivilServant, View};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::value::Value;
use jenjang::store::Transaction;

use crate::error::ServiceError;
use crate::needs::{Gathering, NeedLibrary, sound_profile};
use crate::promotion::{Gatherer, Sources};

/// What matching reads besides the store.
#[derive(Clone, Copy)]
pub struct MatchSources<'a> {
    /// Policies, frameworks and standards: what a mentee lacks.
    pub needs: NeedLibrary<'a>,
    /// The facts of the country.
    pub catalogue: &'a Arc<Catalogue>,
    /// Gathers them.
    pub gatherer: &'a dyn Gatherer,
    /// Which of them are grade and tier.
    pub ranks: RankFacts,
}

/// Somebody who takes part, with what the store does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchPerson {
    /// Who.
    pub person: PersonId,
    /// Languages of work.
    pub languages: Option<BTreeSet<Arc<str>>>,
    /// Place of work.
    pub place: Option<Arc<str>>,
    /// How many mentees this person may have instead of the programme's limit.
    pub limit: Option<u32>,
}

impl MatchPerson {
    /// Somebody of whom the officer says nothing more.
    pub fn new(person: PersonId) -> MatchPerson {
        MatchPerson { person, languages: None, place: None, limit: None }
    }
}

/// Gathers participants of one programme.
pub(super) struct Participants<'a> {
    sources: &'a MatchSources<'a>,
    today: NaiveDate,
    /// The framework, where competencies count.
    framework: Option<&'a Framework>,
    needs: Option<Gathering<'a>>,
}

impl<'a> Participants<'a> {
    pub(super) async fn of(
        tx: &mut dyn Transaction,
        sources: &'a MatchSources<'a>,
        programme: &MentoringProgramme,
        today: NaiveDate,
    ) -> Result<Participants<'a>, ServiceError> {
        let counts = programme.criteria.iter().any(|weighted| weighted.criterion == Criterion::Competency);
        let (mut framework, mut needs) = (None, None);
        if counts {
            let id = programme.framework.as_ref().ok_or_else(|| {
                ServiceError::refused(
                    "no-framework",
                    Label::new(
                        format!("program `{}` menghitung kompetensi tanpa menyebut kerangkanya", programme.id),
                        format!("programme `{}` counts competencies without naming their framework", programme.id),
                    ),
                )
            })?;
            let found = sources.needs.competency.framework(id);
            framework = Some(found.ok_or_else(|| ServiceError::not_found(Label::new("kerangka kompetensi", "competency framework"), id))?);
            needs = Some(Gathering::on(tx, &sources.needs, today, today).await?);
        }
        Ok(Participants { sources, today, framework, needs })
    }

    /// What is known of somebody. Needs are asked for mentees, levels for mentors.
    pub(super) async fn participant(
        &self,
        tx: &mut dyn Transaction,
        said: &MatchPerson,
        is_mentee: bool,
    ) -> Result<Participant, ServiceError> {
        let found = tx.people().find(&said.person).await?;
        let file = found.ok_or_else(|| ServiceError::not_found(Label::new("pegawai", "person"), &said.person))?.value;
        let mut participant = self.of_file(&file, said)?;
        if is_mentee {
            participant.lacks = self.lacks(tx, file).await?;
        } else if let Some(framework) = self.framework {
            let stored = tx.competency().find_profile(&said.person, framework.id()).await?;
            participant.levels = self.levels(stored.map(|stored| stored.value))?;
        }
        Ok(participant)
    }

    /// What is known of those who would accompany somebody, without who is there no more or whose record or profile is unsound. The store is asked
    /// the same number of questions however many they are.
    pub(super) async fn mentors(&self, tx: &mut dyn Transaction, people: &[PersonId]) -> Result<Vec<Participant>, ServiceError> {
        if people.is_empty() {
            return Ok(Vec::new());
        }
        let files = tx.people().find_many(people).await?.into_iter().map(|stored| stored.value);
        let mut profiles: BTreeMap<PersonId, ProfileRecord> = BTreeMap::new();
        if let Some(framework) = self.framework {
            let found = tx.competency().profiles_of(people).await?.into_iter().map(|stored| stored.value);
            profiles.extend(found.filter(|profile| profile.framework == *framework.id()).map(|found| (found.person.clone(), found)));
        }
        let participant = |file: PersonFile| {
            let said = MatchPerson::new(file.id().clone());
            let levels = self.levels(profiles.remove(&said.person)).ok()?;
            Some(Participant { levels, ..self.of_file(&file, &said).ok()? })
        };
        Ok(files.filter_map(participant).collect())
    }

    /// What a record says, without competencies.
    fn of_file(&self, file: &PersonFile, said: &MatchPerson) -> Result<Participant, ServiceError> {
        let view = View::on(self.today);
        let servant =
            CivilServant::try_from(file.record.clone()).map_err(|faults| ServiceError::refused("record-unsound", faults.message()))?;
        let field = servant.registers().positions.consulted().and_then(|held| held.held(view)).and_then(|post| post.field.clone());
        let dossier = self.sources.gatherer.gather(self.sources.catalogue, Sources { person: &servant, superior: None, view });
        let rank = |fact: &str| match dossier.get(self.sources.catalogue.find(fact)?) {
            Value::Choice(choice) => Some(usize::from(choice.rank())),
            _ => None,
        };
        Ok(Participant {
            person: said.person.clone(),
            unit: file.unit.clone(),
            superior: file.superior.clone(),
            field,
            grade: rank(self.sources.ranks.grade),
            tier: rank(self.sources.ranks.tier),
            languages: said.languages.clone(),
            place: said.place.clone(),
            lacks: None,
            levels: None,
            limit: said.limit,
        })
    }

    /// What the post requires and the person does not have; `None` where nobody knows: no standard, or nothing assessed.
    async fn lacks(&self, tx: &mut dyn Transaction, file: PersonFile) -> Result<Option<BTreeMap<CompetencyCode, Decimal>>, ServiceError> {
        let (Some(needs), Some(framework)) = (&self.needs, self.framework) else { return Ok(None) };
        let known = needs.person(tx, file).await?.needs;
        if known.standards.iter().all(|used| used.framework != *framework.id()) {
            return Ok(None);
        }
        let gaps = known.needs.iter().filter_map(|need| match &need.source {
            NeedSource::Gap { framework: of, competency, required, .. } if of == framework.id() => Some((competency.clone(), *required)),
            _ => None,
        });
        let gaps: BTreeMap<CompetencyCode, Decimal> = gaps.collect();
        // what is required and was never assessed may be lacking or not: nothing is said of it
        let measured = known.met.iter().any(|met| met.framework == *framework.id());
        Ok((measured || !gaps.is_empty()).then_some(gaps))
    }

    /// The levels that may be used today; `None` where nothing was assessed.
    fn levels(&self, stored: Option<ProfileRecord>) -> Result<Option<BTreeMap<CompetencyCode, Decimal>>, ServiceError> {
        let (Some(framework), Some(stored)) = (self.framework, stored) else { return Ok(None) };
        let profile = sound_profile(stored, framework)?;
        let question = ProfileQuestion { date: self.today, rules: framework.assessment_rules(), tier: None, purpose: None };
        Ok(Some(profile.current(&question).levels()))
    }
}
