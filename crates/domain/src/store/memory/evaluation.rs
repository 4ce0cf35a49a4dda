//! Cycles.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;

use super::{MemoryTransaction, insert, remove_where, save};
use crate::evaluation::nomination::Nomination;
use crate::evaluation::repository::{
    Audience, CycleFile, CycleRepository, NominationFilter, Receipt, ResultRecord, SeveredComment, SeveredSheet,
};
use crate::evaluation::response::Response;
use crate::people::id::{CycleId, PersonId};
use crate::store::{Page, Revision, StoreError, Versioned};

impl NominationFilter {
    fn takes(&self, ratee: &PersonId, rater: &PersonId) -> bool {
        self.ratee.as_ref().is_none_or(|wanted| wanted == ratee) && self.rater.as_ref().is_none_or(|wanted| wanted == rater)
    }
}

#[async_trait]
impl CycleRepository for MemoryTransaction {
    async fn find(&mut self, id: &CycleId) -> Result<Option<Versioned<CycleFile>>, StoreError> {
        Ok(self.state.cycles.get(id).cloned())
    }

    async fn list(&mut self) -> Result<Vec<Versioned<CycleFile>>, StoreError> {
        Ok(self.state.cycles.values().cloned().collect())
    }

    async fn save(&mut self, file: &CycleFile, expected: Option<Revision>) -> Result<Revision, StoreError> {
        let id = file.cycle.id();
        save(&mut self.write()?.cycles, "cycle", id.clone(), id, file.clone(), expected)
    }

    async fn nominations(&mut self, cycle: &CycleId, filter: &NominationFilter) -> Result<Vec<Nomination>, StoreError> {
        let found = self.state.nominations.iter().filter(|((of, ratee, rater), _)| of == cycle && filter.takes(ratee, rater));
        Ok(found.map(|(_, nomination)| nomination.clone()).collect())
    }

    async fn nominations_of(&mut self, cycle: &CycleId, ratees: &BTreeSet<PersonId>) -> Result<Vec<Nomination>, StoreError> {
        let found = self.state.nominations.iter().filter(|((of, ratee, _), _)| of == cycle && ratees.contains(ratee));
        Ok(found.map(|(_, nomination)| nomination.clone()).collect())
    }

    async fn save_nominations(&mut self, cycle: &CycleId, nominations: &[Nomination]) -> Result<(), StoreError> {
        let key = |nomination: &Nomination| (cycle.clone(), nomination.ratee().clone(), nomination.rater().clone());
        let entries = nominations.iter().map(|nomination| (key(nomination), nomination.clone()));
        Arc::make_mut(&mut self.write()?.nominations).extend(entries);
        Ok(())
    }

    async fn put_draft(&mut self, cycle: &CycleId, draft: &Response) -> Result<(), StoreError> {
        let key = (cycle.clone(), draft.ratee.clone(), draft.rater.clone());
        Arc::make_mut(&mut self.write()?.answer_drafts).insert(key, draft.clone());
        Ok(())
    }

    async fn draft(&mut self, cycle: &CycleId, ratee: &PersonId, rater: &PersonId) -> Result<Option<Response>, StoreError> {
        Ok(self.state.answer_drafts.get(&(cycle.clone(), ratee.clone(), rater.clone())).cloned())
    }

    async fn drop_draft(&mut self, cycle: &CycleId, ratee: &PersonId, rater: &PersonId) -> Result<(), StoreError> {
        Arc::make_mut(&mut self.write()?.answer_drafts).remove(&(cycle.clone(), ratee.clone(), rater.clone()));
        Ok(())
    }

    async fn put_answer(&mut self, cycle: &CycleId, response: &Response, receipt: &Receipt) -> Result<(), StoreError> {
        let state = self.write()?;
        let key = (cycle.clone(), response.ratee.clone(), response.rater.clone());
        Arc::make_mut(&mut state.answer_drafts).remove(&key);
        Arc::make_mut(&mut state.answers).insert(key.clone(), response.clone());
        Arc::make_mut(&mut state.receipts).insert(key, receipt.clone());
        Ok(())
    }

    async fn answers(&mut self, cycle: &CycleId) -> Result<Vec<Response>, StoreError> {
        let found = self.state.answers.iter().filter(|((of, ..), _)| of == cycle);
        Ok(found.map(|(_, response)| response.clone()).collect())
    }

