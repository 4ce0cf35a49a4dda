//! The reference population and the same ten criteria written by hand: what an interpreter of policies is measured against.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use jenjang::legal::{Certainty, LegalReference};
use jenjang::period::{DateRounding, add_months, years_between};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::decision::{Finding, Measure, Remedy, Required, Verdict};
use jenjang::policy::document::RemedyKind;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::scale::{Choice, Scale};
use jenjang::policy::types::Unit;
use jenjang::policy::value::Value;
use jenjang_policy_files::{Library, load};
use jenjang_tests::Random;
use rust_decimal::Decimal;

/// The levels the nine competencies ask for.
const LEVELS: [i64; 9] = [3, 3, 3, 3, 4, 3, 3, 2, 3];

pub(crate) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// The policy and its catalogue, read from the files beside this one.
pub(crate) fn library() -> Library {
    let catalogue: &[u8] = include_bytes!("reference/catalogue.toml");
    let policy: &[u8] = include_bytes!("reference/policy.toml");
    let library = load([("catalogue.toml", catalogue)], [("policy.toml", policy)]);
    assert!(library.is_sound(), "{}", jenjang_tests::list(&library.diagnostics));
    library
}

/// A person as a programmer would hold one who knows the ten criteria.
#[derive(Clone, Debug)]
pub(crate) struct Native {
    pub(crate) grade: u16,
    pub(crate) grade_since: NaiveDate,
    pub(crate) ratings: [u16; 2],
    pub(crate) education: u16,
    pub(crate) sanction: Option<NaiveDate>,
    pub(crate) birth: NaiveDate,
    pub(crate) levels: [i64; 9],
    /// In hundredths.
    pub(crate) evaluation: i64,
    pub(crate) hours: i64,
    pub(crate) certificate: bool,
    pub(crate) position_since: NaiveDate,
}

fn between(random: &mut Random, from: NaiveDate, to: NaiveDate) -> NaiveDate {
    from + Days::new(random.below((to - from).num_days().unsigned_abs()))
}

/// A place picked with these weights in percent.
fn weighted(random: &mut Random, weights: &[u64]) -> u16 {
    let mut left = random.below(100);
    for (at, weight) in weights.iter().enumerate() {
        if left < *weight {
            return u16::try_from(at).unwrap();
        }
        left -= weight;
    }
    0
}

/// People with the marginals of the reference population; a seed means the same people for ever.
pub(crate) fn population(count: usize) -> Vec<Native> {
    let mut random = Random::new(20_260_401);
    (0..count)
        .map(|_| {
            let r = &mut random;
            Native {
                grade: u16::try_from(r.below(8)).unwrap(),
                grade_since: between(r, day(2010, 1, 1), day(2026, 4, 1)),
                ratings: [weighted(r, &[2, 5, 10, 43, 40]), weighted(r, &[2, 5, 10, 43, 40])],
                education: u16::try_from(r.below(6)).unwrap(),
                sanction: (r.below(20) == 0).then(|| between(r, day(2025, 1, 1), day(2027, 7, 1))),
                birth: between(r, day(1960, 1, 1), day(2000, 1, 1)),
                levels: LEVELS.map(|level| (level + i64::from(weighted(r, &[1, 5, 54, 40])) - 2).clamp(0, 5)),
                evaluation: 6000 + i64::try_from(r.below(4001)).unwrap(),
                hours: i64::try_from(r.below(101)).unwrap(),
                certificate: r.below(10) < 6,
                position_since: between(r, day(2006, 1, 1), day(2026, 4, 1)),
            }
        })
        .collect()
}

fn number(n: i64) -> Value {
    Value::Number(Decimal::from(n))
}

/// The same person as facts.
pub(crate) fn dossier(catalogue: &Arc<Catalogue>, person: &Native, as_of: NaiveDate) -> Dossier {
    let mut dossier = Dossier::new(Arc::clone(catalogue), as_of);
    let choice = |scale: &str, rank: u16| Value::Choice(Choice::at(catalogue.scale(scale).unwrap(), rank).unwrap());
    let mut set = |name: &str, value: Value| dossier.set(catalogue.find(name).unwrap(), value);
    set("grade", choice("grade", person.grade));
    set("grade.since", Value::Date(person.grade_since));
    set("rating.last", choice("rating", person.ratings[0]));
    set("rating.previous", choice("rating", person.ratings[1]));
    set("education", choice("education", person.education));
    set("sanction.until", person.sanction.map_or(Value::None, Value::Date));
    set("birth", Value::Date(person.birth));
    for (at, level) in person.levels.iter().enumerate() {
        set(&format!("level.{}", at + 1), number(*level));
    }
    set("evaluation", Value::Number(Decimal::new(person.evaluation, 2)));
    set("hours", number(person.hours));
    set("certificate", Value::Boolean(person.certificate));
    set("position.since", Value::Date(person.position_since));
    dossier
}

