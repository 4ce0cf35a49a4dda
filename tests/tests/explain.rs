//! Every shipped policy in words, in both languages, compared with what was read through and approved.
//!
//! After a wanted change: `UPDATE_SNAPSHOTS=1 cargo test -p jenjang-tests --test explain`, then read the difference.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of a test: what is not there ends it")]

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use jenjang::legal::Language;
use jenjang::policy::decide::{decide, prepare};
use jenjang::policy::decision::Outcome;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::explain::{self, Explainer};
use jenjang::policy::expression::node::{Node, NodeKind};
use jenjang::policy::model::{CellPart, Policy, PolicySet};
use jenjang::policy::value::Value;

/// The shipped policies, all of them compiled.
fn set() -> PolicySet {
    jenjang_tests::shipped().1
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("snapshots")
}

/// The whole policy, every criterion included.
fn text(set: &PolicySet, policy: &Policy, language: Language) -> String {
    Explainer::new(policy, language).with_policies(set).policy()
}

/// A criterion on its own says what its block in the whole policy says, and then the history of every value it rests on.
#[test]
fn a_criterion_on_its_own_says_all_that_the_policy_says_of_it() {
    let set = set();
    for policy in set.iter() {
        for language in [Language::Id, Language::En] {
            let whole = text(&set, policy, language);
            let explainer = Explainer::new(policy, language).with_policies(&set);
            for criterion in &policy.criteria {
                let alone = explainer.criterion(criterion);
                let heading = format!("### {}\n", criterion.label.get(language));
                let code = format!("{}.\n", criterion.code);
                let end = whole.find(&code).unwrap_or_else(|| panic!("{}: {}", policy.id, criterion.code)) + code.len();
                let start = whole[..end].rfind(&heading).unwrap_or_else(|| panic!("{}: {heading}", policy.id));
                assert!(alone.starts_with(&whole[start..end]), "{}: {}\n{alone}", policy.id, criterion.code);
            }
        }
    }
}

#[test]
fn every_shipped_policy_reads_as_approved() {
    let set = set();
    let update = std::env::var_os("UPDATE_SNAPSHOTS").is_some();
    let mut expected = Vec::new();
    let mut stale = Vec::new();
    for policy in set.iter() {
        for (language, end) in [(Language::Id, "id"), (Language::En, "en")] {
            let name = format!("explain-{}.{end}.txt", policy.id.replace('/', "-"));
            let path = folder().join(&name);
            let now = text(&set, policy, language);
            if update {
                fs::create_dir_all(folder()).unwrap();
                fs::write(&path, &now).unwrap();
            } else if fs::read_to_string(&path).ok().as_deref() != Some(now.as_str()) {
                stale.push(name.clone());
            }
            expected.push(name);
        }
    }
    let kept: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("explain-") && !expected.contains(name))
        .collect();
    for name in &kept {
        if update {
            fs::remove_file(folder().join(name)).unwrap();
        } else {
            stale.push(format!("{name} (no such policy)"));
        }
    }
    assert!(stale.is_empty(), "stale, run again with UPDATE_SNAPSHOTS=1 and read what changed: {stale:#?}");
}

/// Every decision on the policies' own cases in words: of some policies the first with each outcome as approved, all of them free of code.
#[test]
fn decisions_on_the_shipped_cases_read_as_approved() {
    let set = set();
    let update = std::env::var_os("UPDATE_SNAPSHOTS").is_some();
    for (language, end) in [(Language::Id, "id"), (Language::En, "en")] {
        let mut shown = String::new();
        for id in SHOWN {
            assert!(set.get(id).is_some(), "`{id}` is not shipped");
        }
        for policy in set.iter() {
            let explainer = Explainer::new(policy, language).with_policies(&set);
            let mut outcomes = Vec::new();
            for case in &policy.cases {
                let Ok(prepared) = prepare(&set, policy, case.as_of, case.known_at.unwrap_or(case.as_of)) else { continue };
                let mut dossier = Dossier::new(Arc::clone(&policy.catalogue), case.as_of);
                for (fact, value) in &case.given {
                    dossier.set(*fact, value.clone());
                }
                let decision = decide(&prepared, &dossier, &case.waivers);
                let text = explainer.decision(&decision);
                for code in CODE {
                    assert!(!text.contains(code), "{} “{}” ({language:?}) holds `{code}`:\n{text}", policy.id, case.name);
                }
                let kind = match decision.outcome {
                    Outcome::Value(value) => format!("{}", value.is_none()),
                    outcome => format!("{outcome:?}"),
                };
                if SHOWN.contains(&&*policy.id) && !outcomes.contains(&kind) {
                    outcomes.push(kind);
                    shown.push_str(&format!("==== {}: {}\n\n{text}\n", policy.id, case.name));
                }
            }
        }
        // the version of a policy changes with every edit of its text; what is approved are the words
        let lines = shown.lines().filter(|line| !line.starts_with("Versi kebijakan") && !line.starts_with("Policy version"));
        let shown: String = lines.map(|line| format!("{line}\n")).collect();
        let path = folder().join(format!("decisions.{end}.txt"));
        if update {
            fs::write(&path, &shown).unwrap();
        }
        assert!(fs::read_to_string(&path).ok().as_deref() == Some(shown.as_str()), "stale: decisions.{end}.txt; see the top of this file");
    }
}

