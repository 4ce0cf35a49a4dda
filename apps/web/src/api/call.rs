//! What a handler is given, and what it gives back.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use axum::http::StatusCode;
use chrono::NaiveDate;
use jenjang::legal::{Label, Language};
use jenjang::number::parse_decimal;
use jenjang::people::id::PersonId;
use jenjang::store::Revision;
use jenjang_service::{Actor, Context, Seen};
use rust_decimal::Decimal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::operation::{Field, Kind, Operation, Words, may};
use crate::error::{Failure, FieldProblem, shortened};
use crate::state::App;

/// The most on a page of a list.
pub(crate) const MOST: usize = 200;

/// How many stand on a page where nobody says.
pub(crate) const USUAL: usize = 50;

/// The most that is exported over the API.
pub(crate) const LARGEST_EXPORT: usize = 32 * 1024 * 1024;

/// What a revision can be.
pub(crate) const REVISIONS: Kind = Kind::Whole(0, 1_000_000_000);

/// The revision of what is changed; nothing is asked where something is new.
pub(crate) const REVISION: Field = may(
    "revision",
    REVISIONS,
    (
        "`revision` yang dibaca sebelum diubah; tanpa ini hanya yang baru disimpan, yang sudah ada dijawab 409",
        "the `revision` that was read before the change; without it only what is new is kept, what is there already is answered 409",
    ),
    "1",
);

/// What was asked: parameters are there and of the kinds declared.
pub(crate) struct Call {
    pub(crate) app: Arc<App>,
    pub(crate) actor: Actor,
    pub(crate) language: Language,
    pub(crate) operation: &'static Operation,
    pub(crate) path: BTreeMap<String, String>,
    /// Values of the address or the body.
    pub(crate) given: Map<String, Value>,
}

