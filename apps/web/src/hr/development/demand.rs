//! What the people of a unit lack, ranked by the score policy in force, small figures withheld.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use jenjang::people::id::UnitId;
use jenjang_service::needs::{DemandView, ReadDemand, read_demand};
use jenjang_service::people::units_in_charge;
use jenjang_service::permissions::Action;
use serde::Deserialize;

use crate::development::{needs, number};
use crate::error::Failure;
use crate::hr::listing::choices;
use crate::hr::words;
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::App;

/// The unit asked about.
#[derive(Deserialize)]
pub(crate) struct Asked {
    unit: Option<String>,
}

impl Asked {
    /// The unit, and all that can be asked about; the first where none was named.
    pub(super) async fn unit(&self, app: &App, me: &SignedIn, action: Action) -> Result<(UnitId, Vec<(String, String)>), Failure> {
        let language = me.visitor.language;
        let mut units = units_in_charge(&app.context(&me.visitor.actor), action).await?;
        units.sort_by_key(|unit| (unit.parent.is_some(), unit.id.clone()));
        let named = self.unit.as_deref().filter(|unit| !unit.is_empty());
        let chosen = match named {
            Some(unit) => unit.parse().map_err(|_| Failure::not_found())?,
            None => units.first().map(|unit| unit.id.clone()).ok_or_else(Failure::not_found)?,
        };
        Ok((chosen, choices(&units, language)))
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
    unit: String,
    units: Vec<(String, String)>,
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
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn, Query(asked): Query<Asked>) -> Result<Response, Failure> {
    let (unit, units) = asked.unit(&app, &me, Action::ReadDemand).await?;
    let command = ReadDemand { library: needs(&app), unit: unit.clone(), as_of: None, strategic: BTreeSet::new() };
    let view = read_demand(&app.context(&me.visitor.actor), &command).await?;
    page(&laid_out(&app, &me, &view, unit, units))
}

fn laid_out(app: &App, me: &SignedIn, view: &DemandView, unit: UnitId, units: Vec<(String, String)>) -> Page {
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
        unit: unit.as_str().to_owned(),
        units,
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
