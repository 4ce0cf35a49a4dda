//! Rounds, decisions, appeals, waivers.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;

use super::{MemoryTransaction, insert, remove_where, save, taken};
use crate::people::id::{AppealId, DecisionId, PersonId, RoundId, WaiverId};
use crate::promotion::panel::PanelScore;
use crate::promotion::repository::{
    AppealRecord, AppealRepository, DecisionHead, DecisionRecord, DecisionRepository, EntryRecord, RoundFile, RoundRepository,
};
use crate::promotion::waiver::WaiverRecord;
use crate::store::{Page, Revision, StoreError, Versioned};

#[async_trait]
impl RoundRepository for MemoryTransaction {
    async fn find(&mut self, id: &RoundId) -> Result<Option<Versioned<RoundFile>>, StoreError> {
        Ok(self.state.rounds.get(id).cloned())
    }

    async fn list(&mut self) -> Result<Vec<Versioned<RoundFile>>, StoreError> {
        Ok(self.state.rounds.values().cloned().collect())
    }

    async fn save(&mut self, file: &RoundFile, expected: Option<Revision>) -> Result<Revision, StoreError> {
        let id = &file.plan.id;
        save(&mut self.write()?.rounds, "round", id.clone(), id, file.clone(), expected)
    }

    async fn add_candidates(&mut self, round: &RoundId, people: &[PersonId]) -> Result<u64, StoreError> {
        let candidates = Arc::make_mut(&mut self.write()?.candidates);
        let new = people.iter().filter(|person| candidates.insert((round.clone(), (*person).clone()))).count();
        Ok(u64::try_from(new).unwrap_or(u64::MAX))
    }

    async fn remove_candidate(&mut self, round: &RoundId, person: &PersonId) -> Result<bool, StoreError> {
        Ok(Arc::make_mut(&mut self.write()?.candidates).remove(&(round.clone(), person.clone())))
    }

    async fn candidates(&mut self, round: &RoundId, page: &Page<PersonId>) -> Result<Vec<PersonId>, StoreError> {
        let later = |person: &&PersonId| page.after.as_ref().is_none_or(|after| *person > after);
        let found = self.state.candidates.iter().filter(|(of, _)| of == round).map(|(_, person)| person);
        Ok(found.filter(later).take(page.limit).cloned().collect())
    }

    async fn is_candidate(&mut self, round: &RoundId, person: &PersonId) -> Result<bool, StoreError> {
        Ok(self.state.candidates.contains(&(round.clone(), person.clone())))
    }

    async fn count_candidates(&mut self, round: &RoundId) -> Result<u64, StoreError> {
        let count = self.state.candidates.iter().filter(|(of, _)| of == round).count();
        Ok(u64::try_from(count).unwrap_or(u64::MAX))
    }

    async fn rounds_of(&mut self, person: &PersonId) -> Result<Vec<RoundId>, StoreError> {
        Ok(self.state.candidates.iter().filter(|(_, of)| of == person).map(|(round, _)| round.clone()).collect())
    }

    async fn save_entries(&mut self, round: &RoundId, entries: &[EntryRecord]) -> Result<(), StoreError> {
        let entries = entries.iter().map(|entry| ((round.clone(), entry.person.clone()), entry.clone()));
        Arc::make_mut(&mut self.write()?.entries).extend(entries);
        Ok(())
    }

    async fn remove_entry(&mut self, round: &RoundId, person: &PersonId) -> Result<(), StoreError> {
        Arc::make_mut(&mut self.write()?.entries).remove(&(round.clone(), person.clone()));
        Ok(())
    }

    async fn entries(&mut self, round: &RoundId, page: &Page<PersonId>) -> Result<Vec<EntryRecord>, StoreError> {
        let later = |person: &PersonId| page.after.as_ref().is_none_or(|after| person > after);
        let found = self.state.entries.iter().filter(|((of, person), _)| of == round && later(person));
        Ok(found.take(page.limit).map(|(_, entry)| entry.clone()).collect())
    }

    async fn find_entry(&mut self, round: &RoundId, person: &PersonId) -> Result<Option<EntryRecord>, StoreError> {
        Ok(self.state.entries.get(&(round.clone(), person.clone())).cloned())
    }

    async fn remove_person(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        let state = self.write()?;
        let stood = state.candidates.len();
        if state.candidates.iter().any(|(_, candidate)| candidate == person) {
            Arc::make_mut(&mut state.candidates).retain(|(_, candidate)| candidate != person);
        }
        let candidacies = u64::try_from(stood - state.candidates.len()).unwrap_or(u64::MAX);
        Ok(candidacies
            .saturating_add(remove_where(&mut state.entries, |(_, of), _| of == person))
            .saturating_add(remove_where(&mut state.panel_scores, |(_, _, of, _), _| of == person)))
    }

    async fn save_panel_scores(&mut self, round: &RoundId, scores: &[PanelScore]) -> Result<(), StoreError> {
        let key = |score: &PanelScore| (round.clone(), score.member.clone(), score.candidate.clone(), Arc::clone(&score.component));
        let entries = scores.iter().map(|score| (key(score), score.clone()));
        Arc::make_mut(&mut self.write()?.panel_scores).extend(entries);
        Ok(())
    }

    async fn panel_scores(&mut self, round: &RoundId) -> Result<Vec<PanelScore>, StoreError> {
        let found = self.state.panel_scores.iter().filter(|((of, ..), _)| of == round);
        Ok(found.map(|(_, score)| score.clone()).collect())
    }
}

