//! `lab project`: the same people over years of rounds, retirements and vacancies.

use std::sync::Arc;

use chrono::NaiveDate;
use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::policy::catalogue::Catalogue;
use jenjang_lab::population::Population;
use jenjang_lab::project::{Course, Flow, Horizon, Projection, ProjectionRules, Rule as Projected, project};
use jenjang_lab::run::Threads;
use jenjang_lab::shown::Shown;
use serde_json::json;

use super::people::People;
use super::run::count;
use super::{Rule, comparison, curve, days, library, population, rule, rules, threads};
use crate::args::text;
use crate::library::read_file;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

/// `--years`, `--project-rules`
pub(super) fn arguments(language: Language) -> [Arg; 2] {
    let t = |id, en| text(language, id, en);
    [
        Arg::new("years")
            .long("years")
            .value_name("N")
            .value_parser(clap::value_parser!(u32).range(1..=100))
            .help(t("Proyeksikan sekian tahun ke depan, lihat `lab project`", "Project so many years ahead, see `lab project`")),
        Arg::new("project-rules").long("project-rules").value_name("FILE").help(t(
            "Aturan proyeksi dalam TOML: putaran, pensiun, formasi, penerimaan; bawaan: pensiun dan penilaian pegawai negeri, katalog lain hanya kenaikan",
            "Projection rules in TOML: rounds, retirement, vacancies, recruitment; default: retirement and ratings of civil servants, other catalogues promotions alone",
        )),
    ]
}

pub(super) fn command(language: Language) -> Command {
    let [years, rules_file] = arguments(language);
    Command::new("project")
        .about(text(
            language,
            "Proyeksi: orang yang sama selama bertahun-tahun putaran, pensiun, formasi dan penerimaan",
            "Projection: the same people over years of rounds, retirements, vacancies and recruitment",
        ))
        .after_help(text(
            language,
            "Benih yang sama memberi angka yang sama. Contoh: jenjang lab project asn/promotion/regular --years 10 --population synthetic:2000 --as-of 2027-01-01",
            "The same seed gives the same numbers. Example: jenjang lab project asn/promotion/regular --years 10 --population synthetic:2000 --as-of 2027-01-01",
        ))
        .args([comparison::in_force(language), comparison::draft(language)])
        .args([years.default_value("10"), rules_file])
        .arg(
            Arg::new("seed")
                .long("seed")
                .value_name("N")
                .default_value("1")
                .value_parser(clap::value_parser!(u64))
                .help(text(language, "Benih acak; bawaan: 1", "Random seed; default: 1")),
        )
        .args(days(language))
        .args(rules(language))
        .args(population(language))
}

/// What a projection was asked for.
pub(super) struct Asked {
    rules: ProjectionRules,
    years: u32,
}

/// Reads `--years` and `--project-rules`; absent without years.
pub(super) fn asked(matches: &ArgMatches, catalogue: &Catalogue) -> Result<Option<Asked>, Failure> {
    let file = matches.get_one::<String>("project-rules");
    let Some(years) = matches.get_one::<u32>("years").copied() else {
        return match file {
            Some(_) => Err(Failure::said("`--project-rules` memerlukan `--years N`", "`--project-rules` needs `--years N`")),
            None => Ok(None),
        };
    };
    let rules = match file {
        Some(file) => {
            let bytes = read_file(file)?;
            let text =
                String::from_utf8(bytes).map_err(|_| Failure::said(format!("`{file}` bukan UTF-8"), format!("`{file}` is not UTF-8")))?;
            ProjectionRules::parse(file, &text)?
        }
        None if &*catalogue.id == "asn" => ProjectionRules::parse("national.toml", jenjang_asn::projection_rules_text())?,
        None => {
            let found = ProjectionRules::found_in(catalogue);
            let (id, names) = (&catalogue.id, found.iter().map(|rules| format!("`{}`", rules.grade)).collect::<Vec<_>>().join(", "));
            match <[ProjectionRules; 1]>::try_from(found) {
                Ok([rules]) => rules,
                Err(found) => {
                    let (which_id, which_en) = if found.is_empty() {
                        ("tidak ada".to_owned(), "there is none".to_owned())
                    } else {
                        (format!("ada {names}"), format!("there are {names}"))
                    };
                    return Err(Failure::said(
                        format!(
                            "fakta mana yang pangkat tidak jelas dari katalog `{id}`: diharapkan satu fakta skala berurut `X` dengan tanggal `X.since`, {which_id}. Sebut dengan `--project-rules FILE` berisi dua baris: grade = \"NAMA FAKTA\" dan grade-since = \"NAMA FAKTA TANGGAL\""
                        ),
                        format!(
                            "which fact is the grade does not follow from the catalogue `{id}`: expected one fact `X` of an ordered scale with a date `X.since`, {which_en}. Name it with `--project-rules FILE` of two lines: grade = \"NAME OF THE FACT\" and grade-since = \"NAME OF THE DATE\""
                        ),
                    ));
                }
            }
        }
    };
    Ok(Some(Asked { rules, years }))
}

