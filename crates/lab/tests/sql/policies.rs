//! Every shipped policy that can be translated, over people with every value that hurts.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::decide::{PolicyOnDate, prepare};
use jenjang::policy::dossier::Dossier;
use jenjang::policy::model::PolicySet;
use jenjang::policy::value::FactIndex;
use jenjang_lab::segment::Segment;
use jenjang_lab::sql::{Dialect, csv, inserts, schema, translate};
use jenjang_tests::{Random, random_day, shipped};

use crate::engines::{Job, Rows, run};
use crate::{people, wanted};

/// A job with what must come out of it.
pub(crate) struct Asked {
    pub(crate) job: Job,
    pub(crate) rows: Vec<Vec<Option<String>>>,
    dossiers: Vec<Dossier>,
    facts: Vec<FactIndex>,
}

/// The job of a policy over these people; a sentence where it cannot be translated.
pub(crate) fn asked(on: &PolicyOnDate, dialect: Dialect, dossiers: Vec<Dossier>) -> Result<Asked, String> {
    let catalogue = &on.policy().catalogue;
    let translation = translate(on, dialect, "people").map_err(|error| error.message().en.to_string())?;
    let all: Vec<FactIndex> = (0..catalogue.facts().len()).map(|at| FactIndex(u16::try_from(at).unwrap())).collect();
    let segment = Segment::of_dossiers(catalogue, &all, &dossiers);
    let job = Job {
        name: format!("{} {}", on.policy().id, on.as_of()),
        schema: schema(on, dialect, "people"),
        inserts: inserts(on, dialect, "people", &segment).unwrap(),
        csv: csv(on, &segment).unwrap(),
        select: translation.text.clone(),
    };
    let rows = dossiers.iter().enumerate().map(|(at, dossier)| {
        let id = std::iter::once(Some((at + 1).to_string()));
        id.chain(wanted::row(on, &translation, dossier)).collect()
    });
    Ok(Asked { job, rows: rows.collect(), dossiers, facts: on.facts().to_vec() })
}

/// Every person's row is what `decide` says.
pub(crate) fn compare(asked: &Asked, found: &Rows) -> Result<(), String> {
    let job = &asked.job;
    let found = found.as_ref().map_err(|error| format!("{}: {error}\n{}", job.name, job.select))?;
    if found.len() != asked.rows.len() {
        return Err(format!("{}: {} rows, expected {}", job.name, found.len(), asked.rows.len()));
    }
    for ((wanted, found), dossier) in asked.rows.iter().zip(found).zip(&asked.dossiers) {
        if wanted != found {
            let facts: Vec<String> =
                (asked.facts.iter()).map(|fact| format!("{} = {}", dossier.catalogue().fact(*fact).name, dossier.get(*fact))).collect();
            return Err(format!("{}: decide {wanted:?}, found {found:?}\n{}\n{}", job.name, facts.join("\n"), job.select));
        }
    }
    Ok(())
}

fn day_in_force(policy: &jenjang::policy::model::Policy, random: &mut Random) -> NaiveDate {
    let today: NaiveDate = "2026-04-01".parse().unwrap();
    if policy.effective.contains(today) && random.below(2) == 0 {
        return today;
    }
    (0..200).map(|_| random_day(random)).find(|day| policy.effective.contains(*day)).or(policy.effective.from).unwrap()
}

/// Jobs of every shipped policy, and why the others have none.
pub(crate) fn jobs(
    dialect: Dialect,
    catalogue: &Arc<Catalogue>,
    set: &PolicySet,
    people: usize,
    seed: u64,
) -> (Vec<Asked>, Vec<(String, String)>) {
    let mut random = Random::new(seed);
    let (mut jobs, mut refused) = (Vec::new(), Vec::new());
    for policy in set.iter() {
        let day = day_in_force(policy, &mut random);
        let on = prepare(set, policy, day, NaiveDate::MAX).unwrap();
        let dossiers = (0..people).map(|_| people::dossier(catalogue, day, &mut random)).collect();
        match asked(&on, dialect, dossiers) {
            Ok(asked) => jobs.push(asked),
            Err(reason) => refused.push((policy.id.to_string(), reason)),
        }
    }
    (jobs, refused)
}

