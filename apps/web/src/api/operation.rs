//! What the API offers, as data: each operation says how it is called, what it takes, and which use case answers it.
//!
//! The router, the check of what is sent, the OpenAPI document and the page for people are all made from these declarations.

use std::future::Future;
use std::pin::Pin;

use axum::http::Method;
use jenjang_service::permissions::Action;

use super::call::{Call, Reply};
use crate::error::Failure;
use crate::router::LARGEST;

/// Indonesian, English.
pub(crate) type Words = (&'static str, &'static str);

/// What an operation comes to.
pub(crate) type Answered = Pin<Box<dyn Future<Output = Result<Reply, Failure>> + Send>>;

/// Operations about one matter.
pub(crate) struct Group {
    /// In addresses of the page and in scopes of tokens (`rounds:write`).
    pub(crate) code: &'static str,
    pub(crate) words: Words,
    pub(crate) operations: &'static [Operation],
}

/// Who may try: what is allowed beyond that, the use case says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// Everybody, without an account too.
    Everybody,
    /// Whoever is signed in, or a program with a token.
    SignedIn,
    /// Whoever is signed in; no program.
    InPerson,
}

/// Whether the answer under an `Idempotency-Key` is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// The first answer is kept and given again.
    Kept,
    /// Nothing is kept, because the answer or what was sent has to be forgotten: a secret shown once, an anonymous answer. The use case itself sees to
    /// it that doing it twice does no harm.
    NotKept,
}

/// One thing that can be asked for.
pub(crate) struct Operation {
    /// Stable name, `group.verb`.
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    /// Under `/api/v1`, with `{parameters}`.
    pub(crate) path: &'static str,
    pub(crate) words: Words,
    /// The row of the permissions.
    pub(crate) action: Option<Action>,
    pub(crate) door: Door,
    pub(crate) query: &'static [Field],
    pub(crate) body: &'static [Field],
    /// Whether it is a list in pages.
    pub(crate) paged: bool,
    pub(crate) repeat: Repeat,
    /// The operation that reads what this one changes, where its version can be asked for with `If-Match`.
    pub(crate) guards: Option<&'static str>,
    /// The most bytes of what is sent.
    pub(crate) largest: usize,
    /// What comes back.
    pub(crate) media: &'static str,
    pub(crate) run: fn(Call) -> Answered,
}

impl Operation {
    const fn new(id: &'static str, method: Method, path: &'static str, words: Words, run: fn(Call) -> Answered) -> Operation {
        Operation {
            id,
            method,
            path,
            words,
            action: None,
            door: Door::SignedIn,
            query: &[],
            body: &[],
            paged: false,
            repeat: Repeat::Kept,
            guards: None,
            largest: LARGEST,
            media: "application/json",
            run,
        }
    }

    /// Who may, by the table of permissions.
    pub(crate) const fn by(mut self, action: Action) -> Operation {
        self.action = Some(action);
        self
    }

    /// For everybody, without an account too.
    pub(crate) const fn for_everybody(mut self) -> Operation {
        self.door = Door::Everybody;
        self
    }

    /// Only in person, never by a program.
    pub(crate) const fn in_person(mut self) -> Operation {
        self.door = Door::InPerson;
        self
    }

    /// What the address may ask.
    pub(crate) const fn query(mut self, fields: &'static [Field]) -> Operation {
        self.query = fields;
        self
    }

    /// What has to be sent.
    pub(crate) const fn body(mut self, fields: &'static [Field]) -> Operation {
        self.body = fields;
        self
    }

    /// A list in pages.
    pub(crate) const fn paged(mut self) -> Operation {
        self.paged = true;
        self
    }

    /// Nothing of it is kept under an idempotency key.
    pub(crate) const fn unkept(mut self) -> Operation {
        self.repeat = Repeat::NotKept;
        self
    }

    /// Takes `If-Match` with the version that this operation gave.
    pub(crate) const fn guards(mut self, reads: &'static str) -> Operation {
        self.guards = Some(reads);
        self
    }

    /// Takes more than the usual: many at once.
    pub(crate) const fn large(mut self) -> Operation {
        self.largest = 8 * 1024 * 1024;
        self
    }

    /// Answers something else than JSON.
    pub(crate) const fn media(mut self, media: &'static str) -> Operation {
        self.media = media;
        self
    }

    pub(crate) fn is_read(&self) -> bool {
        self.method == Method::GET
    }

    /// Names in braces, in the order of the path.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).map(|name| name.trim_start_matches('*'))
    }

    /// The path as OpenAPI writes it.
    pub(crate) fn template(&self) -> String {
        format!("/api/v1{}", self.path.replace("{*", "{"))
    }
}

/// Something to read.
pub(crate) const fn get(id: &'static str, path: &'static str, words: Words, run: fn(Call) -> Answered) -> Operation {
    Operation::new(id, Method::GET, path, words, run)
}

/// Something to do.
pub(crate) const fn post(id: &'static str, path: &'static str, words: Words, run: fn(Call) -> Answered) -> Operation {
    Operation::new(id, Method::POST, path, words, run)
}

/// Something to take away.
pub(crate) const fn delete(id: &'static str, path: &'static str, words: Words, run: fn(Call) -> Answered) -> Operation {
    Operation::new(id, Method::DELETE, path, words, run)
}

/// A handler as operations hold it.
macro_rules! run {
    ($handler:path) => {
        |call| Box::pin($handler(call))
    };
}
pub(crate) use run;

/// What a value is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// A text that says something, of at most so many letters.
    Text(usize),
    /// A text of at most so many letters that may also be empty.
    Free(usize),
    /// An id or code: at most 120 letters, no blanks at its ends.
    Id,
    /// `2026-04-01`
    Day,
    /// A number as text, so that no digit is lost: `"82.5"`.
    Decimal,
    /// A whole number from, to.
    Whole(i64, i64),
    /// true or false.
    Flag,
    /// One of these words.
    One(&'static [&'static str]),
    /// A text in Indonesian and English: `{"id": …, "en": …}`.
    Label,
    /// A list of at most so many.
    Many(&'static Kind, usize),
    /// Fields of its own.
    Object(&'static [Field]),
    /// Values by names of the caller's.
    Map(&'static Kind),
    /// What the domain says: checked by the use case.
    Any,
}

/// A part of what is sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
    pub(crate) words: Words,
    /// As JSON.
    pub(crate) example: &'static str,
}

/// A field that has to be there.
pub(crate) const fn must(name: &'static str, kind: Kind, words: Words, example: &'static str) -> Field {
    Field { name, kind, required: true, words, example }
}

/// Fields with one more at the end.
pub(crate) const fn with<const ALL: usize>(fields: &[Field], last: Field) -> [Field; ALL] {
    let mut all = [last; ALL];
    let (before, _) = all.split_at_mut(fields.len());
    before.copy_from_slice(fields);
    all
}

/// A field that may be left out.
pub(crate) const fn may(name: &'static str, kind: Kind, words: Words, example: &'static str) -> Field {
    Field { name, kind, required: false, words, example }
}
