//! `round plan`.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::{Label, Language};
use jenjang::number::parse_decimal;
use jenjang::people::id::{PanelMemberId, PersonId};
use jenjang::promotion::panel::{Panel, PanelMember};
use jenjang_service::promotion::{PlanRound, PlannedRanking, plan_round};
use rust_decimal::Decimal;
use serde_json::json;

use super::{about, round_of};
use crate::args::text;
use crate::backend::Session;
use crate::commands::shared;
use crate::library::Library;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    about("plan", language, t("Rencanakan putaran: kebijakan, hari, cara memilih", "Plan a round: policy, day, how it chooses"))
        .after_help(t(
            "Contoh:\n  jenjang round plan kp-2026-12 --unit dinas-a --policy asn/promotion/regular --as-of 2026-12-01 --as 199001012015031900\n\
             \x20 jenjang round plan jpt-1 --unit dinas-a --policy asn/position/jpt-pratama --as-of 2026-12-01 --ranking asn/selection/jpt-open --names 3 --quota 1",
            "Examples:\n  jenjang round plan kp-2026-12 --unit unit-a --policy asn/promotion/regular --as-of 2026-12-01 --as 199001012015031900\n\
             \x20 jenjang round plan jpt-1 --unit unit-a --policy asn/position/jpt-pratama --as-of 2026-12-01 --ranking asn/selection/jpt-open --names 3 --quota 1",
        ))
        .arg(Arg::new("unit").long("unit").required(true).value_name("UNIT").help(t("Unit kerja, beserta semua di bawahnya", "The unit, with all under it")))
        .arg(Arg::new("policy").long("policy").required(true).value_name("ID").help(t("Kebijakan kelayakan yang berlaku", "The eligibility policy, as in force")))
        .arg(Arg::new("as-of").long("as-of").required(true).value_name("DATE").help(t("Hari yang diputuskan untuk semua calon", "The day everybody is decided for")))
        .arg(Arg::new("title").long("title").value_name("TEXT").help(t("Judul; bawaan: id putaran", "Title; default: the id of the round")))
        .arg(Arg::new("quota").long("quota").value_name("N").value_parser(clap::value_parser!(usize)).help(t("Paling banyak terpilih; bawaan: tidak dibatasi", "How many may be chosen; default: no limit")))
        .arg(Arg::new("ranking").long("ranking").value_name("ID").help(t(
            "Kebijakan nilai untuk peringkat; tanpa ini semua yang memenuhi syarat diajukan",
            "Score policy of the ranking; without it everybody eligible is put forward",
        )))
        .arg(Arg::new("names").long("names").value_name("N").value_parser(clap::value_parser!(usize)).default_value("3").help(t("Banyaknya nama yang diajukan; bawaan: 3", "How many names are put forward; default: 3")))
        .arg(Arg::new("panel-member").long("panel-member").value_name("PERSON").action(ArgAction::Append).help(t("Anggota panitia seleksi; dapat diulang", "A member of the panel; may be repeated")))
        .arg(Arg::new("panel-conflict").long("panel-conflict").value_name("MEMBER=CANDIDATE").action(ArgAction::Append).help(t(
            "Calon yang tidak boleh dinilai seorang anggota; dapat diulang",
            "A candidate whom a member must not score; may be repeated",
        )))
        .arg(Arg::new("panel-range").long("panel-range").value_name("LOW..HIGH").default_value("0..100").help(t("Rentang nilai panitia; bawaan: 0..100", "Range of panel scores; default: 0..100")))
        .arg(Arg::new("panel-quorum").long("panel-quorum").value_name("N").value_parser(clap::value_parser!(usize)).help(t(
            "Paling sedikit anggota yang menilai; bawaan: semua",
            "At least so many members score; default: all",
        )))
}

pub(crate) fn run(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let library = Library::open(&[], voice)?;
    let id = round_of(matches)?;
    let title = matches.get_one::<String>("title").cloned().unwrap_or_else(|| id.to_string());
    let command = PlanRound {
        shipped: &library.files,
        id,
        title: Label::new(title.clone(), title),
        unit: shared::id(shared::word(matches, "unit"))?,
        policy: shared::word(matches, "policy").into(),
        as_of: shared::required_date(matches, "as-of")?,
        ranking: ranking(matches, session)?,
        quota: matches.get_one("quota").copied(),
    };
    let file = session.ask(async |context| plan_round(context, command).await)?;
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/round-file/1", "round": file }))?;
        return Ok(Answer::Positive);
    }
    let (id, policy, as_of) = (&file.plan.id, &file.plan.policy, file.plan.as_of);
    voice.line(match voice.language {
        Language::Id => format!("Putaran {id} direncanakan: {policy} per {as_of}. Berikutnya: `jenjang round open {id}`."),
        Language::En => format!("Round {id} is planned: {policy} as of {as_of}. Next: `jenjang round open {id}`."),
    });
    Ok(Answer::Positive)
}

fn ranking(matches: &ArgMatches, session: &Session) -> Result<Option<PlannedRanking>, Failure> {
    let Some(policy) = matches.get_one::<String>("ranking") else { return Ok(None) };
    let names = matches.get_one::<usize>("names").copied().and_then(NonZeroUsize::new);
    let names = names.ok_or_else(|| Failure::said("`--names` seharusnya 1 atau lebih", "`--names` should be 1 or more"))?;
    Ok(Some(PlannedRanking { score_policy: policy.as_str().into(), names, panel: panel(matches, session)? }))
}

fn panel(matches: &ArgMatches, session: &Session) -> Result<Option<Panel>, Failure> {
    let named = matches.get_many::<String>("panel-member").into_iter().flatten();
    let people = named.map(|name| session.person(name)).collect::<Result<Vec<PersonId>, _>>()?;
    if people.is_empty() {
        return Ok(None);
    }
    let mut conflicts = Vec::new();
    for given in matches.get_many::<String>("panel-conflict").into_iter().flatten() {
        let (member, candidate) = given.split_once('=').ok_or_else(|| {
            Failure::said(
                format!("`--panel-conflict {given}`: seharusnya ANGGOTA=CALON"),
                format!("`--panel-conflict {given}`: expected MEMBER=CANDIDATE"),
            )
        })?;
        conflicts.push((session.person(member)?, session.person(candidate)?));
    }
    let member = |person: &PersonId| {
        let of = conflicts.iter().filter(|(member, _)| member == person).map(|(_, candidate)| candidate.clone());
        Ok(PanelMember { id: shared::id::<PanelMemberId>(person.as_str())?, conflicts: of.collect::<BTreeSet<_>>() })
    };
    let members = people.iter().map(member).collect::<Result<Vec<_>, Failure>>()?;
    let quorum = matches.get_one::<usize>("panel-quorum").copied().unwrap_or(members.len());
    let range = range(shared::word(matches, "panel-range"))?;
    Panel::try_new(members, range, quorum).map(Some).map_err(|error| {
        Failure::said(format!("panitia seleksi tidak dapat dibentuk: {error}"), format!("the panel cannot be formed: {error}"))
    })
}

fn range(given: &str) -> Result<(Decimal, Decimal), Failure> {
    let ends = given.split_once("..").and_then(|(low, high)| Some((parse_decimal(low).ok()?, parse_decimal(high).ok()?)));
    ends.ok_or_else(|| {
        Failure::said(
            format!("`--panel-range {given}`: seharusnya seperti 0..100"),
            format!("`--panel-range {given}`: expected something like 0..100"),
        )
    })
}
