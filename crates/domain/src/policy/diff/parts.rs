//! The policy as a whole, parameters, definitions, scales, criteria, groups and periods.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::differ::{Differ, Expression, Field, Place, both, matched};
use super::history::Side;
use super::{ChangeKind, Part};
use crate::legal::{Label, Language};
use crate::period::DateRounding;
use crate::policy::document::{Kind, PeriodRule, Status};
use crate::policy::explain::{Explainer, binding, words};
use crate::policy::model::{Criterion, Group, Member, Parameter, Policy};
use crate::policy::scale::{Scale, ScaleValue};
use crate::policy::types::Type;
use crate::policy::value::Value;

fn kind_words(kind: Kind) -> Label {
    match kind {
        Kind::Eligibility => Label::new("syarat", "eligibility"),
        Kind::Score => Label::new("nilai", "score"),
        Kind::Points => Label::new("angka", "points"),
        Kind::Classification => Label::new("penggolongan", "classification"),
    }
}

fn status_words(status: Status) -> Label {
    match status {
        Status::Enacted => Label::new("ditetapkan", "enacted"),
        Status::Draft => Label::new("rancangan", "draft"),
    }
}

fn rounding_words(rounding: DateRounding) -> Label {
    match rounding {
        DateRounding::LastDayOfMonth => Label::new("hari terakhir bulan itu", "the last day of that month"),
        DateRounding::FirstDayOfNextMonth => Label::new("hari pertama bulan berikutnya", "the first day of the next month"),
    }
}

/// The unit of a number type, for saying its values.
pub(super) fn unit(ty: &Type) -> Option<&str> {
    match ty {
        Type::Number(Some(unit)) => Some(unit),
        _ => None,
    }
}

/// The code of a member, which keeps its meaning when places move.
fn member_code(policy: &Policy, member: Member) -> Option<Arc<str>> {
    match member {
        Member::Criterion(i) => policy.criteria.get(usize::from(i)).map(|c| Arc::clone(&c.code)),
        Member::Group(i) => policy.groups.get(usize::from(i)).map(|g| Arc::clone(&g.code)),
    }
}

