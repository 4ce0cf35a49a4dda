//! Standards files.

use std::collections::BTreeMap;
use std::sync::Arc;

use jenjang::Decimal;
use jenjang::competency::{
    CompetencyStandard, EducationRequirement, ExperienceRequirement, Framework, Importance, ProficiencyLevel, Requirement, StandardTarget,
    Standards, StandardsDraft, StandardsFault, StandardsFaultKind, StandardsPlace, TrainingKind, TrainingRequirement,
};
use jenjang::legal::{Label, LegalReference};
use jenjang::people::id::{CompetencyCode, FrameworkId};
use jenjang::period::EffectivePeriod;
use jenjang::policy::diagnostic::{Diagnostic, Span, Spanned};

use super::{labels, need_typed, typed_at, unknown_source};
use crate::keys;
use crate::reader::{Section, read_file};
use crate::words::{did_you_mean, nearest, shorten};

/// Reads a set of competency standards and checks it against the framework it names, which must be among `frameworks`.
///
/// As [`crate::read_framework`]: every problem is reported, and the set is there only without errors.
pub fn read_standards(file_name: &str, bytes: &[u8], frameworks: &[Framework]) -> (Option<Standards>, Vec<Diagnostic>) {
    read_file(file_name, bytes, keys::STANDARDS_FILE, |top| document(top, frameworks))
}

/// Where the parts of a standard stand.
struct StandardPlace {
    target: Span,
    requirements: Vec<Span>,
}

fn document(top: &Section<'_, '_>, frameworks: &[Framework]) -> Option<Standards> {
    let Some(field) = top.find("standards") else {
        top.missing("`[standards]`");
        return None;
    };
    let head = Section::open(top.reader, &field, "[standards]", keys::STANDARDS)?;
    let id = need_typed(&head, "id");
    let framework = head.need_text("framework").and_then(|named| the_framework(top, &named, frameworks));
    let source = head.need_source();
    let title = head.need_label("title", "-");
    let effective = head.need_effective();
    let around = source.clone().unwrap_or_else(unknown_source);
    let (mut standards, mut places) = (Vec::new(), Vec::new());
    for section in head.repeated("for", keys::STANDARD) {
        if let Some((standard, place)) = standard(&section, effective, &around) {
            standards.push(standard);
            places.push(place);
        }
    }
    if head.find("for").is_none() {
        head.missing("`[[standards.for]]`");
    }
    let (note, framework) = (head.label("note"), framework?);
    let draft = StandardsDraft { id: id?, framework: framework.id().clone(), title, effective, source: around, note, standards };
    match Standards::try_new(draft, framework) {
        Ok(standards) => Some(standards).filter(|_| top.reader.problems() == 0),
        Err(errors) => {
            for fault in &errors.0 {
                report(top, fault, head.span, &places, framework);
            }
            None
        }
    }
}

fn the_framework<'f>(top: &Section<'_, '_>, named: &Spanned<Arc<str>>, frameworks: &'f [Framework]) -> Option<&'f Framework> {
    let id: FrameworkId = top.reader.typed(named)?;
    let found = frameworks.iter().find(|framework| *framework.id() == id);
    if found.is_none() {
        let name = shorten(id.as_str());
        let mut diagnostic = Diagnostic::error(
            "unknown-framework",
            &top.reader.file,
            named.span,
            Label::new(
                format!("kerangka kompetensi `{name}` tidak dikenal, diharapkan pengenal salah satu kerangka yang dibaca"),
                format!("unknown competency framework `{name}`, expected the id of a framework that was read"),
            ),
        );
        if let Some(word) = nearest(id.as_str(), frameworks.iter().map(|framework| framework.id().as_str())) {
            diagnostic = diagnostic.with_help(did_you_mean(word));
        }
        top.reader.report(diagnostic);
    }
    found
}

