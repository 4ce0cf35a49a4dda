//! `development catalogue forms`: every form with what a unit of it is worth.

use clap::{Arg, ArgMatches, Command};
use jenjang::Decimal;
use jenjang::development::forms::{Form, Forms};
use jenjang::index::learning_hours::{FormRule, Period};
use jenjang::legal::{Certainty, Language};
use jenjang::people::View;
use jenjang::period::EVERYTHING_KNOWN;
use jenjang_asn::codes::LearningForm;
use serde_json::json;

use crate::args::text;
use crate::backend;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("forms")
        .about(t(
            "Bentuk pengembangan kompetensi dengan konversi ke jam pelajaran (JP) dan batasnya",
            "Forms of development with their conversion to learning hours (JP) and its limits",
        ))
        .after_help(t(
            "Satu JP adalah 45 menit. Bentuk tanpa ketentuan konversi ditentukan jamnya oleh instansi. Dasarnya: `jenjang policy explain asn/learning/hours-per-unit`.",
            "One JP is 45 minutes. The agency says how many hours a form without a rule is worth. Where it comes from: `jenjang policy explain asn/learning/hours-per-unit`.",
        ))
        .arg(
            Arg::new("as-of")
                .long("as-of")
                .value_name("DATE")
                .help(t("Ketentuan pada tanggal ini; bawaan: hari ini", "The rules on this day; default: today")),
        )
}

pub(super) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let as_of = match shared::date(matches, "as-of")? {
        Some(day) => day,
        None => backend::today(matches)?,
    };
    let library = jenjang_asn::library();
    let view = View { as_of, known_at: EVERYTHING_KNOWN };
    let forms = Forms::on(&library.set, &jenjang_asn::FORM_POLICIES, view).map_err(|error| Failure { message: error.message() })?;
    if voice.is_json() {
        let all: Vec<_> = forms.all().iter().map(record).collect();
        voice.json_pretty(&json!({ "schema": "jenjang/development-forms/1", "as-of": as_of, "forms": all }))?;
        return Ok(Answer::Positive);
    }
    let mut table = Table::new(&[
        voice.t("kode", "code"),
        voice.t("kode bentuk", "form code"),
        "SIASN",
        voice.t("bentuk", "form"),
        voice.t("satuan", "unit"),
        voice.t("JP", "JP"),
        voice.t("JP luar negeri", "JP abroad"),
        voice.t("paling banyak", "at most"),
    ]);
    for form in forms.all() {
        let (code, siasn) = codes(form);
        let hours =
            |rule: FormRule| rule.hours_per_unit.map_or_else(|| voice.t("tanpa ketentuan", "no rule").to_owned(), |h| voice.decimal(h));
        table.row(vec![
            form.code.to_string(),
            code.unwrap_or_default().to_owned(),
            siasn.map(|id| id.to_string()).unwrap_or_default(),
            voice.label(&form.label).to_owned(),
            form.unit.as_ref().map_or_else(|| "-".to_owned(), |unit| voice.label(&unit.label).to_owned()),
            hours(form.home),
            hours(form.abroad),
            limit(form, voice),
        ]);
    }
    voice.line(table.render(voice));
    let without =
        forms.all().iter().filter(|form| form.home.hours_per_unit.is_none()).map(|form| &*form.code).collect::<Vec<_>>().join(", ");
    if let Some(form) = forms.all().first() {
        let reference = form.reference.as_deref().unwrap_or("-");
        let certainty = certainty(form.certainty, voice);
        voice.line(match voice.language {
            Language::Id => format!("Dasar: {reference} ({certainty}), pada {as_of}. Tanpa ketentuan konversi: {without}; instansi menentukan jamnya."),
            Language::En => format!("Source: {reference} ({certainty}), on {as_of}. Without a conversion: {without}; the agency says how many hours they are worth."),
        });
    }
    Ok(Answer::Positive)
}

fn certainty(certainty: Certainty, voice: &Voice) -> &'static str {
    match certainty {
        Certainty::Text => voice.t("naskahnya dibaca", "its text was read"),
        Certainty::Secondary => voice.t("dibaca melalui sumber lain", "read through another source"),
        Certainty::Practice => voice.t("praktik instansi", "practice of agencies"),
        Certainty::Unverified => voice.t("belum diverifikasi", "not verified"),
    }
}

/// The other codes of a form: of personnel programs, and of the national register.
fn codes(form: &Form) -> (Option<&'static str>, Option<u8>) {
    let known = LearningForm::find(&form.code);
    (known.and_then(LearningForm::form_code), known.and_then(LearningForm::register_id))
}

/// `2 sebulan`; abroad beside it where it differs.
fn limit(form: &Form, voice: &Voice) -> String {
    let one = |rule: FormRule| {
        rule.limit.map(|limit| {
            let period = match limit.period {
                Period::Day => voice.t("sehari", "a day"),
                Period::Month => voice.t("sebulan", "a month"),
            };
            format!("{} {period}", voice.decimal(limit.amount))
        })
    };
    match (one(form.home), one(form.abroad)) {
        (Some(home), Some(abroad)) if home != abroad => format!("{home}, {} {abroad}", voice.t("luar negeri", "abroad")),
        (home, abroad) => home.or(abroad).unwrap_or_default(),
    }
}

fn record(form: &Form) -> serde_json::Value {
    let (code, siasn) = codes(form);
    let rule = |rule: FormRule| {
        let hours: Option<Decimal> = rule.hours_per_unit;
        json!({ "hours-per-unit": hours, "limit": rule.limit, "divisible": rule.divisible })
    };
    json!({
        "code": form.code, "form-code": code, "siasn": siasn, "label": form.label, "unit": form.unit,
        "home": rule(form.home), "abroad": rule(form.abroad), "reference": form.reference, "certainty": form.certainty,
    })
}
