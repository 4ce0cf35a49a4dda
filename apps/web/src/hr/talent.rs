//! Talent reviews and succession as an HR agency and the appointing authority read them.

mod boxes;
mod facts;
mod grid;
mod list;
mod open;
mod person;
mod succession;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::people::{OrgTree, OrgUnit};
use jenjang::policy::decide::PolicyOnDate;
use jenjang_service::Context;
use jenjang_service::talent::{ReadReview, TalentView, read_review};

use crate::error::Failure;
use crate::evaluations::words::called;
use crate::shell::Shell;
use crate::state::{App, facts};

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/hr/talent", get(list::show))
        .route("/hr/talent/new", get(open::ask).post(open::open))
        .route("/hr/talent/{review}", get(grid::show))
        .route("/hr/talent/{review}/boxes/{place}", get(boxes::show))
        .route("/hr/talent/{review}/people/{person}", get(person::show).post(person::change))
        .route("/hr/talent/{review}/people/{person}/facts", get(person::show).post(facts::change))
        .route("/hr/succession", get(succession::ask).post(succession::show))
}

/// What a use case is asked for a review.
fn asked<'a>(app: &'a App, review: &'a str) -> ReadReview<'a> {
    ReadReview { shipped: &app.shipped, gatherer: &facts, id: review }
}

/// A review with its map.
async fn read(app: &App, context: &Context<'_>, review: &str) -> Result<TalentView, Failure> {
    Ok(read_review(context, asked(app, review)).await?)
}

/// What somebody of a review is called.
fn name_of(view: &TalentView, person: &PersonId) -> String {
    let known = view.people.get(person).and_then(|found| found.name.as_ref());
    called(known.or_else(|| view.movers.get(person)), person)
}

/// That somebody is suspended from office on the day of the review, and since when; nothing of whoever is not.
fn suspension(shell: &Shell, view: &TalentView, person: &PersonId) -> Option<String> {
    let since = view.people.get(person)?.suspended?;
    Some(format!("{} {}", shell.t("diberhentikan sementara sejak", "suspended from office since"), shell.date(&since)))
}

/// What a fact is called in the catalogue of a policy.
fn fact_name(shell: &Shell, policy: &PolicyOnDate, name: &str) -> String {
    let catalogue = &policy.policy().catalogue;
    catalogue.find(name).map_or_else(|| name.to_owned(), |index| shell.label(&catalogue.fact(index).label).to_owned())
}

/// Which people of a review a filter by unit takes: everybody where it names no unit of theirs.
struct Filter {
    tree: OrgTree,
    unit: Option<UnitId>,
}

impl Filter {
    fn of(units: &[OrgUnit], asked: Option<&str>) -> Filter {
        let tree = OrgTree::try_new(units.to_vec()).unwrap_or_default();
        let unit = asked.and_then(|asked| asked.parse().ok()).filter(|unit| tree.get(unit).is_some());
        Filter { tree, unit }
    }

    fn takes(&self, view: &TalentView, person: &PersonId) -> bool {
        let Some(wanted) = &self.unit else { return true };
        let own = view.people.get(person).and_then(|found| found.unit.as_ref());
        own.is_some_and(|own| own == wanted || self.tree.is_within(own, wanted))
    }
}
