//! Whether programs can ask for everything the pages ask for: the use cases that pages name in their sources beside those that the API names.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Use cases with a page and without an operation of their own, and why.
const EXCEPTIONS: &[(&str, &str)] = &[
    // who somebody is: a program has a token instead
    ("accounts::add_account", "a command of whoever runs the server"),
    ("accounts::find_account", "the door: a program has a token"),
    ("accounts::list_accounts", "a command of whoever runs the server"),
    ("accounts::remove_account", "a command of whoever runs the server"),
    ("sessions::begin_login", "the door: a program has a token"),
    ("sessions::end_session", "the door: a program has a token"),
    ("sessions::find_session", "the door: a program has a token"),
    ("sessions::identify_person", "the door: a program has a token"),
    ("sessions::open_session", "the door: a program has a token"),
    ("sessions::refuse_session", "the door: a program has a token"),
    ("sessions::take_login", "the door: a program has a token"),
    // asked for by an operation through what it shares with the page
    ("drafts::people_for_simulation", "by drafts.simulate, through the run it shares with the page"),
    ("drafts::read_draft", "by drafts.read and all about one draft, through drafts::written"),
    ("people::find_units", "by people.check-quality, through the report it shares with the page; people.units names all in one's charge"),
    // needs a key that a server does not hold
    ("certificates::issue_certificate", "only the demonstration holds a key of its own; certificates are issued by the command line"),
    // what the page asks so that nobody writes over what somebody else wrote meanwhile
    ("cycles::release_as_seen", "cycles.release with If-Match"),
    // put together for one page from what several operations give
    ("cycles::list_run_cycles", "cycles.list gives the cycles, people.units the units"),
    ("cycles::own_results", "cycles.own-result of each cycle; me.file gives them all"),
    ("cycles::read_unit_result", "cycles.unit-results gives each person's"),
    ("people::highest_in_charge", "the unit a page begins with; me.read gives the own roles with their units"),
    ("people::in_charge_among", "which ways a page shows; me.read gives the own roles with their units"),
    ("people::in_charge_of", "which ways a page shows; me.read gives the own roles with their units"),
    ("people::known_people", "the preview of an import: people.import with dry-run tells who is new"),
    ("people::names_of", "operations answer ids, with the name beside them where the use case tells it"),
    ("people::search_units", "choices of a form; people.units gives those in one's charge"),
    ("promotion::own_appeals", "appeals.mine"),
    ("promotion::own_decisions", "me.decisions"),
    ("people::find_others", "choices of a form; people.list finds people by number and name"),
    ("promotion::read_decision", "me.decision in words, me.decisions with every finding"),
    ("socialisation::list_audiences", "choices of a form; socialisations.start says which units are refused"),
    ("socialisation::own_socialisations", "socialisations.list; me.home tells which wait"),
    ("studies::read_study_desk", "studies.list"),
    ("studies::read_study_file", "studies.read"),
    ("studies::waiting_studies", "studies.list gives each with its state"),
    ("surveys::held_surveys", "surveys.list, and surveys.participation of each"),
    ("surveys::read_survey", "surveys.list, and surveys.participation"),
    ("webhooks::read_webhook", "webhooks.list gives each"),
];

/// The sources under a folder, with their paths from it.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                found.push((name, std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    found
}

/// `module::name` of every use case.
fn use_cases() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (file, text) in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/service/src")) {
        let module = file.split('/').next().unwrap().trim_end_matches(".rs");
        for line in text.lines() {
            let Some(rest) = line.strip_prefix("pub async fn ") else { continue };
            let name: String = rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
            all.insert(format!("{module}::{name}"));
        }
    }
    all
}

