//! What a pattern names: facts, policies, stages and moves, each found or reported with the nearest.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::career::Stage;
use jenjang::legal::Label;
use jenjang::people::id::PositionId;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::diagnostic::{Diagnostic, Span, Spanned};
use jenjang::policy::document::Kind;
use jenjang::policy::model::PolicySet;
use jenjang::policy::types::Type;
use jenjang::policy::value::FactIndex;

use crate::reader::{Reader, Section};
use crate::words::{did_you_mean, is_kebab, nearest, shorten};

/// Everything a pattern may name.
pub(super) struct Names<'n> {
    pub(super) catalogue: &'n Arc<Catalogue>,
    pub(super) policies: &'n PolicySet,
    pub(super) stages: &'n [Stage],
}

/// What kind of value a fact must have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Any,
    Date,
    Number,
    Code,
}

impl Names<'_> {
    pub(super) fn fact(&self, reader: &Reader<'_>, name: &Spanned<Arc<str>>, wanted: Wanted) -> Option<FactIndex> {
        let Some(fact) = self.catalogue.find(&name.value) else {
            let known = self.catalogue.facts().iter().map(|fact| &*fact.name);
            let id = &self.catalogue.id;
            unknown(reader, "unknown-fact", name, known, |found| {
                Label::new(
                    format!("fakta `{found}` tidak ada dalam katalog `{id}`"),
                    format!("there is no fact `{found}` in the catalogue `{id}`"),
                )
            });
            return None;
        };
        let ty = &self.catalogue.fact(fact).ty;
        let (fits, id, en) = match wanted {
            Wanted::Any => (true, "", ""),
            Wanted::Date => (matches!(ty, Type::Date), "tanggal", "a date"),
            Wanted::Number => (matches!(ty, Type::Number(_)), "bilangan", "a number"),
            Wanted::Code => (matches!(ty, Type::Choice(_) | Type::Text), "pilihan atau kode", "a choice or code"),
        };
        if !fits {
            let found = &name.value;
            reader.error(
                "type-mismatch",
                name.span,
                Label::new(
                    format!("fakta `{found}` berjenis `{ty}`, diharapkan {id}"),
                    format!("fact `{found}` has the type `{ty}`, expected {en}"),
                ),
            );
        }
        fits.then_some(fact)
    }

    /// A fact or one item of a list: `rating[1]`.
    pub(super) fn item(&self, reader: &Reader<'_>, name: &Spanned<Arc<str>>) -> Option<(FactIndex, Option<usize>)> {
        let split = name.value.strip_suffix(']').and_then(|rest| rest.rsplit_once('['));
        let numbered = split.and_then(|(base, number)| Some((base, number.parse::<usize>().ok()?.checked_sub(1)?)));
        let (base, item) = numbered.map_or((&*name.value, None), |(base, item)| (base, Some(item)));
        let fact = self.fact(reader, &Spanned::new(Arc::from(base), name.span), Wanted::Any)?;
        Some((fact, item))
    }

    pub(super) fn policy(&self, reader: &Reader<'_>, name: &Spanned<Arc<str>>, wanted: Kind) -> Option<Arc<str>> {
        let Some(policy) = self.policies.get(&name.value) else {
            unknown(reader, "unknown-policy", name, self.policies.iter().map(|policy| &*policy.id), |found| {
                Label::new(format!("tidak ada kebijakan `{found}`"), format!("there is no policy `{found}`"))
            });
            return None;
        };
        if policy.kind != wanted {
            let (found, id) = (policy.kind.as_str(), &policy.id);
            let wanted = wanted.as_str();
            reader.error(
                "wrong-policy-kind",
                name.span,
                Label::new(
                    format!("kebijakan `{id}` memutuskan `{found}`, diharapkan `{wanted}`"),
                    format!("policy `{id}` decides `{found}`, expected `{wanted}`"),
                ),
            );
            return None;
        }
        Some(Arc::clone(&policy.id))
    }

    pub(super) fn policies(&self, section: &Section<'_, '_>, key: &str) -> Vec<Arc<str>> {
        let names = section.need(key).and_then(|field| section.reader.texts(&field)).unwrap_or_default();
        not_empty(section, key, names.len());
        names.iter().filter_map(|name| self.policy(section.reader, name, Kind::Eligibility)).collect()
    }

    pub(super) fn stages(&self, section: &Section<'_, '_>, key: &str) -> Vec<usize> {
        let names = section.need(key).and_then(|field| section.reader.texts(&field)).unwrap_or_default();
        not_empty(section, key, names.len());
        let mut found: Vec<usize> = names.iter().filter_map(|name| self.stage(section.reader, name)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn stage(&self, reader: &Reader<'_>, name: &Spanned<Arc<str>>) -> Option<usize> {
        let found = self.stages.iter().position(|stage| stage.code == name.value);
        if found.is_none() {
            unknown(reader, "unknown-stage", name, self.stages.iter().map(|stage| &*stage.code), |found| {
                Label::new(format!("tahap `{found}` tidak dikenal"), format!("there is no stage `{found}`"))
            });
        }
        found
    }
}

fn not_empty(section: &Section<'_, '_>, key: &str, count: usize) {
    if count == 0
        && let Some(field) = section.find(key)
    {
        let name = field.name();
        section.reader.error(
            "empty-list",
            field.key.span,
            Label::new(format!("{name} kosong, diharapkan sekurang-kurangnya satu"), format!("{name} is empty, expected at least one")),
        );
    }
}

/// Reports a name that nothing has, with the nearest that something has.
pub(super) fn unknown<'k>(
    reader: &Reader<'_>,
    code: &'static str,
    name: &Spanned<Arc<str>>,
    known: impl Iterator<Item = &'k str>,
    sentence: impl Fn(&str) -> Label,
) {
    let problem = Diagnostic::error(code, &reader.file, name.span, sentence(&shorten(&name.value)));
    reader.report(match nearest(&name.value, known) {
        Some(word) => problem.with_help(did_you_mean(word)),
        None => problem,
    });
}

/// Codes of one kind: each well formed and used once.
pub(crate) struct Codes<'r, 'a> {
    reader: &'r Reader<'a>,
    first: BTreeMap<Arc<str>, Span>,
}

impl<'r, 'a> Codes<'r, 'a> {
    pub(crate) fn new(reader: &'r Reader<'a>) -> Codes<'r, 'a> {
        Codes { reader, first: BTreeMap::new() }
    }

    pub(crate) fn add(&mut self, code: &Spanned<Arc<str>>) {
        let found = shorten(&code.value);
        if !is_kebab(&code.value) {
            self.reader.error(
                "bad-name",
                code.span,
                Label::new(
                    format!("`{found}` tidak sah sebagai kode, diharapkan huruf kecil, angka, dan tanda hubung"),
                    format!("`{found}` is not a code, expected small letters, digits and hyphens"),
                ),
            );
        } else if self.first.insert(Arc::clone(&code.value), code.span).is_some() {
            self.reader.error(
                "duplicate-code",
                code.span,
                Label::new(
                    format!("kode `{found}` dipakai dua kali, diharapkan satu kali"),
                    format!("code `{found}` is used twice, expected once"),
                ),
            );
        }
    }
}

/// Reads the id of a post.
pub(super) fn post(section: &Section<'_, '_>, key: &str) -> Option<Spanned<PositionId>> {
    let text = section.need_text(key)?;
    section.reader.typed::<PositionId>(&text).map(|id| Spanned::new(id, text.span))
}
