//! Career patterns and posts from files: what is read, and a sentence with a place for everything that is wrong.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests: what is absent here ends the test")]

use std::sync::Arc;

use jenjang::career::{CareerMap, CareerPattern, MoveKind, Planner, Same, Standing};
use jenjang::people::id::PositionId;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::diagnostic::Diagnostic;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::expression::literal::parse_value;
use jenjang_policy_files::{Library, read_career_pattern, read_posts};

const CATALOGUE: &str = r#"
[catalogue]
id    = "meridia"
title = { id = "Meridia", en = "Meridia" }

[scales.kind]
label  = { id = "Jenis", en = "Kind" }
values = [{ code = "clerk", label = { id = "Juru", en = "Clerk" } }, { code = "chief", label = { id = "Kepala", en = "Chief" } }, { code = "envoy", label = { id = "Utusan", en = "Envoy" } }]

[facts.kind]
type = "kind"
label = { id = "Jenis", en = "Kind" }
source = { id = "daftar", en = "register" }
supplier = { id = "kantor", en = "office" }

[facts.since]
type = "date"
label = { id = "Sejak", en = "Since" }
source = { id = "daftar", en = "register" }
supplier = { id = "kantor", en = "office" }

[facts.birth]
type = "date"
label = { id = "Lahir", en = "Birth" }
source = { id = "daftar", en = "register" }
supplier = { id = "kantor", en = "office" }
protected = "age"

[facts."years served"]
type = "number"
unit = "years"
label = { id = "Masa kerja", en = "Years served" }
source = { id = "daftar", en = "register" }
supplier = { id = "kantor", en = "office" }

[facts.certified]
type = "boolean"
label = { id = "Bersertifikat", en = "Certified" }
source = { id = "daftar", en = "register" }
supplier = { id = "kantor", en = "office" }
"#;

const CHIEF: &str = r#"
[policy]
id = "meridia/chief"
decides = "eligibility"
title = { id = "Kepala", en = "Chief" }
catalogue = "meridia"
reference = "Act 1"
certainty = "text"
effective = { from = 2000-01-01 }

[[criteria]]
code = "not-certified"
label = { id = "Sertifikat", en = "Certificate" }
reference = "Act 1"
certainty = "text"
require = "certified"
remedy = "earn"

[[criteria]]
code = "served-too-short"
label = { id = "Masa kerja", en = "Service" }
reference = "Act 1"
certainty = "text"
require = "years served >= 4"
remedy = "post"
"#;

const AGE: &str = r#"
[policy]
id = "meridia/age"
decides = "points"
title = { id = "Usia", en = "Age" }
catalogue = "meridia"
reference = "Act 1"
certainty = "text"
effective = { from = 2000-01-01 }

[points]
result = "60"
unit = "years"
reference = "Act 1"
"#;

const PATTERN: &str = r#"
[pattern]
id            = "meridia/careers"
title         = { id = "Karier", en = "Careers" }
catalogue     = "meridia"
reference     = "Act 1"
certainty     = "text"
effective     = { from = 2000-01-01 }
date-rounding = "last-day-of-month"

[present]
kind  = "kind"
since = "since"

[retirement]
policy     = "meridia/age"
birth-date = "birth"

[[stages]]
code  = "clerk"
label = { id = "Juru", en = "Clerk" }
kind  = "clerk"

[[stages]]
code  = "chief"
label = { id = "Kepala", en = "Chief" }
kind  = "chief"

[[moves]]
code     = "to-chief"
label    = { id = "Naik", en = "Promotion" }
from     = ["clerk"]
to       = ["chief"]
kind     = "vertical"
same     = ["unit"]
policies = ["meridia/chief"]
minimum  = 12
maximum  = 60

[[growth]]
fact   = "years served"
stages = ["clerk"]

[[development]]
kind  = "certificate"
facts = ["certified"]
"#;

fn library() -> Library {
    let mut library = Library::default();
    library.add_catalogue("meridia.toml", CATALOGUE.as_bytes());
    library.add_policies([("chief.toml", CHIEF.as_bytes()), ("age.toml", AGE.as_bytes())]);
    assert!(library.is_sound(), "{:?}", library.diagnostics);
    library
}

