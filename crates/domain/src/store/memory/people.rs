//! People, competency, policies, development.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use async_trait::async_trait;

use super::{MemoryTransaction, remove_where, save, start, taken};
use crate::audit::Digest;
use crate::competency::repository::{CompetencyRepository, ProfileRecord, TextKind, TextRecord};
use crate::development::DevelopmentRecord;
use crate::development::repository::DevelopmentRepository;
use crate::people::OrgUnit;
use crate::people::id::{DevelopmentId, FrameworkId, PersonId, UnitId};
use crate::people::repository::{PeopleFilter, PeopleRepository, PersonFile};
use crate::policy::repository::{PolicyHead, PolicyRepository, PolicyVersion};
use crate::store::{Page, Revision, StoreError, Versioned};

impl PeopleFilter {
    fn takes(&self, file: &PersonFile) -> bool {
        let in_unit = |units: &BTreeSet<_>| file.unit.as_ref().is_some_and(|unit| units.contains(unit));
        self.units.as_ref().is_none_or(in_unit)
            && (file.unit.is_some() || !self.placed)
            && self.name.as_ref().is_none_or(|words| file.record.name.as_deref().is_some_and(|name| words.take(name)))
            && self.superior.as_ref().is_none_or(|superior| file.superior.as_ref() == Some(superior))
    }
}

impl MemoryTransaction {
    fn keep(&mut self, file: &PersonFile, expected: Option<Revision>) -> Result<Revision, StoreError> {
        let state = self.write()?;
        let number = file.record.employee_number.clone();
        if let Some(other) = number.as_ref().and_then(|number| state.numbers.get(number)).filter(|other| *other != file.id()) {
            return Err(taken("employee number", other));
        }
        let before = state.people.get(file.id()).and_then(|stored| stored.value.record.employee_number.clone());
        let revision = save(&mut state.people, "person", file.id().clone(), file.id(), file.clone(), expected)?;
        if before != number {
            let numbers = Arc::make_mut(&mut state.numbers);
            before.map(|before| numbers.remove(&before));
            number.map(|number| numbers.insert(number, file.id().clone()));
        }
        Ok(revision)
    }
}

#[async_trait]
impl PeopleRepository for MemoryTransaction {
    async fn find(&mut self, id: &PersonId) -> Result<Option<Versioned<PersonFile>>, StoreError> {
        Ok(self.state.people.get(id).cloned())
    }

    async fn find_many(&mut self, ids: &[PersonId]) -> Result<Vec<Versioned<PersonFile>>, StoreError> {
        let wanted: BTreeSet<&PersonId> = ids.iter().collect();
        Ok(wanted.into_iter().filter_map(|id| self.state.people.get(id).cloned()).collect())
    }

    async fn find_by_number(&mut self, number: &str) -> Result<Option<PersonId>, StoreError> {
        Ok(self.state.numbers.get(number).cloned())
    }

    async fn list(&mut self, filter: &PeopleFilter, page: &Page<PersonId>) -> Result<Vec<Versioned<PersonFile>>, StoreError> {
        let from = start(page, Bound::Unbounded, PersonId::clone);
        let people = self.state.people.range((from, Bound::Unbounded)).map(|(_, stored)| stored);
        Ok(people.filter(|stored| filter.takes(&stored.value)).take(page.limit).cloned().collect())
    }

    async fn count(&mut self, filter: &PeopleFilter) -> Result<u64, StoreError> {
        let count = self.state.people.values().filter(|stored| filter.takes(&stored.value)).count();
        Ok(u64::try_from(count).unwrap_or(u64::MAX))
    }

    async fn save(&mut self, file: &PersonFile, expected: Option<Revision>) -> Result<Revision, StoreError> {
        self.keep(file, expected)
    }

