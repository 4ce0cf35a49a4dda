//! Scheme files.

use jenjang::evaluation::scheme::{
    Alternative, AssumedReliability, ChosenBy, DutyRule, Effect, Pool, RaterGroup, Relation, ReleaseRule, Scheme, SchemeParts,
    SchemeProblem, SmallGroups, ValidityRule, WeightsOf,
};
use jenjang::legal::{Label, LegalReference};
use jenjang::people::id::RaterGroupCode;
use jenjang::policy::diagnostic::{Diagnostic, Severity, Span, Spanned};
use rust_decimal::Decimal;

use crate::keys;
use crate::reader::{Section, read_file, span_of};
use crate::words::{did_you_mean, nearest, shorten};

/// The most raters a group may ask for.
const MOST_RATERS: i64 = 10_000;

/// Reads a 360° scheme: the scheme, where it has no error, and everything that is wrong, in the order of the file.
///
/// As [`crate::read_policy`]: never panics, whatever the bytes are. What [`Scheme::try_new`] refuses is reported at its place.
pub fn read_scheme(file_name: &str, bytes: &[u8]) -> (Option<Scheme>, Vec<Diagnostic>) {
    sound(read_file(file_name, bytes, keys::SCHEME_FILE, document))
}

/// What was read, if nothing is wrong with it.
pub(super) fn sound<T>((read, found): (Option<T>, Vec<Diagnostic>)) -> (Option<T>, Vec<Diagnostic>) {
    let sound = found.iter().all(|diagnostic| diagnostic.severity < Severity::Error);
    (read.filter(|_| sound), found)
}

/// Where things stand that [`Scheme::try_new`] may object to.
#[derive(Default)]
struct Places {
    head: Span,
    validity: Span,
    /// Codes of the groups, in order.
    groups: Vec<(RaterGroupCode, Span)>,
    /// Codes named elsewhere.
    named: Vec<(RaterGroupCode, Span)>,
    /// Numbers by their key.
    numbers: Vec<(&'static str, Decimal, Span)>,
    /// The weights that must add up, for the groups and the pool, then for each alternative.
    weights: Vec<Vec<(Span, Decimal)>>,
    /// The self rating's weight.
    own: Option<Span>,
}

impl Places {
    fn number(&mut self, section: &Section<'_, '_>, key: &'static str) -> Option<Decimal> {
        let read = section.need(key).and_then(|field| section.reader.decimal(&field))?;
        self.numbers.push((key, read.value, read.span));
        Some(read.value)
    }

