//! `[policy]`

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::legal::Label;
use jenjang::period::{DateRounding, EffectivePeriod};
use jenjang::policy::diagnostic::{Span, Spanned};
use jenjang::policy::document::{Citation, Kind, Status};

use crate::keys;
use crate::reader::Section;
use crate::words::{is_kebab, shorten};

pub(super) struct Head {
    pub(super) id: Spanned<Arc<str>>,
    pub(super) decides: Kind,
    pub(super) title: Label,
    pub(super) summary: Option<Label>,
    pub(super) catalogue: Spanned<Arc<str>>,
    pub(super) citation: Citation,
    pub(super) effective: EffectivePeriod,
    pub(super) decided: Option<NaiveDate>,
    pub(super) date_rounding: Option<DateRounding>,
    pub(super) status: Status,
    pub(super) lawful_basis: Option<Arc<str>>,
    pub(super) span: Span,
}

pub(super) fn read(top: &Section<'_, '_>) -> Option<Head> {
    let Some(field) = top.find("policy") else {
        top.missing("`[policy]`");
        return None;
    };
    let section = Section::open(top.reader, &field, "[policy]", keys::POLICY)?;
    let id = section.need_text("id");
    if let Some(id) = &id
        && !id.value.split('/').all(is_kebab)
    {
        let found = shorten(&id.value);
        top.reader.error(
            "bad-name",
            id.span,
            Label::new(
                format!("pengenal kebijakan `{found}` tidak sah, diharapkan kata-kata kecil bertanda hubung dipisah `/`, seperti `asn/promotion/regular`"),
                format!("`{found}` is not a policy id, expected small words with hyphens separated by `/`, such as `asn/promotion/regular`"),
            ),
        );
    }
    let kinds = Kind::ALL.map(|kind| (kind.as_str(), kind));
    let decides = section.need("decides").and_then(|field| top.reader.word(&field, &kinds));
    let title = section.need_label("title", id.as_ref().map_or("", |id| &id.value));
    let catalogue = section.need_text("catalogue");
    if section.find("effective").is_none() {
        section.missing("`effective`");
    }
    let roundings = [DateRounding::LastDayOfMonth, DateRounding::FirstDayOfNextMonth].map(|r| (r.as_str(), r));
    let (summary, citation, effective) = (section.label("summary"), section.citation(None), section.period("effective"));
    let (decided, date_rounding) = (section.date("decided"), section.word("date-rounding", &roundings));
    let status = section.word("status", &[("enacted", Status::Enacted), ("draft", Status::Draft)]);
    let lawful_basis = section.plain("lawful-basis");
    Some(Head {
        id: id?,
        decides: decides?,
        title,
        summary,
        catalogue: catalogue?,
        citation,
        effective: effective.unwrap_or(EffectivePeriod::ALWAYS),
        decided,
        date_rounding,
        status: status.unwrap_or_default(),
        lawful_basis,
        span: section.span,
    })
}
