//! A transcript of what somebody has learnt.

use chrono::NaiveDate;
use jenjang::legal::Language;
use rust_decimal::Decimal;

use crate::engine::{Data, Template, make};
use crate::words::Words;
use crate::{DocumentError, Signatory};

/// One activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// The last day.
    pub completed: NaiveDate,
    /// What it was called.
    pub title: String,
    /// Its form, where it is known.
    pub form: Option<String>,
    /// Learning hours credited (JP).
    pub hours: Decimal,
    /// Certificate or report.
    pub evidence: Option<String>,
}

/// The hours of one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearTotal {
    /// The year.
    pub year: i32,
    /// How many activities.
    pub activities: usize,
    /// Learning hours of the year (JP).
    pub hours: Decimal,
}

/// What stands in a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript {
    /// Who issues it.
    pub issuer: String,
    /// Whose it is.
    pub person: String,
    /// What else identifies the person: labels with their values.
    pub facts: Vec<(String, String)>,
    /// The activities, in the order they are printed.
    pub activities: Vec<Activity>,
    /// The totals, in the order they are printed.
    pub years: Vec<YearTotal>,
    /// What a reader has to know besides.
    pub note: Option<String>,
    /// Who signs.
    pub signatory: Signatory,
}

/// The transcript as a PDF.
///
/// # Errors
/// What the typesetter says.
pub fn transcript(sheet: &Transcript, language: Language) -> Result<Vec<u8>, DocumentError> {
    let words = Words(language);
    let rows = sheet.activities.iter().enumerate().map(|(index, activity)| {
        Data::default()
            .text("number", index.saturating_add(1).to_string())
            .text("completed", words.date(activity.completed))
            .text("title", &activity.title)
            .text("form", activity.form.as_deref().unwrap_or("–"))
            .text("hours", words.number(activity.hours))
            .text("evidence", activity.evidence.as_deref().unwrap_or("–"))
    });
    let years = sheet.years.iter().map(|total| {
        Data::default()
            .text("year", total.year.to_string())
            .text("activities", total.activities.to_string())
            .text("hours", words.number(total.hours))
    });
    let header = |texts: &[(&str, &str)]| texts.iter().map(|(id, en)| words.t(id, en).to_owned()).collect::<Vec<_>>();
    let facts: Vec<(String, String)> =
        std::iter::once((words.t("Nama", "Name").to_owned(), sheet.person.clone())).chain(sheet.facts.iter().cloned()).collect();
    let data = Data::default()
        .text("issuer", &sheet.issuer)
        .text("heading", words.t("TRANSKRIP PENGEMBANGAN KOMPETENSI", "TRANSCRIPT OF COMPETENCY DEVELOPMENT"))
        .pairs("facts", &facts)
        .text("activities-heading", words.t("Kegiatan", "Activities"))
        .texts(
            "activities-header",
            &header(&[
                ("No.", "No."),
                ("Selesai", "Completed"),
                ("Kegiatan", "Activity"),
                ("Bentuk", "Form"),
                ("JP", "Hours"),
                ("Bukti", "Evidence"),
            ]),
        )
        .rows("activities", rows)
        .text("none", words.t("Belum ada kegiatan.", "No activities yet."))
        .text("years-heading", words.t("Jumlah per tahun", "Totals by year"))
        .texts("years-header", &header(&[("Tahun", "Year"), ("Kegiatan", "Activities"), ("JP", "Hours")]))
        .rows("years", years)
        .maybe("note", sheet.note.as_ref())
        .text("page", words.t("Halaman", "Page"))
        .signatory(&sheet.signatory, &words);
    let template = Template { name: "transcript.typ", source: include_str!("templates/transcript.typ"), pictures: Vec::new() };
    make(template, data, language, &format!("{} {}", words.t("Transkrip pengembangan", "Transcript of development"), sheet.person))
}