    async fn receipts(&mut self, cycle: &CycleId, filter: &NominationFilter) -> Result<Vec<Receipt>, StoreError> {
        let found = self.state.receipts.iter().filter(|((of, ratee, rater), _)| of == cycle && filter.takes(ratee, rater));
        Ok(found.map(|(_, receipt)| receipt.clone()).collect())
    }

    async fn sever(&mut self, cycle: &CycleId, sheets: &[SeveredSheet], comments: &[SeveredComment]) -> Result<(), StoreError> {
        let state = self.write()?;
        remove_where(&mut state.answers, |(of, ..), _| of == cycle);
        remove_where(&mut state.answer_drafts, |(of, ..), _| of == cycle);
        for sheet in sheets {
            insert(&mut state.sheets, "sheet", (cycle.clone(), Arc::clone(&sheet.id)), &sheet.id, sheet.clone())?;
        }
        for comment in comments {
            insert(&mut state.comments, "comment", (cycle.clone(), Arc::clone(&comment.id)), &comment.id, comment.clone())?;
        }
        Ok(())
    }

    async fn sheets(&mut self, cycle: &CycleId, ratee: Option<&PersonId>) -> Result<Vec<SeveredSheet>, StoreError> {
        let wanted = |sheet: &&SeveredSheet| ratee.is_none_or(|ratee| sheet.ratee == *ratee);
        let found = self.state.sheets.iter().filter(|((of, _), _)| of == cycle).map(|(_, sheet)| sheet);
        Ok(found.filter(wanted).cloned().collect())
    }

    async fn comments(&mut self, cycle: &CycleId, ratee: Option<&PersonId>) -> Result<Vec<SeveredComment>, StoreError> {
        let wanted = |comment: &&SeveredComment| ratee.is_none_or(|ratee| comment.ratee == *ratee);
        let found = self.state.comments.iter().filter(|((of, _), _)| of == cycle).map(|(_, comment)| comment);
        Ok(found.filter(wanted).cloned().collect())
    }

    async fn save_results(&mut self, cycle: &CycleId, results: &[ResultRecord]) -> Result<(), StoreError> {
        let state = self.write()?;
        for result in results {
            let key = (cycle.clone(), result.audience, result.ratee.clone(), result.edition);
            let name = result.ratee.as_ref().map_or_else(|| cycle.to_string(), PersonId::to_string);
            insert(&mut state.results, "result", key, name, result.clone())?;
        }
        Ok(())
    }

    async fn results(
        &mut self,
        cycle: &CycleId,
        audience: Audience,
        ratee: Option<&PersonId>,
        page: &Page<PersonId>,
    ) -> Result<Vec<ResultRecord>, StoreError> {
        let wanted = |found: &Option<PersonId>| match found {
            None => ratee.is_none() && page.after.is_none(),
            Some(found) => ratee.is_none_or(|ratee| found == ratee) && page.after.as_ref().is_none_or(|after| found > after),
        };
        let mut people = BTreeSet::new();
        let mut results = Vec::new();
        for ((of, kind, found, _), result) in self.state.results.iter() {
            if of != cycle || *kind != audience || !wanted(found) {
                continue;
            }
            people.extend(found.as_ref());
            if people.len() > page.limit {
                break;
            }
            results.push(result.clone());
        }
        Ok(results)
    }

    async fn remove_person(&mut self, person: &PersonId) -> Result<u64, StoreError> {
        let state = self.write()?;
        Ok(remove_where(&mut state.nominations, |(_, ratee, rater), _| ratee == person || rater == person)
            .saturating_add(remove_where(&mut state.answers, |(_, ratee, rater), _| ratee == person || rater == person))
            .saturating_add(remove_where(&mut state.answer_drafts, |(_, ratee, rater), _| ratee == person || rater == person))
            .saturating_add(remove_where(&mut state.receipts, |(_, ratee, rater), _| ratee == person || rater == person))
            .saturating_add(remove_where(&mut state.sheets, |_, sheet| sheet.ratee == *person))
            .saturating_add(remove_where(&mut state.comments, |_, comment| comment.ratee == *person))
            .saturating_add(remove_where(&mut state.results, |(_, _, ratee, _), _| ratee.as_ref() == Some(person))))
    }
}
