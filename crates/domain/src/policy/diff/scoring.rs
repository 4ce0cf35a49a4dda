//! Components, score rules, tie-breakers, and the results of points and classification policies.

use super::differ::{Differ, Expression, Field, Place, Shown, both, matched, reference_words};
use super::{ChangeKind, Part, canonical};
use crate::legal::Label;
use crate::number::Rounding;
use crate::policy::document::{MissingRule, WeightSum};
use crate::policy::explain::words;
use crate::policy::model::{Policy, ResultRule, ScoreRule, TieBreak};

fn rounding_words(rounding: Option<Rounding>) -> Option<Label> {
    rounding.map(|rounding| both(|language| words::rounding(rounding, language)))
}

fn missing_words(missing: MissingRule) -> Label {
    match missing {
        MissingRule::Unknown => Label::new("nilai akhir belum dapat ditentukan", "the score is not known"),
        MissingRule::Renormalise { minimum_weight } => both(|language| {
            format!(
                "{} {}",
                words::pick(
                    language,
                    "dialihkan ke komponen lain jika bobot yang ada sekurang-kurangnya",
                    "carried by the others if they weigh at least"
                ),
                words::number(minimum_weight, language)
            )
        }),
    }
}

fn sum_words(sum: WeightSum) -> Label {
    match sum {
        WeightSum::Share => Label::same("1"),
        WeightSum::Percent => Label::same("100"),
        WeightSum::Points => Label::new("tanpa jumlah tertentu", "no fixed sum"),
    }
}