    async fn save_many(&mut self, files: &[PersonFile]) -> Result<(), StoreError> {
        let last: BTreeMap<&PersonId, &PersonFile> = files.iter().map(|file| (file.id(), file)).collect();
        if last.is_empty() {
            return Ok(());
        }
        // first every number these people had becomes free, so that they may exchange them
        let state = self.write()?;
        let had = |id: &PersonId| state.people.get(id).and_then(|stored| stored.value.record.employee_number.clone());
        let freed: Vec<Arc<str>> = last.keys().filter_map(|id| had(id)).collect();
        let numbers = Arc::make_mut(&mut state.numbers);
        freed.iter().for_each(|number| {
            numbers.remove(number);
        });
        for (id, file) in last {
            if let Some(number) = file.record.employee_number.clone()
                && let Some(other) = numbers.insert(number, id.clone())
            {
                return Err(taken("employee number", other));
            }
            let revision = state.people.get(id).map_or(Revision::FIRST, |stored| stored.revision.next());
            Arc::make_mut(&mut state.people).insert(id.clone(), Versioned { value: file.clone(), revision });
        }
        Ok(())
    }

    async fn remove(&mut self, id: &PersonId, expected: Revision) -> Result<(), StoreError> {
        let state = self.write()?;
        let found = state.people.get(id).map(|stored| stored.revision);
        if found != Some(expected) {
            return Err(StoreError::Conflict { what: "person", id: id.to_string(), found, expected: Some(expected) });
        }
        Arc::make_mut(&mut state.people).remove(id);
        remove_where(&mut state.numbers, |_, person| person == id);
        Ok(())
    }

    async fn find_unit(&mut self, id: &UnitId) -> Result<Option<OrgUnit>, StoreError> {
        Ok(self.state.units.get(id).cloned())
    }

    async fn units_above(&mut self, id: &UnitId) -> Result<Vec<OrgUnit>, StoreError> {
        let mut path: Vec<OrgUnit> = Vec::new();
        let mut next = self.state.units.get(id);
        while let Some(unit) = next.filter(|unit| path.iter().all(|below| below.id != unit.id)) {
            path.push(unit.clone());
            next = unit.parent.as_ref().and_then(|parent| self.state.units.get(parent));
        }
        Ok(path)
    }

    async fn units(&mut self) -> Result<Vec<OrgUnit>, StoreError> {
        Ok(self.state.units.values().cloned().collect())
    }

    async fn save_units(&mut self, units: &[OrgUnit]) -> Result<(), StoreError> {
        Arc::make_mut(&mut self.write()?.units).extend(units.iter().map(|unit| (unit.id.clone(), unit.clone())));
        Ok(())
    }
}

#[async_trait]
impl CompetencyRepository for MemoryTransaction {
    async fn save_text(&mut self, text: &TextRecord) -> Result<(), StoreError> {
        let key = (text.kind, Arc::clone(&text.id), text.version);
        Arc::make_mut(&mut self.write()?.texts).entry(key).or_insert_with(|| text.clone());
        Ok(())
    }

    async fn find_text(&mut self, kind: TextKind, id: &str, version: &Digest) -> Result<Option<TextRecord>, StoreError> {
        Ok(self.state.texts.get(&(kind, id.into(), *version)).cloned())
    }

    async fn texts(&mut self, kind: TextKind) -> Result<Vec<TextRecord>, StoreError> {
        Ok(self.state.texts.values().filter(|text| text.kind == kind).cloned().collect())
    }

    async fn find_profile(&mut self, person: &PersonId, framework: &FrameworkId) -> Result<Option<Versioned<ProfileRecord>>, StoreError> {
        Ok(self.state.profiles.get(&(person.clone(), framework.clone())).cloned())
    }

    async fn profiles(&mut self, person: &PersonId) -> Result<Vec<Versioned<ProfileRecord>>, StoreError> {
        let found = self.state.profiles.iter().filter(|((of, _), _)| of == person);
        Ok(found.map(|(_, stored)| stored.clone()).collect())
    }

    async fn profiles_of(&mut self, people: &[PersonId]) -> Result<Vec<Versioned<ProfileRecord>>, StoreError> {
        let wanted: BTreeSet<&PersonId> = people.iter().collect();
        let found = self.state.profiles.iter().filter(|((of, _), _)| wanted.contains(of));
        Ok(found.map(|(_, stored)| stored.clone()).collect())
    }

