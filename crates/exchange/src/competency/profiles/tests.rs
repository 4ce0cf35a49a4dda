use jenjang::competency::{AssessmentRules, Competency, FrameworkDraft, Group, LevelMeaning, Scope};
use jenjang::legal::{Certainty, LegalReference};
use jenjang::period::EffectivePeriod;

use super::*;

fn framework(id: &str, codes: &[&str]) -> Framework {
    let competency = |code: &&str| Competency {
        code: code.parse().unwrap(),
        group: "a".into(),
        label: Label::same(*code),
        definition: Label::same("x"),
        source: None,
        scope: None,
        levels: Vec::new(),
    };
    Framework::try_new(FrameworkDraft {
        id: id.parse().unwrap(),
        version: "1".into(),
        title: Label::same("x"),
        effective: EffectivePeriod::ALWAYS,
        source: LegalReference { citation: "x".into(), certainty: Certainty::Text },
        note: None,
        scope: Scope::Everywhere,
        assessment: AssessmentRules::default(),
        levels: (1..=5)
            .map(|n| LevelMeaning { level: n.try_into().unwrap(), label: Label::same("x"), description: Label::same("x") })
            .collect(),
        groups: vec![Group { code: "a".into(), label: Label::same("a") }],
        affairs: Vec::new(),
        competencies: codes.iter().map(competency).collect(),
    })
    .unwrap()
}

fn read(text: &str) -> (Option<Vec<AssessmentRow>>, Vec<Diagnostic>) {
    read_assessments_csv(File { name: "a.csv", bytes: text.as_bytes() }).into_parts()
}

#[test]
fn a_table_with_everything_is_read_in_either_language() {
    let text = "orang;kompetensi;level;tanggal;asesor;metode;berlaku_sampai;tujuan;jenjang;unit;terakreditasi;bukti\n\
                p-1;M.01;3.5;2025-03-01;A. Asesor;assessment center;2027-01-31;pemetaan;administrator;UPT Penilaian;ya;LHP-1 | LHP-2\n";
    let (rows, found) = read(text);
    assert_eq!(found, []);
    let row = &rows.unwrap()[0];
    assert_eq!(row.assessment.level.to_string(), "3.5");
    assert_eq!(row.assessment.purpose, Some(Purpose::Mapping));
    assert_eq!(row.assessment.unit, Some(AssessmentUnit { name: "UPT Penilaian".into(), accredited: Some(true) }));
    assert_eq!(row.assessment.evidence, ["LHP-1".into(), "LHP-2".into()]);
    assert_eq!(row.assessment.valid_until.map(|day| day.to_string()).as_deref(), Some("2027-01-31"));
}

#[test]
fn every_fault_has_its_cell_and_sentence() {
    let text = "person,competency,level,date,assessor,method,accredited\n\
                p-1,M.01,three,2025-03-01,x,y,ya\n\
                p-1,M.01,\"3,5\",01/03/2025,x,y,maybe\n\
                ,M.01,3,2025-03-01,,y,\n\
                p-1,M.01,3\n";
    let (_, found) = read(text);
    let said: Vec<String> =
        found.iter().map(|d| format!("{}: {}", text[..d.span.start as usize].matches('\n').count() + 1, d.message.en)).collect();
    assert_eq!(
        said,
        [
            "2: column `level` is `three`, expected a number such as `3` or `3.5`",
            "3: column `level` is `3,5`, expected a number such as `3` or `3.5`",
            "3: column `date` is `01/03/2025`, expected year-month-day such as `2026-04-01`",
            "3: column `accredited` is `maybe`, expected `yes` or `no`",
            "4: column `person` is blank, expected a value",
            "4: column `assessor` is blank, expected a value",
            "5: the number of cells in this line is 3, expected 7 as in the header",
        ]
    );
    assert_eq!(found[1].help.as_ref().map(|help| &*help.en), Some("decimals are written with a point: `3.5`"));
    assert_eq!(read("").1[0].code, "empty-file");
    assert_eq!(read("person,competency,level,date,assessor\n").1[0].code, "missing-column");
}

#[test]
fn lines_find_their_framework_or_say_why_not() {
    let frameworks = [framework("one", &["M.01", "T.01"]), framework("two", &["T.01"])];
    let text = "person,competency,level,date,assessor,method,framework\n\
                p-2,M.01,3,2025-03-01,x,y,\n\
                p-1,M.01,3,2025-03-01,x,y,\n\
                p-1,T.01,3,2025-03-01,x,y,two\n";
    let rows = read(text).0.unwrap();
    let (people, found) = profiles("a.csv", &rows, &frameworks).into_parts();
    assert_eq!(found, []);
    let people = people.unwrap();
    let shape: Vec<(&str, Vec<&str>)> =
        people.iter().map(|p| (p.person.as_str(), p.profiles.iter().map(|profile| profile.framework().as_str()).collect())).collect();
    assert_eq!(shape, [("p-1", vec!["one", "two"]), ("p-2", vec!["one"])]);

    let text = "person,competency,level,date,assessor,method,framework\n\
                p-1,T.01,3,2025-03-01,x,y,\n\
                p-1,M.1,3,2025-03-01,x,y,\n\
                p-1,M.01,3,2025-03-01,x,y,ones\n\
                p-1,M.01,6,2025-03-01,x,y,one\n";
    let rows = read(text).0.unwrap();
    let (_, found) = profiles("a.csv", &rows, &frameworks).into_parts();
    let codes: Vec<&str> = found.iter().map(|d| d.code).collect();
    assert_eq!(codes, ["ambiguous-competency", "unknown-competency", "unknown-framework", "number-out-of-range"]);
    assert_eq!(&*found[1].help.as_ref().unwrap().en, "did you mean `M.01`?");
    assert_eq!(&*found[3].message.en, "`M.01` is assessed at level 6, expected 0 to 5");
}
