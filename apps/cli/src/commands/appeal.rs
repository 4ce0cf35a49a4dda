//! `appeal …`: objections to decisions, and what comes of them.

use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::{Label, Language};
use jenjang::people::id::{AppealId, DecisionId, RoundId};
use jenjang::policy::stored::StoredValue;
use jenjang::promotion::repository::AppealRecord;
use jenjang::store::StoreError;
use jenjang_asn::appeal::appeal_clock;
use jenjang_policy_files::{FactsContext, read_facts_json};
use jenjang_service::ServiceError;
use jenjang_service::promotion::{
    CorrectedFact, Correction, DismissAppeal, FileAppeal, Place, RedecideAppeal, ReviewAppeal, WithdrawAppeal, dismiss_appeal, file_appeal,
    redecide_appeal, review_appeal, withdraw_appeal,
};
use serde_json::json;

use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::{audit, round, shared};
use crate::library::Library;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let about = |name: &'static str, about: &'static str| {
        let appeal = Arg::new("appeal").required(true).value_name("APPEAL").help(t("Id keberatan", "Id of the appeal"));
        Command::new(name).about(about).arg(appeal).args(arguments(language))
    };
    Command::new("appeal")
        .about(t("Keberatan atas keputusan: ajukan, tinjau, putuskan", "Objections to decisions: file, review, resolve"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([
            about("file", t("Ajukan keberatan atas keputusan tentang diri sendiri (--as)", "Object to a decision about oneself (--as)"))
                .after_help(t(
                    "Contoh: jenjang appeal file k-1 --round kp-2026-12 --criterion time-in-grade-too-short --grounds 'SK pangkat saya lebih awal' --as 199001012015031900",
                    "Example: jenjang appeal file a-1 --round kp-2026-12 --criterion time-in-grade-too-short --grounds 'my decree is earlier' --as 199001012015031900",
                ))
                .arg(Arg::new("decision").long("decision").value_name("ID").help(t("Keputusan yang disanggah", "The decision disputed")))
                .arg(Arg::new("round").long("round").value_name("ROUND").help(t("Atau putarannya: keputusan tentang diri sendiri yang berlaku", "Or its round: the decision in force about oneself")))
                .arg(Arg::new("criterion").long("criterion").required(true).value_name("CODE").help(t("Kode syarat yang disanggah", "Code of the criterion disputed")))
                .arg(Arg::new("grounds").long("grounds").required(true).value_name("TEXT").help(t("Alasan", "Why"))),
            about("review", t("Mulai meninjau; bukan oleh penanda tangan keputusan", "Take an appeal up; not by the signer of the decision")),
            about("resolve", t("Putuskan lagi dengan fakta yang benar; putaran diperingkat ulang", "Decide again with the right facts; the round is ranked again"))
                .after_help(t(
                    "--fact menyebut fakta yang salah, nilainya dan catatan yang menunjukkannya; --from-record mengambil semua fakta lagi dari data yang sudah diperbaiki. \
                     Pilihan yang sudah dibuat harus dibuat lagi: `round decide`, lalu `round publish`.\n\
                     Contoh: jenjang appeal resolve k-1 --fact grade.since=2021-10-01 --source 'SK 823/1/2021'",
                    "--fact names a fact that was wrong, its value and the record that shows it; --from-record gathers all facts anew from the record, corrected since. \
                     A choice made before has to be made again: `round decide`, then `round publish`.\n\
                     Example: jenjang appeal resolve a-1 --fact grade.since=2021-10-01 --source 'decree 823/1/2021'",
                ))
                .arg(Arg::new("fact").long("fact").value_name("FACT=VALUE").action(ArgAction::Append).help(t("Fakta yang benar; dapat diulang", "A right fact; may be repeated")))
                .arg(Arg::new("source").long("source").value_name("TEXT").help(t("Catatan yang menunjukkannya", "The record that shows it")))
                .arg(Arg::new("from-record").long("from-record").action(ArgAction::SetTrue).conflicts_with("fact").help(t("Dari data yang sudah diperbaiki", "From the record, corrected since")))
                .arg(audit::key::argument(language)),
            about("dismiss", t("Tolak keberatan", "Turn an appeal down")).arg(Arg::new("reason").long("reason").required(true).value_name("TEXT").help(t("Alasan", "Why"))),
            about("withdraw", t("Cabut keberatan sendiri", "Take the own appeal back")),
        ])
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    let session = Session::open(matches)?;
    let appeal: AppealId = shared::id(shared::word(matches, "appeal"))?;
    let record = match name {
        "file" => {
            let decision = disputed(matches, &session)?;
            let clock = appeal_clock();
            let command = FileAppeal {
                id: &appeal,
                decision: &decision,
                criterion: shared::word(matches, "criterion"),
                grounds: shared::word(matches, "grounds"),
                clock: clock.as_ref(),
            };
            session.ask(async |context| file_appeal(context, command).await)?
        }
        "review" => session.ask(async |context| review_appeal(context, ReviewAppeal { appeal: appeal.clone() }).await)?,
        "resolve" => return resolve(matches, &appeal, &session, &voice),
        "dismiss" => {
            let reason = shared::word(matches, "reason");
            session.ask(async |context| dismiss_appeal(context, DismissAppeal { appeal: &appeal, reason }).await)?
        }
        _ => session.ask(async |context| withdraw_appeal(context, WithdrawAppeal { appeal: appeal.clone() }).await)?,
    };
    show(&record, &voice)?;
    Ok(Answer::Positive)
}

fn show(record: &AppealRecord, voice: &Voice) -> Result<(), Failure> {
    if voice.is_json() {
        return voice.json_pretty(&json!({ "schema": "jenjang/appeal/1", "appeal": record }));
    }
    let stage = stage(record);
    voice.line(match voice.language {
        Language::Id => format!("Keberatan {} atas syarat `{}`: {}.", record.id, record.criterion, stage.id),
        Language::En => format!("Appeal {} about criterion `{}`: {}.", record.id, record.criterion, stage.en),
    });
    Ok(())
}

fn stage(record: &AppealRecord) -> Label {
    match record.stage.as_str() {
        "filed" => Label::new("diajukan", "filed"),
        "under-review" => Label::new("ditinjau", "under review"),
        "redecided" => Label::new("diputuskan lagi", "decided again"),
        "dismissed" => Label::new("ditolak", "dismissed"),
        _ => Label::new("dicabut", "withdrawn"),
    }
}

/// The decision that is named, or that in force about whoever acts in a round.
fn disputed(matches: &ArgMatches, session: &Session) -> Result<DecisionId, Failure> {
    if let Some(decision) = matches.get_one::<String>("decision") {
        return shared::id(decision);
    }
    let (Some(round), Some(person)) = (matches.get_one::<String>("round"), session.acting()) else {
        return Err(Failure::said(
            "sebutkan `--decision`, atau `--round` dan siapa yang bertindak dengan `--as`",
            "give `--decision`, or `--round` and who acts with `--as`",
        ));
    };
    let round: RoundId = shared::id(round)?;
    let found: Result<_, StoreError> = session.wait(async { session.store().read().await?.decisions().in_force(&round, person).await });
    let found = found.map_err(|error| Failure::of(&ServiceError::from(error)))?;
    found.map(|record| record.id).ok_or_else(|| {
        Failure::said(
            format!("putaran `{round}` tidak memuat keputusan tentang Anda"),
            format!("round `{round}` holds no decision about you"),
        )
    })
}

fn resolve(matches: &ArgMatches, appeal: &AppealId, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let facts = facts(matches, appeal, session, voice)?;
    let correction = match (matches.get_flag("from-record"), facts.is_empty()) {
        (true, _) => Correction::Record(&round::gatherer::facts),
        (false, false) => Correction::Facts(&facts),
        (false, true) => {
            return Err(Failure::said(
                "sebutkan `--fact` dan `--source`, atau `--from-record`",
                "give `--fact` and `--source`, or `--from-record`",
            ));
        }
    };
    let redecided = session.ask(async |context| redecide_appeal(context, RedecideAppeal { appeal, correction }).await)?;
    audit::after_bulk(matches, session, voice)?;
    if voice.is_json() {
        let moves: Vec<_> = redecided
            .moves
            .iter()
            .map(|one| json!({ "person": one.person, "before": place(one.before), "after": place(one.after) }))
            .collect();
        voice.json_pretty(&json!({
            "schema": "jenjang/appeal-resolved/1", "appeal": redecided.appeal, "decision": redecided.decision.id, "outcome": redecided.decision.outcome,
            "round": redecided.round, "moves": moves,
        }))?;
        return Ok(Answer::Positive);
    }
    show(&redecided.appeal, voice)?;
    let outcome = redecided.decision.outcome.as_str();
    voice.line(match voice.language {
        Language::Id => format!(
            "Keputusan baru {}: {}.",
            redecided.decision.id,
            match outcome {
                "eligible" => "memenuhi syarat",
                "not-eligible" => "tidak memenuhi syarat",
                _ => "belum dapat diputuskan",
            }
        ),
        Language::En => format!("New decision {}: {}.", redecided.decision.id, outcome.replace('-', " ")),
    });
    for one in &redecided.moves {
        voice.line(format!("  {}: {} → {}", one.person, in_words(one.before, voice), in_words(one.after, voice)));
    }
    if let Some(file) = &redecided.round {
        let (id, stage) = (&file.plan.id, file.stage.label());
        voice.line(match voice.language {
            Language::Id => format!("Putaran {id} sekarang {}, edisi {}.", stage.id, file.edition),
            Language::En => format!("Round {id} is now {}, edition {}.", stage.en, file.edition),
        });
    }
    Ok(Answer::Positive)
}

fn place(place: Place) -> serde_json::Value {
    match place {
        Place::Ranked(rank) => json!(rank),
        Place::Unranked => json!("unranked"),
        Place::Absent => json!(null),
    }
}

fn in_words(place: Place, voice: &Voice) -> String {
    match place {
        Place::Ranked(rank) => match voice.language {
            Language::Id => format!("peringkat {rank}"),
            Language::En => format!("rank {rank}"),
        },
        Place::Unranked => voice.t("tanpa nilai", "no score").to_owned(),
        Place::Absent => voice.t("tidak diperingkat", "not ranked").to_owned(),
    }
}

/// The facts of `--fact`, read as the catalogue of the decision reads them.
fn facts(matches: &ArgMatches, appeal: &AppealId, session: &Session, voice: &Voice) -> Result<Vec<CorrectedFact>, Failure> {
    let given: Vec<&String> = matches.get_many::<String>("fact").into_iter().flatten().collect();
    if given.is_empty() {
        return Ok(Vec::new());
    }
    let source: Arc<str> = matches
        .get_one::<String>("source")
        .ok_or_else(|| {
            Failure::said(
                "`--source` belum diisi: catatan yang menunjukkan fakta itu",
                "`--source` is missing: the record that shows the fact",
            )
        })?
        .as_str()
        .into();
    let found: Result<_, StoreError> = session.wait(async {
        let mut tx = session.store().read().await?;
        let Some(appeal) = tx.appeals().find(appeal).await? else { return Ok(None) };
        tx.decisions().find(&appeal.value.decision).await
    });
    let disputed = found.map_err(|error| Failure::of(&ServiceError::from(error)))?;
    let disputed = disputed.ok_or_else(|| Failure::of(&ServiceError::not_found(Label::new("keberatan", "appeal"), appeal)))?;
    let library = Library::open(&[], voice)?;
    let catalogue =
        library.set().get(&disputed.policy).map(|policy| Arc::clone(&policy.catalogue)).or_else(|| library.files.catalogue("asn").cloned());
    let catalogue = catalogue.ok_or_else(|| Failure::said("katalog fakta tidak ada", "there is no catalogue of facts"))?;
    let mut corrected = Vec::new();
    for given in given {
        let (name, value) = given.split_once('=').ok_or_else(|| {
            Failure::said(format!("`--fact {given}`: seharusnya FAKTA=NILAI"), format!("`--fact {given}`: expected FACT=VALUE"))
        })?;
        // numbers, true, false and null are themselves; anything else is a text
        let read = serde_json::from_str::<serde_json::Value>(value).ok().filter(|value| !value.is_string() && !value.is_object());
        let object = json!({ name: read.unwrap_or_else(|| json!(value)) }).to_string();
        let (people, problems) = read_facts_json(&FactsContext::new("--fact", &catalogue, Some(disputed.as_of)), &object);
        let index = catalogue.find(name).filter(|_| problems.is_empty());
        let (Some(index), Some(person)) = (index, people.first()) else {
            let (id, en): (Vec<_>, Vec<_>) =
                problems.iter().map(|problem| (problem.message.id.to_string(), problem.message.en.to_string())).unzip();
            return Err(Failure::said(format!("`--fact {given}`: {}", id.join("; ")), format!("`--fact {given}`: {}", en.join("; "))));
        };
        corrected.push(CorrectedFact { fact: name.into(), value: StoredValue::of(person.dossier.get(index)), source: Arc::clone(&source) });
    }
    Ok(corrected)
}
