//! `consultation show|list`: where a draft stands.

use chrono::NaiveDate;
use clap::{Arg, ArgMatches, Command};
use jenjang::consultation::Draft;
use jenjang::consultation::life::Clock;
use jenjang::legal::Language;
use jenjang_service::consultation::{ConsultationView, list_consultations, read_consultation};
use serde_json::json;

use super::{about, draft_of, short};
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(crate) fn commands(language: Language) -> [Command; 2] {
    let t = |id, en| text(language, id, en);
    [
        about(
            "show",
            language,
            t("Naskah, keadaan, masukan, dan jam setiap tahap", "The text, its state, submissions, and the clock of every step"),
        )
        .arg(
            Arg::new("on")
                .long("on")
                .value_name("DATE")
                .help(t("Hari yang dilihat; bawaan: hari ini", "The day looked at; default: today")),
        ),
        Command::new("list").about(t("Daftar rancangan", "The drafts there are")).args(arguments(language)),
    ]
}

pub(crate) fn run(name: &str, matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let session = Session::open(matches)?;
    if name == "list" {
        let drafts = session.ask(async |context| list_consultations(context).await)?;
        return list(&drafts, voice);
    }
    let id = draft_of(matches)?;
    let day = shared::date(matches, "on")?.unwrap_or_else(|| session.today());
    let view = session.ask(async |context| read_consultation(context, &id).await)?;
    show(&view, day, voice)
}

fn list(drafts: &[Draft], voice: &Voice) -> Result<Answer, Failure> {
    if voice.is_json() {
        let one = |draft: &Draft| json!({ "draft": draft.id, "stage": draft.stage.as_str(), "versions": draft.versions.len(), "until": draft.round().map(|round| round.until) });
        voice.json_pretty(&json!({ "schema": "jenjang/consultations/1", "drafts": drafts.iter().map(one).collect::<Vec<_>>() }))?;
        return Ok(Answer::Positive);
    }
    let header: &[&str] = match voice.language {
        Language::Id => &["rancangan", "judul", "keadaan", "masukan sampai"],
        Language::En => &["draft", "title", "state", "submissions until"],
    };
    let mut table = Table::new(header);
    for draft in drafts {
        let title = draft.current().map(|version| voice.label(&version.text.title).to_owned()).unwrap_or_default();
        let until = draft.round().map(|round| round.until.to_string()).unwrap_or_default();
        table.row(vec![draft.id.to_string(), title, voice.label(&draft.stage.label()).to_owned(), until]);
    }
    voice.line(table.render(voice));
    Ok(Answer::Positive)
}

fn show(view: &ConsultationView, day: NaiveDate, voice: &Voice) -> Result<Answer, Failure> {
    let draft = &view.draft;
    if voice.is_json() {
        let clock = |clock: &Clock<'_>| json!({ "step": &*clock.step.code, "since": clock.since, "due": clock.due, "done": clock.done, "late-working-days": clock.late });
        voice.json_pretty(&json!({
            "schema": "jenjang/consultation/1",
            "draft": draft,
            "submissions": view.submissions,
            "count": view.count,
            "unanswered": view.unanswered,
            "meetings": view.meetings,
            "clocks": draft.clocks(day).iter().map(clock).collect::<Vec<_>>(),
        }))?;
        return Ok(Answer::Positive);
    }
    head(view, day, voice);
    clauses(draft, voice);
    submissions(view, voice);
    clocks(draft, day, voice);
    Ok(Answer::Positive)
}