fn standard(section: &Section<'_, '_>, around: EffectivePeriod, source: &LegalReference) -> Option<(CompetencyStandard, StandardPlace)> {
    let target = target(section);
    let effective = section.period("effective").unwrap_or(around);
    let (requirements, spans) = requirements(section);
    let standard = CompetencyStandard {
        label: section.need_label("label", "-"),
        effective,
        source: section.source_within(source),
        summary: section.label("summary"),
        grade: typed_at(section, "grade"),
        requirements,
        education: education(section),
        training: training(section),
        experience: experience(section),
        performance_indicators: labels(section, "performance-indicators").into_iter().map(|(label, _)| label).collect(),
        target: target.clone()?.0,
    };
    Some((standard, StandardPlace { target: target?.1, requirements: spans }))
}

/// One of `post` and `tier`.
fn target(section: &Section<'_, '_>) -> Option<(StandardTarget, Span)> {
    match (section.text("post"), section.text("tier")) {
        (Some(post), None) => Some((StandardTarget::Post(section.reader.typed(&post)?), post.span)),
        (None, Some(tier)) => Some((StandardTarget::Tier(section.reader.typed(&tier)?), tier.span)),
        (Some(_), Some(tier)) => {
            section.reader.error(
                "conflicting-keys",
                tier.span,
                Label::new(
                    format!("`{}` mempunyai `post` dan `tier`, diharapkan salah satu", section.name),
                    format!("`{}` has both `post` and `tier`, expected one of them", section.name),
                ),
            );
            None
        }
        (None, None) => {
            if section.find("post").is_none() && section.find("tier").is_none() {
                section.reader.error(
                    "missing-key",
                    section.span,
                    Label::new(
                        format!("`{}` tidak mempunyai `post` atau `tier`, diharapkan salah satu", section.name),
                        format!("`{}` has neither `post` nor `tier`, expected one of them", section.name),
                    ),
                );
            }
            None
        }
    }
}

/// A competency of `levels`, `importance` or `critical` and where it stands.
type Named = (CompetencyCode, Span);

fn requirements(section: &Section<'_, '_>) -> (Vec<Requirement>, Vec<Span>) {
    let reader = section.reader;
    let mut levels: Vec<(Named, ProficiencyLevel)> = Vec::new();
    let mut named: Vec<CompetencyCode> = Vec::new();
    for field in table(section, "levels", true) {
        let code = reader.typed::<CompetencyCode>(&Spanned::new(Arc::from(field.key.value), field.key.span));
        let number = reader.whole(&field, 1, i64::from(ProficiencyLevel::HIGHEST)).and_then(|n| u8::try_from(n).ok());
        named.extend(code.clone());
        if let (Some(code), Some(level)) = (code, number.and_then(|n| ProficiencyLevel::try_from(n).ok())) {
            levels.push(((code, field.key.span), level));
        }
    }
    let mut weights: BTreeMap<CompetencyCode, Decimal> = BTreeMap::new();
    for field in table(section, "importance", false) {
        let Some(code) = reader.typed::<CompetencyCode>(&Spanned::new(Arc::from(field.key.value), field.key.span)) else { continue };
        is_named(section, "importance", &code, field.key.span, &named);
        if let Some(weight) = reader.decimal(&field) {
            weights.insert(code, weight.value);
        }
    }
    let all_weighted = section.find("importance").is_some();
    let critical: Vec<Named> = section
        .find("critical")
        .and_then(|field| reader.texts(&field))
        .unwrap_or_default()
        .iter()
        .filter_map(|text| Some((reader.typed(text)?, text.span)))
        .collect();
    for (code, span) in &critical {
        is_named(section, "critical", code, *span, &named);
    }
    let mut read = (Vec::new(), Vec::new());
    for ((competency, span), level) in levels {
        let weight = weights.get(&competency).copied();
        if all_weighted && weight.is_none() {
            let place = section.find("importance").map_or(span, |field| field.key.span);
            reader.error(
                "missing-key",
                place,
                Label::new(
                    format!("`importance` tidak menyebut `{competency}`, diharapkan bobot untuk setiap kompetensi dalam `levels`"),
                    format!("`importance` does not name `{competency}`, expected a weight for every competency in `levels`"),
                ),
            );
        }
        let is_critical = critical.iter().any(|(code, _)| *code == competency);
        read.0.push(Requirement { weight: weight.unwrap_or(Decimal::ONE), critical: is_critical, competency, level });
        read.1.push(span);
    }
    read
}

