//! What somebody typed into a form, kept as it was typed, with the problems found beside each field.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, Uri, header};
use chrono::NaiveDate;
use jenjang::legal::{Label, Language};
use jenjang::store::{Revision, StoreError};
use jenjang_service::{Seen, ServiceError};

use crate::error::{Failure, shortened};
use crate::format;
use crate::state::App;

/// The fields of a form in their order, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Typed(Vec<(String, String)>);

impl Typed {
    /// Read from `a=1&b=2`.
    pub(crate) fn parse(text: &[u8]) -> Typed {
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

    /// What the form was shown at, in the hidden field of this name: a revision, or that there was nothing yet. A form without the field saw nothing.
    pub(crate) fn seen(&self, name: &str) -> Seen {
        self.get(name).parse().map_or(Seen::Nothing, |revision| Seen::At(Revision(revision)))
    }

    /// Every field with its value, in their order.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(field, value)| (&**field, &**value))
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

/// One thing in both versions, where somebody else changed it while a form was open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    /// What it is called.
    pub(crate) term: String,
    /// As it was sent.
    pub(crate) yours: String,
    /// As it is stored.
    pub(crate) now: String,
}

impl Version {
    pub(crate) fn new(term: impl Into<String>, yours: impl Into<String>, now: impl Into<String>) -> Version {
        let said = |text: String| if text.is_empty() { "–".to_owned() } else { text };
        Version { term: term.into(), yours: said(yours.into()), now: said(now.into()) }
    }

    pub(crate) fn differs(&self) -> bool {
        self.yours != self.now
    }
}

/// The hidden field that holds what a form was shown at; where there are several, their names begin so.
pub(crate) const REVISION: &str = "revision";

/// Refusals that say that somebody else was faster: the step was taken, the answer given. The page shows where the thing stands now.
const OVERTAKEN: [&str; 25] = [
    "agreed-already",
    "answered-already",
    "certificate-state",
    "correction-answered",
    "draft-in-steps",
    "draft-stage",
    "item-closed",
    "no-such-item",
    "no-such-step",
    "no-such-transition",
    "nomination-over",
    "not-nominating",
    "not-open",
    "nothing-committed",
    "other-step",
    "pair-not-running",
    "placement-state",
    "plan-outdated",
    "plan-over",
    "policy-state",
    "reading-state",
    "round-opened",
    "session-cancelled",
    "study-state",
    "survey-state",
];

/// Refusals that are about one field: its name, by the first that a form has.
const ABOUT: [(&str, &str); 34] = [
    ("already-there", "id code"),
    ("amount", "amount hours cost each"),
    ("amount-above-course", "cost each amount"),
    ("backdated", "on date day since first"),
    ("capacity", "capacity seats"),
    ("chart-empty", "unit"),
    ("chart-unsound", "unit"),
    ("competency-unknown", "competency"),
    ("cost", "cost"),
    ("day-out-of-range", "on date day since first last until"),
    ("due", "due"),
    ("enrol-until", "until"),
    ("evidence", "evidence"),
    ("fact", "fact"),
    ("figure-off-scale", "value figure"),
    ("form-too-early", "on date day since first"),
    ("form-unit", "unit"),
    ("form-unknown", "form"),
    ("hours-out-of-range", "hours"),
    ("id-taken", "id code"),
    ("need-ambiguous", "need"),
    ("need-unknown", "need"),
    ("not-a-uri", "evidence url"),
    ("people-unknown", "people person"),
    ("programme-over", "programme"),
    ("promise-too-late", "due"),
    ("reason-missing", "reason"),
    ("study-day", "on first"),
    ("study-semester", "number"),
    ("study-too-long", "last"),
    ("study-twice", "programme"),
    ("title-missing", "title"),
    ("unit-outside-envelope", "unit"),
    ("unknown-unit", "unit"),
];

/// A form as it is shown: empty, or with what was typed and what is wrong with it.
#[derive(Clone, Debug)]
pub(crate) struct Filled {
    typed: Typed,
    problems: Vec<Problem>,
    /// Both versions, where somebody else changed the same thing meanwhile.
    versions: Option<Vec<Version>>,
    /// Whether somebody else was faster.
    overtaken: bool,
    language: Language,
}

impl Filled {
    pub(crate) fn of(typed: Typed, language: Language) -> Filled {
        Filled { typed, problems: Vec::new(), versions: None, overtaken: false, language }
    }

    /// A form that nobody filled in yet, with what stands in its fields.
    pub(crate) fn with(fields: &[(&str, &str)], language: Language) -> Filled {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Filled::of(Typed(fields.collect()), language)
    }