impl Differ<'_> {
    pub(super) fn policy(&mut self) {
        let (old, new) = (self.old, self.new);
        let place = Place::new(Part::Policy, "policy", &Label::new("kebijakan", "policy"));
        self.text(&place, Field::new("id", "pengenal", "identifier"), Some(&old.id), Some(&new.id));
        self.field(&place, Field::new("decides", "jenis", "kind"), Some(kind_words(old.kind)), Some(kind_words(new.kind)));
        self.field(&place, Field::new("title", "judul", "title"), Some(old.title.clone()), Some(new.title.clone()));
        self.field(&place, Field::new("summary", "ringkasan", "summary"), old.summary.clone(), new.summary.clone());
        self.text(&place, Field::new("catalogue", "katalog fakta", "fact catalogue"), Some(&old.catalogue.id), Some(&new.catalogue.id));
        self.reference(&place, old.reference.as_ref(), new.reference.as_ref());
        self.effective(&place, &old.effective, &new.effective);
        let day = |day: Option<chrono::NaiveDate>| day.map(|day| both(|language| words::date(day, language)));
        self.field(&place, Field::new("decided", "tanggal penetapan", "date of making"), day(old.decided), day(new.decided));
        let rounding = Field::new("date-rounding", "tanggal yang tidak ada di kalender menjadi", "dates the calendar does not have become");
        self.field(&place, rounding, old.date_rounding.map(rounding_words), new.date_rounding.map(rounding_words));
        self.field(&place, Field::new("status", "status", "status"), Some(status_words(old.status)), Some(status_words(new.status)));
        let basis = Field::new("lawful-basis", "dasar hukum membaca data yang dilindungi", "lawful basis for reading protected data");
        self.text(&place, basis, old.lawful_basis.as_ref(), new.lawful_basis.as_ref());
    }

    pub(super) fn parameters(&mut self) {
        for (old, new) in matched(&self.old.parameters, &self.new.parameters, |p| &p.name) {
            let say = |parameter: &Parameter| {
                both(|language| {
                    let unit = unit(&parameter.ty);
                    let values: Vec<String> = parameter
                        .values
                        .iter()
                        .map(|e| {
                            format!(
                                "{} {}",
                                words::value(&e.value, unit, language),
                                words::period(&binding(e, &parameter.values), language)
                            )
                        })
                        .collect();
                    values.join("; ")
                })
            };
            let Some(any) = new.or(old) else { continue };
            let place = Place::new(Part::Parameter, format!("parameters.{}", any.name), &any.label);
            let (Some(old), Some(new)) = (old, new) else {
                let kind = if old.is_some() { ChangeKind::Removed } else { ChangeKind::Added };
                self.part(kind, &place, say(any), None);
                continue;
            };
            self.label(&place, &old.label, &new.label);
            let type_words = |ty: &Type| Some(Label::same(ty.to_string()));
            self.field(&place, Field::new("type", "jenis nilai", "type of value"), type_words(&old.ty), type_words(&new.ty));
            self.range(&place, old.range, new.range);
            let say_old = |value: &Value, language: Language| words::value(value, unit(&old.ty), language);
            // a change of unit is said once, not once per value
            let (old, new) = (Side { entries: &old.values, say: &say_old }, Side { entries: &new.values, say: &say_old });
            self.history(&place, "values", old, new);
        }
    }

    pub(super) fn definitions(&mut self) {
        for (old, new) in matched(&self.old.definitions, &self.new.definitions, |d| &d.name) {
            let Some(any) = new.or(old) else { continue };
            let place = Place::new(Part::Definition, format!("definitions.{}", any.name), &any.label);
            let (Some(old), Some(new)) = (old, new) else {
                let (kind, policy) = if old.is_some() { (ChangeKind::Removed, self.old) } else { (ChangeKind::Added, self.new) };
                self.part(kind, &place, Expression::from(&any.node).words(policy), any.reference.as_ref());
                continue;
            };
            self.label(&place, &old.label, &new.label);
            self.expression(&place, Field::new("expression", "", ""), Some((&old.node).into()), Some((&new.node).into()));
            self.reference(&place, old.reference.as_ref(), new.reference.as_ref());
        }
    }

    pub(super) fn scales(&mut self) {
        let list = |policy: &Policy| policy.scales.values().cloned().collect::<Vec<Arc<Scale>>>();
        let (old, new) = (list(self.old), list(self.new));
        for (old, new) in matched(&old, &new, |s| &s.name) {
            let Some(any) = new.or(old) else { continue };
            let place = Place::new(Part::Scale, format!("scales.{}", any.name), &any.label);
            let say = |scale: &Scale| {
                both(|language| {
                    let note = |v: &ScaleValue| v.note.as_ref().map(|note| format!(": {}", note.get(language))).unwrap_or_default();
                    let value = |v: &ScaleValue| format!("{} ({}){}", v.label.get(language), v.code, note(v));
                    scale.values.iter().map(value).collect::<Vec<_>>().join("; ")
                })
            };
            let (Some(old), Some(new)) = (old, new) else {
                let kind = if old.is_some() { ChangeKind::Removed } else { ChangeKind::Added };
                self.part(kind, &place, say(any), any.reference.as_ref());
                continue;
            };
            self.label(&place, &old.label, &new.label);
            let ordered = |ordered: bool| {
                Some(if ordered { Label::new("berurutan", "ordered") } else { Label::new("tidak berurutan", "not ordered") })
            };
            self.field(&place, Field::new("ordered", "urutan", "order"), ordered(old.ordered), ordered(new.ordered));
            self.field(&place, Field::new("values", "", ""), Some(say(old)), Some(say(new)));
            self.reference(&place, old.reference.as_ref(), new.reference.as_ref());
        }
    }

    pub(super) fn criteria(&mut self) {
        for (old, new) in matched(&self.old.criteria, &self.new.criteria, |c| &c.code) {
            let Some(any) = new.or(old) else { continue };
            let place = Place::new(Part::Criterion, format!("criteria.{}", any.code), &any.label);
            match (old, new) {
                (Some(old), Some(new)) => self.criterion(&place, old, new),
                _ => {
                    let (kind, policy) = if old.is_some() { (ChangeKind::Removed, self.old) } else { (ChangeKind::Added, self.new) };
                    let text = Expression::from(&any.require).words(policy);
                    let text = both(|language| {
                        let period = words::period(&any.effective, language);
                        format!("{} {period}", text.get(language)).trim_end().to_owned()
                    });
                    self.part(kind, &place, text, Some(&any.reference));
                }
            }
        }
    }

    fn criterion(&mut self, place: &Place, old: &Criterion, new: &Criterion) {
        self.label(place, &old.label, &new.label);
        self.field(place, Field::new("check", "yang diperiksa", "what it checks"), old.check.clone(), new.check.clone());
        self.effective(place, &old.effective, &new.effective);
        let when = Field::new("when", "hanya berlaku jika", "applies only if");
        self.expression(place, when, old.when.as_ref().map(Into::into), new.when.as_ref().map(Into::into));
        self.expression(place, Field::new("require", "syarat", "requirement"), Some((&old.require).into()), Some((&new.require).into()));
        self.reference(place, Some(&old.reference), Some(&new.reference));
        let remedy = |criterion: &Criterion| Some(both(|language| Explainer::remedy_kind(criterion.remedy, language).to_owned()));
        self.field(place, Field::new("remedy", "jika tidak terpenuhi", "if not met"), remedy(old), remedy(new));
        let waivable = |criterion: &Criterion| criterion.waivable.as_ref().map(|w| Label::same(format!("{} ({})", w.by, w.basis)));
        self.field(place, Field::new("waivable", "dapat dikecualikan oleh", "can be waived by"), waivable(old), waivable(new));
        let basis = Field::new("lawful-basis", "dasar hukum membaca data yang dilindungi", "lawful basis for reading protected data");
        self.text(place, basis, old.lawful_basis.as_ref(), new.lawful_basis.as_ref());
        self.field(place, Field::new("note", "catatan", "note"), old.note.clone(), new.note.clone());
    }

    pub(super) fn groups(&mut self) {
        let codes = |policy: &Policy, group: &Group| -> BTreeSet<Arc<str>> {
            group.of.iter().filter_map(|member| member_code(policy, *member)).collect()
        };
        let members = |policy: &Policy, codes: &BTreeSet<Arc<str>>| {
            both(|language| {
                let explainer = Explainer::new(policy, language);
                codes.iter().map(|code| explainer.part_label(code)).collect::<Vec<_>>().join("; ")
            })
        };
        for (old, new) in matched(&self.old.groups, &self.new.groups, |g| &g.code) {
            let Some(any) = new.or(old) else { continue };
            let place = Place::new(Part::Group, format!("groups.{}", any.code), &any.label);
            let (Some(old), Some(new)) = (old, new) else {
                let (kind, policy) = if old.is_some() { (ChangeKind::Removed, self.old) } else { (ChangeKind::Added, self.new) };
                let names = members(policy, &codes(policy, any));
                let text = both(|language| {
                    format!("{} {} ({})", words::pick(language, "sekurang-kurangnya", "at least"), any.at_least, names.get(language))
                });
                self.part(kind, &place, text, Some(&any.reference));
                continue;
            };
            self.label(&place, &old.label, &new.label);
            self.reference(&place, Some(&old.reference), Some(&new.reference));
            let (a, b) = (codes(self.old, old), codes(self.new, new));
            if a != b {
                let (a, b) = (members(self.old, &a), members(self.new, &b));
                self.push(
                    ChangeKind::Changed,
                    &place,
                    Some(Field::new("of", "anggota", "members")),
                    super::differ::Shown { before: Some(a), after: Some(b), ..Default::default() },
                );
            }
            let least = |n: u32| Some(Label::same(n.to_string()));
            let field = Field::new("at-least", "jumlah yang harus terpenuhi sekurang-kurangnya", "number that must be met at least");
            self.field(&place, field, least(old.at_least), least(new.at_least));
        }
    }

    pub(super) fn periods(&mut self) {
        let owner = |label: &Label| Place::new(Part::Periods, "periods", label);
        match (&self.old.periods, &self.new.periods) {
            (None, None) => {}
            (Some(old), Some(new)) => {
                let place = owner(&new.label);
                self.label(&place, &old.label, &new.label);
                let say = |rule: &PeriodRule, language: Language| words::period_rule(rule, language);
                let (old, new) = (Side { entries: &old.values, say: &say }, Side { entries: &new.values, say: &say });
                self.history(&place, "values", old, new);
            }
            (Some(one), None) | (None, Some(one)) => {
                let kind = if self.old.periods.is_some() { ChangeKind::Removed } else { ChangeKind::Added };
                let text = both(|language| {
                    let rules: Vec<String> = one
                        .values
                        .iter()
                        .map(|e| {
                            format!("{} {}", words::period_rule(&e.value, language), words::period(&binding(e, &one.values), language))
                        })
                        .collect();
                    rules.join("; ")
                });
                self.part(kind, &owner(&one.label), text, one.values.last().and_then(|e| e.reference.as_ref()));
            }
        }
    }
}
