//! Framework files.

use std::sync::Arc;

use jenjang::competency::{
    Affair, AssessmentRules, Competency, CompetencyLevel, Framework, FrameworkDraft, FrameworkFault, FrameworkPlace, Group, LevelMeaning,
    ProficiencyLevel, Scope,
};
use jenjang::legal::{Label, LegalReference};
use jenjang::period::DateRounding;
use jenjang::policy::diagnostic::{Diagnostic, Span};

use super::{labels, need_typed, typed_at, unknown_source};
use crate::keys;
use crate::reader::{Section, read_file, span_of};
use crate::words::{did_you_mean, is_kebab, nearest, shorten};

/// Reads a competency framework: the framework, where it has no error, and everything that is wrong, in the order of the file.
///
/// As [`crate::read_policy`]: never panics. What [`Framework::try_new`] refuses is reported at its place.
pub fn read_framework(file_name: &str, bytes: &[u8]) -> (Option<Framework>, Vec<Diagnostic>) {
    read_file(file_name, bytes, keys::FRAMEWORK_FILE, document)
}

/// Where the parts of the draft stand.
#[derive(Default)]
struct Places {
    head: Span,
    levels: Vec<Span>,
    groups: Vec<Span>,
    affairs: Vec<Span>,
    competencies: Vec<CompetencyPlace>,
}

#[derive(Default)]
struct CompetencyPlace {
    code: Span,
    group: Span,
    scope: Span,
    levels: Vec<(Span, Vec<Span>)>,
}

fn document(top: &Section<'_, '_>) -> Option<Framework> {
    let Some(field) = top.find("framework") else {
        top.missing("`[framework]`");
        return None;
    };
    let head = Section::open(top.reader, &field, "[framework]", keys::FRAMEWORK)?;
    let mut places = Places { head: head.span, ..Places::default() };
    let id = need_typed(&head, "id");
    let version = head.need_text("version");
    let source = head.need_source();
    let title = head.need_label("title", version.as_ref().map_or("-", |version| &version.value));
    let (effective, scope) = (head.need_effective(), scope(&head));
    let (levels, groups, affairs) = (levels(top, &mut places), groups(top, &mut places), affairs(top, &mut places));
    let assessment = assessment(top).unwrap_or_default();
    let competencies = competencies(top, source.as_ref(), &mut places);
    let draft = FrameworkDraft {
        id: id.or_else(|| "-".parse().ok())?,
        version: version.map_or_else(|| "-".into(), |version| version.value),
        title,
        effective,
        source: source.unwrap_or_else(unknown_source),
        note: head.label("note"),
        scope: scope.unwrap_or_default(),
        assessment,
        levels,
        groups,
        affairs,
        competencies,
    };
    let known: Vec<Arc<str>> = draft.groups.iter().map(|group| Arc::clone(&group.code)).collect();
    match Framework::try_new(draft) {
        Ok(framework) => Some(framework).filter(|_| top.reader.problems() == 0),
        Err(errors) => {
            for fault in &errors.0 {
                report(top, fault, &places, &known);
            }
            None
        }
    }
}

/// `[assessment]`, which may be absent.
fn assessment(top: &Section<'_, '_>) -> Option<AssessmentRules> {
    let field = top.find("assessment")?;
    let section = Section::open(top.reader, &field, "[assessment]", keys::ASSESSMENT)?;
    let months = section.find("valid-months").and_then(|field| top.reader.whole(&field, 1, 1200)).and_then(|n| u32::try_from(n).ok());
    let roundings = [DateRounding::LastDayOfMonth, DateRounding::FirstDayOfNextMonth].map(|rounding| (rounding.as_str(), rounding));
    let rounding = section.word("date-rounding", &roundings);
    if months.is_some() && section.find("date-rounding").is_none() {
        section.missing("`date-rounding`");
    }
    Some(AssessmentRules {
        valid_months: months,
        date_rounding: rounding.unwrap_or(DateRounding::LastDayOfMonth),
        accredited_only: section.boolean("accredited-only").unwrap_or(false),
        same_tier: section.boolean("same-tier").unwrap_or(false),
        source: section.need_source(),
    })
}

/// Where a competency applies: one of `affair` and `post`.
fn scope(section: &Section<'_, '_>) -> Option<Scope> {
    let affair = section.plain("affair");
    let post = typed_at(section, "post");
    if let (Some(_), Some(field)) = (&affair, section.find("post")) {
        section.reader.error(
            "conflicting-keys",
            field.key.span,
            Label::new(
                format!("`{}` mempunyai `affair` dan `post`, diharapkan salah satu", section.name),
                format!("`{}` has both `affair` and `post`, expected one of them", section.name),
            ),
        );
    }
    affair.map(Scope::Affair).or(post.map(Scope::Post))
}

fn level_number(section: &Section<'_, '_>) -> Option<ProficiencyLevel> {
    let number = section.need("level").and_then(|field| section.reader.whole(&field, 1, i64::from(ProficiencyLevel::HIGHEST)))?;
    ProficiencyLevel::try_from(u8::try_from(number).ok()?).ok()
}

