//! What stands around every page: title, navigation, language switch, who is signed in.

use askama::Template;
use axum::http::{StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use chrono::NaiveDate;
use jenjang::access::GrantedRole;
use jenjang::legal::{Label, Language};

use crate::error::Failure;
use crate::format;
use crate::language;
use crate::public::assets;
use crate::session::Visitor;

/// What stands around every page.
#[derive(Clone, Debug)]
pub(crate) struct Shell {
    pub(crate) language: Language,
    pub(crate) title: String,
    /// Who is signed in.
    pub(crate) name: Option<String>,
    /// Whether the list of people is open to whoever is signed in.
    pub(crate) reads_people: bool,
    path: String,
    switch: String,
}

impl Shell {
    pub(crate) fn new(visitor: &Visitor, title: String) -> Shell {
        let who = visitor.who.as_ref();
        let name = who.map(|who| who.data.record.name.as_deref().unwrap_or(who.data.record.id.as_str()).to_owned());
        let reads_people = who.is_some_and(|who| who.grants.iter().any(|grant| grant.role == GrantedRole::HrOfficer));
        Shell { name, reads_people, ..Shell::bare(visitor.language, &visitor.uri, title) }
    }

    /// For a page about which it is not known who asks.
    pub(crate) fn bare(language: Language, uri: &Uri, title: String) -> Shell {
        let other = match language {
            Language::Id => Language::En,
            Language::En => Language::Id,
        };
        Shell { language, title, name: None, reads_people: false, path: uri.path().to_owned(), switch: language::switched(uri, other) }
    }

    /// The text in the language of the page.
    pub(crate) fn t<'a>(&self, id: &'a str, en: &'a str) -> &'a str {
        match self.language {
            Language::Id => id,
            Language::En => en,
        }
    }

    pub(crate) fn label<'l>(&self, label: &'l Label) -> &'l str {
        label.get(self.language)
    }

    pub(crate) fn date(&self, day: &NaiveDate) -> String {
        format::date(*day, self.language)
    }

    pub(crate) fn code(&self) -> &'static str {
        language::code(self.language)
    }

    /// The address of this page in the other language.
    pub(crate) fn switch(&self) -> &str {
        &self.switch
    }

    pub(crate) fn style(&self) -> &'static str {
        assets::style_address()
    }

    /// `aria-current` of an entry of the navigation.
    pub(crate) fn current(&self, prefix: &str) -> &'static str {
        let here = if prefix == "/" { self.path == "/" } else { self.path.starts_with(prefix) };
        if here { "page" } else { "false" }
    }
}

/// Says that a response is a page already, whatever its status.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LaidOut;

/// A page that may only be kept by the browser of whoever it was made for.
pub(crate) fn page(template: &impl Template) -> Result<Response, Failure> {
    page_with(StatusCode::OK, template)
}

/// As [`page`], with another status.
pub(crate) fn page_with(status: StatusCode, template: &impl Template) -> Result<Response, Failure> {
    let html = template.render().map_err(|error| {
        tracing::error!(%error, "a page could not be laid out");
        Failure::internal()
    })?;
    let mut response = (status, [(header::CACHE_CONTROL, "private, no-store")], Html(html)).into_response();
    response.extensions_mut().insert(LaidOut);
    Ok(response)
}
