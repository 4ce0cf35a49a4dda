//! Instrument files.

use jenjang::evaluation::instrument::{Anchor, Dimension, Instrument, InstrumentParts, InstrumentProblem, Item, Scale};
use jenjang::legal::{Label, LegalReference};
use jenjang::people::id::{CompetencyCode, FrameworkId, ItemId};
use jenjang::period::EffectivePeriod;
use jenjang::policy::diagnostic::{Diagnostic, Span, Spanned};

use super::scheme::{path_name, sound};
use crate::keys;
use crate::reader::{Section, read_file, span_of};
use crate::words::{did_you_mean, nearest};

/// Reads an instrument: the questionnaire, where it has no error, and everything that is wrong, in the order of the file.
///
/// As [`crate::read_policy`]: never panics, whatever the bytes are. What [`Instrument::try_new`] refuses is reported at its place.
pub fn read_instrument(file_name: &str, bytes: &[u8]) -> (Option<Instrument>, Vec<Diagnostic>) {
    sound(read_file(file_name, bytes, keys::INSTRUMENT_FILE, document))
}

/// Where things stand that [`Instrument::try_new`] may object to.
#[derive(Default)]
struct Places {
    head: Span,
    scale: Span,
    anchors: Vec<Span>,
    dimensions: Vec<(CompetencyCode, Span)>,
    items: Vec<(ItemId, Span, Span)>,
}

fn document(top: &Section<'_, '_>) -> Option<Instrument> {
    let mut places = Places::default();
    let head = head(top, &mut places);
    let scale = scale(top, &mut places);
    let dimensions: Option<Vec<Dimension>> =
        top.repeated("dimensions", keys::DIMENSION).iter().map(|section| dimension(section, &mut places)).collect();
    let items: Option<Vec<Item>> = top.repeated("items", keys::ITEM).iter().map(|section| item(section, &mut places)).collect();
    let head = head?;
    let parts = InstrumentParts {
        id: head.id?,
        version: head.version?,
        title: head.title,
        instruction: head.instruction,
        effective: head.effective,
        reference: head.reference,
        framework: head.framework?,
        scale: scale?,
        dimensions: dimensions?,
        items: items?,
    };
    match Instrument::try_new(parts) {
        Ok(instrument) => Some(instrument),
        Err(problems) => {
            for problem in &problems {
                report(top, problem, &places);
            }
            None
        }
    }
}

struct Head {
    id: Option<String>,
    version: Option<String>,
    title: Label,
    instruction: Label,
    effective: EffectivePeriod,
    reference: Option<LegalReference>,
    /// `None` where it is written and cannot be read.
    framework: Option<Option<FrameworkId>>,
}

fn head(top: &Section<'_, '_>, places: &mut Places) -> Option<Head> {
    let Some(field) = top.find("instrument") else {
        top.missing("`[instrument]`");
        return None;
    };
    let head = Section::open(top.reader, &field, "[instrument]", keys::INSTRUMENT)?;
    places.head = head.span;
    let id = head.need_text("id").inspect(|id| path_name(top, id));
    let reference = if head.find("reference").is_some() || head.find("certainty").is_some() { head.need_source() } else { None };
    Some(Head {
        title: head.need_label("title", id.as_ref().map_or("-", |id| &id.value)),
        id: id.map(|id| id.value.as_ref().to_owned()),
        version: head.need_text("version").map(|text| text.value.as_ref().to_owned()),
        instruction: head.need_label("instruction", "-"),
        effective: head.need_effective(),
        reference,
        framework: match head.text("framework") {
            None => Some(None),
            Some(text) => top.reader.typed(&text).map(Some),
        },
    })
}

fn scale(top: &Section<'_, '_>, places: &mut Places) -> Option<Scale> {
    let Some(field) = top.find("scale") else {
        top.missing("`[scale]`");
        return None;
    };
    let section = Section::open(top.reader, &field, "[scale]", keys::ANSWER_SCALE)?;
    places.scale = section.span;
    let minimum = section.need("minimum").and_then(|field| top.reader.decimal(&field));
    let maximum = section.need("maximum").and_then(|field| top.reader.decimal(&field));
    let not_observed = section.need_label("not-observed", "-");
    let anchors: Option<Vec<Anchor>> = section.repeated("anchors", keys::ANCHOR).iter().map(|section| anchor(section, places)).collect();
    Some(Scale { minimum: minimum?.value, maximum: maximum?.value, not_observed, anchors: anchors? })
}

fn anchor(section: &Section<'_, '_>, places: &mut Places) -> Option<Anchor> {
    let value = section.need("value").and_then(|field| section.reader.decimal(&field));
    let (label, description) = (section.need_label("label", "-"), section.need_label("description", "-"));
    let value = value?;
    places.anchors.push(value.span);
    Some(Anchor { value: value.value, label, description })
}

fn dimension(section: &Section<'_, '_>, places: &mut Places) -> Option<Dimension> {
    let code: Option<Spanned<CompetencyCode>> = section.need_typed("code");
    let label = section.need_label("label", code.as_ref().map_or("-", |code| code.value.as_str()));
    let code = code?;
    places.dimensions.push((code.value.clone(), code.span));
    Some(Dimension { code: code.value, label })
}

fn item(section: &Section<'_, '_>, places: &mut Places) -> Option<Item> {
    let id: Option<Spanned<ItemId>> = section.need_typed("id");
    let dimension: Option<Spanned<CompetencyCode>> = section.need_typed("dimension");
    let text = section.need_label("text", "-");
    let leaders_only = match section.find("leaders-only") {
        None => Some(false),
        Some(field) => section.reader.boolean(&field),
    };
    let (id, dimension) = (id?, dimension?);
    places.items.push((id.value.clone(), id.span, dimension.span));
    Some(Item { id: id.value, dimension: dimension.value, text, leaders_only: leaders_only? })
}

/// A problem of the whole instrument, at the place that causes it.
fn report(top: &Section<'_, '_>, problem: &InstrumentProblem, places: &Places) {
    let mut help = None;
    let span = match problem {
        InstrumentProblem::NoItems => top.find("items").map(|field| span_of(field.item)),
        InstrumentProblem::EmptyScale { .. } | InstrumentProblem::FarAway { .. } => Some(places.scale),
        InstrumentProblem::Anchors { .. } => Some(match (places.anchors.first(), places.anchors.last()) {
            (Some(first), Some(last)) => first.join(*last),
            _ => places.scale,
        }),
        InstrumentProblem::Repeated { id } => {
            let item = places.items.iter().filter(|(item, ..)| item.as_str() == id).nth(1).map(|(_, span, _)| *span);
            item.or_else(|| places.dimensions.iter().filter(|(code, _)| code.as_str() == id).nth(1).map(|(_, span)| *span))
        }
        InstrumentProblem::UnknownDimension { item, dimension } => {
            help = nearest(dimension.as_str(), places.dimensions.iter().map(|(code, _)| code.as_str())).map(did_you_mean);
            places.items.iter().find(|(id, ..)| id == item).map(|(_, _, span)| *span)
        }
        InstrumentProblem::NoItemFor { dimension } => places.dimensions.iter().find(|(code, _)| code == dimension).map(|(_, span)| *span),
    };
    let mut diagnostic = Diagnostic::error(problem.code(), &top.reader.file, span.unwrap_or(places.head), problem.message());
    diagnostic.help = help;
    top.reader.report(diagnostic);
}
