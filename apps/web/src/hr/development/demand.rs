//! What the people of a unit lack, ranked by the score policy in force, small figures withheld.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jenjang::people::id::UnitId;
use jenjang_service::needs::{DemandView, ReadDemand, read_demand};
use jenjang_service::people::{find_units, highest_in_charge};
use jenjang_service::permissions::Action;

use crate::development::{needs, number};
use crate::error::Failure;
use crate::form::{Filled, Typed};
use crate::hr::words;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with};
use crate::state::App;
use crate::unit_field::{UnitChoice, unit};

/// The unit asked about: that of the field, or the highest the reader is in charge of.
pub(super) struct Chosen {
    pub(super) unit: UnitId,
    /// What it is called.
    pub(super) name: String,
    pub(super) form: Filled,
    pub(super) units: UnitChoice,
}

impl Chosen {
    /// What an address asks for; a name that fits no unit, or several, is told beside the field.
    pub(super) async fn of(app: &App, me: &SignedIn, action: Action) -> Result<Chosen, Failure> {
        let context = app.context(&me.visitor.actor);
        let mut form = Filled::of(Typed::query(&me.visitor.uri), me.visitor.language);
        let named = match form.value("unit") {
            "" => None,
            _ => unit(app, me, &mut form, "unit", action).await?,
        };
        let unit = match named {
            Some(unit) => unit,
            None => highest_in_charge(&context, action).await?,
        };
        if form.problems().is_empty() {
            form = Filled::with(&[("unit", unit.as_str())], me.visitor.language);
        }
        let found = find_units(&context, &BTreeSet::from([unit.clone()])).await?.pop();
        let name = found.map_or_else(|| unit.to_string(), |unit| unit.name.get(me.visitor.language).to_owned());
        let units = UnitChoice::of(app, me, action, form.value("unit")).await?;
        Ok(Chosen { unit, name, form, units })
    }
}

struct Row {
    rank: String,
    label: String,
    code: String,
    below: u32,
    required: u32,
    not_measured: u32,
    mean_gap: Option<String>,
    score: Option<String>,
    priority: Option<String>,
    wishes: Option<u32>,
}

#[derive(Template)]
#[template(path = "hr/development/demand.html")]
struct Page {
    shell: Shell,
    chosen: Chosen,
    people: Option<u32>,
    rows: Vec<Row>,
    withheld: Vec<String>,
    smallest: u32,
    policy: String,
    /// What the policy is called.
    ranked_by: String,
    certainty: String,
    /// Performance, people who miss hours, hours missing.
    beside: Option<(u32, u32, String)>,
    wishes: Vec<(String, u32)>,
}

/// The demand of a unit and all under it.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let chosen = Chosen::of(&app, &me, Action::ReadDemand).await?;
    let command = ReadDemand { library: needs(&app), unit: chosen.unit.clone(), as_of: None, strategic: BTreeSet::new() };
    let view = read_demand(&app.context(&me.visitor.actor), &command).await?;
    page_with(chosen.form.status(), &laid_out(&app, &me, &view, chosen))
}

fn laid_out(app: &App, me: &SignedIn, view: &DemandView, chosen: Chosen) -> Page {
    let language = me.visitor.language;
    let n = |value| number(value, language);
    let row = |row: &jenjang::development::demand::DemandRow| Row {
        rank: row.rank.map_or_else(|| "–".to_owned(), |rank| if row.tied { format!("{rank}=") } else { rank.to_string() }),
        label: row.label.get(language).to_owned(),
        code: row.competency.to_string(),
        below: row.figures.below,
        required: row.figures.required,
        not_measured: row.figures.not_measured,
        mean_gap: row.figures.mean_gap.map(n),
        score: row.score.map(n),
        priority: row.priority.as_ref().map(|choice| choice.label().get(language).to_owned()),
        wishes: row.figures.wishes,
    };
    Page {
        chosen,
        people: view.people,
        rows: view.demand.rows.iter().take(50).map(row).collect(),
        withheld: view.demand.withheld.iter().map(|one| one.label.get(language).to_owned()).collect(),
        smallest: view.smallest_group,
        policy: view.demand.policy.to_string(),
        ranked_by: words::policy(app, &view.demand.policy, language),
        certainty: view.demand.certainty.label().get(language).to_owned(),
        beside: view.beside.as_ref().map(|beside| (beside.performance, beside.missing_hours, n(beside.hours))),
        wishes: view.beside.iter().flat_map(|beside| &beside.wishes).take(20).map(|wish| (wish.topic.to_string(), wish.people)).collect(),
        shell: me.visitor.titled("Kebutuhan pengembangan unit", "Development demand of a unit"),
    }
}