impl Asked {
    /// The projection.
    pub(super) fn run(
        &self,
        people: &dyn Population,
        in_force: &Rule,
        draft: Option<&Rule>,
        seed: u64,
        threads: Threads,
    ) -> Result<Projection<Shown>, Failure> {
        let horizon = Horizon { from: in_force.as_of, years: self.years, known_at: in_force.known_at };
        let projected = |rule: &Rule| -> (jenjang::policy::model::PolicySet, Arc<jenjang::policy::model::Policy>) {
            (rule.set.clone(), Arc::clone(&rule.policy))
        };
        let (set, policy) = projected(in_force);
        let draft = draft.map(projected);
        let draft = draft.as_ref().map(|(set, policy)| Projected { set, policy });
        let projection = project(people, Projected { set: &set, policy: &policy }, draft, &self.rules, horizon, seed, threads)?;
        Ok(projection.shown(curve::suppression()))
    }
}

pub(super) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let mut library = library(matches, voice)?;
    let in_force = rule(&mut library, matches, "in-force", voice)?;
    let draft = match matches.get_one::<String>("draft") {
        Some(_) => Some(rule(&mut library, matches, "draft", voice)?),
        None => None,
    };
    let Some(asked) = asked(matches, &in_force.policy.catalogue)? else {
        return Err(Failure::said("`--years` belum diisi", "`--years` is missing"));
    };
    let people = People::open(matches, &mut library, &in_force.policy.catalogue, in_force.as_of, voice)?;
    let watched = people.watched();
    let seed = matches.get_one("seed").copied().unwrap_or(1);
    let projection = asked.run(&watched, &in_force, draft.as_ref(), seed, threads(matches))?;
    drop(watched);
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/lab-project/1", "population": people.origin, "projection": projection }))?;
    } else {
        show(&projection, voice);
    }
    Ok(Answer::Positive)
}

/// Year by year, the rule in force beside the draft.
pub(super) fn show(projection: &Projection<Shown>, voice: &Voice) {
    let (people, from) = (count(projection.people, voice), projection.from);
    voice.line(match voice.language {
        Language::Id => format!("Proyeksi dari {from}, {people} orang, benih {}:", projection.seed),
        Language::En => format!("Projection from {from}, {people} people, seed {}:", projection.seed),
    });
    voice.line(voice.t("Aturan yang berlaku", "The rule in force"));
    voice.line(course(&projection.in_force, voice).render(voice));
    if let Some(draft) = &projection.draft {
        voice.line(voice.t("Rancangan", "The draft"));
        voice.line(course(draft, voice).render(voice));
    }
    let courses = std::iter::once(&projection.in_force).chain(&projection.draft);
    curve::marks(courses.flat_map(|course| &course.years).flat_map(|year| numbers(&year.total)), voice);
    for assumption in &projection.assumptions {
        voice.line(format!("- {}", voice.label(assumption)));
    }
}

fn course(course: &Course<Shown>, voice: &Voice) -> Table {
    let mut table = Table::new(&[
        voice.t("tahun", "year"),
        voice.t("pada awal", "at start"),
        voice.t("masuk", "entered"),
        voice.t("pensiun", "retired"),
        voice.t("memenuhi syarat", "eligible"),
        voice.t("naik", "promoted"),
        voice.t("tanpa formasi", "no vacancy"),
        voice.t("di puncak", "at top"),
        voice.t("belum diketahui", "unknown"),
        voice.t("pada akhir", "at end"),
    ]);
    for year in &course.years {
        let from: NaiveDate = year.from;
        table.row(std::iter::once(from.to_string()).chain(numbers(&year.total).map(|number| curve::shown(number, voice))).collect());
    }
    table
}

/// The numbers of a year in the order of the table.
fn numbers(flow: &Flow<Shown>) -> [Shown; 9] {
    let Flow { at_start, entered, retired, eligible, promoted, lost_to_quota, at_top, unknown, at_end } = *flow;
    [at_start, entered, retired, eligible, promoted, lost_to_quota, at_top, unknown, at_end]
}