fn head(view: &ConsultationView, day: NaiveDate, voice: &Voice) {
    let draft = &view.draft;
    let Some(present) = draft.current() else { return };
    voice.line(format!("{}: {}", draft.id, voice.label(&present.text.title)));
    let (state, digest, count) = (draft.stage.label(), short(&present.digest), draft.versions.len());
    voice.line(match voice.language {
        Language::Id => format!("Keadaan: {}. Versi {count} ({digest}), dijalankan {}.", state.id, present.text.policy),
        Language::En => format!("State: {}. Version {count} ({digest}), carried by {}.", state.en, present.text.policy),
    });
    for round in &draft.rounds {
        let closed = round.closed.map_or_else(String::new, |closed| format!("; {} {closed}", voice.t("ditutup", "closed")));
        voice.line(match voice.language {
            Language::Id => format!("Konsultasi atas versi {}: {} sampai {}{closed}.", short(&round.version), round.opened, round.until),
            Language::En => format!("Consultation on version {}: {} to {}{closed}.", short(&round.version), round.opened, round.until),
        });
        for notice in &round.notices {
            let groups = if notice.groups.is_empty() {
                String::new()
            } else {
                format!(" ({})", notice.groups.iter().map(|group| &**group).collect::<Vec<_>>().join(", "))
            };
            voice.line(format!("  {} {}{groups}: {}", notice.on, voice.label(&notice.channel.label()), notice.access));
        }
    }
    let (all, open, meetings) = (view.count, view.unanswered, view.meetings.len());
    let due = draft.answers_due().filter(|due| open > 0 && *due < day);
    let late = due.map_or_else(String::new, |due| match voice.language {
        Language::Id => format!(" (TERLAMBAT: seharusnya sampai {due})"),
        Language::En => format!(" (OVERDUE: due by {due})"),
    });
    voice.line(match voice.language {
        Language::Id => format!("Masukan: {all}, belum ditanggapi: {open}{late}. Rapat: {meetings}."),
        Language::En => format!("Submissions: {all}, not answered: {open}{late}. Meetings: {meetings}."),
    });
    if let Some(signature) = &draft.signed {
        voice.line(match voice.language {
            Language::Id => format!("Ditandatangani {}, mengikat sejak {}.", signature.on, signature.effective),
            Language::En => format!("Signed on {}, binds from {}.", signature.on, signature.effective),
        });
    }
}

fn clauses(draft: &Draft, voice: &Voice) {
    let Some(present) = draft.current() else { return };
    let header: &[&str] = match voice.language {
        Language::Id => &["ketentuan", "bunyi", "dijalankan oleh"],
        Language::En => &["clause", "what it says", "carried by"],
    };
    let mut table = Table::new(header);
    for clause in &present.text.clauses {
        let carried = match &clause.without_rule {
            Some(reason) => format!("– ({})", voice.label(reason)),
            None => clause.rules.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        };
        table.row(vec![clause.number.to_string(), clause.text.get(voice.language).to_owned(), carried]);
    }
    voice.line(table.render(voice));
}

fn submissions(view: &ConsultationView, voice: &Voice) {
    if view.submissions.is_empty() {
        return;
    }
    let header: &[&str] = match voice.language {
        Language::Id => &["masukan", "ketentuan", "sikap", "kelompok", "diterima", "isi", "tanggapan"],
        Language::En => &["submission", "clause", "wants", "group", "received", "says", "answer"],
    };
    let mut table = Table::new(header);
    for submission in &view.submissions {
        let group = view
            .draft
            .process
            .group(&submission.group)
            .map_or_else(|| submission.group.to_string(), |group| voice.label(&group.label).to_owned());
        let answer = submission
            .answer
            .as_ref()
            .map_or_else(String::new, |answer| format!("{}: {}", voice.label(&answer.outcome.label()), answer.reason));
        table.row(vec![
            submission.id.to_string(),
            submission.clause.to_string(),
            voice.label(&submission.position.label()).to_owned(),
            group,
            submission.received.to_string(),
            submission.text.to_string(),
            answer,
        ]);
    }
    voice.line(table.render(voice));
}

fn clocks(draft: &Draft, day: NaiveDate, voice: &Voice) {
    let header: &[&str] = match voice.language {
        Language::Id => &["tahap", "oleh", "mulai", "batas", "selesai", "keadaan", "sumber batas"],
        Language::En => &["step", "by", "since", "due", "done", "state", "source of the limit"],
    };
    let date = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let mut table = Table::new(header);
    for clock in draft.clocks(day) {
        let state = match (clock.since, clock.done, clock.late, voice.language) {
            (None, ..) => String::new(),
            (_, Some(_), 0, _) => voice.t("selesai", "done").to_owned(),
            (_, None, 0, _) => voice.t("berjalan", "under way").to_owned(),
            (_, Some(_), late, Language::Id) => format!("selesai, terlambat {late} hari kerja"),
            (_, Some(_), late, Language::En) => format!("done, {late} working days late"),
            (_, None, late, Language::Id) => format!("TERLAMBAT {late} hari kerja"),
            (_, None, late, Language::En) => format!("OVERDUE by {late} working days"),
        };
        let source = clock.step.limit.as_ref().map_or_else(String::new, |limit| {
            format!(
                "{} {}: {} ({})",
                limit.working_days,
                voice.t("hari kerja", "working days"),
                limit.reference.citation,
                voice.label(&limit.reference.certainty.label())
            )
        });
        table.row(vec![
            clock.step.code.to_string(),
            voice.label(&clock.step.who).to_owned(),
            date(clock.since),
            date(clock.due),
            date(clock.done),
            state,
            source,
        ]);
    }
    voice.line(table.render(voice));
}
