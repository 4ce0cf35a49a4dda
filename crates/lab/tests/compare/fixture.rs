//! A small employer: four facts, units that lie in regions, a rule in force and drafts of it.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::decide::{PolicyOnDate, prepare};
use jenjang::policy::model::{Policy, PolicySet};
use jenjang::policy::scale::Choice;
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;
use jenjang_lab::column::Column;
use jenjang_lab::population::InMemory;
use jenjang_lab::segment::Segment;
use jenjang_policy_files::Library;

pub(crate) const CATALOGUE: &str = r#"
[catalogue]
id    = "small"
title = { id = "Katalog kecil", en = "Small catalogue" }

[scales.grade]
label  = { id = "Golongan", en = "Grade" }
values = [
  { code = "A", label = { id = "Gol. A", en = "Grade A" } },
  { code = "B", label = { id = "Gol. B", en = "Grade B" } },
  { code = "C", label = { id = "Gol. C", en = "Grade C" } },
]

[scales.sex]
label   = { id = "Jenis kelamin", en = "Sex" }
ordered = false
values  = [
  { code = "f", label = { id = "perempuan", en = "female" } },
  { code = "m", label = { id = "laki-laki", en = "male" } },
]

[scales.band]
label  = { id = "Peringkat", en = "Band" }
values = [
  { code = "low", label = { id = "rendah", en = "low" } },
  { code = "high", label = { id = "tinggi", en = "high" } },
]

[facts.grade]
type     = "grade"
label    = { id = "Golongan", en = "Grade" }
source   = { id = "uji", en = "test" }
supplier = { id = "uji", en = "test" }

[facts."grade.since"]
type     = "date"
label    = { id = "Golongan sejak", en = "In grade since" }
source   = { id = "uji", en = "test" }
supplier = { id = "uji", en = "test" }

[facts.points]
type     = "number"
range    = ["0", "100"]
label    = { id = "Nilai", en = "Score" }
source   = { id = "uji", en = "test" }
supplier = { id = "uji", en = "test" }

[facts.certificate]
type     = "boolean"
label    = { id = "Sertifikat", en = "Certificate" }
source   = { id = "uji", en = "test" }
supplier = { id = "uji", en = "test" }

[facts.sex]
type      = "sex"
label     = { id = "Jenis kelamin", en = "Sex" }
source    = { id = "uji", en = "test" }
supplier  = { id = "uji", en = "test" }
protected = "sex"

[facts.birth]
type      = "date"
label     = { id = "Tanggal lahir", en = "Date of birth" }
source    = { id = "uji", en = "test" }
supplier  = { id = "uji", en = "test" }
protected = "age"
"#;

pub(crate) const IN_FORCE: &str = r#"
[policy]
id            = "small/promotion"
decides       = "eligibility"
title         = { id = "Kenaikan", en = "Promotion" }
catalogue     = "small"
reference     = "R"
certainty     = "text"
effective     = { from = 2020-01-01 }
date-rounding = "last-day-of-month"

[parameters.minimum-years]
label  = { id = "Masa kerja minimum", en = "Minimum years" }
unit   = "years"
values = [{ from = 2020-01-01, value = "4", reference = "R 1", certainty = "text" }]

[parameters.minimum-score]
label  = { id = "Nilai minimum", en = "Minimum score" }
values = [{ from = 2020-01-01, value = "60", reference = "R 2", certainty = "text" }]

[[criteria]]
code      = "time-too-short"
label     = { id = "Masa kerja", en = "Time in grade" }
reference = "R 1"
certainty = "text"
require   = "years between(grade.since, as of) >= minimum-years"
remedy    = "wait"

[[criteria]]
code      = "score-too-low"
label     = { id = "Nilai", en = "Score" }
reference = "R 2"
certainty = "text"
require   = "points >= minimum-score"
remedy    = "earn"
"#;

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) const AS_OF: &str = "2026-10-01";

/// The catalogue, and each text compiled by itself.
pub(crate) fn compiled(texts: &[&str]) -> (Arc<Catalogue>, Vec<(PolicySet, Arc<Policy>)>) {
    let mut library = Library::default();
    library.add_catalogue("catalogue.toml", CATALOGUE.as_bytes());
    assert!(library.is_sound(), "{}", jenjang_tests::list(&library.diagnostics));
    let catalogue = Arc::clone(library.catalogue("small").unwrap());
    let policies = texts.iter().map(|text| {
        let mut own = library.clone();
        let ids = own.add_policies([("policy.toml", text.as_bytes())]);
        assert!(own.is_sound(), "{}", jenjang_tests::list(&own.diagnostics));
        let policy = Arc::clone(own.set.get(ids[0].as_ref().unwrap()).unwrap());
        (own.set.clone(), policy)
    });
    let policies = policies.collect();
    (catalogue, policies)
}

/// The rule in force and a draft, prepared for the day.
pub(crate) fn pair(before: &str, after: &str) -> (Arc<Catalogue>, Arc<PolicyOnDate>, Arc<PolicyOnDate>) {
    let (catalogue, policies) = compiled(&[before, after]);
    let on = |(set, policy): &(PolicySet, Arc<Policy>)| Arc::new(prepare(set, policy, day(AS_OF), day(AS_OF)).unwrap());
    (catalogue, on(&policies[0]), on(&policies[1]))
}

/// A person: grade, since, score, certificate, sex, birth, unit, region. `?` is missing.
pub(crate) type Person = [&'static str; 8];

pub(crate) fn value(ty: &Type, text: &str) -> Value {
    match ty {
        _ if text == "?" => Value::Missing,
        Type::Choice(scale) => Value::Choice(Choice::parse(scale, text).unwrap()),
        Type::Date => Value::Date(day(text)),
        Type::Number(_) => Value::Number(text.parse().unwrap()),
        Type::Boolean => Value::Boolean(text == "yes"),
        _ => Value::Text(text.into()),
    }
}

/// A segment for each slice of people.
pub(crate) fn people(catalogue: &Arc<Catalogue>, parts: &[&[Vec<String>]]) -> InMemory {
    let segments = parts.iter().map(|part| {
        let mut segment = Segment::new(catalogue, part.len());
        for (at, name) in ["grade", "grade.since", "points", "certificate", "sex", "birth"].into_iter().enumerate() {
            let fact = catalogue.find(name).unwrap();
            let ty = &catalogue.fact(fact).ty;
            segment.set(fact, Column::of(ty, part.iter().map(|person| value(ty, &person[at]))));
        }
        for (at, name) in [(6, "unit"), (7, "region")] {
            segment.set_other(name, Column::of(&Type::Text, part.iter().map(|person| value(&Type::Text, &person[at]))));
        }
        segment
    });
    InMemory::new(catalogue, segments.collect())
}

/// So many copies of a person.
pub(crate) fn times(number: usize, person: Person) -> Vec<Vec<String>> {
    vec![person.map(str::to_owned).to_vec(); number]
}
