//! My own place on the talent grid, and how it came about.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jenjang::legal::Label;
use jenjang::policy::explain::Explainer;
use jenjang_service::career::{ReadTalent, TalentView, read_talent};

use crate::error::Failure;
use crate::prose::{Block, blocks};
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::{App, facts};

/// The grid of nine boxes.
pub(crate) const GRID: &str = "asn/talent/nine-box";
/// What gives a level where nobody has stored one.
pub(crate) const LEVELS: [(&str, &str); 1] = [("asn/talent/performance-level", "talent.performance level")];

/// How a level came about.
struct Level {
    title: String,
    headline: String,
    policy: Arc<str>,
}

#[derive(Template)]
#[template(path = "career/talent.html")]
struct Page {
    shell: Shell,
    view: TalentView,
    headline: String,
    levels: Vec<Level>,
    blocks: Vec<Block>,
}

impl Page {
    fn label<'l>(&self, label: &'l Label) -> &'l str {
        label.get(self.shell.language)
    }
}

/// My box.
pub(super) async fn show(State(app): State<Arc<App>>, me: SignedIn) -> Result<Response, Failure> {
    let language = me.visitor.language;
    let asked = ReadTalent { person: &me.person, shipped: &app.shipped, gatherer: &facts, grid: GRID, levels: &LEVELS };
    let view = read_talent(&app.context(&me.visitor.actor), asked).await?;
    let headline = Explainer::new(&view.policy, language).headline(&view.decision);
    let levels = view
        .levels
        .iter()
        .map(|(policy, decision)| Level {
            title: policy.title.get(language).to_owned(),
            headline: Explainer::new(policy, language).headline(decision),
            policy: Arc::clone(&policy.id),
        })
        .collect();
    let text = jenjang::policy::explain::decision(&view.policy, &view.decision, language);
    let rest = text.split_once('\n').map_or("", |(_, rest)| rest).to_owned();
    let shell = me.visitor.titled("Kotak talenta saya", "My talent box");
    page(&Page { shell, headline, levels, blocks: blocks(&rest, language), view })
}
