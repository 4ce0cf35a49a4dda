//! Collects changes: one place to compare a field, one place to write the sentence.

use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Change, ChangeKind, Part, canonical};
use crate::legal::{Label, Language, LegalReference};
use crate::period::EffectivePeriod;
use crate::policy::explain::{Explainer, words};
use crate::policy::expression::node::Node;
use crate::policy::model::{Condition, Policy};
use crate::policy::types::Type;

/// The part a change belongs to: its kind, its path in the file, and what people call it.
pub(super) struct Place {
    pub(super) part: Part,
    pub(super) path: String,
    pub(super) owner: Label,
}

impl Place {
    pub(super) fn new(part: Part, path: impl Into<String>, owner: &Label) -> Place {
        Place { part, path: path.into(), owner: owner.clone() }
    }
}

/// A field of a part: its name in the path and what people call it (empty for the part's main value).
pub(super) struct Field {
    pub(super) name: String,
    pub(super) label: Label,
}

impl Field {
    pub(super) fn new(name: impl Into<String>, id: &str, en: &str) -> Field {
        Field { name: name.into(), label: Label::new(id, en) }
    }
}

/// What a change shows.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) before: Option<Label>,
    pub(super) after: Option<Label>,
    pub(super) period: Option<EffectivePeriod>,
    pub(super) reference: Option<LegalReference>,
}

/// Both texts of one wording.
pub(super) fn both(words: impl Fn(Language) -> String) -> Label {
    Label::new(words(Language::Id), words(Language::En))
}

/// The words of a citation with its certainty.
pub(super) fn reference_words(reference: &LegalReference) -> Label {
    both(|language| words::reference(reference, language))
}

/// The words of a period.
pub(super) fn period_words(period: &EffectivePeriod) -> Label {
    both(|language| {
        let text = words::period(period, language);
        if text.is_empty() { words::pick(language, "tanpa batas waktu", "without limit").to_owned() } else { text }
    })
}

pub(super) fn range_words(range: (Decimal, Decimal)) -> Label {
    both(|language| {
        let (low, high) = (words::number(range.0, language), words::number(range.1, language));
        match language {
            Language::Id => format!("{low} sampai dengan {high}"),
            Language::En => format!("{low} to {high} inclusive"),
        }
    })
}

/// Compares two policies and keeps what differs.
pub(super) struct Differ<'a> {
    pub(super) old: &'a Policy,
    pub(super) new: &'a Policy,
    changes: Vec<Change>,
}