/// The same facts as a line of JSON.
pub(crate) fn json(person: &Native) -> String {
    let grades = ["III/a", "III/b", "III/c", "III/d", "IV/a", "IV/b", "IV/c", "IV/d"];
    let education = ["D-I", "D-II", "D-III", "S1", "S2", "S3"];
    let mut facts = serde_json::json!({
        "grade": grades[usize::from(person.grade)],
        "grade.since": person.grade_since,
        "rating.last": (person.ratings[0] + 1).to_string(),
        "rating.previous": (person.ratings[1] + 1).to_string(),
        "education": education[usize::from(person.education)],
        "sanction.until": person.sanction,
        "birth": person.birth,
        "evaluation": Decimal::new(person.evaluation, 2).to_string(),
        "hours": person.hours,
        "certificate": person.certificate,
        "position.since": person.position_since,
    });
    for (at, level) in person.levels.iter().enumerate() {
        facts[format!("level.{}", at + 1)] = (*level).into();
    }
    facts.to_string()
}

/// Whether the person is eligible, and nothing else.
pub(crate) fn eligible(person: &Native, as_of: NaiveDate) -> bool {
    let rounding = DateRounding::LastDayOfMonth;
    let gap: i64 = LEVELS.iter().zip(&person.levels).map(|(wanted, level)| (wanted - level).max(0)).sum();
    person.grade >= 2
        && years_between(person.grade_since, as_of, rounding) >= 4
        && person.ratings[0] >= 3
        && person.ratings[1] >= 3
        && person.education >= 2
        && person.sanction.is_none_or(|until| until < as_of)
        && years_between(person.birth, as_of, rounding) < 56
        && gap <= 1
        && person.evaluation >= 7600
        && person.hours >= 20
        && (person.certificate || years_between(person.position_since, as_of, rounding) >= 10)
}

/// Everything a hand-written explanation needs that is the same for all people.
pub(crate) struct Words {
    codes: [Arc<str>; 10],
    references: [LegalReference; 10],
    subjects: [Arc<str>; 13],
    required: [Required; 13],
    levels: Unit,
    years: Unit,
    grade: Arc<Scale>,
    rating: Arc<Scale>,
    education: Arc<Scale>,
}

impl Words {
    pub(crate) fn new(catalogue: &Catalogue, as_of: NaiveDate) -> Words {
        let codes = [
            "grade-too-low",
            "time-in-grade-too-short",
            "performance-too-low",
            "education-too-low",
            "sanction-in-force",
            "too-old",
            "competency-gap",
            "evaluation-too-low",
            "training-too-short",
            "no-certificate-nor-tenure",
        ];
        let gap: Vec<String> = LEVELS.iter().enumerate().map(|(at, level)| format!("max(0, {level} - level.{})", at + 1)).collect();
        let scale = |name: &str| Arc::clone(catalogue.scale(name).unwrap());
        let least = |name: &str, code: &str| Required::AtLeast(Value::Choice(Choice::parse(&scale(name), code).unwrap()));
        Words {
            codes: codes.map(Arc::from),
            references: std::array::from_fn(|at| LegalReference {
                citation: format!("benchmark {}", at + 1).into(),
                certainty: Certainty::Text,
            }),
            subjects: [
                "grade",
                "years between(grade.since, as of)",
                "rating.last",
                "rating.previous",
                "education",
                "sanction.until",
                "sanction.until",
                "years between(birth, as of)",
                &gap.join(" + "),
                "evaluation",
                "hours",
                "certificate",
                "years between(position.since, as of)",
            ]
            .map(Arc::from),
            required: [
                least("grade", "III/c"),
                Required::AtLeast(number(4)),
                least("rating", "4"),
                least("rating", "4"),
                least("education", "D-III"),
                Required::None,
                Required::Less(Value::Date(as_of)),
                Required::Less(number(56)),
                Required::AtMost(number(1)),
                Required::AtLeast(Value::Number(Decimal::new(7600, 2))),
                Required::AtLeast(number(20)),
                Required::Equal(Value::Boolean(true)),
                Required::AtLeast(number(10)),
            ],
            levels: "levels".into(),
            years: "years".into(),
            grade: scale("grade"),
            rating: scale("rating"),
            education: scale("education"),
        }
    }

    fn measure(&self, at: usize, found: Value, met: bool, distance: Option<Value>, unit: Option<&Unit>) -> Measure {
        Measure {
            subject: Arc::clone(&self.subjects[at]),
            found,
            required: self.required[at].clone(),
            distance,
            unit: unit.cloned(),
            verdict: if met { Verdict::Met } else { Verdict::NotMet },
        }
    }

