//! Frameworks go out and come back equal, as CASE, as a table and as a file; packages of others are read with a remark on what is left out.

#![allow(clippy::unwrap_used, reason = "helpers of tests: what is absent here ends the test")]

use jenjang::competency::{
    Affair, AssessmentRules, Competency, CompetencyLevel, Framework, FrameworkDraft, Group, LevelMeaning, ProficiencyLevel, Scope,
};
use jenjang::legal::{Certainty, Label, LegalReference};
use jenjang::period::{DateRounding, EffectivePeriod};
use jenjang::policy::diagnostic::Diagnostic;
use jenjang_exchange::competency::{CaseExport, CaseImport, head_of, read_case, read_framework_csv, write_case, write_framework_csv};
use jenjang_exchange::evaluation::File;
use jenjang_policy_files::{position, read_framework, write_framework};
use proptest::prelude::*;

fn label() -> impl Strategy<Value = Label> {
    // quotes, separators, line breaks and signs a spreadsheet would take for a formula
    let text = "[A-Za-z=\"\\\\,;é'{}][A-Za-z \",;\\\\\né\\[\\]]{0,12}[a-z\"]";
    (text, text).prop_map(|(id, en)| Label::new(id, en))
}

fn source() -> impl Strategy<Value = LegalReference> {
    ("[A-Z][a-z0-9 /]{0,10}[0-9]", 0usize..4)
        .prop_map(|(citation, i)| LegalReference { citation: citation.into(), certainty: Certainty::ALL[i] })
}

fn scope() -> impl Strategy<Value = Scope> {
    prop_oneof![Just(Scope::Affair("health".into())), Just(Scope::Post("head-1".parse().unwrap()))]
}

fn level(n: usize) -> ProficiencyLevel {
    ProficiencyLevel::try_from(u8::try_from(n + 1).unwrap()).unwrap()
}

fn rules() -> impl Strategy<Value = AssessmentRules> {
    let rules = (prop::option::of(1u32..100), any::<bool>(), any::<bool>(), any::<bool>(), source());
    rules.prop_map(|(valid_months, up, accredited_only, same_tier, source)| AssessmentRules {
        valid_months,
        date_rounding: if up { DateRounding::FirstDayOfNextMonth } else { DateRounding::LastDayOfMonth },
        accredited_only,
        same_tier,
        source: Some(source),
    })
}

/// A competency of a group; its levels are all described or none.
fn competency(levels: usize, groups: usize) -> impl Strategy<Value = Competency> {
    let described = prop::collection::vec((label(), prop::collection::vec(label(), 0..3)), levels);
    let parts = (0..groups, label(), label(), prop::option::of(source()), prop::option::of(scope()), prop::option::of(described));
    parts.prop_map(|(group, name, definition, source, scope, described)| Competency {
        code: "x".parse().unwrap(),
        group: format!("g-{group}").into(),
        label: name,
        definition,
        source,
        scope,
        levels: described
            .into_iter()
            .flatten()
            .enumerate()
            .map(|(i, (description, indicators))| CompetencyLevel { level: level(i), description, indicators })
            .collect(),
    })
}

prop_compose! {
    fn framework()(levels in 1usize..4, groups in 1usize..3)(
        meanings in prop::collection::vec((label(), label()), levels),
        names in prop::collection::vec(label(), groups),
        mut competencies in prop::collection::vec(competency(levels, groups), 1..5),
        title in label(),
        note in prop::option::of(label()),
        source in source(),
        own_scope in prop_oneof![Just(Scope::Everywhere), scope()],
        assessment in prop_oneof![Just(AssessmentRules::default()), rules()],
        from in prop::option::of(0u64..20_000),
        days in prop::option::of(1u64..20_000),
    ) -> Framework {
        let start = jenjang::NaiveDate::from_ymd_opt(1990, 1, 1).unwrap();
        let from = from.map(|days| start + chrono::Days::new(days));
        let to = days.map(|days| from.unwrap_or(start) + chrono::Days::new(days));
        for (i, competency) in competencies.iter_mut().enumerate() {
            competency.code = format!("C.{i:02}").parse().unwrap();
        }
        let meaning = |(i, (label, description))| LevelMeaning { level: level(i), label, description };
        Framework::try_new(FrameworkDraft {
            id: "some-framework-1".parse().unwrap(),
            version: "1.0".into(),
            title,
            effective: EffectivePeriod { from, to },
            source,
            note,
            scope: own_scope,
            assessment,
            levels: meanings.into_iter().enumerate().map(meaning).collect(),
            groups: names.into_iter().enumerate().map(|(i, label)| Group { code: format!("g-{i}").into(), label }).collect(),
            affairs: vec![Affair { code: "health".into(), label: Label::new("Kesehatan", "Health") }],
            competencies,
        })
        .unwrap()
    }
}