impl<'a> Differ<'a> {
    pub(super) fn new(old: &'a Policy, new: &'a Policy) -> Differ<'a> {
        Differ { old, new, changes: Vec::new() }
    }

    pub(super) fn finish(self) -> Vec<Change> {
        self.changes
    }

    /// Keeps a change of a field, or of the part itself where there is no field.
    pub(super) fn push(&mut self, kind: ChangeKind, place: &Place, field: Option<Field>, shown: Shown) {
        let Shown { before, after, period, reference } = shown;
        let path = match &field {
            Some(field) => format!("{}.{}", place.path, field.name),
            None => place.path.clone(),
        };
        let sentence = both(|language| {
            let what = match &field {
                Some(field) if !field.label.get(language).is_empty() => {
                    format!("{}, {}", place.owner.get(language), field.label.get(language))
                }
                _ => place.owner.get(language).to_owned(),
            };
            let since = period.map(|p| words::period(&p, language)).filter(|p| !p.is_empty());
            let since = since.map_or_else(String::new, |text| format!(" {}", text.replacen("since ", "from ", 1)));
            let basis = reference.as_ref().map_or_else(String::new, |r| format!(" ({})", words::reference(r, language)));
            let text = match (&before, &after, language) {
                (Some(a), Some(b), _) => format!("{what}: {} → {}{since}{basis}", a.get(language), b.get(language)),
                (None, Some(b), Language::Id) => format!("{what}: ditambahkan {}{since}{basis}", b.get(language)),
                (None, Some(b), Language::En) => format!("{what}: added {}{since}{basis}", b.get(language)),
                (Some(a), None, Language::Id) => format!("{what}: dihapus {}{since}{basis}", a.get(language)),
                (Some(a), None, Language::En) => format!("{what}: removed {}{since}{basis}", a.get(language)),
                (None, None, Language::Id) => format!("{what}: berubah"),
                (None, None, Language::En) => format!("{what}: changed"),
            };
            words::sentence(&text)
        });
        self.changes.push(Change { kind, part: place.part, path, before, after, period, reference, sentence });
    }

    /// Keeps a change of a field where the two sides differ.
    pub(super) fn field(&mut self, place: &Place, field: Field, before: Option<Label>, after: Option<Label>) {
        if before != after {
            let kind = kind_of(&before, &after);
            self.push(kind, place, Some(field), Shown { before, after, ..Shown::default() });
        }
    }

    /// A whole part that came or went, described in words.
    pub(super) fn part(&mut self, kind: ChangeKind, place: &Place, text: Label, reference: Option<&LegalReference>) {
        let (before, after) = if kind == ChangeKind::Removed { (Some(text), None) } else { (None, Some(text)) };
        self.push(kind, place, None, Shown { before, after, reference: reference.cloned(), ..Shown::default() });
    }

    pub(super) fn label(&mut self, place: &Place, before: &Label, after: &Label) {
        self.field(place, Field::new("label", "sebutan", "label"), Some(before.clone()), Some(after.clone()));
    }

    pub(super) fn reference(&mut self, place: &Place, before: Option<&LegalReference>, after: Option<&LegalReference>) {
        self.field(place, Field::new("reference", "dasar", "basis"), before.map(reference_words), after.map(reference_words));
    }

    pub(super) fn effective(&mut self, place: &Place, before: &EffectivePeriod, after: &EffectivePeriod) {
        let field = Field::new("effective", "masa berlaku", "in force");
        self.field(place, field, Some(period_words(before)), Some(period_words(after)));
    }

    pub(super) fn text(&mut self, place: &Place, field: Field, before: Option<&Arc<str>>, after: Option<&Arc<str>>) {
        let words = |text: Option<&Arc<str>>| text.map(|t| Label::same(Arc::clone(t)));
        self.field(place, field, words(before), words(after));
    }

    pub(super) fn range(&mut self, place: &Place, before: Option<(Decimal, Decimal)>, after: Option<(Decimal, Decimal)>) {
        self.field(place, Field::new("range", "rentang", "range"), before.map(range_words), after.map(range_words));
    }

    /// Compares two expressions by meaning and shows them in words, with their text where the words agree.
    pub(super) fn expression(&mut self, place: &Place, field: Field, before: Option<Expression<'_>>, after: Option<Expression<'_>>) {
        let key = |policy, side: &Option<Expression<'_>>| side.as_ref().map(|e| (canonical::node(policy, e.node), e.node.ty.to_string()));
        if key(self.old, &before) == key(self.new, &after) {
            return;
        }
        let mut words = [before.as_ref().map(|e| e.words(self.old)), after.as_ref().map(|e| e.words(self.new))];
        if words[0] == words[1] {
            for (words, side) in words.iter_mut().zip([&before, &after]) {
                if let (Some(label), Some(Expression { source: Some(source), .. })) = (words.as_mut(), side) {
                    *label = both(|language| format!("{} (`{source}`)", label.get(language)));
                }
            }
        }
        let [before, after] = words;
        self.push(kind_of(&before, &after), place, Some(field), Shown { before, after, ..Shown::default() });
    }
}

/// The parts of both sides by name, in the old order and then what is new.
pub(super) fn matched<'t, T>(old: &'t [T], new: &'t [T], name: impl Fn(&T) -> &Arc<str>) -> Vec<(Option<&'t T>, Option<&'t T>)> {
    let find = |list: &'t [T], wanted: &Arc<str>| list.iter().find(|item| name(item) == wanted);
    let mut seen = BTreeSet::new();
    let mut pairs = Vec::new();
    for item in old.iter().chain(new) {
        if seen.insert(Arc::clone(name(item))) {
            pairs.push((find(old, name(item)), find(new, name(item))));
        }
    }
    pairs
}

/// Added where nothing stood before, removed where nothing stands now.
pub(super) fn kind_of<T>(before: &Option<T>, after: &Option<T>) -> ChangeKind {
    match (before, after) {
        (None, _) => ChangeKind::Added,
        (Some(_), None) => ChangeKind::Removed,
        _ => ChangeKind::Changed,
    }
}

/// An expression and how it was written.
pub(super) struct Expression<'e> {
    node: &'e Node,
    source: Option<&'e str>,
}

impl<'e> From<&'e Condition> for Expression<'e> {
    fn from(condition: &'e Condition) -> Expression<'e> {
        Expression { node: &condition.node, source: Some(&condition.source) }
    }
}

impl<'e> From<&'e Node> for Expression<'e> {
    fn from(node: &'e Node) -> Expression<'e> {
        Expression { node, source: None }
    }
}

impl Expression<'_> {
    pub(super) fn words(&self, policy: &Policy) -> Label {
        both(|language| {
            let explainer = Explainer::new(policy, language);
            if self.node.ty == Type::Boolean { explainer.condition_brief(self.node) } else { explainer.expression_brief(self.node) }
        })
    }
}
