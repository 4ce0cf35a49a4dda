//! `talent succession`: who may follow in a critical post, and how soon.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::{Label, Language};
use jenjang::people::id::{PersonId, PositionId, TierCode};
use jenjang::policy::decide::{decide, prepare, tie_breaks};
use jenjang::policy::document::Kind;
use jenjang::policy::explain;
use jenjang::policy::model::Policy;
use jenjang::policy::value::Value;
use jenjang::promotion::ranking::RankOrder;
use jenjang::talent::{Candidate, PostStandard, SuccessionGroup};
use jenjang_policy_files::Person;
use jenjang_service::talent::MATCH;

use crate::args::text;
use crate::commands::competency::sources;
use crate::commands::shared::{self, Asked};
use crate::output::{Answer, Failure, Voice};
use crate::people;
use crate::table::Table;

pub(crate) fn command(language: Language) -> Command {
    Command::new("succession")
        .about(text(
            language,
            "Kelompok rencana suksesi sebuah jabatan kritikal: siapa siap sekarang, dalam 1–2 tahun, atau kemudian",
            "Succession group of a critical post: who is ready now, in 1–2 years, or later",
        ))
        .after_help(text(
            language,
            "--policy adalah klasifikasi kesiapan (misalnya asn/talent/readiness; tanpa hasil berarti di luar kelompok), --order kebijakan nilai atau angka yang menetapkan urutan. \
             Alasan tiap orang: `jenjang decide` dengan kebijakan yang sama. Dengan --profile, kesesuaian yang tidak disebut --facts dihitung dari profil kompetensi \
             terhadap satu-satunya standar jabatan itu.",
            "--policy is the classification of readiness (such as asn/talent/readiness; no result means outside the group), --order a score or points policy that sets the order. \
             Everybody's reasons: `jenjang decide` with the same policy. With --profile, a match that --facts does not say is computed from the competency profile \
             and the one standard of the post.",
        ))
        .args(shared::for_people(language))
        .arg(Arg::new("order").long("order").value_name("ID|FILE").default_value("asn/talent/pick-order").help(text(
            language,
            "Kebijakan urutan pengambilan; bawaan: asn/talent/pick-order",
            "Policy of the order of pick; default: asn/talent/pick-order",
        )))
        .arg(Arg::new("post").long("post").required(true).value_name("POST").help(text(
            language,
            "Jabatan kritikal yang dituju, sebagai kode",
            "The critical post, as a code",
        )))
        .args(for_profiles(language))
        .args(sources::files(language))
}

/// What the match is computed from.
fn for_profiles(language: Language) -> [Arg; 3] {
    let profile = Arg::new("profile").long("profile").value_name("FILE|-").help(text(
        language,
        "Hasil penilaian kompetensi (CSV, lihat `competency gap`)",
        "Assessed competencies (CSV, see `competency gap`)",
    ));
    let tier = Arg::new("tier").long("tier").value_name("CODE").requires("profile").help(text(
        language,
        "Jenjang jabatan itu, bila tidak mempunyai standar sendiri",
        "The tier of the post, where it has no standard of its own",
    ));
    let accredited = Arg::new("accredited").long("accredited").action(ArgAction::SetTrue).requires("profile").help(text(
        language,
        "Baris yang tidak menyebutkannya berasal dari unit yang terakreditasi",
        "Lines that do not say so come from an accredited unit",
    ));
    [profile, tier, accredited]
}

/// Why somebody has no match, by id.
type Missing = BTreeMap<PersonId, Label>;

