use super::*;
use crate::policy::diagnostic::Span;
use crate::policy::document::{CaseDocument, CriterionDocument, ExpectationDocument, Kind, ParameterDocument, RemedyKind, Status};

fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::default())
}

fn criterion(code: &str, require: &str) -> CriterionDocument {
    CriterionDocument {
        code: spanned(code.into()),
        label: Label::same(code),
        check: None,
        note: None,
        citation: Citation::default(),
        effective: EffectivePeriod::ALWAYS,
        when: None,
        require: spanned(require.to_owned()),
        remedy: RemedyKind::Wait,
        waivable: None,
        lawful_basis: None,
        span: Span::default(),
    }
}

fn parameter(name: &str, value: Literal) -> ParameterDocument {
    ParameterDocument {
        name: spanned(name.into()),
        label: Label::same(name),
        ty: None,
        unit: None,
        range: None,
        values: vec![DatedDocument {
            period: EffectivePeriod::ALWAYS,
            decided: None,
            value: spanned(value),
            citation: Citation::default(),
            span: Span::default(),
        }],
        span: Span::default(),
    }
}

fn document() -> Document {
    Document {
        file: "a.toml".into(),
        id: spanned("test/policy".into()),
        decides: Kind::Eligibility,
        title: Label::same("title"),
        summary: None,
        catalogue: spanned("test".into()),
        citation: Citation::default(),
        effective: EffectivePeriod::ALWAYS,
        decided: None,
        date_rounding: None,
        status: Status::Enacted,
        lawful_basis: None,
        span: Span::default(),
        parameters: vec![parameter("a", Literal::Integer(4)), parameter("b", Literal::Text("5".into()))],
        definitions: Vec::new(),
        scales: Vec::new(),
        tables: Vec::new(),
        bands: Vec::new(),
        criteria: vec![criterion("first", "next grade >= a"), criterion("second", "x - y > b")],
        groups: Vec::new(),
        components: Vec::new(),
        score: None,
        tie_breaks: Vec::new(),
        points: None,
        classification: None,
        periods: None,
        cases: Vec::new(),
    }
}

#[test]
fn layout_places_and_cases_do_not_count() {
    let version = version_of(&document());
    let mut same = document();
    same.file = "b.toml".into();
    same.parameters.reverse();
    same.parameters[1].values[0].value = Spanned::new(Literal::Text("4".into()), Span::new(3, 4));
    same.criteria[0].require = Spanned::new("  next grade\n  >=a ".to_owned(), Span::new(9, 20));
    same.cases.push(CaseDocument {
        name: spanned("a case".into()),
        source: None,
        as_of: NaiveDate::from_ymd_opt(2026, 4, 1).unwrap(),
        known_at: None,
        given: Vec::new(),
        waivers: Vec::new(),
        expect: ExpectationDocument::default(),
        span: Span::default(),
    });
    assert_eq!(version, version_of(&same));
}

#[test]
fn whatever_changes_a_decision_or_its_text_counts() {
    let version = version_of(&document());
    let changes: [fn(&mut Document); 9] = [
        |d| d.parameters[0].values[0].value.value = Literal::Integer(5),
        |d| d.parameters[0].values[0].period.from = NaiveDate::from_ymd_opt(2020, 1, 1),
        |d| d.criteria.reverse(),
        |d| d.criteria[1].require.value = "x-y > b".to_owned(),
        |d| d.criteria[0].remedy = RemedyKind::Earn,
        |d| d.criteria[0].citation.reference = Some(spanned("PP 99/2000".into())),
        |d| d.title = Label::new("judul", "title"),
        |d| d.status = Status::Draft,
        |d| d.effective.to = NaiveDate::from_ymd_opt(2030, 1, 1),
    ];
    for (i, change) in changes.into_iter().enumerate() {
        let mut other = document();
        change(&mut other);
        assert_ne!(version, version_of(&other), "change {i}");
    }
}

#[test]
fn blanks_inside_quotes_stay() {
    assert_eq!(without_layout(" a  =  \"x  \\\"  y\" "), "a=\"x  \\\"  y\"");
    assert_eq!(without_layout("years between( a , as of ) >= 4"), "years between(a,as of)>=4");
    assert_ne!(without_layout("a - b"), without_layout("a-b"));
}

#[test]
fn numbers_are_written_by_value_and_kinds_never_collide() {
    let bytes = |value: Value| {
        let mut out = Vec::new();
        write_value(&mut out, &value);
        out
    };
    let number = |text: &str| Value::Number(crate::number::parse_decimal(text).unwrap());
    assert_eq!(bytes(number("1.50")), bytes(number("1.5")));
    assert_ne!(bytes(number("15")), bytes(number("1.5")));
    assert_ne!(bytes(Value::None), bytes(Value::Missing));
    assert_ne!(bytes(Value::Text("4".into())), bytes(number("4")));
}

#[test]
fn every_number_has_its_own_bytes() {
    let texts =
        ["0", "1", "-1", "127", "128", "-128", "-129", "255", "256", "-256", "65535", "0.1", "-0.1", "79228162514264337593543950335"];
    let mut seen = std::collections::BTreeSet::new();
    for text in texts {
        let mut out = Vec::new();
        write_value(&mut out, &Value::Number(crate::number::parse_decimal(text).unwrap()));
        assert_eq!(usize::from(out[2]), out.len() - 3, "{text}");
        assert!(seen.insert(out), "{text}");
    }
    let mut zero = Vec::new();
    write_value(&mut zero, &Value::Number(Decimal::new(0, 5)));
    assert!(seen.contains(&zero), "zero is zero at every scale");
}
