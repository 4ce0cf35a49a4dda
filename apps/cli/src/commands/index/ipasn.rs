//! `index ipasn`: the professionalism index of people and of their agency.

use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::Decimal;
use jenjang::index::agency::AgencyIndex;
use jenjang::index::{Comparison, half_up};
use jenjang::legal::{Certainty, Language};
use jenjang::policy::decide::{decide, prepare};
use jenjang::policy::decision::{Decision, Outcome};
use jenjang::policy::document::Kind;
use jenjang::policy::model::Policy;
use jenjang::policy::value::Value;

use super::rules::{Rule, certainty_note, choice, code, compared, decimal, number};
use crate::args::text;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};
use crate::people;
use crate::table::Table;

const PERSON: &str = "asn/index/ipasn/person";
const PRORATED: &str = "asn/index/ipasn/person-prorated";
const CATEGORY: &str = "asn/index/ipasn/category";

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let [catalogue, with] = shared::sources(language);
    Command::new("ipasn")
        .about(t(
            "Indeks profesionalitas ASN tiap pegawai menurut empat dimensi, dan rata-rata instansinya",
            "The professionalism index of every person by its four dimensions, and the mean of the agency",
        ))
        .arg(shared::facts(language))
        .arg(shared::as_of(language))
        .arg(Arg::new("prorated").long("prorated").action(ArgAction::SetTrue).conflicts_with("policy").help(t(
            "Hitung jam pelatihan teknis sebanding sampai 20 jam; bawaan: tidak ada nilai di bawah 20 jam",
            "Count hours of technical training in proportion up to 20; default: nothing below 20 hours",
        )))
        .arg(Arg::new("policy").long("policy").value_name("ID|FILE").help(t(
            "Kebijakan nilai yang lain; bawaan: asn/index/ipasn/person",
            "Another score policy; default: asn/index/ipasn/person",
        )))
        .arg(Arg::new("reported").long("reported").value_name("N").help(t(
            "Indeks instansi yang tercetak dalam laporan, untuk dibandingkan",
            "The index of the agency as printed in a report, to be compared",
        )))
        .arg(shared::known_at(language))
        .args([catalogue, with])
        .after_help(t(
            "Tanggalnya menentukan aturannya: pengukuran 2019-2023, sejak 2024 kompetensi semua orang dari pelatihan teknis dan seminar saja.\n\
             Contoh pegawai.csv (kolom lain: `jenjang facts --policy asn/index/ipasn/person`; sel kosong berarti belum diketahui, kecuali hukuman disiplin: tidak ada):\n\n\
             \u{20}\u{20}id,education.level,position.kind,ipasn.technical\u{a0}hours,ipasn.seminar,performance.label,ipasn.sanction\n\
             \u{20}\u{20}P-1,S1,pelaksana,24,true,baik,\n\
             \u{20}\u{20}P-2,S2,administrator,10,true,sangat-baik,ringan\n\n\
             \u{20}\u{20}jenjang index ipasn --facts pegawai.csv --as-of 2024-12-31\n\n\
             Kode keluar 1 bila indeks seseorang belum diketahui.",
            "The day decides the rules: the measurement of 2019 to 2023, and from 2024 everybody's competency by technical training and seminars alone.\n\
             Example people.csv (other columns: `jenjang facts --policy asn/index/ipasn/person`; a blank cell is not known, save sanctions: none):\n\n\
             \u{20}\u{20}id,education.level,position.kind,ipasn.technical\u{a0}hours,ipasn.seminar,performance.label,ipasn.sanction\n\
             \u{20}\u{20}P-1,S1,pelaksana,24,true,baik,\n\
             \u{20}\u{20}P-2,S2,administrator,10,true,sangat-baik,ringan\n\n\
             \u{20}\u{20}jenjang index ipasn --facts people.csv --as-of 2024-12-31\n\n\
             Exit code 1 when somebody's index is not known.",
        ))
}

/// One person's result.
struct Measured {
    id: String,
    decision: Decision,
}

impl Measured {
    fn index(&self) -> Option<Decimal> {
        match self.decision.outcome {
            Outcome::Value(Value::Number(index)) => Some(index),
            _ => None,
        }
    }

    /// What every dimension adds, where all are known.
    fn parts(&self) -> Option<Vec<Decimal>> {
        let part = |value: &Value| if let Value::Number(part) = value { Some(*part) } else { None };
        self.index()?;
        self.decision.components.iter().map(|component| part(&component.contribution)).collect()
    }

    /// The class: the policy's first band.
    fn class(&self) -> &Value {
        self.decision.bands.first().map_or(&Value::None, |(_, class)| class)
    }
}

