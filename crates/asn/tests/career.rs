//! The shipped career pattern, and what it makes of a career.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests: what is absent here ends the test")]

use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;
use jenjang::career::{Assumption, CareerError, CareerMap, Development, Impossible, MapError, Plan, Planner, Post, Route, Standing};
use jenjang::legal::Label;
use jenjang::people::id::PositionId;
use jenjang::period::EVERYTHING_KNOWN;
use jenjang::policy::decide::prepare;
use jenjang::policy::decision::Verdict;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::earliest::earliest_with;
use jenjang::policy::expression::literal::parse_value;
use jenjang::policy::value::Value;
use jenjang_asn::Shipped;
use proptest::prelude::*;

fn shipped() -> &'static Shipped {
    static SHIPPED: OnceLock<Shipped> = OnceLock::new();
    SHIPPED.get_or_init(|| jenjang_asn::shipped().unwrap())
}

/// The synthetic district's first eight offices.
fn map() -> &'static CareerMap {
    static MAP: OnceLock<CareerMap> = OnceLock::new();
    MAP.get_or_init(|| map_of(jenjang_asn::synthetic::posts(&shipped().catalogue, 260)))
}

fn map_of(posts: Vec<Post>) -> CareerMap {
    let pattern = jenjang_asn::career_pattern(&shipped().catalogue, &shipped().policies).0.unwrap();
    CareerMap::new(Arc::new(pattern), posts).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn id(text: &str) -> PositionId {
    text.parse().unwrap()
}

const TODAY: &str = "2026-04-01";

/// Six years as general staff, a bachelor's degree, III/b since two years, everything an agency supplies by hand in order.
const CLERK: &[(&str, &str)] = &[
    ("birth date", "1992-03-15"),
    ("employment", "pns"),
    ("grade", "III/b"),
    ("grade.since", "2024-04-01"),
    ("position.kind", "pelaksana"),
    ("position.since", "2020-03-01"),
    ("position.echelon", "null"),
    ("tier", "null"),
    ("education.level", "S1"),
    ("rating", "[baik, baik]"),
    ("experience.pelaksana", "6.08"),
    ("experience.pengawas", "0"),
    ("experience.administrator", "0"),
    ("experience.ahli-madya", "0"),
    ("competency.standard met", "true"),
    ("integrity.good", "true"),
    ("track record.good", "true"),
    ("health.fit", "true"),
    ("leadership training", "null"),
    ("sanction.level", "null"),
    ("examination.level", "null"),
    ("suspended", "false"),
    ("study duty", "false"),
    ("seconded", "false"),
];

fn dossier(changes: &[(&str, &str)]) -> Dossier {
    let catalogue = &shipped().catalogue;
    let mut dossier = Dossier::new(Arc::clone(catalogue), day(TODAY));
    for (name, text) in CLERK.iter().chain(changes) {
        let fact = catalogue.find(name).unwrap_or_else(|| panic!("no fact {name}"));
        let value = if *text == "?" { Value::Missing } else { parse_value(text, &catalogue.fact(fact).ty).unwrap() };
        dossier.set(fact, value);
    }
    dossier
}

const CLERKS_POST: &str = "dinas-keuangan/pengelola-1";
const HEAD: &str = "dinas-keuangan/kepala";

fn plan(dossier: &Dossier, from: &str, to: &str) -> Result<Plan, CareerError> {
    plan_of(dossier, from, to, 3)
}

fn plan_of(dossier: &Dossier, from: &str, to: &str, count: usize) -> Result<Plan, CareerError> {
    let planner = Planner::new(map(), &shipped().policies, day(TODAY), EVERYTHING_KNOWN).unwrap();
    planner.routes(dossier, Some(&id(from)), &id(to), count)
}

fn stages(route: &Route) -> Vec<&str> {
    route.stages().into_iter().map(|stage| &**stage).collect()
}

#[test]
fn the_shipped_pattern_has_no_fault() {
    let (pattern, problems) = jenjang_asn::career_pattern(&shipped().catalogue, &shipped().policies);
    assert!(problems.is_empty(), "{problems:#?}");
    let pattern = pattern.unwrap();
    assert_eq!(pattern.stages.len(), 14);
    assert!(pattern.moves.iter().all(|rule| !rule.reference.citation.is_empty() && !rule.guards.is_empty()));
}

#[test]
fn three_different_routes_lead_a_clerk_to_the_head_of_the_office() {
    let plan = plan(&dossier(&[]), CLERKS_POST, HEAD).unwrap();
    let found: Vec<(Vec<&str>, Option<NaiveDate>)> = plan.routes.iter().map(|route| (stages(route), route.arrival)).collect();
    // III/c on 2028-04-01 after four years; head of a section of echelon IV.a the same day; III/d four years later, Administrator; IV/a after a
    // year as one grade below the post's range; two years as Administrator
    assert_eq!(found[0], (vec!["pelaksana", "pengawas", "administrator", "jpt-pratama"], Some(day("2034-04-01"))));
    assert_eq!(found.len(), 3);
    for (place, route) in plan.routes.iter().enumerate() {
        for other in &plan.routes[..place] {
            assert!((other.open_times(), other.arrival) <= (route.open_times(), route.arrival), "earliest first");
            let mut rest = found[place].0.iter();
            assert!(!stages(other).iter().all(|stage| rest.any(|found| found == stage)), "a route that only adds stops to another");
        }
        assert_eq!(route.standing, Standing::Missing, "leadership training is asked for");
        let needs: Vec<_> = route.steps.iter().flat_map(|step| &step.needs).collect();
        let training = needs.iter().find(|need| &*need.code == "leadership-training-below-post").unwrap();
        assert_eq!((training.development, training.verdict), (Development::Training, Verdict::NotMet));
        assert!(route.assumptions.contains(&Assumption::Closed) && route.assumptions.contains(&Assumption::Vacant));
        assert!(
            route
                .assumptions
                .iter()
                .any(|assumption| matches!(assumption, Assumption::Unchanged { facts } if facts.iter().any(|fact| &**fact == "rating")))
        );
        for pair in route.steps.windows(2) {
            assert_eq!(pair[0].earliest, Some(pair[1].begins), "a step begins where the one before ended");
            assert_eq!(Some(&pair[0].to), pair[1].from.as_ref());
        }
    }
}

#[test]
fn grades_rise_on_the_way_as_the_promotion_policies_say() {
    let plan = plan(&dossier(&[]), CLERKS_POST, HEAD).unwrap();
    let direct = &plan.routes[0];
    let grades: Vec<(&str, NaiveDate, &str)> =
        direct.steps.iter().flat_map(|step| &step.grades).map(|grade| (&**grade.to.code(), grade.on, &*grade.policy)).collect();
    assert_eq!(
        grades,
        [
            ("III/c", day("2028-04-01"), "asn/promotion/regular"),
            ("III/d", day("2032-04-01"), "asn/promotion/structural-in-range"),
            ("IV/a", day("2033-04-01"), "asn/promotion/structural-one-below"),
        ]
    );
    // the service exam for IV/a was neither passed nor failed in the facts: it stays unknown
    let exam = &direct.steps[2].grades[0].needs[0];
    assert_eq!((exam.verdict, exam.development), (Verdict::Unknown, Development::Examination));
}

#[test]
fn a_step_can_be_taken_on_the_day_the_core_says_when_facts_are_moved_by_hand() {
    // three years and a month as Pelaksana on the day asked; nothing else is lacking for a section of echelon IV.b
    let facts = dossier(&[("position.since", "2023-03-01"), ("experience.pelaksana", "3.08")]);
    let planner = Planner::new(map(), &shipped().policies, day(TODAY), EVERYTHING_KNOWN).unwrap();
    let plan = planner.routes(&facts, Some(&id(CLERKS_POST)), &id("dinas-keuangan/seksi-3"), 1).unwrap();
    let step = &plan.routes[0].steps[0];
    assert_eq!((step.earliest, step.standing), (Some(day("2027-03-01")), Standing::Met));
    assert_eq!(step.waits.iter().map(|wait| (&*wait.code, wait.until)).collect::<Vec<_>>(), [("experience-too-short", day("2027-03-01"))]);

    let policy = shipped().policies.get("asn/position/pengawas").unwrap();
    let prepared = prepare(&shipped().policies, policy, day(TODAY), EVERYTHING_KNOWN).unwrap();
    let years = shipped().catalogue.find("experience.pelaksana").unwrap();
    let by_hand = earliest_with(&prepared, day("2030-01-01"), &|on| {
        let mut moved = facts.clone();
        let months = jenjang::period::months_between(day("2023-03-01"), on, jenjang::period::DateRounding::FirstDayOfNextMonth);
        moved.set(years, Value::Number(jenjang::Decimal::from(months) / jenjang::Decimal::from(12)));
        moved
    });
    assert_eq!(by_hand.date(day(TODAY)), step.earliest);
}

#[test]
fn a_route_that_would_end_after_retirement_is_impossible() {
    // 58 on 2033-03-15, the age of retirement of an Administrator; the head's post could be reached in 2034
    let plan = plan_of(&dossier(&[("birth date", "1975-03-15")]), CLERKS_POST, HEAD, 30).unwrap();
    assert_eq!(plan.retires, Some(day("2033-03-15")));
    let direct = plan.routes.iter().find(|route| stages(route) == ["pelaksana", "pengawas", "administrator", "jpt-pratama"]).unwrap();
    assert_eq!((direct.standing, direct.arrival), (Standing::Impossible, None));
    // the age limit of 56 has passed before the last step begins
    let Some(Impossible::Barred { needs }) = &direct.steps[2].impossible else { panic!("{:?}", direct.steps[2].impossible) };
    assert_eq!(needs.iter().map(|need| &*need.code).collect::<Vec<_>>(), ["above-maximum-age"]);
    assert!(plan.routes.iter().all(|route| route.arrival.is_none()), "nobody comes to the post after retirement");
}

#[test]
fn an_age_limit_that_ends_before_a_time_of_service_begins_is_named() {
    // 56 on 2033-01-01; two years as Administrator end in 2034
    let plan = plan_of(&dossier(&[("birth date", "1977-01-01")]), CLERKS_POST, HEAD, 30).unwrap();
    let direct = plan.routes.iter().find(|route| stages(route) == ["pelaksana", "pengawas", "administrator", "jpt-pratama"]).unwrap();
    let Some(Impossible::NeverTogether { needs }) = &direct.steps[2].impossible else { panic!("{:?}", direct.steps[2].impossible) };
    assert_eq!(needs.iter().map(|need| &*need.code).collect::<Vec<_>>(), ["above-maximum-age"]);
}

#[test]
fn retirement_alone_refuses_a_step_that_everything_else_allows() {
    // 58 on 2027-01-01, before the four years as Pelaksana are full in March
    let facts = dossier(&[("birth date", "1969-01-01"), ("position.since", "2023-03-01"), ("experience.pelaksana", "3.08")]);
    let plan = plan(&facts, CLERKS_POST, "dinas-keuangan/seksi-3").unwrap();
    let step = plan.routes.iter().find(|route| stages(route) == ["pelaksana", "pengawas"]).unwrap().steps.last().unwrap();
    assert_eq!(step.impossible, Some(Impossible::Retirement { retires: day("2027-01-01"), otherwise: day("2027-03-01") }));
}

#[test]
fn what_nobody_said_stays_unknown_and_is_named() {
    let plan = plan(&dossier(&[("education.level", "?")]), CLERKS_POST, "dinas-keuangan/seksi-3").unwrap();
    let step = &plan.routes[0].steps[0];
    assert_eq!(step.standing, Standing::Unknown);
    let need = &step.needs[0];
    assert_eq!((&*need.code, need.verdict, need.development), ("diploma-too-low", Verdict::Unknown, Development::Education));
    assert_eq!(need.facts.iter().map(|fact| &**fact).collect::<Vec<_>>(), ["education.level"]);
    assert!(plan.routes[0].assumptions.iter().any(|a| matches!(a, Assumption::KnownLater { facts } if facts.len() == 1)));
    // without a date of birth there is no limit, and the plan says so
    let plan = self::plan(&dossier(&[("birth date", "?")]), CLERKS_POST, "dinas-keuangan/seksi-3").unwrap();
    assert_eq!(plan.retires, None);
    assert!(plan.routes[0].assumptions.iter().any(|a| matches!(a, Assumption::NoRetirement { fact } if &**fact == "birth date")));
}

#[test]
fn a_diploma_takes_its_time() {
    // a section asks for Diploma III; the shortest programme the pattern knows takes two years
    let plan = plan(&dossier(&[("education.level", "SLTA")]), CLERKS_POST, "dinas-keuangan/seksi-3").unwrap();
    let direct = plan.routes.iter().find(|route| stages(route) == ["pelaksana", "pengawas"]).unwrap();
    assert_eq!((direct.standing, direct.arrival), (Standing::Missing, Some(day("2028-04-01"))));
    assert_eq!(direct.steps[0].needs[0].months, Some(24));
}

#[test]
fn wrong_questions_have_a_sentence_each() {
    let facts = dossier(&[]);
    let sentence = |from: &str, to: &str| plan(&facts, from, to).unwrap_err().to_string();
    assert_eq!(
        sentence(CLERKS_POST, "dinas-keuangan/kepalla"),
        "there is no post `dinas-keuangan/kepalla` on the map; did you mean `dinas-keuangan/kepala`?"
    );
    assert!(sentence(CLERKS_POST, CLERKS_POST).starts_with("post `dinas-keuangan/pengelola-1` is the present post"));
    assert_eq!(
        sentence(HEAD, CLERKS_POST),
        "post `dinas-keuangan/kepala` has `jpt-pratama` for `position.kind`, but the person's facts say `pelaksana`"
    );
    let head = dossier(&[("position.kind", "jpt-pratama")]);
    let down = plan(&head, HEAD, CLERKS_POST).unwrap_err();
    assert!(matches!(down, CareerError::NoWay { .. }), "{down}");
    let planner = Planner::new(map(), &shipped().policies, day(TODAY), EVERYTHING_KNOWN).unwrap();
    let nobody = dossier(&[("position.kind", "?")]);
    let unknown = planner.routes(&nobody, None, &id(HEAD), 3).unwrap_err();
    assert_eq!(unknown.to_string(), "the present post is not known: fact `position.kind` is missing; give the fact or the post");
    let early = Planner::new(map(), &shipped().policies, day("2019-01-01"), EVERYTHING_KNOWN).unwrap_err();
    assert_eq!(early.to_string(), "career pattern `asn/career/national` is not in force on 2019-01-01");
    assert!(!early.message().id.is_empty());
}

#[test]
fn posts_that_make_no_map_are_refused_one_by_one() {
    let post = |name: &str, kind: &str| Post::new(id(name), Label::same(name), kind);
    let mut odd = post("odd", "pengawas");
    odd.echelon = Some("IX".into());
    let mut tierless = post("tierless", "fungsional");
    tierless.tier = None;
    let pattern = jenjang_asn::career_pattern(&shipped().catalogue, &shipped().policies).0.unwrap();
    let posts = vec![post("a", "pelaksana"), post("a", "pelaksana"), odd, post("who", "raja"), tierless];
    let errors = CareerMap::new(Arc::new(pattern), posts).unwrap_err();
    let sentences: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        sentences,
        [
            "post `a` stands twice, expected every id once",
            "post `odd` has the echelon `IX`, expected a code of scale `echelon`",
            "post `tierless` is of kind `fungsional`, for which pattern `asn/career/national` has no stage",
            "post `who` has the kind `raja`, expected a code of scale `position-kind`",
        ]
    );
    assert!(errors.iter().all(|error: &MapError| !error.message().id.is_empty()));
}