impl Differ<'_> {
    pub(super) fn components(&mut self) {
        for (old, new) in matched(&self.old.components, &self.new.components, |c| &c.code) {
            let Some(any) = new.or(old) else { continue };
            let place = Place::new(Part::Component, format!("components.{}", any.code), &any.label);
            let (Some(old), Some(new)) = (old, new) else {
                let (kind, policy) = if old.is_some() { (ChangeKind::Removed, self.old) } else { (ChangeKind::Added, self.new) };
                let (weight, value) = (Expression::from(&any.weight).words(policy), Expression::from(&any.value).words(policy));
                let text = both(|language| {
                    format!("{} ({} {})", value.get(language), words::pick(language, "bobot", "weight"), weight.get(language))
                });
                self.part(kind, &place, text, Some(&any.reference));
                continue;
            };
            self.label(&place, &old.label, &new.label);
            self.effective(&place, &old.effective, &new.effective);
            self.expression(&place, Field::new("weight", "bobot", "weight"), Some((&old.weight).into()), Some((&new.weight).into()));
            self.expression(&place, Field::new("value", "nilai", "value"), Some((&old.value).into()), Some((&new.value).into()));
            self.range(&place, old.range, new.range);
            self.reference(&place, Some(&old.reference), Some(&new.reference));
        }
    }

    pub(super) fn score(&mut self) {
        let place = Place::new(Part::Score, "score", &Label::new("nilai akhir", "total score"));
        let say = |score: &ScoreRule| rounding_words(score.rounding).unwrap_or(Label::new("tanpa pembulatan", "not rounded"));
        match (&self.old.score, &self.new.score) {
            (None, None) => {}
            (Some(old), Some(new)) => {
                let field = Field::new("weights", "jumlah bobot", "sum of the weights");
                self.field(&place, field, Some(sum_words(old.weights)), Some(sum_words(new.weights)));
                self.range(&place, old.range, new.range);
                let field = Field::new("rounding", "pembulatan", "rounding");
                self.field(&place, field, rounding_words(old.rounding), rounding_words(new.rounding));
                let field = Field::new("missing", "jika suatu komponen belum diketahui", "where a component is not known");
                self.field(&place, field, Some(missing_words(old.missing)), Some(missing_words(new.missing)));
                self.reference(&place, old.reference.as_ref(), new.reference.as_ref());
            }
            (Some(one), None) => self.part(ChangeKind::Removed, &place, say(one), one.reference.as_ref()),
            (None, Some(one)) => self.part(ChangeKind::Added, &place, say(one), one.reference.as_ref()),
        }
    }

    /// Tie-breakers are one by one the same where value and order are; their sequence counts.
    pub(super) fn tie_breaks(&mut self) {
        let key = |policy: &Policy, tie: &TieBreak| format!("{} {}", canonical::node(policy, &tie.value.node), tie.descending);
        let keys = |policy: &Policy| policy.tie_breaks.iter().map(|tie| key(policy, tie)).collect::<Vec<_>>();
        let (old_keys, new_keys) = (keys(self.old), keys(self.new));
        let say = |policy: &Policy, tie: &TieBreak| {
            let value = Expression::from(&tie.value).words(policy);
            both(|language| {
                let order = if tie.descending {
                    words::pick(language, "yang terbesar dahulu", "the greatest first")
                } else {
                    words::pick(language, "yang terkecil dahulu", "the least first")
                };
                format!("{} ({order})", value.get(language))
            })
        };
        let mut kept = Vec::new();
        let mut taken = vec![false; new_keys.len()];
        for (i, tie) in self.old.tie_breaks.iter().enumerate() {
            let place = Place::new(Part::TieBreak, format!("tie-breaks[{}]", i + 1), &tie.label);
            match new_keys.iter().enumerate().position(|(j, key)| !taken[j] && *key == old_keys[i]) {
                Some(j) => {
                    taken[j] = true;
                    kept.push(j);
                    let now = &self.new.tie_breaks[j];
                    self.label(&place, &tie.label, &now.label);
                    self.reference(&place, tie.reference.as_ref(), now.reference.as_ref());
                }
                None => self.part(ChangeKind::Removed, &place, say(self.old, tie), tie.reference.as_ref()),
            }
        }
        for (j, tie) in self.new.tie_breaks.iter().enumerate().filter(|(j, _)| !taken[*j]) {
            let place = Place::new(Part::TieBreak, format!("tie-breaks[{}]", j + 1), &tie.label);
            self.part(ChangeKind::Added, &place, say(self.new, tie), tie.reference.as_ref());
        }
        if !kept.is_sorted() {
            let place = Place::new(Part::TieBreak, "tie-breaks", &Label::new("urutan jika nilai sama", "order where scores are equal"));
            let names = |policy: &Policy| {
                both(|language| policy.tie_breaks.iter().map(|tie| tie.label.get(language)).collect::<Vec<_>>().join("; "))
            };
            let shown = Shown { before: Some(names(self.old)), after: Some(names(self.new)), ..Shown::default() };
            self.push(ChangeKind::Changed, &place, None, shown);
        }
    }

    pub(super) fn results(&mut self) {
        let points = Place::new(Part::Points, "points", &Label::new("hasil", "result"));
        self.result(&points, self.old.points.as_ref(), self.new.points.as_ref());
        let classification = Place::new(Part::Classification, "classification", &Label::new("kategori", "category"));
        self.result(&classification, self.old.classification.as_ref(), self.new.classification.as_ref());
    }

    fn result(&mut self, place: &Place, old: Option<&ResultRule>, new: Option<&ResultRule>) {
        match (old, new) {
            (None, None) => {}
            (Some(old), Some(new)) => {
                self.expression(place, Field::new("result", "", ""), Some((&old.result).into()), Some((&new.result).into()));
                self.text(place, Field::new("unit", "satuan", "unit"), old.unit.as_ref(), new.unit.as_ref());
                let field = Field::new("rounding", "pembulatan", "rounding");
                self.field(place, field, rounding_words(old.rounding), rounding_words(new.rounding));
                self.range(place, old.range, new.range);
                let (a, b) = (old.reference.as_ref().map(reference_words), new.reference.as_ref().map(reference_words));
                self.field(place, Field::new("reference", "dasar", "basis"), a, b);
            }
            (Some(one), None) => {
                let text = Expression::from(&one.result).words(self.old);
                self.part(ChangeKind::Removed, place, text, one.reference.as_ref());
            }
            (None, Some(one)) => {
                let text = Expression::from(&one.result).words(self.new);
                self.part(ChangeKind::Added, place, text, one.reference.as_ref());
            }
        }
    }
}
