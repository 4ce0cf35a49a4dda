//! `round show|list`.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::promotion::Screening;
use jenjang::promotion::ranking::Ranked;
use jenjang::promotion::repository::{OutcomeKind, RoundFile};
use jenjang_service::promotion::{list_rounds, read_published_round, read_round};
use serde_json::json;

use super::{about, round_of};
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(crate) fn commands(language: Language) -> [Command; 2] {
    let t = |id, en| text(language, id, en);
    [
        about(
            "show",
            language,
            t("Tampilkan putaran: tahap, keputusan, peringkat, pilihan", "Show a round: stage, decisions, ranking, choice"),
        )
        .arg(
            Arg::new("published")
                .long("published")
                .action(ArgAction::SetTrue)
                .help(t("Hanya yang diumumkan, seperti dilihat siapa pun", "Only what is published, as anybody sees it")),
        ),
        Command::new("list").about(t("Semua putaran dan tahapnya", "All rounds and their stages")).args(arguments(language)),
    ]
}

pub(crate) fn run(name: &str, matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    if name == "list" {
        return list(session, voice);
    }
    let id = round_of(matches)?;
    if matches.get_flag("published") {
        let published = session.ask(async |context| read_published_round(context, &id).await)?;
        if voice.is_json() {
            voice.json_pretty(&json!({
                "schema": "jenjang/published-round/1", "plan": published.plan, "edition": published.edition, "published": published.published,
                "ranked": published.ranked, "selection": published.selection,
            }))?;
            return Ok(Answer::Positive);
        }
        voice.line(match voice.language {
            Language::Id => format!("{}: diumumkan {}, edisi {}.", published.plan.title.id, published.published, published.edition),
            Language::En => format!("{}: published {}, edition {}.", published.plan.title.en, published.published, published.edition),
        });
        ranking_table(&published.ranked, voice);
        for pick in published.selection.chosen() {
            chosen(pick.person.as_str(), voice);
        }
        return Ok(Answer::Positive);
    }
    let details = session.ask(async |context| read_round(context, &id).await)?;
    let count = |outcome| details.round.screening().map_or(0, |screening| screening.heads().filter(|head| head.outcome == outcome).count());
    let (eligible, not_eligible, unknown) = (count(OutcomeKind::Eligible), count(OutcomeKind::NotEligible), count(OutcomeKind::Unknown));
    if voice.is_json() {
        let decisions: Vec<_> = details.round.screening().into_iter().flat_map(|screening| screening.heads()).collect();
        voice.json_pretty(&json!({
            "schema": "jenjang/round-details/1", "round": details.file, "candidates": details.candidates,
            "eligible": eligible, "not-eligible": not_eligible, "unknown": unknown,
            "decisions": decisions, "ranking": details.round.ranking(),
        }))?;
        return Ok(Answer::Positive);
    }
    heading(&details.file, voice);
    voice.line(match voice.language {
        Language::Id => {
            format!("Calon: {}; memenuhi syarat {eligible}, tidak {not_eligible}, belum dapat diputuskan {unknown}.", details.candidates)
        }
        Language::En => format!("Candidates: {}; eligible {eligible}, not eligible {not_eligible}, unknown {unknown}.", details.candidates),
    });
    match (details.round.ranking(), details.round.screening()) {
        (Some(ranking), _) => ranking_table(ranking.ranked(), voice),
        (None, Some(screening)) => {
            named(screening, OutcomeKind::Eligible, voice.t("Memenuhi syarat", "Eligible"), voice);
            named(screening, OutcomeKind::Unknown, voice.t("Belum dapat diputuskan", "Unknown"), voice);
        }
        (None, None) => {}
    }
    if let Some(selection) = details.round.selection() {
        for pick in selection.chosen().iter().take(20) {
            chosen(pick.person.as_str(), voice);
        }
    }
    Ok(Answer::Positive)
}

/// The first people with an outcome, on one line.
fn named(screening: &Screening, outcome: OutcomeKind, what: &str, voice: &Voice) {
    let people: Vec<&str> = screening.heads().filter(|head| head.outcome == outcome).map(|head| head.person.as_str()).collect();
    let Some(more) = people.len().checked_sub(20) else {
        if !people.is_empty() {
            voice.line(format!("{what}: {}", people.join(", ")));
        }
        return;
    };
    let shown = people[..20].join(", ");
    voice.line(match voice.language {
        Language::Id => format!("{what}: {shown}, dan {more} lagi; semuanya dengan `--format json`"),
        Language::En => format!("{what}: {shown}, and {more} more; all with `--format json`"),
    });
}

fn chosen(person: &str, voice: &Voice) {
    voice.line(match voice.language {
        Language::Id => format!("Terpilih: {person}"),
        Language::En => format!("Chosen: {person}"),
    });
}

fn heading(file: &RoundFile, voice: &Voice) {
    let (plan, stage) = (&file.plan, file.stage.label());
    voice.line(match voice.language {
        Language::Id => format!(
            "{} ({}): {} sejak {}, edisi {}. {} per {}, unit {}.",
            plan.title.id, plan.id, stage.id, file.since, file.edition, plan.policy, plan.as_of, file.unit
        ),
        Language::En => format!(
            "{} ({}): {} since {}, edition {}. {} as of {}, unit {}.",
            plan.title.en, plan.id, stage.en, file.since, file.edition, plan.policy, plan.as_of, file.unit
        ),
    });
}

/// The first of a ranking, as a table.
pub(crate) fn ranking_table(ranked: &[Ranked], voice: &Voice) {
    if ranked.is_empty() {
        return;
    }
    let header: &[&str] = if voice.language == Language::Id { &["peringkat", "pegawai", "nilai"] } else { &["rank", "person", "score"] };
    let mut table = Table::new(header);
    for one in ranked.iter().take(50) {
        table.row(vec![one.rank.to_string(), one.id.to_string(), voice.figure(one.score)]);
    }
    voice.line(table.render(voice));
    if let Some(more) = ranked.len().checked_sub(50).filter(|more| *more > 0) {
        voice.line(match voice.language {
            Language::Id => format!("dan {more} lagi; semuanya dengan `--format json`"),
            Language::En => format!("and {more} more; all with `--format json`"),
        });
    }
}

fn list(session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let rounds = session.ask(async |context| list_rounds(context).await)?;
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/rounds/1", "rounds": rounds }))?;
        return Ok(Answer::Positive);
    }
    let header: &[&str] = if voice.language == Language::Id {
        &["putaran", "judul", "unit", "tahap", "sejak"]
    } else {
        &["round", "title", "unit", "stage", "since"]
    };
    let mut table = Table::new(header);
    for file in &rounds {
        let stage = file.stage.label();
        table.row(vec![
            file.plan.id.to_string(),
            voice.label(&file.plan.title).to_owned(),
            file.unit.to_string(),
            voice.label(&stage).to_owned(),
            file.since.to_string(),
        ]);
    }
    voice.line(table.render(voice));
    Ok(Answer::Positive)
}
