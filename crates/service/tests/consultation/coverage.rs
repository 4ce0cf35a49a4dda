//! Text and rules have to say the same.

use jenjang::consultation::coverage::check_coverage;
use jenjang::policy::diagnostic::Severity;
use jenjang_policy_files::{position, read_calendar, read_draft, read_process, read_questions};
use jenjang_service::ServiceError;

use crate::world::{DRAFT_1, DRAFT_2, POLICY, POLICY_1, POLICY_2, SHIPPED, WRONG, World};

/// Code, line and English sentence of everything that does not fit.
fn check(draft: &str, policy: &str) -> Vec<String> {
    let (document, mut found) = read_draft("rancangan.toml", draft.as_bytes());
    let mut library = SHIPPED.clone();
    library.add_policies([("aturan.toml", policy.as_bytes())]);
    if let Some(document) = document {
        found.extend(check_coverage(&document, library.set.get(POLICY).unwrap()));
    }
    let line = |problem: &jenjang::policy::diagnostic::Diagnostic| {
        let text = if &*problem.file == "aturan.toml" { policy } else { draft };
        position(text, problem.span.start as usize).line
    };
    found.iter().map(|problem| format!("{}:{} {} {}", problem.file, line(problem), problem.code, problem.message.en)).collect()
}

#[test]
fn the_example_is_covered_both_ways() {
    // a note: nobody can be waived in a case of the first text
    assert_eq!(check(DRAFT_1, POLICY_1), ["rancangan.toml:39 clause-without-case no case tries clause `5`"]);
    assert_eq!(check(DRAFT_2, POLICY_2), ["rancangan.toml:39 clause-without-case no case tries clause `5`"]);
}

#[test]
fn every_gap_between_text_and_rules_has_its_sentence_and_place() {
    assert_eq!(
        check(WRONG, POLICY_1),
        [
            "rancangan.toml:18 clause-hole there is no clause `3` before `4`, expected numbers without holes",
            "rancangan.toml:23 duplicate-clause clause `4` is there twice, expected once",
            "rancangan.toml:11 unknown-part policy `contoh/promotion/development-hours` has no `criteria.too-few-developmnt-hours`, which clause `1` names",
            "rancangan.toml:9 clause-without-case no case tries clause `1`",
            "rancangan.toml:14 clause-without-rule no rule carries clause `2`, expected `rules` or a reason",
            "aturan.toml:14 rule-without-clause no clause says `parameters.lowest-rating` (Lowest performance label)",
            "aturan.toml:28 rule-without-clause no clause says `tables.required-hours` (Hours needed by grade)",
            "aturan.toml:41 rule-without-clause no clause says `criteria.too-few-development-hours` (Development hours)",
            "aturan.toml:51 rule-without-clause no clause says `criteria.performance-below-good` (Performance label of the last year)",
        ]
    );
    let (document, _) = read_draft("rancangan.toml", WRONG.as_bytes());
    let mut library = SHIPPED.clone();
    library.add_policies([("aturan.toml", POLICY_1.as_bytes())]);
    let found = check_coverage(&document.unwrap(), library.set.get(POLICY).unwrap());
    assert_eq!(&*found[0].help.as_ref().unwrap().en, "did you mean `criteria.too-few-development-hours`?");
}

#[test]
fn a_draft_and_its_links_are_read_with_places() {
    let faults = |text: &str| -> Vec<String> {
        let (document, found) = read_draft("r.toml", text.as_bytes());
        assert!(document.is_none());
        found.iter().map(|problem| format!("{} {}", problem.code, problem.message.en)).collect()
    };
    let head = "[draft]\nid = \"r\"\npolicy = \"p\"\ntitle = { id = \"R\", en = \"R\" }\n";
    assert_eq!(faults(head), ["missing-key `r.toml` has no `[[clauses]]`, expected one"]);
    assert_eq!(
        faults(&format!("{head}[[clauses]]\nnumber = \"IV\"\ntext = \"a\"\nrules = [\"criterion.x\", \"criteria.\"]\n")),
        [
            "bad-clause-number `IV` is not the number of a clause, expected article, paragraph and point as in `3`, `3A`, `3 (1)` or `3 (1) a`",
            "bad-link `criterion.x` is not a part of a policy, expected a section and a name such as `criteria.too-few-hours`, `parameters.minimum-hours`, `tables.hours`, `cases.NAME`, or `points`",
            "bad-link `criteria.` is not a part of a policy, expected a section and a name such as `criteria.too-few-hours`, `parameters.minimum-hours`, `tables.hours`, `cases.NAME`, or `points`",
        ]
    );
    assert_eq!(faults(&format!("{head}[[clauses]]\nnumber = \"1\"\ntxt = \"a\"\n"))[1], "unknown-key unknown key `txt` in `[[clauses]] 1`");
}