fn levels(top: &Section<'_, '_>, places: &mut Places) -> Vec<LevelMeaning> {
    let mut levels = Vec::new();
    for section in top.repeated("levels", keys::FRAMEWORK_LEVEL) {
        let level = level_number(&section);
        let (label, description) = (section.need_label("label", "-"), section.need_label("description", "-"));
        let Some(level) = level else { continue };
        places.levels.push(section.span);
        levels.push(LevelMeaning { level, label, description });
    }
    levels
}

/// A code of a group or an affair, and its place.
fn small_code(section: &Section<'_, '_>) -> Option<(Arc<str>, Span)> {
    let code = section.need_text("code")?;
    if !is_kebab(&code.value) {
        let found = shorten(&code.value);
        section.reader.error(
            "bad-name",
            code.span,
            Label::new(
                format!("`{found}` tidak sah sebagai kode, diharapkan huruf kecil dan angka dengan tanda hubung, seperti `socio-cultural`"),
                format!("`{found}` is not a code, expected small letters and digits with hyphens, such as `socio-cultural`"),
            ),
        );
    }
    Some((code.value, code.span))
}

fn groups(top: &Section<'_, '_>, places: &mut Places) -> Vec<Group> {
    let mut groups = Vec::new();
    for section in top.repeated("groups", keys::FRAMEWORK_GROUP) {
        let code = small_code(&section);
        let label = section.need_label("label", "-");
        let Some((code, span)) = code else { continue };
        places.groups.push(span);
        groups.push(Group { code, label });
    }
    groups
}

fn affairs(top: &Section<'_, '_>, places: &mut Places) -> Vec<Affair> {
    let mut affairs = Vec::new();
    for section in top.repeated("affairs", keys::FRAMEWORK_GROUP) {
        let code = small_code(&section);
        let label = section.need_label("label", "-");
        let Some((code, span)) = code else { continue };
        places.affairs.push(span);
        affairs.push(Affair { code, label });
    }
    affairs
}

fn competencies(top: &Section<'_, '_>, source: Option<&LegalReference>, places: &mut Places) -> Vec<Competency> {
    let mut competencies = Vec::new();
    for section in top.repeated("competencies", keys::COMPETENCY) {
        let mut place = CompetencyPlace { code: section.span, group: section.span, scope: section.span, levels: Vec::new() };
        let code = section.need_text("code");
        let group = section.need_text("group");
        if let (Some(code), Some(group)) = (&code, &group) {
            (place.code, place.group) = (code.span, group.span);
        }
        if let Some(field) = section.find("affair") {
            place.scope = span_of(field.item);
        }
        let (label, definition) = (section.need_label("label", "-"), section.need_label("definition", "-"));
        let own = section.citation(None);
        let around = source.cloned().unwrap_or_else(unknown_source);
        let own_source = (own.reference.is_some() || own.certainty.is_some()).then(|| section.source_within(&around));
        let (scope, levels) = (scope(&section), competency_levels(&section, &mut place));
        let code = code.and_then(|code| section.reader.typed(&code));
        let (Some(code), Some(group)) = (code, group) else { continue };
        places.competencies.push(place);
        competencies.push(Competency { code, group: group.value, label, definition, source: own_source, scope, levels });
    }
    competencies
}

fn competency_levels(section: &Section<'_, '_>, place: &mut CompetencyPlace) -> Vec<CompetencyLevel> {
    let mut levels = Vec::new();
    for section in section.repeated("levels", keys::COMPETENCY_LEVEL) {
        let level = level_number(&section);
        let description = section.need_label("description", "-");
        let (indicators, spans): (Vec<Label>, Vec<Span>) = labels(&section, "indicators").into_iter().unzip();
        let Some(level) = level else { continue };
        place.levels.push((section.span, spans));
        levels.push(CompetencyLevel { level, description, indicators });
    }
    levels
}

fn report(top: &Section<'_, '_>, fault: &FrameworkFault, places: &Places, groups: &[Arc<str>]) {
    let code = fault.kind.code();
    let competency = |i: usize| places.competencies.get(i);
    let span = match fault.place {
        FrameworkPlace::Head => Some(places.head),
        FrameworkPlace::Level(i) => places.levels.get(i).copied(),
        FrameworkPlace::Group(i) => places.groups.get(i).copied(),
        FrameworkPlace::Affair(i) => places.affairs.get(i).copied(),
        FrameworkPlace::Competency(i) => competency(i).map(|place| match code {
            "unknown-group" => place.group,
            "unknown-affair" => place.scope,
            _ => place.code,
        }),
        FrameworkPlace::CompetencyLevel(i, j) => competency(i).and_then(|place| place.levels.get(j)).map(|(span, _)| *span),
        FrameworkPlace::Indicator(i, j, k) => competency(i).and_then(|place| place.levels.get(j)?.1.get(k)).copied(),
    };
    let mut diagnostic = Diagnostic::error(code, &top.reader.file, span.unwrap_or(places.head), fault.kind.label());
    if let jenjang::competency::FrameworkFaultKind::UnknownGroup { group, .. } = &fault.kind
        && let Some(word) = nearest(group, groups.iter().map(|known| &**known))
    {
        diagnostic = diagnostic.with_help(did_you_mean(word));
    }
    top.reader.report(diagnostic);
}
