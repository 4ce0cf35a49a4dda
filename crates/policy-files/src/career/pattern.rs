//! Career pattern files.

use std::sync::Arc;

use jenjang::career::{
    Attribute, CareerPattern, Computed, Development, DevelopmentRule, GradeLadder, Growth, Link, MoveKind, MoveRule, Present, Rate,
    Retirement, Same, Stage, Start,
};
use jenjang::legal::{Label, LegalReference};
use jenjang::period::DateRounding;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::diagnostic::{Diagnostic, Span, Spanned};
use jenjang::policy::document::Kind;
use jenjang::policy::expression::literal::parse_value;
use jenjang::policy::model::PolicySet;
use jenjang::policy::scale::Scale;
use jenjang::policy::types::Type;
use jenjang::policy::value::{FactIndex, Value};
use toml::de::DeValue;

use super::names::{Codes, Names, Wanted, post, unknown};
use crate::competency::unknown_source;
use crate::keys;
use crate::reader::{Reader, Section, read_file};
use crate::words::{is_kebab, shorten};

/// The most months a tenure may have: a working life.
const MONTHS: i64 = 12 * 60;

/// Reads a career pattern against a fact catalogue and the policies that may guard its moves.
///
/// As [`crate::read_catalogue`]: never panics, every problem is reported in the order of the file, and the pattern is there only without errors.
pub fn read_career_pattern(
    file_name: &str,
    bytes: &[u8],
    catalogue: &Arc<Catalogue>,
    policies: &PolicySet,
) -> (Option<CareerPattern>, Vec<Diagnostic>) {
    read_file(file_name, bytes, keys::PATTERN_FILE, |top| document(top, catalogue, policies))
}

fn document(top: &Section<'_, '_>, catalogue: &Arc<Catalogue>, policies: &PolicySet) -> Option<CareerPattern> {
    let Some(field) = top.find("pattern") else {
        top.missing("`[pattern]`");
        return None;
    };
    let head = Section::open(top.reader, &field, "[pattern]", keys::PATTERN)?;
    let id = head.need_text("id");
    if let Some(id) = &id
        && !id.value.split('/').all(is_kebab)
    {
        let found = shorten(&id.value);
        top.reader.error(
            "bad-name",
            id.span,
            Label::new(
                format!("`{found}` tidak sah sebagai pengenal pola karier, diharapkan kata-kata kecil bertanda hubung dipisah `/`"),
                format!("`{found}` is not the id of a career pattern, expected small words with hyphens separated by `/`"),
            ),
        );
    }
    same_catalogue(top.reader, head.need_text("catalogue"), catalogue);
    let (title, summary) = (head.need_label("title", "-"), head.label("summary"));
    let (effective, reference) = (head.need_effective(), head.need_source());
    let roundings = [DateRounding::LastDayOfMonth, DateRounding::FirstDayOfNextMonth].map(|r| (r.as_str(), r));
    let rounding = head.need("date-rounding").and_then(|field| top.reader.word(&field, &roundings));
    let around = reference.clone().unwrap_or_else(unknown_source);
    let stages = stages(top, catalogue);
    let names = Names { catalogue, policies, stages: &stages };
    let present = present(top, &names);
    let moves = moves(top, &names, &around);
    let links = links(top, &moves);
    let Sought { target, stated, renewed } = sought(top, &names);
    let retirement = retirement(top, &names);
    let growth = growth(top, &names, &moves);
    let grades = grades(top, &names);
    let development = development(top, &names, &around);
    if top.reader.problems() > 0 {
        return None;
    }
    Some(CareerPattern {
        id: id?.value,
        file: Arc::clone(&top.reader.file),
        title,
        summary,
        catalogue: Arc::clone(catalogue),
        reference: reference?,
        effective,
        rounding: rounding?,
        present: present?,
        retirement,
        moves,
        links,
        target,
        stated,
        renewed,
        growth,
        grades,
        development,
        stages,
    })
}

fn same_catalogue(reader: &Reader<'_>, named: Option<Spanned<Arc<str>>>, catalogue: &Catalogue) {
    let Some(named) = named.filter(|named| named.value != catalogue.id) else { return };
    let (found, expected) = (shorten(&named.value), &catalogue.id);
    reader.error(
        "unknown-catalogue",
        named.span,
        Label::new(
            format!("katalog `{found}` bukan katalog yang dipakai, diharapkan `{expected}`"),
            format!("catalogue `{found}` is not the one in use, expected `{expected}`"),
        ),
    );
}

