//! Asks everything about a matter as everybody, at one stage after another.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use jenjang::store::MemoryStore;
use jenjang_service::Clock;
use jenjang_service::permissions::{Action, Role};
use serde_json::{Value, json};

use crate::common::json::{self, action_of, check_allowed, done};
use crate::common::routes::routes;
use crate::common::{Answer, Visitor, app, get, outcome, post, program, roles, visitors};

/// What every matter begins from, and what has been written down so far.
pub(crate) struct Walk {
    document: Value,
    routes: BTreeMap<String, BTreeSet<&'static str>>,
    begun: MemoryStore,
    pub(crate) table: String,
}

/// Something that goes through stages.
pub(crate) struct Matter<'w> {
    walk: &'w mut Walk,
    name: &'static str,
    /// What stands in addresses of the API for what it is about, and for what belongs to it.
    own: Vec<(&'static str, String)>,
    /// Pages about it: the route each begins with, and what stands in its first open part.
    pages: Vec<(&'static str, String)>,
    /// What is sent to an operation instead of the example of the document.
    bodies: BTreeMap<&'static str, Value>,
    /// Roles given on the way.
    given: Vec<(&'static str, Role)>,
    before: BTreeMap<String, String>,
}

impl Walk {
    pub(crate) fn new() -> Walk {
        let document = get("/api/v1/openapi.json", &Visitor::nobody()).body;
        let table = "# What pages, forms sent empty and operations answer at every stage of a matter: nobody, the employee concerned, another employee, a superior, HR, HR of\n# another region, analyst, authority, auditor, reviewer of appeals. `in`: has to sign in first. Made by apps/web/tests/stages.\n";
        Walk { document: serde_json::from_str(&document).unwrap(), routes: routes(), begun: app().store.saved(), table: table.to_owned() }
    }

    /// The untouched demonstration.
    pub(crate) fn afresh(&self) {
        app().store.put_back(&self.begun);
        app().clock.put_to("2026-11-23".parse().unwrap());
    }

    /// A matter of the untouched demonstration.
    pub(crate) fn matter(&mut self, name: &'static str) -> Matter<'_> {
        self.afresh();
        let (bodies, before) = (BTreeMap::new(), BTreeMap::new());
        Matter { walk: self, name, own: Vec::new(), pages: Vec::new(), bodies, given: Vec::new(), before }
    }
}

impl Matter<'_> {
    /// What stands in addresses of operations for a name in braces.
    pub(crate) fn own(mut self, name: &'static str, value: &str) -> Self {
        self.own.push((name, value.to_owned()));
        self
    }

    /// Pages that begin so, with what their first open part stands for.
    pub(crate) fn page(mut self, beginning: &'static str, value: &str) -> Self {
        self.pages.push((beginning, value.to_owned()));
        self
    }

    /// What an operation is sent.
    pub(crate) fn body(mut self, operation: &'static str, body: Value) -> Self {
        self.bodies.insert(operation, body);
        self
    }

    /// A role that one of those tried holds from now on.
    pub(crate) fn given(mut self, visitor: &'static str, role: Role) -> Self {
        self.given.push((visitor, role));
        self
    }

    /// Everything about it as everybody, as it stands now; afterwards it stands so still.
    pub(crate) fn at(&mut self, stage: &str) {
        let visitors = visitors_of_matters();
        let saved = app().store.saved();
        let mut found = BTreeMap::new();
        for asked in self.asked() {
            let answers = visitors.iter().map(|(name, visitor)| {
                let what = format!("{} {} as {name}, {} {stage}", asked.method, asked.address, self.name);
                let answer = asked.ask(visitor);
                if asked.method != "GET" {
                    app().store.put_back(&saved);
                }
                if let Some(action) = asked.action.filter(|_| answer.status.is_success()) {
                    let given = self.given.iter().filter(|(to, _)| to == name).map(|(_, role)| *role);
                    check_allowed(action, &roles(name).into_iter().chain(given).collect(), &answer, &what);
                }
                outcome(&answer, &what)
            });
            let answers: Vec<String> = answers.collect();
            found.insert(asked.name.clone(), answers.join(" "));
        }
        assert!(!found.is_empty(), "nothing is asked about {} {stage}", self.name);
        assert_ne!(found, self.before, "nothing tells that {} is {stage}", self.name);
        for (asked, answers) in &found {
            // what answers as at the stage before is not written down again
            if self.before.get(asked) != Some(answers) {
                writeln!(self.walk.table, "{} {stage}: {asked} {answers}", self.name).unwrap();
            }
        }
        self.before = found;
    }

    /// Ends it in each of these ways, and is then where it was.
    pub(crate) fn each_end(&mut self, ends: &[(&str, &dyn Fn())]) {
        let (saved, before, today) = (app().store.saved(), self.before.clone(), app().clock.today());
        for (stage, end) in ends {
            end();
            self.at(stage);
            app().store.put_back(&saved);
            app().clock.put_to(today);
            self.before.clone_from(&before);
        }
    }

    fn asked(&self) -> Vec<Asked> {
        let mut asked = Vec::new();
        for (path, methods) in self.walk.document["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                let id = operation["operationId"].as_str().unwrap();
                let sent = self.bodies.iter().find(|(name, _)| **name == id).map(|(_, body)| body.clone());
                let about = self.own.iter().any(|(name, _)| path.contains(name));
                let address = self.own.iter().fold(path.clone(), |path, (name, value)| path.replace(name, value));
                let address = address.replace("{person}", &app().waiting).replace("{ratee}", &app().waiting);
                // what is neither about it nor sent something about it is for another matter
                if !about && sent.is_none() || address.contains('{') {
                    continue;
                }
                let body = sent.unwrap_or_else(|| operation["requestBody"]["content"]["application/json"]["example"].clone());
                asked.push(Asked {
                    name: id.to_owned(),
                    method: method.to_uppercase(),
                    address,
                    body: (!body.is_null()).then(|| body.to_string()),
                    action: action_of(operation),
                });
            }
        }
        for (route, methods) in &self.walk.routes {
            let Some((beginning, value)) =
                self.pages.iter().filter(|(beginning, _)| begins(route, beginning)).max_by_key(|one| one.0.len())
            else {
                continue;
            };
            let (before, after) =
                beginning.split_once('{').map_or((*beginning, ""), |(before, rest)| (before, rest.split_once('}').unwrap().1));
            let rest = route[beginning.len()..].replace("{person}", &app().waiting).replace("{ratee}", &app().waiting);
            let address = format!("{before}{value}{after}{rest}");
            if address.contains('{') {
                continue;
            }
            for method in methods {
                let (name, body) = (format!("{method} {route}"), (*method == "POST").then(String::new));
                asked.push(Asked { name, method: (*method).to_owned(), address: address.clone(), body, action: None });
            }
        }
        asked
    }
}

/// Whether a route is this one or under it.
fn begins(route: &str, beginning: &str) -> bool {
    route.strip_prefix(beginning).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// One page, form or operation about a matter.
struct Asked {
    name: String,
    method: String,
    address: String,
    body: Option<String>,
    action: Option<Action>,
}

impl Asked {
    fn is_of_api(&self) -> bool {
        self.address.starts_with("/api/")
    }

    fn ask(&self, visitor: &Visitor) -> Answer {
        match (self.is_of_api(), &self.body) {
            (true, body) => program(&self.method, &self.address, body.as_deref(), visitor, &[]),
            (false, Some(form)) => post(&self.address, form, visitor, &[]),
            (false, None) => get(&self.address, visitor),
        }
    }
}

/// Whoever is tried on everything, and who decides on appeals.
fn visitors_of_matters() -> Vec<(&'static str, Visitor)> {
    visitors().into_iter().chain([("a reviewer of appeals", Visitor::signed_in("contoh-keberatan"))]).collect()
}

/// Has something done by somebody.
pub(crate) fn by(person: &str, address: &str, body: Value) -> Value {
    done(address, &body, &Visitor::signed_in(person))
}

/// Has something done by somebody that needs nothing said.
pub(crate) fn just(person: &str, address: &str) -> Value {
    by(person, address, json!({}))
}

/// What somebody reads.
pub(crate) fn read(person: &str, address: &str) -> Value {
    json::read(address, &Visitor::signed_in(person))
}