    fn count(&mut self, section: &Section<'_, '_>, key: &'static str, most: i64) -> Option<usize> {
        let field = section.need(key)?;
        let read = section.reader.whole(&field, 0, most)?;
        self.numbers.push((key, Decimal::from(read), span_of(field.item)));
        usize::try_from(read).ok()
    }
}

fn document(top: &Section<'_, '_>) -> Option<Scheme> {
    let mut places = Places { weights: vec![Vec::new()], ..Places::default() };
    let head = head(top, &mut places);
    let around = head.as_ref().and_then(|head| head.reference.clone());
    let groups = groups(top, around.as_ref(), &mut places);
    let alternatives = alternatives(top, around.as_ref(), &mut places);
    let pool = optional(top, "pool", |field| pool(top, field, around.as_ref(), &mut places));
    let release = release(top, &mut places);
    let validity = validity(top, &mut places);
    missing_groups(top);
    let duty = optional(top, "duty", |section| duty(top, section, &mut places));
    let assumed = optional(top, "reliability", |section| assumed(top, section, &mut places));
    let head = head?;
    let parts = SchemeParts {
        id: head.id?,
        version: head.version?,
        title: head.title,
        note: head.note,
        effective: head.effective,
        reference: head.reference?,
        effect: head.effect?,
        instrument: head.instrument?,
        places: head.places?,
        groups: groups?,
        alternatives: alternatives?,
        pool: pool?,
        release: release?,
        validity: validity?,
        duty: duty?,
        assumed: assumed?,
    };
    match Scheme::try_new(parts) {
        Ok(scheme) => Some(scheme),
        Err(problems) => {
            for problem in &problems {
                report(top, problem, &mut places);
            }
            None
        }
    }
}

/// A section that may be absent: `Some(None)` where it is, `None` where it could not be read.
fn optional<T>(top: &Section<'_, '_>, name: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
    if top.find(name).is_none() { Some(None) } else { read(name).map(Some) }
}

/// A section that must be there.
fn section<'a, 'r>(top: &Section<'a, 'r>, name: &str, known: &[&'static str]) -> Option<Section<'a, 'r>> {
    let Some(field) = top.find(name) else {
        top.missing(&format!("`[{name}]`"));
        return None;
    };
    Section::open(top.reader, &field, format!("[{name}]"), known)
}

struct Head {
    id: Option<String>,
    version: Option<String>,
    title: Label,
    note: Option<Label>,
    effective: jenjang::period::EffectivePeriod,
    reference: Option<LegalReference>,
    effect: Option<Effect>,
    instrument: Option<String>,
    places: Option<u32>,
}

fn head(top: &Section<'_, '_>, places: &mut Places) -> Option<Head> {
    let head = section(top, "scheme", keys::SCHEME)?;
    places.head = head.span;
    let id = head.need_text("id").inspect(|id| path_name(top, id));
    let effects = [("numeric", Effect::Numeric), ("informs", Effect::Informs)];
    Some(Head {
        title: head.need_label("title", id.as_ref().map_or("-", |id| &id.value)),
        id: id.map(|id| id.value.as_ref().to_owned()),
        version: head.need_text("version").map(|text| text.value.as_ref().to_owned()),
        note: head.label("note"),
        effective: head.need_effective(),
        reference: head.need_source(),
        effect: head.need("effect").and_then(|field| top.reader.word(&field, &effects)),
        instrument: head.need_text("instrument").map(|text| text.value.as_ref().to_owned()),
        places: places.count(&head, "places", 28).and_then(|places| u32::try_from(places).ok()),
    })
}

/// Reports an id that is not small words and numbers with hyphens, separated by `/`.
pub(crate) fn path_name(top: &Section<'_, '_>, id: &Spanned<std::sync::Arc<str>>) {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if id.value.split(['/', '-']).all(word) {
        return;
    }
    let found = shorten(&id.value);
    top.reader.error(
        "bad-name",
        id.span,
        Label::new(
            format!(
                "`{found}` tidak sah sebagai pengenal, diharapkan kata-kata kecil bertanda hubung dipisah `/`, seperti `asn/360/default`"
            ),
            format!("`{found}` is not an id, expected small words with hyphens separated by `/`, such as `asn/360/default`"),
        ),
    );
}

/// The items of which every one could be read.
fn whole<T>(items: Vec<Option<T>>) -> Option<Vec<T>> {
    items.into_iter().collect()
}

fn groups(top: &Section<'_, '_>, around: Option<&LegalReference>, places: &mut Places) -> Option<Vec<RaterGroup>> {
    let sections = top.repeated("groups", keys::RATER_GROUP);
    if sections.is_empty() {
        top.missing("`[[groups]]`");
        return None;
    }
    whole(sections.iter().map(|section| group(section, around, places)).collect())
}

fn group(section: &Section<'_, '_>, around: Option<&LegalReference>, places: &mut Places) -> Option<RaterGroup> {
    let code: Option<Spanned<RaterGroupCode>> = section.need_typed("code");
    if let Some(code) = &code {
        places.groups.push((code.value.clone(), code.span));
    }
    let relations = Relation::ALL.map(|relation| (relation.as_str(), relation));
    let chosen = [("organisation", ChosenBy::Organisation), ("ratee", ChosenBy::Ratee), ("draw", ChosenBy::Draw)];
    let relation = section.need("relation").and_then(|field| section.reader.word(&field, &relations));
    let label = section.need_label("label", code.as_ref().map_or("-", |code| code.value.as_str()));
    let identified = section.need("identified").and_then(|field| section.reader.boolean(&field));
    let weight = places.number(section, "weight");
    if let (Some(weight), Some((_, _, span))) = (weight, places.numbers.last()) {
        if relation == Some(Relation::Oneself) {
            places.own = Some(*span);
        } else if let Some(weights) = places.weights.first_mut() {
            weights.push((*span, weight));
        }
    }
    let reference = around.map(|around| section.source_within(around));
    let minimum = places.count(section, "minimum", MOST_RATERS);
    let maximum = places.count(section, "maximum", MOST_RATERS);
    let chosen_by = section.need("chosen-by").and_then(|field| section.reader.word(&field, &chosen));
    Some(RaterGroup {
        code: code?.value,
        relation: relation?,
        label,
        identified: identified?,
        weight: weight?,
        reference: reference?,
        minimum: minimum?,
        maximum: maximum?,
        chosen_by: chosen_by?,
    })
}

/// A list of group codes.
fn codes(section: &Section<'_, '_>, key: &str, places: &mut Places) -> Option<Vec<RaterGroupCode>> {
    let texts = section.reader.texts(&section.need(key)?)?;
    let read = texts.iter().map(|text| {
        let code: RaterGroupCode = section.reader.typed(text)?;
        places.named.push((code.clone(), text.span));
        Some(code)
    });
    whole(read.collect())
}

fn alternatives(top: &Section<'_, '_>, around: Option<&LegalReference>, places: &mut Places) -> Option<Vec<Alternative>> {
    let mut read = Vec::new();
    for section in top.repeated("alternatives", keys::ALTERNATIVE) {
        let without = codes(&section, "without", places);
        let mut weights = None;
        places.weights.push(Vec::new());
        if let Some(field) = section.need("weights") {
            match Section::free(top.reader, &field) {
                None => {
                    let expected = Label::new("tabel `{ KELOMPOK = \"BOBOT\" }`", "a table `{ GROUP = \"WEIGHT\" }`");
                    top.reader.wrong_kind(&field, &expected);
                }
                Some(table) => weights = whole(table.fields().map(|field| alternative_weight(top, &field, places)).collect()),
            }
        }
        let reference = around.map(|around| section.source_within(around));
        read.push((|| Some(Alternative { without: without?, weights: weights?, reference: reference? }))());
    }
    whole(read)
}

fn alternative_weight(top: &Section<'_, '_>, field: &crate::reader::Field<'_>, places: &mut Places) -> Option<(RaterGroupCode, Decimal)> {
    let code: RaterGroupCode = top.reader.typed(&Spanned::new(field.key.value.into(), field.key.span))?;
    places.named.push((code.clone(), field.key.span));
    let weight = top.reader.decimal(field)?;
    places.numbers.push(("weights", weight.value, weight.span));
    if let Some(weights) = places.weights.last_mut() {
        weights.push((weight.span, weight.value));
    }
    Some((code, weight.value))
}

fn pool(top: &Section<'_, '_>, name: &str, around: Option<&LegalReference>, places: &mut Places) -> Option<Pool> {
    let section = section(top, name, keys::POOL)?;
    let groups = codes(&section, "groups", places);
    let weight = places.number(&section, "weight");
    if let (Some(weight), Some((_, _, span))) = (weight, places.numbers.last().copied()) {
        // what the pool weighs counts once; the weights written at its groups do not
        let pooled: Vec<usize> =
            (0..places.groups.len()).filter(|at| groups.as_ref().is_some_and(|g| g.contains(&places.groups[*at].0))).collect();
        if let Some(weights) = places.weights.first_mut() {
            let mut at = 0;
            weights.retain(|_| {
                at += 1;
                !pooled.contains(&(at - 1))
            });
            weights.push((span, weight));
        }
    }
    let reference = around.map(|around| section.source_within(around));
    Some(Pool { groups: groups?, weight: weight?, reference: reference? })
}

fn release(top: &Section<'_, '_>, places: &mut Places) -> Option<ReleaseRule> {
    let section = section(top, "release", keys::RELEASE)?;
    let small = [("merge", SmallGroups::Merge), ("suppress", SmallGroups::Suppress)];
    let minimum_for_means = places.count(&section, "minimum-for-means", MOST_RATERS);
    let minimum_for_detail = places.count(&section, "minimum-for-detail", MOST_RATERS);
    let small_groups = section.need("small-groups").and_then(|field| top.reader.word(&field, &small));
    let answered_share = places.number(&section, "answered-share");
    let extreme_band = places.number(&section, "extreme-band");
    Some(ReleaseRule {
        minimum_for_means: minimum_for_means?,
        minimum_for_detail: minimum_for_detail?,
        small_groups: small_groups?,
        answered_share: answered_share?,
        extreme_band: extreme_band?,
    })
}

fn validity(top: &Section<'_, '_>, places: &mut Places) -> Option<ValidityRule> {
    let section = section(top, "validity", keys::VALIDITY)?;
    places.validity = section.span;
    let superior_required = section.need("superior-required").and_then(|field| top.reader.boolean(&field));
    let anonymous_groups = places.count(&section, "anonymous-groups", MOST_RATERS);
    let coverage = places.number(&section, "coverage");
    Some(ValidityRule { superior_required: superior_required?, anonymous_groups: anonymous_groups?, coverage: coverage? })
}

/// `[missing-groups] rule`: there is one rule, and a file may name it.
fn missing_groups(top: &Section<'_, '_>) {
    if top.find("missing-groups").is_some()
        && let Some(section) = section(top, "missing-groups", keys::MISSING_GROUPS)
        && let Some(field) = section.need("rule")
    {
        top.reader.word(&field, &[("renormalise", ())]);
    }
}

fn duty(top: &Section<'_, '_>, name: &str, places: &mut Places) -> Option<DutyRule> {
    let section = section(top, name, keys::DUTY)?;
    let per_person_not_rated = places.number(&section, "per-person-not-rated");
    let per_subordinate_without_raters = places.number(&section, "per-subordinate-without-raters");
    let for_not_nominating = places.number(&section, "for-not-nominating");
    let (cap, reference) = (places.number(&section, "cap"), section.need_source());
    Some(DutyRule {
        per_person_not_rated: per_person_not_rated?,
        per_subordinate_without_raters: per_subordinate_without_raters?,
        for_not_nominating: for_not_nominating?,
        cap: cap?,
        reference: reference?,
    })
}

fn assumed(top: &Section<'_, '_>, name: &str, places: &mut Places) -> Option<AssumedReliability> {
    let section = section(top, name, keys::RELIABILITY)?;
    let superior = places.number(&section, "superior-assumed");
    let reference = section.need_source();
    Some(AssumedReliability { superior: superior?, reference: reference? })
}

/// A problem of the whole scheme, at the place that causes it.
fn report(top: &Section<'_, '_>, problem: &SchemeProblem, places: &mut Places) {
    let at = |list: &[(RaterGroupCode, Span)], code: &RaterGroupCode| list.iter().find(|(c, _)| c == code).map(|(_, span)| *span);
    let mut related = Vec::new();
    let mut help = None;
    let span = match problem {
        SchemeProblem::Weights { of, .. } => {
            let place = match of {
                WeightsOf::Groups => 0,
                WeightsOf::Alternative(number) => *number,
            };
            let weights = places.weights.get(place).map(Vec::as_slice).unwrap_or_default();
            related = weights.iter().skip(1).map(|(span, weight)| (*span, Label::same(weight.to_string()))).collect();
            weights.first().map(|(span, _)| *span)
        }
        SchemeProblem::Range { key, found, .. } => {
            let place = places.numbers.iter().position(|(k, number, _)| k == key && number == found);
            // each place is reported once
            place.map(|place| places.numbers.remove(place).2)
        }
        SchemeProblem::SelfCounts { .. } => places.own,
        SchemeProblem::Repeated { code } => places.groups.iter().rev().find(|(c, _)| c == code).map(|(_, span)| *span),
        SchemeProblem::UnknownGroup { code } => {
            help = nearest(code.as_str(), places.groups.iter().map(|(known, _)| known.as_str())).map(did_you_mean);
            let place = places.named.iter().position(|(c, _)| c == code);
            place.map(|place| places.named.remove(place).1)
        }
        SchemeProblem::Misplaced { code } => at(&places.named, code),
        SchemeProblem::AlwaysHolds => None,
        SchemeProblem::Identity { code } => at(&places.groups, code),
        SchemeProblem::NoGroup { .. } => Some(places.validity),
    };
    let mut diagnostic = Diagnostic::error(problem.code(), &top.reader.file, span.unwrap_or(places.head), problem.message());
    diagnostic.related = related;
    diagnostic.help = help;
    top.reader.report(diagnostic);
}
