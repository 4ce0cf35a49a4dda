//! `rank`: people in the order of a score policy, honest ties included.

use clap::{ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::policy::decide::{decide, prepare, tie_breaks};
use jenjang::policy::decision::Outcome;
use jenjang::policy::document::Kind;
use jenjang::policy::explain;
use jenjang::policy::value::Value;
use jenjang::promotion::ranking::{RankEntry, rank};

use crate::args::text;
use crate::commands::shared;
use crate::library::Library;
use crate::output::{Answer, Failure, Voice};
use crate::people;
use crate::table::Table;

pub(crate) fn command(language: Language) -> Command {
    Command::new("rank")
        .about(text(
            language,
            "Urutkan orang menurut kebijakan nilai: peringkat 1, 2, 2, 4, pembeda yang diumumkan, lalu seri apa adanya",
            "Rank people by a score policy: ranks 1, 2, 2, 4, published tie-breakers, then an honest tie",
        ))
        .after_help(text(
            language,
            "Orang yang nilainya belum diketahui tidak diberi peringkat, melainkan didaftar tersendiri dengan sebabnya.",
            "People whose score is unknown get no rank; they are listed apart with the reason.",
        ))
        .args([
            shared::policy(language),
            shared::facts(language),
            shared::as_of(language),
            shared::known_at(language),
            shared::catalogue(language),
        ])
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let as_of = shared::required_date(matches, "as-of")?;
    let known_at = shared::known_at_or_all(matches)?;
    let mut library = Library::open(&shared::catalogue_files(matches), voice)?;
    let policy = library.policy(matches.get_one::<String>("policy").map_or("", String::as_str), voice)?;
    if !matches!(policy.kind, Kind::Score | Kind::Points) {
        return Err(Failure::said(
            format!("`rank` memerlukan kebijakan nilai atau angka, sedangkan `{}` memutuskan {}", policy.id, policy.kind.as_str()),
            format!("`rank` needs a score or points policy, `{}` decides {}", policy.id, policy.kind.as_str()),
        ));
    }
    let people = people::read(&mut library, matches, &policy, as_of, voice)?;
    let on_date = prepare(library.set(), &policy, as_of, known_at).map_err(|e| Failure { message: e.message() })?;
    let mut entries = Vec::new();
    for (place, person) in people.iter().enumerate() {
        let decision = decide(&on_date, &person.dossier, &person.waivers);
        let score = match &decision.outcome {
            Outcome::Value(Value::Number(score)) => Some(*score),
            _ => None,
        };
        let id = person.id.clone().unwrap_or_else(|| format!("#{}", place + 1));
        entries.push(RankEntry {
            id: id.as_str().into(),
            score,
            tie_breaks: tie_breaks(&on_date, &person.dossier),
            missing: decision.missing.clone(),
        });
    }
    let descending: Vec<bool> = policy.tie_breaks.iter().map(|t| t.descending).collect();
    let ranking = rank(entries, &descending);
    let complete = ranking.unranked.is_empty();
    if voice.is_json() {
        voice.json_pretty(&serde_json::json!({
            "schema": "jenjang/ranking/1",
            "policy": &*policy.id,
            "version": policy.version,
            "as-of": as_of,
            "ranking": ranking,
        }))?;
        return Ok(Answer::positive_if(complete));
    }
    let mut header = vec![voice.t("peringkat", "rank"), voice.t("orang", "person"), voice.t("nilai", "score")];
    let labels: Vec<&str> = policy.tie_breaks.iter().map(|t| voice.label(&t.label)).collect();
    header.extend(&labels);
    header.push(voice.t("seri", "tie"));
    let mut table = Table::new(&header);
    for ranked in &ranking.ranked {
        let mut row = vec![ranked.rank.to_string(), ranked.id.to_string(), explain::value(&Value::Number(ranked.score), None, voice.language)];
        row.extend(ranked.tie_breaks.iter().map(|v| explain::value(v, None, voice.language)));
        row.push(if ranked.tied { voice.t("ya", "yes").to_owned() } else { String::new() });
        table.row(row);
    }
    voice.line(table.render(voice));
    for unranked in &ranking.unranked {
        let missing = unranked.missing.iter().map(|m| m.to_string()).collect::<Vec<_>>().join(", ");
        voice.line(match voice.language {
            Language::Id => format!("{}: tanpa peringkat, belum diketahui: {missing}", unranked.id),
            Language::En => format!("{}: not ranked, unknown: {missing}", unranked.id),
        });
    }
    Ok(Answer::positive_if(complete))
}