/// Computes the match of those of whom the facts do not say it; why somebody has none.
fn compute(people: &mut [Person], post: &PositionId, as_of: NaiveDate, matches: &ArgMatches, voice: &Voice) -> Result<Missing, Failure> {
    let Some(file) = matches.get_one::<String>("profile") else { return Ok(Missing::new()) };
    let mut library = sources::library(matches, voice)?;
    let known = sources::read_people(&mut library, file, matches.get_flag("accredited"), voice)?;
    let tier = matches.get_one::<String>("tier").map(|tier| tier.parse::<TierCode>()).transpose();
    let tier = tier.map_err(|e| Failure::said(format!("`--tier`: {e}"), format!("`--tier`: {e}")))?;
    let standard = match PostStandard::of(&library.standards, &library.frameworks, post, tier.as_ref(), as_of) {
        Ok(standard) => standard,
        Err(none) => {
            voice.note(voice.label(&none.message()));
            return Ok(Missing::new());
        }
    };
    let mut missing = Missing::new();
    for person in people {
        let Some(index) = person.dossier.catalogue().find(MATCH) else { continue };
        let Some(id) = person.id.as_deref().and_then(|id| id.parse::<PersonId>().ok()) else { continue };
        if !matches!(person.dossier.get(index), Value::Missing) {
            continue;
        }
        let mut own = known.iter().filter(|known| known.person == id).flat_map(|known| &known.profiles);
        let profile = own.find(|profile| profile.framework() == standard.framework().id());
        match standard.matching(profile) {
            Ok(percent) => person.dossier.set(index, Value::Number(percent)),
            Err(none) => drop(missing.insert(id, none.message())),
        }
    }
    Ok(missing)
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let Asked { mut library, policy, as_of, known_at } = shared::asked(matches, voice)?;
    if policy.kind != Kind::Classification {
        return Err(shared::wrong_kind(
            &policy,
            "`talent succession` memerlukan klasifikasi kesiapan",
            "`talent succession` needs a classification of readiness",
        ));
    }
    let order = library.policy(matches.get_one::<String>("order").map_or("", String::as_str), voice)?;
    if !matches!(order.kind, Kind::Score | Kind::Points) {
        return Err(shared::wrong_kind(
            &order,
            "`--order` memerlukan kebijakan nilai atau angka",
            "`--order` needs a score or points policy",
        ));
    }
    let post: PositionId = matches.get_one::<String>("post").map_or("", String::as_str).parse().map_err(|e| {
        Failure::said(
            "`--post`: bukan pengenal jabatan, diharapkan 1 sampai 120 huruf tanpa spasi di ujungnya".to_owned(),
            format!("`--post`: {e}"),
        )
    })?;
    let mut people = people::read(&mut library, matches, &policy, as_of, voice)?;
    let missing = compute(&mut people, &post, as_of, matches, voice)?;
    let day = |policy| prepare(library.set(), policy, as_of, known_at).map_err(|e| Failure { message: e.message() });
    let (readiness_on, order_on) = (day(&policy)?, day(&order)?);
    let candidates = super::named(&people)?
        .into_iter()
        .map(|(id, person)| Candidate {
            id,
            readiness: decide(&readiness_on, &person.dossier, &[]),
            order: decide(&order_on, &person.dossier, &[]),
            tie_breaks: tie_breaks(&order_on, &person.dossier),
        })
        .collect();
    let group = SuccessionGroup::of(post, candidates, &RankOrder::published(&order)).map_err(|e| Failure { message: e.message() })?;
    let answer = Answer::positive_if(group.undecided.is_empty());
    if voice.is_json() {
        voice.json_pretty(&serde_json::json!({
            "schema": "jenjang/succession/1",
            "policy": &*policy.id,
            "version": policy.version,
            "order": &*order.id,
            "as-of": as_of,
            "known-at": known_at,
            "group": group,
            "no-match": missing,
        }))?;
        return Ok(answer);
    }
    show(&group, &missing, &policy, voice);
    Ok(answer)
}

fn show(group: &SuccessionGroup, no_match: &Missing, policy: &Policy, voice: &Voice) {
    let mut table = Table::new(&[
        voice.t("kesiapan", "readiness"),
        voice.t("urutan", "order"),
        voice.t("orang", "person"),
        voice.t("alasan", "reasons"),
    ]);
    for class in &group.classes {
        for ranked in class.ranking.ranked() {
            let because = group.reasons.get(&ranked.id).map(|decision| facts(decision, policy, voice)).unwrap_or_default();
            table.row(vec![voice.label(class.readiness.label()).to_owned(), ranked.rank.to_string(), ranked.id.to_string(), because]);
        }
        for unranked in class.ranking.unranked() {
            let because = shared::fact_labels(policy, &unranked.missing, voice);
            let unknown = voice.t("urutan belum diketahui: ", "order unknown: ");
            table.row(vec![
                voice.label(class.readiness.label()).to_owned(),
                "–".to_owned(),
                unranked.id.to_string(),
                format!("{unknown}{because}"),
            ]);
        }
    }
    voice.line(match voice.language {
        Language::Id => format!("Kelompok rencana suksesi `{}`:", group.post),
        Language::En => format!("Succession group of `{}`:", group.post),
    });
    voice.line(if group.classes.is_empty() { voice.t("tidak ada", "nobody").to_owned() } else { table.render(voice) });
    for one in &group.undecided {
        let why = no_match.get(&one.id).map(|why| format!(" ({})", voice.label(why))).unwrap_or_default();
        let missing = format!("{}{why}", shared::fact_labels(policy, &one.missing, voice));
        voice.line(match voice.language {
            Language::Id => format!("{}: kesiapan belum dapat ditentukan karena belum diketahui: {missing}", one.id),
            Language::En => format!("{}: readiness cannot be decided, because unknown: {missing}", one.id),
        });
    }
    if !group.outside.is_empty() {
        let outside = group.outside.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", ");
        voice.line(match voice.language {
            Language::Id => format!("Di luar kelompok: {outside}"),
            Language::En => format!("Outside the group: {outside}"),
        });
    }
}

/// The facts a decision rests on, with their values.
fn facts(decision: &jenjang::policy::decision::Decision, policy: &Policy, voice: &Voice) -> String {
    use jenjang::policy::decision::StepKind;
    let said = decision.steps.iter().filter(|step| step.kind == StepKind::Fact && !matches!(step.value, Value::Missing));
    let one = |step: &jenjang::policy::decision::Step| {
        let label = shared::fact_labels(policy, std::slice::from_ref(&step.name), voice);
        // what was computed has many places; they are told up to the fourth
        let value = match &step.value {
            Value::Number(percent) if *step.name == *MATCH => Value::Number(percent.round_dp(4).normalize()),
            value => value.clone(),
        };
        format!("{label}: {}", explain::value(&value, step.unit.as_ref(), voice.language))
    };
    said.map(one).collect::<Vec<_>>().join("; ")
}
