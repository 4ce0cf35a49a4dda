//! What somebody typed into a form, kept as it was typed, with the problems found beside each field.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, Uri, header};
use chrono::NaiveDate;
use jenjang::legal::{Label, Language};
use jenjang::store::StoreError;
use jenjang_service::ServiceError;

use crate::error::{Failure, shortened};
use crate::format;
use crate::state::App;

/// The fields of a form in their order, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Typed(Vec<(String, String)>);

impl Typed {
    /// Read from `a=1&b=2`.
    fn parse(text: &[u8]) -> Typed {
        Typed(form_urlencoded::parse(text).into_owned().collect())
    }

    /// The query of an address.
    pub(crate) fn query(uri: &Uri) -> Typed {
        Typed::parse(uri.query().unwrap_or_default().as_bytes())
    }

    /// A field without spaces around it; empty where it is absent.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    /// A field exactly as typed, for passwords.
    pub(crate) fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// A text of many lines exactly as typed, with line ends as on any machine.
    pub(crate) fn lines(&self, name: &str) -> String {
        self.raw(name).replace("\r\n", "\n").replace('\r', "\n")
    }

    /// Every value of a field that may stand more than once.
    pub(crate) fn all<'t>(&'t self, name: &'t str) -> impl Iterator<Item = &'t str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.trim())
    }

    /// Fields whose names begin so, and what follows the beginning: `item-A1` for `item-`.
    pub(crate) fn named<'t>(&'t self, beginning: &'t str) -> impl Iterator<Item = (&'t str, &'t str)> {
        self.0.iter().filter_map(move |(field, value)| Some((field.strip_prefix(beginning)?, value.trim())))
    }
}

impl FromRequest<Arc<App>> for Typed {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Typed, Failure> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Err(Failure::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        let bytes = Bytes::from_request(request, app).await.map_err(|rejection| Failure::of_status(rejection.status()))?;
        Ok(Typed::parse(&bytes))
    }
}

/// One thing that is wrong with what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The field, empty where it is the form as a whole.
    pub(crate) field: String,
    /// The sentence.
    pub(crate) sentence: String,
}

/// A form as it is shown: empty, or with what was typed and what is wrong with it.
#[derive(Clone, Debug)]
pub(crate) struct Filled {
    typed: Typed,
    problems: Vec<Problem>,
    language: Language,
}

impl Filled {
    pub(crate) fn of(typed: Typed, language: Language) -> Filled {
        Filled { typed, problems: Vec::new(), language }
    }

    /// A form that nobody filled in yet, with what stands in its fields.
    pub(crate) fn with(fields: &[(&str, &str)], language: Language) -> Filled {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Filled::of(Typed(fields.collect()), language)
    }

