//! The names of missing facts that masks do not tell: of groups, lists, other policies and values. Asked person by person, of those only
//! who are unknown there.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::policy::decide::{PolicyOnDate, decide};
use jenjang::policy::decision::{Decision, Outcome};
use jenjang::policy::document::Kind;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::model::Member;
use jenjang::policy::value::FactIndex;

use crate::answers::{Answers, Verdicts};
use crate::bits::{Bits, words_for};
use crate::segment::Segment;

/// Masks by name.
#[derive(Default)]
struct Masks(BTreeMap<Arc<str>, Vec<u64>>);

impl Masks {
    fn set(&mut self, name: &Arc<str>, place: usize, len: usize) {
        let words = self.0.entry(Arc::clone(name)).or_insert_with(|| vec![0; words_for(len)]);
        if let Some(word) = words.get_mut(place / 64) {
            *word |= 1 << (place % 64);
        }
    }

    fn join(&mut self, name: &Arc<str>, bits: &Bits, among: &Bits) {
        let words = self.0.entry(Arc::clone(name)).or_insert_with(|| vec![0; words_for(bits.len())]);
        for ((word, bits), among) in words.iter_mut().zip(bits.words()).zip(among.words()) {
            *word |= bits & among;
        }
    }

    fn finish(self, len: usize) -> Vec<(Arc<str>, Bits)> {
        let named = self.0.into_iter().map(|(name, words)| (name, Bits::from_words(words, len)));
        named.filter(|(_, bits)| bits.count() > 0).collect()
    }
}

/// Fills in what is not named yet; `open` are the criteria whose names have no masks.
pub(super) fn complete(answers: &mut Answers, policy: &PolicyOnDate, facts: &[FactIndex], segment: &Segment, open: &[usize]) {
    let len = answers.len;
    let declared = policy.policy();
    let mut dossier = Dossier::new(Arc::clone(segment.catalogue()), policy.as_of());
    let mut decided = |place: usize| -> Decision {
        segment.fill(&mut dossier, facts, place);
        decide(policy, &dossier, &[])
    };
    if declared.kind != Kind::Eligibility {
        let mut masks = Masks::default();
        for place in answers.outcome.unknown().ones() {
            let decision = decided(place);
            decision.missing.iter().filter(|_| decision.outcome == Outcome::Unknown).for_each(|name| masks.set(name, place, len));
        }
        answers.missing = masks.finish(len);
        return;
    }
    let code = |at: usize| policy.criteria().get(at).and_then(|c| declared.criteria.get(usize::from(c.index))).map(|c| Arc::clone(&c.code));
    let mut asked: Vec<(Arc<str>, &mut Verdicts, Masks)> = Vec::new();
    for (at, verdicts) in answers.criteria.iter_mut().enumerate() {
        if let (true, Some(code)) = (open.contains(&at), code(at)) {
            asked.push((code, verdicts, Masks::default()));
        }
    }
    for (group, verdicts) in declared.groups.iter().zip(&mut answers.groups) {
        asked.push((Arc::clone(&group.code), verdicts, Masks::default()));
    }
    let somebody = asked.iter().fold(Bits::none(len), |all, (_, verdicts, _)| all.or(&verdicts.unknown));
    for place in somebody.ones() {
        let decision = decided(place);
        for (code, verdicts, masks) in &mut asked {
            if verdicts.unknown.get(place) {
                let finding = decision.findings.iter().find(|finding| finding.code == *code);
                finding.iter().flat_map(|finding| &finding.missing).for_each(|name| masks.set(name, place, len));
            }
        }
    }
    for (_, verdicts, masks) in asked {
        verdicts.missing = masks.finish(len);
    }
    let unknown = answers.outcome.unknown();
    let mut masks = Masks::default();
    let places = policy.criteria().iter().map(|criterion| criterion.index);
    for (index, verdicts) in places.zip(&answers.criteria) {
        if declared.required.contains(&Member::Criterion(index)) {
            verdicts.missing.iter().for_each(|(name, bits)| masks.join(name, bits, &unknown));
        }
    }
    for (index, verdicts) in (0..).zip(&answers.groups) {
        if declared.required.contains(&Member::Group(index)) {
            verdicts.missing.iter().for_each(|(name, bits)| masks.join(name, bits, &unknown));
        }
    }
    answers.missing = masks.finish(len);
}
