//! A finding in words: what was found, what is required, what is lacking, on which ground, what to do and who can help.

use std::sync::Arc;

use crate::legal::Language;
use crate::policy::catalogue::Fact;
use crate::policy::decide::subject;
use crate::policy::decision::{Finding, Measure, Remedy, Required, Verdict};
use crate::policy::expression::node::{Function, Node, NodeKind};
use crate::policy::model::{Criterion, Member};
use crate::policy::types::Type;
use crate::policy::value::Value;

use super::Explainer;
use super::criterion::{finish, remedy_kind};
use super::history::Used;
use super::reasons::Compared;
use super::words::{self, pick};

/// A verdict in words.
pub(super) fn verdict(verdict: Verdict, language: Language) -> &'static str {
    match verdict {
        Verdict::Met => pick(language, "Terpenuhi", "Met"),
        Verdict::NotMet => pick(language, "Tidak terpenuhi", "Not met"),
        Verdict::Unknown => pick(language, "Belum dapat ditentukan", "Not known"),
        Verdict::NotApplicable => pick(language, "Tidak berlaku bagi orang ini", "Does not apply to this person"),
        Verdict::Waived => pick(language, "Tidak terpenuhi, tetapi dikecualikan", "Not met, but waived"),
    }
}

impl Explainer<'_> {
    /// A finding in words.
    pub fn finding(&self, finding: &Finding) -> String {
        let language = self.language;
        let reasons = self.reasons(finding);
        let mut lines = vec![format!("{}: {}.", reasons.verdict, reasons.label)];
        let mut say = |text: String| lines.push(format!("   {text}"));
        if let Some(text) = &reasons.applies_if {
            say(format!("{}: {text}.", pick(language, "Syarat ini hanya berlaku jika", "It applies only if")));
        }
        reasons.comparison(language).into_iter().for_each(&mut say);
        reasons.missing.iter().for_each(|text| say(text.clone()));
        if !reasons.records.is_empty() {
            say(format!("{}: {}.", pick(language, "Sumber data", "Taken from"), reasons.records.join("; ")));
        }
        say(format!("{}: {}.", pick(language, "Dasar", "Basis"), reasons.basis));
        if let Some(waiver) = &reasons.waiver {
            say(waiver.clone());
        }
        if let Some(remedy) = &reasons.remedy {
            say(format!("{}: {}", pick(language, "Yang perlu dilakukan", "What to do"), words::inside(remedy)));
        }
        finish(lines)
    }

    /// What to do, in one sentence.
    pub fn remedy(&self, remedy: &Remedy) -> String {
        let language = self.language;
        let text = match remedy {
            Remedy::Wait { until: Some(day) } => {
                let left = self.on.filter(|on| on < day).map(|on| words::stretch(on, *day, language));
                let date = words::date(*day, language);
                match (left, language) {
                    (Some(left), Language::Id) => format!("menunggu sampai {date}, yaitu {left} lagi"),
                    (Some(left), Language::En) => format!("wait until {date}, that is {left} more"),
                    (None, Language::Id) => format!("menunggu sampai {date}"),
                    (None, Language::En) => format!("wait until {date}"),
                }
            }
            Remedy::Wait { until: None } => {
                pick(language, "menunggu saja tidak akan memenuhi syarat ini", "waiting alone will not meet this requirement").to_owned()
            }
            Remedy::Act { kind } => remedy_kind(*kind, language).to_owned(),
            Remedy::Supply { facts } => {
                let wanted: Vec<String> = facts
                    .iter()
                    .map(|name| match self.fact_named(name) {
                        Some((fact, place)) => match language {
                            Language::Id => format!("{} (oleh {})", self.supplied(fact, place), fact.supplier.get(language)),
                            Language::En => {
                                let supplier = super::noun::article(fact.supplier.get(language));
                                format!("{} (from {supplier})", self.supplied(fact, place))
                            }
                        },
                        None => format!("“{name}”"),
                    })
                    .collect();
                format!("{} {}", pick(language, "melengkapi", "supply"), words::and(&wanted, language))
            }
        };
        words::sentence(&text)
    }

    /// The label of a criterion, group or component.
    pub(crate) fn part_label(&self, code: &Arc<str>) -> String {
        let policy = self.policy;
        let criteria = policy.criteria.iter().map(|c| (&c.code, &c.label));
        let groups = policy.groups.iter().map(|g| (&g.code, &g.label));
        let components = policy.components.iter().map(|c| (&c.code, &c.label));
        criteria.chain(groups).chain(components).find(|(own, _)| *own == code).map_or_else(
            || match &**code {
                "points" => pick(self.language, "Hasil", "Result").to_owned(),
                "classification" => pick(self.language, "Kategori", "Category").to_owned(),
                "score" => pick(self.language, "Nilai akhir", "Total score").to_owned(),
                other => other.to_owned(),
            },
            |(_, label)| label.get(self.language).to_owned(),
        )
    }

    pub(super) fn member_label(&self, member: Member) -> String {
        let label = match member {
            Member::Criterion(i) => self.policy.criteria.get(usize::from(i)).map(|c| &c.label),
            Member::Group(i) => self.policy.groups.get(usize::from(i)).map(|g| &g.label),
        };
        label.map_or_else(String::new, |label| label.get(self.language).to_owned())
    }

    /// The fact a missing name speaks of, with the place in a list (`rating[2]`).
    pub(super) fn fact_named(&self, name: &str) -> Option<(&Fact, Option<u64>)> {
        let catalogue = &self.policy.catalogue;
        if let Some(index) = catalogue.find(name) {
            return Some((catalogue.fact(index), None));
        }
        let (base, place) = name.strip_suffix(']')?.rsplit_once('[')?;
        Some((catalogue.fact(catalogue.find(base)?), place.parse().ok()))
    }

    /// A fact, or one item of a list of it, as a noun: `the second most recent of the yearly performance labels`.
    fn fact_noun_at(&self, fact: &Fact, place: Option<u64>) -> String {
        let Some((place, index)) = place.zip(self.policy.catalogue.find(&fact.name)) else { return self.label_noun(&fact.label) };
        let list = Node { kind: NodeKind::Fact(index), ty: fact.ty.clone(), span: fact.span };
        let place = Node::constant(Value::Number(place.into()), Type::NUMBER, fact.span);
        self.noun(&Node { kind: NodeKind::Item(Box::new(list), Box::new(place)), ty: Type::Any, span: fact.span }, &[])
    }

    /// A fact as something to supply. Labels of truth values are not nouns (“on study duty”), they are quoted.
    fn supplied(&self, fact: &Fact, place: Option<u64>) -> String {
        let noun = self.fact_noun_at(fact, place);
        if fact.ty != Type::Boolean {
            return noun;
        }
        let label = noun.strip_prefix("the ").unwrap_or(&noun);
        match self.language {
            Language::Id => format!("keterangan “{label}”"),
            Language::En => format!("the entry “{label}”"),
        }
    }

    /// Which facts nobody gave: where there are several, those of one supplier together.
    pub(super) fn all_missing(&self, names: &[Arc<str>]) -> String {
        let language = self.language;
        if let [only] = names {
            return self.missing(only);
        }
        let mut by_supplier: Vec<(String, Vec<String>)> = Vec::new();
        for name in names {
            let (supplier, label) = match self.fact_named(name) {
                Some((fact, place)) => (fact.supplier.get(language).to_owned(), self.fact_noun_at(fact, place)),
                None => (String::new(), format!("“{name}”")),
            };
            let label = label.strip_prefix("the ").map(str::to_owned).unwrap_or(label);
            match by_supplier.iter_mut().find(|(known, _)| *known == supplier) {
                Some((_, labels)) => labels.push(label),
                None => by_supplier.push((supplier, vec![label])),
            }
        }
        let groups: Vec<String> = by_supplier
            .iter()
            .map(|(supplier, labels)| match (supplier.as_str(), language) {
                ("", _) => words::and(labels, language),
                (supplier, Language::Id) => format!("{} (dapat dilengkapi oleh {supplier})", words::and(labels, language)),
                (supplier, Language::En) => {
                    format!("{} ({} can supply this)", words::and(labels, language), super::noun::article(supplier))
                }
            })
            .collect();
        format!("{}: {}.", pick(language, "Data yang belum ada", "Missing"), groups.join("; "))
    }

    /// Which fact nobody gave, where it comes from and who can supply it.
    pub(super) fn missing(&self, name: &Arc<str>) -> String {
        let language = self.language;
        let Some((fact, place)) = self.fact_named(name) else {
            return format!("{}: “{name}”.", pick(language, "Data yang belum ada", "Missing"));
        };
        let label = self.fact_noun_at(fact, place);
        let source = words::inside(fact.source.get(language));
        match language {
            Language::Id => {
                format!("Data yang belum ada: {label}. Data ini dari {source} dan dapat dilengkapi oleh {}.", fact.supplier.get(language))
            }
            Language::En => format!(
                "Missing: {}. It comes from {}, and {} can supply it.",
                label.strip_prefix("the ").unwrap_or(&label),
                super::noun::article(&source),
                super::noun::article(fact.supplier.get(language))
            ),
        }
    }

    /// The tree of what a measure speaks of, found by its text in the criterion's conditions and the definitions they use.
    fn subject(&self, measure: &Measure, criterion: Option<&Criterion>) -> Option<Node> {
        let criterion = criterion?;
        // an item of a list: `rating[2]` where the condition speaks of `rating`
        let item = measure.subject.strip_suffix(']').and_then(|text| text.rsplit_once('['));
        let item = item.and_then(|(list, place)| place.parse::<u32>().ok().map(|place| (list, place)));
        let mut used = Used::default();
        let mut trees: Vec<&Node> = criterion.when.iter().map(|c| &c.node).chain([&criterion.require.node]).collect();
        for tree in &trees {
            used.add(self.policy, tree);
        }
        trees.extend(used.definitions.iter().filter_map(|i| self.policy.definitions.get(usize::from(*i))).map(|d| &d.node));
        let mut exact: Option<&Node> = None;
        let mut list: Option<(&Node, u32)> = None;
        for tree in trees {
            tree.walk(&mut |node| {
                if exact.is_some() || matches!(node.kind, NodeKind::Constant(_)) {
                    return;
                }
                let text = subject::write(self.policy, node);
                if text == *measure.subject {
                    exact = Some(node);
                } else if let Some((name, place)) = item.filter(|(name, _)| *name == text) {
                    let _ = name;
                    list = Some((node, place));
                }
            });
        }
        exact.cloned().or_else(|| {
            let (list, place) = list?;
            let ty = match &list.ty {
                Type::List { item, .. } => (**item).clone(),
                other => other.clone(),
            };
            let place = Node::constant(Value::Number(place.into()), Type::NUMBER, list.span);
            Some(Node { kind: NodeKind::Item(Box::new(list.clone()), Box::new(place)), ty, span: list.span })
        })
    }

    /// What a measure speaks of, at the start of a line.
    fn subject_name(&self, measure: &Measure, subject: Option<&Node>, criterion: Option<&Criterion>) -> String {
        let language = self.language;
        let by_name = || self.fact_named(&measure.subject).map(|(fact, _)| heading(&self.label_noun(&fact.label)));
        match subject.map(|node| (node, &node.kind)) {
            Some((_, NodeKind::Call(Function::YearsBetween | Function::MonthsBetween | Function::DaysBetween, arguments)))
                if arguments.get(1).is_some_and(|to| to.kind == NodeKind::AsOf) =>
            {
                let moment = arguments.first().map_or_else(String::new, |from| self.noun(from, &[]));
                match language {
                    Language::Id => format!("Waktu sejak {moment}"),
                    Language::En => format!("Time since {moment}"),
                }
            }
            Some((node, _)) => heading(&self.noun(node, &[])),
            None => by_name().unwrap_or_else(|| {
                criterion.map_or_else(
                    || pick(language, "Yang ditemukan", "Found").to_owned(),
                    |criterion| criterion.label.get(language).to_owned(),
                )
            }),
        }
    }

    /// What was found among several comparisons, each thing once: where the whole is met, only what met it; where it is not, what is
    /// lacking of what nothing else met.
    pub(super) fn found(&self, measures: &[Measure], criterion: Option<&Criterion>, open: bool) -> Vec<String> {
        let language = self.language;
        let said = measures.iter().filter(|m| !matches!(m.required, Required::Condition) && !m.found.is_missing());
        let mut groups: Vec<(String, Vec<&Measure>)> = Vec::new();
        for measure in said {
            let subject = self.subject(measure, criterion);
            let text = match (subject.as_ref().filter(|node| node.ty == Type::Boolean), &measure.found) {
                (Some(node), Value::Boolean(found)) => words::capitalise(&self.clause(node, *found, &[]).inline(language)),
                _ => {
                    let name = self.subject_name(measure, subject.as_ref(), criterion);
                    format!("{name}: {}", words::value(&measure.found, measure.unit.as_deref(), language))
                }
            };
            match groups.iter_mut().find(|(known, _)| *known == text) {
                Some((_, group)) => group.push(measure),
                None => groups.push((text, vec![measure])),
            }
        }
        groups
            .into_iter()
            .filter_map(|(text, group)| {
                let met = group.iter().any(|m| m.verdict.counts_as_met());
                let lacking = group.iter().map(|m| self.lacking(m)).find(|text| !text.is_empty()).unwrap_or_default();
                match (open, met) {
                    (false, false) => None,
                    (true, false) => Some(format!("{text}.{lacking}")),
                    (_, true) => Some(format!("{text}.")),
                }
            })
            .collect()
    }

    /// Whether a finding is about the result of a score, formula or classification itself.
    pub(super) fn is_result(&self, code: &str) -> bool {
        !self.is_eligibility() && ["points", "classification", "score"].contains(&code)
    }

    /// How much is lacking, or too much.
    fn lacking(&self, measure: &Measure) -> String {
        let language = self.language;
        let Some(distance) = measure.distance.as_ref().filter(|_| !measure.verdict.counts_as_met()) else { return String::new() };
        let distance = words::value(distance, unit_of_distance(measure, measure.unit.as_deref()), language);
        let over = matches!(measure.required, Required::AtMost(_) | Required::Less(_));
        if matches!(measure.found, Value::Date(_)) {
            return match (over, language) {
                (false, Language::Id) => format!(" Terlalu awal {distance}."),
                (false, Language::En) => format!(" {distance} too early."),
                (true, Language::Id) => format!(" Terlambat {distance}."),
                (true, Language::En) => format!(" {distance} too late."),
            };
        }
        match (over, language) {
            (false, Language::Id) => format!(" Kurang {distance}."),
            (false, Language::En) => format!(" Lacking: {distance}."),
            (true, Language::Id) => format!(" Kelebihan {distance}."),
            (true, Language::En) => format!(" Over by {distance}."),
        }
    }

    /// One comparison: what was found, what is required, how much is lacking.
    ///
    /// `waited` says how long waiting takes; it is more exact than whole years.
    pub(super) fn compared(&self, measure: &Measure, criterion: Option<&Criterion>, waited: Option<&str>) -> Compared {
        let language = self.language;
        let unit = measure.unit.as_deref();
        let subject = self.subject(measure, criterion);
        // a limit nobody knows yet is named, not shown as a value
        let wanted = match (criterion, limit(&measure.required)) {
            (Some(criterion), Some(Value::Missing)) => self.clause(&criterion.require.node, true, &[]).inline(language),
            _ => self.required(measure),
        };
        if let Required::Condition = measure.required {
            let text = criterion.map(|c| self.clause(&c.require.node, true, &[]).inline(language)).unwrap_or_default();
            return Compared { found: None, required: Some(text), lacking: None };
        }
        if let (Some(node), Value::Boolean(found)) = (subject.as_ref().filter(|node| node.ty == Type::Boolean), &measure.found) {
            let found = words::capitalise(&self.clause(node, *found, &[]).inline(language));
            let required = match &measure.required {
                Required::Equal(Value::Boolean(value)) => self.clause(node, *value, &[]).inline(language),
                Required::NotEqual(Value::Boolean(value)) => self.clause(node, !value, &[]).inline(language),
                _ => wanted,
            };
            let required = Some(required).filter(|_| measure.verdict != Verdict::Met);
            return Compared { found: Some(found), required, lacking: None };
        }
        let name = self.subject_name(measure, subject.as_ref(), criterion);
        let elapsed =
            matches!(subject.as_ref().map(|node| &node.kind), Some(NodeKind::Call(Function::YearsBetween | Function::MonthsBetween, _)));
        let found = match &measure.found {
            Value::Number(n) if elapsed && measure.verdict == Verdict::NotMet => match language {
                Language::Id => format!("{} penuh", words::quantity(*n, unit, language)),
                Language::En => words::quantity(*n, unit, language).replacen(' ', " full ", 1),
            },
            Value::Missing => pick(language, "belum diketahui", "not known").to_owned(),
            found => words::value(found, unit, language),
        };
        let lacking = match waited.filter(|_| measure.verdict == Verdict::NotMet && matches!(measure.required, Required::AtLeast(_))) {
            Some(waited) => format!("{} {waited}.", pick(language, "Kurang", "Lacking:")),
            None => self.lacking(measure).trim_start().to_owned(),
        };
        Compared { found: Some(format!("{name}: {found}")), required: Some(wanted), lacking: Some(lacking).filter(|text| !text.is_empty()) }
    }

    /// What is required, in words.
    fn required(&self, measure: &Measure) -> String {
        let language = self.language;
        let unit = measure.unit.as_deref();
        let say = |v: &Value| words::value(v, unit, language);
        match &measure.required {
            Required::Equal(Value::Missing)
            | Required::NotEqual(Value::Missing)
            | Required::Less(Value::Missing)
            | Required::AtMost(Value::Missing)
            | Required::More(Value::Missing)
            | Required::AtLeast(Value::Missing) => pick(language, "belum diketahui", "not known").to_owned(),
            Required::Equal(v) => say(v),
            Required::NotEqual(v) => format!("{} {}", pick(language, "bukan", "not"), say(v)),
            Required::Less(v @ Value::Date(_)) => format!("{} {}", pick(language, "sebelum", "before"), say(v)),
            Required::AtMost(v @ Value::Date(_)) => format!("{} {}", pick(language, "paling lambat", "no later than"), say(v)),
            Required::More(v @ Value::Date(_)) => format!("{} {}", pick(language, "setelah", "after"), say(v)),
            Required::AtLeast(v @ Value::Date(_)) => format!("{} {}", pick(language, "pada atau setelah", "on or after"), say(v)),
            Required::Less(v @ Value::Choice(_)) => format!("{} {}", pick(language, "lebih rendah daripada", "lower than"), say(v)),
            Required::More(v @ Value::Choice(_)) => format!("{} {}", pick(language, "lebih tinggi daripada", "higher than"), say(v)),
            Required::AtMost(v @ Value::Choice(_)) => match language {
                Language::Id => format!("paling tinggi {}", say(v)),
                Language::En => format!("{} or lower", say(v)),
            },
            Required::AtLeast(v @ Value::Choice(_)) => match language {
                Language::Id => format!("sekurang-kurangnya {}", say(v)),
                Language::En => format!("{} or higher", say(v)),
            },
            Required::Less(v) => format!("{} {}", pick(language, "kurang dari", "less than"), say(v)),
            Required::AtMost(v) => format!("{} {}", pick(language, "paling banyak", "at most"), say(v)),
            Required::More(v) => format!("{} {}", pick(language, "lebih dari", "more than"), say(v)),
            Required::AtLeast(v) => format!("{} {}", pick(language, "sekurang-kurangnya", "at least"), say(v)),
            Required::Within(range) => words::range(range, unit, language),
            Required::OneOf(values) => words::or(&values.iter().map(say).collect::<Vec<_>>(), language),
            Required::None => pick(language, "tidak ada", "none").to_owned(),
            Required::Some => pick(language, "ada", "on record").to_owned(),
            Required::Condition => pick(language, "syarat secara keseluruhan", "the requirement as a whole").to_owned(),
        }
    }
}

/// The one value a requirement compares with.
fn limit(required: &Required) -> Option<&Value> {
    match required {
        Required::Equal(v) | Required::NotEqual(v) | Required::Less(v) | Required::AtMost(v) | Required::More(v) | Required::AtLeast(v) => {
            Some(v)
        }
        Required::Within(_) | Required::OneOf(_) | Required::None | Required::Some | Required::Condition => None,
    }
}

/// A noun at the start of a line, without its article.
fn heading(noun: &str) -> String {
    words::capitalise(noun.strip_prefix("the ").unwrap_or(noun))
}

/// Choices lie levels apart; everything else has its own unit.
fn unit_of_distance<'m>(measure: &Measure, unit: Option<&'m str>) -> Option<&'m str> {
    match measure.found {
        Value::Choice(_) => Some("levels"),
        Value::Date(_) => Some("days"),
        _ => unit,
    }
}
