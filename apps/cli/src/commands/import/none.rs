//! `import none`: somebody has looked, and there is nothing.

use std::collections::BTreeSet;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::people::civil_servant::RegisterRecords;
use jenjang::people::id::PersonId;
use jenjang_service::people::{ImportCounts, ListPeople, list_people};
use serde_json::{Map, json};

use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::{audit, bulk, shared};
use crate::output::{Answer, Failure, Voice};
use crate::progress::Interrupt;

pub(crate) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("none")
        .about(t(
            "Nyatakan bahwa register sudah dilihat dan pegawai yang belum tercatat di dalamnya memang tidak punya",
            "State that a register was consulted, and that whoever is not in it has nothing there",
        ))
        .after_help(t(
            "Yang tidak disebut siapa pun tetap belum diketahui, dan keputusan yang memerlukannya belum dapat diambil. SIASN tidak memuat pemeriksaan disiplin dan pemberhentian sementara, \
             dan berkas hukuman disiplin hanya memuat yang pernah dihukum: pengelola kepegawaian menyatakan selebihnya di sini. Register yang sudah berisi tidak diubah.\n\
             Contoh: jenjang import none --register discipline --register examinations --register suspensions --unit dinas-a --except 199001012015031900 --as 199102022016042900",
            "What nobody said stays unknown, and a decision that needs it cannot be made. SIASN holds neither examinations nor suspensions, \
             and the file of sanctions holds only those who had one: an HR officer states the rest here. A register that holds something is not changed.\n\
             Example: jenjang import none --register discipline --register examinations --register suspensions --unit unit-a --except 199001012015031900 --as 199102022016042900",
        ))
        .arg(
            Arg::new("register")
                .long("register")
                .required(true)
                .value_name("REGISTER")
                .action(ArgAction::Append)
                .value_parser(clap::builder::PossibleValuesParser::new(RegisterRecords::NAMES.iter().map(|name| name.replace('_', "-"))))
                .help(t("Register; dapat diulang", "The register; may be repeated")),
        )
        .arg(Arg::new("unit").long("unit").value_name("UNIT").help(t("Hanya unit ini dan di bawahnya", "Only this unit and under it")))
        .arg(Arg::new("except").long("except").value_name("PERSON").action(ArgAction::Append).help(t("Yang tetap belum diketahui; dapat diulang", "Who stays unknown; may be repeated")))
        .arg(Arg::new("dry-run").long("dry-run").action(ArgAction::SetTrue).help(t("Hanya sebutkan apa yang akan berubah", "Only say what would change")))
        .args(arguments(language))
        .arg(audit::key::argument(language))
}

pub(crate) fn run(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let names: Vec<String> = matches.get_many::<String>("register").into_iter().flatten().cloned().collect();
    let object: Map<_, _> = names.iter().map(|name| (name.clone(), json!([]))).collect();
    let consulted: RegisterRecords = serde_json::from_value(object.into())
        .map_err(|error| Failure::said(format!("register tidak dikenal: {error}"), format!("unknown register: {error}")))?;
    let unit = matches.get_one::<String>("unit").map(|unit| shared::id(unit)).transpose()?;
    let except = matches
        .get_many::<String>("except")
        .into_iter()
        .flatten()
        .map(|person| session.person(person))
        .collect::<Result<BTreeSet<PersonId>, _>>()?;
    let dry_run = matches.get_flag("dry-run");
    let interrupt = Interrupt::watch(voice);
    let (mut after, mut total) = (None, ImportCounts::default());
    loop {
        let command = ListPeople { unit: unit.clone(), name: None, after: after.take(), limit: jenjang_service::people::BATCH };
        let mut people = session.ask(async |context| list_people(context, command).await)?;
        let Some(last) = people.last() else { break };
        after = Some(last.record.id.clone());
        // nobody changes the own record: somebody else states that
        people.retain(|person| !except.contains(&person.record.id) && session.acting() != Some(&person.record.id));
        for person in &mut people {
            // what is known of the person stands over what nobody had
            let mut registers = consulted.clone();
            registers.take_over(&person.record.registers);
            let known = person.record.clone();
            person.record.registers = registers;
            // only what is stated: what somebody else brings in meanwhile stays
            person.record = person.record.clone().beyond(&known);
            (person.unit, person.superior) = (None, None);
        }
        let counts = bulk::import(session, &mut people.into_iter(), None, dry_run, &interrupt, voice)?.counts;
        total.changed += counts.changed;
        total.unchanged += counts.unchanged;
        total.refused += counts.refused;
        if interrupt.is_pressed() {
            return Err(bulk::interrupted(total.changed + total.unchanged));
        }
    }
    if !dry_run && total.changed > 0 {
        audit::after_bulk(matches, session, voice)?;
    }
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/imported/1", "table": "none", "registers": names, "dry-run": dry_run, "changed": total.changed, "unchanged": total.unchanged, "refused": total.refused }))?;
    } else {
        voice.line(bulk::counted(&total, dry_run, voice));
    }
    Ok(Answer::positive_if(total.refused == 0))
}
