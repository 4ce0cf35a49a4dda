//! `consultation report`: how it went and what came of it.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang_service::consultation::{ConsultationReport, report_consultation};
use serde_json::json;

use super::{about, draft_of};
use crate::args::text;
use crate::backend::Session;
use crate::library::Library;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(crate) fn command(language: Language) -> Command {
    about(
        "report",
        language,
        text(
            language,
            "Laporan konsultasi: angka, perubahan ketentuan dan masukan yang menyebabkannya, semua tanggapan",
            "The report on a consultation: figures, changed clauses and the submissions that led to them, all answers",
        ),
    )
    .after_help(text(
        language,
        "Bentuk yang diumumkan tidak memuat nama dan angka kelompok yang kecil. Dengan --format json kedua bahasa ada di dalamnya.",
        "The published form holds no names and no figures of small groups. With --format json it holds both languages.",
    ))
    .arg(Arg::new("published").long("published").action(ArgAction::SetTrue).help(text(
        language,
        "Bentuk yang diumumkan",
        "The form that is published",
    )))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let id = draft_of(matches)?;
    let session = Session::open(matches)?;
    let library = Library::open(&[], voice)?;
    let published = matches.get_flag("published");
    let report = session.ask(async |context| report_consultation(context, &library.files, &id, published).await)?;
    if voice.is_json() {
        voice.json_pretty(&json!({
            "schema": "jenjang/consultation-report/1",
            "draft": report.draft.id,
            "title": report.draft.current().map(|version| &version.text.title),
            "stage": report.draft.stage.as_str(),
            "published": report.published,
            "figures": report.metrics,
            "changes": report.changes,
            "answers": report.answers,
            "meetings": report.meetings,
        }))?;
        return Ok(Answer::Positive);
    }
    show(&report, voice);
    Ok(Answer::Positive)
}

fn show(report: &ConsultationReport, voice: &Voice) {
    let (figures, draft) = (&report.metrics, &report.draft);
    if let Some(present) = draft.current() {
        voice.line(format!("{}: {}", draft.id, voice.label(&present.text.title)));
    }
    let percent = |share: Option<jenjang::Decimal>| share.map_or_else(|| "–".to_owned(), |share| format!("{} %", voice.figure(share)));
    let days = figures.median_days.map_or_else(|| "–".to_owned(), |days| voice.decimal(days));
    let count = |outcome| figures.outcomes.get(&outcome).copied().unwrap_or(0);
    use jenjang::consultation::submission::Outcome::{Accepted, Partly, Rejected};
    let (all, answered, changed, led) =
        (figures.submissions, figures.answered, figures.clauses_changed, figures.clauses_changed_by_submissions);
    voice.line(match voice.language {
        Language::Id => format!(
            "Masukan: {all}; ditanggapi: {answered} ({}); median {days} hari sampai ditanggapi.\nDiterima: {}, sebagian: {}, tidak diterima: {} (diterima seluruhnya atau sebagian: {}).\nKetentuan yang berubah: {changed}, karena masukan: {led}.",
            percent(figures.answered_share),
            count(Accepted),
            count(Partly),
            count(Rejected),
            percent(figures.accepted_share)
        ),
        Language::En => format!(
            "Submissions: {all}; answered: {answered} ({}); median {days} days to the answer.\nAccepted: {}, in part: {}, not accepted: {} (accepted wholly or in part: {}).\nClauses changed: {changed}, because of submissions: {led}.",
            percent(figures.answered_share),
            count(Accepted),
            count(Partly),
            count(Rejected),
            percent(figures.accepted_share)
        ),
    });
    let header: &[&str] = match voice.language {
        Language::Id => &["kelompok", "masukan", "peserta rapat"],
        Language::En => &["group", "submissions", "came to meetings"],
    };
    let shown = |figure: Option<u64>| figure.map_or_else(|| "*".to_owned(), |figure| figure.to_string());
    let mut table = Table::new(header);
    for group in &figures.groups {
        table.row(vec![voice.label(&group.label).to_owned(), shown(group.submissions), shown(group.participants)]);
    }
    voice.line(table.render(voice));
    if figures.groups.iter().any(|group| group.submissions.is_none() || group.participants.is_none()) {
        voice.line(voice.t(
            "* tidak ditampilkan: kurang dari lima, atau angka yang akan membukanya",
            "* not shown: fewer than five, or a figure that would give those away",
        ));
    }
    for meeting in &report.meetings {
        voice.line(format!("{} {} ({}): {}", meeting.on, voice.label(&meeting.form.label()), meeting.place, meeting.minutes.trim()));
    }
    if !report.changes.is_empty() {
        voice.line(voice.t("Yang berubah sejak dikonsultasikan:", "What changed since it was consulted on:"));
    }
    for change in &report.changes {
        let sentence = match (&change.text, change.clause) {
            (Some(text), _) => voice.label(&text.sentence).to_owned(),
            (None, Some(clause)) => voice.label(&clause.label()).to_owned(),
            (None, None) => voice.t("Bagian kebijakan di luar ketentuan", "Parts of the policy outside the clauses").to_owned(),
        };
        voice.line(format!("- {sentence}"));
        for rule in &change.rules {
            voice.line(format!("    {}", voice.label(&rule.sentence)));
        }
        if !change.submissions.is_empty() {
            let ids = change.submissions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            voice.line(format!("    {}: {ids}", voice.t("karena masukan", "because of submissions")));
        }
    }
    let header: &[&str] = match voice.language {
        Language::Id => &["masukan", "ketentuan", "sikap", "tanggapan", "alasan"],
        Language::En => &["submission", "clause", "wants", "answer", "why"],
    };
    let mut table = Table::new(header);
    for answer in &report.answers {
        table.row(vec![
            answer.submission.to_string(),
            answer.clause.to_string(),
            voice.label(&answer.position.label()).to_owned(),
            answer.outcome.map(|outcome| voice.label(&outcome.label()).to_owned()).unwrap_or_default(),
            answer.reason.as_deref().unwrap_or_default().to_owned(),
        ]);
    }
    voice.line(table.render(voice));
}