#[test]
fn a_map_of_one_step_shows_every_direction() {
    let planner = Planner::new(map(), &shipped().policies, day(TODAY), EVERYTHING_KNOWN).unwrap();
    let facts = dossier(&[]);
    let reach = planner.reachable(&facts, Some(&id(CLERKS_POST))).unwrap();
    let moves: std::collections::BTreeSet<&str> = reach.posts.iter().map(|post| &*post.step.rule).collect();
    assert_eq!(moves.into_iter().collect::<Vec<_>>(), ["rotate-pelaksana", "to-pengawas", "transfer-ahli-pertama"]);
    let shown: usize = reach.posts.iter().map(|post| 1 + post.others.len()).sum();
    let kinds = ["pelaksana", "pengawas"];
    let there = map().posts().iter().filter(|p| kinds.contains(&&*p.kind) || p.tier.as_deref() == Some("ahli-pertama")).count();
    assert_eq!(shown, there - 1, "every post of these kinds but the present one, each once");
    let certificate = reach.posts.iter().find(|post| post.step.needs.iter().any(|need| need.development == Development::Certificate));
    assert!(certificate.is_some_and(|post| post.step.to.as_str().contains("pengelola-pengadaan")), "procurement asks for its certificate");
}

#[test]
fn a_present_post_that_is_not_on_the_map_is_read_from_the_facts() {
    let planner = Planner::new(map(), &shipped().policies, day(TODAY), EVERYTHING_KNOWN).unwrap();
    let facts = dossier(&[]);
    let plan = planner.routes(&facts, None, &id(HEAD), 1).unwrap();
    assert_eq!((&*plan.stage, plan.from), ("pelaksana", None));
    assert!(plan.routes[0].assumptions.contains(&Assumption::SameLine));
}