fn present(top: &Section<'_, '_>, names: &Names<'_>) -> Option<Present> {
    let Some(field) = top.find("present") else {
        top.missing("`[present]`");
        return None;
    };
    let section = Section::open(top.reader, &field, "[present]", keys::PRESENT)?;
    let fact = |key, wanted| section.text(key).and_then(|name| names.fact(section.reader, &name, wanted));
    let need = |key, wanted| section.need_text(key).and_then(|name| names.fact(section.reader, &name, wanted));
    let (kind, since) = (need("kind", Wanted::Code), need("since", Wanted::Date));
    let found = Present {
        kind: kind.unwrap_or(FactIndex(0)),
        since: since.unwrap_or(FactIndex(0)),
        tier: fact("tier", Wanted::Code),
        tier_since: fact("tier-since", Wanted::Date),
        echelon: fact("echelon", Wanted::Code),
        grade: fact("grade", Wanted::Code),
        grade_since: fact("grade-since", Wanted::Date),
    };
    kind.and(since).map(|_| found)
}

fn stages(top: &Section<'_, '_>, catalogue: &Catalogue) -> Vec<Stage> {
    let mut codes = Codes::new(top.reader);
    let (mut found, mut places) = (Vec::new(), Vec::new());
    for section in top.repeated("stages", keys::STAGE) {
        let code = section.need_text("code");
        if let Some(code) = &code {
            codes.add(code);
        }
        let label = section.need_label("label", "-");
        let (kind, tier) = (section.need_text("kind"), section.text("tier"));
        if let (Some(code), Some(kind)) = (code, kind) {
            places.push((kind.span, tier.as_ref().map_or(section.span, |tier| tier.span)));
            found.push(Stage { code: code.value, label, kind: kind.value, tier: tier.map(|tier| tier.value) });
        }
    }
    if found.is_empty() {
        top.missing("`[[stages]]`");
    }
    known_codes(top, catalogue, &found, &places);
    found
}

/// Kinds and tiers of stages are codes of the scales of the facts that `[present]` names.
fn known_codes(top: &Section<'_, '_>, catalogue: &Catalogue, stages: &[Stage], places: &[(Span, Span)]) {
    let scale = |key: &str| {
        let field = top.find("present")?;
        let DeValue::Table(table) = field.item.get_ref() else { return None };
        let fact = catalogue.find(table.get(key)?.get_ref().as_str()?)?;
        match &catalogue.fact(fact).ty {
            Type::Choice(scale) => Some(Arc::clone(scale)),
            _ => None,
        }
    };
    let check = |scale: &Scale, code: &Arc<str>, span: Span| {
        if scale.rank(code).is_none() {
            let (name, known) = (&scale.name, scale.values.iter().map(|value| &*value.code));
            unknown(top.reader, "unknown-choice", &Spanned::new(Arc::clone(code), span), known, |found| {
                Label::new(format!("`{found}` bukan kode skala `{name}`"), format!("`{found}` is not a code of scale `{name}`"))
            });
        }
    };
    let (kinds, tiers) = (scale("kind"), scale("tier"));
    for (stage, (kind, tier)) in stages.iter().zip(places) {
        if let Some(kinds) = &kinds {
            check(kinds, &stage.kind, *kind);
        }
        if let (Some(tiers), Some(code)) = (&tiers, &stage.tier) {
            check(tiers, code, *tier);
        }
    }
}

fn moves(top: &Section<'_, '_>, names: &Names<'_>, around: &LegalReference) -> Vec<MoveRule> {
    let reader = top.reader;
    let mut codes = Codes::new(reader);
    let mut found = Vec::new();
    let kinds = MoveKind::ALL.map(|kind| (kind.as_str(), kind));
    for section in top.repeated("moves", keys::MOVE) {
        let code = section.need_text("code");
        if let Some(code) = &code {
            codes.add(code);
        }
        let months = |key| section.find(key).and_then(|field| reader.whole(&field, 0, MONTHS)).and_then(|n| u32::try_from(n).ok());
        let rule = MoveRule {
            code: code.map_or_else(|| "-".into(), |code| code.value),
            label: section.need_label("label", "-"),
            from: names.stages(&section, "from"),
            to: names.stages(&section, "to"),
            kind: section.need("kind").and_then(|field| reader.word(&field, &kinds)).unwrap_or(MoveKind::Vertical),
            same: in_common(&section, "same"),
            other: in_common(&section, "other"),
            guards: names.policies(&section, "policies"),
            minimum: months("minimum"),
            maximum: months("maximum"),
            typical: months("typical"),
            starts: starts(&section, names),
            reference: section.source_within(around),
            note: section.label("note"),
        };
        if let (Some(minimum), Some(maximum)) = (rule.minimum, rule.maximum)
            && minimum > maximum
        {
            let span = section.find("maximum").map_or(section.span, |field| field.key.span);
            reader.error(
                "empty-range",
                span,
                Label::new(
                    format!("masa paling singkat {minimum} bulan lebih lama daripada paling lama {maximum} bulan"),
                    format!("the fewest months, {minimum}, are more than the most, {maximum}"),
                ),
            );
        }
        found.push(rule);
    }
    if found.is_empty() {
        top.missing("`[[moves]]`");
    }
    found
}