#[test]
fn a_reason_beside_rules_and_another_policy_are_refused() {
    let both = DRAFT_1.replace(
        "rules   = [\"criteria.too-few-development-hours\"]",
        "rules = [\"criteria.too-few-development-hours\"]\nwithout-rule = { id = \"x\", en = \"x\" }",
    );
    assert!(check(&both, POLICY_1).iter().any(|line| line.contains("reason-beside-rules")), "{:?}", check(&both, POLICY_1));
    let other = DRAFT_1.replace(POLICY, "contoh/promotion/something-else");
    assert_eq!(
        check(&other, POLICY_1),
        [
            "rancangan.toml:5 wrong-policy the draft belongs to policy `contoh/promotion/something-else`, but `contoh/promotion/development-hours` was given"
        ]
    );
    let twice = DRAFT_1.replace("[\"tables.required-hours\", ", "[\"tables.required-hours\", \"tables.required-hours\", ");
    assert!(check(&twice, POLICY_1).iter().any(|line| line.contains("duplicate-link")));
}

#[test]
fn a_draft_with_gaps_is_not_kept() {
    let world = World::new();
    let Err(ServiceError::Unsound(found)) = world.draft("analyst", WRONG, POLICY_1) else { panic!("refused") };
    assert!(found.iter().filter(|problem| problem.severity == Severity::Error).count() >= 8);
    // problems of the policy are reported with those of the draft
    let broken = POLICY_1.replace("learning hours >=", "learnin hours >=");
    let Err(ServiceError::Unsound(found)) = world.draft("analyst", WRONG, &broken) else { panic!("refused") };
    let codes: Vec<&str> = found.iter().map(|problem| problem.code).collect();
    assert!(codes.contains(&"clause-hole") && codes.contains(&"unknown-name"), "{codes:?}");
}

#[test]
fn shipped_processes_and_the_calendar_read_without_a_problem() {
    let mut count = 0;
    for (path, text) in jenjang_asn::process_texts() {
        let (process, problems) = read_process(path, text.as_bytes());
        assert!(problems.is_empty() && process.is_some(), "{path}: {problems:?}");
        count += 1;
    }
    assert_eq!((count, jenjang_asn::processes().len()), (2, 2));
    assert!(jenjang_asn::calendar().is_some());
    // no deadline of the regions was read: each says so
    for process in jenjang_asn::processes() {
        let limits = process.window.iter().chain(&process.answers).chain(process.steps.iter().filter_map(|step| step.limit.as_ref()));
        assert!(limits.map(|limit| limit.reference.certainty.as_str()).all(|certainty| certainty == "unverified"));
    }
}

#[test]
fn processes_calendars_and_questions_are_refused_with_reasons() {
    let (_, text) = jenjang_asn::process_texts().find(|(path, _)| path.contains("regional")).unwrap();
    let codes = |text: &str| read_process("p.toml", text.as_bytes()).1.iter().map(|problem| problem.code).collect::<Vec<_>>();
    assert_eq!(codes(&text.replace("kind            = \"after\"", "kind            = \"review\"")), ["step-order"]);
    assert_eq!(
        codes(&text.replace("role            = \"appointing-authority\"", "role            = \"policy-analyst\"")),
        ["wrong-signer"]
    );
    assert_eq!(codes(&text.replace("kind            = \"signature\"", "kind            = \"after\"")), ["missing-key"]);
    assert_eq!(codes(&text.replace("kind  = \"leaders\"", "kind  = \"bosses\"")), ["unknown-word"]);
    assert_eq!(codes(&text.replace("code  = \"korpri\"", "code  = \"staff\"")), ["duplicate-code"]);
    let calendar = |text: &str| {
        let head = "[calendar]\nid = \"c\"\ntitle = { id = \"c\", en = \"c\" }\nreference = \"x\"\ncertainty = \"unverified\"\n";
        read_calendar("c.toml", format!("{head}{text}").as_bytes()).1.iter().map(|problem| problem.code).collect::<Vec<_>>()
    };
    let label = "label = { id = \"x\", en = \"x\" }";
    assert_eq!(calendar("working-days = []"), ["missing-key"]);
    assert_eq!(calendar("working-days = [\"funday\"]").first(), Some(&"missing-key"));
    assert_eq!(calendar(&format!("working-days = [\"monday\"]\n[[holidays]]\nevery = \"02-30\"\n{label}")), ["impossible-date"]);
    assert_eq!(calendar(&format!("working-days = [\"monday\"]\n[[holidays]]\nevery = \"02-29\"\non = 2026-01-01\n{label}")), ["two-days"]);
    assert!(calendar(&format!("working-days = [\"monday\"]\n[[holidays]]\nevery = \"02-29\"\n{label}")).is_empty());
    let questions = |text: &str| read_questions("q.toml", text.as_bytes()).1.iter().map(|problem| problem.code).collect::<Vec<_>>();
    let options = "options = [{ id = \"a\", en = \"a\" }, { id = \"b\", en = \"b\" }]";
    let question = |rest: &str| format!("[[questions]]\ncode = \"q\"\ntext = {{ id = \"t\", en = \"t\" }}\n{rest}");
    assert!(questions(&question(&format!("{options}\nright = 2"))).is_empty());
    assert_eq!(questions(&question(&format!("{options}\nright = 3"))), ["number-out-of-range"]);
    assert_eq!(questions(&question("options = [{ id = \"a\", en = \"a\" }]\nright = 1")), ["too-few-options"]);
}