pub(super) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let as_of = shared::required_date(matches, "as-of")?;
    let known_at = shared::known_at_or_all(matches)?;
    let reported = decimal(matches, "reported")?;
    let mut library = shared::library(matches, voice)?;
    let shipped = if matches.get_flag("prorated") { PRORATED } else { PERSON };
    let policy = library.policy(matches.get_one::<String>("policy").map_or(shipped, String::as_str), voice)?;
    if policy.kind != Kind::Score {
        return Err(shared::wrong_kind(&policy, "`index ipasn` memerlukan kebijakan nilai", "`index ipasn` needs a score policy"));
    }
    let people = people::read(&mut library, matches, &policy, as_of, voice)?;
    let on_date = prepare(library.set(), &policy, as_of, known_at).map_err(|e| Failure { message: e.message() })?;
    let measured: Vec<Measured> = people
        .iter()
        .enumerate()
        .map(|(place, person)| Measured {
            id: person.id.as_deref().map_or_else(|| format!("#{}", place + 1), str::to_owned),
            decision: decide(&on_date, &person.dossier, &person.waivers),
        })
        .collect();
    let parts: Vec<Vec<Decimal>> = measured.iter().filter_map(Measured::parts).collect();
    let agency = AgencyIndex::of(parts.iter().map(Vec::as_slice));
    let class = match &agency {
        Some(agency) => Rule::of(library.set(), CATEGORY, as_of, known_at)?.value(&[("ipasn.index", &agency.index.to_string())])?,
        None => Value::None,
    };
    let compared = reported.zip(agency.as_ref()).map(|(reported, agency)| Comparison { reported, calculated: agency.index });
    let answer = Answer::positive_if(agency.is_some() && parts.len() == measured.len());
    if voice.is_json() {
        json(&policy, &measured, agency.as_ref(), &class, compared, voice)?;
        return Ok(answer);
    }
    table(&policy, &measured, agency.as_ref(), &class, voice);
    if let Some(compared_figures) = compared {
        voice.line(self::compared(compared_figures, voice));
    }
    let certainty = measured.iter().map(|person| person.decision.certainty).max().unwrap_or(Certainty::Text);
    if let Some(note) = certainty_note(certainty) {
        voice.line(voice.label(&note));
    }
    Ok(answer)
}

fn table(policy: &Arc<Policy>, measured: &[Measured], agency: Option<&AgencyIndex>, class: &Value, voice: &Voice) {
    let mut header = vec![voice.t("pegawai", "person")];
    header.extend(policy.components.iter().map(|component| voice.label(&component.label)));
    header.extend([voice.t("indeks", "index"), voice.t("kategori", "class")]);
    let mut table = Table::new(&header);
    let shown = |value: &Value| if let Value::Number(value) = value { number(*value, voice) } else { "?".to_owned() };
    for person in measured {
        let mut row = vec![person.id.clone()];
        let value = |code: &str| person.decision.components.iter().find(|c| &*c.code == code).map_or(&Value::None, |c| &c.contribution);
        row.extend(policy.components.iter().map(|component| shown(value(&component.code))));
        row.push(person.index().map_or_else(|| "?".to_owned(), |index| number(index, voice)));
        row.push(if person.index().is_some() { choice(person.class(), voice) } else { String::new() });
        table.row(row);
    }
    voice.line(table.render(voice));
    for person in measured.iter().filter(|person| person.index().is_none()) {
        let label = |name: &str| {
            policy.catalogue.find(name).map_or_else(|| name.to_owned(), |i| voice.label(&policy.catalogue.fact(i).label).to_owned())
        };
        let missing = person.decision.missing.iter().map(|name| label(name)).collect::<Vec<_>>().join(", ");
        voice.line(match (voice.language, missing.is_empty()) {
            (Language::Id, false) => format!("{}: tanpa indeks karena belum diketahui: {missing}", person.id),
            (Language::En, false) => format!("{}: no index, because unknown: {missing}", person.id),
            (Language::Id, true) => format!("{}: tanpa indeks menurut aturan ini; lihat `jenjang decide`", person.id),
            (Language::En, true) => format!("{}: no index under these rules; see `jenjang decide`", person.id),
        });
    }
    let Some(agency) = agency else {
        voice.line(voice.t(
            "Indeks instansi: tidak ada, karena indeks seorang pun belum diketahui.",
            "Index of the agency: none, because nobody's index is known.",
        ));
        return;
    };
    let means: Vec<String> = policy
        .components
        .iter()
        .zip(&agency.parts)
        .map(|(component, mean)| format!("{} {}", voice.label(&component.label), number(*mean, voice)))
        .collect();
    let (index, class, all) = (number(agency.index, voice), choice(class, voice), measured.len());
    voice.line(match voice.language {
        Language::Id => {
            format!("Indeks instansi: {index} ({class}), rata-rata {} dari {all} pegawai: {}.", agency.people, means.join("; "))
        }
        Language::En => {
            format!("Index of the agency: {index} ({class}), the mean of {} of {all} people: {}.", agency.people, means.join("; "))
        }
    });
}

fn json(
    policy: &Arc<Policy>,
    measured: &[Measured],
    agency: Option<&AgencyIndex>,
    class: &Value,
    compared: Option<Comparison>,
    voice: &Voice,
) -> Result<(), Failure> {
    let codes: Vec<&str> = policy.components.iter().map(|component| &*component.code).collect();
    for person in measured {
        let parts: serde_json::Map<String, serde_json::Value> = person
            .decision
            .components
            .iter()
            .map(|component| (component.code.to_string(), serde_json::json!(component.contribution)))
            .collect();
        voice.json(&serde_json::json!({
            "schema": "jenjang/index-ipasn/1",
            "id": person.id,
            "policy": &*policy.id,
            "version": policy.version,
            "as-of": person.decision.as_of,
            "parts": parts,
            "index": person.index().map(|index| half_up(index, 2).to_string()),
            "class": person.index().and_then(|_| code(person.class())),
            "missing": person.decision.missing,
            "certainty": person.decision.certainty,
        }))?;
    }
    let means = agency.map(|agency| {
        let pairs = codes.iter().zip(&agency.parts).map(|(code, mean)| ((*code).to_owned(), serde_json::json!(mean)));
        serde_json::Value::Object(pairs.collect())
    });
    voice.json(&serde_json::json!({
        "schema": "jenjang/index-ipasn-agency/1",
        "people": measured.len(),
        "counted": agency.map_or(0, |agency| agency.people),
        "parts": means,
        "index": agency.map(|agency| agency.index),
        "class": code(class),
        "reported": compared.map(|compared| compared.reported),
        "agrees": compared.map(Comparison::agrees),
    }))
}
