//! `lab audit`: fairness of a policy over a population.

use std::sync::Arc;

use clap::{Arg, ArgMatches, Command};
use jenjang::Decimal;
use jenjang::legal::Language;
use jenjang::number::parse_decimal;
use jenjang::policy::document::Kind;
use jenjang_lab::audit::{Chosen, FairnessAudit, Found, Options, StepKind, audit, audit_beside};
use jenjang_lab::compare::{Comparison, Dimension};
use jenjang_lab::population::Population;
use jenjang_lab::run::Threads;
use jenjang_lab::shown::Shown;
use serde_json::json;

use super::people::People;
use super::run::count;
use super::{Rule, days, library, population, rule, rules, threads};
use crate::args::text;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

/// `--attributes`, `--strata`, `--least`, `--classes`
pub(super) fn arguments(language: Language) -> [Arg; 4] {
    let t = |id, en| text(language, id, en);
    let several =
        |name: &'static str, value: &'static str, id, en| Arg::new(name).long(name).value_name(value).value_delimiter(',').help(t(id, en));
    [
        several(
            "attributes",
            "NAME,…",
            "Audit: fakta atau kolom yang kelompoknya dibandingkan; bawaan: fakta terlindungi dalam data",
            "Audit: facts or columns whose groups are compared; default: the protected facts of the data",
        ),
        several(
            "strata",
            "NAME,…",
            "Audit: bandingkan yang sama dengan yang sama di dalam fakta atau kolom ini; bawaan: unit dan pangkat",
            "Audit: compare like with like within these facts or columns; default: unit and grade",
        ),
        Arg::new("least").long("least").value_name("NUMBER").help(t(
            "Audit kebijakan nilai: terpilih adalah yang bernilai paling sedikit ini",
            "Audit of a score: selected is who has at least this",
        )),
        several(
            "classes",
            "CODE,…",
            "Audit klasifikasi: terpilih adalah yang masuk salah satu kelas ini",
            "Audit of a classification: selected is who is in one of these classes",
        ),
    ]
}

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    Command::new("audit")
        .about(t(
            "Audit keadilan sebuah kebijakan: setiap langkah menurut kelompok, pengganti fakta terlindungi, uji balik",
            "Fairness audit of a policy: every step by group, stand-ins for protected facts, the flip test",
        ))
        .after_help(t(
            "Hanya untuk auditor. Tanda adalah pertanyaan, bukan temuan (docs/fairness.md). Angka di bawah lima orang tidak ditampilkan dan tidak dapat dihitung mundur.",
            "For auditors only. A flag is a question, not a finding (docs/fairness.md). Counts below five people are not shown and cannot be worked back.",
        ))
        .arg(Arg::new("policy").required(true).value_name("ID|FILE").help(t(
            "Kebijakan bawaan menurut id, atau berkas TOML sendiri",
            "A shipped policy by id, or a TOML file of your own",
        )))
        .args(arguments(language))
        .args(days(language))
        .args(rules(language))
        .args(population(language))
}

/// The audit of a rule, or of a draft beside the comparison it is reported with.
pub(super) fn audited(
    matches: &ArgMatches,
    people: &dyn Population,
    rule: &Rule,
    comparison: Option<&Comparison>,
    threads: Threads,
) -> Result<FairnessAudit, Failure> {
    let catalogue = people.catalogue();
    let given = |name| -> Option<Vec<Arc<str>>> { Some(matches.get_many::<String>(name)?.map(|name| Arc::from(name.trim())).collect()) };
    let is_protected = |name: &Arc<str>| catalogue.find(name).is_some_and(|fact| catalogue.fact(fact).protected.is_some());
    let usual: Vec<Arc<str>> = Dimension::usual(people).into_iter().map(|dimension| dimension.name).collect();
    let attributes = given("attributes").unwrap_or_else(|| {
        let facts = people.facts().into_iter().map(|fact| catalogue.fact(fact));
        facts.filter(|fact| fact.protected.is_some()).map(|fact| Arc::clone(&fact.name)).collect()
    });
    if attributes.is_empty() {
        return Err(Failure::said(
            "data ini tidak memiliki fakta terlindungi; sebut kelompok yang dibandingkan dengan `--attributes NAMA`",
            "the data has no protected fact; name the groups to compare with `--attributes NAME`",
        ));
    }
    let strata = given("strata").unwrap_or_else(|| {
        usual.iter().filter(|name| !is_protected(name)).filter(|name| ["unit", "grade"].contains(&&***name)).cloned().collect()
    });
    let chosen = match rule.policy.kind {
        Kind::Eligibility => Chosen::Eligible,
        Kind::Score | Kind::Points => {
            let Some(least) = matches.get_one::<String>("least") else {
                return Err(Failure::said(
                    "kebijakan ini memberi nilai; sebut siapa yang terpilih dengan `--least BILANGAN`",
                    "the policy gives a value; say who is selected with `--least NUMBER`",
                ));
            };
            let number = parse_decimal(least)
                .map_err(|_| Failure::said(format!("`--least {least}` bukan bilangan"), format!("`--least {least}` is no number")))?;
            Chosen::AtLeast(number)
        }
        Kind::Classification => Chosen::OneOf(given("classes").ok_or_else(|| {
            Failure::said(
                "kebijakan ini memberi kelas; sebut kelas yang terpilih dengan `--classes KODE,…`",
                "the policy gives a class; say which are selected with `--classes CODE,…`",
            )
        })?),
    };
    let options = Options { attributes, strata, chosen, threads, ..Options::new(&[], &[]) };
    Ok(match comparison {
        Some(comparison) => audit_beside(people, &rule.on, &options, comparison)?,
        None => audit(people, &rule.on, &options)?,
    })
}