/// Every path of a tree such as `a::{b, c::{d, e as f}}`.
fn paths(tree: &str, before: &str, found: &mut Vec<String>) {
    let tree = tree.trim();
    let Some(open) = tree.find('{') else {
        let path = tree.split(" as ").next().unwrap().trim();
        if !path.is_empty() {
            found.push(format!("{before}{path}"));
        }
        return;
    };
    let (head, inside) = (&tree[..open], tree[open + 1..].trim_end().trim_end_matches('}'));
    // `trim_end_matches` takes every brace at the end: put back those that belong inside
    let missing = inside.matches('{').count() - inside.matches('}').count();
    let inside = format!("{inside}{}", "}".repeat(missing));
    let (mut depth, mut part) = (0, String::new());
    for letter in inside.chars() {
        match letter {
            ',' if depth == 0 => paths(&std::mem::take(&mut part), &format!("{before}{head}"), found),
            _ => {
                depth += i32::from(letter == '{') - i32::from(letter == '}');
                part.push(letter);
            }
        }
    }
    paths(&part, &format!("{before}{head}"), found);
}

/// The use cases that a source names, by their paths in the service.
fn named(text: &str, all: &BTreeSet<String>) -> BTreeSet<String> {
    const SERVICE: &str = "jenjang_service::";
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect();
    let mut found = Vec::new();
    for (at, _) in code.match_indices(SERVICE) {
        let rest = &code[at + SERVICE.len()..];
        let imported = code[..at].ends_with("use ");
        let end =
            rest.find(|letter: char| if imported { letter == ';' } else { !(letter.is_alphanumeric() || letter == '_' || letter == ':') });
        paths(&rest[..end.unwrap_or(rest.len())], "", &mut found);
    }
    // a module that is named as a whole: `drafts::read_draft`
    let modules: Vec<String> = found.iter().filter(|path| !path.contains(':')).cloned().collect();
    for module in modules {
        for (at, _) in code.match_indices(&format!("{module}::")) {
            let rest = code[at..].chars().take_while(|letter| letter.is_alphanumeric() || matches!(letter, '_' | ':'));
            found.push(rest.collect());
        }
    }
    found.into_iter().filter(|path| all.contains(path)).collect()
}

#[test]
fn trees_of_imports_are_read() {
    let mut found = Vec::new();
    paths("a::{b, c::{d, e as f}, g::h}", "", &mut found);
    assert_eq!(found, ["a::b", "a::c::d", "a::c::e", "a::g::h"]);
    let all = BTreeSet::from(["drafts::read_draft".to_owned(), "people::names_of".to_owned(), "surveys::read_draft".to_owned()]);
    let text = "use jenjang_service::{\n    drafts,\n    people::{X, names_of},\n};\n// jenjang_service::surveys::read_draft\nfn f() { drafts::read_draft(); }";
    assert_eq!(named(text, &all).into_iter().collect::<Vec<_>>(), ["drafts::read_draft", "people::names_of"]);
    assert!(named("fn f() { jenjang_service::surveys::read_draft(x) }", &all).contains("surveys::read_draft"));
}

#[test]
fn programs_can_ask_for_all_that_pages_ask_for() {
    let all = use_cases();
    let (mut pages, mut programs): (BTreeMap<String, Vec<String>>, BTreeSet<String>) = (BTreeMap::new(), BTreeSet::new());
    for (file, text) in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        // what fills the demonstration is no page
        let (of_api, of_demo) = (file.starts_with("api"), file.starts_with("demo"));
        for case in named(&text, &all) {
            match (of_api, of_demo) {
                (true, _) => drop(programs.insert(case)),
                (_, true) => {}
                _ => pages.entry(case).or_default().push(file.clone()),
            }
        }
    }
    assert!(all.len() > 250 && pages.len() > 150 && programs.len() > 150, "{} {} {}", all.len(), pages.len(), programs.len());
    let excepted: BTreeSet<&str> = EXCEPTIONS.iter().map(|(case, _)| *case).collect();
    let missing: Vec<String> = (pages.iter())
        .filter(|(case, _)| !programs.contains(*case) && !excepted.contains(case.as_str()))
        .map(|(case, files)| format!("{case} ({})", files.join(", ")))
        .collect();
    assert!(missing.is_empty(), "pages ask for these and no operation does; declare one, or say why there is none: {missing:#?}");
    let idle: Vec<&&str> = excepted.iter().filter(|case| programs.contains(**case) || !pages.contains_key(**case)).collect();
    assert!(idle.is_empty(), "these exceptions are no longer needed: {idle:#?}");
    assert!(EXCEPTIONS.iter().all(|(_, reason)| !reason.is_empty()) && excepted.len() == EXCEPTIONS.len());
}
