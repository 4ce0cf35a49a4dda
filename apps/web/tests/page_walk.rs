//! Every page and every form as every kind of visitor. The routes are read from the sources, so that none is forgotten; the addresses are those
//! that links and forms of other pages lead to, so that none is out of reach.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write;

use axum::http::header;

use common::routes::routes;
use common::{committed, get, outcome, post, visitors};

/// How many addresses of one route are followed for one visitor.
const FOLLOWED: usize = 8;

/// Routes no link and no form of the untouched demonstration leads to, and what has to happen first.
const UNLINKED: &[(&str, &[&str])] = &[
    ("machines ask for it", &["/healthz", "/readyz", "/live", "/metrics"]),
    ("it is what leads somebody in", &["/sign-in", "/sign-in/account", "/sign-in/provider", "/sign-in/return"]),
    ("a script asks while somebody types", &["/drafts/check"]),
    ("a code leads there", &["/verify/{code}"]),
    ("a draft is simulated and reported on", &["/drafts/{id}/report", "/drafts/{id}/simulate/{run}", "/drafts/{id}/simulate/{run}/{file}"]),
    (
        "a budget is planned",
        &[
            "/hr/development/budget/plans/{plan}",
            "/hr/development/budget/plans/{plan}/adopt",
            "/hr/development/budget/plans/{plan}/people.csv",
            "/hr/development/budget/plans/{plan}/settle",
            "/hr/development/budget/plans/{plan}/withdraw",
            "/hr/development/budget/{envelope}/runs/{plan}",
        ],
    ),
    ("an appeal is filed", &["/career/appeals/{id}/withdraw", "/hr/appeals/{id}/review", "/hr/appeals/{id}/redecide"]),
    ("a mentor is found", &["/development/mentoring/goals", "/development/mentoring/meet"]),
    ("a mentor is wished for", &["/development/mentoring/withdraw"]),
    ("a plan is agreed on", &["/development/plan/close"]),
    ("a place is under way", &["/hr/development/places/{id}/assess"]),
    ("a session is under way", &["/hr/development/sessions/{id}/results"]),
    ("a file is sent", &["/hr/import/confirm", "/hr/import/rejects"]),
    ("a survey is planned", &["/hr/surveys/{id}/open", "/hr/surveys/{id}/publish"]),
    ("a cycle is planned", &["/hr/cycles/{cycle}/plan"]),
    ("somebody stands in a round", &["/rounds/{id}/withdraw"]),
    ("a token is made", &["/tokens/{id}/end"]),
    ("a webhook is made", &["/hr/webhooks/{id}", "/hr/webhooks/{id}/end", "/hr/webhooks/{id}/replay"]),
];

/// The route an address belongs to: the one with the fewest open parts.
fn route_of<'r>(address: &str, routes: &'r BTreeMap<String, BTreeSet<&'static str>>) -> Option<&'r str> {
    let parts: Vec<&str> = address.split(['?', '#']).next().unwrap().split('/').collect();
    let fits = |route: &str| {
        let wanted: Vec<&str> = route.split('/').collect();
        let rest = wanted.last().is_some_and(|last| last.starts_with("{*"));
        let enough = if rest { parts.len() >= wanted.len() } else { parts.len() == wanted.len() };
        enough && wanted.iter().zip(&parts).all(|(wanted, part)| wanted.starts_with('{') && !part.is_empty() || wanted == part)
    };
    routes.keys().map(String::as_str).filter(|route| fits(route)).min_by_key(|route| (route.matches('{').count(), route.contains("{*")))
}

/// Where a page leads: links and forms.
fn leads_to(body: &str) -> Vec<String> {
    let mut found = Vec::new();
    for attribute in [" href=\"/", " action=\"/", " formaction=\"/"] {
        for rest in body.split(attribute).skip(1) {
            let address = rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
            found.push(format!("/{}", address.split('#').next().unwrap()));
        }
    }
    found
}