fn every_shipped_policy(dialect: Dialect) {
    let (catalogue, set, _) = shipped();
    let (asked, refused) = jobs(dialect, &catalogue, &set, 60, 20_261_122);
    for (policy, reason) in &refused {
        println!("{policy}: {reason}");
    }
    println!("{dialect}: {} of {} shipped policies translate", asked.len(), asked.len() + refused.len());
    let (jobs, wanted): (Vec<Job>, Vec<_>) = asked
        .into_iter()
        .map(|asked| {
            let Asked { job, rows, dossiers, facts } = asked;
            let name =
                Job { name: job.name.clone(), select: job.select.clone(), schema: String::new(), inserts: Vec::new(), csv: String::new() };
            (job, Asked { job: name, rows, dossiers, facts })
        })
        .unzip();
    let Some(found) = run(dialect, &format!("shipped-{dialect}"), &jobs) else { return };
    let wrong: Vec<String> = wanted.iter().zip(&found).filter_map(|(asked, found)| compare(asked, found).err()).collect();
    assert!(wrong.is_empty(), "{} of {} differ\n{}", wrong.len(), wanted.len(), wrong.first().unwrap());
    assert_eq!(found.len(), wanted.len());
}

#[test]
fn postgres_says_what_decide_says() {
    every_shipped_policy(Dialect::Postgres);
}

#[test]
fn duckdb_says_what_decide_says() {
    every_shipped_policy(Dialect::DuckDb);
}

/// Writes what `tests/spark.sh` asks Spark: the jobs with their rows, into the file that `JENJANG_SPARK_JOBS` names; and into the file that
/// `JENJANG_SPARK_SCALE` names, many people under the rule of regular promotion.
#[test]
#[ignore = "for tests/spark.sh"]
fn jobs_for_spark() {
    let file = |name: &str| std::path::PathBuf::from(std::env::var(name).unwrap_or_else(|_| panic!("{name} names a file")));
    let (catalogue, set, _) = shipped();
    let (asked, refused) = jobs(Dialect::Spark, &catalogue, &set, 60, 20_261_123);
    println!("spark: {} of {} shipped policies translate", asked.len(), asked.len() + refused.len());
    let constructs = crate::text::constructs(Dialect::Spark).unwrap();
    crate::engines::write_jobs(asked.iter().chain(&constructs).map(|asked| (&asked.job, &asked.rows)), &file("JENJANG_SPARK_JOBS"));
    let day: NaiveDate = "2026-04-01".parse().unwrap();
    let on = prepare(&set, set.get("asn/promotion/regular").unwrap(), day, NaiveDate::MAX).unwrap();
    let mut random = Random::new(50);
    let dossiers = (0..2000).map(|_| jenjang_tests::random_dossier(&catalogue, day, 1, &mut random)).collect();
    let many = asked_of(&on, dossiers);
    crate::engines::write_jobs([(&many.job, &many.rows)].into_iter(), &file("JENJANG_SPARK_SCALE"));
}

fn asked_of(on: &PolicyOnDate, dossiers: Vec<Dossier>) -> Asked {
    asked(on, Dialect::Spark, dossiers).unwrap()
}

/// Random policies of all four kinds: those that translate, over people with every value that hurts.
fn random_policies(dialect: Dialect) {
    let day: NaiveDate = "2024-02-29".parse().unwrap();
    let (mut all, mut refused) = (Vec::new(), Vec::new());
    for seed in 0..16 {
        let (catalogue, set, text) = jenjang_tests::language::random_policies(seed);
        let mut random = Random::new(seed ^ 0x5A1);
        for policy in set.iter() {
            let on = prepare(&set, policy, day, NaiveDate::MAX).unwrap();
            let dossiers = (0..40).map(|_| people::dossier(&catalogue, day, &mut random)).collect();
            match asked(&on, dialect, dossiers) {
                Ok(asked) => all.push((asked, text.clone())),
                Err(reason) => refused.push(reason),
            }
        }
    }
    println!("{dialect}: {} of {} random policies translate", all.len(), all.len() + refused.len());
    refused.iter().for_each(|reason| println!("  {reason}"));
    assert!(all.len() * 10 > (all.len() + refused.len()) * 7, "{refused:#?}");
    let jobs: Vec<Job> = all.iter().map(|(asked, _)| asked.job.clone()).collect();
    let Some(found) = run(dialect, &format!("random-{dialect}"), &jobs) else { return };
    let differ =
        |((asked, text), found): (&(Asked, String), &Rows)| compare(asked, found).err().map(|problem| format!("{problem}\n{text}"));
    let wrong: Vec<String> = all.iter().zip(&found).filter_map(differ).collect();
    assert!(wrong.is_empty(), "{} of {} differ\n{}", wrong.len(), all.len(), wrong.join("\n---\n"));
}

#[test]
fn random_policies_on_postgres() {
    random_policies(Dialect::Postgres);
}

#[test]
fn random_policies_on_duckdb() {
    random_policies(Dialect::DuckDb);
}