    fn level(&self, at: usize, scale: &Arc<Scale>, rank: u16, wanted: u16) -> Measure {
        let distance = (rank < wanted).then(|| number(i64::from(wanted - rank)));
        let found = Choice::at(scale, rank).map_or(Value::None, Value::Choice);
        self.measure(at, found, rank >= wanted, distance, Some(&self.levels))
    }

    fn finding(&self, at: usize, met: bool, measure: Measure, measures: Vec<Measure>, remedy: Remedy) -> Finding {
        Finding {
            code: Arc::clone(&self.codes[at]),
            verdict: if met { Verdict::Met } else { Verdict::NotMet },
            measure,
            measures,
            records: Vec::new(),
            missing: Vec::new(),
            reference: self.references[at].clone(),
            remedy: if met { None } else { Some(remedy) },
            waiver: None,
        }
    }

    /// Two comparisons, the deciding one first.
    fn pair(&self, at: usize, met: bool, first: Measure, second: Measure, second_decides: bool, remedy: Remedy) -> Finding {
        let measures = if second_decides { vec![second, first] } else { vec![first, second] };
        self.finding(at, met, measures[0].clone(), measures, remedy)
    }

    /// The ten findings, as the engine gives them.
    pub(crate) fn findings(&self, person: &Native, as_of: NaiveDate) -> Vec<Finding> {
        let rounding = DateRounding::LastDayOfMonth;
        let act = |kind: RemedyKind| Remedy::Act { kind };
        let mut found = Vec::with_capacity(10);

        let grade = self.level(0, &self.grade, person.grade, 2);
        found.push(self.finding(0, person.grade >= 2, grade, Vec::new(), act(RemedyKind::None)));

        let years = i64::from(years_between(person.grade_since, as_of, rounding));
        let met = years >= 4;
        let measure = self.measure(1, number(years), met, (!met).then(|| number(4 - years)), Some(&self.years));
        let until = if met { None } else { add_months(person.grade_since, 48, rounding) };
        found.push(self.finding(1, met, measure, Vec::new(), Remedy::Wait { until }));

        let last = self.level(2, &self.rating, person.ratings[0], 3);
        let previous = self.level(3, &self.rating, person.ratings[1], 3);
        let (good, better) = (person.ratings[0] >= 3, person.ratings[1] >= 3);
        found.push(self.pair(2, good && better, last, previous, good && !better, act(RemedyKind::Earn)));

        let education = self.level(4, &self.education, person.education, 2);
        found.push(self.finding(3, person.education >= 2, education, Vec::new(), act(RemedyKind::Earn)));

        let until = person.sanction.map_or(Value::None, Value::Date);
        let over = person.sanction.is_some_and(|until| until < as_of);
        let none = self.measure(5, until.clone(), person.sanction.is_none(), None, None);
        let distance = person.sanction.filter(|_| !over).map(|until| Value::Days((until - as_of).num_days() + 1));
        let past = self.measure(6, until, over, distance, None);
        let free = person.sanction.is_none() || over;
        let wait = Remedy::Wait { until: person.sanction.and_then(|until| until.succ_opt()) };
        found.push(self.pair(4, free, none, past, over, wait));

        let age = i64::from(years_between(person.birth, as_of, rounding));
        let measure = self.measure(7, number(age), age < 56, (age > 56).then(|| number(age - 56)), Some(&self.years));
        found.push(self.finding(5, age < 56, measure, Vec::new(), act(RemedyKind::None)));

        let gap: i64 = LEVELS.iter().zip(&person.levels).map(|(wanted, level)| (wanted - level).max(0)).sum();
        let measure = self.measure(8, number(gap), gap <= 1, (gap > 1).then(|| number(gap - 1)), None);
        found.push(self.finding(6, gap <= 1, measure, Vec::new(), act(RemedyKind::Earn)));

        let met = person.evaluation >= 7600;
        let lacking = (!met).then(|| Value::Number(Decimal::new(7600 - person.evaluation, 2)));
        let measure = self.measure(9, Value::Number(Decimal::new(person.evaluation, 2)), met, lacking, None);
        found.push(self.finding(7, met, measure, Vec::new(), act(RemedyKind::Earn)));

        let met = person.hours >= 20;
        let measure = self.measure(10, number(person.hours), met, (!met).then(|| number(20 - person.hours)), None);
        found.push(self.finding(8, met, measure, Vec::new(), act(RemedyKind::Earn)));

        let tenure = i64::from(years_between(person.position_since, as_of, rounding));
        let long = tenure >= 10;
        let certificate = self.measure(11, Value::Boolean(person.certificate), person.certificate, None, None);
        let tenure = self.measure(12, number(tenure), long, (!long).then(|| number(10 - tenure)), Some(&self.years));
        let met = person.certificate || long;
        found.push(self.pair(9, met, certificate, tenure, !person.certificate && long, act(RemedyKind::Earn)));
        found
    }
}