impl Call {
    /// What use cases are given.
    pub(crate) fn context(&self) -> Context<'_> {
        self.app.context(&self.actor)
    }

    /// Who asks; the dispatcher lets nobody else in where one is needed.
    pub(crate) fn me(&self) -> Result<PersonId, Failure> {
        self.actor.person().cloned().ok_or_else(super::caller::unknown)
    }

    /// A part of the path as it was written.
    pub(crate) fn word(&self, name: &str) -> &str {
        self.path.get(name).map_or("", |text| text.as_str())
    }

    /// An id in the path.
    pub(crate) fn path<T: FromStr>(&self, name: &str) -> Result<T, Failure> {
        self.word(name).parse().map_err(|_| Failure::not_found())
    }

    /// A text that may be left out.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.given.get(name).and_then(Value::as_str)
    }

    /// A text that has to be there.
    pub(crate) fn said(&self, name: &str) -> &str {
        self.text(name).unwrap_or_default()
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.given.get(name).and_then(Value::as_bool).unwrap_or_default()
    }

    pub(crate) fn whole(&self, name: &str) -> Option<usize> {
        self.given.get(name).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok())
    }

    pub(crate) fn day(&self, name: &str) -> Option<NaiveDate> {
        self.text(name).and_then(|text| text.parse().ok())
    }

    /// The day that has to be given.
    pub(crate) fn on(&self, name: &str) -> Result<NaiveDate, Failure> {
        self.day(name).ok_or_else(|| self.wrong(name, "tanggal", "a date"))
    }

    pub(crate) fn decimal(&self, name: &str) -> Option<Decimal> {
        self.text(name).and_then(|text| parse_decimal(text).ok())
    }

    /// An id or code that may be left out.
    pub(crate) fn maybe<T: FromStr>(&self, name: &str) -> Result<Option<T>, Failure> {
        self.text(name).map(|text| text.parse().map_err(|_| self.wrong(name, "kode yang sah", "a valid code"))).transpose()
    }

    /// An id or code that has to be there.
    pub(crate) fn id<T: FromStr>(&self, name: &str) -> Result<T, Failure> {
        self.maybe(name)?.ok_or_else(|| self.wrong(name, "kode", "a code"))
    }

    /// A value as the domain reads it.
    pub(crate) fn read<T: DeserializeOwned>(&self, name: &str) -> Result<T, Failure> {
        let value = self.given.get(name).cloned().unwrap_or(Value::Null);
        serde_json::from_value(value).map_err(|error| {
            let (found, error) = (shortened(&error.to_string()), error.classify());
            tracing::debug!(?error, "a value the domain does not read");
            let label = Label::new(format!("tidak dapat dibaca: {found}"), format!("cannot be read: {found}"));
            Failure::fields(vec![FieldProblem::new(format!("/{name}"), label)])
        })
    }

    /// All that was sent, as the domain reads it.
    pub(crate) fn whole_body<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        self.body_without(None)
    }

    /// All that was sent but the revision of what it takes the place of, and what of that was seen: nothing where no revision is named.
    pub(crate) fn versioned_body<T: DeserializeOwned>(&self) -> Result<(T, Seen), Failure> {
        let revision: Option<Revision> = self.read(REVISION.name)?;
        Ok((self.body_without(Some(REVISION.name))?, revision.map_or(Seen::Nothing, Seen::At)))
    }

    fn body_without<T: DeserializeOwned>(&self, left_out: Option<&str>) -> Result<T, Failure> {
        // what is `null` was left out
        let sent = self.given.iter().filter(|(name, value)| !value.is_null() && Some(name.as_str()) != left_out);
        let given = sent.map(|(name, value)| (name.clone(), value.clone())).collect();
        serde_json::from_value(Value::Object(given)).map_err(|error| {
            let found = shortened(&error.to_string());
            let label = Label::new(format!("tidak dapat dibaca: {found}"), format!("cannot be read: {found}"));
            Failure::fields(vec![FieldProblem::new(String::new(), label)])
        })
    }

    /// Says that a value is not what was expected.
    pub(crate) fn wrong(&self, name: &str, id: &str, en: &str) -> Failure {
        let found = self.given.get(name).map_or_else(|| "–".to_owned(), |value| shortened(&value.to_string()));
        let label = Label::new(format!("ditemukan {found}, seharusnya {id}"), format!("found {found}, expected {en}"));
        Failure::fields(vec![FieldProblem::new(format!("/{name}"), label)])
    }

    /// Says why a value cannot be used.
    pub(crate) fn refused_field(&self, name: &str, message: Label) -> Failure {
        Failure::fields(vec![FieldProblem::new(format!("/{name}"), message)])
    }

    /// How many on a page.
    pub(crate) fn limit(&self) -> usize {
        self.whole("limit").unwrap_or(USUAL).min(MOST)
    }

    /// The last of the page before.
    pub(crate) fn after<T: FromStr>(&self) -> Result<Option<T>, Failure> {
        self.maybe("after")
    }

    /// A page from what a use case gave, which read one more than asked for.
    pub(crate) fn page<T: Serialize>(&self, mut found: Vec<T>, key: impl Fn(&T) -> String) -> Result<Reply, Failure> {
        let more = found.len() > self.limit();
        found.truncate(self.limit());
        let next = found.last().filter(|_| more).map(&key);
        Reply::ok(json!({ "items": in_json(&found)?, "next": next.map(|last| self.following(&last)) }))
    }

    /// A page of what a use case gives whole: in the order of their keys.
    pub(crate) fn page_of<T: Serialize>(&self, mut all: Vec<T>, key: impl Fn(&T) -> String) -> Result<Reply, Failure> {
        all.sort_by_cached_key(&key);
        if let Some(after) = self.text("after") {
            all.retain(|one| key(one).as_str() > after);
        }
        self.page(all, key)
    }

    /// The address of the page after this one.
    pub(crate) fn following(&self, last: &str) -> String {
        let mut address = format!("/api/v1{}", self.operation.path);
        for (name, value) in &self.path {
            address = address.replace(&format!("{{{name}}}"), value);
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.given.iter().filter(|(name, _)| *name != "after" && *name != "limit") {
            query.append_pair(name, &value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        }
        query.append_pair("after", last).append_pair("limit", &self.limit().to_string());
        format!("{address}?{}", query.finish())
    }
}

/// What is answered.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) body: Body,
}

/// The answer itself.
pub(crate) enum Body {
    Json(Value),
    Text(String),
}

impl Reply {
    /// What was asked for.
    pub(crate) fn ok(value: impl Serialize) -> Result<Reply, Failure> {
        Ok(Reply { status: StatusCode::OK, body: Body::Json(in_json(&value)?) })
    }

    /// Something that is new.
    pub(crate) fn created(value: impl Serialize) -> Result<Reply, Failure> {
        Ok(Reply { status: StatusCode::CREATED, ..Reply::ok(value)? })
    }

    /// A text of the operation's kind.
    pub(crate) fn text(text: String) -> Reply {
        Reply { status: StatusCode::OK, body: Body::Text(text) }
    }
}

/// Values as JSON, a line each, up to [`LARGEST_EXPORT`].
#[derive(Default)]
pub(crate) struct Lines(String);

impl Lines {
    /// Adds a page of them; `too_large` says what to do where there are too many.
    pub(crate) fn add(&mut self, page: &[impl Serialize], too_large: Words) -> Result<(), Failure> {
        for one in page {
            self.0.push_str(&in_json(one)?.to_string());
            self.0.push('\n');
        }
        if self.0.len() > LARGEST_EXPORT {
            return Err(Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "too-large", Label::new(too_large.0, too_large.1)));
        }
        Ok(())
    }

    pub(crate) fn reply(self) -> Reply {
        Reply::text(self.0)
    }
}

/// A value of the domain as JSON.
pub(crate) fn in_json(value: &impl Serialize) -> Result<Value, Failure> {
    serde_json::to_value(value).map_err(|error| {
        tracing::error!(%error, "an answer has no JSON form");
        Failure::internal()
    })
}