    /// What stands in a field.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.typed.get(name)
    }

    /// Whether a value of a choice, or one of several boxes, is ticked.
    pub(crate) fn chosen(&self, name: &str, value: &str) -> bool {
        self.typed.all(name).any(|chosen| chosen == value)
    }

    pub(crate) fn typed(&self) -> &Typed {
        &self.typed
    }

    pub(crate) fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// What is wrong with a field.
    pub(crate) fn problem(&self, name: &str) -> Option<&str> {
        self.problems.iter().find(|problem| problem.field == name).map(|problem| &*problem.sentence)
    }

    /// The status of a page with this form.
    pub(crate) fn status(&self) -> StatusCode {
        if self.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
    }

    /// Says what is wrong with a field; an empty name is the form as a whole.
    pub(crate) fn refuse(&mut self, name: &str, problem: &Label) {
        self.problems.push(Problem { field: name.to_owned(), sentence: format::sentence(problem.get(self.language)) });
    }

    /// A text that has to be there, of at most so many letters.
    pub(crate) fn text(&mut self, name: &str, most: usize) -> Option<String> {
        let text = self.value(name).to_owned();
        let letters = text.chars().count();
        if text.is_empty() {
            self.refuse(name, &Label::new("bagian ini perlu diisi", "this field has to be filled in"));
        } else if letters > most {
            let label = Label::new(
                format!("teks ini berisi {letters} huruf, paling banyak {most}"),
                format!("this text has {letters} letters, at most {most} are taken"),
            );
            self.refuse(name, &label);
        } else {
            return Some(text);
        }
        None
    }

    /// A day that has to be there.
    pub(crate) fn day(&mut self, name: &str) -> Option<NaiveDate> {
        match format::parse_day(self.value(name)) {
            Ok(day) => Some(day),
            Err(problem) => {
                self.refuse(name, &problem);
                None
            }
        }
    }

    /// Something that reads itself from a text: a number, an id, a choice. `expected` says what would be right.
    pub(crate) fn parsed<T: std::str::FromStr>(&mut self, name: &str, expected: &Label) -> Option<T> {
        let text = self.value(name).to_owned();
        let parsed = text.parse().ok();
        if parsed.is_none() {
            let found = shortened(&text);
            let label = if text.is_empty() {
                Label::new(format!("bagian ini perlu diisi: {}", expected.id), format!("this field has to be filled in: {}", expected.en))
            } else {
                Label::new(
                    format!("`{found}` tidak dapat dipakai, seharusnya {}", expected.id),
                    format!("`{found}` cannot be used, expected {}", expected.en),
                )
            };
            self.refuse(name, &label);
        }
        parsed
    }

    /// Takes the refusal of a use case into the form, so that nothing typed is lost; what no typing can mend stays a failure.
    ///
    /// # Errors
    /// The failure where the form cannot be shown again: not allowed, not there, changed meanwhile, the store.
    pub(crate) fn refused(&mut self, name: &str, error: ServiceError) -> Result<(), Failure> {
        match error {
            ServiceError::Refused { message, .. } => self.refuse(name, &message),
            ServiceError::Unsound(diagnostics) if !diagnostics.is_empty() => {
                for diagnostic in diagnostics {
                    self.refuse(name, &diagnostic.message);
                }
            }
            other => return Err(other.into()),
        }
        Ok(())
    }
}

/// Whether somebody else changed the same thing meanwhile: the page then shows both versions with status 409.
pub(crate) fn changed_meanwhile(error: &ServiceError) -> bool {
    matches!(error, ServiceError::Store(StoreError::Conflict { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_kept_and_every_problem_stands_beside_its_field() {
        let mut form = Filled::of(Typed::parse(b"name=+Siti+&day=besok&count=x&box=a&box=b&item-A1=3"), Language::En);
        assert_eq!(form.text("name", 10).as_deref(), Some("Siti"));
        assert_eq!((form.day("day"), form.parsed::<u8>("count", &Label::new("bilangan", "a number"))), (None, None));
        assert_eq!(form.text("nothing", 10), None);
        assert!(form.chosen("box", "b") && !form.chosen("box", "c"));
        assert_eq!(form.typed().named("item-").collect::<Vec<_>>(), [("A1", "3")]);
        assert_eq!(form.problem("count"), Some("`x` cannot be used, expected a number."));
        assert_eq!(form.problem("nothing"), Some("This field has to be filled in."));
        assert_eq!((form.value("day"), form.problems().len(), form.status().as_u16()), ("besok", 3, 422));
    }

    #[test]
    fn a_refusal_is_shown_in_the_form_and_a_prohibition_is_not() {
        let mut form = Filled::with(&[("reason", "")], Language::Id);
        let refusal = ServiceError::refused("late", Label::new("sudah ditutup", "already closed"));
        assert!(form.refused("", refusal).is_ok());
        assert_eq!(form.problems(), [Problem { field: String::new(), sentence: "Sudah ditutup.".into() }]);
        let missing = ServiceError::not_found(Label::new("putaran", "round"), "x");
        assert_eq!(form.refused("", missing).unwrap_err().status, StatusCode::NOT_FOUND);
    }
}