fn catalogue(library: &Library) -> Arc<Catalogue> {
    Arc::clone(&library.catalogues[0])
}

fn read(text: &str) -> (Option<CareerPattern>, Vec<Diagnostic>) {
    let library = library();
    read_career_pattern("pattern.toml", text.as_bytes(), &catalogue(&library), &library.set)
}

/// Replaces parts of the pattern; gives codes and the text at their places.
#[track_caller]
fn check(changes: &[(&str, &str)], expected: &[(&str, &str)]) {
    let mut text = PATTERN.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "the pattern has no `{from}`");
        text = text.replacen(from, to, 1);
    }
    let (pattern, problems) = read(&text);
    let found: Vec<(&str, &str)> =
        problems.iter().map(|problem| (problem.code, &text[problem.span.start as usize..problem.span.end as usize])).collect();
    assert_eq!(found, expected, "{problems:#?}");
    assert!(pattern.is_none(), "a pattern with an error is not given");
    assert!(problems.iter().all(|problem| !problem.message.id.is_empty() && problem.message.id != problem.message.en));
}

#[test]
fn a_pattern_is_read_whole() {
    let (pattern, problems) = read(PATTERN);
    assert!(problems.is_empty(), "{problems:#?}");
    let pattern = pattern.unwrap();
    assert_eq!((&*pattern.id, pattern.stages.len(), pattern.moves.len()), ("meridia/careers", 2, 1));
    let rule = &pattern.moves[0];
    assert_eq!((rule.kind, &rule.same[..], rule.minimum, rule.maximum), (MoveKind::Vertical, &[Same::Unit][..], Some(12), Some(60)));
    assert_eq!((rule.from.as_slice(), rule.to.as_slice(), &*rule.guards[0]), (&[0][..], &[1][..], "meridia/chief"));
    assert_eq!(&*rule.reference.citation, "Act 1", "a move without a reference has the pattern's");
}

#[test]
fn every_fault_has_its_place() {
    check(&[("code  = \"chief\"", "code  = \"clerk\"")], &[("duplicate-code", "clerk"), ("unknown-stage", "chief")]);
    check(&[("kind  = \"clerk\"", "kind  = \"clark\"")], &[("unknown-choice", "clark")]);
    check(&[("policies = [\"meridia/chief\"]", "policies = [\"meridia/cheif\"]")], &[("unknown-policy", "meridia/cheif")]);
    check(&[("policies = [\"meridia/chief\"]", "policies = [\"meridia/age\"]")], &[("wrong-policy-kind", "meridia/age")]);
    check(&[("policies = [\"meridia/chief\"]", "policies = []")], &[("empty-list", "policies")]);
    check(&[("from     = [\"clerk\"]", "from     = [\"clerc\"]")], &[("unknown-stage", "clerc")]);
    check(&[("kind     = \"vertical\"", "kind     = \"upwards\"")], &[("unknown-word", "\"upwards\"")]);
    check(&[("since = \"since\"", "since = \"sinse\"")], &[("unknown-fact", "sinse")]);
    check(&[("since = \"since\"", "since = \"certified\"")], &[("type-mismatch", "certified")]);
    check(&[("minimum  = 12", "minimum  = 72")], &[("empty-range", "maximum")]);
    check(&[("minimum  = 12", "minimum  = \"12\"")], &[("wrong-kind", "\"12\"")]);
    check(&[("fact   = \"years served\"", "fact   = \"birth\"")], &[("type-mismatch", "birth")]);
    check(&[("catalogue     = \"meridia\"", "catalogue     = \"asn\"")], &[("unknown-catalogue", "asn")]);
    check(&[("kind  = \"certificate\"", "kind  = \"paper\"")], &[("unknown-word", "\"paper\"")]);
    check(&[("date-rounding = \"last-day-of-month\"\n", "")], &[("missing-key", "[pattern]")]);
    check(&[("[[growth]]", "[[growht]]")], &[("unknown-key", "growht")]);
}

#[test]
fn a_link_to_itself_or_under_an_unknown_move_is_refused() {
    let link = |from: &str, to: &str, rule: &str| format!("[[links]]\nfrom = \"{from}\"\nto = \"{to}\"\nmove = \"{rule}\"\n\n[[growth]]");
    check(&[("[[growth]]", &link("a", "a", "to-chief"))], &[("move-to-itself", "a")]);
    check(&[("[[growth]]", &link("a", "b", "to-cheif"))], &[("unknown-move", "to-cheif")]);
}