/// The fields of a table with free names.
fn table<'a>(section: &Section<'a, '_>, key: &str, needed: bool) -> Vec<crate::reader::Field<'a>> {
    let field = if needed { section.need(key) } else { section.find(key) };
    let Some(field) = field else { return Vec::new() };
    match Section::free(section.reader, &field) {
        Some(table) => table.fields().collect(),
        None => {
            let expected = Label::new("tabel seperti `{ \"M.01\" = 3 }`", "a table such as `{ \"M.01\" = 3 }`");
            section.reader.wrong_kind(&field, &expected);
            Vec::new()
        }
    }
}

fn is_named(section: &Section<'_, '_>, key: &str, code: &CompetencyCode, span: Span, named: &[CompetencyCode]) {
    if named.contains(code) {
        return;
    }
    let mut diagnostic = Diagnostic::error(
        "unknown-competency",
        &section.reader.file,
        span,
        Label::new(
            format!("`{key}` menyebut kompetensi `{code}`, yang tidak ada dalam `levels`"),
            format!("`{key}` names competency `{code}`, which is not in `levels`"),
        ),
    );
    if let Some(word) = nearest(code.as_str(), named.iter().map(CompetencyCode::as_str)) {
        diagnostic = diagnostic.with_help(did_you_mean(word));
    }
    section.reader.report(diagnostic);
}

fn importance(section: &Section<'_, '_>) -> Option<Importance> {
    let words = Importance::ALL.map(|importance| (importance.as_str(), importance));
    section.reader.word(&section.need("importance")?, &words)
}

fn education(section: &Section<'_, '_>) -> Option<EducationRequirement> {
    let field = section.find("education")?;
    let section = Section::open(section.reader, &field, field.inside(), keys::EDUCATION)?;
    let (level, importance) = (need_typed(&section, "level"), importance(&section));
    let fields = labels(&section, "fields").into_iter().map(|(label, _)| label).collect();
    Some(EducationRequirement { level: level?, fields, importance: importance? })
}

fn training(section: &Section<'_, '_>) -> Vec<TrainingRequirement> {
    let mut trainings = Vec::new();
    for section in listed(section, "training", keys::TRAINING) {
        let (label, importance) = (section.need_label("label", "-"), importance(&section));
        let kind = section.word("kind", &TrainingKind::ALL.map(|kind| (kind.as_str(), kind)));
        trainings.extend(importance.map(|importance| TrainingRequirement { label, kind, importance }));
    }
    trainings
}

fn experience(section: &Section<'_, '_>) -> Vec<ExperienceRequirement> {
    let mut experiences = Vec::new();
    for section in listed(section, "experience", keys::EXPERIENCE) {
        let (label, importance) = (section.need_label("label", "-"), importance(&section));
        let years = section.find("years").and_then(|field| section.reader.whole(&field, 1, 60)).and_then(|n| u32::try_from(n).ok());
        experiences.extend(importance.map(|importance| ExperienceRequirement { label, years, importance }));
    }
    experiences
}

/// The tables of a list that may be absent.
fn listed<'a, 'r>(section: &Section<'a, 'r>, key: &str, known: &[&'static str]) -> Vec<Section<'a, 'r>> {
    if section.find(key).is_none() { Vec::new() } else { section.entries(key, known).unwrap_or_default() }
}

fn report(top: &Section<'_, '_>, fault: &StandardsFault, head: Span, places: &[StandardPlace], framework: &Framework) {
    let span = match fault.place {
        StandardsPlace::Head => Some(head),
        StandardsPlace::Standard(i) => places.get(i).map(|place| place.target),
        StandardsPlace::Requirement(i, j) => places.get(i).and_then(|place| place.requirements.get(j)).copied(),
    };
    let mut diagnostic = Diagnostic::error(fault.kind.code(), &top.reader.file, span.unwrap_or(head), fault.kind.label());
    if let StandardsFaultKind::UnknownCompetency { competency, .. } = &fault.kind
        && let Some(word) = nearest(competency.as_str(), framework.competencies().iter().map(|known| known.code.as_str()))
    {
        diagnostic = diagnostic.with_help(did_you_mean(word));
    }
    top.reader.report(diagnostic);
}