    /// Another form in the same language that nobody filled in yet, on the same page.
    pub(crate) fn filled_with(&self, fields: &[(&str, &str)]) -> Filled {
        Filled::with(fields, self.language)
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

    /// The kind of field that shows what stands in it: a browser's own field for days and numbers hides what it cannot read.
    pub(crate) fn kind<'k>(&self, name: &str, kind: &'k str) -> &'k str {
        let value = self.value(name);
        let hidden = match kind {
            "date" => self.problem(name).is_some() || !value.is_empty() && value.parse::<NaiveDate>().is_err(),
            "number" => self.problem(name).is_some(),
            _ => false,
        };
        if hidden { "text" } else { kind }
    }

    /// The status of a page with this form.
    pub(crate) fn status(&self) -> StatusCode {
        match (self.overtaken, self.problems.is_empty()) {
            (true, _) => StatusCode::CONFLICT,
            (false, true) => StatusCode::OK,
            (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// Somebody else changed the same thing meanwhile: what was sent stands beside what is stored now, what was typed stays in the form, and the hidden
    /// field of this name says what is stored now, so that one can go on.
    pub(crate) fn overtake(&mut self, name: &str, now: Option<Revision>, versions: Vec<Version>) {
        self.typed.0.retain(|(field, _)| field != name);
        self.typed.0.extend(now.map(|now| (name.to_owned(), now.0.to_string())));
        self.versions.get_or_insert_default().extend(versions);
        self.overtaken = true;
    }

    /// Both versions, where somebody else changed the same thing meanwhile.
    pub(crate) fn versions(&self) -> Option<&[Version]> {
        self.versions.as_deref()
    }

    /// What the form was shown at: names and values of its hidden fields.
    pub(crate) fn revisions(&self) -> impl Iterator<Item = (&str, &str)> {
        self.typed.0.iter().filter(|(field, _)| field.starts_with(REVISION)).map(|(field, value)| (&**field, &**value))
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

    /// The field that a refusal is about, where this form has it; empty for the form as a whole.
    fn about(&self, code: &str) -> String {
        let fields = || self.typed.0.iter().map(|(field, value)| (field.as_str(), value.trim()));
        if code == "blank" {
            return fields().find(|(_, value)| value.is_empty()).map(|(field, _)| field).unwrap_or_default().to_owned();
        }
        let names = ABOUT.iter().filter(|(about, _)| *about == code).flat_map(|(_, names)| names.split(' '));
        let found = names.into_iter().find(|name| fields().any(|(field, _)| field == *name));
        found.unwrap_or_default().to_owned()
    }

    /// Takes the refusal of a use case into the form, so that nothing typed is lost; what no typing can mend stays a failure.
    ///
    /// # Errors
    /// The failure where the form cannot be shown again: not allowed, not there, changed meanwhile, the store.
    pub(crate) fn refused(&mut self, name: &str, error: ServiceError) -> Result<(), Failure> {
        match error {
            ServiceError::Refused { code, message } => {
                self.overtaken |= OVERTAKEN.contains(&code);
                let name = if name.is_empty() { self.about(code) } else { name.to_owned() };
                let dated = |text: &str, language| format::with_dates(text, language);
                self.refuse(&name, &Label::new(dated(&message.id, Language::Id), dated(&message.en, Language::En)));
            }
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

    #[test]
    fn who_was_overtaken_sees_both_versions_and_goes_on_from_what_is_stored() {
        let mut form = Filled::of(Typed::parse(b"revision=3&title=Mine"), Language::En);
        assert_eq!((form.typed().seen("revision"), form.typed().seen("nothing")), (Seen::At(Revision(3)), Seen::Nothing));
        form.overtake("revision", Some(Revision(4)), vec![Version::new("Title", form.value("title"), "Theirs")]);
        assert_eq!((form.status(), form.value("title")), (StatusCode::CONFLICT, "Mine"));
        assert_eq!(form.revisions().collect::<Vec<_>>(), [("revision", "4")]);
        let versions = form.versions().unwrap();
        assert!(versions.len() == 1 && versions[0].differs());
        // a step that somebody else took is told with what it was refused for
        let mut form = Filled::with(&[], Language::En);
        form.refused("", ServiceError::refused("survey-state", Label::new("sudah dibuka", "already open"))).unwrap();
        assert_eq!((form.status(), form.problems().len(), form.versions()), (StatusCode::CONFLICT, 1, None));
    }
}