/// What two posts have in common.
fn in_common(section: &Section<'_, '_>, key: &str) -> Vec<Same> {
    let words = Same::ALL.map(|same| (same.as_str(), same));
    let Some(items) = section.find(key).and_then(|field| section.reader.list(&field)) else { return Vec::new() };
    items.iter().filter_map(|item| section.reader.word(item, &words)).collect()
}

/// `starts = { "credit.held" = "0", … }` or `= { policy = "…" }`
fn starts(section: &Section<'_, '_>, names: &Names<'_>) -> Vec<(FactIndex, Start)> {
    let reader = section.reader;
    let Some(field) = section.find("starts") else { return Vec::new() };
    let Some(table) = Section::free(reader, &field) else {
        reader.wrong_kind(&field, &Label::new("tabel fakta", "a table of facts"));
        return Vec::new();
    };
    let mut found = Vec::new();
    for field in table.fields() {
        let name = Spanned::new(Arc::from(field.key.value), field.key.span);
        if let DeValue::Table(_) = field.item.get_ref() {
            let fact = names.fact(reader, &name, Wanted::Number);
            let start = Section::open(reader, &field, field.inside(), keys::MOVE_START);
            let computed = start.and_then(|start| {
                let id = names.policy(reader, &start.need_text("policy")?, Kind::Points)?;
                Some(Computed { id, given: given(&start, names) })
            });
            found.extend(fact.zip(computed.map(Start::Policy)));
            continue;
        }
        let (Some(fact), Some(text)) = (names.fact(reader, &name, Wanted::Any), reader.text(&field)) else { continue };
        let value = if &*text.value == "?" { Ok(Value::Missing) } else { parse_value(&text.value, &names.catalogue.fact(fact).ty) };
        match value {
            Ok(value) => found.push((fact, Start::Value(value))),
            Err(problem) => reader.error(problem.code, text.span, problem.message),
        }
    }
    found
}

fn links(top: &Section<'_, '_>, moves: &[MoveRule]) -> Vec<Link> {
    let mut found = Vec::new();
    for section in top.repeated("links", keys::LINK) {
        let (from, to, rule) = (post(&section, "from"), post(&section, "to"), section.need_text("move"));
        let (Some(from), Some(to), Some(rule)) = (from, to, rule) else { continue };
        if from.value == to.value {
            let id = &from.value;
            top.reader.error(
                "move-to-itself",
                to.span,
                Label::new(
                    format!("tautan dari `{id}` kembali ke jabatan itu sendiri, diharapkan jabatan lain"),
                    format!("the link leads from `{id}` back to itself, expected another post"),
                ),
            );
        }
        if moves.iter().any(|known| known.code == rule.value) {
            found.push(Link { from: from.value, to: to.value, rule: rule.value });
        } else {
            unknown(top.reader, "unknown-move", &rule, moves.iter().map(|rule| &*rule.code), |found| {
                Label::new(format!("perpindahan `{found}` tidak dikenal"), format!("there is no move `{found}`"))
            });
        }
    }
    found
}

/// `[sought]`
#[derive(Default)]
struct Sought {
    target: Vec<(FactIndex, Attribute)>,
    stated: Vec<FactIndex>,
    renewed: Vec<FactIndex>,
}