#[test]
fn the_example_of_the_demonstration_has_routes() {
    let (set, catalogue) = (&shipped().policies, &shipped().catalogue);
    let today = day("2026-12-01");
    let people: Vec<_> = jenjang_asn::synthetic::district(set, catalogue, 12, 20_261_201, today)
        .iter()
        .map(|person| (person.servant.id().clone(), person.dossier(catalogue, today)))
        .collect();
    let example = jenjang_asn::synthetic::career_example(set, catalogue, &people, today).unwrap();
    assert_eq!(example.plan.routes.len(), 3);
    assert!(example.plan.routes[0].arrival.is_some());
}

/// Codes of requirements by what became of them in every step of one move.
fn verdicts(dossier: &Dossier) -> (Vec<String>, Vec<String>) {
    let planner = Planner::new(map(), &shipped().policies, day(TODAY), EVERYTHING_KNOWN).unwrap();
    let reach = planner.reachable(dossier, Some(&id(CLERKS_POST))).unwrap();
    let (mut met, mut lacking) = (Vec::new(), Vec::new());
    for post in &reach.posts {
        met.extend(post.step.met.iter().map(|passed| format!("{} {}", post.step.to, passed.code)));
        let needs = post.step.needs.iter().filter(|need| need.verdict == Verdict::NotMet);
        lacking.extend(needs.map(|need| format!("{} {}", post.step.to, need.code)));
    }
    (met, lacking)
}

