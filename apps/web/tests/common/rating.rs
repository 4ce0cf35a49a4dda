//! A rater's inbox and form, for the tests of 360-degree evaluation.

use axum::http::{StatusCode, header};

use super::{Answer, Visitor, get};

/// The cycle that is open in the demonstration.
pub(crate) const OPEN: &str = "/evaluations/360-2026";

/// Whom somebody is still to rate in the open cycle, by the own inbox.
pub(crate) fn to_rate(visitor: &Visitor) -> Vec<String> {
    let inbox = get("/evaluations", visitor).body;
    let beginning = format!("href=\"{OPEN}/rate/");
    inbox.split(&beginning).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// The items of a form.
pub(crate) fn items(form: &str) -> Vec<String> {
    form.split("<fieldset class=\"item\" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// A form with everything answered alike.
pub(crate) fn filled(items: &[String], value: &str, rest: &str) -> String {
    items.iter().map(|item| format!("{item}={value}&")).collect::<String>() + rest
}

pub(crate) fn sent(answer: &Answer, to: &str) {
    assert_eq!((answer.status, answer.header(header::LOCATION).as_str()), (StatusCode::SEE_OTHER, to), "{}", answer.body);
}