pub(super) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let mut library = library(matches, voice)?;
    let rule = rule(&mut library, matches, "policy", voice)?;
    let people = People::open(matches, &mut library, &rule.policy.catalogue, rule.as_of, voice)?;
    let watched = people.watched();
    let found = audited(matches, &watched, &rule, None, threads(matches))?;
    drop(watched);
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/lab-audit/1", "population": people.origin, "audit": found }))?;
    } else {
        show(&found, false, voice);
    }
    Ok(Answer::Positive)
}

/// The outcome by group, proxies and flips; what is behind it is in the report and in JSON.
pub(super) fn show(audit: &FairnessAudit, is_draft: bool, voice: &Voice) {
    let (title, people, day) = (voice.label(&audit.policy.title), count(audit.people, voice), audit.as_of);
    let what = if is_draft { voice.t("rancangan ", "the draft ") } else { "" };
    voice.line(match voice.language {
        Language::Id => format!("Audit keadilan {what}{title}, {day}, {people} orang. Terpilih: {}.", voice.label(&audit.selected)),
        Language::En => format!("Fairness audit of {what}{title}, {day}, {people} people. Selected: {}.", voice.label(&audit.selected)),
    });
    let number = |number: Shown| match number {
        Shown::Value(number) => count(number, voice),
        Shown::Few => format!("<{}", audit.suppression.least),
        Shown::Protecting => "·".to_owned(),
    };
    let mut hides = false;
    let share = |value: f64| voice.decimal((Decimal::from_f64_retain(value).unwrap_or_default() * Decimal::ONE_HUNDRED).round_dp(1));
    for attribute in &audit.attributes {
        let Some(step) = attribute.steps.iter().find(|step| step.kind == StepKind::Outcome) else { continue };
        let mut table = Table::new(&[
            voice.label(&attribute.name),
            voice.t("orang", "people"),
            voice.t("terpilih", "selected"),
            voice.t("persen", "percent"),
            voice.t("rasio", "ratio"),
            voice.t("tanda", "flag"),
        ]);
        for group in &step.groups {
            let ratio = group
                .against
                .as_ref()
                .and_then(|against| against.ratio.value())
                .map(|ratio| voice.decimal(Decimal::from_f64_retain(*ratio).unwrap_or_default().round_dp(3)));
            let flag = group.against.as_ref().and_then(|against| against.flag.value()).copied();
            let flag = match flag {
                Some("red") => voice.t("merah", "red"),
                Some("amber") => voice.t("kuning", "amber"),
                Some("grey") => voice.t("abu-abu", "grey"),
                Some(_) => voice.t("tidak ada", "none"),
                None => "",
            };
            let is_reference = matches!(&step.reference, Found::Value(name) if *name == group.name);
            hides |= [group.pool, group.selected].contains(&Shown::Protecting);
            table.row(vec![
                voice.label(&group.name).to_owned(),
                number(group.pool),
                number(group.selected),
                group.rate.value().map(|rate| share(*rate)).unwrap_or_default(),
                ratio.unwrap_or_else(|| if is_reference { voice.t("pembanding", "reference").to_owned() } else { String::new() }),
                flag.to_owned(),
            ]);
        }
        voice.line(table.render(voice));
    }
    if hides {
        voice.line(
            voice.t("· disembunyikan agar angka kecil tidak dapat dihitung mundur", "· hidden so that a small count cannot be worked back"),
        );
    }
    voice.line(voice.label(&audit.multiplicity.note));
    for proxy in audit.proxies.iter().take(5) {
        voice.line(format!("- {}", voice.label(&proxy.sentence)));
    }
    if let Some(flips) = &audit.flips {
        voice.line(voice.label(&flips.summary));
    }
    for note in &audit.notes {
        voice.line(format!("* {}", voice.label(note)));
    }
}