    async fn list_profiles(&mut self, framework: &FrameworkId, page: &Page<PersonId>) -> Result<Vec<Versioned<ProfileRecord>>, StoreError> {
        let later = |person: &PersonId| page.after.as_ref().is_none_or(|after| person > after);
        let found = self.state.profiles.iter().filter(|((person, of), _)| of == framework && later(person));
        Ok(found.take(page.limit).map(|(_, stored)| stored.clone()).collect())
    }

    async fn save_profile(&mut self, profile: &ProfileRecord, expected: Option<Revision>) -> Result<Revision, StoreError> {
        let key = (profile.person.clone(), profile.framework.clone());
        let name = format!("{}/{}", profile.person, profile.framework);
        save(&mut self.write()?.profiles, "profile", key, name, profile.clone(), expected)
    }

    async fn remove_profiles(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        Ok(remove_where(&mut self.write()?.profiles, |(of, _), _| of == person))
    }
}

#[async_trait]
impl PolicyRepository for MemoryTransaction {
    async fn find(&mut self, policy: &str, version: &Digest) -> Result<Option<Versioned<PolicyVersion>>, StoreError> {
        Ok(self.state.policies.get(&(policy.into(), *version)).cloned())
    }

    async fn list(&mut self, policy: Option<&str>) -> Result<Vec<Versioned<PolicyVersion>>, StoreError> {
        let wanted = |stored: &&Versioned<PolicyVersion>| policy.is_none_or(|policy| *stored.value.policy == *policy);
        let mut found: Vec<_> = self.state.policies.values().filter(wanted).cloned().collect();
        found.sort_by(|a, b| {
            let key = |stored: &Versioned<PolicyVersion>| (Arc::clone(&stored.value.policy), stored.value.effective, stored.value.version);
            key(a).cmp(&key(b))
        });
        Ok(found)
    }

    async fn signed(&mut self) -> Result<Vec<Versioned<PolicyHead>>, StoreError> {
        let heads = self.state.policies.values().map(|stored| Versioned { value: stored.value.head(), revision: stored.revision });
        let mut found: Vec<_> = heads.filter(|head| head.value.signed().is_some()).collect();
        found.sort_by(|a, b| {
            let key = |head: &Versioned<PolicyHead>| (Arc::clone(&head.value.policy), head.value.effective, head.value.version);
            key(a).cmp(&key(b))
        });
        Ok(found)
    }

    async fn save(&mut self, version: &PolicyVersion, expected: Option<Revision>) -> Result<Revision, StoreError> {
        let key = (Arc::clone(&version.policy), version.version);
        let name = format!("{}/{}", version.policy, version.version);
        save(&mut self.write()?.policies, "policy version", key, name, version.clone(), expected)
    }
}

#[async_trait]
impl DevelopmentRepository for MemoryTransaction {
    async fn find(&mut self, id: &DevelopmentId) -> Result<Option<Versioned<DevelopmentRecord>>, StoreError> {
        Ok(self.state.development.get(id).cloned())
    }

    async fn of_person(&mut self, person: &PersonId) -> Result<Vec<Versioned<DevelopmentRecord>>, StoreError> {
        Ok(self.state.development.values().filter(|stored| stored.value.person == *person).cloned().collect())
    }

    async fn of_people(&mut self, people: &[PersonId]) -> Result<Vec<Versioned<DevelopmentRecord>>, StoreError> {
        let wanted: BTreeSet<&PersonId> = people.iter().collect();
        let mut found: Vec<_> = self.state.development.values().filter(|stored| wanted.contains(&stored.value.person)).cloned().collect();
        found.sort_by(|a, b| (&a.value.person, &a.value.id).cmp(&(&b.value.person, &b.value.id)));
        Ok(found)
    }

    async fn save(&mut self, record: &DevelopmentRecord, expected: Option<Revision>) -> Result<Revision, StoreError> {
        save(&mut self.write()?.development, "development record", record.id.clone(), &record.id, record.clone(), expected)
    }

    async fn remove_person(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        Ok(remove_where(&mut self.write()?.development, |_, stored| stored.value.person == *person))
    }
}