impl MemoryTransaction {
    fn keep_decision(&mut self, decision: &DecisionRecord) -> Result<(), StoreError> {
        let state = self.write()?;
        let refused = |id: &DecisionId| Err(taken("decision", id));
        if state.decisions.contains_key(&decision.id) {
            return refused(&decision.id);
        }
        let parent = decision.parent.as_ref().map(|parent| &parent.decision);
        if let Some(parent) = parent {
            let stands = state.decisions.get(parent).is_some_and(|old| old.person == decision.person && old.round == decision.round);
            if !stands || state.corrected.contains_key(parent) {
                return refused(parent);
            }
        }
        if let Some(round) = &decision.round {
            let key = (round.clone(), decision.person.clone());
            if let Some(found) = state.in_force.get(&key).filter(|found| Some(*found) != parent) {
                return refused(found);
            }
            Arc::make_mut(&mut state.in_force).insert(key, decision.id.clone());
        }
        if let Some(parent) = parent {
            Arc::make_mut(&mut state.corrected).insert(parent.clone(), decision.id.clone());
        }
        Arc::make_mut(&mut state.decided).insert((decision.person.clone(), decision.decided_on, decision.id.clone()));
        Arc::make_mut(&mut state.decisions).insert(decision.id.clone(), decision.clone());
        Ok(())
    }

    fn decisions_in_force(&self, round: &RoundId, page: &Page<PersonId>) -> impl Iterator<Item = &DecisionRecord> {
        let later = |person: &PersonId| page.after.as_ref().is_none_or(|after| person > after);
        let found = self.state.in_force.iter().filter(move |((of, person), _)| of == round && later(person));
        found.filter_map(|(_, id)| self.state.decisions.get(id)).take(page.limit)
    }
}

#[async_trait]
impl DecisionRepository for MemoryTransaction {
    async fn insert(&mut self, decisions: &[DecisionRecord]) -> Result<(), StoreError> {
        decisions.iter().try_for_each(|decision| self.keep_decision(decision))
    }

    async fn find(&mut self, id: &DecisionId) -> Result<Option<DecisionRecord>, StoreError> {
        Ok(self.state.decisions.get(id).cloned())
    }

    async fn of_person(&mut self, person: &PersonId) -> Result<Vec<DecisionRecord>, StoreError> {
        let found = self.state.decided.iter().filter(|(of, ..)| of == person);
        Ok(found.filter_map(|(.., id)| self.state.decisions.get(id).cloned()).collect())
    }

    async fn in_force(&mut self, round: &RoundId, person: &PersonId) -> Result<Option<DecisionRecord>, StoreError> {
        let id = self.state.in_force.get(&(round.clone(), person.clone()));
        Ok(id.and_then(|id| self.state.decisions.get(id).cloned()))
    }

    async fn list(&mut self, round: &RoundId, page: &Page<PersonId>) -> Result<Vec<DecisionRecord>, StoreError> {
        Ok(self.decisions_in_force(round, page).cloned().collect())
    }

    async fn heads(&mut self, round: &RoundId, page: &Page<PersonId>) -> Result<Vec<DecisionHead>, StoreError> {
        Ok(self.decisions_in_force(round, page).map(DecisionRecord::head).collect())
    }

    async fn remove_person(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        let state = self.write()?;
        let ids: Vec<DecisionId> = state.decided.iter().filter(|(of, ..)| of == person).map(|(.., id)| id.clone()).collect();
        Arc::make_mut(&mut state.decided).retain(|(of, ..)| of != person);
        remove_where(&mut state.corrected, |parent, _| ids.contains(parent));
        remove_where(&mut state.in_force, |(_, of), _| of == person);
        Ok(remove_where(&mut state.decisions, |_, decision| decision.person == *person))
    }
}

#[async_trait]
impl AppealRepository for MemoryTransaction {
    async fn find(&mut self, id: &AppealId) -> Result<Option<Versioned<AppealRecord>>, StoreError> {
        Ok(self.state.appeals.get(id).cloned())
    }

    async fn list(&mut self, person: Option<&PersonId>) -> Result<Vec<Versioned<AppealRecord>>, StoreError> {
        let wanted = |stored: &&Versioned<AppealRecord>| person.is_none_or(|person| stored.value.person == *person);
        Ok(self.state.appeals.values().filter(wanted).cloned().collect())
    }

    async fn save(&mut self, appeal: &AppealRecord, expected: Option<Revision>) -> Result<Revision, StoreError> {
        save(&mut self.write()?.appeals, "appeal", appeal.id.clone(), &appeal.id, appeal.clone(), expected)
    }

    async fn find_waiver(&mut self, id: &WaiverId) -> Result<Option<WaiverRecord>, StoreError> {
        Ok(self.state.waivers.get(id).cloned())
    }

    async fn waivers(&mut self, person: &PersonId) -> Result<Vec<WaiverRecord>, StoreError> {
        Ok(self.state.waivers.values().filter(|waiver| waiver.person == *person).cloned().collect())
    }

    async fn waivers_of(&mut self, people: &[PersonId]) -> Result<Vec<WaiverRecord>, StoreError> {
        let wanted: BTreeSet<&PersonId> = people.iter().collect();
        let mut found: Vec<WaiverRecord> = self.state.waivers.values().filter(|waiver| wanted.contains(&waiver.person)).cloned().collect();
        found.sort_by(|a, b| (&a.person, &a.id).cmp(&(&b.person, &b.id)));
        Ok(found)
    }

    async fn insert_waiver(&mut self, waiver: &WaiverRecord) -> Result<(), StoreError> {
        insert(&mut self.write()?.waivers, "waiver", waiver.id.clone(), &waiver.id, waiver.clone())
    }

    async fn remove_person(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        let state = self.write()?;
        let appeals = remove_where(&mut state.appeals, |_, stored| stored.value.person == *person);
        Ok(appeals.saturating_add(remove_where(&mut state.waivers, |_, waiver| waiver.person == *person)))
    }
}