#[test]
fn removing_a_fact_never_makes_a_requirement_met_or_lacking_of_its_own_accord() {
    let (met, lacking) = verdicts(&dossier(&[]));
    for name in ["education.level", "rating", "integrity.good", "competency.standard met", "leadership training", "grade", "employment"] {
        let (then_met, then_lacking) = verdicts(&dossier(&[(name, "?")]));
        let new: Vec<_> = then_met.iter().filter(|code| !met.contains(code)).collect();
        assert!(new.is_empty(), "without {name}: {new:?} are met");
        let new: Vec<_> = then_lacking.iter().filter(|code| !lacking.contains(code)).collect();
        assert!(new.is_empty(), "without {name}: {new:?} are lacking");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    /// INVARIANT (order does not matter): of posts, and of the pattern's stages' posts among them.
    #[test]
    fn the_order_of_posts_never_matters(posts in Just(jenjang_asn::synthetic::posts(&shipped().catalogue, 100)).prop_shuffle()) {
        static KNOWN: OnceLock<Plan> = OnceLock::new();
        let facts = dossier(&[]);
        let plan = |map: &CareerMap| {
            let planner = Planner::new(map, &shipped().policies, day(TODAY), EVERYTHING_KNOWN).unwrap();
            planner.routes(&facts, Some(&id(CLERKS_POST)), &id(HEAD), 3).unwrap()
        };
        let known = KNOWN.get_or_init(|| plan(&map_of(jenjang_asn::synthetic::posts(&shipped().catalogue, 100))));
        prop_assert_eq!(&plan(&map_of(posts)), known);
    }
}