fn case(framework: &Framework) -> String {
    let changed = jenjang::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    serde_json::to_string_pretty(&write_case(framework, &CaseExport::on(changed))).unwrap()
}

fn read(text: &str) -> (Option<Framework>, Vec<(usize, &'static str, String)>) {
    read_with(text, &CaseImport::default())
}

fn read_with(text: &str, options: &CaseImport) -> (Option<Framework>, Vec<(usize, &'static str, String)>) {
    let reading = read_case(File { name: "a.json", bytes: text.as_bytes() }, options);
    let found = said(text, reading.diagnostics());
    (reading.sound().ok(), found)
}

fn said(text: &str, found: &[Diagnostic]) -> Vec<(usize, &'static str, String)> {
    found.iter().map(|d| (position(text, d.span.start as usize).line, d.code, d.message.en.to_string())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_framework_comes_back_from_case_equal(framework in framework()) {
        let text = case(&framework);
        let (back, found) = read(&text);
        prop_assert_eq!(found, []);
        prop_assert_eq!(back.as_ref(), Some(&framework));
        prop_assert_eq!(case(&back.unwrap()), text, "the identifiers are the same");
    }

    #[test]
    fn a_framework_comes_back_from_a_table_equal(framework in framework()) {
        let text = write_framework_csv(&framework).unwrap();
        let reading = read_framework_csv(File { name: "a.csv", bytes: text.as_bytes() }, head_of(&framework));
        prop_assert_eq!(reading.diagnostics(), []);
        prop_assert_eq!(reading.sound().unwrap(), framework);
    }

    #[test]
    fn a_framework_comes_back_from_its_file_equal(framework in framework()) {
        let (back, found) = read_framework("a.toml", write_framework(&framework).as_bytes());
        prop_assert_eq!(found, []);
        prop_assert_eq!(back, Some(framework));
    }

    #[test]
    fn nothing_makes_the_readers_panic(framework in framework(), at in 0usize..4000, with in "[\\[\\]{}\",:a0\n]{0,3}") {
        for mut text in [case(&framework), write_framework_csv(&framework).unwrap()] {
            let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
            text.insert_str(at, &with);
            let _ = read(&text);
            let _ = read_framework_csv(File { name: "a.csv", bytes: text.as_bytes() }, head_of(&framework));
            let _ = read(&text[..at]);
        }
    }
}

/// What another system might send: its own types, no levels, no second language, fields of its own.
const FOREIGN: &str = r#"{
  "CFDocument": {
    "identifier": "6b2f9b0e-0000-4000-8000-000000000000", "uri": "https://example.org/d", "title": "Digital skills",
    "creator": "Example agency", "lastChangeDateTime": "2024-01-01T00:00:00Z", "adoptionStatus": "Draft", "subject": ["ICT"]
  },
  "CFItems": [
    { "identifier": "a", "fullStatement": "Information", "CFItemType": "Area of practice" },
    { "identifier": "b", "fullStatement": "Finds information", "CFItemType": "Ability", "humanCodingScheme": "1.1", "educationLevel": ["PG"] },
    { "identifier": "c", "fullStatement": "Judges information", "CFItemType": "Ability", "humanCodingScheme": "1.2", "educationLevel": ["PG"] },
    { "identifier": "d", "fullStatement": "Is patient" }
  ],
  "CFAssociations": [
    { "associationType": "isChildOf", "originNodeURI": { "identifier": "b" }, "destinationNodeURI": { "identifier": "a" } },
    { "associationType": "isChildOf", "originNodeURI": { "identifier": "c" }, "destinationNodeURI": { "identifier": "a" } },
    { "associationType": "isPeerOf", "originNodeURI": { "identifier": "b" }, "destinationNodeURI": { "identifier": "c" } },
    { "associationType": "isChildOf", "originNodeURI": { "identifier": "z" }, "destinationNodeURI": { "identifier": "a" } }
  ],
  "CFRubrics": []
}"#;

#[test]
fn a_package_of_others_is_read_and_nothing_is_dropped_in_silence() {
    let (none, found) = read(FOREIGN);
    assert!(none.is_none());
    assert!(found.contains(&(2, "no-levels", "the package has no levels of proficiency".to_owned())), "{found:?}");
    let (framework, found) = read_with(FOREIGN, &CaseImport { levels: Some(level(2)), id: Some("digital-1".parse().unwrap()) });
    let framework = framework.unwrap();
    let shape: Vec<(&str, &str, &str)> = framework.competencies().iter().map(|c| (c.code.as_str(), &*c.group, &*c.definition.id)).collect();
    assert_eq!(
        shape,
        [("d", "ungrouped", "Is patient"), ("1.1", "information", "Finds information"), ("1.2", "information", "Judges information")]
    );
    assert_eq!((framework.id().as_str(), framework.highest_level().get()), ("digital-1", 3));
    let lines: Vec<(usize, &str)> = found.iter().map(|(line, code, _)| (*line, *code)).collect();
    assert_eq!(
        lines,
        [
            (2, "one-language"),
            (2, "made-up"),
            (4, "not-adopted"),
            (4, "left-out"),
            (7, "unknown-item-type"),
            (7, "renamed"),
            (8, "unknown-item-type"),
            (8, "left-out"),
            (10, "unknown-item-type"),
            (10, "renamed"),
            (10, "made-up"),
            (15, "left-out"),
            (16, "unknown-item"),
            (18, "left-out"),
        ],
        "{found:#?}"
    );
    let sentences: Vec<&str> = found.iter().map(|(_, _, sentence)| sentence.as_str()).collect();
    assert!(sentences.contains(&"unknown item type `Ability`; 2 read as competencies"));
    assert!(sentences.contains(&"items without `CFItemType`; 1 read as competencies"));
    assert!(sentences.contains(&"unknown item type `Area of practice`; 1 read as groups"));
    assert!(sentences.contains(&"`educationLevel` of `CFItems` has no place in a framework and is left out (2 times)"));
    assert!(sentences.contains(&"`isPeerOf` of `CFAssociations` has no place in a framework and is left out"));
}

#[test]
fn bad_packages_have_a_sentence_with_a_place() {
    let first = |text: &str| read(text).1.into_iter().next().unwrap();
    assert_eq!(first("{\n  \"CFDocument\": {,}\n}").0, 2);
    assert_eq!(first("[]").1, "wrong-kind");
    assert_eq!(first("{}").2, "the CASE package has no object `CFDocument`, expected one");
    let (_, found) = read(&FOREIGN.replace("\"fullStatement\": \"Is patient\"", "\"fullStatement\": 7"));
    assert!(found.contains(&(10, "wrong-kind", "`CFItems[3].fullStatement` is `7`, expected a text".to_owned())), "{found:?}");
    let (_, found) = read(&FOREIGN.replace("\"identifier\": \"d\"", "\"identifier\": \"a\""));
    assert!(found.contains(&(10, "duplicate-code", "identifier `a` names two items, expected one".to_owned())), "{found:?}");
    let circle = FOREIGN.replace(
        "\"originNodeURI\": { \"identifier\": \"z\" }, \"destinationNodeURI\": { \"identifier\": \"a\" }",
        "\"originNodeURI\": { \"identifier\": \"a\" }, \"destinationNodeURI\": { \"identifier\": \"b\" }",
    );
    assert!(read(&circle).1.iter().any(|(_, code, _)| *code == "circle"));
}

#[test]
fn levels_of_others_are_recognised() {
    let text = r#"{
  "CFDocument": { "identifier": "doc", "title": "T", "creator": "C" },
  "CFItems": [
    { "identifier": "g", "fullStatement": "People", "CFItemType": "Cluster", "humanCodingScheme": "people" },
    { "identifier": "c", "fullStatement": "Listens to others", "abbreviatedStatement": "Listening", "CFItemType": "Competency", "humanCodingScheme": "P1" },
    { "identifier": "l2", "fullStatement": "Asks back", "CFItemType": "Proficiency level", "abbreviatedStatement": "Level 2" },
    { "identifier": "l1", "fullStatement": "Lets others speak", "CFItemType": "Proficiency level", "abbreviatedStatement": "Level 1" },
    { "identifier": "i", "fullStatement": "Does not interrupt", "CFItemType": "Behaviour" }
  ],
  "CFAssociations": [
    { "associationType": "isChildOf", "originNodeURI": "c", "destinationNodeURI": "g" },
    { "associationType": "isChildOf", "originNodeURI": "l1", "destinationNodeURI": "c" },
    { "associationType": "isChildOf", "originNodeURI": "l2", "destinationNodeURI": "c" },
    { "associationType": "isChildOf", "originNodeURI": "i", "destinationNodeURI": "l1" }
  ]
}"#;
    let framework = read(text).0.unwrap();
    let competency = &framework.competencies()[0];
    assert_eq!((&*competency.label.en, &*competency.definition.en), ("Listening", "Listens to others"));
    let levels: Vec<(u8, &str, usize)> =
        competency.levels.iter().map(|l| (l.level.get(), &*l.description.en, l.indicators.len())).collect();
    assert_eq!(levels, [(1, "Lets others speak", 1), (2, "Asks back", 0)]);
}

#[test]
fn tables_of_others_are_read_with_what_they_have() {
    let text = "kelompok;kompetensi;nama kompetensi;definisi;level;uraian level;indikator\n\
                ;;;;1;Dasar;\n\
                ;;;;2;Mahir;\n\
                teknis;T.1;Imunisasi;Menyelenggarakan imunisasi;1;Membantu;Menyiapkan alat\n\
                ;T.1;;;1;;Mencatat\n\
                ;T.1;;;2;Memimpin;\n";
    let head = |text: &str| {
        let framework = read_with(FOREIGN, &CaseImport { levels: Some(level(2)), id: None }).0.unwrap();
        let reading = read_framework_csv(File { name: "a.csv", bytes: text.as_bytes() }, head_of(&framework));
        let found = said(text, reading.diagnostics());
        (reading.sound().ok(), found)
    };
    let (framework, found) = head(text);
    assert_eq!(found.iter().map(|(line, code, _)| (*line, *code)).collect::<Vec<_>>(), [(1, "one-language")]);
    let framework = framework.unwrap();
    assert_eq!(framework.competencies()[0].levels[0].indicators, ["Menyiapkan alat", "Mencatat"].map(Label::same));
    let wrong = text.replace(";T.1;;;2;Memimpin;", ";T.1;Vaksin;;3;Memimpin;").replace("1;Dasar", "0;Dasar");
    let (_, found) = head(&wrong);
    let codes: Vec<(usize, &str)> = found.iter().map(|(line, code, _)| (*line, *code)).collect();
    assert!(codes.contains(&(2, "number-out-of-range")) && codes.contains(&(6, "conflicting-rows")), "{found:?}");
    assert!(codes.contains(&(6, "unknown-level")) && codes.contains(&(4, "missing-level")), "{found:?}");
}