/// The first address of every route that links and forms lead to, beginning at the first page.
fn reached(routes: &BTreeMap<String, BTreeSet<&'static str>>) -> BTreeMap<String, String> {
    let mut reached: BTreeMap<String, String> = BTreeMap::new();
    for (_, visitor) in visitors() {
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut open = VecDeque::from(["/".to_owned()]);
        while let Some(address) = open.pop_front() {
            let Some(route) = route_of(&address, routes) else { continue };
            if !seen.insert(address.clone()) {
                continue;
            }
            let times = count.entry(route).or_default();
            *times += 1;
            if *times > FOLLOWED {
                continue;
            }
            if !routes[route].contains("GET") {
                reached.entry(route.to_owned()).or_insert(address);
                continue;
            }
            let answer = get(&address, &visitor);
            assert!(answer.status.as_u16() < 500, "{address}: {}", answer.body);
            if answer.status.is_success() || routes[route].contains("POST") {
                reached.entry(route.to_owned()).or_insert(address);
            }
            if answer.header(header::CONTENT_TYPE).starts_with("text/html") && answer.status.is_success() {
                open.extend(leads_to(&answer.body));
            }
        }
    }
    reached
}

/// A route with its open parts from the route before it that is within reach: what is there is met, though at another stage.
fn filled(route: &str, reached: &BTreeMap<String, String>) -> String {
    let parts: Vec<&str> = route.split('/').collect();
    let before = (1..parts.len()).rev().find_map(|length| {
        let address = reached.get(&parts[..length].join("/"))?;
        Some(address.split('?').next().unwrap().split('/').collect::<Vec<_>>())
    });
    let before = before.unwrap_or_default();
    let own = parts.iter().enumerate().map(|(at, part)| match before.get(at) {
        Some(known) => known,
        None if part.starts_with('{') => "no-such",
        None => *part,
    });
    own.collect::<Vec<_>>().join("/")
}

#[test]
fn every_page_and_form_is_within_reach_and_answers_every_visitor_as_written_down() {
    let routes = routes();
    assert!(routes.len() > 180, "{}", routes.len());
    let mut addresses = reached(&routes);
    let mut unlinked = BTreeMap::new();
    for (after, those) in UNLINKED {
        for route in *those {
            assert!(routes.contains_key(*route), "{route} ({after}) is no route any more");
            assert!(!addresses.contains_key(*route), "{route} ({after}) is within reach now");
            unlinked.insert((*route).to_owned(), filled(route, &addresses));
        }
    }
    addresses.append(&mut unlinked);
    let forgotten: Vec<&String> = routes.keys().filter(|route| !addresses.contains_key(*route)).collect();
    assert!(forgotten.is_empty(), "no link and no form of the demonstration leads to {forgotten:#?}");
    let visitors = visitors();
    let mut table = String::from(
        "# What every page and every form sent empty answers: nobody, the employee concerned, another employee, a superior, HR, HR of another region, analyst, authority, auditor.\n# `in`: has to sign in first. Made by apps/web/tests/page_walk.rs.\n",
    );
    // it never ends: `news.rs` listens to it
    addresses.remove("/live");
    for method in ["GET", "POST"] {
        // whoever signs out is nobody from then on
        let of_method =
            routes.iter().filter(|(route, methods)| methods.contains(method) && addresses.contains_key(*route)).map(|(route, _)| route);
        let (last, first): (Vec<&String>, Vec<&String>) = of_method.partition(|route| route.starts_with("/sign-"));
        for route in first.into_iter().chain(last) {
            let address = &addresses[route];
            let answers = visitors.iter().map(|(name, visitor)| {
                let answer = if method == "GET" { get(address, visitor) } else { post(address, "", visitor, &[]) };
                outcome(&answer, &format!("{method} {address} as {name}"))
            });
            let line = answers.collect::<Vec<_>>().join(" ");
            writeln!(table, "{method} {route} {line}").unwrap();
        }
    }
    committed("tests/page-walk.txt", &table);
}
