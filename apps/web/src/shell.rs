//! What stands around every page: title, navigation, language switch, who is signed in.

use std::fmt::Display;

use askama::Template;
use axum::http::{StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use chrono::NaiveDate;
use jenjang::access::GrantedRole;
use jenjang::legal::{Label, Language};

use crate::error::Failure;
use crate::form::Typed;
use crate::format;
use crate::language;
use crate::public::assets;
use crate::session::Visitor;
use crate::summary;

/// What stands around every page.
#[derive(Clone, Debug)]
pub(crate) struct Shell {
    pub(crate) language: Language,
    pub(crate) title: String,
    /// Whether everybody in here is made up.
    pub(crate) demo: bool,
    /// Whether it is known who asks, if anybody.
    pub(crate) asked: bool,
    /// Who is signed in.
    pub(crate) name: Option<String>,
    /// The day the page was made, where it is known who asks.
    made: Option<NaiveDate>,
    roles: Vec<GrantedRole>,
    path: String,
    query: Typed,
    switch: String,
}

impl Shell {
    pub(crate) fn new(visitor: &Visitor, title: String) -> Shell {
        let who = visitor.who.as_ref();
        let name = who.map(|who| who.data.record.name.as_deref().unwrap_or(who.data.record.id.as_str()).to_owned());
        let roles = who.map(|who| who.grants.iter().map(|grant| grant.role).collect()).unwrap_or_default();
        Shell { asked: true, name, made: Some(visitor.today), roles, ..Shell::bare(visitor.language, &visitor.uri, title, visitor.demo) }
    }

    /// For a page about which it is not known who asks.
    pub(crate) fn bare(language: Language, uri: &Uri, title: String, demo: bool) -> Shell {
        let other = match language {
            Language::Id => Language::En,
            Language::En => Language::Id,
        };
        let (path, query) = (uri.path().to_owned(), Typed::query(uri));
        Shell {
            language,
            title,
            demo,
            asked: false,
            name: None,
            made: None,
            roles: Vec::new(),
            path,
            query,
            switch: language::switched(uri, other),
        }
    }

    /// The text in the language of the page.
    pub(crate) fn t<'a>(&self, id: &'a str, en: &'a str) -> &'a str {
        match self.language {
            Language::Id => id,
            Language::En => en,
        }
    }

    /// A number with what is counted, which English says otherwise of one; Indonesian does not.
    pub(crate) fn many(&self, count: impl Display, id: &str, one: &str, more: &str) -> String {
        let count = count.to_string();
        let word = self.t(id, if count == "1" { one } else { more });
        format!("{count} {word}")
    }

    pub(crate) fn label<'l>(&self, label: &'l Label) -> &'l str {
        label.get(self.language)
    }

    pub(crate) fn date(&self, day: &NaiveDate) -> String {
        format::date(*day, self.language)
    }

    /// From a day to a day; one day where both are the same.
    pub(crate) fn days(&self, first: &NaiveDate, last: &NaiveDate) -> String {
        format::days(*first, *last, self.language)
    }

    /// What stands above a page on paper: who printed it, when, from where.
    pub(crate) fn on_paper(&self) -> String {
        let mut parts = vec![self.t("Dicetak dari Jenjang", "Printed from Jenjang").to_owned()];
        parts.extend(self.name.as_ref().map(|name| format!("{} {name}", self.t("oleh", "by"))));
        parts.extend(self.made.as_ref().map(|day| format!("{} {}", self.t("pada", "on"), self.date(day))));
        let mut sentence = parts.join(" ");
        sentence.push('.');
        if self.demo {
            sentence.push_str(self.t(" Peragaan: semuanya rekaan.", " Demonstration: everything is made up."));
        }
        sentence
    }

    pub(crate) fn code(&self) -> &'static str {
        language::code(self.language)
    }

    /// The address of this page in the other language.
    pub(crate) fn switch(&self) -> &str {
        &self.switch
    }

    pub(crate) fn style(&self) -> &'static str {
        assets::address("style.css")
    }

    /// The address of a script.
    pub(crate) fn script(&self, name: &str) -> &'static str {
        assets::address(name)
    }

    /// Whether whoever is signed in was given a role, for whatever unit: what may be done, use cases say.
    pub(crate) fn has(&self, role: GrantedRole) -> bool {
        self.roles.contains(&role)
    }

    /// The main navigation: address and word.
    pub(crate) fn entries(&self) -> Vec<(&'static str, &'static str)> {
        let mut entries = Vec::new();
        if self.name.is_some() {
            entries.extend([
                ("/", self.t("Beranda", "Home")),
                ("/career", self.t("Karier", "Career")),
                ("/development", self.t("Pengembangan", "Development")),
                ("/evaluations", self.t("Penilaian", "Evaluation")),
                ("/voice", self.t("Suara", "Have your say")),
            ]);
        }
        if [GrantedRole::HrOfficer, GrantedRole::AppointingAuthority].into_iter().any(|role| self.has(role)) {
            entries.push(("/hr", self.t("Kepegawaian", "HR")));
        }
        if [GrantedRole::PolicyAnalyst, GrantedRole::AppointingAuthority].into_iter().any(|role| self.has(role)) {
            entries.push(("/drafts", self.t("Rancangan", "Drafts")));
        }
        if self.has(GrantedRole::Auditor) {
            entries.push(("/audit", "Audit"));
        }
        entries.push(("/policies", self.t("Kebijakan", "Policies")));
        if self.name.is_none() {
            entries.extend([("/results", self.t("Hasil", "Results")), ("/verify", self.t("Verifikasi", "Verify"))]);
        }
        entries
    }

    /// What everybody may read, for the foot of every page: address and word.
    pub(crate) fn open_to_all(&self) -> [(&'static str, &str); 5] {
        [
            ("/policies", self.t("Kebijakan", "Policies")),
            ("/results", self.t("Hasil putaran", "Results of rounds")),
            ("/statistics", self.t("Statistik", "Statistics")),
            ("/verify", self.t("Verifikasi", "Verify")),
            ("/api/docs", self.t("Bagi program (API)", "For programs (API)")),
        ]
    }

    /// `aria-current` of an entry of the navigation.
    pub(crate) fn current(&self, entry: &str) -> &'static str {
        let under = |path: &str| path == entry || path.strip_prefix(entry).is_some_and(|rest| rest.starts_with('/'));
        let here = match entry {
            "/career" => {
                under(&self.path) || ["/eligibility", "/decisions", "/rounds"].into_iter().any(|other| self.path.starts_with(other))
            }
            "/hr" => under(&self.path) || self.path.starts_with("/people"),
            "/" => self.path == "/",
            _ => under(&self.path),
        };
        if here { "page" } else { "false" }
    }

    /// What was just done, after the browser was sent here with `?done=CODE`; `known` has code, Indonesian and English sentence.
    pub(crate) fn done<'k>(&self, known: &[(&str, &'k str, &'k str)]) -> Option<&'k str> {
        let code = self.query.get("done");
        known.iter().find(|(known, ..)| *known == code).map(|(_, id, en)| if self.language == Language::Id { *id } else { *en })
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
    let mut response = (status, [(header::CACHE_CONTROL, "private, no-store")], Html(summary::with_labels(html))).into_response();
    response.extensions_mut().insert(LaidOut);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_said_as_one_in_english() {
        let shell = |language| Shell::bare(language, &Uri::from_static("/"), String::new(), false);
        let steps = |language, count: usize| shell(language).many(count, "langkah", "step", "steps");
        assert_eq!([0, 1, 2].map(|count| steps(Language::En, count)), ["0 steps", "1 step", "2 steps"]);
        assert_eq!([1, 2].map(|count| steps(Language::Id, count)), ["1 langkah", "2 langkah"]);
    }
}