fn sought(top: &Section<'_, '_>, names: &Names<'_>) -> Sought {
    let reader = top.reader;
    let Some(section) = top.find("sought").and_then(|field| Section::open(reader, &field, "[sought]", keys::SOUGHT)) else {
        return Sought::default();
    };
    let words = Attribute::ALL.map(|attribute| (attribute.as_str(), attribute));
    let mut filled = Vec::new();
    if let Some(field) = section.find("fill") {
        match Section::free(reader, &field) {
            None => reader.wrong_kind(&field, &Label::new("tabel fakta", "a table of facts")),
            Some(table) => {
                for field in table.fields() {
                    let name = Spanned::new(Arc::from(field.key.value), field.key.span);
                    let fact = names.fact(reader, &name, Wanted::Code);
                    filled.extend(fact.zip(reader.word(&field, &words)));
                }
            }
        }
    }
    let facts = |key| -> Vec<FactIndex> {
        let named = section.find(key).and_then(|field| reader.texts(&field)).unwrap_or_default();
        named.iter().filter_map(|name| names.fact(reader, name, Wanted::Any)).collect()
    };
    Sought { target: filled, stated: facts("stated"), renewed: facts("renewed") }
}

fn retirement(top: &Section<'_, '_>, names: &Names<'_>) -> Option<Retirement> {
    let section = Section::open(top.reader, &top.find("retirement")?, "[retirement]", keys::RETIREMENT)?;
    let policy = section.need_text("policy").and_then(|name| names.policy(top.reader, &name, Kind::Points));
    let birth_date = section.need_text("birth-date").and_then(|name| names.fact(top.reader, &name, Wanted::Date));
    Some(Retirement { policy: policy?, birth_date: birth_date? })
}

fn growth(top: &Section<'_, '_>, names: &Names<'_>, moves: &[MoveRule]) -> Vec<Growth> {
    let reader = top.reader;
    let mut found = Vec::new();
    for section in top.repeated("growth", keys::GROWTH) {
        let fact = section.need_text("fact").and_then(|name| names.fact(reader, &name, Wanted::Number));
        let stages = names.stages(&section, "stages");
        let same = in_common(&section, "same");
        let mut only = Vec::new();
        for rule in section.find("moves").and_then(|field| reader.texts(&field)).unwrap_or_default() {
            if moves.iter().any(|known| known.code == rule.value) {
                only.push(rule.value);
            } else {
                unknown(reader, "unknown-move", &rule, moves.iter().map(|rule| &*rule.code), |found| {
                    Label::new(format!("perpindahan `{found}` tidak dikenal"), format!("there is no move `{found}`"))
                });
            }
        }
        let policy = section.text("policy").and_then(|name| names.policy(reader, &name, Kind::Points));
        let rate = match policy {
            Some(id) => Rate::Policy(Computed { id, given: given(&section, names) }),
            None => Rate::Years,
        };
        found.extend(fact.map(|fact| Growth { fact, stages, same, moves: only, rate }));
    }
    found
}

/// `given = { "credit.label" = "rating[1]" }`
fn given(section: &Section<'_, '_>, names: &Names<'_>) -> Vec<(FactIndex, FactIndex, Option<usize>)> {
    let reader = section.reader;
    let Some(table) = section.find("given").and_then(|field| Section::free(reader, &field)) else { return Vec::new() };
    let mut found = Vec::new();
    for field in table.fields() {
        let fact = names.fact(reader, &Spanned::new(Arc::from(field.key.value), field.key.span), Wanted::Any);
        let from = reader.text(&field).and_then(|text| names.item(reader, &text));
        found.extend(fact.zip(from).map(|(fact, (from, item))| (fact, from, item)));
    }
    found
}

fn grades(top: &Section<'_, '_>, names: &Names<'_>) -> Vec<GradeLadder> {
    let read =
        |section: Section<'_, '_>| GradeLadder { stages: names.stages(&section, "stages"), policies: names.policies(&section, "policies") };
    top.repeated("grades", keys::GRADES).into_iter().map(read).collect()
}

fn development(top: &Section<'_, '_>, names: &Names<'_>, around: &LegalReference) -> Vec<DevelopmentRule> {
    let reader = top.reader;
    let kinds = Development::ALL.map(|kind| (kind.as_str(), kind));
    let mut found = Vec::new();
    for section in top.repeated("development", keys::DEVELOPMENT) {
        let kind = section.need("kind").and_then(|field| reader.word(&field, &kinds));
        let facts = section.need("facts").and_then(|field| reader.texts(&field)).unwrap_or_default();
        let facts = facts.iter().filter_map(|name| names.fact(reader, name, Wanted::Any)).collect();
        let months = section.find("months").and_then(|field| reader.whole(&field, 0, MONTHS)).and_then(|n| u32::try_from(n).ok());
        let reference = months.is_some().then(|| section.source_within(around));
        found.extend(kind.map(|kind| DevelopmentRule { kind, facts, months, reference }));
    }
    found
}