#[test]
fn any_bytes_are_read_without_a_panic() {
    for cut in (0..PATTERN.len()).step_by(37) {
        read(&PATTERN[..cut]);
    }
    let library = library();
    let (pattern, problems) = read_career_pattern("x", &[0xff, 0xfe, 0], &catalogue(&library), &library.set);
    assert!(pattern.is_none());
    assert_eq!(problems[0].code, "not-utf8");
}

const POSTS: &str = "id,label-id,label-en,kind,unit,certified\n\
                     c-1,Juru 1,Clerk 1,clerk,north,\n\
                     h-1,Kepala,Chief,chief,north,\n\
                     h-2,Kepala,Chief,chief,south,\n";

fn posts(text: &str) -> (usize, Vec<(&'static str, String)>) {
    let library = library();
    let (posts, problems) = read_posts("posts.csv", text, &catalogue(&library));
    (posts.len(), problems.into_iter().map(|problem| (problem.code, problem.message.en.to_string())).collect())
}

#[test]
fn posts_are_read_and_each_fault_has_a_sentence() {
    assert_eq!(posts(POSTS), (3, vec![]));
    assert_eq!(posts(&POSTS.replace(',', ";")), (3, vec![]));
    let one = |text: &str| posts(text).1.remove(0);
    assert_eq!(one("").0, "empty-file");
    assert_eq!(one("id,label,kind\n"), ("empty-file", "there are no posts below the header".into()));
    assert_eq!(one("id,label\nc-1,Clerk\n"), ("missing-key", "the header has no column `kind`".into()));
    assert_eq!(one(&POSTS.replace("c-1", "h-1")), ("duplicate-code", "post `h-1` stands twice, expected every id once".into()));
    assert_eq!(one(&POSTS.replace(",unit", ",unti")).0, "unknown-key");
    assert_eq!(one(&POSTS.replace("Clerk 1,clerk", "Clerk 1,")), ("missing-key", "the column `kind` is blank in this line".into()));
    assert_eq!(one(&POSTS.replace("north,\nh-1", "north,maybe\nh-1")).0, "type-mismatch");
    assert_eq!(one(&POSTS.replace("c-1,Juru 1", "c-1,Juru 1,extra")).0, "row-width");
    assert_eq!(one(&POSTS.replace("c-1", "")).0, "bad-name");
}

#[test]
fn another_government_plans_with_its_own_files() {
    let library = library();
    let catalogue = catalogue(&library);
    let pattern = read(PATTERN).0.unwrap();
    let map = CareerMap::new(Arc::new(pattern), read_posts("posts.csv", POSTS, &catalogue).0).unwrap();
    let today = "2026-01-01".parse().unwrap();
    let planner = Planner::new(&map, &library.set, today, today).unwrap();
    let mut dossier = Dossier::new(Arc::clone(&catalogue), today);
    let mut set = |name: &str, text: &str| {
        let fact = catalogue.find(name).unwrap();
        dossier.set(fact, parse_value(text, &catalogue.fact(fact).ty).unwrap());
    };
    set("kind", "clerk");
    set("since", "2025-07-01");
    set("birth", "1990-02-28");
    set("years served", "0.5");
    set("certified", "false");
    let from: PositionId = "c-1".parse().unwrap();
    let plan = planner.routes(&dossier, Some(&from), &"h-1".parse().unwrap(), 3).unwrap();
    let step = &plan.routes[0].steps[0];
    assert_eq!((step.earliest, step.standing), (Some("2029-07-01".parse().unwrap()), Standing::Missing));
    assert_eq!(step.tenure.earliest, Some("2026-07-01".parse().unwrap()));
    assert_eq!(plan.retires, Some("2050-02-28".parse().unwrap()));
    // the chief of another unit is out of reach: the move stays within a unit
    let other = planner.routes(&dossier, Some(&from), &"h-2".parse().unwrap(), 3).unwrap_err();
    assert!(other.to_string().starts_with("no moves of pattern `meridia/careers` lead from stage `clerk` to post `h-2`"), "{other}");
}
