//! `rank`: people in the order of a score policy, honest ties included.

use std::collections::BTreeMap;

use clap::{ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::people::id::PersonId;
use jenjang::policy::decide::{decide, prepare, tie_breaks};
use jenjang::policy::document::Kind;
use jenjang::policy::explain;
use jenjang::policy::value::Value;
use jenjang::promotion::ranking::{RankEntry, RankError, RankOrder, Ranking, TieReason};

use crate::args::text;
use crate::commands::shared::{self, Asked};
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
        .args(shared::for_people(language))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let Asked { mut library, policy, as_of, known_at } = shared::asked(matches, voice)?;
    if !matches!(policy.kind, Kind::Score | Kind::Points) {
        return Err(shared::wrong_kind(&policy, "`rank` memerlukan kebijakan nilai atau angka", "`rank` needs a score or points policy"));
    }
    let people = people::read(&mut library, matches, &policy, as_of, voice)?;
    let on_date = prepare(library.set(), &policy, as_of, known_at).map_err(|e| Failure { message: e.message() })?;
    let mut entries = Vec::new();
    let mut tie_values = BTreeMap::new();
    for (place, person) in people.iter().enumerate() {
        let decision = decide(&on_date, &person.dossier, &person.waivers);
        let name = person.id.as_deref().map_or_else(|| format!("#{}", place + 1), str::to_owned);
        let id: PersonId = name.parse().map_err(|e| Failure::said(format!("`{name}`: {e}"), format!("`{name}`: {e}")))?;
        let values = tie_breaks(&on_date, &person.dossier);
        tie_values.insert(id.clone(), values.clone());
        entries.push(RankEntry::from_decision(id, &decision, values).map_err(refused)?);
    }
    let ranking = Ranking::of(entries, &RankOrder::published(&policy)).map_err(refused)?;
    let complete = ranking.unranked().is_empty();
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
    for ranked in ranking.ranked() {
        let mut row =
            vec![ranked.rank.to_string(), ranked.id.to_string(), explain::value(&Value::Number(ranked.score), None, voice.language)];
        let values = tie_values.get(&ranked.id).map(Vec::as_slice).unwrap_or_default();
        row.extend(values.iter().map(|v| explain::value(v, None, voice.language)));
        row.push(match &ranked.tie {
            None => String::new(),
            Some(TieReason::Equal) => voice.t("ya, semuanya sama", "yes, everything is equal").to_owned(),
            Some(TieReason::TieBreakMissing { .. }) => voice.t("ya, pembeda belum diketahui", "yes, a tie-breaker is unknown").to_owned(),
        });
        table.row(row);
    }
    voice.line(table.render(voice));
    for unranked in ranking.unranked() {
        let missing = shared::fact_labels(&policy, &unranked.missing, voice);
        voice.line(match voice.language {
            Language::Id => format!("{}: tanpa peringkat karena belum diketahui: {missing}", unranked.id),
            Language::En => format!("{}: not ranked, because unknown: {missing}", unranked.id),
        });
    }
    Ok(Answer::positive_if(complete))
}

fn refused(error: RankError) -> Failure {
    Failure { message: error.message() }
}