/// Policies whose decisions are kept as approved texts.
const SHOWN: [&str; 9] = [
    "asn/credit/periodic",
    "asn/discipline/promotion-freeze",
    "asn/performance/label-2019",
    "asn/performance/label-2022",
    "asn/position/functional-transfer",
    "asn/promotion/functional",
    "asn/promotion/regular",
    "asn/selection/agriculture-2020",
    "asn/selection/open",
];

/// The constants of an expression that have a name of their own in a sentence: not the place in a list (`the second most recent`), not the
/// one year that an age is counted in, not the zero places of a rounding, not yes and no.
fn spoken_constants(tree: &Node) -> Vec<Value> {
    let mut constants = Vec::new();
    let silent = |value: &Value| matches!(value, Value::Boolean(_) | Value::None | Value::Missing | Value::List(_) | Value::Months(12));
    match &tree.kind {
        NodeKind::Constant(value) if !silent(value) => constants.push(value.clone()),
        NodeKind::Item(list, _) => constants.extend(spoken_constants(list)),
        NodeKind::Call(_, arguments) if arguments.len() == 2 && matches!(arguments[1].kind, NodeKind::Constant(Value::Number(_))) => {
            constants.extend(spoken_constants(&arguments[0]));
        }
        _ => tree.children().into_iter().for_each(|child| constants.extend(spoken_constants(child))),
    }
    constants
}

/// What no text for people may hold.
const CODE: [&str; 11] = ["years between(", ">=", "<=", "!=", " null", "()", " ,", "“”", " .", "; ;", "..\n"];

#[test]
fn every_number_date_and_citation_of_every_shipped_policy_is_said() {
    let set = set();
    for policy in set.iter() {
        for language in [Language::Id, Language::En] {
            let text = text(&set, policy, language);
            for parameter in &policy.parameters {
                for entry in &parameter.values {
                    let reference = entry.reference.as_ref().map_or("", |r| &*r.citation);
                    assert!(text.contains(reference), "{}: {reference}", policy.id);
                    let from = entry.period.from.expect("a shipped value has a start");
                    let year: String = from.to_string().chars().take(4).collect();
                    assert!(text.contains(&year), "{}: {from}", policy.id);
                }
                assert!(text.contains(parameter.label.get(language)), "{}: {}", policy.id, parameter.name);
            }
            for criterion in &policy.criteria {
                assert!(text.contains(&*criterion.reference.citation), "{}: {}", policy.id, criterion.code);
                assert!(text.contains(criterion.label.get(language)), "{}: {}", policy.id, criterion.code);
            }
            for table in &policy.tables {
                assert!(text.contains(table.label.get(language)), "{}: {}", policy.id, table.name);
                for row in table.versions.iter().flat_map(|version| &version.value) {
                    let parts = row.tests.iter().flat_map(|cell| &cell.parts).filter_map(|part| match part {
                        CellPart::Equal(value) => Some(value.clone()),
                        CellPart::Range(_) => None,
                    });
                    for value in parts.chain([row.output.clone()]) {
                        let words = explain::value(&value, None, language);
                        assert!(text.contains(&words), "{} {}: {words}", policy.id, table.name);
                    }
                }
            }
            // every constant of every expression: numbers, days, durations, choices
            let conditions = policy.criteria.iter().flat_map(|c| c.when.iter().chain([&c.require])).map(|c| &c.node);
            let definitions = policy.definitions.iter().map(|d| &d.node);
            let components = policy.components.iter().flat_map(|c| [&c.weight.node, &c.value.node]);
            let results = policy.points.iter().chain(&policy.classification).map(|r| &r.result.node);
            for tree in conditions.chain(definitions).chain(components).chain(results) {
                for constant in spoken_constants(tree) {
                    let words = explain::value(&constant, None, language);
                    assert!(text.contains(&words), "{}: {words}", policy.id);
                }
            }
        }
    }
}

#[test]
fn no_shipped_text_falls_back_to_code() {
    let set = set();
    let facts: Vec<Arc<str>> = set
        .iter()
        .next()
        .map(|policy| policy.catalogue.facts().iter().map(|f| Arc::clone(&f.name)).filter(|n| n.contains('.')).collect())
        .unwrap_or_default();
    for policy in set.iter() {
        for language in [Language::Id, Language::En] {
            let text = text(&set, policy, language);
            for code in CODE {
                assert!(!text.contains(code), "{} ({language:?}) holds `{code}`", policy.id);
            }
            for fact in &facts {
                let found = text.match_indices(&**fact).any(|(at, _)| text[..at].ends_with([' ', '(']) && !fact.ends_with(".i"));
                assert!(!found, "{} ({language:?}) names `{fact}` by its code", policy.id);
            }
        }
    }
}
