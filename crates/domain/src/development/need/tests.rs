use std::sync::Arc;

use rust_decimal::Decimal;

use super::*;

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn gap(code: &str, required: &str, actual: &str) -> Need {
    Need {
        size: d(required) - d(actual),
        weight: Weight::AVERAGE,
        since: "2026-01-05".parse().unwrap(),
        reference: LegalReference { citation: "standar".into(), certainty: crate::legal::Certainty::Practice },
        source: NeedSource::Gap {
            framework: "f".parse().unwrap(),
            competency: code.parse().unwrap(),
            label: Label::same("Integritas"),
            required: d(required),
            actual: d(actual),
            standards: "s".parse().unwrap(),
            post: Label::same("Administrator"),
            assessor: "Puspenkom".into(),
            method: "assessment-centre".into(),
            evidence: vec![Arc::from("laporan 7")],
        },
    }
}

#[test]
fn links_are_read_as_they_are_written() {
    for text in ["gap:permenpanrb-38-2017/M.01", "feedback:2026-1/M.02", "performance:2025", "hours:2026", "wish:p-001-w1"] {
        assert_eq!(text.parse::<NeedLink>().unwrap().to_string(), text);
    }
    for text in ["gap:M.01", "hours:soon", "wish:", "need", ""] {
        assert_eq!(text.parse::<NeedLink>().unwrap_err().found, text);
    }
}

#[test]
fn a_course_closes_what_lies_between_the_assessed_and_the_lower_level() {
    let mut needs = PersonNeeds::new("p".parse().unwrap(), None, "2026-03-01".parse().unwrap());
    needs.needs.push(gap("M.01", "4", "2"));
    needs.met.push(Met { framework: "f".parse().unwrap(), competency: "M.02".parse().unwrap() });
    let closed = |code: &str, level: &str| needs.closed_by(&"f".parse().unwrap(), &code.parse().unwrap(), d(level));
    assert_eq!((closed("M.01", "3"), closed("M.01", "5"), closed("M.01", "2"), closed("M.01", "1")), (d("1"), d("2"), d("0"), d("0")));
    assert_eq!(closed("M.02", "5"), d("0"));
    let size = |code: &str| needs.gap(&"f".parse().unwrap(), &code.parse().unwrap());
    assert_eq!((size("M.01"), size("M.02"), size("M.03")), (Some(d("2")), Some(d("0")), None), "silence is not zero");
}

#[test]
fn a_need_says_where_it_comes_from() {
    let need = gap("M.01", "4", "2.5");
    assert_eq!(&*need.sentence().en, "level 4 is required of Administrator, assessed at 2.5 by Puspenkom on 2026-01-05");
    assert_eq!(&*need.sentence().id, "dipersyaratkan level 4 untuk Administrator, dinilai 2,5 oleh Puspenkom pada 2026-01-05");
    assert_eq!((&*need.amount().id, &*need.amount().en), ("1,5 level", "1.5 levels"));
    assert_eq!(need.link().to_string(), "gap:f/M.01");
}
